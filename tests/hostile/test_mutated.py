"""Whatever happens to a file's bytes: no crash, no hang, and every span says what the text says."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
from mutants import others, pages
from taking import SECONDS, Cost, costs

from khaldun.ledger.spans import strays
from khaldun.records import Account, Report
from khaldun.settings import Settings

pytest.importorskip("pypdfium2", reason="the extra `pdf` is not installed")

RULES = Settings(reader="rules")


def _taken(made: Iterable[tuple[str, bytes]], folder: Path) -> Iterable[Cost]:
    return costs(((name, lambda c=content: c) for name, content in made), folder, RULES)  # type: ignore[misc]  # a default binds


def _faults(taken: Iterable[Cost]) -> tuple[list[str], Counter[str]]:
    """What is wrong with how files ended, and how many ended how."""
    faults, states = [], Counter[str]()
    for cost in taken:
        reading = cost.reading
        if reading is None or "its reader failed with" in (reading.reason or ""):
            faults.append(f"{cost.name}: {cost.fault or (reading and reading.reason)}")
            continue
        states[reading.state] += 1
        if cost.seconds > SECONDS:
            faults.append(f"{cost.name} took {cost.seconds} s")
        if reading.report:
            told: list[Report | Account] = [reading.report, *reading.accounts]
            stray = (found for one in told for found in strays(one, reading.report.text))
            faults += [f"{cost.name}: {found}" for found in stray]
    return faults, states


def test_changed_pages_do_no_harm(tmp_path: Path) -> None:
    faults, states = _faults(_taken(pages(120), tmp_path))
    assert faults == []
    assert states["read"] > 60


def test_changed_files_of_other_forms_do_no_harm(tmp_path: Path) -> None:
    faults, states = _faults(_taken(others(120), tmp_path))
    assert faults == []
    assert states["opened"] > 20


@pytest.mark.soak
def test_10000_changed_pages_do_no_harm(tmp_path: Path) -> None:
    faults, states = _faults(_taken(pages(10_000, seed=13), tmp_path))
    assert faults == []
    assert states.total() == 10_000


@pytest.mark.soak
def test_2000_changed_files_of_other_forms_do_no_harm(tmp_path: Path) -> None:
    faults, states = _faults(_taken(others(2_000, seed=14), tmp_path))
    assert faults == []
    assert states.total() == 2_000
