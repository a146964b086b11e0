"""Months of the Levant and of the Hijri year, and the phrases that reports date by: a table."""

import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khaldun.read.times import find_times
from khaldun.records import Interval
from khaldun.resolve.when import resolve_when

REPORTED = Interval(
    earliest=date(2017, 5, 10), latest=date(2017, 5, 10), basis="stated"
)  # Wednesday

#: What stands in a report of Wednesday, 10 May 2017, and the days that it means.
TABLE = {
    "on 10 Nisan 2017": "2017-04-10",
    "in Nisan 2017": "2017-04-01 2017-04-30",
    "on 3 Tishreen al-Thani 2016": "2016-11-03",
    "in Tishrin al-Awwal 2016": "2016-10-01 2016-10-31",
    "on the 5th of Shubat 2017": "2017-02-05",
    "in Kanoun el-Tani 2017": "2017-01-01 2017-01-31",
    "in Aylul 2016": "2016-09-01 2016-09-30",
    "on 2 Adar": "2017-03-02",
    "on 1 Ramadan 1438 AH": "2017-05-26 2017-05-28",
    "in Dhu al-Hijja 1437": "2016-09-03 2016-10-04",
    "in the summer of 2016": "2016-06-01 2016-08-31",
    "last winter": "2016-12-01 2017-02-28",
    "so far this year": "2017-01-01 2017-05-10",
    "overnight": "2017-05-09 2017-05-10",
    "overnight Monday to Tuesday": "2017-05-08 2017-05-09",
    "in early March": "2017-03-01 2017-03-10",
    "at the end of last April": "2017-04-24 2017-04-30",
    "since March": "2017-03-01 2017-05-10",
    "late on Monday": "2017-05-08",
    "in the past two weeks": "2017-04-26 2017-05-10",
    "for three days": "2017-05-07 2017-05-10",
}


def days(words: str) -> str:
    """The days of the one phrase in a sentence."""
    text = f"The raid took place {words}."
    (phrase,) = find_times(text, 0, len(text))
    found = resolve_when(phrase, reported=REPORTED)
    assert isinstance(found, Interval), found
    first, last = found.earliest.isoformat(), found.latest.isoformat()
    return first if first == last else f"{first} {last}"


@pytest.mark.parametrize("words", TABLE)
def test_a_phrase_means_these_days(words: str) -> None:
    assert days(words) == TABLE[words]


@pytest.mark.parametrize("words", ["Nisan said", "Ramadan and Adar met", "by Rajab, 38,", "Ab 12"])
def test_a_name_alone_is_a_person_and_no_month(words: str) -> None:
    assert find_times(words, 0, len(words)) == []


@given(st.integers(1300, 1499), st.integers(1, 12), st.integers(1, 29))
def test_hijri_days_follow_each_other(year: int, month: int, day: int) -> None:
    names = (
        "Muharram,Safar,Rabi al-Awwal,Rabi al-Thani,Jumada al-Ula,Jumada al-Thani,Rajab,Shaban,"
        "Ramadan,Shawwal,Dhu al-Qadah,Dhu al-Hijjah"
    ).split(",")

    def middle(number: int) -> date:
        text = f"{number} {names[month - 1]} {year}"
        (phrase,) = find_times(text, 0, len(text))
        found = resolve_when(phrase, reported=None)
        assert isinstance(found, Interval)
        assert found.latest - found.earliest == timedelta(days=2)
        return found.earliest + timedelta(days=1)

    assert middle(day + 1) - middle(day) == timedelta(days=1)


def test_clock_locale_and_time_zone_change_nothing() -> None:
    script = "from test_eastern_months import days, TABLE\nprint([days(words) for words in TABLE])"
    folder = str(Path(__file__).parent)

    def told(**other: str) -> str:
        env = {**os.environ, "PYTHONPATH": folder, **other}
        done = subprocess.run(
            [sys.executable, "-c", script], env=env, capture_output=True, text=True, check=True
        )
        return done.stdout

    here = told(TZ="UTC", LC_ALL="C")
    assert here == told(TZ="Pacific/Kiritimati", LC_ALL="C.UTF-8", LANG="ar_SY")
    assert here == told(TZ="Pacific/Pago_Pago", LC_ALL="POSIX", LANGUAGE="ar")
