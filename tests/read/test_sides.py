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
