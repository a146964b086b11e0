"""How long fusing takes as accounts grow: `python benchmarks/fusion.py [ACCOUNTS…]`.

Made-up accounts of one war: two incidents a day in 400 villages of an area of 300 by 300 km, so
that more accounts are a longer war; three accounts of each incident, five a report, a third of
them with no day or no narrow place.
"""

import random
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from khaldun.cards import from_document
from khaldun.evaluate.fusion import report_of
from khaldun.fuse.incidents import fuse
from khaldun.knowledge.roster import Roster
from khaldun.records import Account, Details, Report

KINDS = ("airstrike", "shelling", "battle", "bombing", "capture", "shooting", "aggregate")
PER_REPORT, PER_INCIDENT = 5, 3
START = date(2024, 1, 1)


def incidents(count: int, draw: random.Random) -> list[dict[str, Any]]:
    """Cards of as many incidents, without evidence."""
    villages = [(f"Village{n}", draw.uniform(34, 37), draw.uniform(37, 40)) for n in range(400)]
    days = (START + timedelta(draw.randrange(1 + count // 2)) for _ in range(count))
    return [_incident(draw, day, *draw.choice(villages)) for day in days]


def _incident(draw: random.Random, day: date, name: str, lat: float, lon: float) -> dict[str, Any]:
    figure = {"kind": "killed", "of": "people", "low": draw.randrange(1, 90), "high": None}
    claim: dict[str, Any] = {
        "approx": False,
        "vague": None,
        "says": [],
        "certainty": "asserted",
        "quote": None,
    }
    where = {"name": name, "lat": lat, "lon": lon, "within_km": draw.choice([3, 5, 10, 80])}
    when = {"earliest": str(day), "latest": str(day), "quote": None}
    return {
        "kind": draw.choice(KINDS),
        "status": "happened",
        "day": day,
        "when": when if draw.random() > 0.2 else None,
        "where": where if draw.random() > 0.1 else None,
        "by": [],
        "against": [],
        "figures": [figure | claim],
    }


def reports(count: int, draw: random.Random) -> Iterator[tuple[Report, tuple[Account, ...]]]:
    """Reports with `count` accounts in all, each of incidents of one week."""
    told = sorted(incidents(count // PER_INCIDENT, draw), key=lambda card: card["day"])
    for number in range(count // PER_REPORT):
        first = draw.randrange(max(1, len(told) - 12))
        cards = draw.sample(told[first : first + 12], k=min(PER_REPORT, len(told)))
        sentences = [_sentence(card, draw) for card in cards]
        published = max(card["day"] for card in cards) + timedelta(1)
        details = Details(publisher=f"paper {number % 20}", published=published)
        report = report_of(f"report {number}", " ".join(sentences), details)
        several = [
            card | {"evidence": [words]} for card, words in zip(cards, sentences, strict=True)
        ]
        yield report, from_document({"document": report.name, "incidents": several}, report)


def _sentence(card: dict[str, Any], draw: random.Random) -> str:
    place = card["where"]["name"] if card["where"] else "the area"
    noise = " ".join(f"word{draw.randrange(4000)}" for _ in range(25))
    return f"{card['kind']} {place} {card['figures'][0]['low']} killed {noise}."


def main() -> None:
    """Prints accounts, incidents and seconds for each size."""
    roster = Roster.open()
    for size in map(int, sys.argv[1:] or ("1000", "2000", "10000")):
        draw = random.Random(size)  # noqa: S311 - chance for made-up data, not for secrets
        told = list(reports(size, draw))
        accounts = [account for _, several in told for account in several]
        by_id = {report.id: report for report, _ in told}
        start = time.perf_counter()
        found = fuse(accounts, by_id, roster=roster)
        seconds = time.perf_counter() - start
        print(f"{len(accounts):6} accounts  {len(found):6} incidents  {seconds:6.2f} s")


if __name__ == "__main__":
    main()
