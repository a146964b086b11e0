"""Days of phrases whose convention was measured: docs/decisions/times.md has the table."""

from datetime import date

import pytest

from khaldun.read.times import find_times
from khaldun.records import Interval
from khaldun.resolve.when import resolve_when
from short_reports import resolved


def days(text: str, reported: date = date(2016, 6, 15)) -> str:
    (phrase,) = find_times(text, 0, len(text))
    day = Interval(earliest=reported, latest=reported, basis="stated")
    found = resolve_when(phrase, reported=day)
    assert isinstance(found, Interval), found
    return f"{found.earliest} {found.latest}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One died on Friday and one on Saturday.", "2016-06-10 2016-06-11"),
        ("Jets struck on Friday and again on Sunday.", "2016-06-10 2016-06-12"),
        ("Raids began on Friday which reportedly continued on Monday.", "2016-06-10 2016-06-13"),
        ("Jets struck on Friday and during the night.", "2016-06-10 2016-06-11"),
        ("Jets struck on Friday and overnight.", "2016-06-10 2016-06-11"),
    ],
)
def test_an_incident_of_two_days_has_both(text: str, expected: str) -> None:
    assert days(text) == expected


def test_earlier_this_week_ends_before_the_day_of_the_report() -> None:
    assert days("They fled earlier this week.") == "2016-06-13 2016-06-14"
    assert days("They fled earlier this week.", date(2016, 6, 13)) == "2016-06-06 2016-06-12"
    assert days("They fled earlier this month.") == "2016-06-01 2016-06-15"


def test_recent_months_begin_with_the_first_of_a_month() -> None:
    assert days("They fled in recent months.") == "2016-03-01 2016-06-15"
    assert days("They fled in recent weeks.") == "2016-05-15 2016-06-15"


def test_a_month_may_name_an_attack_or_a_truce() -> None:
    assert days("The December attack killed nine.") == "2015-12-01 2015-12-31"
    assert days("It broke the February truce.") == "2016-02-01 2016-02-29"
    assert not find_times("The March family fled.", 0, 22)


def test_what_has_risen_in_recent_weeks_did_not_begin_a_day_before_them() -> None:
    (account,) = resolved("Air strikes on Manbij have increased in recent weeks, killing nine.")
    assert account.when is not None
    assert (account.when.latest - account.when.earliest).days in range(28, 32)
