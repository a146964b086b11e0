"""Policies: which of the stated numbers each codebook takes, and on which claims it rests."""

from typing import Any

import pytest

from incident_cases import Told, blame, card, figure, fused, tell
from khaldun.fuse.policies import Cell, policies
from khaldun.records import Claim

WORDS = "Jets struck the village of Tel Amal overnight and people died."


def says(name: str, *figures: Any, published: str = "2024-05-10", **fields: Any) -> Told:
    return tell(name, card(WORDS, figures=list(figures), **fields), published=published)


def claims_of(told: list[Told]) -> dict[str, Claim]:
    return {claim.id: claim for _, several in told for a in several for claim in a.claims}


def rendered(policy: str, *told: Told) -> dict[str, Cell]:
    (incident,) = fused(list(told))
    return policies()[policy].render(incident, claims_of(list(told)))


def values(policy: str, *told: Told) -> dict[str, Any]:
    return {name: cell.value for name, cell in rendered(policy, *told).items()}


# --- ACLED ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("figures", "fatalities"),
    [
        ([], 0),
        ([figure(15)], 15),
        ([figure(15), figure(21, "Red Cross")], 15),
        ([figure(12, high=None)], 12),
        ([figure(None, high=20)], 1),
        ([figure(None, vague="dozens")], 12),
        ([figure(None, vague="hundreds")], 100),
        ([figure(None, vague="unknown number")], 0),
        ([figure(15, certainty="denied")], 0),
        ([figure(15), figure(6, of="children")], 15),
        ([figure(6, of="children")], 6),
        ([figure(5, of="soldiers"), figure(12, of="militants")], 17),
        ([figure(20), figure(5, of="soldiers"), figure(12, of="militants")], 20),
        ([figure(15), figure(40, kind="wounded")], 15),
        ([figure(15), figure(0, "Army")], 15),
        ([figure(0, "Army")], 0),
    ],
)
def test_acled_takes_the_most_conservative_toll(figures: list[Any], fatalities: int) -> None:
    assert values("acled", says("gazette", *figures))["fatalities"] == fatalities


def test_one_that_counts_nobody_is_set_aside_and_says_why() -> None:
    for policy, name in (("acled", "fatalities"), ("ucdp", "low"), ("ibc", "deaths_max")):
        cell = rendered(policy, says("gazette", figure(15), figure(0, "Army")))[name]
        assert [why for _, why in cell.aside] == ["counts nobody, where another counts some"]


def test_a_superseded_toll_is_set_aside() -> None:
    early = says("gazette", figure(58, "Amal Watch"), published="2024-05-10")
    late = says("herald", figure(86, "Amal Watch"), published="2024-05-11")
    cell = rendered("acled", early, late)["fatalities"]
    first = early[1][0].figures[0].id
    assert (cell.value, cell.aside) == (86, ((first, "superseded"),))


def test_every_claim_of_a_toll_is_used_or_set_aside_with_a_reason() -> None:
    told = says(
        "gazette",
        figure(15),
        figure(21, "Red Cross"),
        figure(9, "Ministry", certainty="denied"),
        figure(None, "a nurse", vague="unknown number"),
        figure(6, of="children"),
    )
    for name in policies():
        for cell in rendered(name, told).values():
            told_of = {claim.id for claim in told[1][0].figures}
            if not set(cell.used) | {c for c, _ in cell.aside}:
                continue
            assert set(cell.used) | {claim for claim, _ in cell.aside} <= told_of
            assert not set(cell.used) & {claim for claim, _ in cell.aside}
            assert all(why for _, why in cell.aside)
    cell = rendered("acled", told)["fatalities"]
    assert len(cell.used) + len(cell.aside) == 5


# --- UCDP ----------------------------------------------------------------------------------------


def test_ucdp_keeps_low_and_high_and_takes_for_best_what_most_origins_state() -> None:
    told = [
        says("gazette", figure(15, "Red Cross"), figure(21, "Amal Watch")),
        says("herald", figure(21, "Ministry"), figure(30, "Northern Army", high=None)),
    ]
    found = values("ucdp", *told)
    assert (found["low"], found["best"], found["high"]) == (15, 21, 30)


def test_ucdp_takes_the_lower_of_two_that_as_many_state() -> None:
    found = values("ucdp", says("gazette", figure(15, "Red Cross"), figure(21, "Amal Watch")))
    assert found["best"] == 15


def test_ucdp_counts_the_dead_by_group_and_the_rest_as_unknown() -> None:
    told = says("gazette", figure(20), figure(5, of="soldiers"), figure(12, of="militants"))
    found = values("ucdp", told)
    groups = ("deaths_soldiers", "deaths_fighters", "deaths_civilians", "deaths_unknown")
    assert [found[name] for name in groups] == [5, 12, 0, 3]
    assert found["best"] == sum(found[name] for name in groups)


# --- Airwars and IBC -----------------------------------------------------------------------------


def test_people_of_whom_nobody_says_what_they_were_count_at_most_and_not_at_least() -> None:
    told = says("gazette", figure(6, of="civilians"), figure(15, "Red Cross"))
    found = values("airwars", told)
    assert (found["civilians_killed_min"], found["civilians_killed_max"]) == (6, 15)
    assert values("ibc", told)["deaths_min"] == 6


def test_dead_fighters_are_no_civilians() -> None:
    found = values("airwars", says("gazette", figure(12, of="militants")))
    assert (found["civilians_killed_max"], found["grading"]) == (0, "discounted")


@pytest.mark.parametrize(
    ("told", "grading"),
    [
        ([says("gazette", figure(6, of="civilians"))], "weak"),
        ([says("gazette", figure(6, "Red Cross")), says("herald", figure(9, "Watch"))], "fair"),
        ([says("gazette", figure(6, "Red Cross")), says("herald", figure(6, "Red Cross"))], "weak"),
        (
            [
                says("gazette", figure(6), by=[blame("Russia", "Red Cross")]),
                says("herald", figure(6), by=[blame("Islamic State", "Amal Watch")]),
            ],
            "contested",
        ),
        (
            [says("gazette", figure(6), by=[blame("Islamic State", "Islamic State")])],
            "confirmed",
        ),
    ],
)
def test_airwars_grades_by_who_claims_what(told: list[Told], grading: str) -> None:
    assert values("airwars", *told)["grading"] == grading


def test_ibc_enters_an_incident_once_two_independent_origins_count_it() -> None:
    one, two = figure(6, "Red Cross"), figure(9, "Amal Watch")
    assert values("ibc", says("gazette", one), says("herald", one))["entered"] == "no"
    assert values("ibc", says("gazette", one), says("herald", two))["entered"] == "yes"


def test_a_policy_names_its_version() -> None:
    assert [policy.label for policy in policies().values()] == [
        "acled/2",
        "ucdp/2",
        "airwars/2",
        "ibc/2",
    ]
