"""Which place on Earth the words of a report mean, or why that cannot be told.

A name alone rarely tells: Syria has a dozen Kafr this and that, and the world several Tripolis.
Candidates of the name are ranked by the class word beside it, by the places that the phrase says it
lies in, by the country of the report, by the nearest other place named in it, and last by size.
Where these do not part two candidates that lie apart, the answer is a gap.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from khaldun.knowledge.gazetteer import Gazetteer
from khaldun.records import Gap, PlacePhrase, PlaceRef
from khaldun.resolve.candidates import (
    MARGIN,
    SETTLEMENT,
    Context,
    Ranked,
    anchor,
    apart,
    can_be,
    candidates,
    rank,
)
from khaldun.resolve.side import Side, shifted, side_of

#: Votes that a report's naming of nations has beside those of its places. Set on the training
#: reports: with 0 the country was missed in 35 of 386, with 3 in 7. A few names are little proof.
_NATIONS, _DOUBT = 3.0, 4


def resolve_where(
    phrase: PlacePhrase,
    *,
    gazetteer: Gazetteer,
    nearby: Sequence[str] = (),
    country: str | None = None,
) -> PlaceRef | Gap:
    """The place meant, or a gap: no such name known, or several and nothing to choose by.

    `nearby` are the other places that the report names (the sentence's first); `country` is an
    ISO 3166 code. A name that no gazetteer has there is placed by what the phrase says it lies in,
    with the radius of that, and `how` says so.
    """
    context = _context(phrase, gazetteer, nearby, country)
    found = [p for p in candidates(phrase, gazetteer) if can_be(p, context)]
    if not found:
        return _by_container(context)
    ranked = sorted((rank(place, context) for place in found), key=lambda r: (-r.score, r.place.id))
    best = ranked[0]
    rivals = [r for r in ranked[1:] if best.score - r.score < MARGIN and apart(best, r)]
    if rivals:
        where = f" in {country}" if country else ""
        return Gap(
            role="where", reason=f"ambiguous: {len(rivals) + 1} places named {phrase.name}{where}"
        )
    return _placed(best, context, len(found))


def _context(
    phrase: PlacePhrase, gazetteer: Gazetteer, nearby: Sequence[str], country: str | None
) -> Context:
    containers = ((name, gazetteer.find(name)) for name in phrase.within)
    others = [name for name in nearby if name != phrase.name]
    return Context(
        phrase=phrase,
        containers=tuple((name, found) for name, found in containers if found),
        anchors=tuple(place for name in others for place in anchor(name, gazetteer, country)),
        country=country,
        side=side_of(phrase),
        exact=frozenset(place.id for place in gazetteer.exactly(phrase.name)),
    )


def _placed(best: Ranked, context: Context, count: int) -> PlaceRef:
    place, side, phrase = best.place, context.side, context.phrase
    spot, within_km = (place.lat, place.lon), place.within_km
    name = place.name
    if side:
        spot, within_km = shifted(place, side)
        name = f"{place.name} ({_side_words(side)})"
    elif phrase.feature in ("countryside", "outskirts", "suburbs") and place.feature in SETTLEMENT:
        within_km = max(within_km, 15.0)
    only = "the only place of that name" if count == 1 else f"the largest of {count} of that name"
    reasons = best.reasons or (only,)
    if place.id not in context.exact:
        reasons = (f"another spelling of {place.name}", *reasons)
    inside = place.region or place.country
    lies = f" in {inside}" if inside and inside != place.name else ""
    return PlaceRef(
        words=phrase.words,
        place=place.id,
        name=name,
        lat=round(spot[0], 5),
        lon=round(spot[1], 5),
        within_km=round(within_km, 1),
        how=f"{place.feature} named {phrase.name}{lies}: {'; '.join(reasons)}",
        region=place.region,
        country=place.country,
    )


def _side_words(side: Side) -> str:
    return f"{side.km:g} km {side.words}" if side.km is not None else side.words


def _by_container(context: Context) -> PlaceRef | Gap:
    """A name that is in no gazetteer, placed by the nearest thing that it is said to lie in."""
    phrase = context.phrase
    for name, found in context.containers:
        at_home = [p for p in found if context.country is None or p.country == context.country]
        place = (at_home or list(found))[0]
        return PlaceRef(
            words=phrase.words,
            place=place.id,
            name=phrase.name,
            lat=place.lat,
            lon=place.lon,
            within_km=max(place.within_km, 25.0),
            how=f"no gazetteer has {phrase.name} there; the report says that it lies in {name}",
            region=place.region,
            country=place.country,
        )
    return Gap(role="where", reason=f"no place named {phrase.name} in the gazetteer")


def country_of(
    names: Sequence[str], gazetteer: Gazetteer, *, nations: Mapping[str, int] | None = None
) -> str | None:
    """The country that a report's place names speak for; None where they do not agree on one.

    Each distinct name votes for the country of its likeliest place, and a quarter for each other
    country that has a place of that name. Names of countries vote too, but a report names the
    powers that act as often as the land that suffers, so that theirs is a third of a vote.
    `nations` counts how often the whole report names each country or its people ("Syria",
    "Syrian"): their shares are worth `_NATIONS` votes together.
    """
    nations = nations or {}
    votes: defaultdict[str, float] = defaultdict(float)
    for country, count in nations.items():
        votes[country] += _NATIONS * count / (sum(nations.values()) + _DOUBT)
    for name in dict.fromkeys(names):
        found = [place for place in gazetteer.find(name) if place.country]
        if not found:
            continue
        first = str(found[0].country)
        if found[0].feature == "country":
            votes[first] += 1 / 3
            continue
        votes[first] += 1
        for other in {str(place.country) for place in found[1:]} - {first}:
            votes[other] += 0.25
    ranked = sorted(votes.items(), key=lambda vote: (-vote[1], vote[0]))
    if not ranked or (len(ranked) > 1 and ranked[0][1] <= ranked[1][1]):
        return None
    return ranked[0][0]
