"""Grouping: what is ruled out counts, and judgements hold whatever the scores say."""

from itertools import combinations, permutations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_cases import judged
from khaldun.fuse.groups import REFUSED, group
from khaldun.records import Judgement, Verdict

NAMES = "abcdefg"
PAIRS = list(combinations(NAMES, 2))
scores_of = st.dictionaries(
    st.sampled_from(PAIRS), st.just(REFUSED) | st.floats(-5, 5), max_size=21
)
judgements_of = st.lists(
    st.tuples(st.sampled_from(PAIRS), st.sampled_from(["yes", "no", "unsure"])), max_size=12
)


def home(groups: list[tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {name: members for members in groups for name in members}


def decided(*verdicts: tuple[str, Verdict]) -> list[Judgement]:
    """Verdicts on pairs like "ab", one hour after the other."""
    return [judged(pair[0], pair[1], verdict, hour=n) for n, (pair, verdict) in enumerate(verdicts)]


def test_one_wrong_bridge_does_not_melt_two_incidents() -> None:
    tight = {pair: 4.0 for cluster in ("abc", "def") for pair in combinations(cluster, 2)}
    groups = group("abcdef", tight | {("c", "d"): 5.0})
    assert groups == [("a", "b", "c"), ("d", "e", "f")]


def test_a_pair_ruled_out_counts_against_all_of_its_group() -> None:
    scores = {("a", "b"): 4.0, ("a", "c"): 1.0, ("b", "c"): REFUSED}
    assert group("abc", scores) == [("a", "b"), ("c",)]


def test_what_one_report_told_twice_parts_two_accounts_and_not_two_halves_of_an_incident() -> None:
    twice = {("a", "b"): REFUSED}
    assert group("abc", dict.fromkeys(combinations("abc", 2), 5.0) | twice) == [("a", "c"), ("b",)]
    scores = dict.fromkeys(combinations("abcdef", 2), 3.0) | twice
    assert group("abcdef", scores) == [("a", "b", "c", "d", "e", "f")]


@pytest.mark.parametrize("bridge", ["", "c", "cde"])
def test_a_no_is_crossed_neither_directly_nor_through_others(bridge: str) -> None:
    names = "ab" + bridge
    scores = dict.fromkeys(combinations(sorted(names), 2), 5.0)
    groups = home(group(names, scores, judgements=decided(("ab", "no"))))
    assert groups["a"] != groups["b"]


def test_a_yes_holds_against_every_score() -> None:
    assert group("ab", {("a", "b"): REFUSED}, judgements=decided(("ab", "yes"))) == [("a", "b")]
    assert group("ab", {}, judgements=decided(("ab", "yes"))) == [("a", "b")]


def test_of_two_verdicts_on_one_pair_the_later_holds() -> None:
    assert group("ab", {}, judgements=decided(("ab", "no"), ("ab", "yes"))) == [("a", "b")]
    strong = {("a", "b"): 5.0}
    later = decided(("ab", "yes"), ("ab", "no"))
    assert group("ab", strong, judgements=later) == [("a",), ("b",)]


def test_unsure_withdraws_what_was_decided_before() -> None:
    strong = {("a", "b"): 5.0}
    assert group("ab", strong, judgements=decided(("ab", "no"), ("ab", "unsure"))) == [("a", "b")]


def test_a_chain_of_yes_that_contradicts_a_no_gives_way_to_the_latest() -> None:
    """A = b, b = c and a ≠ c cannot all hold: the one decided first is dropped."""
    verdicts: list[tuple[str, Verdict]] = [("ab", "yes"), ("bc", "yes"), ("ac", "no")]
    for first, second, third in permutations(verdicts):
        groups = home(group("abc", {}, judgements=decided(first, second, third)))
        for pair, verdict in (second, third):
            together = groups[pair[0]] == groups[pair[1]]
            assert together == (verdict == "yes"), (first, second, third)


def test_judgements_on_copies_or_on_strangers_are_passed_over() -> None:
    other = [judged("a", "b", "no", relation="copy"), judged("a", "zz", "yes")]
    assert group("ab", {("a", "b"): 5.0}, judgements=other) == [("a", "b")]


@given(scores=scores_of, verdicts=judgements_of)
def test_the_last_judgement_always_holds(
    scores: dict[tuple[str, str], float], verdicts: list[tuple[tuple[str, str], Verdict]]
) -> None:
    judgements = decided(*[("".join(pair), verdict) for pair, verdict in verdicts])
    groups = home(group(NAMES, scores, judgements=judgements))
    if verdicts:
        (left, right), verdict = verdicts[-1]
        if verdict != "unsure":
            assert (groups[left] == groups[right]) == (verdict == "yes")


@given(scores=scores_of, verdicts=judgements_of, seed=st.integers(0, 99))
def test_the_order_of_what_is_grouped_changes_nothing(
    scores: dict[tuple[str, str], float],
    verdicts: list[tuple[tuple[str, str], Verdict]],
    seed: int,
) -> None:
    judgements = decided(*[("".join(pair), verdict) for pair, verdict in verdicts])
    names, pairs = list(NAMES), list(scores.items())
    Random(seed).shuffle(names)
    Random(seed).shuffle(pairs)
    shuffled = group(names, dict(pairs), judgements=judgements)
    assert shuffled == group(NAMES, scores, judgements=judgements)
    assert sorted(name for members in shuffled for name in members) == list(NAMES)
