"""Phrases of time to days: inclusive intervals, counted from the day of the report.

Nothing here reads a clock, a locale or a time zone. Where a convention had a choice, it is the one
that the annotators of the development set made most often (`docs/decisions/times.md`).

- A weekday is the last such day on or before the day of the report; "last Monday" lies before
  this week, "next Monday" after the report. A night after a weekday is dated by the weekday.
- A month or a day without a year is the last one on or before the day of the report; a day of
  the seven after it is taken as one that the report looks forward to. Both are "inferred".
- What runs on the day of the report ("this year", the current month) ends on it; so does what
  has begun "since" a day, at the earliest of which it starts. "until" and "by" give no start:
  the days that they name are the answer.
- The day of a saying stands for itself and the day before.
- "Overnight" is the day of the report and the one before.
- The past N days: from N days before the report to it (24 hours: one day before). "Last week"
  is the calendar week before, from Monday, "last month" and "last year" likewise.
- A week ago is that one day; months and years ago are calendar months and years.
- Early, mid and late: days 1 to 10, 11 to 20 and 21 on of a month; months 1 to 4, 5 to 8 and
  10 on of a year; the start and end of a month are its first and last 7 days, of a year its
  first and last month.
"""

from datetime import date, timedelta

from khaldun.records import Basis, Gap, Interval, TimePhrase
from khaldun.resolve.dateline import reporting_day
from khaldun.resolve.periods import (
    Days,
    add_units,
    month_days,
    narrow,
    season_days,
    week_days,
    year_days,
)

__all__ = ["looks_back", "reporting_day", "resolve_when"]

#: How far a vague count of units reaches, by medians of the development set.
_VAGUE: dict[str, tuple[int, str]] = {
    "hour": (24, "hour"),
    "day": (4, "day"),
    "week": (1, "month"),
    "month": (3, "month"),
    "year": (3, "year"),
    "decade": (3, "decade"),
}
#: "In recent days" reaches a week back; "the past few days" only four.
_RECENT_DAYS = 7
#: A day without a year that comes so soon after the report is one that it looks forward to.
_AHEAD = timedelta(days=7)


class _Unknown(Exception):  # noqa: N818 - it becomes a gap, and no error
    """Why no days can be given."""


def resolve_when(
    phrase: TimePhrase, *, reported: Interval | None, incident: Interval | None = None
) -> Interval | Gap:
    """The days that a phrase means, or a gap with role "when" that says what is missing.

    `reported` is the day of the report; without it only phrases that give their year resolve.
    `incident` is the time of the incident that the phrase counts from ("two days after"); which
    one that is, `looks_back` helps to tell.
    """
    try:
        first, last = _days(phrase, incident if _told(phrase) else reported)
        if phrase.until:
            anchor = incident if _told(phrase.until) else reported
            first, last = _range(phrase, phrase.until, head=(first, last), anchor=anchor)
        if phrase.bound == "since":
            first, last = _since(phrase, first, reported)
        if phrase.saying:
            first -= timedelta(days=1)
        if _told(phrase) and reported and first <= reported.latest:
            last = min(last, reported.latest)
    except _Unknown as unknown:
        return Gap(role="when", reason=str(unknown))
    except (OverflowError, ValueError):
        return Gap(role="when", reason=f"{phrase.words.text!r} leads out of the calendar")
    if last < first:
        reason = f"{phrase.words.text!r} would end before the day that it counts from"
        return Gap(role="when", reason=reason)
    return Interval(earliest=first, latest=last, basis=_basis(phrase), words=phrase.words)


def _basis(phrase: TimePhrase) -> Basis:
    if phrase.form != "date" or phrase.count is not None:
        return "relative"
    dated = phrase.year is not None or (phrase.until is not None and phrase.until.year is not None)
    return "stated" if dated and phrase.bound != "since" else "inferred"


def _days(phrase: TimePhrase, anchor: Interval | None) -> Days:
    if phrase.form == "date" and phrase.year is not None:
        return _dated(phrase, phrase.year)
    if anchor is None:
        what = "incident" if _told(phrase) else "report"
        raise _Unknown(f"{phrase.words.text!r} counts from the day of the {what}, which is unknown")
    day = anchor.latest
    if phrase.form == "date":
        return _undated(phrase, day)
    if phrase.form == "weekday":
        return _weekday(phrase, day)
    if phrase.form == "span":
        return _span(phrase, day)
    if phrase.form == "night":
        return day - timedelta(days=1), day
    return _relative(phrase, anchor)


def looks_back(phrase: TimePhrase) -> bool:
    """Whether the incident that a phrase counts from is the one that the text dated last.

    "A day later", "since then", "that year" look back (16 of 19 in the development set); "a day
    after the raid" names what it counts from.
    """
    return _told(phrase) and phrase.part not in {"after", "before"}


def _told(phrase: TimePhrase) -> bool:
    return phrase.anchor == "incident"


# --- joining -------------------------------------------------------------------------------------


def _range(phrase: TimePhrase, until: TimePhrase, *, head: Days, anchor: Interval | None) -> Days:
    """From the start of one phrase to the end of the other; the year of the last is for both."""
    tail = _days(until, anchor)
    if phrase.form == until.form == "date" and phrase.year is None:
        head = _dated(phrase, tail[1].year)
        if head[0] > tail[1]:
            head = _dated(phrase, tail[1].year - 1)
    elif head[0] > tail[1] and phrase.form == until.form == "weekday":
        head = head[0] - timedelta(days=7), head[1]
    if head[0] > tail[1]:
        raise _Unknown(f"{phrase.words.text!r} ends before it begins")
    return head[0], tail[1]


