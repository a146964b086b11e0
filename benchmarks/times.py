"""How well times are found and resolved, on the development set and on WikiWars.

    KHALDUN_DATA=<folder> PYTHONPATH=src python benchmarks/times.py train|dev|wikiwars [--errors]

Cards: for each "when" with a quote, the phrases within the quote (else those that overlap it) are
resolved against the report's day; their hull is compared with the card's interval. A phrase that
looks back ("a day later") counts from the phrase before it; one that counts from an incident that
a clause names ("a day after the raid") has no days here, and is missed.

WikiWars (Mazur and Dale 2010; 16 narratives of wars): the spans of TIMEX3, strict and relaxed
(overlapping), and the values that are days, months or years. As in TIMEX3, the ends of a range are
two values, and "early", "since" and the like are none of a value. A narrative dates by the date
before: a date without a year is of the year of the last one, or of the next where that lies more
than half a year before it; the tool's reading of reports does not do so.
"""

import html
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

from khaldun.read.times import find_times
from khaldun.records import Interval, Report, TimePhrase
from khaldun.resolve.periods import month_days, year_days
from khaldun.resolve.when import looks_back, reporting_day, resolve_when
from khaldun.settings import DATA_VARIABLE, data_folder

Days = tuple[date, date]
#: Where a phrase stands, and its day, month or year; where a TIMEX3 stands, and its value.
Read = tuple[int, int, Days | None]
Annotated = tuple[int, int, str]


def main() -> None:
    """Print the table of the set that was named."""
    folder = data_folder()
    if folder is None or len(sys.argv) < 2:
        sys.exit(f"{__doc__}\nSet {DATA_VARIABLE} and name a set.")
    if sys.argv[1] == "wikiwars":
        narratives(folder / "data" / "wikiwars")
        return
    cards = folder / ("train/cards.jsonl" if sys.argv[1] == "train" else "gold/dev.jsonl")
    reports(cards, cards.parent / "texts", show="--errors" in sys.argv)


def reports(cards: Path, texts: Path, *, show: bool) -> None:
    """Exact and overlapping intervals of the cards, and the time that finding takes."""
    total = exact = overlap = found = characters = 0
    seconds = 0.0
    for line in cards.read_text().splitlines():
        document = json.loads(line)
        report = _report(document, (texts / f"{document['document']}.txt").read_text())
        start = perf_counter()
        find_times(report.text, 0, len(report.text))
        seconds += perf_counter() - start
        characters += len(report.text)
        for card in document["incidents"]:
            place = _place(card, report.text)
            if place is None:
                continue
            gold = (
                date.fromisoformat(card["when"]["earliest"]),
                date.fromisoformat(card["when"]["latest"]),
            )
            days = _hull(report, *place)
            total += 1
            found += days is not None
            exact += days == gold
            overlap += days is not None and days[0] <= gold[1] and gold[0] <= days[1]
            if show and days != gold:
                print(report.name, repr(card["when"]["quote"]), _words(gold), _words(days))
    print(f"quotes {total}  resolved {found / total:.3f}  exact {exact / total:.3f}", end="  ")
    print(
        f"overlap {overlap / total:.3f}  {seconds / characters * 3e6:.2f} ms per 3,000 characters"
    )


def _report(document: dict[str, Any], text: str) -> Report:
    day = date.fromisoformat(document["published"])
    return Report(
        id="r",
        capture="c",
        name=document["document"],
        publisher="p",
        published=Interval(earliest=day, latest=day, basis="stated"),
        language="en",
        title="t",
        text=text,
        passages=(),
    )


def _place(card: dict[str, Any], text: str) -> tuple[int, int] | None:
    """Where the quote stands: of several places, the one nearest to the evidence."""
    quote = (card["when"] or {}).get("quote")
    if not quote:
        return None
    near = max(0, text.find(card["evidence"][0]))
    places = [match.start() for match in re.finditer(re.escape(quote), text)]
    if not places:
        return None
    start = min(places, key=lambda place: abs(place - near))
    return start, start + len(quote)


def _hull(report: Report, start: int, end: int) -> Days | None:
    reported = reporting_day(report)
    everything = find_times(report.text, 0, len(report.text))
    phrases = find_times(report.text, start, end) or [
        phrase for phrase in everything if phrase.words.start < end and start < phrase.words.end
    ]
    before: Interval | None = None
    for phrase in everything:
        if phrase.words.start < start:
            before = _days(phrase, reported, before) or before
    intervals = [days for days in (_days(phrase, reported, before) for phrase in phrases) if days]
    if not intervals:
        return None
    return min(day.earliest for day in intervals), max(day.latest for day in intervals)


def _days(
    phrase: TimePhrase, reported: Interval | None, before: Interval | None
) -> Interval | None:
    incident = before if looks_back(phrase) else None
    days = resolve_when(phrase, reported=reported, incident=incident)
    return days if isinstance(days, Interval) else None


def _words(days: Days | None) -> str:
    return "-" if days is None else f"{days[0]}..{days[1]}"


# --- narratives ----------------------------------------------------------------------------------


def narratives(folder: Path) -> None:
    """Span and value figures over the files of WikiWars."""
    gold = ours = 0
    found = {"strict": [0, 0], "relaxed": [0, 0]}  # ours that are right, theirs that are found
    valued = [0, 0, 0, 0]  # ours, ours that are right, theirs, theirs that are found
    for path in sorted(folder.glob("*.tml")):
        text, spans = _timeml(path.read_text())
        phrases = find_times(text, 0, len(text))
        ends = [(p.words.start, p.words.end, None) for p in phrases]
        gold, ours = gold + len(spans), ours + len(ends)
        for name, same in (("strict", _equal), ("relaxed", _overlap)):
            found[name][0] += sum(any(same(text, a, b) for b in spans) for a in ends)
            found[name][1] += sum(any(same(text, a, b) for a in ends) for b in spans)
        counts = _valued(text, list(_narrated(phrases)), spans)
        valued = [one + more for one, more in zip(valued, counts, strict=True)]
    for name, (hits, recalled) in found.items():
        print(f"{name}: {_scores(hits, ours, recalled, gold)} of {gold}")
    told, right, theirs, recalled = valued
    print(f"value: {_scores(right, told, recalled, theirs)} of {theirs} days, months and years")


def _scores(hits: int, ours: int, recalled: int, theirs: int) -> str:
    precision, recall = hits / ours, recalled / theirs
    score = 2 * precision * recall / (precision + recall)
    return f"precision {precision:.3f} recall {recall:.3f} F1 {score:.3f}"


def _valued(text: str, phrases: Sequence[Read], spans: Sequence[Annotated]) -> list[int]:
    """Our values, those that are right, theirs, and those that we have."""
    ours = [phrase for phrase in phrases if phrase[2]]
    theirs = [(start, end, _value(value)) for start, end, value in spans]
    dated = [span for span in theirs if span[2]]
    right = sum(any(_overlap(text, a, b) and a[2] == b[2] for b in dated) for a in ours)
    recalled = sum(any(_overlap(text, a, b) and a[2] == b[2] for a in ours) for b in dated)
    return [len(ours), right, len(dated), recalled]


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


if __name__ == "__main__":
    main()
