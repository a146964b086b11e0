"""The day that a report states for itself."""

import re
from datetime import date
from functools import cache

from khaldun.knowledge.calendar import Calendar
from khaldun.records import Interval, Report

#: Datelines and "Published …" lines begin within this of the start, after title and agency; all but
#: one of the development set within 250.
_HEAD = 300

#: What a dateline follows: the start of a line, a word for publishing, a mark that parts it from
#: what is before, or a word in capitals ("AFP", "BEIRUT,").
_LEADS = re.compile(
    r"(?:^|\n|[|(•·–—-]|\b[A-Z]{2,},?"
    r"|\b(?i:published|updated|posted|modified|publication|date|at))"
    r"[\s:]*\Z"
)
#: A date after one of these belongs to a sentence, even with its weekday.
_IN_SENTENCE = re.compile(
    r"\b(?:on|since|until|till|from|to|of|in|by|the|between|and|after|before)\s+\Z", re.IGNORECASE
)


def reporting_day(report: Report) -> Interval | None:
    """The day from which a report counts its relative times, or None.

    A full date in the first 300 characters that belongs to no sentence is the one that the text
    states for itself, and goes before the day given with the report, which is often that of the
    crawl: "Thu Sep 5 2013", "Published February 18 2015", "27-07-2015", "Last updated at Jul
    262016". It stands at the start of a line, with its weekday, or after a word for publishing, a
    parting mark or a word in capitals. Passed over are dates after "on", "since", "in" and the
    like, those that no calendar has, and those that have lost a digit ("5-04-2016"). Where there is
    none, it is `report.published`.
    """
    head = report.text[: _HEAD + 40]
    for match in _pattern().finditer(head):
        before = head[: match.start()]
        if match.start() >= _HEAD or _IN_SENTENCE.search(before):
            continue
        day = _day(match)
        if day and (match["weekday"] or _LEADS.search(before)):
            words = report.span(match.start(), match.end())
            return Interval(earliest=day, latest=day, basis="stated", words=words)
    return report.published


@cache
def _pattern() -> re.Pattern[str]:
    """Full dates: in digits (year first, else day first), day before month, month before day."""
    months = _names("months", "months_short")
    weekdays = _names("weekdays", "weekdays_short")
    day, year = r"[0-9]{1,2}", r"(?:19|20)[0-9]{2}"
    ordinal = "(?:st|nd|rd|th)?"
    return re.compile(
        rf"(?<!\w)(?P<weekday>(?:{weekdays})\.?,?\s{{1,3}})?"
        rf"(?:(?P<y1>{year})-(?P<m1>{day})-(?P<d1>{day})"
        rf"|(?P<d2>{day})(?P<mark>[-/.])(?P<m2>{day})(?P=mark)(?P<y2>{year})"
        rf"|(?P<d3>{day}){ordinal}\s(?P<m3>{months})\.?,?\s(?P<y3>{year})"
        rf"|(?P<m4>{months})\.?\s(?P<d4>{day}){ordinal},?\s?(?P<y4>{year}))(?!\w)",
        re.IGNORECASE,
    )


def _names(*kinds: str) -> str:
    words = Calendar.open().words
    return "|".join(sorted(word for word, meaning in words.items() if meaning.kind in kinds))


def _day(match: re.Match[str]) -> date | None:
    form = next(form for form in "1234" if match[f"y{form}"])
    year, day = int(match[f"y{form}"]), int(match[f"d{form}"])
    month = _month(match[f"m{form}"])
    if form == "2" and len(match["d2"]) != len(match["m2"]):
        return None  # "5-04-2016" has lost a digit
    # In digits the day goes first, unless only the other order makes a date.
    orders = [(month, day), (day, month)] if form == "2" else [(month, day)]
    for order in orders:
        try:
            return date(year, *order)
        except ValueError:
            continue
    return None


def _month(words: str) -> int:
    return int(words) if words.isdecimal() else int(Calendar.open().words[words.lower()].value or 0)
