"""Every input ends in a named outcome, and the same inputs give the same ledger."""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from khaldun.case import Case
from khaldun.intake import Ingested
from khaldun.pipeline import ingest
from khaldun.records import Details
from khaldun.settings import Settings

Expected = dict[Path, set[str]]

#: The one text of 10 MB takes longer than any report; its end need not be waited for. Which of two
#: caps it reaches first would be a matter of chance.
BRIEF = Settings(max_seconds=4.0, max_resident_bytes=2_000_000_000)


def read(
    folder: Path, paths: Sequence[Path], *, jobs: int = 2, settings: Settings | None = None
) -> list[Ingested]:
    with Case.open(folder, create=True) as case:
        details = Details(publisher="The Test Herald")
        return list(
            ingest(
                case,
                paths,
                details=lambda _: details,
                settings=settings or Settings(),
                jobs=jobs,
            )
        )


def rows(folder: Path) -> dict[str, int]:
    """How many rows each table of the ledger has."""
    with closing(sqlite3.connect(folder / "ledger.sqlite")) as ledger:
        names = [
            name for (name,) in ledger.execute("SELECT name FROM sqlite_master WHERE type='table'")
        ]
        return {
            name: ledger.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names
        }


@pytest.fixture(scope="module")
def mixed_case(
    mixed_folder: tuple[Path, Expected], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, list[Ingested]]:
    """The mixed folder, read once; the case and what came of each input."""
    case = tmp_path_factory.mktemp("cases") / "mixed"
    return case, read(case, [mixed_folder[0]], settings=BRIEF)


def test_200_good_and_bad_files_are_200_named_outcomes(
    mixed_folder: tuple[Path, Expected], mixed_case: tuple[Path, list[Ingested]]
) -> None:
    _, expected = mixed_folder
    _, done = mixed_case
    states = {str(item.outcome.location): item.outcome for item in done}
    assert len(done) == len(states) == len(expected) == 200
    for path, allowed in expected.items():
        shown = str(path).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
        outcome = states[shown]
        assert outcome.state in allowed, outcome
        assert outcome.reason or outcome.state in {"read", "empty"}


def test_the_outcomes_of_the_ledger_are_those_that_were_told(
    mixed_case: tuple[Path, list[Ingested]],
) -> None:
    folder, done = mixed_case
    with Case.open(folder) as case:
        kept = {outcome.location: outcome for outcome in case.ledger.outcomes()}
        assert kept == {item.outcome.location: item.outcome for item in done}
        assert list(case.verify()) == []


def test_a_file_that_cannot_be_read_is_captured_all_the_same(
    mixed_folder: tuple[Path, Expected], mixed_case: tuple[Path, list[Ingested]]
) -> None:
    folder, _ = mixed_case
    with Case.open(folder) as case:
        (large,) = (
            outcome
            for outcome in case.ledger.outcomes()
            if outcome.location == str(mixed_folder[0] / "large.txt")
        )
        assert large.state == "refused"
        assert large.capture is not None
        assert case.store.get(large.capture) == b"a" * 20_000_001


def test_a_report_in_another_language_is_refused_by_name(
    mixed_folder: tuple[Path, Expected], mixed_case: tuple[Path, list[Ingested]]
) -> None:
    location = str(mixed_folder[0] / "french.txt")
    (reason,) = (item.outcome.reason for item in mixed_case[1] if item.outcome.location == location)
    assert reason == "french is written in French; this reader reads English"


def test_a_second_run_over_200_files_writes_nothing(
    mixed_folder: tuple[Path, Expected], mixed_case: tuple[Path, list[Ingested]]
) -> None:
    folder, first = mixed_case
    before = rows(folder)
    again = read(folder, [mixed_folder[0]], settings=BRIEF)
    assert rows(folder) == before
    assert not any(item.new for item in again)
    assert Counter(item.outcome.state for item in again) == Counter(
        item.outcome.state for item in first
    )


def test_order_and_jobs_change_no_id(few_reports: Path, tmp_path: Path) -> None:
    paths = sorted(few_reports.iterdir())
    read(tmp_path / "forward", paths, jobs=1)
    read(tmp_path / "backward", paths[::-1], jobs=2)
    with Case.open(tmp_path / "forward") as one, Case.open(tmp_path / "backward") as other:
        assert one.ledger.content_digest() == other.ledger.content_digest()
        assert [a.id for a in one.ledger.accounts()] == [a.id for a in other.ledger.accounts()]


def test_other_settings_read_the_same_bytes_again(few_reports: Path, tmp_path: Path) -> None:
    read(tmp_path / "case", [few_reports])
    again = read(tmp_path / "case", [few_reports], settings=Settings(max_seconds=19.0))
    assert [item.outcome.state for item in again] == ["read"] * 12


def test_a_file_that_takes_too_long_fails_and_is_tried_again(
    few_reports: Path, tmp_path: Path
) -> None:
    slow = Settings(max_seconds=0.05)
    path = next(few_reports.glob("*.html"))
    path.write_text("<p>" + path.read_text() * 20_000)
    (done,) = read(tmp_path / "case", [path], settings=slow)
    assert done.outcome.state == "failed"
    assert done.outcome.reason is not None
    assert "s of processor time and was ended" in done.outcome.reason
    before = rows(tmp_path / "case")
    (again,) = read(tmp_path / "case", [path], settings=slow)
    assert again.outcome.state == "failed"
    assert rows(tmp_path / "case") == before


def test_a_run_that_is_left_early_keeps_what_it_has_told(few_reports: Path, tmp_path: Path) -> None:
    with Case.open(tmp_path / "case", create=True) as case:
        done = ingest(case, [few_reports], details=lambda _: Details(), settings=Settings(), jobs=2)
        first = next(done)
        done.close()  # type: ignore[attr-defined]  # an iterator that is a generator
    with Case.open(tmp_path / "case") as case:
        assert first.outcome in list(case.ledger.outcomes())
