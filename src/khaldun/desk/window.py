"""The part of the map that is shown; an address says it as "latitude,longitude,kilometres"."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from khaldun.errors import InputError
from khaldun.knowledge.shapes import HALF, place, spot, stretch

#: Points of the drawing: what a page 1,280 wide has room for, and what may be asked for.
WIDTH, HEIGHT = 1232, 600
_SMALLEST, _LARGEST = 200, 2400
#: From a few streets to the world, in units of the map.
_NEAREST, _FARTHEST = 1_000, 2 * HALF
#: One incident is shown with the 150 km around it, several with a rim of a tenth.
_AROUND, _RIM = 15_000, 1.2
#: One step of zooming, and of moving as a share of the drawing.
_ZOOM, _STEP = 2.0, 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The middle, in units of the map, how many units one point of the drawing is, and its size."""

    x: float
    y: float
    unit: float
    width: int = WIDTH
    height: int = HEIGHT

    @classmethod
    def parse(cls, given: Mapping[str, str], spots: Iterable[tuple[float, float]]) -> "Window":
        """What an address asks by `at` and `size` ("390x480"); without `at`, all of the spots.

        Raises:
            InputError: it asks for what is no place, no distance or no size.
        """
        width, height = _size(given.get("size", ""))
        if "at" not in given:
            return _around(spots, width, height)
        try:
            lat, lon, across = map(float, given["at"].split(","))
        except ValueError:
            lat = lon = across = math.nan
        if not (abs(lat) <= 90 and abs(lon) <= 180 and 0 < across < math.inf):
            raise InputError(
                f"at: {given['at']!a} is no part of the map; write latitude,longitude,kilometres"
            )
        x, y = spot(lat, lon)
        return _held(x, y, across * 100 * stretch(y) / width, width, height)

    @property
    def at(self) -> str:
        """What stands in an address for it."""
        lat, lon = place(self.x, self.y)
        return f"{lat:.4f},{lon:.4f},{self.across:.4g}"

    @property
    def across(self) -> float:
        """Kilometres from its left to its right edge, along its middle."""
        return self.unit * self.width / 100 / stretch(self.y)

    def on(self, x: float, y: float) -> tuple[float, float]:
        """A point of the map on the drawing."""
        return (
            (x - self.x) / self.unit + self.width / 2,
            (y - self.y) / self.unit + self.height / 2,
        )

    def shows(self, x: float, y: float) -> bool:
        """Whether a point of the map lies within."""
        across, down = self.on(x, y)
        return 0 <= across <= self.width and 0 <= down <= self.height

    def radius(self, km: float, y: float) -> float:
        """So many kilometres around a point of the map, on the drawing."""
        return km * 100 * stretch(y) / self.unit

    def nearer(self) -> "Window":
        """A step closer."""
        return _held(self.x, self.y, self.unit / _ZOOM, self.width, self.height)

    def farther(self) -> "Window":
        """A step back."""
        return _held(self.x, self.y, self.unit * _ZOOM, self.width, self.height)

    def moved(self, right: int, down: int) -> "Window":
        """Some steps aside."""
        x = self.x + right * _STEP * self.width * self.unit
        y = self.y + down * _STEP * self.height * self.unit
        return replace(self, x=max(-HALF, min(HALF, x)), y=max(-HALF, min(HALF, y)))

    def scale(self) -> tuple[int, float]:
        """A round number of kilometres, and how long it is on the drawing: a sixth at most."""
        most = self.across / 6
        power = 10 ** math.floor(math.log10(most)) if most >= 1 else 1
        km = max(step * power for step in (1, 2, 5) if step * power <= max(most, 1))
        return int(km), self.radius(km, self.y)


def _held(x: float, y: float, unit: float, width: int, height: int) -> Window:
    """A window that is neither too near nor too far, and has its middle on the map."""
    held = max(_NEAREST / width, min(_FARTHEST / width, unit))
    x, y = (max(-HALF, min(HALF, value)) for value in (x, y))
    return Window(x=x, y=y, unit=held, width=width, height=height)


def _around(spots: Iterable[tuple[float, float]], width: int, height: int) -> Window:
    """The window that shows all of these; without any, most of the world."""
    found = list(spots)
    if not found:
        # Between the far north and the far south, which are mostly empty.
        return _held(0, *spot(25, 0)[1:], _FARTHEST / width, width, height)
    xs, ys = zip(*found, strict=True)
    x, y = ((min(values) + max(values)) / 2 for values in (xs, ys))
    across, down = (max(values) - min(values) for values in (xs, ys))
    least = _AROUND * stretch(y) / width
    return _held(x, y, max(across * _RIM / width, down * _RIM / height, least), width, height)


def _size(words: str) -> tuple[int, int]:
    if not words:
        return WIDTH, HEIGHT
    numbers = [int(part) for part in words.split("x") if part.isascii() and part.isdigit()]
    if len(numbers) != 2 or not all(_SMALLEST <= number <= _LARGEST for number in numbers):
        raise InputError(f"size: {words!a} is none; write 390x480, from {_SMALLEST} to {_LARGEST}")
    return numbers[0], numbers[1]
