"""The phrases that the words of a rule of times mean, or None where they mean none.

How the fields of a `TimePhrase` are filled is told in `khaldun.read.times`.
"""

import re
from dataclasses import replace
from datetime import date

from khaldun.knowledge.calendar import Calendar
from khaldun.read.time_match import Match, Unit
from khaldun.read.time_words import LETTERS
from khaldun.records import TimePhrase

# --- dates ---------------------------------------------------------------------------------------


def _exists(year: int | None, month: int, day: int) -> bool:
    try:
        date(year or 2000, month, day)
    except ValueError:
        return False
    return True


def dated(match: Match) -> TimePhrase | None:
    """A year, a month, a day, as far as they are given; None where no such day exists."""
    year, month, day = match.year, match.month, match.one(int, "day")
    glued = match.one(tuple, "glued")
    if glued:
        day, year = glued
    if day and month and not _exists(year, month, day):
        return None
    step = match.step if year is None and match.unit == "year" else None
    return match.phrase(
        year=year,
        month=month,
        day=day,
        count=step,
        unit=None if step is None else "year",
        part=match.part,
    )


def numeric(match: Match) -> TimePhrase | None:
    """A date in digits."""
    day = match.one(date, "numeric")
    return match.phrase(year=day.year, month=day.month, day=day.day) if day else None


def days_of_month(match: Match) -> TimePhrase | None:
    """Two days of one month: "from June 23 to 26", "3-5 May 2016"."""
    head, tail = match.all(int, "day")
    if head >= tail or not _exists(match.year, match.month or 0, tail):
        return None
    until = match.phrase(year=match.year, month=match.month, day=tail)
    return replace(until, day=head, until=until)


def bare_year(match: Match) -> TimePhrase | None:
    """A year alone, unless it reads as a count ("of 2000 people", "to 1500")."""
    firm = match.tokens.letters[match.first - 1] in LETTERS["in"] + LETTERS["since"]
    counts = match.tokens.letters[match.last : match.last + 1] == LETTERS["counted"]
    round_number = (match.year or 0) % 50 == 0
    doubts = counts + (not firm) + round_number
    return None if doubts > 1 else match.phrase(year=match.year)


def first_units(match: Match) -> TimePhrase:
    """The first months of a year, the first days of a month."""
    part = f"first {match.count} {match.unit}s"
    return match.phrase(year=match.year, month=match.month, part=part)


def decade(match: Match) -> TimePhrase:
    """The 1980s, the late 1970s."""
    return match.phrase(year=match.year, unit="decade", part=match.part)


def century(match: Match) -> TimePhrase | None:
    """The 16th century; None for what is no century of our calendar."""
    end = 100 * (match.one(int, "day") or 0)
    if not 1000 < end <= 2100:
        return None
    return replace(match.phrase(year=end - 99), until=match.phrase(year=end))


def season(match: Match) -> TimePhrase:
    """The summer of 2012, last winter."""
    step = match.step if match.year is None else None
    unit: Unit | None = None if step is None else "year"
    season = match.one(str, "seasons")
    return match.phrase(year=match.year, count=step, unit=unit, part=season)


# --- days from the report's or an incident's -----------------------------------------------------


def weekday(match: Match) -> TimePhrase:
    """Friday, late on Monday, last Tuesday night, Friday and during the night."""
    part = match.one(str, "dayparts") or match.part
    both = re.search(rf"{LETTERS['and']}.*{LETTERS['dayparts']}\Z", match.letters)
    if match.has("overnight") or (both and part == "night"):
        part = "overnight"
    return TimePhrase(
        words=match.words,
        form="weekday",
        weekday=match.one(int, "weekdays"),
        count=match.step or None,
        part=part,
    )


def weekday_of_week(match: Match) -> TimePhrase | None:
    """Monday last week, on Friday of this week."""
    return replace(weekday(match), unit="week") if match.unit == "week" else None


def beside_named(match: Match) -> TimePhrase | None:
    """The day before yesterday, the day after tomorrow."""
    named = match.one(int, "named_days")
    step = -1 if match.has("before") else 1
    return match.relative(named + step, "day") if named == step and match.unit == "day" else None


