"""The grammar of quantities: what is a count, of what, and what is none."""

from itertools import pairwise
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khaldun.read.numbers import parse_number
from khaldun.read.quantities import Quantity
from short_reports import quantities


def only(text: str) -> Quantity:
    found = quantities(text)
    assert len(found) == 1, [text[quantity.start : quantity.end] for quantity in found]
    return found[0]


NUMBERS = [
    ("7 people", 7),
    ("1,200 people", 1_200),
    ("1200 people", 1_200),
    ("1\u00a0200 people", 1_200),
    ("1\u202f200 people", 1_200),
    ("12,345,678 people", 12_345_678),
    ("2.5 million people", 2_500_000),
    ("3.75 thousand people", 3_750),
    ("6 million people", 6_000_000),
    ("seven people", 7),
    ("nineteen people", 19),
    ("forty people", 40),
    ("twenty five people", 25),
    ("a hundred people", 100),
    ("one hundred people", 100),
    ("two hundred fifty people", 250),
    ("two hundred and fifty people", 250),
    ("one thousand two hundred and six people", 1_206),
    ("three hundred thousand people", 300_000),
    ("a dozen people", 12),
    ("two dozen people", 24),
    ("half a dozen people", 6),
    ("half a million people", 500_000),
    ("a quarter of a million people", 250_000),
]


@pytest.mark.parametrize(("text", "number"), NUMBERS)
def test_digits_and_words_write_numbers(text: str, number: int) -> None:
    found = only(text)
    assert (found.low, found.high, found.approx, found.counted) == (number, number, False, "people")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("twenty-five people", 25),
        ("one hundred and twenty-five people", 125),
        ("twenty-one thousand people", 21_000),
    ],
)
def test_a_hyphen_inside_a_number_is_no_range(text: str, number: int) -> None:
    found = only(text)
    assert (found.low, found.high) == (number, number)


BOUNDS: list[tuple[str, int | None, int | None, bool]] = [
    ("at least 10 people", 10, None, False),
    ("10 people at least", 10, None, False),
    ("10 people\nAt least nobody was hurt", 10, 10, False),
    ("as high as 10 people", None, 10, False),
    ("no fewer than 10 people", 10, None, False),
    ("a minimum of 10 people", 10, None, False),
    ("more than 10 people", 10, None, False),
    ("over 10 people", 10, None, False),
    ("in excess of 10 people", 10, None, False),
    ("10 people or more", 10, None, False),
    ("up to 10 people", None, 10, False),
    ("as many as 10 people", None, 10, False),
    ("no more than 10 people", None, 10, False),
    ("fewer than 10 people", None, 10, False),
    ("about 10 people", 10, 10, True),
    ("some 10 people", 10, 10, True),
    ("nearly 10 people", 10, 10, True),
    ("an estimated 10 people", 10, 10, True),
    ("roughly ten people", 10, 10, True),
    ("10 to 15 people", 10, 15, False),
    ("10-15 people", 10, 15, False),
    ("10\u201315 people", 10, 15, False),
    ("ten or fifteen people", 10, 15, False),
    ("between 10 and 15 people", 10, 15, False),
    ("between ten and fifteen people", 10, 15, False),
]


@pytest.mark.parametrize(("text", "low", "high", "approx"), BOUNDS)
def test_bounds_ranges_and_approximations_stay_what_they_say(
    *, text: str, low: int | None, high: int | None, approx: bool
) -> None:
    found = only(text)
    assert (found.low, found.high, found.approx, found.head) == (low, high, approx, "people")


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("2-3 million people", 2_000_000, 3_000_000),
        ("10 to 15 thousand people", 10_000, 15_000),
        ("between two and three million people", 2_000_000, 3_000_000),
    ],
)
def test_both_ends_of_a_range_have_its_scale(text: str, low: int, high: int) -> None:
    found = only(text)
    assert (found.low, found.high) == (low, high)


def test_at_least_before_another_number_is_that_one_s() -> None:
    found = [(one.low, one.high) for one in quantities("10 people at least five of them children")]
    assert found == [(10, 10), (5, None)]


def test_a_modifier_belongs_to_its_quantity() -> None:
    text = "killed at least 10 people"
    found = only(text)
    assert text[found.start : found.end] == "at least 10"


@pytest.mark.parametrize(
    "word",
    ["dozens", "scores", "hundreds", "thousands", "tens of thousands", "several hundred", "half"],
)
def test_a_word_that_names_no_number_is_kept_as_a_word(word: str) -> None:
    found = only(f"{word} of the people")
    assert (found.low, found.high, found.vague, found.counted) == (None, None, word, "people")


