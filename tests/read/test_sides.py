"""Names of one side are known for one, and names of two are not."""

import pytest

from khaldun.read.sides import Sides
from short_reports import tools


def sides(*names: str) -> Sides:
    return Sides(names, tools().roster)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Syrian army", "Syrian government forces"),
        ("regime", "Syrian army"),
        ("government troops", "the Syrian regime"),
        ("IS", "Islamic State"),
        ("civilians", "residents"),
        ("Al-Furqan Brigade of Nowhere", "al-Furqan brigade of Nowhere"),
    ],
)
def test_names_of_one_side_have_one_key(one: str, other: str) -> None:
    known = sides("Syrian army", one, other)
    assert known.of(one) == known.of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Syrian army", "Turkish army"),
        ("Russia", "regime"),
        ("al-Nusra Front", "Islamic State"),
        ("rebels", "civilians"),
        ("Al-Furqan Brigade of Nowhere", "Brigade of Elsewhere"),
    ],
)
def test_names_of_two_sides_have_two(one: str, other: str) -> None:
    known = sides("Syrian army", "Syrian army", one, other)
    assert known.of(one) != known.of(other)


def test_a_force_without_a_nation_is_of_the_state_that_is_named_most() -> None:
    assert sides("Turkish army", "army").of("army") == sides("Turkish army").of("Turkish army")
    assert sides("rebels").of("army") == "army"


@pytest.mark.parametrize(
    ("one", "other"), [("Kurdish police", "the police"), ("rebels of Nowhere", "rebels")]
)
def test_a_name_within_another_is_of_one_party(one: str, other: str) -> None:
    assert sides(one, other).alike(one, other)
    assert sides(one, other).alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kurdish police", "Kurdish farmers"),
        ("Syrian army", "Turkish army"),
        ("Al-Qaeda", "al-Nusra Front"),
        ("the", "Kurdish police"),
    ],
)
def test_names_of_two_parties_are_not_alike(one: str, other: str) -> None:
    assert not sides(one, other).alike(one, other)


def test_names_are_known_apart_only_where_both_are_known() -> None:
    known = sides("Syrian army", "Syrian Observatory for Human Rights", "Nowhere Brigade")
    assert known.apart("Syrian army", "Syrian Observatory for Human Rights")
    assert not known.apart("Syrian army", "Nowhere Brigade")
    assert not known.apart("Syrian army", "regime")
