"""Pairs: what rules two accounts out, what speaks for one incident, and the reasons given."""

from typing import Any

import pytest

from incident_cases import AMAL, ROSTER, card, figure, tell
from khaldun.fuse.blocks import pairs
from khaldun.fuse.matcher import Matcher
from khaldun.fuse.pairs import Match
from khaldun.fuse.traits import Parties

WORDS = "A strike on Tel Amal overnight killed 15 people."


def match(left: dict[str, Any], right: dict[str, Any], words: str = WORDS) -> Match | None:
    """The match of two cards of two reports; None where they are ruled out or never compared."""
    told = [tell("gazette", card(WORDS, **left)), tell("herald", card(words, **right))]
    accounts = [account for _, several in told for account in several]
    by_id = {account.id: account for account in accounts}
    matcher = Matcher(by_id, {report.id: report for report, _ in told}, Parties(ROSTER))
    names = sorted(by_id)
    met = pairs(map(matcher.item, names), matcher.window)
    return matcher.match(*names) if met else None


def test_the_reasons_are_those_that_a_person_would_give() -> None:
    toll = {"figures": [figure(15, "Amal Watch")]}
    found = match(toll, toll)
    assert found
    assert {"both airstrike", "the same days", "both count 15 killed"} <= set(found.reasons)
    assert "credit the same source" in found.reasons
    assert found.score > 0


@pytest.mark.parametrize(
    "other",
    [
        {"place": ("Far", 36.5, 40.0, 5.0)},
        {"days": ("2024-05-20", "2024-05-20")},
        {"kind": "aggregate"},
        {"kind": "protest"},
    ],
    ids=["far away", "other days", "a toll", "another kind"],
)
def test_what_cannot_be_one_incident_is_ruled_out_whatever_else_agrees(other: Any) -> None:
    toll = {"figures": [figure(15)]}
    assert match(toll, toll | other) is None


def test_an_explosion_and_a_bombing_may_be_one_and_a_battle_and_a_capture_not() -> None:
    toll = {"figures": [figure(15)]}
    assert match(toll | {"kind": "explosion"}, toll | {"kind": "bombing"})
    assert match(toll | {"kind": "battle"}, toll | {"kind": "capture"}) is None


def score(**more: Any) -> float:
    """The score of a card against one that differs so; a weak match, as scores have a limit."""
    weak = {"figures": [figure(15)], "kind": "battle", "place": (*AMAL[:3], 12.0)}
    found = match(weak, weak | more, words="Fighters met near Tel Amal.")
    assert found
    return found.score


def test_a_rare_number_weighs_more_than_a_small_one() -> None:
    def shared(number: int) -> float:
        quiet = {"place": ("Amal", 35.0, 40.0, 12.0), "days": ("2024-05-01", "2024-05-20")}
        toll = quiet | {"figures": [figure(number)]}
        found = match(toll, toll, words="Jets struck.")
        assert found
        return found.score

    assert shared(137) > shared(20) > shared(5) > shared(1)


def test_each_difference_lowers_the_score() -> None:
    same = score()
    assert score(days=("2024-05-10", "2024-05-10")) < same
    assert score(place=("Barid", AMAL[1] + 0.12, AMAL[2], 3.0)) < same
    assert score(figures=[figure(15), figure(60)]) < same
    assert score(status="possible") < same
