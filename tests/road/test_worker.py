"""The child's side: whatever a stage does with a page, the answer is a reading."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from khaldun import codec
from khaldun.case import Case
from khaldun.isolate import Answer
from khaldun.pipeline import Intake, Reading, Task
from khaldun.records import Account, Capture, Details, Report
from khaldun.settings import Settings
from khaldun.tools import Tools, build_tools, new_run
from khaldun.worker import answer

WORDS = b"At least 12 people were killed on Tuesday when warplanes bombed a market in Idlib city."


class Faulty:
    """A reader that does what it is told."""

    name = "faulty"
    languages = frozenset({"en"})

    def __init__(self, act: Callable[[Report], tuple[Account, ...]]) -> None:
        self.read = act


@pytest.fixture(scope="module")
def tools() -> Tools:
    return build_tools(Settings())


@pytest.fixture
def task(tmp_path: Path) -> Task:
    blob = tmp_path / "blob.txt"
    blob.write_bytes(WORDS)
    capture = Capture(
        id=hashlib.sha256(WORDS).hexdigest(),
        location="raid.txt",
        media_type="text/plain",
        size=len(WORDS),
        captured_at=datetime(2016, 2, 17, tzinfo=UTC),
        method="file",
        run="run",
    )
    return Task(capture=capture, blob=str(blob), details=Details())


def ask(task: Task, tools: Tools) -> Reading:
    return codec.decode(answer(task, tools), Reading)


def raising(error: BaseException) -> Faulty:
    def act(report: Report) -> tuple[Account, ...]:
        raise error

    return Faulty(act)


def test_a_report_with_an_incident_is_read_and_one_without_is_empty(
    task: Task, tools: Tools
) -> None:
    assert ask(task, tools).state == "read"
    reading = ask(task, replace(tools, reader=Faulty(lambda _: ())))
    assert (reading.state, reading.reason) == ("empty", None)
    assert reading.report is not None


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (RecursionError("too deep"), "its reader failed with RecursionError: 'too deep'"),
        (MemoryError(), "its reader failed with MemoryError: no message"),
        (KeyError("\ud800"), "its reader failed with KeyError: \"'\\\\ud800'\""),
        (ValueError("x" * 1000), f"its reader failed with ValueError: '{'x' * 300}'"),
    ],
)
def test_an_error_of_a_stage_is_a_failure_with_its_type_and_message(
    task: Task, tools: Tools, error: Exception, reason: str
) -> None:
    reading = ask(task, replace(tools, reader=raising(error)))
    assert (reading.state, reading.reason) == ("failed", reason)


def test_a_file_above_the_limit_is_refused_without_being_loaded(task: Task, tools: Tools) -> None:
    small = replace(tools, settings=Settings(max_file_bytes=10))
    reading = ask(replace(task, blob="/nowhere"), small)
    assert reading.state == "refused"
    assert reading.reason == "raid.txt has 87 bytes; files above 10 are not read"


def test_bytes_that_changed_since_their_capture_are_not_read(task: Task, tools: Tools) -> None:
    Path(task.blob).write_bytes(WORDS.replace(b"12", b"21"))
    reading = ask(task, tools)
    assert reading.state == "failed"
    assert reading.reason is not None
    assert "has changed since it was captured" in reading.reason


def test_a_reading_that_breaks_a_rule_of_the_ledger_costs_its_input_and_no_other(
    tmp_path: Path, tools: Tools
) -> None:
    for name in ("one.txt", "two.txt"):
        (tmp_path / name).write_bytes(WORDS + name.encode())
    with Case.open(tmp_path / "case", create=True) as case:
        intake = Intake(case=case, run=new_run(tools), details=lambda _: Details())
        done = []
        for number, name in enumerate(("one.txt", "two.txt")):
            assert intake.admit(number, tmp_path / name) is None
            reading = ask(intake.task(number), tools)
            if name == "one.txt":
                reading = replace(reading, accounts=reading.accounts * 2)
            done.append(intake.settle(Answer(task=number, value=reading)).outcome)
        assert [outcome.state for outcome in done] == ["failed", "read"]
        assert done[0].reason is not None
        assert "comes twice in one reading" in done[0].reason
        assert list(case.verify()) == []
