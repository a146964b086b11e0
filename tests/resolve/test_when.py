"""Phrases of time to days."""

import os
import time
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khaldun.read.times import find_times
from khaldun.records import Gap, Interval, TimePhrase
from khaldun.resolve.when import looks_back, resolve_when

REPORTED = date(2016, 6, 15)  # a Wednesday


def day(value: date) -> Interval:
    return Interval(earliest=value, latest=value, basis="stated")


def phrase_of(text: str) -> TimePhrase:
    (phrase,) = find_times(text, 0, len(text))
    return phrase


def days(text: str, reported: date = REPORTED) -> str:
    found = resolve_when(phrase_of(text), reported=day(reported))
    assert isinstance(found, Interval), found
    if found.earliest == found.latest:
        return str(found.earliest)
    return f"{found.earliest} {found.latest}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # weekdays
        ("on Wednesday", "2016-06-15"),
        ("on Thursday", "2016-06-09"),
        ("late Friday", "2016-06-10"),
        ("on Sunday night", "2016-06-12"),
        ("early hours of Monday", "2016-06-13"),
        ("last Monday", "2016-06-06"),
        ("next Monday", "2016-06-20"),
        ("on Friday and Saturday", "2016-06-10 2016-06-11"),
        ("from Friday to Monday", "2016-06-10 2016-06-13"),
        ("overnight on Monday", "2016-06-13 2016-06-14"),
        ("over the weekend", "2016-06-11 2016-06-12"),
        ("Monday last week", "2016-06-06"),
        ("on Tuesday of this week", "2016-06-14"),
        ("Monday at noon", "2016-06-13"),
        ("on Sunday and continued into Monday", "2016-06-12 2016-06-13"),
        # days from the report's
        ("the day before yesterday", "2016-06-13"),
        ("the day after tomorrow", "2016-06-17"),
        ("in the early hours", "2016-06-15"),
        ("today", "2016-06-15"),
        ("yesterday", "2016-06-14"),
        ("two days ago", "2016-06-13"),
        ("a week ago", "2016-06-08"),
        ("forty-eight days ago", "2016-04-28"),
        ("overnight", "2016-06-14 2016-06-15"),
        ("at dawn", "2016-06-15"),
        # calendar units
        ("this week", "2016-06-13 2016-06-15"),
        ("last week", "2016-06-06 2016-06-12"),
        ("earlier this week", "2016-06-13 2016-06-14"),
        ("earlier in the week", "2016-06-13 2016-06-14"),
        ("later this week", "2016-06-15 2016-06-19"),
        ("later this month", "2016-06-15 2016-06-30"),
        ("the week before last", "2016-05-30 2016-06-05"),
        ("at the start of the month", "2016-06-01 2016-06-07"),
        ("since the start of the year", "2016-01-01 2016-06-15"),
        ("early in the year", "2016-01-01 2016-04-30"),
        ("earlier this month", "2016-06-01 2016-06-15"),
        ("last month", "2016-05-01 2016-05-31"),
        ("so far this year", "2016-01-01 2016-06-15"),
        ("last year", "2015-01-01 2015-12-31"),
        ("at the end of last year", "2015-12-01 2015-12-31"),
        ("three years ago", "2013-01-01 2013-12-31"),
        # spans
        ("in the past 24 hours", "2016-06-14 2016-06-15"),
        ("in the last 48 hours", "2016-06-13 2016-06-15"),
        ("during the last five days", "2016-06-10 2016-06-15"),
        ("in the past month", "2016-05-15 2016-06-15"),
        ("over the past two years", "2014-06-15 2016-06-15"),
        ("in recent days", "2016-06-08 2016-06-15"),
        ("over the past few days", "2016-06-11 2016-06-15"),
        ("in recent weeks", "2016-05-15 2016-06-15"),
        ("recently", "2016-05-15 2016-06-15"),
        ("in recent months", "2016-03-01 2016-06-15"),
        ("for more than two years", "2014-06-15 2016-06-15"),
        ("three days of clashes", "2016-06-12 2016-06-15"),
        ("several weeks of heavy fighting", "2016-05-15 2016-06-15"),
        ("in the coming days", "2016-06-15 2016-06-19"),
        # dates
        ("on 7 May 2020", "2020-05-07"),
        ("on June 23 2015", "2015-06-23"),
        ("on May 31", "2016-05-31"),
        ("on December 23", "2015-12-23"),
        ("on June 18", "2016-06-18"),
        ("on 29 February", "2016-02-29"),
        ("in March 2011", "2011-03-01 2011-03-31"),
        ("in April", "2016-04-01 2016-04-30"),
        ("in September", "2015-09-01 2015-09-30"),
        ("in June", "2016-06-01 2016-06-15"),
        ("In August last year", "2015-08-01 2015-08-31"),
        ("last September", "2015-09-01 2015-09-30"),
        ("in early April", "2016-04-01 2016-04-10"),
        ("in mid-May", "2016-05-11 2016-05-20"),
        ("in late February", "2016-02-21 2016-02-29"),
        ("at the end of April", "2016-04-24 2016-04-30"),
        ("in the first week of May", "2016-05-01 2016-05-07"),
        ("in the last week of May", "2016-05-25 2016-05-31"),
        ("in the last days of May", "2016-05-25 2016-05-31"),
        ("on the night of May 3", "2016-05-03"),
        ("in 2014", "2014-01-01 2014-12-31"),
        ("in early 2011", "2011-01-01 2011-04-30"),
        ("in late 2014", "2014-10-01 2014-12-31"),
        ("the first six months of 2015", "2015-01-01 2015-06-30"),
        ("the first half of 2015", "2015-01-01 2015-06-30"),
        ("in the summer of 2012", "2012-06-01 2012-08-31"),
        ("in the winter of 2012", "2012-12-01 2013-02-28"),
        ("in the late 1970s", "1976-01-01 1979-12-31"),
        ("in the 16th century", "1501-01-01 1600-12-31"),
        # ranges and open ends
        ("from 3 to 5 May", "2016-05-03 2016-05-05"),
        ("between September 30 2015 and March 15 2016", "2015-09-30 2016-03-15"),
        ("from December 20 to January 5 2016", "2015-12-20 2016-01-05"),
        ("between 2013 and 2015", "2013-01-01 2015-12-31"),
        ("since 21 May", "2016-05-21 2016-06-15"),
        ("since early 2011", "2011-01-01 2016-06-15"),
        ("since mid-March 2011", "2011-03-15 2016-06-15"),
        ("since it erupted in March 2011", "2011-03-01 2016-06-15"),
        ("since Monday", "2016-06-13 2016-06-15"),
        ("by Friday", "2016-06-10"),
        # the day of a saying
        ("he said on Tuesday", "2016-06-13 2016-06-14"),
    ],
)
def test_phrases_mean_the_days_that_annotators_give_them(text: str, expected: str) -> None:
    assert days(text) == expected


