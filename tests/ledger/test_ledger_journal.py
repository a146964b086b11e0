"""The journal of judgements: each chained to the one before, later ones retiring earlier ones."""

import math
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from inputs import Input, told

from khaldun.errors import CaseError, IntegrityError
from khaldun.ledger.store import Ledger
from khaldun.records import Judgement

NOON = datetime(2024, 5, 2, 12, tzinfo=UTC)


@pytest.fixture
def given() -> Input:
    return told("12 killed.\n13 wounded.\n14 missing.")


@pytest.fixture
def ledger(tmp_path: Path, given: Input) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "ledger.sqlite", create=True) as opened:
        given.append(opened)
        yield opened


def judge(ledger: Ledger, left: str, right: str, **changes: Any) -> Judgement:
    """A judgement on two accounts, with what differs from the usual."""
    usual: dict[str, Any] = {
        "relation": "same",
        "verdict": "yes",
        "reason": "one place, one day",
        "decided_by": "A. Reader",
        "decided_at": NOON,
    }
    return ledger.judge(left=left, right=right, **{**usual, **changes})


def test_judgements_come_back_in_order_as_a_chain(ledger: Ledger, given: Input) -> None:
    one, two, three = (account.id for account in given.accounts)
    made = [judge(ledger, one, two), judge(ledger, two, three), judge(ledger, one, three)]
    assert list(ledger.judgements()) == made
    assert [judgement.previous for judgement in made] == [None, made[0].id, made[1].id]
    assert not list(ledger.verify())


def test_the_sides_may_come_in_either_order(ledger: Ledger, given: Input) -> None:
    one, two, _ = sorted(account.id for account in given.accounts)
    made = judge(ledger, two, one)
    assert (made.left, made.right) == (one, two)


def test_two_reports_may_be_judged_copies(ledger: Ledger, given: Input) -> None:
    other = told("The same in other words.", location="d.txt")
    other.append(ledger)
    assert given.report is not None
    assert other.report is not None
    made = judge(ledger, given.report.id, other.report.id, relation="copy")
    assert list(ledger.judgements()) == [made]


@pytest.mark.parametrize(("relation", "noun"), [("same", "account"), ("copy", "report")])
def test_both_sides_must_be_in_the_ledger(
    ledger: Ledger, given: Input, relation: str, noun: str
) -> None:
    assert given.report is not None
    there = given.report.id if relation == "copy" else given.accounts[0].id
    for left, right in (("beef", there), (there, "beef")):
        with pytest.raises(CaseError, match=f"no {noun} 'beef'"):
            judge(ledger, left, right, relation=relation)
    assert not list(ledger.judgements())


def test_an_account_is_no_side_of_a_copy(ledger: Ledger, given: Input) -> None:
    one, two, _ = (account.id for account in given.accounts)
    with pytest.raises(CaseError, match="no report"):
        judge(ledger, one, two, relation="copy")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"reason": " "}, "needs a reason"),
        ({"decided_by": ""}, "needs a reason and a name"),
        ({"decided_at": NOON.replace(tzinfo=None)}, "time zone"),
    ],
)
def test_a_judgement_says_why_who_and_when(
    ledger: Ledger, given: Input, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        judge(ledger, given.accounts[0].id, given.accounts[1].id, **changes)


def test_a_decision_on_several_pairs_is_written_whole_or_not_at_all(
    ledger: Ledger, given: Input
) -> None:
    one, two, three = (account.id for account in given.accounts)
    words: Any = {"verdict": "no", "reason": "far apart", "decided_by": "A. Reader"}
    with pytest.raises(CaseError, match="no account 'beef'"):
        ledger.judge_all([("same", one, two), ("same", one, "beef")], decided_at=NOON, **words)
    assert not list(ledger.judgements())
    made = ledger.judge_all([("same", one, two), ("same", three, one)], decided_at=NOON, **words)
    assert list(ledger.judgements()) == made
    assert [judgement.previous for judgement in made] == [None, made[0].id]
    assert not list(ledger.verify())


def test_nothing_is_judged_against_itself(ledger: Ledger, given: Input) -> None:
    with pytest.raises(ValueError, match="both are"):
        judge(ledger, given.accounts[0].id, given.accounts[0].id)


@pytest.mark.parametrize("score", [math.nan, math.inf, -math.inf])
def test_a_score_that_is_no_number_is_refused(ledger: Ledger, given: Input, score: float) -> None:
    with pytest.raises(IntegrityError, match="would not come back"):
        judge(ledger, given.accounts[0].id, given.accounts[1].id, score=score)
    assert not list(ledger.judgements())


@pytest.mark.parametrize("changes", [{"verdict": "perhaps"}, {"relation": "cousin"}])
def test_a_word_outside_the_list_is_refused(
    ledger: Ledger, given: Input, changes: dict[str, Any]
) -> None:
    with pytest.raises((IntegrityError, CaseError)):
        judge(ledger, given.accounts[0].id, given.accounts[1].id, **changes)
    assert not list(ledger.judgements())


def test_times_are_kept_in_one_zone_so_that_ids_can_be_made_again(
    ledger: Ledger, given: Input
) -> None:
    odd = timezone(timedelta(hours=3, minutes=30, seconds=7))
    made = judge(
        ledger, given.accounts[0].id, given.accounts[1].id, decided_at=NOON.astimezone(odd)
    )
    assert made.decided_at == NOON
    assert list(ledger.judgements()) == [made]
    assert not list(ledger.verify())


def test_a_later_judgement_retires_the_earlier_and_both_stay(ledger: Ledger, given: Input) -> None:
    one, two, three = (account.id for account in given.accounts)
    judge(ledger, one, two)
    other = judge(ledger, two, three)
    last = judge(ledger, two, one, verdict="no", reason="two days")
    assert ledger.standing_judgements() == [other, last]
    assert len(list(ledger.judgements())) == 3


def test_a_matcher_never_retires_what_a_person_decided(ledger: Ledger, given: Input) -> None:
    one, two, _ = (account.id for account in given.accounts)
    judge(ledger, one, two, score=0.9, decided_by="matcher 1")
    person = judge(ledger, one, two, verdict="no")
    judge(ledger, one, two, score=0.99, decided_by="matcher 2")
    assert ledger.standing_judgements() == [person]
    other = judge(ledger, one, two, verdict="unsure", decided_by="B. Reader")
    assert ledger.standing_judgements() == [other]


def test_a_judgement_on_an_account_that_is_read_no_more_still_holds(
    ledger: Ledger, given: Input
) -> None:
    told("Nothing like it.").append(ledger, reading="rules 2")
    assert judge(ledger, given.accounts[0].id, given.accounts[1].id) in ledger.judgements()
