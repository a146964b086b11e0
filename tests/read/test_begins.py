"""Where a quantity may begin: at every word that a number or a vague count begins with."""

import pytest

from khaldun.read.numbers import SCALES, TENS, UNITS
from short_reports import quantities


@pytest.mark.parametrize("word", [*UNITS, *TENS, *SCALES, "dozen", "half a million"])
def test_every_word_for_a_number_is_where_one_may_begin(word: str) -> None:
    if word not in {"zero", "hundred", "thousand", "million", "billion", "dozen"}:
        assert len(quantities(f"Shells killed {word} people.")) == 1
    assert len(quantities(f"Shells killed a {word} people.")) <= 1
    for vague in ("dozens", "scores", "hundreds", "thousands", "millions", "tens of thousands"):
        (found,) = quantities(f"Shells killed {vague} of people.")
        assert found.vague == vague
