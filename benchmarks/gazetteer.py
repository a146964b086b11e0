"""How fast places are looked up, and what it takes to add a dump.

    python benchmarks/gazetteer.py [ROWS]

Look-ups are of 20,000 names of the gazetteer itself: as written, each once, so that the cache of
answers helps none; then again, as names come in reports; then spelt otherwise, each once. The dump
is made up: ROWS places (a million) of invented names.
"""

import random
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from khaldun.knowledge.added import add_dump
from khaldun.knowledge.gazetteer import Gazetteer
from khaldun.knowledge.placeindex import digest_of, opened

_NAMES, _SEED = 20_000, 20
_PARTS = "bal dar ham kaf mar naj qas raf sal tal um zur sham deir ain kha lut".split()


def main() -> None:
    """Print the table."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    started = time.perf_counter()
    gazetteer = Gazetteer.open()
    gazetteer.find("Aleppo")
    print(f"loaded, and one name found: {time.perf_counter() - started:.3f} s")
    names = _some_names()
    respelt = [name.replace("a", "e", 1) for name in names if "a" in name]
    for label, asked in (("as written", names), ("again", names), ("spelt otherwise", respelt)):
        started = time.process_time()
        for name in asked:
            gazetteer.find(name)
        rate = len(asked) / (time.process_time() - started)
        print(f"{label}: {rate:,.0f} look-ups a second of one core")
    with tempfile.TemporaryDirectory() as folder:
        dump = Path(folder) / "made-up.txt"
        with dump.open("w", encoding="utf-8") as file:
            file.writelines(_rows(rows))
        before, started = _megabytes(), time.perf_counter()
        added = add_dump(dump, Path(folder) / "places")
        took = time.perf_counter() - started
        size = added.index.stat().st_size / 1e6
        print(
            f"a dump of {added.rows:,} rows: {took:.0f} s, index {size:.0f} MB, memory at its peak "
            f"{_megabytes():.0f} MB ({before:.0f} MB before)"
        )
        started = time.perf_counter()
        digest_of(opened(added.index))
        print(f"its index opened: {time.perf_counter() - started:.3f} s")


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _some_names() -> list[str]:
    path = files("khaldun.knowledge").joinpath("data", "places.sqlite")
    base = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    known = sorted({name for (name,) in base.execute("SELECT name FROM place WHERE known = 1")})
    more = sorted({name for (name,) in base.execute("SELECT name FROM place WHERE known = 0")})
    draw = random.Random(_SEED)  # noqa: S311 - chance for a benchmark
    chosen = [*known, *draw.sample(more, _NAMES - len(known))]
    draw.shuffle(chosen)
    return chosen


def _rows(count: int) -> Iterator[str]:
    draw = random.Random(_SEED)  # noqa: S311 - as above
    for number in range(1, count + 1):
        name = "".join(draw.choices(_PARTS, k=3)).capitalize()
        other = "".join(draw.choices(_PARTS, k=3)).capitalize()
        lat, lon = draw.uniform(32, 37), draw.uniform(36, 42)
        yield (
            f"{number}\t{name}\t{name}\t{other},{name} al-{other}\t{lat:.5f}\t{lon:.5f}\tP\tPPL"
            f"\tSY\t\t04\t\t\t\t{draw.randrange(5000)}\t\t300\tAsia/Damascus\t2024-01-02\n"
        )


if __name__ == "__main__":
    main()
