"""Dumps of GeoNames, read row by row and checked: `SY.txt`, or `SY.zip` with it inside.

A row is one line of UTF-8 with 19 fields parted by tabs, as https://download.geonames.org/export/
dump/readme.txt says. Of all features those are kept that reports of conflict name.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from khaldun.errors import InputError
from khaldun.knowledge.placeindex import city_size, wanted

_FIELDS = 19
#: A row has up to 10,000 characters of other names; a "row" beyond this many bytes is none.
_LONGEST_ROW = 100_000
#: The dump of all countries has 1.7 GB and packs to a quarter: what is far beyond is no dump.
_MOST_BYTES, _MOST_PACKED = 8_000_000_000, 50
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
#: GeoNames' feature codes that are kept, and our kinds; settlements (class P) go by their people.
_KINDS = {
    code: kind
    for kind, codes in {
        "region": "A.ADM1",
        "district": "A.ADM2 A.ADM3",
        "area": "L.AREA L.RGN",
        "neighbourhood": "P.PPLX",
        "camp": "S.CMP S.CMPRF L.CMN",
        "base": "S.INSM S.MILB S.AIRB L.MILB L.NVB S.FT",
        "airport": "S.AIRP S.AIRF S.AIRH",
        "oilfield": "L.OILF L.GASF S.OILR S.OILT",
        "crossing": "S.CSTM S.PSTB R.PTGE",
        "dam": "S.DAM S.DAMSB",
        "site": "S.HSP S.PRN S.PS S.BDG S.FCTY S.MNQ S.SILO",
        "mountain": "T.MT T.MTS T.HLL T.HLLS T.PK T.RDGE",
        "island": "T.ISL T.ISLS",
        "river": "H.STM H.WAD",
        "sea": "H.LK H.RSV H.BAY H.GULF",
    }.items()
    for code in codes.split()
}


@dataclass(frozen=True, slots=True)
class DumpRow:
    """A row that is kept. `admin1` is GeoNames' code of its first-level division."""

    id: int
    name: str
    names: frozenset[str]
    lat: float
    lon: float
    feature: str
    country: str | None
    admin1: str
    population: int


def read_dump(path: Path) -> Iterator[DumpRow | None]:
    """Each row of a dump; None for one that is not kept.

    Raises:
        InputError: the file is no dump, or not whole, or packed beyond reason; names the row.
    """
    with _opened(path) as stream:
        number = 0
        while line := _line(stream, path, number + 1):
            number += 1
            try:
                yield _row(line)
            except ValueError as fault:
                raise InputError(f"{path}, row {number}: {fault}; nothing was added") from fault
    if not number:
        raise InputError(f"{path}: the file is empty; nothing was added")


def _line(stream: IO[bytes], path: Path, number: int) -> bytes:
    try:
        line = stream.readline(_LONGEST_ROW)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile) as fault:
        raise InputError(
            f"{path}, row {number}: the archive is damaged or cut short: {fault}; nothing was added"
        ) from fault
    if len(line) == _LONGEST_ROW:
        raise InputError(f"{path}, row {number}: it is longer than any; nothing was added")
    return line


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    """The dump's text; of an archive, that of its one file beside the readme."""
    try:
        if not zipfile.is_zipfile(path):
            if path.suffix.lower() == ".zip":
                raise InputError(f"{path}: no zip archive, or one cut short; nothing was added")
            with path.open("rb") as stream:
                yield stream
            return
        with zipfile.ZipFile(path) as archive, archive.open(_member(archive, path)) as inside:
            yield inside
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as fault:
        raise InputError(f"{path} cannot be read: {fault}; nothing was added") from fault


def _member(archive: zipfile.ZipFile, path: Path) -> zipfile.ZipInfo:
    texts = [
        one
        for one in archive.infolist()
        if one.filename.endswith(".txt") and not one.filename.lower().startswith("readme")
    ]
    if len(texts) != 1:
        raise InputError(f"{path}: it holds {len(texts)} dumps, not one; nothing was added")
    # zipfile reads no more of a member than its directory says it has.
    (text,) = texts
    if text.file_size > min(_MOST_BYTES, _MOST_PACKED * max(text.compress_size, 1)):
        raise InputError(
            f"{path}: {text.compress_size} bytes that would unpack to {text.file_size} are no "
            "dump of places; nothing was added"
        )
    return text


def _row(line: bytes) -> DumpRow | None:
    try:
        text = line.decode()
    except UnicodeDecodeError as fault:
        raise ValueError(f"not UTF-8: {fault.reason} at byte {fault.start}") from fault
    fields = text.rstrip("\r\n").split("\t")
    if len(fields) != _FIELDS:
        raise ValueError(f"{len(fields)} fields parted by tabs; a dump of GeoNames has {_FIELDS}")
    number, name, plain, others = fields[:4]
    feature, code, country, admin1 = fields[6], fields[7], fields[8], fields[10]
    if not _DAY.fullmatch(fields[18]):
        raise ValueError(f"the last field is {fields[18]!r}, not the day of the last change")
    if not name.strip():
        raise ValueError("it has no name")
    if country and not re.fullmatch(r"[A-Z]{2}", country):
        raise ValueError(f"{country!r} is no ISO 3166 code of two capital letters")
    lat, lon = _degrees(fields[4], 90), _degrees(fields[5], 180)
    people = _whole(fields[14] or "0", "people")
    kind = _KINDS.get(f"{feature}.{code}") or (city_size(people) if feature == "P" else None)
    known = _whole(number, "an id")
    if kind is None:
        return None
    names = frozenset({name, plain or name, *filter(wanted, others.split(","))})
    return DumpRow(known, name, names, lat, lon, kind, country or None, admin1, people)


def _whole(words: str, what: str) -> int:
    if not (words.isascii() and words.isdecimal() and len(words) < 19):
        raise ValueError(f"{words!r} is no number for {what}")
    return int(words)


def _degrees(words: str, most: int) -> float:
    if not re.fullmatch(r"-?\d{1,3}(?:\.\d+)?", words, re.ASCII) or abs(float(words)) > most:
        raise ValueError(f"{words!r} is no number of degrees from -{most} to {most}")
    return float(words)
