"""What a count counts, in the words behind its number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khaldun.knowledge.codebook import Codebook
from khaldun.read.nouns import counted_noun
from khaldun.read.quantities import find_quantities

_CODEBOOK = Codebook.open()


def _nouns(text: str, *, part: bool = False) -> list[str]:
    found = find_quantities(text, 0, len(text), _CODEBOOK)
    return [counted_noun(quantity.counted, part=part) for quantity in found]


@pytest.mark.parametrize(
    ("text", "nouns"),
    [
        ("killing two people injuring eight and burning a car", ["people", "people"]),
        ("Six long-range bombers flew out of the base", ["long-range bombers"]),
        ("3 vehicles equipped with guns were hit", ["vehicles"]),
        ("at least 12 Kurdish YPG fighters calling for help", ["Kurdish YPG fighters"]),
        ("14 Turkish F-16s patrolled the border", ["Turkish F-16s"]),
        ("270 security guards were shot", ["security guards"]),
        ("40 fighters from two groups", ["fighters", "groups"]),
        ("more than 10 million displaced across the country", ["people"]),
        ("33 dead in seven raids", ["people", "raids"]),
        ("16 people and wounded 40 Tuesday", ["people", "people"]),
        ("and four subsequently died", ["people"]),
        ("12 of one family were killed", ["one family", "family"]),
        ("18 strikes hit 13 command posts seven cars", ["strikes", "command posts", "cars"]),
        ("wounding dozens the Northern Agency said", ["people"]),
        ("dozens of the soldiers were hurt", ["soldiers"]),
        ("five others were hurt", ["others"]),
        ("three U.S. troops were hit", ["U.S. troops"]),
        ("killing eight IS group militants", ["IS group militants"]),
        (
            "claiming 4 martyrs, 2 mayors and 3 junior officers",
            ["people", "mayors", "junior officers"],
        ),
        ("hit by five separate raids", ["separate raids"]),
    ],
)
def test_what_is_said_of_those_counted_is_no_part_of_their_noun(
    text: str, nouns: list[str]
) -> None:
    assert _nouns(text) == nouns


@pytest.mark.parametrize(
    "day",
    ["on 4 Mar. near the town", "on 5 June, the town", "14 Sept was a Sunday", "1 August 2016"],
)
def test_a_day_of_a_month_counts_nothing(day: str) -> None:
    assert _nouns(day) == []


def test_a_part_without_a_noun_is_a_part_of_them() -> None:
    assert _nouns("among them 6 were hurt", part=True) == ["part of them"]


@given(st.lists(st.sampled_from("people Syrian forces injuring 4 hit the of dead guns".split())))
def test_a_noun_is_where_the_counted_words_begin(words: list[str]) -> None:
    text = " ".join(["12", *words])
    for quantity in find_quantities(text, 0, len(text), _CODEBOOK):
        noun = counted_noun(quantity.counted, part=False)
        assert quantity.counted.startswith(noun) or noun == "people"
