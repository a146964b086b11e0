"""Land, borders and towns for the map, as Natural Earth draws them (`build_shapes.py`).

A point of the map is Mercator's, in units of 10 m at the equator: x to the east, y to the south,
(0, 0) where the equator meets Greenwich.
"""

import csv
import io
import math
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from khaldun.errors import KnowledgeError

Numbers = npt.NDArray[np.int64]
#: Half the length of the equator, in 10 m.
HALF = 2_003_751
#: Two neighbouring points of a line lie no further apart than this, nor do those of a shore.
APART = 500
#: Beyond this latitude Mercator's plane goes on and on; what lies there is put at its rim.
_LAST = 84.0
_LAYERS = ("land", "border", "disputed", "province")


@dataclass(frozen=True, slots=True)
class Layer:
    """Lines, or the shores of land: the points of all, and the first and the box of each.

    A box is west, north, east, south.
    """

    points: Numbers
    starts: Numbers
    boxes: Numbers


@dataclass(frozen=True, slots=True)
class Town:
    """A town; `rank` 0 is a metropolis, 9 a small town. `country` by ISO 3166, "" if unknown."""

    x: int
    y: int
    rank: int
    country: str
    name: str


@dataclass(frozen=True, slots=True)
class Shapes:
    """All that is drawn under what a case tells. Borders that are disputed are apart."""

    land: Layer
    border: Layer
    disputed: Layer
    province: Layer
    towns: Sequence[Town]

    @staticmethod
    @cache
    def open() -> "Shapes":
        """The shapes; read once.

        Raises:
            KnowledgeError: they were not made, or are damaged.
        """
        source = files("khaldun.knowledge").joinpath("data", "shapes.zip")
        try:
            with source.open("rb") as file, zipfile.ZipFile(file) as archive:
                layers = {name: _layer(archive, name) for name in _LAYERS}
                rows = csv.reader(io.StringIO(archive.read("towns.csv").decode(), newline=""))
                towns = [Town(int(x), int(y), int(rank), *rest) for x, y, rank, *rest in rows]
        except (OSError, zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
            raise KnowledgeError(
                f"{source}: the shapes of the map cannot be read ({error}); "
                "run `python build_shapes.py`"
            ) from error
        return Shapes(**layers, towns=sorted(towns, key=lambda town: (town.rank, town.name)))


def spot(lat: float, lon: float) -> tuple[float, float]:
    """A place on the map."""
    up = math.atanh(math.sin(math.radians(max(-_LAST, min(_LAST, lat)))))
    return lon / 180 * HALF, -up / math.pi * HALF


def place(x: float, y: float) -> tuple[float, float]:
    """The latitude and longitude of a point of the map."""
    return math.degrees(math.asin(math.tanh(-y / HALF * math.pi))), x / HALF * 180


def stretch(y: float) -> float:
    """How many units of the map are 10 m on the ground there: 1 at the equator, 2 at 60 degrees."""
    return math.cosh(y / HALF * math.pi)


def _layer(archive: zipfile.ZipFile, name: str) -> Layer:
    steps = _numbers(archive.read(f"{name}.points")).reshape(-1, 2)
    points, starts = steps.cumsum(axis=0), _numbers(archive.read(f"{name}.starts"))
    low, high = (bound.reduceat(points, starts, axis=0) for bound in (np.minimum, np.maximum))
    return Layer(points, starts, np.hstack([low, high]))


def _numbers(content: bytes) -> Any:  # noqa: ANN401 - numpy's own types are not that exact
    return np.frombuffer(content, dtype="<i4").astype(np.int64)
