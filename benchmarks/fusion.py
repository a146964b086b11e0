"""How long fusing takes as accounts grow.

    python benchmarks/fusion.py [10000 30000 100000] [--plot FILE.svg]
    python benchmarks/fusion.py 100000 --then 100
    python benchmarks/fusion.py 100000 --to CASE

Made-up accounts of five years: a village for every 80 incidents, so that more accounts are more
wars and not more raids a night; three accounts of each incident, five a report, a third of them
with no day or no narrow place. Each size is fused in a process of its own, on one core. Accounts
and reports lie in a file, as in a ledger, and are decoded whenever fusing asks for one; incidents
are counted and let go.

With `--then`, they go into a case, whose incidents are found; then so many reports more are read
into it, and its incidents are brought up to them. With `--to` a case is all that is made, for
`khaldun reconcile`.
"""

import argparse
import math
import multiprocessing
import os
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from khaldun import codec
from khaldun.cards import from_document
from khaldun.case import Case
from khaldun.evaluate.fusion import report_of
from khaldun.faces.measuring import captured
from khaldun.fuse.incidents import fuse_each
from khaldun.knowledge.roster import Roster
from khaldun.records import Account, Details, Outcome, Report, Run, record_id
from khaldun.register.current import update

T = TypeVar("T", bound=Account | Report)
KINDS = ("airstrike", "shelling", "battle", "bombing", "capture", "shooting", "aggregate")
PER_REPORT, PER_INCIDENT = 5, 3
START, DAYS = date(2020, 1, 1), 5 * 365
PER_VILLAGE = 80
#: The sides of a country, in degrees.
COUNTRY = 2.5


