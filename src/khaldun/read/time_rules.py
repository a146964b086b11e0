"""The rules of the grammar of times: patterns over kinds of words, and the phrases they mean.

The names in a pattern are those of `time_words.LETTERS`. How the fields of a `TimePhrase` are
filled is told in `khaldun.read.times`.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache

from khaldun.read.time_match import Match, Unit
from khaldun.read.time_words import LETTERS, rule
from khaldun.records import TimePhrase

Build = Callable[[Match], TimePhrase | None]


# --- dates ---------------------------------------------------------------------------------------


def _exists(year: int | None, month: int, day: int) -> bool:
    try:
        date(year or 2000, month, day)
    except ValueError:
        return False
    return True


def _date(match: Match) -> TimePhrase | None:
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


def _numeric(match: Match) -> TimePhrase | None:
    day = match.one(date, "numeric")
    return match.phrase(year=day.year, month=day.month, day=day.day) if day else None


def _days(match: Match) -> TimePhrase | None:
    """Two days of one month: "from June 23 to 26", "3-5 May 2016"."""
    head, tail = match.all(int, "day")
    if head >= tail or not _exists(match.year, match.month or 0, tail):
        return None
    until = match.phrase(year=match.year, month=match.month, day=tail)
    return replace(until, day=head, until=until)


def _bare_year(match: Match) -> TimePhrase | None:
    """A year alone, unless it reads as a count ("of 2000 people", "to 1500")."""
    firm = match.tokens.letters[match.first - 1] in LETTERS["in"] + LETTERS["since"]
    counts = match.tokens.letters[match.last : match.last + 1] == LETTERS["counted"]
    round_number = (match.year or 0) % 50 == 0
    doubts = counts + (not firm) + round_number
    return None if doubts > 1 else match.phrase(year=match.year)


def _first_units(match: Match) -> TimePhrase:
    """The first months of a year, the first days of a month."""
    part = f"first {match.count} {match.unit}s"
    return match.phrase(year=match.year, month=match.month, part=part)


def _decade(match: Match) -> TimePhrase:
    return match.phrase(year=match.year, unit="decade", part=match.part)


def _century(match: Match) -> TimePhrase | None:
    end = 100 * (match.one(int, "day") or 0)
    if not 1000 < end <= 2100:
        return None
    return replace(match.phrase(year=end - 99), until=match.phrase(year=end))


def _season(match: Match) -> TimePhrase:
    step = match.step if match.year is None else None
    unit: Unit | None = None if step is None else "year"
    season = match.one(str, "seasons")
    return match.phrase(year=match.year, count=step, unit=unit, part=season)


# --- days from the report's or an incident's -----------------------------------------------------


def _weekday(match: Match) -> TimePhrase:
    part = match.one(str, "dayparts") or match.part
    if match.has("overnight"):
        part = "overnight"
    return TimePhrase(
        words=match.words,
        form="weekday",
        weekday=match.one(int, "weekdays"),
        count=match.step or None,
        part=part,
    )


def _day(match: Match) -> TimePhrase:
    """Yesterday, today, tomorrow, and parts of today: "this morning", "at dawn"."""
    part = match.one(str, "dayparts") or match.part
    return match.relative(match.one(int, "named_days") or 0, "day", part)


def _night(match: Match) -> TimePhrase:
    """Overnight, last night, during the night; but "in the morning" is of the day."""
    if (match.one(str, "dayparts") or "night") != "night":
        return _day(match)
    return TimePhrase(words=match.words, form="night")


def _calendar_unit(match: Match) -> TimePhrase | None:
    """Last week, this year, late last month."""
    unit = match.unit
    return None if unit == "hour" else match.relative(match.step, unit, match.part)


def _told_unit(match: Match) -> TimePhrase | None:
    """The following days, that year: counted from an incident that was told before."""
    days = match.has("following", "next") and match.plural
    phrase = match.relative(None, match.unit, "later") if days else _calendar_unit(match)
    return replace(phrase, anchor="incident") if phrase else None


def _then(match: Match) -> TimePhrase:
    return replace(match.relative(0, "day"), anchor="incident")


def _weekend(match: Match) -> TimePhrase:
    return match.relative(match.step or 0, "week", "weekend")


def _ago(match: Match) -> TimePhrase:
    count = match.count
    return match.relative(None if count is None else -count, match.unit, "ago")


def _from_incident(match: Match) -> TimePhrase | None:
    """A day after, two weeks earlier, hours later, the day before; but not "last week after"."""
    count = 1 if match.has("the") else match.count
    if count is None and not (match.has("few") or match.plural):
        return None
    back = match.has("before", "earlier")
    signed = -count if count is not None and back else count
    part = next(name for name in ("before", "earlier", "later", "after") if match.has(name))
    phrase = match.relative(signed, match.unit, part)
    return replace(phrase, anchor="incident")


def _span(match: Match) -> TimePhrase:
    """The past two days, recent weeks, for two years, the coming days, recently."""
    count = match.count
    vague = match.has("few") or match.plural
    if count is None and not vague and match.has("last", "past", "next"):
        count = 1  # "the past week"
    parts = (part for name, part in _SPAN_PARTS.items() if match.has(name))
    part = next(parts, "few" if count is None else None)
    unit = match.unit or "week"  # "recently"
    return TimePhrase(words=match.words, form="span", count=count, unit=unit, part=part)


def _conflict(match: Match) -> TimePhrase | None:
    """The five-year-old conflict, a month-long siege; not the weeks of fighting."""
    if match.count is None and not match.has("dash"):
        return None
    return replace(_span(match), count=match.count or 1)


_SPAN_PARTS = {
    "for": "for",
    "in": "for",
    "conflict": "for",
    "next": "coming",
    "recent": "recent",
    "recently": "recent",
}


def _plural(match: Match) -> bool:
    return match.words.text.endswith("s")


# --- the rules -----------------------------------------------------------------------------------

_DATES: tuple[tuple[str, Build], ...] = (
    ("(?: WEEKDAY comma? )? numeric", _numeric),
    ("[between from]? the? DAY [to dash until and] the? DAY of? MONTH (?: comma? year )?", _days),
    ("between MONTH DAY and DAY (?: comma? year )?", _days),
    ("from? MONTH DAY [to dash until] DAY (?: comma? year )? (?! counted | months )", _days),
    # "In June 23 people were killed": the number counts.
    ("(?<= [in since] ) months (?= day counted )", _date),
    ("(?> ON_WEEKDAY (?<! months ) the? DAY of? MONTH (?: comma? of? year )? ) (?! name )", _date),
    ("(?> ON_WEEKDAY MONTH (?: the? DAY | glued ) (?: comma? year )? ) (?! name )", _date),
    ("the ordinals COUNT units of (?: months | (?: months comma? )? year )", _first_units),
    ("PART? [last this]? (?: the units of )? months comma? of? year", _date),
    ("PART? months of? the? [last this next same that] units", _date),
    ("PART? months_short dot? year", _date),
    ("(?: PART STEP? | STEP | the units of ) months (?! name )", _date),
    ("(?<= [in since until from to by of between after before and a] ) months (?! name )", _date),
    ("the? PART? (?: the? units of? )? year decade", _decade),
    ("the? day suffix dash? century", _century),
    ("(?: PART | the units of? ) year", _date),
    ("PART? the? seasons of? the? year", _season),
    ("(?: STEP | (?<= [in since] ) the? ) seasons", _season),
    ("(?<= [in since until by open before after between from to of the and] ) year", _bare_year),
    ("(?<= year dash ) year", _bare_year),
)

_BEFORE_WEEKDAY = (
    "overnight on? | the? [early late earlier later] (?: units of )? on? the?"
    " | the? dayparts [on of]?"
)
_AFTER_WEEKDAY = "overnight | early? dayparts (?: and dayparts )?"
# No part of a larger number, so that "one hundred and two days ago" is not two days ago.
_NUMBERED = (
    "(?<! [many year numeric] ) (?<! many and ) (?<! [numbers day digits] )"
    " about{0,2} (?: COUNT | VAGUE | a )?"
)
_COUNTED: tuple[tuple[str, Build], ...] = (
    (f"(?<! every ) (?: {_BEFORE_WEEKDAY} )? STEP? weekdays (?: {_AFTER_WEEKDAY} )?", _weekday),
    ("(?: STEP | the )? weekend", _weekend),
    ("[early late earlier later]? named_days (?: early? dayparts )?", _day),
    (f"{_NUMBERED} units ago", _ago),
    ("(?: earlier | later ) [in on] the units", _day),
    ("PART? the [next following same previous] units", _told_unit),
    ("(?: later | earlier )? (?: [that same] | following | previous ) units", _told_unit),
    (
        "(?: the? past | the last | last (?= COUNT | few ) ) (?: COUNT | VAGUE )? units (?! of )",
        _span,
    ),
    ("the? next (?: COUNT | VAGUE ) units", _span),
    ("recent units | recently", _span),
    ("(?: PART | earlier | later )? STEP units (?! of )", _calendar_unit),
    ("(?: for | (?<= in ) ) NEARLY (?: COUNT | VAGUE | a ) units", _span),
    ("for units", _span),
    ("(?: COUNT dash? )? units (?: dash? other ){0,2} conflict", _conflict),
    (f"{_NUMBERED} units (?: after | before | earlier | later )", _from_incident),
    ("the units (?: after | before )", _from_incident),
    ("overnight | last dayparts | (?<= in the ) dayparts", _night),
    ("(?: this | same | the same ) dayparts", _day),
    ("(?<= [on since before after] ) the? dayparts", _day),
    ("(?<= since ) then", _then),
)


@cache
def grammar() -> tuple[tuple[re.Pattern[str], Build], ...]:
    """The rules compiled, the more telling first."""
    return tuple((rule(pattern), build) for pattern, build in _DATES + _COUNTED)
