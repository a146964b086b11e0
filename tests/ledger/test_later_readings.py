"""Later readings: what people decided is carried over to them, and what was known before stays."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from inputs import Input, make_account, make_run, told

from khaldun.ledger.store import Ledger
from khaldun.records import Judgement
from khaldun.register.source import Standing

LINES = "Twelve people died in Amal on Monday.\nTwelve people died in Barid on Sunday.\n"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "ledger.sqlite", create=True) as opened:
        yield opened


def reread(given: Input, shorter: int) -> Input:
    """The same report by a later reader, whose evidence ends so many letters earlier."""
    run = make_run(2)
    assert given.report
    accounts = tuple(
        make_account(given.report, [span.start], span.end - span.start - shorter)
        for span in (account.evidence[0] for account in given.accounts)
    )
    outcome = replace(given.outcome, run=run.id)
    assert given.capture
    capture = replace(given.capture, run=run.id)
    return replace(given, run=run, outcome=outcome, capture=capture, accounts=accounts)


def decide(ledger: Ledger, given: Input) -> Judgement:
    left, right = (account.id for account in given.accounts)
    return ledger.judge(
        relation="same",
        left=left,
        right=right,
        verdict="yes",
        reason="one raid",
        decided_by="A. Analyst",
        decided_at=datetime(2024, 5, 1, 13, tzinfo=UTC),
    )


def test_a_decision_holds_for_the_accounts_that_now_tell_of_the_same_words(ledger: Ledger) -> None:
    given = told(LINES)
    later = reread(given, shorter=8)
    given.append(ledger)
    made = decide(ledger, given)
    later.append(ledger, reading="rules 2")
    (carried,) = Standing.of(ledger).journal
    assert {carried.left, carried.right} == {account.id for account in later.accounts}
    assert (carried.id, carried.verdict) == (made.id, "yes")
    assert list(ledger.judgements()) == [made], "the journal itself stays as it was"


def test_a_decision_whose_words_are_told_of_no_more_rests(ledger: Ledger) -> None:
    given = told(LINES)
    given.append(ledger)
    made = decide(ledger, given)
    reread(given, shorter=25).append(ledger, reading="rules 2")
    assert Standing.of(ledger).journal == [made]


def test_a_ledger_as_it_was_has_no_later_reading_or_judgement(ledger: Ledger) -> None:
    given = told(LINES)
    later = reread(given, shorter=8)
    given.append(ledger)
    later.append(ledger, reading="rules 2")
    decide(ledger, later)
    whole = ledger.content_digest()
    with ledger.before(later.run.started_at) as past:
        assert {one.id for one in past.accounts()} == {one.id for one in given.accounts}
        assert list(past.judgements()) == []
    with ledger.before(datetime(2024, 5, 2, tzinfo=UTC)) as past:
        assert past.content_digest() == whole
        assert len(list(past.judgements())) == 1
    assert ledger.content_digest() == whole
