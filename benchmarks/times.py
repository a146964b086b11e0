"""How well times are found and resolved, on the development set and on WikiWars.

    KHALDUN_DATA=<folder> PYTHONPATH=src python benchmarks/times.py train|dev|wikiwars [--errors]

Cards: for each "when" with a quote, the phrases within the quote (else those that overlap it) are
resolved against the report's day; their hull is compared with the card's interval. A phrase that
looks back ("a day later") counts from the phrase before it; one that counts from an incident that
a clause names ("a day after the raid") has no days here, and is missed.

WikiWars (Mazur and Dale 2010; 16 narratives of wars): as `khaldun evaluate times`.
"""

import json
import re
import sys
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

from khaldun.evaluate.times import read_narratives, score
from khaldun.read.times import find_times
from khaldun.records import Interval, Report, TimePhrase
from khaldun.resolve.when import looks_back, reporting_day, resolve_when
from khaldun.settings import DATA_VARIABLE, data_folder

Days = tuple[date, date]


def main() -> None:
    """Print the table of the set that was named."""
    folder = data_folder()
    if folder is None or len(sys.argv) < 2:
        sys.exit(f"{__doc__}\nSet {DATA_VARIABLE} and name a set.")
    if sys.argv[1] == "wikiwars":
        print(score(read_narratives(folder / "data" / "wikiwars")).text())
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


if __name__ == "__main__":
    main()
