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


def test_what_a_source_said_before_is_superseded_and_in_the_order_of_time() -> None:
    days = {30: "2024-05-10", 41: "2024-05-11", 58: "2024-05-12"}
    told = [
        tell(f"paper {toll}", card(WORDS, figures=[figure(toll, "Amal Watch")]), published=day)
        for toll, day in days.items()
    ]
    told += [says("herald", figures=[figure(41, "Red Cross")])]
    values = found(told, "killed").values
    assert [(v.value, v.superseded) for v in values] == [("41", False), ("58", False), ("30", True)]


_STORY = (
    "Jets struck the village of Tel Amal overnight and 12 people died. Rescuers dug through the "
    "rubble of two houses near the old mill until noon while planes circled above the valley."
)


def _copy(publisher: str, toll: int, day: str, *source: str) -> Told:
    text = _STORY.replace("12", str(toll))
    return tell(
        publisher,
        card(text, figures=[figure(toll, *source, quote=f"{toll} people died")]),
        published=day,
    )


@pytest.mark.parametrize("source", [(), ("Amal Watch",)])
def test_a_copy_that_alters_a_number_is_marked_and_supersedes_nothing(
    source: tuple[str, ...],
) -> None:
    told = [_copy(f"paper {n}", 12, "2024-05-10", *source) for n in range(3)]
    told.append(_copy("mirror", 21, "2024-05-11", *source))
    finding = found(told, "killed")
    marks = {v.value: (v.superseded, v.altered, len(v.origins)) for v in finding.values}
    assert marks == {"12": (False, False, 1), "21": (False, True, 1)}
    assert finding.agreement == "range"


def test_who_wrote_a_text_may_change_its_number() -> None:
    told = [_copy("gazette", 12, "2024-05-10"), _copy("herald", 12, "2024-05-10")]
    report, accounts = _copy("gazette", 15, "2024-05-11")
    marks = {
        v.value: (v.superseded, v.altered)
        for v in found([*told, (report, accounts)], "killed").values
    }
    assert marks["15"] == (False, False)


def test_of_two_copies_of_one_day_nobody_knows_which_was_altered() -> None:
    told = [_copy("gazette", 12, "2024-05-10"), _copy("herald", 21, "2024-05-10")]
    assert not any(value.altered for value in found(told, "killed").values)


def test_tolls_of_one_day_supersede_nothing() -> None:
    rising = tolls(figure(12, "Amal Watch"), figure(15, "Amal Watch"))
    assert not any(value.superseded for value in found(rising, "killed").values)


def test_beside_a_larger_count_of_its_source_a_count_is_a_part_or_earlier() -> None:
    quarters = [figure(n, "Red Cross") for n in (494, 150, 61)]
    told = [says("herald", figures=[*quarters, figure(90, "Amal Watch")])]
    marks = {value.value: value.aside for value in found(told, "killed").values}
    assert marks == {"494": "", "90": "", "150": "a part, or earlier", "61": "a part, or earlier"}


@pytest.mark.parametrize(
    "larger",
    [
        figure(90, "Amal Watch", certainty="hedged"),
        figure(90, "Amal Watch", certainty="denied"),
        figure(None, "Amal Watch", high=90),
        figure(90, "Red Cross"),
    ],
)
def test_a_count_is_no_part_of_one_less_sure_open_below_or_another_s(larger: Any) -> None:
    told = [says("herald", figures=[figure(40, "Amal Watch", high=None), larger])]
    assert not any(value.partial for value in found(told, "killed").values)


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


@pytest.mark.parametrize(
    ("whole", "days", "agreement"),
    [
        ("al-Qaeda", ("2015-06-01", "2015-06-01"), "range"),
        ("al-Qaeda", ("2016-07-28", "2016-07-29"), "disputed"),
        ("al-Qaeda", ("2018-06-01", "2018-06-01"), "disputed"),
        ("Hayat Tahrir al-Sham", ("2015-06-01", "2015-06-01"), "disputed"),
        ("Hayat Tahrir al-Sham", ("2018-06-01", "2018-06-01"), "range"),
    ],
)
def test_a_party_and_its_whole_of_those_days_are_no_dispute_and_of_others_are(
    whole: str, days: tuple[str, str], agreement: str
) -> None:
    told = [
        says("gazette", by=[blame("al-Nusra Front", "Amal Watch")], days=days),
        says("herald", by=[blame(whole, "Red Cross of Amal")], days=days),
    ]
    assert found(told, "by").agreement == agreement


def test_the_parties_to_a_deal_are_no_rival_accounts_of_it() -> None:
    blames = {"gazette": "Syrian army", "herald": "Islamic State"}
    told = {
        kind: [says(name, kind=kind, by=[blame(party)]) for name, party in blames.items()]
        for kind in ("airstrike", "deal")
    }
    agreements = {kind: found(several, "by").agreement for kind, several in told.items()}
    assert agreements == {"airstrike": "disputed", "deal": "range"}


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


def test_places_agree_only_where_each_two_are_the_same_whichever_comes_first() -> None:
    """The middle one of three in a row is the same as either end, and the ends are not."""

    def told(outlet: str, latitude: float, day: str = "2024-05-10") -> Told:
        fields = {"place": (f"Amal of {outlet}", latitude, 40.0, 3.0), "figures": [figure(15)]}
        return tell(outlet, card(WORDS, **fields), published=day)

    ends, middle = [told("gazette", 35.045), told("herald", 34.955)], told("courier", 35.0)
    assert all(found([middle, end], "where").agreement == "agreed" for end in ends)
    early = told("courier", 35.0, "2024-05-09")
    for reports in ([*ends, middle], [early, *ends]):
        assert found(reports, "where").agreement == "range"


def test_of_days_that_equally_many_state_those_come_first_that_are_most_like_the_others() -> None:
    ends = {"gazette": "2016-06-30", "herald": "2016-07-02", "mirror": "2011-04-30"}
    told = [says(name, days=("2011-03-15", end)) for name, end in ends.items()]
    assert found(told, "when").values[0].value == "2011-03-15 to 2016-06-30"


def test_every_value_names_the_claims_and_accounts_that_state_it() -> None:
    told = tolls(figure(15), figure(15), figure(21))
    finding = found(told, "killed")
    first, second = finding.values
    assert (first.value, len(first.accounts), len(first.claims)) == ("15", 2, 2)
    assert (second.value, len(second.accounts)) == ("21", 1)
