"""The scoring of MUC-4 keys, on a key of our own."""

from dataclasses import replace
from datetime import date

import pytest
from muc4_key import (
    ALL,
    SIX,
    SLOTS,
    Answer,
    Days,
    Filler,
    Template,
    Told,
    align,
    compare,
    days_in,
    read_key,
    same_days,
    same_name,
    tally,
)

KEY = """\
;;; a remark
0.  MESSAGE: ID                     OUR-0001
1.  MESSAGE: TEMPLATE               1
2.  INCIDENT: DATE                  (- 04 MAY 89) / (03 MAY 89 - 04 MAY 89)
3.  INCIDENT: LOCATION              (FREEDONIA: OLD PORT (CITY / HARBOR)) / (FREEDONIA)
4.  INCIDENT: TYPE                  BOMBING
6.  INCIDENT: INSTRUMENT ID         ?"CAR BOMB" / "BOMB"
9.  PERP: INDIVIDUAL ID             -
10. PERP: ORGANIZATION ID           "HARBOR FRONT" / "HF"
                                    ? "NIGHT WATCH"
11. PERP: ORGANIZATION CONFIDENCE   REPORTED AS FACT / POSSIBLE: "HARBOR FRONT" / "HF"
                                    ? POSSIBLE: "NIGHT WATCH"
12. PHYS TGT: ID                    "\\"BLUE\\" INN" / "INN"
18. HUM TGT: NAME                   "ADA BELL"
19. HUM TGT: DESCRIPTION            "COOK": "ADA BELL"
                                    "GUESTS"
21. HUM TGT: NUMBER                 1: "ADA BELL"
                                    5 - 7 / PLURAL: "GUESTS"
23. HUM TGT: EFFECT OF INCIDENT     DEATH: "ADA BELL"
                                    NO INJURY / -: "GUESTS"
24. HUM TGT: TOTAL NUMBER           -

0.  MESSAGE: ID                     OUR-0001
1.  MESSAGE: TEMPLATE               2 (OPTIONAL)
2.  INCIDENT: DATE                  04 MAY 89
3.  INCIDENT: LOCATION              FREEDONIA
4.  INCIDENT: TYPE                  KIDNAPPING
23. HUM TGT: EFFECT OF INCIDENT     NO DEATH: "-"

0.  MESSAGE: ID                     OUR-0002
1.  MESSAGE: TEMPLATE               *
4.  INCIDENT: TYPE                  *
"""
BOMBING, KIDNAPPING = read_key(KEY)["OUR-0001"]
RIGHT = Answer(
    kind="BOMBING",
    days=(date(1989, 5, 3), date(1989, 5, 4)),
    country="freedonia",
    places=frozenset({"old port"}),
    named={
        "perp org": (Told("the Harbor Front", {"org confidence": "POSSIBLE"}),),
        "physical target": (Told("blue inn"),),
        "human target": (
            Told("Bell", {"target number": "1", "target effect": "DEATH"}),
            Told("six guests", {"target number": "5-7"}),
        ),
    },
)


def test_a_document_without_incidents_has_no_template() -> None:
    assert read_key(KEY)["OUR-0002"] == []


def test_a_filler_keeps_its_alternatives_and_whether_it_may_be_left_out() -> None:
    front, watch = BOMBING.named["perp org"]
    assert front.name == Filler(("HARBOR FRONT", "HF"))
    assert watch.name == Filler(("NIGHT WATCH",), optional=True)
    assert front.said["org confidence"].values == ("REPORTED AS FACT", "POSSIBLE")
    assert BOMBING.named["physical target"][0].name.values == ('"BLUE" INN', "INN")
    assert BOMBING.named["weapon"][0].name == Filler(("CAR BOMB", "BOMB"), optional=True)


def test_a_name_and_its_description_are_one_target() -> None:
    cook, guests = BOMBING.named["human target"]
    assert cook.name.values == ("ADA BELL", "COOK")
    assert cook.said["target effect"].values == ("DEATH",)
    assert guests.said["target number"].values == ("5-7", "PLURAL")
    assert guests.said["target effect"] == Filler(("NO INJURY",), optional=True)


def test_places_and_days_have_their_alternatives() -> None:
    assert BOMBING.places == (("freedonia", frozenset({"old port"})), ("freedonia", frozenset()))
    assert BOMBING.days == (
        (None, date(1989, 5, 4)),
        (date(1989, 5, 3), date(1989, 5, 4)),
    )


def test_what_is_all_right_gets_all() -> None:
    counts = tally([BOMBING], [RIGHT], SLOTS).counts
    assert {gold == predicted == right for gold, predicted, right in counts.values()} == {True}
    # Type, date, location, organisation with confidence, two targets, two numbers, one effect.
    assert counts[ALL] == (10, 10, 10)


