"""Ranking the places of one name by what the report says beside it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from khaldun.knowledge.gazetteer import WATCHED, Gazetteer, Place
from khaldun.knowledge.sphere import distance_km
from khaldun.records import PlacePhrase
from khaldun.resolve.setting import Setting, is_known_everywhere, size
from khaldun.resolve.side import Side

SETTLEMENT = frozenset({"city", "town", "village", "district", "neighbourhood"})
_WIDE = frozenset({"region", "area", "country", "district"})
#: What a class word beside a name lets the place be.
_FITS = {
    word: frozenset(kinds)
    for words, kinds in (
        ("province governorate oblast state muhafazah voivodeship department", {"region"}),
        ("region countryside plain valley desert steppe", _WIDE),
        ("city capital metropolis", {"city", "town"}),
        (
            "town township village hamlet settlement kibbutz farm farms",
            SETTLEMENT - {"neighbourhood"},
        ),
        ("quarter neighborhood neighbourhood", {"neighbourhood", "district"}),
        ("district suburb sub-district", SETTLEMENT | {"region"}),
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

#: Class words that are used for each other: whose planes a field serves changes with the war.
_ALIKE = {
    word: tuple(dict.fromkeys((word, "airbase", "airport", "air base", "military airport")))
    for word in ("airbase", "air base", "airport", "airfield")
}

#: Score of one witness: judgements, checked on the training reports but not fitted to them. Size
#: counts by its logarithm (1 to 8).
_FIT, _MISFIT = 3.0, -2.5
_INSIDE, _BESIDE = 5.0, 1.5
#: Support from the other names of a report that is worth telling.
_TOGETHER = 3.0
_HOME, _ABROAD = 3.0, -2.0
#: A country is named from everywhere; a town of its name (Mexico in Missouri) only with more.
_NATION = 5.0
_NEAR = 4.0
#: A name that only resembles, where another place has it letter by letter (Daraya for "Daraa").
_RESEMBLES, _ALIAS = -4.5, -1.5
_NEAR_KM = 50.0
#: So far around its own city does a province lie that goes by the name of the city.
_BORROWED_KM = 60.0
#: Of the places named around it each next one in the text pulls less, to so much of the first.
_FADING, _FADED = 0.85, 0.4
#: What lies in a province pulls its town more than the province itself.
_WIDELY = 0.5
#: People a place abroad must have for a report to name it without its country.
_FAMOUS = 100_000
#: Class words of what is never named without its country from abroad.
LOCAL = frozenset({"district", "neighbourhood", "neighborhood", "quarter", "suburb", "village"})
#: A bare name is the city sooner than the province called after it; a side of it, the province's.
#: Where provinces have names of their own, those are as likely.
_CITY_FIRST, _SIDE_FIRST = 1.5, 0.6
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
    lands: frozenset[str] = frozenset()  # countries that the report names
    setting: Setting | None = None
    exact: frozenset[str] = frozenset()  # ids of the places that bear the very name,
    called: frozenset[str] = frozenset()  # and of those of which it is the first name


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate, its score and the witnesses for it, in words."""

    place: Place
    score: float
    reasons: tuple[str, ...]


def candidates(phrase: PlacePhrase, gazetteer: Gazetteer) -> tuple[Place, ...]:
    """Places of that name; those that bear its class word in their name go alone ("T4 airbase")."""
    words = _ALIKE.get(phrase.feature or "", (phrase.feature,) if phrase.feature else ())
    for word in words:
        whole = gazetteer.find(f"{phrase.name} {word}")
        own = tuple(place for place in whole if place.feature in _OWN_SPOT)
        if own:
            return own
    return gazetteer.find(phrase.name)


def meant(found: Sequence[Place], context: Context) -> list[Place]:
    """Those that the report can mean; where there are none at home, those in lands that it names.

    Of those, only what bears the very name: abroad, resembling proves nothing.
    """
    at_home = [place for place in found if _can_be(place, context)]
    if at_home or context.containers:
        return at_home
    return [p for p in found if p.id in context.exact and p.country in context.lands]


def _can_be(place: Place, context: Context) -> bool:
    """Whether the report can mean it: near all that it names as its containers, and not a small
    place in a country that it is not about.
    """
    for _, found in context.containers:
        if not any(_holds(container, place) or _is_beside(container, place) for container in found):
            return False
    at_home = context.country is None or place.country in (context.country, None)
    if is_known_everywhere(place):
        return True
    famous = place.weight >= _FAMOUS and place.id in context.exact
    if context.phrase.feature in LOCAL:
        famous = famous and place.feature == "city"
    return bool(at_home or context.containers or famous)


