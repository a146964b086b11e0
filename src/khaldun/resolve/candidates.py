"""Ranking the places of one name by what the report says beside it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from khaldun.knowledge.gazetteer import Gazetteer, Place
from khaldun.knowledge.sphere import distance_km
from khaldun.records import PlacePhrase
from khaldun.resolve.side import Side

SETTLEMENT = frozenset({"city", "town", "village", "district", "neighbourhood"})
_WIDE = frozenset({"region", "area", "country", "district"})
#: What a class word beside a name lets the place be.
_FITS = {
    word: frozenset(kinds)
    for words, kinds in (
        ("province governorate oblast state muhafazah voivodeship department", {"region"}),
        ("region area countryside plain valley desert steppe axis front", _WIDE),
        ("city capital metropolis", {"city", "town"}),
        ("town township village hamlet settlement kibbutz farm farms", SETTLEMENT),
        (
            "district quarter neighborhood neighbourhood suburb sub-district",
            SETTLEMENT | {"region"},
        ),
        ("airport airbase airfield base aerodrome barracks", {"airport", "base", "camp"}),
        ("field oilfield gasfield", {"oilfield"}),
        ("camp", {"camp", "base"}),
        ("crossing border", {"crossing"}),
        ("mountain mountains mount hill hills heights range jabal", {"mountain", "area"}),
        ("river canal lake", {"river", "sea"}),
        ("sea gulf strait bay channel", {"sea"}),
        ("dam bridge prison hospital factory plant station silo", {"dam", "site", "base"}),
        ("island islands", {"island", "region", "area"}),
        ("peninsula strip", {"region", "area"}),
        ("country republic kingdom", {"country"}),
    )
    for word in words.split()
}
#: Class words of things that bear the name of the place they stand in ("Aleppo airport"): the
#: name with the word is looked for first, and the town stands in for it where that fails.
_OWN_SPOT = frozenset({"airport", "base", "oilfield", "camp", "crossing", "dam", "site", "river"})

#: Score of one witness: judgements, checked on the training reports but not fitted to them. Size
#: counts by its logarithm (1 to 8).
_FIT, _MISFIT = 3.0, -2.5
_INSIDE, _BESIDE = 5.0, 1.5
_HOME, _ABROAD = 3.0, -2.0
_NEAR = 4.0
#: A name that only resembles, where another place has it letter by letter (Daraya for "Daraa").
_RESEMBLES = -2.5
_NEAR_KM = 50.0
#: People a place abroad must have for a report to name it without its country.
_FAMOUS = 100_000
#: Class words of what is never named without its country from abroad.
LOCAL = frozenset({"district", "neighbourhood", "neighborhood", "quarter", "suburb", "village"})
#: A bare name is the city sooner than the province called after it.
_CITY_FIRST = 0.6
#: Two candidates closer in score than this are not told apart by it,
MARGIN = 0.5
#: unless they are so close on the ground that it does not matter.
_SAME_SPOT_KM = 20.0


@dataclass(frozen=True, slots=True)
class Context:
    """What the report says beside the name."""

    phrase: PlacePhrase
    containers: tuple[tuple[str, tuple[Place, ...]], ...]
    anchors: tuple[Place, ...]
    country: str | None
    side: Side | None
    exact: frozenset[str] = frozenset()  # ids of the places that bear the very name


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate, its score and the witnesses for it, in words."""

    place: Place
    score: float
    reasons: tuple[str, ...]


def candidates(phrase: PlacePhrase, gazetteer: Gazetteer) -> tuple[Place, ...]:
    """Places of that name; those that bear its class word in their name go alone ("T4 airbase")."""
    if phrase.feature:
        whole = gazetteer.find(f"{phrase.name} {phrase.feature}")
        own = tuple(place for place in whole if place.feature in _OWN_SPOT)
        if own:
            return own
    return gazetteer.find(phrase.name)


