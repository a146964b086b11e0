"""What one input gave goes in whole or not at all, and only if its parts belong together."""

import math
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from inputs import Input, count, failed, make_run, told

from khaldun.errors import IntegrityError
from khaldun.ledger.store import Ledger
from khaldun.records import Figure, PlacePhrase, Span

TEXT = "At least 12 people were killed in Tel Amal.\nAn officer denied it."


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "ledger.sqlite", create=True) as opened:
        yield opened


@pytest.mark.parametrize(
    "table", ["runs", "captures", "reports", "accounts", "readings", "reading_accounts"]
)
def test_a_failure_in_the_middle_leaves_nothing(ledger: Ledger, table: str) -> None:
    failed().append(ledger)
    before = count(ledger)
    ledger._connection.execute(
        f"CREATE TEMP TRIGGER fault BEFORE INSERT ON main.{table} "
        "BEGIN SELECT RAISE(ABORT, 'injected'); END"
    )
    given = told(TEXT, run=make_run(2))
    with pytest.raises(IntegrityError, match="injected"):
        given.append(ledger)
    assert count(ledger) == before
    ledger._connection.execute("DROP TRIGGER fault")
    assert given.append(ledger) == 8, "and it can be tried again"


def refusals() -> Iterator[tuple[str, Input]]:
    """Parts that do not belong together, with the words that must name the fault."""
    given = told(TEXT)
    assert given.report is not None
    other = told("Other words.", location="d.txt")
    false = replace(given.accounts[0], evidence=(Span(start=0, end=3, text="xyz"),))
    yield "another run", replace(given, run=make_run(2))
    yield "names capture", replace(given, capture=other.capture)
    yield "names report", replace(given, report=other.report)
    yield "names report", replace(given, report=None)
    yield "another capture", replace(given, report=replace(given.report, capture="0" * 64))
    yield "with 0 accounts", replace(given, accounts=())
    yield "with 2 accounts", replace(given, outcome=replace(given.outcome, state="empty"))
    yield "comes twice", replace(given, accounts=(given.accounts[0], given.accounts[0]))
    yield "of another report", replace(given, accounts=other.accounts)
    yield (
        r"\$\.evidence\[0\] at 0:3 says 'xyz', the report says 'At '",
        replace(given, accounts=(false,)),
    )


@pytest.mark.parametrize(("words", "given"), list(refusals()))
def test_parts_that_do_not_belong_together_are_refused(
    ledger: Ledger, words: str, given: Input
) -> None:
    with pytest.raises(IntegrityError, match=words):
        given.append(ledger)
    assert count(ledger) == 0


def test_a_runs_id_cannot_stand_for_another_run(ledger: Ledger) -> None:
    told(TEXT).append(ledger)
    other = replace(make_run(), reader="model")
    with pytest.raises(IntegrityError, match="already, with other fields"):
        failed(run=other).append(ledger)


def test_what_json_cannot_carry_is_refused_and_not_changed(ledger: Ledger) -> None:
    given = told(TEXT)
    words = given.accounts[0].evidence[0]
    far = PlacePhrase(words=words, name=words.text, distance_km=math.inf)
    endless = replace(given.accounts[0], where_phrase=far)
    with pytest.raises(IntegrityError, match="would not come back as it is written"):
        replace(given, accounts=(endless,)).append(ledger)
    torn = replace(given, outcome=replace(given.outcome, location="\udcff.txt"))
    with pytest.raises(IntegrityError, match="UTF-8"):
        torn.append(ledger)
    with pytest.raises(IntegrityError, match="UTF-8"):
        ledger.known("\udcff.txt", "0" * 64, "rules 1")
    assert count(ledger) == 0


def test_numbers_of_any_length_are_kept(ledger: Ledger) -> None:
    given = told(TEXT)
    account = given.accounts[0]
    figure = Figure(kind="killed", of="people", low=10**40)
    claim = replace(account.claims[0], figure=figure)
    replace(given, accounts=(replace(account, claims=(claim,)),)).append(ledger)
    assert next(ledger.accounts()).figures[0].figure == figure


def test_a_row_that_is_too_long_for_sqlite_is_refused_whole(ledger: Ledger) -> None:
    ledger._connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 5_000)
    with pytest.raises(IntegrityError, match="too large"):
        told("word " * 2_000).append(ledger)
    assert count(ledger) == 0