def _is_beside(container: Place, place: Place) -> bool:
    """Provinces are often mistaken for their neighbours near their borders, and are called by the
    name of a city even where it is not in them ("the Damascus countryside").
    """
    if container.feature == "country":
        return False
    far = distance_km((container.lat, container.lon), (place.lat, place.lon))
    return far <= max(container.within_km, _BORROWED_KM)


def anchor(
    name: str, gazetteer: Gazetteer, country: str | None, setting: Setting | None = None
) -> tuple[Place, ...]:
    """A place of the report to measure from: its name's likeliest, if that is no whole country."""
    found: Sequence[Place] = gazetteer.find(name)
    if setting:
        found = [p for p, _ in sorted(setting.believed(name), key=lambda x: -x[1])] or found
    at_home = [place for place in found if country is None or place.country == country]
    likely = at_home[0] if at_home else None
    return (likely,) if likely and likely.feature not in ("country", "sea") else ()


def rank(place: Place, context: Context) -> Ranked:
    """The candidate with its score: the sum of what each witness adds or takes."""
    score, reasons = size(place), []
    score += _kind_score(place, context)
    score += _name_score(place, context)
    inside = [name for name, found in context.containers if _lies_in(place, found)]
    if context.containers:
        score += _INSIDE if inside else _BESIDE
    reasons += [f"in {inside[0]}, as the report says"] if inside else []
    if is_known_everywhere(place) and not context.phrase.feature:
        score += _NATION
    if context.country and place.country:
        score += _HOME if place.country == context.country else _ABROAD
    if context.country and place.country:
        reasons += ["in the report's country"] if place.country == context.country else []
    if context.setting and context.phrase.feature not in LOCAL:  # a quarter is of the nearest city
        support = context.setting.support(place, context.phrase.name)
        score += support
        others = support >= _TOGETHER and place.feature != "country"
        reasons += ["among the other places of the report"] if others else []
    pull, near = _pull(place, context.anchors)
    score += pull
    reasons += [f"{near}, also named in the report"] if near else []
    return Ranked(place, score, tuple(reasons))


def _name_score(place: Place, context: Context) -> float:
    """What is taken where another place is called so letter by letter, or by its first name."""
    if context.exact and place.id not in context.exact:
        return _RESEMBLES
    return _ALIAS if context.called and place.id not in context.called else 0.0


def _kind_score(place: Place, context: Context) -> float:
    """Whether the class word beside the name, or its part, fits this kind of place."""
    word = (context.phrase.feature or "").lower()
    kinds = _FITS.get(word) or _FITS.get(word.split()[-1] if word else "")
    if kinds:
        return _FIT if place.feature in kinds else _MISFIT
    if context.side and context.side.regional:
        return _SIDE_FIRST if place.feature in ("region", "area") else 0.0
    return _CITY_FIRST if place.feature in SETTLEMENT or _is_state(place) else 0.0


def _is_state(place: Place) -> bool:
    """Whether it is a province of a country where those have names of their own."""
    return place.feature == "region" and place.country not in WATCHED


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


def _pull(place: Place, anchors: Sequence[Place]) -> tuple[float, str]:
    """What the other places of the report add, and which of them adds most, in words."""
    most, words = 0.0, ""
    for number, anchor in enumerate(anchors):
        if anchor.id == place.id:
            continue
        gap = distance_km((anchor.lat, anchor.lon), (place.lat, place.lon))
        # A province says less than a village does: half of its radius counts as distance.
        km = max(gap - anchor.within_km, anchor.within_km / 2)
        pull = _NEAR * math.exp(-km / _NEAR_KM) * max(_FADED, _FADING**number)
        if place.feature in ("region", "area"):
            pull *= _WIDELY
        if pull > most:
            most = pull
            words = f"{km:.0f} km from {anchor.name}" if km < 2 * _NEAR_KM else ""
    return most, words


def apart(left: Ranked, right: Ranked) -> bool:
    """Whether it matters which of the two is meant; a city and its province are not apart."""
    a, b = left.place, right.place
    if _holds(a, b) or _holds(b, a):
        return False
    near = max(_SAME_SPOT_KM, a.within_km, b.within_km)
    return distance_km((a.lat, a.lon), (b.lat, b.lon)) > near
