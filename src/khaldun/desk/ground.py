"""The land, the borders and the names under the circles, cut to a window.

Paths are in half points of the drawing, as whole numbers, from one point to the next; points that
come to lie on the one before are left out. So the world is 0.2 MB, and a province 0.05.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import median

import numpy as np

from khaldun.desk.window import Window
from khaldun.export.event import countries
from khaldun.knowledge.shapes import APART, Layer, Numbers, Shapes, place, spot
from khaldun.knowledge.towns import towns

#: Half points: a line that is a whole point off can be seen.
FINE = 2
#: Up to this width the links that move the map stand below it (desk.css).
_NARROW = 680
#: How far around the window all is drawn too, as a share of it: it shows while the map is moved.
_BESIDE = 0.25
#: Kilometres across up to which provinces are drawn, and from which on countries are named.
_PROVINCES, _COUNTRIES = 4_000, 250
#: Kilometres across up to which towns are the gazetteer's.
_GAZETTEER = 2_500
#: Points of the drawing: land and lakes that are smaller are left out.
_SPECK = 1.5
#: Names of towns, at most, and the size of letters in points of the drawing.
_NAMES = 28
_LETTER = 13
#: A letter's mean width as a share of that; those of countries are larger and stand apart.
_WIDE = {"town": 0.55, "told": 0.62, "country": 0.82}

#: Where else the name of a country may stand, where its middle is taken.
_AROUND = ((0, 0), (0, 24), (0, -24), (0, 48), (0, -48), (60, 0), (-60, 0), (0, 80), (0, -80))

#: The share of a name that stands before its spot.
_BEFORE = {"start": 0.0, "middle": 0.5, "end": 1.0}

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name on the map: where, `beside` its spot by so much, and how it is set to it (`side`)."""

    x: float
    y: float
    words: str
    kind: str
    side: str = "start"
    beside: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Paths by layer, for `<path d=…>`."""

    land: str
    province: str
    border: str
    disputed: str


@lru_cache(maxsize=16)
def ground(window: Window) -> Ground:
    """What lies in a window.

    Raises:
        KnowledgeError: the shapes were not made.
    """
    shapes = Shapes.open()
    near = window.across <= _PROVINCES
    return Ground(
        land=_path(shapes.land, window, closed=True),
        province=_path(shapes.province, window) if near else "",
        border=_path(shapes.border, window),
        disputed=_path(shapes.disputed, window),
    )


def _path(layer: Layer, window: Window, *, closed: bool = False) -> str:
    """The parts of a layer that reach into the window."""
    beside = max(_BESIDE * window.width * window.unit, APART)
    half_x = window.width / 2 * window.unit + beside
    half_y = window.height / 2 * window.unit + beside
    rim = np.array([window.x - half_x, window.y - half_y, window.x + half_x, window.y + half_y])
    west, north, east, south = layer.boxes.T
    seen = (west <= rim[2]) & (east >= rim[0]) & (north <= rim[3]) & (south >= rim[1])
    if closed:  # an island that would be a speck
        seen &= np.maximum(east - west, south - north) >= _SPECK * window.unit
    lengths = np.diff(np.append(layer.starts, len(layer.points)))
    points = layer.points[np.repeat(seen, lengths)]
    part = np.repeat(np.arange(seen.sum()), lengths[seen])
    # What lies beyond the rim is set to it. No line within is bent by that: its ends are not
    # further apart than the rim is from the window.
    held = np.clip(points, rim[:2], rim[2:])
    corner = (window.x - window.width / 2 * window.unit, window.y - window.height / 2 * window.unit)
    # Of the world, lines on whole points are fine enough.
    fine = FINE if window.across <= _PROVINCES else 1
    drawn = np.rint((held - corner) * fine / window.unit).astype(np.int64) * (FINE // fine)
    return "".join(_drawn(drawn, part, "z" if closed else ""))


def _drawn(points: Numbers, part: Numbers, end: str) -> Iterator[str]:
    if not len(points):
        return
    first = np.append(True, part[1:] != part[:-1])
    moved = np.append(True, (points[1:] != points[:-1]).any(axis=1))
    points, first = points[first | moved], first[first | moved]
    steps = np.diff(points, axis=0, prepend=0)
    begins = np.flatnonzero(first)
    numbers = [f"{x} {y}" for x, y in steps.tolist()]
    for begin, after in zip(begins.tolist(), [*begins[1:].tolist(), len(points)], strict=True):
        if after - begin > 1:
            x, y = points[begin].tolist()
            yield f"M{x} {y}l{' '.join(numbers[begin + 1 : after])}{end}"


class Names:
    """Names without two on one another: what is set first stays."""

    def __init__(self, window: Window) -> None:
        self._window = window
        # The links that move the map lie over one corner, and the scale over another.
        width, height = window.width, window.height
        self._taken: list[Box] = [(0, height - 36, 200, height)]
        if width > _NARROW:
            self._taken.append((width - 140, 0, width, 130))
        self._said: set[str] = set()
        self.set: list[Name] = []

    def block(self, x: float, y: float, radius: float) -> None:
        """Nothing is written over this circle."""
        self._taken.append((x - radius, y - radius, x + radius, y + radius))

    def add(self, name: Name) -> bool:
        """Write a name if it has room; whether it had."""
        size = _LETTER * _WIDE[name.kind] * len(name.words)
        left = name.x + name.beside - size * _BEFORE[name.side]
        box = (
            left - (10 if name.kind == "town" else 3),
            name.y - _LETTER,
            left + size + 4,
            name.y + 5,
        )
        inside = box[0] >= 0 and box[2] <= self._window.width
        inside = inside and box[1] >= 0 and box[3] <= self._window.height
        if not inside or name.words in self._said or any(_meet(box, one) for one in self._taken):
            return False
        self._taken.append(box)
        self._said.add(name.words)
        self.set.append(name)
        return True

    def beside(self, words: str, x: float, y: float, radius: float) -> bool:
        """Name a circle: to its right or left, above or below it."""
        away = radius + 4
        return any(
            self.add(Name(x=x, y=y + down, words=words, kind="told", side=side, beside=aside))
            for side, aside, down in (
                ("start", away, 4),
                ("end", -away, 4),
                ("middle", 0, -away),
                ("middle", 0, away + 11),
            )
        )

    def countries(self) -> None:
        """The countries in the middle of their towns."""
        if self._window.across < _COUNTRIES:
            return
        for words, x, y in _countries():
            if self._window.shows(x, y):
                at_x, at_y = self._window.on(x, y)
                near = self._window.across <= _PROVINCES
                for aside, down in _AROUND if near else _AROUND[:1]:
                    name = Name(
                        x=at_x + aside, y=at_y + down, words=words, kind="country", side="middle"
                    )
                    if self.add(name):
                        break

    def towns(self) -> None:
        """The larger towns of what is shown."""
        left = _NAMES
        for words, at_x, at_y in _towns(self._window):
            x, y = self._window.on(at_x, at_y)
            left -= self.add(Name(x=x, y=y + 4, words=words, kind="town", beside=6))
            if not left:
                return


@lru_cache(maxsize=16)
def _towns(window: Window) -> Sequence[tuple[str, float, float]]:
    """The towns in the window, those first that are seen from afar.

    Near by they are the gazetteer's, which has more of them, as it calls them; from afar Natural
    Earth's, which says what a map of a continent names.
    """
    if window.across <= _GAZETTEER:
        half_x, half_y = (side / 2 * window.unit for side in (window.width, window.height))
        north, west = place(window.x - half_x, window.y - half_y)
        south, east = place(window.x + half_x, window.y + half_y)
        found = towns(south, west, north, east, most=4 * _NAMES)
        return [(name, *spot(lat, lon)) for name, lat, lon in found]
    # Of the world, a map of a hand's breadth names the metropoles alone.
    last = 1 if window.across > 9_000 else 4
    return [
        (town.name, town.x, town.y)
        for town in Shapes.open().towns
        if town.rank <= last and window.shows(town.x, town.y)
    ]


@lru_cache(maxsize=1)
def _countries() -> Sequence[tuple[str, float, float]]:
    """Each country's name and the middle of its towns; those of many towns first."""
    spots = defaultdict(list)
    for town in Shapes.open().towns:
        spots[town.country].append((town.x, town.y))
    named = countries()
    found = [
        (len(several), named[iso].name, *(median(values) for values in zip(*several, strict=True)))
        for iso, several in spots.items()
        if iso in named
    ]
    return [(words, x, y) for _, words, x, y in sorted(found, reverse=True)]


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
