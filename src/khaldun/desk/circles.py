"""Incidents on the map: those that fall together on the screen are one circle.

Circles grow with their toll: the dead, by the highest number that is claimed and
not denied, as the table sorts them. Where the place is only known to lie within some
kilometres, and these can be seen, they are a ring of their own, true to scale.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from khaldun.desk.window import Window
from khaldun.errors import InputError
from khaldun.knowledge.shapes import spot
from khaldun.register.lines import Spot

#: Points of the drawing: what falls into a square of this size is one circle.
_CELL = 34
#: A circle lies on another if it reaches so deep into it, as a share of its radius.
_OVER = 0.75
#: The smallest circle and the largest.
_LEAST, _MOST = 5.0, 24.0
#: What a number needs in it, and each digit of it.
_HOLDS, _DIGIT = 6.0, 2.6
#: A ring is drawn where it is so much larger than its circle.
_RING = 3.0
#: Names that stand beside circles, at most.
NAMED = 12


class Pin(NamedTuple):
    """An incident with a place, on the map."""

    at: Spot
    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """The incidents of one square of the screen: where, how large, and how vague.

    `ring` is the radius in which the most exact of the places lies, 0 where it would not be seen.
    """

    pins: Sequence[Pin]
    x: float
    y: float
    radius: float
    toll: int
    disputed: int
    ring: float = 0.0

    @property
    def vague(self) -> float:
        """Within how many kilometres the most exact of the places is known."""
        return min(pin.at.within_km for pin in self.pins)

    @property
    def name(self) -> str:
        """The place at which most are said to have died, or else most incidents lie."""
        weights: defaultdict[str, int] = defaultdict(int)
        for pin in self.pins:
            # The country behind the name is seen on the map.
            weights[pin.at.place.partition(", ")[0]] += 1 + 1_000 * max(0, pin.at.dead)
        return max(weights, key=lambda name: (weights[name], name))

    @property
    def box(self) -> str:
        """What an address says of where they are: see `Box`."""
        return Box.around(self.pins).words

    @property
    def share(self) -> float:
        """The share of its incidents of which something is disputed, in hundredths."""
        return round(100 * self.disputed / len(self.pins), 1)


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the map in degrees, to the fifth place: west, south, east, north."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def around(cls, pins: Iterable[Pin]) -> "Box":
        """The smallest that holds all of these."""
        lats, lons = zip(*((pin.at.lat, pin.at.lon) for pin in pins), strict=True)
        return cls(min(lons), min(lats), max(lons), max(lats))

    @classmethod
    def parse(cls, words: str) -> "Box":
        """What an address says of one.

        Raises:
            InputError: these are not four numbers.
        """
        try:
            west, south, east, north = map(float, words.split(","))
        except ValueError as error:
            raise InputError(
                f"there: {words!a} is no part of the map; write west,south,east,north"
            ) from error
        return cls(west, south, east, north)

    @property
    def words(self) -> str:
        """What an address says of it."""
        return ",".join(f"{side:.5f}" for side in (self.west, self.south, self.east, self.north))

    @property
    def condition(self) -> tuple[str, Sequence[float]]:
        """What the line of an incident that is said to be there must be, as SQL with its values."""
        rim = 0.00001
        sides = (self.west - rim, self.east + rim, self.south - rim, self.north + rim)
        return "lon BETWEEN ? AND ? AND lat BETWEEN ? AND ?", sides


def pins(spots: Iterable[Spot]) -> list[Pin]:
    """The incidents that have a place."""
    return [Pin(one, *spot(one.lat, one.lon)) for one in spots]


def circles(pins: Sequence[Pin], window: Window) -> tuple[list[Circle], int]:
    """The circles that reach into a window, the largest first, so that the small lie above.

    Beside them the highest toll of a circle, by which their sizes are made. A circle that would
    lie on a larger one is part of it.
    """
    cell = _CELL * window.unit
    squares: defaultdict[tuple[int, int], list[Pin]] = defaultdict(list)
    for pin in pins:
        # The squares are those of the whole map, so that none changes while it is moved.
        squares[math.floor(pin.x / cell), math.floor(pin.y / cell)].append(pin)
    tolls = [_toll(several) for several in squares.values()]
    top = max(tolls, default=0)
    laid: list[list[Circle]] = []
    for _, several in sorted(zip(tolls, squares.values(), strict=True), key=_by_weight):
        one = _circle(several, window, top)
        if _reaches(one, window):
            _lay(one, laid)
    apart = [_joined(several, window, top) for several in laid]
    return sorted(apart, key=lambda one: (-one.radius, one.y, one.x)), top


def _by_weight(square: tuple[int, Sequence[Pin]]) -> tuple[int, int]:
    toll, pins = square
    return -toll, -len(pins)


def _lay(one: Circle, laid: list[list[Circle]]) -> None:
    """Add a circle; to those on which it would lie, if there are such."""
    x, y, depth = one.x, one.y, one.radius * _OVER
    for several in laid:
        other = several[0]
        near = other.radius + depth
        # Most are far away to the side already.
        if abs(x - other.x) < near and math.hypot(x - other.x, y - other.y) < near:
            several.append(one)
            return
    laid.append([one])


def _joined(circles: Sequence[Circle], window: Window, top: int) -> Circle:
    """One circle of several."""
    if len(circles) == 1:
        return circles[0]
    return _circle([pin for circle in circles for pin in circle.pins], window, top)


def sizes(top: int) -> list[tuple[int, float]]:
    """Round numbers of dead up to the highest toll, and how large their circles are."""
    if top < 1:
        return []
    power = 10 ** int(math.log10(top))
    steps = sorted({1, max(1, power // 10), power, top // power * power})
    return [(toll, _radius(toll, top)) for toll in steps[-3:]]


def _circle(pins: Sequence[Pin], window: Window, top: int) -> Circle:
    x, y = (sum(values) / len(pins) for values in zip(*((p.x, p.y) for p in pins), strict=True))
    toll = _toll(pins)
    least = _LEAST if len(pins) == 1 else _DIGIT * len(str(len(pins))) + _HOLDS
    radius = max(least, _radius(toll, top))
    exact = min(pins, key=lambda pin: pin.at.within_km)
    ring = window.radius(exact.at.within_km, exact.y)
    across, down = window.on(x, y)
    return Circle(
        pins=pins,
        x=round(across, 1),
        y=round(down, 1),
        radius=round(radius, 1),
        toll=toll,
        disputed=sum(pin.at.disputes > 0 for pin in pins),
        ring=round(ring, 1) if ring > radius + _RING else 0.0,
    )


def _toll(pins: Iterable[Pin]) -> int:
    """The dead of all; -1 where nobody counts any."""
    counted = [pin.at.dead for pin in pins if pin.at.dead >= 0]
    return sum(counted) if counted else -1


def _radius(toll: int, top: int) -> float:
    return _LEAST + (_MOST - _LEAST) * math.sqrt(min(1, max(0, toll) / top)) if top > 0 else _LEAST


def _reaches(circle: Circle, window: Window) -> bool:
    far = max(circle.radius, circle.ring)
    return -far <= circle.x <= window.width + far and -far <= circle.y <= window.height + far
