"""The grammar of times: what is found, what is left alone, and what it costs."""

from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khaldun.read.time_rules import SAYS_WHEN, grammar
from khaldun.read.time_words import LETTERS
from khaldun.read.times import find_times, is_reporting
from khaldun.records import TimePhrase

#: The fields that a phrase fills, but its words.
FIELDS = (
    "year", "month", "day", "weekday", "count", "unit", "part", "bound", "anchor", "saying",
)  # fmt: skip


def found(text: str) -> list[TimePhrase]:
    return find_times(text, 0, len(text))


def only(text: str) -> TimePhrase:
    phrases = found(text)
    assert len(phrases) == 1, [phrase.words.text for phrase in phrases]
    return phrases[0]


def fields(phrase: TimePhrase) -> dict[str, object]:
    """What is filled in, beside the defaults."""
    bare = TimePhrase(words=phrase.words, form=phrase.form)
    filled = {name: getattr(phrase, name) for name in FIELDS}
    return {name: value for name, value in filled.items() if value != getattr(bare, name)}


DATES = [
    ("on 7 May 2020", "7 May 2020", {"year": 2020, "month": 5, "day": 7}),
    ("on May 7, 2020, the", "May 7, 2020", {"year": 2020, "month": 5, "day": 7}),
    ("on the 7th of May", "the 7th of May", {"month": 5, "day": 7}),
    ("on September 17", "September 17", {"month": 9, "day": 17}),
    ("27-07-2015 Strikes", "27-07-2015", {"year": 2015, "month": 7, "day": 27}),
    ("2015-02-16", "2015-02-16", {"year": 2015, "month": 2, "day": 16}),
    ("27/07/2015", "27/07/2015", {"year": 2015, "month": 7, "day": 27}),
    ("03/04/2015", "03/04/2015", {"year": 2015, "month": 4, "day": 3}),
    ("07/27/2015", "07/27/2015", {"year": 2015, "month": 7, "day": 27}),
    ("27.07.2015", "27.07.2015", {"year": 2015, "month": 7, "day": 27}),
    ("Thu Sep 5 2013", "Thu Sep 5 2013", {"year": 2013, "month": 9, "day": 5}),
    ("Jul 262016 BEIRUT", "Jul 262016", {"year": 2016, "month": 7, "day": 26}),
    ("On Jan. 25 they", "Jan. 25", {"month": 1, "day": 25}),
    ("in August they", "August", {"month": 8}),
    ("in March 2011", "March 2011", {"year": 2011, "month": 3}),
    ("in August of 2013", "August of 2013", {"year": 2013, "month": 8}),
    ("in 2014 the", "2014", {"year": 2014}),
    ("the uprising (2011)", "2011", {"year": 2011}),
    ("mid-March 2011", "mid-March 2011", {"year": 2011, "month": 3, "part": "mid"}),
    ("in early April", "early April", {"month": 4, "part": "early"}),
    ("at the end of last April", "the end of last April", {"month": 4, "part": "end"}),
    ("in late 2014", "late 2014", {"year": 2014, "part": "late"}),
    ("Early in September 2013", "Early in September 2013",
     {"year": 2013, "month": 9, "part": "early"}),
    ("In August last year", "August last year", {"month": 8, "count": -1, "unit": "year"}),
    ("in the first week of July", "the first week of July", {"month": 7, "part": "first week"}),
    ("the first six months of 2016", "the first six months of 2016",
     {"year": 2016, "part": "first 6 months"}),
    ("in the summer of 2012", "the summer of 2012", {"year": 2012, "part": "summer"}),
    ("since last summer", "since last summer",
     {"count": -1, "unit": "year", "part": "summer", "bound": "since"}),
    ("in the 1980s", "the 1980s", {"year": 1980, "unit": "decade"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words", "filled"), DATES)
def test_dates_are_read_in_every_usual_order(
    text: str, words: str, filled: dict[str, object]
) -> None:
    phrase = only(text)
    assert phrase.form == "date"
    assert phrase.words.text == words
    assert fields(phrase) == filled


COUNTED = [
    ("on Tuesday", "weekday", {"weekday": 1}),
    ("late on Friday", "weekday", {"weekday": 4, "part": "late"}),
    ("Sunday night", "weekday", {"weekday": 6, "part": "night"}),
    ("in the early hours of Saturday", "weekday", {"weekday": 5, "part": "early"}),
    ("at dawn on Wednesday", "weekday", {"weekday": 2, "part": "dawn"}),
    ("last Monday", "weekday", {"weekday": 0, "count": -1}),
    ("Thursdays attack", "weekday", {"weekday": 3}),
    ("Thursday’s attack", "weekday", {"weekday": 3}),
    ("by Friday", "weekday", {"weekday": 4, "bound": "until"}),
    ("yesterday", "relative", {"count": -1, "unit": "day"}),
    ("yesterday morning", "relative", {"count": -1, "unit": "day", "part": "morning"}),
    ("earlier today", "relative", {"count": 0, "unit": "day", "part": "earlier"}),
    ("this morning", "relative", {"count": 0, "unit": "day", "part": "morning"}),
    ("at dawn", "relative", {"count": 0, "unit": "day", "part": "dawn"}),
    ("two days ago", "relative", {"count": -2, "unit": "day", "part": "ago"}),
    ("nearly a week ago", "relative", {"count": -1, "unit": "week", "part": "ago"}),
    ("last week", "relative", {"count": -1, "unit": "week"}),
    ("late last month", "relative", {"count": -1, "unit": "month", "part": "late"}),
    ("earlier this month", "relative", {"count": 0, "unit": "month", "part": "earlier"}),
    ("so far this year", "relative", {"count": 0, "unit": "year"}),
    ("over the weekend", "relative", {"count": 0, "unit": "week", "part": "weekend"}),
    ("in recent weeks", "span", {"unit": "week", "part": "recent"}),
    ("recently", "span", {"unit": "week", "part": "recent"}),
    ("in the past 24 hours", "span", {"count": 24, "unit": "hour"}),
    ("during the last five days", "span", {"count": 5, "unit": "day"}),
    ("over the past few days", "span", {"unit": "day", "part": "few"}),
    ("for at least two years", "span", {"count": 2, "unit": "year", "part": "for"}),
    ("the five-year-old civil war", "span", {"count": 5, "unit": "year", "part": "old"}),
    ("overnight", "night", {}),
    ("during the night", "night", {}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "form", "filled"), COUNTED)
def test_days_counted_from_the_report_are_read(
    text: str, form: str, filled: dict[str, object]
) -> None:
    phrase = only(text)
    assert phrase.form == form
    assert phrase.anchor == "report"
    assert fields(phrase) == filled


@pytest.mark.parametrize(
    ("text", "count", "unit"),
    [
        ("two days after the raid", 2, "day"),
        ("a day earlier", -1, "day"),
        ("the following day", 1, "day"),
        ("the same day", 0, "day"),
        ("the day before", -1, "day"),
        ("the next month", 1, "month"),
        ("later that year", 0, "year"),
        ("hours later", None, "hour"),
        ("days earlier", None, "day"),
        ("since then", 0, "day"),
    ],
)
def test_what_counts_from_another_incident_says_so(text: str, count: int, unit: str) -> None:
    phrase = only(text)
    assert (phrase.anchor, phrase.count, phrase.unit) == ("incident", count, unit)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("killed since 21 May", "since 21 May"),
        ("since early 2011", "since early 2011"),
        ("since it erupted in March 2011", "since it erupted in March 2011"),
        ("since the assault began on Sunday", "since the assault began on Sunday"),
        ('Since a "fierce assault" on Thursday', 'Since a "fierce assault" on Thursday'),
    ],
)  # fmt: skip
def test_since_is_joined_to_its_date_over_a_clause(text: str, words: str) -> None:
    phrase = only(text)
    assert (phrase.bound, phrase.words.text) == ("since", words)


@pytest.mark.parametrize(
    "text",
    [
        "it has since seized two towns, on Monday",
        "it has since seized two towns on Monday",
        "since the rebels came the army said on Monday",
        "quiet since the truce. On Monday it broke",
    ],
)
def test_since_is_not_joined_to_the_date_of_another_clause(text: str) -> None:
    assert only(text).bound is None


@pytest.mark.parametrize(
    ("text", "words", "first", "last"),
    [
        ("from 3 to 5 May", "from 3 to 5 May", 3, 5),
        ("between 3 and 5 May", "between 3 and 5 May", 3, 5),
        ("from June 23 to 26 the", "from June 23 to 26", 23, 26),
        ("3-5 May 2016", "3-5 May 2016", 3, 5),
        ("between September 30 2015 and March 15 2016",
         "between September 30 2015 and March 15 2016", 30, 15),
    ],
)  # fmt: skip
def test_ranges_have_two_ends(text: str, words: str, first: int, last: int) -> None:
    phrase = only(text)
    assert phrase.words.text == words
    assert phrase.until is not None
    assert (phrase.day, phrase.until.day) == (first, last)


def test_two_weekdays_joined_by_and_are_one_time() -> None:
    phrase = only("on Friday and Saturday")
    assert phrase.until is not None
    assert (phrase.weekday, phrase.until.weekday) == (4, 5)


@pytest.mark.parametrize(
    "text",
    [
        "Russia may strike",
        "they march on the capital",
        "for the second time",
        "a force of 2000 people",
        "2,000 people and 1500 others",
        "resolution 1701",
        "near August 1st Square",
        "Black September",
        "every Friday",
        "the sun rose, Sun Tzu and Mon repos",
        "the five-year-old girl",
        "31 June was never",
        "T-72 tanks and 122 mm rockets",
        "1,000 days ago",
        "2.5 days ago",
        "a hundred days later",
        "one hundred and two days ago",
    ],
)
def test_what_only_looks_like_a_time_is_left_alone(text: str) -> None:
    assert [phrase.words.text for phrase in found(text)] == []


def test_a_number_that_counts_people_is_no_day() -> None:
    assert fields(only("In June 23 people were killed")) == {"month": 6}


@pytest.mark.parametrize(
    "text",
    ["he said on Tuesday", "told AFP late on Monday", "in a statement Sunday", "it reported Monday",
     "the group on Sunday announced that", "announced on 7 May"],
)  # fmt: skip
def test_the_day_of_a_saying_is_told(text: str) -> None:
    phrase = only(text)
    assert is_reporting(text, phrase)
    assert phrase.saying


@pytest.mark.parametrize(
    "text",
    ["killed on Tuesday", "he said. On Tuesday they fled", "said Wednesday's strike",
     "foiled on Saturday said the front", "said the raid on Monday", "said that since Monday"],
)  # fmt: skip
def test_the_day_of_a_deed_is_not_taken_for_a_saying(text: str) -> None:
    assert not is_reporting(text, only(text))


WORDS = """
on since from to between and until the of in last this late early mid two days weeks ago after
earlier Monday Friday May March 2011 2016 5 31 night overnight recently past - , . ( ) said
27-07-2015 é ﷺ İ 16th 1980s for year conflict later that same
"""
PIECES = st.sampled_from([*WORDS.split(), "\n"])


@settings(max_examples=300)
@given(st.text(sorted(set(LETTERS.values()) - set(SAYS_WHEN))) | st.text([*LETTERS.values()]))
def test_no_rule_finds_a_time_without_a_word_that_it_names(letters: str) -> None:
    idle = (rule for rule, _, named in grammar() if named.isdisjoint(letters))
    assert not any(match.group() for rule in idle for match in rule.finditer(letters))


@given(st.lists(PIECES | st.text(max_size=4), max_size=30), st.integers(0, 20))
def test_phrases_are_slices_of_the_text_in_order_and_apart(pieces: list[str], start: int) -> None:
    text = " ".join(pieces)
    start = min(start, len(text))
    end = start
    for phrase in find_times(text, start, len(text)):
        assert phrase.words.start >= end
        assert text[phrase.words.start : phrase.words.end] == phrase.words.text
        end = phrase.words.end


@pytest.mark.parametrize(
    "pump",
    ["since ", "the ", "5 ", "May ", "on Monday and ", "since the ", "a few of ", "1-1-", "2011-",
     "((((", "\n", "last ", "early in the ", 'said "', "9"],
)  # fmt: skip
def test_the_cost_is_linear_in_the_text(pump: str) -> None:
    def cost(size: int) -> float:
        text = pump * (size // len(pump))
        start = perf_counter()
        find_times(text, 0, len(text))
        return perf_counter() - start

    cost(1_000)
    assert cost(100_000) < 3.0


def test_a_long_report_costs_milliseconds() -> None:
    sentence = "Planes struck the town on Friday, two days after a truce that began in March 2011. "
    text = sentence * 36
    find_times(text, 0, 100)  # the rules are compiled once
    start = perf_counter()
    find_times(text, 0, len(text))
    # 2 ms at rest; a test beside six others may wait for the processor.
    assert perf_counter() - start < 0.1