@pytest.mark.parametrize(
    ("text", "basis"),
    [
        ("on 7 May 2015", "stated"),
        ("in March 2011", "stated"),
        ("from 3 to 5 May 2015", "stated"),
        ("on 7 May", "inferred"),
        ("in August", "inferred"),
        ("on Tuesday", "relative"),
        ("last week", "relative"),
        ("overnight", "relative"),
    ],
)
def test_the_basis_tells_what_is_ours(text: str, basis: str) -> None:
    found = resolve_when(phrase_of(text), reported=day(REPORTED))
    assert isinstance(found, Interval)
    assert found.basis == basis
    assert found.words is not None
    assert found.words.text in text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("two days after the raid", "2016-03-05"),
        ("a day earlier", "2016-03-02"),
        ("the same day", "2016-03-03"),
        ("the following day", "2016-03-04"),
        ("later that year", "2016-01-01 2016-06-15"),
        ("the next month", "2016-04-01 2016-04-30"),
        ("since then", "2016-03-03 2016-06-15"),
        ("hours later", "2016-03-03 2016-03-04"),
        ("that night", "2016-03-03"),
        ("the next morning", "2016-03-04"),
        ("the previous evening", "2016-03-02"),
    ],
)
def test_what_counts_from_an_incident_counts_from_its_days(text: str, expected: str) -> None:
    found = resolve_when(phrase_of(text), reported=day(REPORTED), incident=day(date(2016, 3, 3)))
    assert isinstance(found, Interval), found
    assert f"{found.earliest} {found.latest}" in {expected, f"{expected} {expected}"}


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("a day later", True),
        ("since then", True),
        ("a day after the raid", False),
        ("today", False),
    ],
)
def test_only_what_names_no_incident_looks_back(text: str, back: bool) -> None:  # noqa: FBT001 - a case
    assert looks_back(phrase_of(text)) is back


