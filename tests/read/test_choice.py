"""Which kinds of incident a sentence tells, of all that its words allow."""

import pytest

from khaldun.read.choice import choose
from short_reports import heard, knowledge


def chosen(text: str) -> list[str]:
    (telling,) = heard(text)
    return [clue.kind for clue in choose(text, telling, knowledge().codebook)]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("A car bomb went off in Manbij and the explosion killed nine people.", ["bombing"]),
        ("Shells hit Manbij, and an explosion killed nine people.", ["shelling"]),
        ("Air strikes hit Manbij, and the gas explosion killed nine people.", ["airstrike"]),
        ("Shells filled with chlorine gas landed in Manbij.", ["chemical"]),
        ("Air strikes demolished a school in Manbij.", ["airstrike"]),
        ("Families fled the air strikes on Manbij.", ["airstrike"]),
    ],
)
def test_a_word_for_another_kind_beside_it_yields(text: str, kinds: list[str]) -> None:
    assert chosen(text) == kinds


def test_an_explosion_alone_is_an_explosion() -> None:
    assert chosen("An explosion at a market killed nine people in Manbij.") == ["explosion"]


def test_an_assault_with_a_claimed_capture_is_both() -> None:
    assert chosen("After heavy clashes the army recaptured Manbij.") == ["battle", "capture"]


@pytest.mark.parametrize(
    "text",
    [
        "Some 300,000 people have been killed since the war began.",
        "The conflict has killed more than 250,000 people.",
        "The crisis has displaced millions of people.",
    ],
)
def test_a_large_count_told_with_the_war_is_a_toll_of_the_war(text: str) -> None:
    assert chosen(text) == ["aggregate"]


@pytest.mark.parametrize(
    "text",
    [
        "More than 100 civilians were killed in Manbij over the past month.",
        "At least 40 people have been killed so far this year.",
        "In recent weeks 60 civilians were killed.",
    ],
)
def test_a_count_over_a_period_is_a_toll_of_the_period(text: str) -> None:
    assert chosen(text) == ["aggregate"]


@pytest.mark.parametrize(
    "text",
    [
        "Air strikes hit Manbij and killed nine people in the deadliest raid since 2011.",
        "Air strikes hit Manbij and killed 30 people in the past 24 hours.",
    ],
)
def test_an_attack_of_the_last_hours_is_no_aggregate(text: str) -> None:
    assert chosen(text) == ["airstrike"]


def test_an_unsure_word_tells_only_with_a_harm_or_a_place_and_an_actor() -> None:
    assert chosen("The operation was discussed at length.") == []
    assert chosen("The operation killed nine people.") == ["battle"]


def test_a_sentence_without_a_clue_tells_nothing() -> None:
    assert chosen("Nine people were killed.") == []
