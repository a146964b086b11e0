"""One hostile file costs one file: a few seconds, a capped memory, and the next file is fine."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from make import Made, files
from taking import PDF_SECONDS, SECONDS, Cost, costs

from boxes import told
from khaldun.settings import Settings

pytest.importorskip("pypdfium2", reason="the extra `pdf` is not installed")

#: These work until they are ended, so they take most of the set's time; they come with `make soak`.
LONG = frozenset(
    "many-paragraphs.html many-breaks.html many-attributes.html many-entities.html many-cells.html "
    "long-text.html long-points.html wide-letters.html dates.html cut-letters.txt one-line.txt "
    "many-lines.txt many-marks.md many-brackets.md many-runs.docx header.eml coded-header.eml "
    "many-parts.eml stream-200mb.pdf".split()
)
#: Files whose words could be had, and what a reader must know of them.
SAID = {
    "hidden-words.html": "hidden text",
    "to-machines.html": "hidden text",
    "turned.html": "direction-changed text",
    "nul-between.html": "NUL bytes replaced",
    "hidden.pdf": "hidden text",
}


def _among_good(made: Iterator[Made]) -> Iterator[Made]:
    for number, one in enumerate(made):
        yield one
        if number % 5 == 0:
            yield f"good-{number}.txt", told(number + 3).encode


def _taken(folder: Path, *, long: bool) -> list[Cost]:
    chosen = (one for one in files() if (one[0] in LONG) is long)
    return list(costs(_among_good(chosen), folder, Settings()))


def _require_bounded(taken: list[Cost]) -> None:
    for cost in taken:
        limit = PDF_SECONDS if cost.name.endswith(".pdf") else SECONDS
        assert cost.seconds <= limit + 0.5, cost
        assert cost.resident <= 512_000_000, cost
        assert cost.fault or cost.reading, cost
        if cost.name.startswith("good"):
            assert cost.reading, cost
            assert cost.reading.state == "read", cost


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> list[Cost]:
    """The files that end by themselves, good ones among them."""
    return _taken(tmp_path_factory.mktemp("hostile"), long=False)


def test_the_set_has_80_files_and_more() -> None:
    names = [name for name, _ in files()]
    assert len(set(names)) == len(names) >= 80
    assert set(names) > LONG


def test_no_hostile_file_costs_more_than_itself(taken: list[Cost]) -> None:
    _require_bounded(taken)


def test_no_file_needs_to_be_ended_but_those_that_are_known_to(taken: list[Cost]) -> None:
    assert [(cost.name, cost.fault) for cost in taken if cost.fault] == []


def test_every_refusal_and_failure_says_why(taken: list[Cost]) -> None:
    for cost in taken:
        assert cost.reading
        reasons = [cost.reading.reason, cost.reading.batch and cost.reading.batch.fault]
        assert cost.reading.state in {"read", "empty", "opened"} or any(reasons)
        assert "its reader failed with" not in (cost.reading.reason or ""), cost


def test_what_is_hidden_or_turned_is_said(taken: list[Cost]) -> None:
    flags = {c.name: c.reading.report.flags for c in taken if c.reading and c.reading.report}
    assert [name for name, flag in SAID.items() if flag not in flags[name]] == []


def test_nothing_of_the_machine_gets_into_a_report(taken: list[Cost]) -> None:
    host = Path("/etc/hostname")
    secret = host.read_text(encoding="utf-8").strip() if host.exists() else "no such machine"
    texts = [c.reading.report.text for c in taken if c.reading and c.reading.report]
    assert not [text for text in texts if secret in text]


@pytest.mark.soak
def test_the_files_that_must_be_ended_are(tmp_path: Path) -> None:
    _require_bounded(_taken(tmp_path, long=True))
