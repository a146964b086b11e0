"""The larger towns of a part of the world, from the compiled gazetteer."""

import sqlite3
from contextlib import closing
from importlib.resources import files
from pathlib import Path

#: Coordinates in the gazetteer are in 1e-5 degrees.
_SCALE = 100_000


def towns(
    south: float, west: float, north: float, east: float, *, most: int
) -> list[tuple[str, float, float]]:
    """Name, latitude and longitude of towns in these bounds (degrees), the most peopled first.

    None where the gazetteer was not compiled. It is read as a whole: some 15 ms.
    """
    path = Path(str(files("khaldun.knowledge").joinpath("data", "places.sqlite")))
    if not path.exists():
        return []
    bounds = [round(edge * _SCALE) for edge in (south, north, west, east)]
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as base:
        rows = base.execute(
            "SELECT name, lat, lon FROM place WHERE lat BETWEEN ? AND ? AND lon BETWEEN ? AND ?"
            " AND feature IN ('city', 'town', 'village')"
            " ORDER BY population DESC, name LIMIT ?",
            (*bounds, most),
        ).fetchall()
    return [(name, lat / _SCALE, lon / _SCALE) for name, lat, lon in rows]
