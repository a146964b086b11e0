"""Months of the Levant and of the Hijri year in English spelling: "10 Nisan 2017", "Ramadan 1438".

A name counts only beside a day or a year, because Nisan, Adar and Ramadan are people, too. However
it is spelt, its soft key is that of one spelling ("Tishreen ath-Thani", "Tishrin al-Thani").

Hijri days are those of the tabular calendar, and so that each place may have seen the moon a day
sooner or later, a day stands for itself and the ones around it, a month for one day more on either
side. Without a year nothing is told of a Hijri month: it moves through the seasons.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from khaldun.knowledge.spelling import soft_key
from khaldun.records import Span, TimePhrase

_LEVANTINE = {
    soft_key(name): month
    for month, names in {
        1: "Kanun al-Thani|Kanoun el-Tani",
        2: "Shubat|Shbat",
        3: "Adar|Azar|Adhar",
        4: "Nisan|Naysan",
        5: "Ayyar|Iyar",
        6: "Haziran|Huzayran|Hzayran",
        7: "Tammuz|Tamuz",
        8: "Ab|Aab",
        9: "Aylul|Eylul|Ayloul",
        10: "Tishrin al-Awwal|Tishreen al-Awal",
        11: "Tishrin al-Thani|Tishreen el-Tani",
        12: "Kanun al-Awwal|Kanoun al-Awal",
    }.items()
    for name in names.split("|")
}
_HIJRI = {
    soft_key(name): month
    for month, names in {
        1: "Muharram|Moharram",
        2: "Safar",
        3: "Rabi al-Awwal|Rabi I|Rabia al-Awal",
        4: "Rabi al-Thani|Rabi II|Rabi al-Akhir|Rabia al-Thani",
        5: "Jumada al-Awwal|Jumada al-Ula|Jumada I",
        6: "Jumada al-Thani|Jumada al-Akhira|Jumada II|Jumada al-Thaniya",
        7: "Rajab",
        8: "Shaban|Sha'ban|Shaaban",
        9: "Ramadan|Ramadhan|Ramazan",
        10: "Shawwal",
        11: "Dhu al-Qadah|Dhul Qadah|Dhu al-Qidah|Zul Qaada",
        12: "Dhu al-Hijjah|Dhul Hijjah|Zul Hijja",
    }.items()
    for name in names.split("|")
}
_MONTHS = _LEVANTINE.keys() | _HIJRI.keys()
_WORD = r"[A-Z][\w'’]*"
_PATTERN = re.compile(
    r"(?:(?<!\S)(?P<day>\d{1,2})(?:st|nd|rd|th)?\s(?:of\s)?)?"
    rf"\b(?P<name>{_WORD}(?:[ -](?:(?:[aei]l|ul|ath|at|adh|ad)[ -])?{_WORD})?)"
    r"(?:,?\s(?P<year>\d{4})\b(?:\s?(?:AH|A\.H\.))?)?"
)
_DIGIT = re.compile(r"\d")
#: Hijri years that reports name, and Gregorian ones.
_HIJRI_YEARS, _YEARS = range(1300, 1500), range(1800, 2200)
#: The day before the first of the Hijri era (16 July 622, in the calendar of today the 19th).
_EPOCH = date(622, 7, 18).toordinal()


def find_months(text: str, start: int, end: int) -> Iterator[TimePhrase]:
    """The phrases with such a month between two offsets, in order."""
    if not _DIGIT.search(text, start, end):
        return  # none is read without its day or its year
    for match in _PATTERN.finditer(text, start, end):
        if not (match["day"] or match["year"]):
            continue
        name, low = match["name"], match.start()
        if soft_key(name) not in _MONTHS:
            # "In Nisan 2017", at the start of a sentence.
            cut = max(name.rfind(" "), name.rfind("-")) + 1
            name, low = name[cut:], match.start("name") + cut
        day = int(match["day"]) if match["day"] and low == match.start() else None
        year = int(match["year"]) if match["year"] else None
        if day is None and year is None:
            continue
        words = Span(start=low, end=match.end(), text=text[low : match.end()])
        phrase = _phrase(soft_key(name), (year, day), words)
        if phrase:
            yield phrase


def _phrase(key: str, told: tuple[int | None, int | None], words: Span) -> TimePhrase | None:
    year, day = told
    if key in _LEVANTINE and (year is None or year in _YEARS):
        return TimePhrase(words=words, form="date", year=year, month=_LEVANTINE[key], day=day)
    if key in _HIJRI and year and year in _HIJRI_YEARS and (day or 1) <= 30:
        month = _HIJRI[key]
        first = _gregorian(year, month, day or 1)
        last = first if day else _gregorian(year, month, 30)
        head = _dated(first - timedelta(days=1), words)
        return replace(head, until=_dated(last + timedelta(days=1), words))
    return None


def _dated(day: date, words: Span) -> TimePhrase:
    return TimePhrase(words=words, form="date", year=day.year, month=day.month, day=day.day)


def _gregorian(year: int, month: int, day: int) -> date:
    """The day of the tabular Hijri calendar: months of 30 and 29 days, 11 leap years in 30."""
    before = (year - 1) * 354 + (3 + 11 * year) // 30
    return date.fromordinal(_EPOCH + before + (59 * (month - 1) + 1) // 2 + day)