def test_several_is_a_word_and_no_number() -> None:
    found = only("several civilians")
    assert (found.low, found.high, found.vague) == (None, None, "several")


@pytest.mark.parametrize(
    ("text", "counted"),
    [("a woman was hit", "woman"), ("his son was hit", "son"), ("a young nurse", "young nurse")],
)
def test_a_noun_for_one_person_is_one(text: str, counted: str) -> None:
    found = only(text)
    assert (found.low, found.high, found.single, found.counted) == (1, 1, True, counted)


@pytest.mark.parametrize("text", ["No one was killed", "no one was hurt", "There was no one left"])
def test_no_one_is_not_one(text: str) -> None:
    assert quantities(text) == []


@pytest.mark.parametrize(
    "text", ["5'000 people fled", "1,00,000 people fled", "1\u00ad28 people", "1\u200b29 people"]
)
def test_a_number_is_never_cut_in_two(text: str) -> None:
    assert {end for found in quantities(text) for end in (found.low, found.high)} <= {5000, 100000}


@pytest.mark.parametrize("text", ["the M4 highway was cut", "the G20 met", "a camp on the M5"])
def test_digits_of_a_name_are_no_quantity(text: str) -> None:
    assert quantities(text) == []


def test_two_thousand_people_are_no_year() -> None:
    assert only("2000 people were killed").low == 2000


@pytest.mark.parametrize(
    ("text", "counted", "head"),
    [
        ("nine Syrian government soldiers were killed", "Syrian government soldiers", "soldiers"),
        ("nine of the fighters were killed", "fighters", "fighters"),
        ("killed nine.", "", ""),
        ("killed nine in the market", "", ""),
        ("14 barrel bombs, six rockets", "barrel bombs", "bombs"),
    ],
)
def test_what_is_counted_are_the_words_after_the_number(text: str, counted: str, head: str) -> None:
    found = quantities(text)[0]
    assert (found.counted, found.head) == (counted, head)
    assert text[found.noun_end - len(counted) : found.noun_end] == counted


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("12", 12),
        ("zero", 0),
        ("1.5", None),
        ("2.5555 thousand", None),
        ("0.3 million", 300_000),
        ("16.1 thousand", 16_100),
        ("12,345,678,901,234,567", 12_345_678_901_234_567),
        ("9" * 400, None),
    ],
)
def test_a_whole_number_is_parsed_to_the_last_digit(written: str, number: int | None) -> None:
    assert parse_number(written) == number


_PIECES = st.sampled_from([
    "at least ", "12 ", "1,200 ", "twenty-five ", "between ", " and ", " to ", "-",
    "half a million ", "dozens of ", "a woman ", "people ", "killed ",
    ", ", "\n", "a ", "hundred ", ".", "2015 ", "½", "٣ ",
    "12² ", "İ", "ß ", "of the ", "\u00a0", "no one ", "5'000 ", "more than ", "\ud800",
])  # fmt: skip
_TEXTS = st.lists(_PIECES | st.text(max_size=4), max_size=25).map("".join)


@settings(max_examples=400)
@given(_TEXTS)
def test_any_text_is_read_and_every_offset_lies_in_it(text: str) -> None:
    found = quantities(text)
    for quantity in found:
        assert 0 <= quantity.start < quantity.end <= quantity.noun_end <= len(text)
        counted = quantity.counted
        assert text[quantity.noun_end - len(counted) : quantity.noun_end] == counted or not counted
        low, high = quantity.low, quantity.high
        assert (low is None and high is None) == (quantity.vague is not None)
        assert low is None or high is None or low <= high
    for left, right in pairwise(found):
        assert left.end <= right.start


@pytest.mark.parametrize(
    "pump",
    ["12 ", "1,200,", "a hundred and ", "between 1 and ", "at least ", "1-", "of the ", "a young ",
     "half a ", "twenty-", "1", "\u00a0", "dozens of ", "one "],
)  # fmt: skip
def test_a_hundred_kilobytes_take_no_more_than_a_few_times_ten_times_ten_kilobytes(
    pump: str,
) -> None:
    def seconds(size: int) -> float:
        text = pump * (size // len(pump))
        began = perf_counter()
        quantities(text)
        return perf_counter() - began

    seconds(1_000)
    small, large = seconds(10_000), seconds(100_000)
    assert large < max(40 * small, 1.0), f"{small:.3f} s, then {large:.3f} s"
