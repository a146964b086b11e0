"""The ledger takes each reading once and whole, and gives back exactly what it was given."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from inputs import Input, count, failed, located, make_account, make_run, told

from khaldun.errors import CaseError, IntegrityError
from khaldun.ledger.store import Ledger
from khaldun.ledger.tables import ACCOUNTS
from khaldun.records import Outcome

TEXT = "At least 12 people were killed in Tel Amal.\nAn officer denied it."


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "ledger.sqlite", create=True) as opened:
        yield opened


def test_what_is_appended_comes_back_equal(ledger: Ledger) -> None:
    given = told(TEXT)
    given.append(ledger)
    assert list(ledger.outcomes()) == [given.outcome]
    assert list(ledger.reports()) == [given.report]
    assert tuple(ledger.accounts()) == given.accounts
    assert list(ledger.captures()) == [given.capture]
    assert list(ledger.runs()) == [given.run]
    assert ledger.account(given.accounts[1].id) == given.accounts[1]
    assert given.report is not None
    assert given.capture is not None
    assert ledger.report(given.report.id) == given.report
    assert ledger.capture(given.capture.id) == given.capture


def test_append_says_how_many_rows_it_wrote(ledger: Ledger) -> None:
    # A run, a capture, a report, two accounts, a reading, and its list of two.
    assert told(TEXT).append(ledger) == 8
    assert count(ledger) == 8


def test_the_same_folder_read_again_writes_nothing(ledger: Ledger) -> None:
    for given in (told(TEXT), failed()):
        given.append(ledger)
    before = count(ledger)
    later = make_run(2)
    for given in (told(TEXT, run=later), failed(run=later)):
        assert given.append(ledger) == 0
    assert count(ledger) == before
    assert [run.id for run in ledger.runs()] == [make_run(1).id]


def test_a_reading_is_known_by_its_place_its_bytes_and_its_means(ledger: Ledger) -> None:
    given = told(TEXT)
    given.append(ledger, reading="rules 1")
    assert given.capture is not None
    assert ledger.known("a.txt", given.capture.id, "rules 1") == given.outcome
    assert ledger.known("a.txt", given.capture.id, "rules 2") is None
    assert ledger.known("a.txt", "0" * 64, "rules 1") is None
    assert ledger.known("b.txt", given.capture.id, "rules 1") is None


def test_only_the_latest_reading_of_a_place_is_known(ledger: Ledger) -> None:
    given = told(TEXT)
    for reading in ("rules 1", "rules 2"):
        given.append(ledger, reading=reading)
    assert given.capture is not None
    assert ledger.known("a.txt", given.capture.id, "rules 1") is None
    assert ledger.known("a.txt", given.capture.id, "rules 2") == given.outcome


def test_a_capture_is_kept_where_reading_failed(ledger: Ledger) -> None:
    given = failed()
    given.append(ledger)
    assert list(ledger.captures()) == [given.capture]
    assert list(ledger.outcomes()) == [given.outcome]
    assert not list(ledger.reports())


def test_an_input_without_bytes_is_a_row_too(ledger: Ledger) -> None:
    run = make_run()
    outcome = Outcome(
        location="c.txt", name="c", capture=None, run=run.id, state="failed", reason="no permission"
    )
    assert Input(run=run, outcome=outcome).append(ledger) == 2
    assert list(ledger.outcomes()) == [outcome]


def test_two_places_with_the_same_bytes_are_one_capture_and_two_outcomes(ledger: Ledger) -> None:
    first, second = told(TEXT, location="a.txt"), told(TEXT, location="copy.txt")
    first.append(ledger)
    second.append(ledger)
    assert list(ledger.captures()) == [first.capture]
    assert [outcome.location for outcome in ledger.outcomes()] == ["a.txt", "copy.txt"]
    assert list(ledger.reports()) == [first.report]
    assert tuple(ledger.accounts()) == first.accounts


def test_a_better_reading_replaces_the_view_and_keeps_the_rows(ledger: Ledger) -> None:
    given = told(TEXT)
    given.append(ledger, reading="gazetteer 1")
    resolved = tuple(located(account) for account in given.accounts)
    assert [account.id for account in resolved] == [account.id for account in given.accounts]
    replace(given, accounts=resolved).append(ledger, reading="gazetteer 2")
    assert tuple(ledger.accounts()) == resolved
    assert ledger.account(resolved[0].id) == resolved[0]
    assert ledger._connection.execute("SELECT count(*) FROM accounts").fetchone()[0] == 4


def test_a_reader_that_finds_less_leaves_no_stale_accounts(ledger: Ledger) -> None:
    given = told(TEXT)
    given.append(ledger, reading="1")
    dropped = given.accounts[1]
    replace(given, accounts=given.accounts[:1]).append(ledger, reading="2")
    assert tuple(ledger.accounts()) == given.accounts[:1]
    assert ledger.account(dropped.id) == dropped, "what judgements may name is still found"


def test_a_newer_reading_of_a_copy_speaks_for_the_report(ledger: Ledger) -> None:
    told(TEXT, location="a.txt").append(ledger, reading="1")
    newer = told(TEXT, location="copy.txt", run=make_run(2))
    newer.append(ledger, reading="2")
    assert list(ledger.reports()) == [newer.report]


def test_accounts_come_in_the_order_of_the_text(ledger: Ledger) -> None:
    given = told(TEXT)
    assert given.report is not None
    both = make_account(given.report, [50, 5], 3)
    last = make_account(given.report, [30], 3)
    replace(given, accounts=(last, both)).append(ledger)
    assert list(ledger.accounts()) == [both, last]


def test_the_order_of_inputs_changes_no_id_and_no_digest(tmp_path: Path) -> None:
    inputs = [
        told(TEXT, location="a.txt"),
        told(TEXT, location="copy.txt"),
        told("Other words.", location="d.txt"),
        failed(),
    ]
    seen = set()
    for number, order in enumerate(permutations(inputs)):
        with Ledger.open(tmp_path / f"{number}.sqlite", create=True) as ledger:
            for given in order:
                given.append(ledger)
            reports, accounts = tuple(ledger.reports()), tuple(ledger.accounts())
            seen.add((ledger.content_digest(), reports, accounts, tuple(ledger.outcomes())))
    assert len(seen) == 1


def test_the_digest_sees_what_is_said_and_not_when_it_was_read(tmp_path: Path) -> None:
    digests = []
    for number, given in enumerate(
        (told(TEXT), told(TEXT, run=make_run(2)), told(TEXT.replace("12", "13")))
    ):
        with Ledger.open(tmp_path / f"{number}.sqlite", create=True) as ledger:
            given.append(ledger)
            digests.append(ledger.content_digest())
    assert digests[0] == digests[1] != digests[2]


@pytest.mark.parametrize("noun", ["report", "account", "capture"])
def test_an_unknown_id_is_named(ledger: Ledger, noun: str) -> None:
    with pytest.raises(CaseError, match=f"no {noun} 'beef'"):
        getattr(ledger, noun)("beef")


def test_a_ledger_opened_to_read_cannot_be_written(tmp_path: Path, ledger: Ledger) -> None:
    told(TEXT).append(ledger)
    with Ledger.open(tmp_path / "ledger.sqlite", write=False) as reader:
        with pytest.raises(CaseError, match="opened to read only"):
            failed().append(reader)
        with pytest.raises(sqlite3.OperationalError):
            reader._connection.execute("INSERT INTO runs VALUES ('a', 'b', 'c')")


def test_a_second_connection_sees_what_was_acknowledged(tmp_path: Path, ledger: Ledger) -> None:
    with Ledger.open(tmp_path / "ledger.sqlite", write=False) as reader:
        for number in range(5):
            given = told(f"{number} killed.", location=f"{number}.txt")
            given.append(ledger)
            assert given.report is not None
            assert reader.report(given.report.id) == given.report


def test_a_ledger_in_use_says_what_to_do(tmp_path: Path, ledger: Ledger) -> None:
    with Ledger.open(tmp_path / "ledger.sqlite") as second:
        second._connection.execute("PRAGMA busy_timeout = 10")
        ledger._connection.execute("BEGIN IMMEDIATE")
        with pytest.raises(CaseError, match="another program is using the case"):
            told(TEXT).append(second)
        ledger._connection.execute("ROLLBACK")
        assert told(TEXT).append(second) == 8


def test_two_writers_by_turns_lose_nothing(tmp_path: Path, ledger: Ledger) -> None:
    with Ledger.open(tmp_path / "ledger.sqlite") as second:
        for number in range(20):
            given = told(f"{number} killed.", location=f"{number}.txt")
            given.append(second if number % 2 else ledger)
    assert len(list(ledger.outcomes())) == 20
    assert not list(ledger.verify())


def test_a_damaged_body_is_never_shown(ledger: Ledger) -> None:
    given = told(TEXT)
    given.append(ledger)
    body = ACCOUNTS.row(given.accounts[0])["body"]
    ledger._connection.execute("DROP TRIGGER accounts_no_update")
    ledger._connection.execute(
        "UPDATE accounts SET body = replace(body, '\"low\":12', '\"low\":13') WHERE body = ?",
        (body,),
    )
    with pytest.raises(IntegrityError, match=f"accounts {given.accounts[0].id}: the body does not"):
        list(ledger.accounts())
