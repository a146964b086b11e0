"""How well times are found and resolved, on the development set and on WikiWars.

    KHALDUN_DATA=<folder> PYTHONPATH=src python benchmarks/times.py train|dev|wikiwars [--errors]

Cards: for each "when" with a quote, the phrases within the quote (else those that overlap it) are
resolved against the report's day; their hull is compared with the card's interval. A phrase that
looks back ("a day later") counts from the phrase before it; one that counts from an incident that
a clause names ("a day after the raid") has no days here, and is missed.

WikiWars (Mazur and Dale 2010; 16 narratives of wars): the spans of TIMEX3, strict and relaxed
(overlapping), and the value: its days against ours, for values that are days, months or years. A
narrative dates by the date before, so each phrase counts from the last full year, month or day
that was read (`anchor`); the tool's reading of reports does not do so.
"""

import html
import json
import re
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

from khaldun.read.times import find_times
from khaldun.records import Gap, Interval, Report, TimePhrase
from khaldun.resolve.periods import month_days, year_days
from khaldun.resolve.when import looks_back, reporting_day, resolve_when
from khaldun.settings import DATA_VARIABLE, data_folder

Days = tuple[date, date]


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
    gold = ours = valued = right = within = 0
    found = {"strict": [0, 0], "relaxed": [0, 0]}  # ours that are right, theirs that are found
    for path in sorted(folder.glob("*.tml")):
        text, spans = _timeml(path.read_text())
        phrases = list(_narrated(text))
        gold, ours = gold + len(spans), ours + len(phrases)
        for name, same in (("strict", _equal), ("relaxed", _overlap)):
            found[name][0] += sum(any(same(text, a, b) for b in spans) for a in phrases)
            found[name][1] += sum(any(same(text, a, b) for a in phrases) for b in spans)
        for span in spans:
            days = _value(span[2])
            near = {item[2] for item in phrases if _overlap(text, item, span)}
            valued += days is not None
            right += days is not None and days in near
            within += days is not None and any(item and _within(item, days) for item in near)
    for name, (hits, recalled) in found.items():
        precision, recall = hits / ours, recalled / gold
        score = 2 * precision * recall / (precision + recall)
        print(f"{name}: precision {precision:.3f} recall {recall:.3f} F1 {score:.3f} of {gold}")
    print(f"value: {right / valued:.3f} equal, {within / valued:.3f} within", end=" ")
    print(f"of the {valued} that are a day, a month or a year")


def _within(inner: Days, outer: Days) -> bool:
    """Whether one lies in the other: theirs for "early May" is May, with the part set beside it."""
    return outer[0] <= inner[0] and inner[1] <= outer[1]


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


def _narrated(text: str) -> Iterator[tuple[int, int, Days | None]]:
    anchor: Interval | None = None
    for phrase in find_times(text, 0, len(text)):
        days = resolve_when(phrase, reported=anchor, incident=anchor)
        start, end = phrase.words.start, phrase.words.end
        if isinstance(days, Gap):
            yield start, end, None
            continue
        yield start, end, (days.earliest, days.latest)
        if phrase.form == "date" and phrase.bound is None:
            last = year_days(days.latest.year)[1]
            anchor = Interval(earliest=days.earliest, latest=last, basis="inferred")


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