def before_last(match: Match) -> TimePhrase | None:
    """The week before last, the year before last."""
    return None if match.unit in {"hour", "day"} else match.relative(-2, match.unit)


def within_unit(match: Match) -> TimePhrase | None:
    """The start of the year, earlier in the week; in a day only what is earlier or later."""
    if match.unit == "hour" or (match.unit == "day" and not match.has("earlier", "later")):
        return None
    return match.relative(0, match.unit, match.part)


def named_day(match: Match) -> TimePhrase:
    """Yesterday, today, tomorrow, and parts of today: "this morning", "at dawn"."""
    part = match.one(str, "dayparts") or match.part
    return match.relative(match.one(int, "named_days") or 0, "day", part)


def early_hours(match: Match) -> TimePhrase | None:
    """In the early hours, in the early morning; but not "in the early days"."""
    return None if match.unit not in {None, "hour"} else match.relative(0, "day", "early")


def night(match: Match) -> TimePhrase:
    """Overnight, last night, during the night; but "in the morning" is of the day."""
    if (match.one(str, "dayparts") or "night") != "night":
        return named_day(match)
    return TimePhrase(words=match.words, form="night")


def calendar_unit(match: Match) -> TimePhrase | None:
    """Last week, this year, late last month."""
    unit = match.unit
    return None if unit == "hour" else match.relative(match.step, unit, match.part)


def told_unit(match: Match) -> TimePhrase | None:
    """The following days, that year: counted from an incident told before; not the coming days."""
    if "coming" in match.words.text.lower():
        return span(match)
    days = match.has("following", "next") and match.plural
    phrase = match.relative(None, match.unit, "later") if days else calendar_unit(match)
    return replace(phrase, anchor="incident") if phrase else None


def told_part(match: Match) -> TimePhrase:
    """That night, the next morning, the previous evening."""
    phrase = match.relative(match.step, "day", match.one(str, "dayparts"))
    return replace(phrase, anchor="incident")


def then(match: Match) -> TimePhrase:
    """Since then."""
    return replace(match.relative(0, "day"), anchor="incident")


def weekend(match: Match) -> TimePhrase:
    """The weekend, last weekend."""
    return match.relative(match.step or 0, "week", "weekend")


def ago(match: Match) -> TimePhrase:
    """Two days ago, years ago."""
    count = match.count
    return match.relative(None if count is None else -count, match.unit, "ago")


def from_incident(match: Match) -> TimePhrase | None:
    """A day after, two weeks earlier, hours later, the day before; but not "last week after"."""
    count = 1 if match.has("the") else match.count
    if count is None and not (match.has("few") or match.plural):
        return None
    back = match.has("before", "earlier")
    signed = -count if count is not None and back else count
    part = next(name for name in ("before", "earlier", "later", "after") if match.has(name))
    phrase = match.relative(signed, match.unit, part)
    return replace(phrase, anchor="incident")


def span(match: Match) -> TimePhrase:
    """The past two days, recent weeks, for two years, the coming days, recently."""
    count = match.count
    vague = match.has("few") or match.plural
    if count is None and not vague and match.has("last", "past", "next"):
        count = 1  # "the past week"
    parts = (part for name, part in _SPAN_PARTS.items() if match.has(name))
    part = next(parts, "few" if count is None else None)
    unit = match.unit or "week"  # "recently"
    return TimePhrase(words=match.words, form="span", count=count, unit=unit, part=part)


def conflict(match: Match) -> TimePhrase | None:
    """The five-year-old conflict, a month-long siege, two days of fighting; not weeks of it."""
    if match.count is None and not match.has("dash", "few"):
        return None
    old = match.unit == "year" and match.words.text.split()[-1].lower() in Calendar.open().wars
    count = match.count or (None if match.has("few") else 1)
    return replace(span(match), count=count, part="old" if old and count else "for")


_SPAN_PARTS = {
    "for": "for",
    "in": "for",
    "conflict": "for",
    "next": "coming",
    "recent": "recent",
    "recently": "recent",
}