def can_be(place: Place, context: Context) -> bool:
    """Whether the report can mean it: near all that it names as its containers, and not a small
    place in a country that it is not about.
    """
    for _, found in context.containers:
        if not any(_holds(container, place) or _is_beside(container, place) for container in found):
            return False
    at_home = context.country is None or place.country in (context.country, None)
    famous = place.weight >= _FAMOUS and context.phrase.feature not in LOCAL
    return bool(at_home or context.containers or famous)


def _is_beside(container: Place, place: Place) -> bool:
    """Provinces are often mistaken for their neighbours near their borders."""
    if container.feature == "country":
        return False
    far = distance_km((container.lat, container.lon), (place.lat, place.lon))
    return far <= container.within_km


def anchor(name: str, gazetteer: Gazetteer, country: str | None) -> tuple[Place, ...]:
    """A place of the report to measure from: its name's likeliest, if that is no whole country."""
    found = gazetteer.find(name)
    at_home = [place for place in found if country is None or place.country == country]
    likely = at_home[0] if at_home else None
    return (likely,) if likely and likely.feature not in ("country", "sea") else ()


def rank(place: Place, context: Context) -> Ranked:
    """The candidate with its score: the sum of what each witness adds or takes."""
    score, reasons = math.log10(place.weight + 10), []
    score += _kind_score(place, context)
    score += _RESEMBLES if context.exact and place.id not in context.exact else 0.0
    inside = [name for name, found in context.containers if _lies_in(place, found)]
    if context.containers:
        score += _INSIDE if inside else _BESIDE
    reasons += [f"in {inside[0]}, as the report says"] if inside else []
    if context.country and place.country:
        score += _HOME if place.country == context.country else _ABROAD
        reasons += ["in the report's country"] if place.country == context.country else []
    other, km = _nearest(place, context.anchors)
    if other:
        score += _NEAR * math.exp(-km / _NEAR_KM)
        if km < 2 * _NEAR_KM:
            reasons.append(f"{km:.0f} km from {other.name}, also named in the report")
    return Ranked(place, score, tuple(reasons))


def _kind_score(place: Place, context: Context) -> float:
    """Whether the class word beside the name, or its part, fits this kind of place."""
    word = (context.phrase.feature or "").lower()
    kinds = _FITS.get(word) or _FITS.get(word.split()[-1] if word else "")
    if kinds:
        return _FIT if place.feature in kinds else _MISFIT
    if context.side and context.side.regional:
        return _CITY_FIRST if place.feature in ("region", "area") else 0.0
    return _CITY_FIRST if place.feature in SETTLEMENT else 0.0


def _lies_in(place: Place, containers: Sequence[Place]) -> bool:
    return any(_holds(container, place) for container in containers)


def _holds(container: Place, place: Place) -> bool:
    if container.id == place.id:
        return False
    if container.feature == "country":
        return container.country == place.country
    if container.feature == "region" and container.country == place.country and place.region:
        return container.region == place.region
    # "in Manbij", said of a village: its district, some 25 km around.
    reach = max(25.0, 1.2 * container.within_km)
    return distance_km((container.lat, container.lon), (place.lat, place.lon)) <= reach


def _nearest(place: Place, anchors: Sequence[Place]) -> tuple[Place | None, float]:
    """The nearest anchor and how far its edge is; a province is near to what lies in it."""
    best: Place | None = None
    best_km = math.inf
    for anchor in anchors:
        if anchor.id == place.id:
            continue
        gap = distance_km((anchor.lat, anchor.lon), (place.lat, place.lon))
        # A province says less than a village does: half of its radius counts as distance.
        km = max(gap - anchor.within_km, anchor.within_km / 2)
        if km < best_km:
            best, best_km = anchor, km
    return best, best_km


def apart(left: Ranked, right: Ranked) -> bool:
    """Whether it matters which of the two is meant; a city and its province are not apart."""
    a, b = left.place, right.place
    if _holds(a, b) or _holds(b, a):
        return False
    near = max(_SAME_SPOT_KM, a.within_km, b.within_km)
    return distance_km((a.lat, a.lon), (b.lat, b.lon)) > near