def test_this_week_in_a_report_of_a_monday_began_a_week_before() -> None:
    monday = [days(words, date(2016, 6, 13)) for words in ("this week", "earlier this week")]
    assert monday == ["2016-06-06 2016-06-13", "2016-06-06 2016-06-12"]
    assert days("this week", date(2016, 6, 14)) == "2016-06-13 2016-06-14"


def test_what_followed_an_incident_is_not_after_the_report() -> None:
    phrase = phrase_of("in the following weeks")
    found = resolve_when(phrase, reported=day(REPORTED), incident=day(date(2016, 6, 10)))
    assert isinstance(found, Interval)
    assert (found.earliest, found.latest) == (date(2016, 6, 10), REPORTED)


@pytest.mark.parametrize("text", ["two days after the raid", "the same day", "since then"])
def test_without_the_incident_there_is_a_gap(text: str) -> None:
    found = resolve_when(phrase_of(text), reported=day(REPORTED))
    assert isinstance(found, Gap)
    assert found.role == "when"
    assert "incident" in found.reason


@pytest.mark.parametrize("text", ["on Tuesday", "overnight", "on 7 May", "since 2011", "recently"])
def test_without_the_day_of_the_report_there_is_a_gap(text: str) -> None:
    found = resolve_when(phrase_of(text), reported=None)
    assert isinstance(found, Gap)
    assert "report" in found.reason


def test_a_full_date_needs_no_day_of_the_report() -> None:
    found = resolve_when(phrase_of("on 7 May 2020"), reported=None)
    assert isinstance(found, Interval)
    assert found.earliest == found.latest == date(2020, 5, 7)


@pytest.mark.parametrize("text", ["ninety-nine decades ago", "99 decades ago", "since 2 May 2020"])
def test_days_that_cannot_be_are_a_gap(text: str) -> None:
    assert isinstance(resolve_when(phrase_of(text), reported=day(date(900, 1, 1))), Gap)


REPORTING_DAYS = st.dates(date(1950, 1, 1), date(2090, 12, 31))
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


@given(REPORTING_DAYS, st.sampled_from(WEEKDAYS))
def test_a_weekday_lies_within_the_week_up_to_the_report(reported: date, weekday: str) -> None:
    found = resolve_when(phrase_of(f"on {weekday}"), reported=day(reported))
    assert isinstance(found, Interval)
    assert found.earliest == found.latest
    assert timedelta(0) <= reported - found.latest <= timedelta(days=6)
    assert WEEKDAYS[found.latest.weekday()] == weekday


SINCE = ["since Monday", "since May", "since 21 May", "since last week", "since early this year"]


@given(REPORTING_DAYS, st.sampled_from(SINCE))
def test_since_runs_to_the_day_of_the_report(reported: date, text: str) -> None:
    found = resolve_when(phrase_of(text), reported=day(reported))
    if isinstance(found, Interval):
        assert found.latest == reported
    else:
        assert "after the day of the report" in found.reason


WORDS = """
since until from to between and the early late mid end of two days weeks ago past Monday Friday May
March 2011 29 5 31 night last this next month year recently overnight later said
"""
PIECES = st.sampled_from(WORDS.split())


@settings(max_examples=300)
@given(st.lists(PIECES, max_size=8), REPORTING_DAYS | st.none())
def test_every_phrase_ends_in_days_or_in_a_gap(words: list[str], reported: date | None) -> None:
    text = " ".join(words)
    for phrase in find_times(text, 0, len(text)):
        known = day(reported) if reported else None
        found = resolve_when(phrase, reported=known, incident=known)
        assert isinstance(found, Gap) or found.earliest <= found.latest


@pytest.fixture
def far_zone() -> Iterator[None]:
    """A machine on the other side of the date line, for one test."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "Pacific/Kiritimati"
    time.tzset()
    yield
    os.environ.pop("TZ")
    if before is not None:
        os.environ["TZ"] = before
    time.tzset()


def test_the_zone_of_the_machine_moves_no_day(far_zone: None) -> None:
    assert days("on Tuesday") == "2016-06-14"
    assert days("overnight") == "2016-06-14 2016-06-15"
    assert days("since Sunday") == "2016-06-12 2016-06-15"
