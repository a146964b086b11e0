"""How well phrases of time are found and resolved in texts with TIMEX3 (TimeML).

A file has its text between <TEXT> and </TEXT>; what is told are the spans of TIMEX3, *strict* and
*relaxed* (overlapping), and the *value* of those that are days, months or years. "the", "since" and
the like before a phrase, which traditions span differently, are no part of a strict one. As in
TIMEX3, the ends of a range are two values, and "early" is none of a value. A narrative dates by the
date before: a date without a year is of the year of the last one, or of the next where that lies
more than half a year before it; the reading of reports does not do so.
"""

import html
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from khaldun.errors import InputError
from khaldun.evaluate.tables import Table, Tally, tabulate
from khaldun.read.times import find_times
from khaldun.records import Interval, TimePhrase
from khaldun.resolve.periods import month_days, year_days
from khaldun.resolve.when import resolve_when

Days = tuple[date, date]
#: Where a phrase stands, and its day, month or year; where a TIMEX3 stands, and its value.
Read = tuple[int, int, Days | None]
Annotated = tuple[int, int, str]
Narrative = tuple[str, list[Annotated]]
#: The names of the measures as JSON has them.
KEYS = {"strict": "span_f1_strict", "relaxed": "span_f1_relaxed", "value": "value_f1"}


def read_narratives(folder: Path) -> Iterator[Narrative]:
    """The texts of a folder's .tml files, with the spans and values of their TIMEX3.

    Raises:
        InputError: there is none, or one is no TimeML; names it.
    """
    paths = sorted(folder.glob("*.tml"))
    if not paths:
        raise InputError(f"{folder}: there is no .tml file in it")
    for path in paths:
        try:
            yield _timeml(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, IndexError) as error:
            raise InputError(f"{path}: no TimeML: {error}") from error


def score(narratives: Iterable[Narrative]) -> Table:
    """Spans and values over all texts."""
    return tabulate([_tally(text, spans) for text, spans in narratives])


def summary(table: Table) -> dict[str, float]:
    """The measures by their names in JSON."""
    return {key: round(table[measure].value, 4) for measure, key in KEYS.items()}


def _tally(text: str, spans: list[Annotated]) -> Tally:
    phrases = find_times(text, 0, len(text))
    ours = [(p.words.start, p.words.end, None) for p in phrases]
    tally = Tally()
    for measure, same in (("strict", _equal), ("relaxed", _overlap)):
        _count(tally, measure, (ours, spans), partial(same, text))
    dated = [(start, end, _value(value)) for start, end, value in spans]
    read = [one for one in _narrated(phrases) if one[2]]
    _count(
        tally,
        "value",
        (read, [one for one in dated if one[2]]),
        lambda a, b: _overlap(text, a, b) and a[2] == b[2],
    )
    return tally


def _count(
    tally: Tally,
    measure: str,
    found: tuple[Sequence[Any], Sequence[Any]],
    same: Callable[[Any, Any], bool],
) -> None:
    """Add ours, theirs, and how many of one have a like of the other: the fewer of both counts."""
    ours, theirs = found
    right = sum(any(same(a, b) for b in theirs) for a in ours)
    recalled = sum(any(same(a, b) for a in ours) for b in theirs)
    tally.found(measure, len(theirs), len(ours), min(right, recalled))


def _overlap(_text: str, left: tuple[int, int, Any], right: tuple[int, int, Any]) -> bool:
    return left[0] < right[1] and right[0] < left[1]


def _equal(text: str, left: tuple[int, int, Any], right: tuple[int, int, Any]) -> bool:
    return _overlap(text, left, right) and _stripped(text, *left[:2]) == _stripped(text, *right[:2])


def _timeml(source: str) -> tuple[str, list[tuple[int, int, str]]]:
    """The text of a TimeML file without its tags, and the spans and values of its TIMEX3."""
    body = source[source.index("<TEXT>") + 6 : source.index("</TEXT>")]
    text, spans, opened = "", [], []
    for piece in re.split(r"(<[^>]*>)", body):
        if piece.startswith("<TIMEX3"):
            value = re.search(r'value="([^"]*)"', piece)
            opened.append((len(text), value[1] if value else ""))
        elif piece == "</TIMEX3>":
            start, given = opened.pop()
            spans.append((start, len(text), given))
        elif not piece.startswith("<"):
            text += html.unescape(piece)
    return text, sorted(spans)


def _stripped(text: str, start: int, end: int) -> str:
    """The words without "the", "since" and the like, which the two traditions span differently."""
    lead = r"(?i)(?:(?:the|since|until|by|from|between|for|in)\s+)*"
    return re.sub(lead, "", text[start:end], count=1)


#: What TIMEX3 keeps beside a value, and not in it.
_MODIFIERS = frozenset({"early", "mid", "late", "start", "end"})


def _narrated(phrases: Iterable[TimePhrase]) -> Iterator[Read]:
    """Each phrase, and each end of a range, with its day, month or year, if it has one."""
    before: Interval | None = None
    for phrase in phrases:
        for end in _ends(phrase):
            days = _in_story(end, before)
            if days is None:
                continue
            yield end.words.start, end.words.end, _whole(days)
            if end.form == "date":
                before = days


def _ends(phrase: TimePhrase) -> list[TimePhrase]:
    """The phrase, or the ends of a range, the last of which has the year."""
    part = None if phrase.part in _MODIFIERS else phrase.part
    first = replace(phrase, bound=None, part=part, until=None, saying=False)
    if phrase.until is None:
        return [first]
    last = _ends(phrase.until)[0]
    dated = first.form == last.form == "date" and first.year is None
    year = last.year if dated and (first.month or 0) <= (last.month or 0) else None
    return [replace(first, year=first.year or year), last]


def _in_story(phrase: TimePhrase, before: Interval | None) -> Interval | None:
    anchor = before
    if before and phrase.form == "date":
        # Looked back on from the end of the year, or of the next: stories go on.
        year = before.latest.year
        if phrase.month and phrase.month < before.latest.month - 6:
            year += 1
        day = year_days(year)[1]
        anchor = Interval(earliest=day, latest=day, basis="inferred")
    found = resolve_when(phrase, reported=anchor, incident=before)
    return found if isinstance(found, Interval) else None


def _whole(days: Interval) -> Days | None:
    """The days, if they are one day, one month or one year."""
    first, last = days.earliest, days.latest
    wholes = (first, first), month_days(first.year, first.month), year_days(first.year)
    return (first, last) if (first, last) in wholes else None


def _value(value: str) -> Days | None:
    """The days of a TIMEX3 value that is a day, a month or a year; None for other values."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d(?:T.*)?", value):
        day = date.fromisoformat(value[:10])
        return day, day
    if re.fullmatch(r"\d{4}-\d\d", value):
        return month_days(int(value[:4]), int(value[5:]))
    return year_days(int(value)) if re.fullmatch(r"[1-9]\d{3}", value) else None