def test_the_country_alone_is_not_in_the_sum() -> None:
    answer = Answer(kind="BOMBING", country="freedonia", places=frozenset({"new port"}))
    counts = tally([replace(BOMBING, places=BOMBING.places[:1])], [answer], SLOTS).counts
    assert counts["country"] == (1, 1, 1)
    assert counts["location"] == (1, 1, 0)
    assert counts[ALL] == (10, 2, 1)


def test_what_may_be_left_out_is_not_missed() -> None:
    assert tally([KIDNAPPING], [], SIX).counts[ALL] == (0, 0, 0)
    assert compare(BOMBING, None)["weapon"] == (0, 0, 0)
    assert compare(BOMBING, None)["perp org"] == (1, 0, 0)


def test_what_may_be_left_out_counts_where_it_is_told() -> None:
    watch = Told("Night Watch", {"org confidence": "POSSIBLE"})
    counts = compare(BOMBING, Answer(kind="BOMBING", named={"perp org": (watch,)}))
    assert counts["perp org"] == (2, 1, 1)
    assert counts["org confidence"] == (2, 1, 1)


def test_an_effect_that_is_nobodys_asks_for_no_target() -> None:
    counts = compare(KIDNAPPING, None)
    assert counts["human target"] == (0, 0, 0)
    assert counts["target effect"] == (1, 0, 0)


def test_an_answer_that_no_template_fits_is_spurious() -> None:
    counts = tally([BOMBING], [Answer(kind="ARSON")], SLOTS).counts
    assert counts["incident type"] == (1, 1, 0)


def test_an_attack_may_stand_for_any_type_but_the_type_is_wrong() -> None:
    assert align([BOMBING], [replace(RIGHT, kind="ATTACK")]) == {0: 0}
    assert compare(BOMBING, replace(RIGHT, kind="ATTACK"))["incident type"] == (1, 1, 0)
    assert align([BOMBING], [replace(RIGHT, kind="ARSON")]) == {}


def test_those_that_agree_best_are_aligned() -> None:
    vague = Answer(kind="BOMBING", country="freedonia")
    assert align([BOMBING], [vague, RIGHT]) == {0: 1}
    assert align([replace(BOMBING, optional=True), BOMBING], [RIGHT]) == {1: 0}


def test_a_number_of_another_target_is_wrong() -> None:
    stranger = Told("sailors", {"target number": "1", "target effect": "DEATH"})
    counts = compare(BOMBING, Answer(kind="BOMBING", named={"human target": (stranger,)}))
    assert counts["target number"] == (2, 1, 0)


def test_part_of_an_organisation_may_be_another() -> None:
    assert compare(BOMBING, _by("Front"))["perp org"] == (1, 1, 0)
    assert compare(BOMBING, _by("HF fighters"))["perp org"] == (1, 1, 1)


def _by(name: str) -> Answer:
    return Answer(kind="BOMBING", named={"perp org": (Told(name),)})


@pytest.mark.parametrize(
    ("key", "answer", "parts", "same"),
    [
        ("GUESTS", "the three guests", False, True),
        ("GUESTS", "a guest", False, True),
        ("OLD GUESTS", "guests", False, False),
        ("OLD GUESTS", "guests", True, True),
        ("GUESTS", "cooks", True, False),
        ("GUESTS", "", True, False),
    ],
)
def test_idle_words_do_not_part_names(key: str, answer: str, *, parts: bool, same: bool) -> None:
    assert same_name(Filler((key,)), answer, parts=parts) == same


def _day(number: int) -> date:
    return date(1989, 5, number)


@pytest.mark.parametrize(
    ("key", "answer", "same"),
    [
        ((_day(4), _day(4)), (_day(4), _day(4)), True),
        ((_day(4), _day(4)), (_day(3), _day(3)), False),
        ((_day(4), _day(4)), (_day(3), _day(4)), True),
        ((_day(4), _day(4)), (_day(1), _day(9)), False),
        ((_day(4), _day(4)), (None, _day(4)), True),
        ((_day(3), _day(6)), (_day(4), _day(5)), True),
        ((_day(3), _day(6)), (_day(4), _day(7)), False),
        ((_day(3), _day(6)), (None, _day(6)), True),
        ((None, _day(6)), (_day(2), _day(2)), True),
        ((None, _day(6)), (None, _day(5)), False),
        ((None, _day(6)), (date(1988, 5, 6), date(1988, 5, 6)), False),
    ],
)
def test_a_date_is_right_within_the_keys_range(key: Days, answer: Days, *, same: bool) -> None:
    assert same_days(key, answer) == same


def test_days_that_no_calendar_has_are_passed_over() -> None:
    assert list(days_in("31 NOV 89 - 2 Dec 89")) == [date(1989, 12, 2)]


def test_an_empty_template_asks_for_nothing() -> None:
    assert set(compare(Template(), None).values()) == {(0, 0, 0)}
