"""The part of a place that is meant: "eastern countryside of", "20 km north of", "outskirts"."""

import re
from dataclasses import dataclass

from khaldun.knowledge.gazetteer import Place
from khaldun.knowledge.sphere import BEARINGS, Spot, destination
from khaldun.records import PlacePhrase

_COMPASS = re.compile(r"\b(?:(north|south)(?:ern)?[- ]?)?(?:(east|west)(?:ern)?)?\b", re.IGNORECASE)
_COUNTRYSIDE = re.compile(r"country-?side|rural|\brif\b|\breef\b|farmland", re.IGNORECASE)
_FRINGE = re.compile(
    r"outskirt|suburb|edge|entrance|environs|around|near|vicinity|surround|area|perimeter|close to",
    re.IGNORECASE,
)
#: What only a settlement has: "the northern outskirts of Homs" are of the city.
_EDGE = re.compile(r"outskirt|suburb", re.IGNORECASE)
_ADJECTIVE = re.compile(r"ern\b", re.IGNORECASE)

#: Class words for what lies around a settlement.
AROUND = frozenset({"countryside", "outskirts", "suburbs"})
#: Kinds of places that are wider than a settlement and can hold one.
WIDE = frozenset({"region", "area", "country", "sea", "river", "mountain", "island"})


@dataclass(frozen=True, slots=True)
class Side:
    """What was understood of a part. `degrees` is its bearing; `km` the stated distance.

    `rural` and `fringe`: outside the place's built-up middle; `regional`: words that fit the
    province of a name better than its city ("eastern Homs", "the countryside of Homs").
    """

    words: str
    degrees: float | None = None
    km: float | None = None
    rural: bool = False
    fringe: bool = False
    regional: bool = False


def side_of(phrase: PlacePhrase) -> Side | None:
    """The side that a phrase means, or None for the place itself."""
    # The reader tells "eastern countryside of" as a part and a class word.
    around = phrase.feature if phrase.part and phrase.feature in AROUND else None
    words = " ".join(filter(None, (phrase.part, around, phrase.bearing)))
    if not words and phrase.distance_km is None:
        return None
    rural = bool(_COUNTRYSIDE.search(words))
    degrees = _degrees(words)
    far = phrase.distance_km is not None
    adjective = degrees is not None and _ADJECTIVE.search(words) and not _EDGE.search(words)
    regional = not far and (rural or bool(adjective))
    return Side(
        words=words or "at a distance from",
        degrees=degrees,
        km=phrase.distance_km,
        rural=rural,
        fringe=bool(_FRINGE.search(words)),
        regional=regional,
    )


def _degrees(words: str) -> float | None:
    for match in _COMPASS.finditer(words):
        point = "".join(filter(None, match.groups())).lower()
        if point in BEARINGS:
            return BEARINGS[point]
    return None


def shifted(place: Place, side: Side) -> tuple[Spot, float]:
    """The centre and radius (km) of that side of the place.

    A stated distance is taken as written and trusted to a fifth of it. Within a region the centre
    moves two fifths of the way to the border and the radius shrinks accordingly; the countryside
    of a town reaches some 20 km, a quarter of it some 3 km.
    """
    spot = place.lat, place.lon
    if side.km is not None:
        exact = max(3.0, 0.2 * side.km)
        if side.degrees is None:
            return spot, side.km + exact
        return destination(spot, side.degrees, side.km), exact + min(place.within_km, 5.0)
    step, radius = _reach(place, side)
    if side.degrees is None:
        return spot, max(radius, place.within_km)
    return destination(spot, side.degrees, step), radius


def _reach(place: Place, side: Side) -> tuple[float, float]:
    """How far the centre moves, and the radius there, in km."""
    if place.feature in WIDE:
        return 0.4 * place.within_km, max(5.0, 0.65 * place.within_km)
    if side.rural:
        return 15.0, 20.0
    if side.fringe:
        return 5.0, 8.0
    if place.feature == "city":
        return 4.0, 6.0
    return 2.0, place.within_km