def _since(phrase: TimePhrase, first: date, reported: Interval | None) -> Days:
    if reported is None:
        reason = "runs to the day of the report, which is unknown"
        raise _Unknown(f"{phrase.words.text!r} {reason}")
    if phrase.form == "date" and phrase.day is None and phrase.part == "mid":
        # "Since mid-March" begins in the middle, and not where "in mid-March" might.
        first = first.replace(day=15) if phrase.month else first.replace(month=6)
    if first > reported.latest:
        raise _Unknown(f"{phrase.words.text!r} begins after the day of the report")
    return first, reported.latest


# --- dates ---------------------------------------------------------------------------------------


def _dated(phrase: TimePhrase, year: int) -> Days:
    """A date whose year is known."""
    if phrase.day and phrase.month:
        day = date(year, phrase.month, phrase.day)
        return day, day
    if phrase.month:
        return narrow(month_days(year, phrase.month), phrase.part)
    season = season_days(year, phrase.part or "")
    if season:
        return season
    years = 10 if phrase.unit == "decade" else 1
    return narrow(year_days(year, years=years), phrase.part)


def _undated(phrase: TimePhrase, day: date) -> Days:
    """A date whose year follows from the day of the report."""
    season = season_days(day.year, phrase.part or "")
    if phrase.unit == "year" and phrase.count is not None and not season:
        return _capped(_dated(phrase, day.year + phrase.count), day)
    ahead = _AHEAD if phrase.day else timedelta()
    later = phrase.count == 1
    # 29 February may lie eight years back.
    years = range(day.year, day.year + 9) if later else range(day.year + 1, day.year - 9, -1)
    for year in years:
        if phrase.day and phrase.day > month_days(year, phrase.month or 1)[1].day:
            continue
        first, last = _dated(phrase, year)
        if first > day if later else first <= day + ahead:
            return _capped((first, last), day)
    raise _Unknown(f"{phrase.words.text!r} is in no year near the report")


def _capped(days: Days, day: date) -> Days:
    """What has begun and not ended runs to the day of the report."""
    first, last = days
    return (first, min(last, day)) if first <= day else days


# --- days counted from another -------------------------------------------------------------------


def _weekday(phrase: TimePhrase, day: date) -> Days:
    weekday = phrase.weekday or 0
    if phrase.unit == "week":
        found = week_days(day + timedelta(days=7 * (phrase.count or 0)))[0] + timedelta(weekday)
    elif phrase.count == 1:
        found = day + timedelta(days=(weekday - day.weekday() - 1) % 7 + 1)
    else:
        # "Last Monday" on a Tuesday is not yesterday: it lies before this week, from Sunday.
        weeks_start = day - timedelta(days=(day.weekday() + 1) % 7 + 1)
        end = weeks_start if phrase.count == -1 else day
        found = end - timedelta(days=(end.weekday() - weekday) % 7)
    if phrase.part == "overnight":
        return found, min(found + timedelta(days=1), max(day, found))
    return found, found


def _span(phrase: TimePhrase, day: date) -> Days:
    count, unit = (phrase.count, phrase.unit) if phrase.count else _VAGUE[phrase.unit or "day"]
    if phrase.part == "recent" and unit == "day":
        count = _RECENT_DAYS
    if phrase.part == "coming":
        return day, add_units(day, count, unit or "day")
    first = add_units(day, -count, unit or "day")
    if phrase.part == "recent" and phrase.unit == "month":
        first = first.replace(day=1)
    if phrase.part == "old":
        first = first.replace(month=1, day=1)  # a war's age tells the year that it began in
    return first, day


def _relative(phrase: TimePhrase, anchor: Interval) -> Days:
    day, unit = anchor.latest, phrase.unit or "day"
    if phrase.count is None:
        return _vaguely(phrase, anchor)
    if unit in {"hour", "day"} or (unit == "week" and phrase.count and phrase.part in _EXACT):
        first = add_units(anchor.earliest, phrase.count, unit) if _told(phrase) else None
        last = add_units(day, phrase.count, unit)
        return first or last, last
    if unit == "week":
        days = week_days(add_units(day, phrase.count, unit))
        if phrase.count == 0 and phrase.part in {None, "earlier"} and day == days[0]:
            # What a report of a Monday calls this week, or earlier this week, began a week before.
            days = days[0] - timedelta(days=7), days[1]
        if phrase.part == "weekend" and narrow(days, "weekend")[0] > day and phrase.count == 0:
            days = week_days(day - timedelta(days=7))
    else:
        days = _calendar_unit(add_units(day, phrase.count, unit), unit)
    days = narrow(days, phrase.part)
    if unit == "week" and phrase.part == "earlier" and days[0] < day:
        day -= timedelta(days=1)  # the day of the report has its own name
    if phrase.count > 0 or _told(phrase):
        return days
    return (day, days[1]) if phrase.part == "later" else _capped(days, day)


#: Parts of phrases that count days, and not weeks of the calendar.
_EXACT = {"ago", "after", "before", "later", "earlier"}


def _calendar_unit(day: date, unit: str) -> Days:
    if unit == "month":
        return month_days(day.year, day.month)
    if unit == "year":
        return year_days(day.year)
    return year_days(day.year // 10 * 10, years=10)


def _vaguely(phrase: TimePhrase, anchor: Interval) -> Days:
    """Days ago, hours later: between none and the vague number of units."""
    count, unit = _VAGUE[phrase.unit or "day"]
    if phrase.part in {"after", "later"}:
        return anchor.earliest, add_units(anchor.latest, count, unit)
    return add_units(anchor.earliest, -count, unit), anchor.latest