def incidents(count: int, draw: random.Random) -> list[dict[str, Any]]:
    """Cards of as many incidents, without evidence; villages lie as densely as in one province."""
    number = max(1, count // PER_VILLAGE)
    side = min(60.0, 0.15 * math.sqrt(number))
    villages = [
        {
            "name": f"Village{n}",
            "lat": (lat := draw.uniform(0, side)),
            "lon": 20 + (lon := draw.uniform(0, side)),
            "country": "".join(chr(65 + int(spot // COUNTRY)) for spot in (lat, lon)),
        }
        for n in range(number)
    ]
    days = (START + timedelta(draw.randrange(DAYS)) for _ in range(count))
    return [_incident(draw, day, draw.choice(villages)) for day in days]


def _incident(draw: random.Random, day: date, village: dict[str, Any]) -> dict[str, Any]:
    figure = {"kind": "killed", "of": "people", "low": draw.randrange(1, 90), "high": None}
    claim: dict[str, Any] = {
        "approx": False,
        "vague": None,
        "says": [],
        "certainty": "asserted",
        "quote": None,
    }
    where = village | {"within_km": draw.choice([3, 5, 10, 80])}
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


def reports(
    count: int, draw: random.Random, *, each: int = PER_INCIDENT
) -> Iterator[tuple[Report, tuple[Account, ...]]]:
    """Reports with `count` accounts in all, `each` so many of one incident, of one week each."""
    told = sorted(incidents(count // each, draw), key=lambda card: card["day"])
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


def fused(size: int) -> tuple[int, int, float, int]:
    """Accounts, incidents, seconds of the processor, and MB at most, for one size."""
    draw = random.Random(size)  # noqa: S311 - chance for made-up data, not for secrets
    with tempfile.TemporaryFile() as file:
        accounts, by_id = Filed(file, Account), Filed(file, Report)
        for report, several in reports(size, draw):
            by_id.add(report)
            for account in several:
                accounts.add(account)
        roster, start = Roster.open(), time.process_time()
        found = sum(1 for _ in fuse_each(accounts, by_id, roster=roster))
        seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return len(accounts), found, seconds, peak


class Filed(Mapping[str, T]):
    """Records in a file that others may share, by id; each is decoded when it is asked for."""

    def __init__(self, file: BinaryIO, kind: type[T]) -> None:
        self._file, self._kind = file, kind
        self._places: dict[str, tuple[int, int]] = {}
        # So many as a case keeps of its reports.
        self._decoded: Callable[[str], T] = lru_cache(2_000)(self._decode)

    def add(self, record: T) -> None:
        """Write one more."""
        data = codec.encode(record)
        self._places[record.id] = self._file.seek(0, os.SEEK_END), len(data)
        self._file.write(data)

    def __getitem__(self, name: str) -> T:
        return self._decoded(name)

    def _decode(self, name: str) -> T:
        start, size = self._places[name]
        self._file.seek(start)
        return codec.decode(self._file.read(size), self._kind)

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def exponent(points: Sequence[tuple[int, float]]) -> float:
    """The slope of a straight line through the points in logarithms, by least squares."""
    xs, ys = ([math.log(value) for value in axis] for axis in zip(*points, strict=True))
    x, y = math.fsum(xs) / len(xs), math.fsum(ys) / len(ys)
    over = math.fsum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True))
    return over / math.fsum((a - x) ** 2 for a in xs)


def plot(points: Sequence[tuple[int, float]]) -> str:
    """Seconds over accounts, both in logarithms, as SVG; the line is what was fitted."""
    slope = exponent(points)
    level = math.fsum(math.log(s) - slope * math.log(n) for n, s in points) / len(points)
    (left, low), (right, high) = points[0], points[-1]

    def x(accounts: float) -> float:
        return 70 + 400 * math.log(accounts / left) / math.log(right / left)

    def y(seconds: float) -> float:
        return 230 - 180 * math.log(seconds / low) / math.log(high / low)

    ends = " ".join(f"{x(n):.1f},{y(math.exp(level) * n**slope):.1f}" for n in (left, right))
    marks = [
        f'<circle cx="{x(n):.1f}" cy="{y(s):.1f}" r="4"/>'
        f'<text x="{x(n) + 10:.1f}" y="{y(s) + 14:.1f}">{s:.0f} s</text>'
        f'<text x="{x(n):.1f}" y="268" text-anchor="middle">{n:,}</text>'
        for n, s in points
    ]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="540" height="310" font-family="sans-serif"'
        ' font-size="13" fill="#333"><rect width="540" height="310" fill="#fff"/>'
        '<path d="M50 30V250H510" fill="none" stroke="#999"/>'
        f'<polyline points="{ends}" fill="none" stroke="#0b5c6e" stroke-width="2"/>'
        f'{"".join(marks)}<text x="280" y="296" text-anchor="middle">accounts (logarithmic); '
        f"seconds grow with their {slope:.2f}th power</text></svg>\n"
    )


def then(size: int, more: int) -> None:
    """Prints how long a case of so many accounts takes, and so many reports more."""
    draw = random.Random(size)  # noqa: S311 - chance for made-up data, not for secrets
    told = list(reports(size + more * PER_REPORT, draw))
    # Taken from all over the years, as news of every place would be.
    late = set(draw.sample(range(len(told)), more))
    roster = Roster.open()
    with tempfile.TemporaryDirectory() as folder, Case.open(Path(folder), create=True) as case:
        for chosen in (set(range(len(told))) - late, late):
            write(case, [told[n] for n in sorted(chosen)])
            start = time.process_time()
            changed = update(case, roster=roster)
            seconds = time.process_time() - start
            accounts = len(case.ledger.standing()[0])
            print(f"{accounts:7} accounts  {changed:6} incidents made or changed  {seconds:6.2f} s")


def write(case: Case, told: Sequence[tuple[Report, tuple[Account, ...]]]) -> None:
    """Put reports and their accounts into a case, as if they had been read."""
    run = Run(
        id=record_id("run", len(told)),
        started_at=datetime.now(UTC),
        code_version="",
        reader="made up",
        knowledge_hash="",
        settings_hash="",
    )
    for made, accounts in told:
        capture = captured(made.name, made.text.encode(), run.id)
        report = replace(made, capture=capture.id)
        outcome = Outcome(
            location=report.name,
            name=report.name,
            capture=capture.id,
            run=run.id,
            state="read",
            report=report.id,
        )
        case.ledger.append(
            outcome, run=run, reading="", capture=capture, report=report, accounts=accounts
        )


def main() -> None:
    """Prints accounts, incidents, seconds and memory for each size, and how time grows."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("sizes", type=int, nargs="*", default=[10_000, 30_000, 100_000])
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--then", type=int)
    parser.add_argument("--to", type=Path)
    asked = parser.parse_args()
    if asked.then:
        then(asked.sizes[0], asked.then)
        return
    if asked.to:
        draw = random.Random(asked.sizes[0])  # noqa: S311 - chance for made-up data, not for secrets
        with Case.open(asked.to, create=True) as case:
            write(case, list(reports(asked.sizes[0], draw)))
        return
    points = []
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        for accounts, found, seconds, peak in pool.imap(fused, asked.sizes, chunksize=1):
            points.append((accounts, seconds))
            print(f"{accounts:7} accounts  {found:6} incidents  {seconds:6.1f} s  {peak:5} MB")
    if len(points) > 1:
        print(f"seconds grow with the {exponent(points):.2f}th power of the accounts")
    if asked.plot:
        asked.plot.write_text(plot(points), encoding="utf-8")


if __name__ == "__main__":
    main()
