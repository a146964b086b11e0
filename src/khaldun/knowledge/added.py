"""Places that a person adds to a case: a dump of GeoNames becomes an index of its own.

An index is made beside its place and moved there when whole, so that a bad dump leaves things as
they were. A dump of the same name replaces the earlier one.
"""

import csv
import hashlib
import itertools
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from khaldun.errors import InputError
from khaldun.knowledge.dump import DumpRow, read_dump
from khaldun.knowledge.placefile import FEATURE_KM
from khaldun.knowledge.placeindex import SCALE, SCHEMA, TRANSLITERATED, keys_of

#: Rows that are held at a time.
_BATCH = 5_000
#: People taken for a place of which none are told.
_UNCOUNTED = 500
#: Memory for sorting, in KiB, which SQLite reads as a negative number of pages.
_CACHE = -64_000
_INSERT_PLACE = "INSERT INTO place VALUES (?, NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)"


@dataclass(frozen=True, slots=True)
class Added:
    """What was added: the index, rows of the dump, and places of them that were kept."""

    index: Path
    rows: int
    places: int


def indexes(folder: Path) -> tuple[Path, ...]:
    """The indexes in a folder, in the order of their names."""
    return tuple(sorted(folder.glob("*.sqlite"))) if folder.is_dir() else ()


def add_dump(dump: Path, folder: Path) -> Added:
    """Make an index of a dump in the folder.

    Raises:
        InputError: there is no such file, or it is no whole dump of GeoNames; names the row. The
            folder is then as it was.
    """
    if not dump.is_file():
        raise InputError(f"{dump}: there is no such file")
    if not dump.name.isprintable():  # it becomes a name in manifests, which have one a line
        raise InputError(f"{dump.name!a}: not a name that can be written down; rename the file")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = folder / f"{dump.stem}.sqlite"
    half = target.with_suffix(".half")
    half.unlink(missing_ok=True)
    try:
        rows, places = _write(dump, half)
        half.chmod(0o600)
        _settle(half)
        half.replace(target)
    finally:
        half.unlink(missing_ok=True)
    return Added(target, rows, places)


def _settle(path: Path) -> None:
    """Wait until the file is on the disk."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write(dump: Path, half: Path) -> tuple[int, int]:
    counts = [0, 0]
    with closing(sqlite3.connect(half)) as base, dump.open("rb") as file:
        base.executescript(
            f"PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA cache_size = {_CACHE};"
            f"{SCHEMA} CREATE TEMP TABLE key (key TEXT, place INTEGER);"
            "CREATE TEMP TABLE form (shape TEXT, key TEXT);"
        )
        regions = _Regions()
        kept = _kept(dump, counts)
        try:
            while batch := list(itertools.islice(kept, _BATCH)):
                _insert(base, batch, regions)
        except sqlite3.IntegrityError as fault:
            raise InputError(
                f"{dump}, row {counts[0] - _BATCH} to {counts[0]}: an id stands twice in the dump; "
                "nothing was added"
            ) from fault
        # Sorted first, so that the trees are written from end to end and not leaf by leaf.
        base.executescript(
            "INSERT INTO name SELECT DISTINCT key, place FROM temp.key ORDER BY key, place;"
            "INSERT INTO shape SELECT DISTINCT shape, key FROM temp.form ORDER BY shape, key;"
        )
        base.executemany("INSERT INTO region VALUES (?, ?)", regions.rows())
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        licence = "GeoNames (geonames.org), CC BY 4.0"
        meta = [("digest", digest), ("licence", licence), ("source", dump.name)]
        base.executemany("INSERT INTO meta VALUES (?, ?)", meta)
        base.commit()
    return counts[0], counts[1]


def _kept(dump: Path, counts: list[int]) -> Iterator[DumpRow]:
    """The rows that are kept; counts all rows, and those."""
    for row in read_dump(dump):
        counts[0] += 1
        if row:
            counts[1] += 1
            yield row


def _insert(base: sqlite3.Connection, batch: list[DumpRow], regions: "_Regions") -> None:
    places: list[tuple[object, ...]] = []
    keys: list[tuple[str, int]] = []
    forms: list[tuple[str, str]] = []
    for row in batch:
        spot = round(row.lat * SCALE), round(row.lon * SCALE)
        kind = row.feature, row.country, regions.number(row)
        weight = max(row.population, _UNCOUNTED)
        size = row.population, FEATURE_KM[row.feature], weight
        places.append((row.id, row.name, *spot, *kind, *size))
        soft = row.country is None or row.country in TRANSLITERATED
        own, shapes = keys_of(row.names, soft=soft)
        keys += [(key, row.id) for key in own]
        forms += shapes
    base.executemany(_INSERT_PLACE, places)
    base.executemany("INSERT INTO temp.key VALUES (?, ?)", keys)
    base.executemany("INSERT INTO temp.form VALUES (?, ?)", forms)


class _Regions:
    """Provinces by the code that a dump gives, numbered as they come."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, str], str] = {}
        for table in ("regions.csv", "divisions.csv"):
            text = files("khaldun.knowledge").joinpath("data", table).read_text("utf-8")
            for row in csv.DictReader(text.splitlines()):
                self._names[row["country"], row["code"]] = row["name"]
        self._numbers: dict[str, int] = {}

    def number(self, row: DumpRow) -> int | None:
        name = row.admin1 and self._names.get((row.country or "", row.admin1))
        return self._numbers.setdefault(name, len(self._numbers) + 1) if name else None

    def rows(self) -> Iterator[tuple[int, str]]:
        return ((number, name) for name, number in self._numbers.items())
