"""Findings: what agrees, what can stand together, what is disputed."""

from typing import Any

import pytest

from incident_cases import Told, blame, card, figure, fused, tell
from khaldun.records import Finding

WORDS = "Jets struck the village of Tel Amal overnight and people died."


def says(name: str, **fields: Any) -> Told:
    return tell(name, card(WORDS, **fields))


def tolls(*figures: Any) -> list[Told]:
    return [says(f"paper {n}", figures=[told]) for n, told in enumerate(figures)]


def found(told: list[Told], field: str) -> Finding:
    (incident,) = fused(told)
    return next(finding for finding in incident.findings if finding.field == field)


@pytest.mark.parametrize(
    ("left", "right", "agreement"),
    [
        (figure(15), figure(15), "agreed"),
        (figure(15), figure(12, high=None), "range"),
        (figure(15), figure(12, high=15), "range"),
        (figure(15), figure(14, approx=True), "range"),
        (figure(15), figure(None, vague="dozens"), "range"),
        (figure(15), figure(21), "disputed"),
        (figure(15), figure(20, high=None), "disputed"),
        (figure(15), figure(15, certainty="denied"), "disputed"),
    ],
)
def test_two_origins_agree_leave_room_or_exclude_each_other(
    left: Any, right: Any, agreement: str
) -> None:
    finding = found(tolls(left, right), "killed")
    assert finding.agreement == agreement


def test_one_origin_is_single_and_its_rising_toll_a_range() -> None:
    assert found(tolls(figure(15, "Amal Watch")), "killed").agreement == "single"
    rising = tolls(figure(12, "Amal Watch"), figure(15, "Amal Watch"))
    assert found(rising, "killed").agreement == "range"


def test_an_origin_that_came_round_to_the_other_s_number_disputes_it_no_longer() -> None:
    told = tolls(figure(12, "Amal Watch"), figure(15, "Amal Watch"), figure(15, "Red Cross"))
    assert found(told, "killed").agreement == "range"


def test_children_are_not_weighed_against_all() -> None:
    told = tolls(figure(15), figure(6, of="children"))
    assert found(told, "killed").agreement == "single"
    assert found(told, "killed (children)").agreement == "single"


def test_civilians_are_the_whole_unless_people_are_counted_beside_them() -> None:
    alone = tolls(figure(15), figure(15, of="civilians"))
    assert found(alone, "killed").agreement == "agreed"
    both = [says("gazette", figures=[figure(22), figure(6, of="civilians")])]
    assert found(both, "killed (civilians)").agreement == "single"


def test_a_denial_by_the_accused_is_a_dispute() -> None:
    told = [
        says("gazette", by=[blame("Northern Army", "Amal Watch")]),
        says("herald", by=[blame("Northern Army", "Northern Army", certainty="denied")]),
    ]
    finding = found(told, "by")
    assert finding.agreement == "disputed"
    assert {value.certainty for value in finding.values} == {"asserted", "denied"}


def test_an_army_s_denial_speaks_for_its_government() -> None:
    told = [
        says("gazette", by=[blame("Syrian government", "Syrian National Coalition")]),
        says("herald", by=[blame("Syrian army", "Syrian army", certainty="denied")]),
    ]
    assert found(told, "by").agreement == "disputed"


def test_joint_attackers_of_one_origin_are_no_dispute() -> None:
    told = [says("gazette", by=[blame("Northern Army"), blame("Hill Guard")])]
    assert found(told, "by").agreement == "single"


def test_different_known_parties_accused_by_different_origins_are_a_dispute() -> None:
    told = [
        says("gazette", by=[blame("Russia", "Amal Watch")]),
        says("herald", by=[blame("Israel", "Red Cross of Amal")]),
    ]
    assert found(told, "by").agreement == "disputed"


def test_a_hedged_value_is_shown_as_asserted_only_where_someone_asserts_it() -> None:
    hedged = figure(15, certainty="hedged")
    assert found(tolls(hedged), "killed").values[0].certainty == "hedged"
    assert found(tolls(hedged, figure(15)), "killed").values[0].certainty == "asserted"


def test_what_happened_for_one_and_is_denied_by_another_is_disputed() -> None:
    told = [says("gazette"), says("herald", status="denied")]
    assert found(told, "occurrence").agreement == "disputed"


def test_days_and_places_agree_overlap_or_exclude_each_other() -> None:
    two_days = says("herald", days=("2024-05-08", "2024-05-09"))
    assert found([says("gazette"), says("herald")], "when").agreement == "agreed"
    assert found([says("gazette"), two_days], "when").agreement == "range"
    city = says("herald", place=("Amal region", 35.02, 40.0, 25.0), figures=[figure(15)])
    told = [says("gazette", figures=[figure(15)]), city]
    assert found(told, "where").agreement == "range"


def test_every_value_names_the_claims_and_accounts_that_state_it() -> None:
    told = tolls(figure(15), figure(15), figure(21))
    finding = found(told, "killed")
    first, second = finding.values
    assert (first.value, len(first.accounts), len(first.claims)) == ("15", 2, 2)
    assert (second.value, len(second.accounts)) == ("21", 1)
