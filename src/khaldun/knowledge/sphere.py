"""Distances and directions on the Earth, taken as a sphere (at most 0.5 % off)."""

import math

RADIUS_KM = 6_371.0

_POINTS = ("north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest")
#: Degrees clockwise from north of the eight winds.
BEARINGS = {point: 45.0 * i for i, point in enumerate(_POINTS)}

Spot = tuple[float, float]
"""A latitude and a longitude in degrees."""


def distance_km(a: Spot, b: Spot) -> float:
    """The great-circle distance between two spots."""
    p, q = math.radians(a[0]), math.radians(b[0])
    h = (
        math.sin((q - p) / 2) ** 2
        + math.cos(p) * math.cos(q) * math.sin(math.radians(b[1] - a[1]) / 2) ** 2
    )
    return 2 * RADIUS_KM * math.asin(min(1.0, math.sqrt(h)))


def destination(start: Spot, degrees: float, km: float) -> Spot:
    """Where one comes by going so far on a bearing (degrees clockwise from north)."""
    lat, lon = math.radians(start[0]), math.radians(start[1])
    angle, turn = km / RADIUS_KM, math.radians(degrees)
    sine = math.sin(lat) * math.cos(angle) + math.cos(lat) * math.sin(angle) * math.cos(turn)
    new_lat = math.asin(max(-1.0, min(1.0, sine)))
    east = math.sin(turn) * math.sin(angle) * math.cos(lat)
    new_lon = lon + math.atan2(east, math.cos(angle) - math.sin(lat) * math.sin(new_lat))
    return math.degrees(new_lat), (math.degrees(new_lon) + 540) % 360 - 180
