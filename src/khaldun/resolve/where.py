"""Which place on Earth the words of a report mean, or why that cannot be told.

A name alone rarely tells: Syria has a dozen Kafr this and that, and the world several Tripolis.
Candidates of the name are ranked by the class word beside it, by the places that the phrase says it
lies in, by the country of the report, by the nearest other place named in it, and last by size.
Where these do not part two candidates that lie apart, the answer is a gap.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from khaldun.knowledge.gazetteer import Gazetteer, Place
from khaldun.knowledge.spelling import plain_key, without_article
from khaldun.records import Gap, PlacePhrase, PlaceRef
from khaldun.resolve.candidates import (
    LOCAL,
    MARGIN,
    SETTLEMENT,
    Context,
    Ranked,
    anchor,
    apart,
    candidates,
    meant,
    rank,
)
from khaldun.resolve.setting import Setting
from khaldun.resolve.side import AROUND, Side, shifted, side_of

#: Votes that a report's naming of nations has beside those of its places. Set on the training
#: reports: with 0 the country was missed in 35 of 386, with 3 in 7. A few names are little proof.
_NATIONS, _DOUBT = 3.0, 4
#: How exact a place is of which only what it lies in is known, in km: a quarter, another place.
_QUARTER_KM, _UNKNOWN_KM = 10.0, 25.0


def resolve_where(
    phrase: PlacePhrase,
    *,
    gazetteer: Gazetteer,
    nearby: Sequence[str] = (),
    country: str | None = None,
    setting: Setting | None = None,
) -> PlaceRef | Gap:
    """The place meant, or a gap: no such name known, or several and nothing to choose by.

    `nearby` are the other places that the report names, the nearest in its text first; `country`
    is an ISO 3166 code. A name that no gazetteer has there is placed by what the phrase says it
    lies in, a quarter also by the city named nearest, with the radius of that, and `how` says so.
    """
    phrase = _whole(phrase, gazetteer)
    setting = setting or Setting([*nearby], gazetteer)
    context = _context(phrase, gazetteer, nearby, country, setting)
    ranked = _ranked(context, gazetteer)
    if not ranked:
        return _by_container(context, nearby, gazetteer)
    best = ranked[0]
    rivals = [r for r in ranked[1:] if best.score - r.score < MARGIN and apart(best, r)]
    if rivals:
        where = f" in {country}" if country else ""
        return Gap(
            role="where", reason=f"ambiguous: {len(rivals) + 1} places named {phrase.name}{where}"
        )
    return _placed(best, context, len(ranked))


def ranking(
    phrase: PlacePhrase, *, gazetteer: Gazetteer, nearby: Sequence[str], country: str | None
) -> list[Ranked]:
    """The places that a phrase can mean, the likeliest first, each with what speaks for it.

    The first is what `resolve_where` answers, unless another is as likely and lies apart.
    """
    phrase = _whole(phrase, gazetteer)
    setting = Setting([*nearby], gazetteer)
    return _ranked(_context(phrase, gazetteer, nearby, country, setting), gazetteer)


def _ranked(context: Context, gazetteer: Gazetteer) -> list[Ranked]:
    phrase, country = context.phrase, context.country
    found = meant(candidates(phrase, gazetteer), context)
    if not found and country:
        # Where the world has places of the name, its spelling may still be that of one at home.
        found = [p for p in meant(gazetteer.alike(phrase.name), context) if p.country == country]
    return sorted((rank(place, context) for place in found), key=lambda r: (-r.score, r.place.id))


def _whole(phrase: PlacePhrase, gazetteer: Gazetteer) -> PlacePhrase:
    """A part that is a place of its own: "northern Syria" is less than the north of its map.

    Class words of several ("quarters") are those of each.
    """
    if phrase.feature and phrase.feature.removesuffix("s") in LOCAL | {"town"}:
        phrase = replace(phrase, feature=phrase.feature.removesuffix("s"))
    if not phrase.part:
        return phrase
    name = f"{phrase.part} {phrase.name}"
    own = any(place.feature == "area" for place in gazetteer.exactly(name))
    return replace(phrase, name=name, part=None, feature=None) if own else phrase


def _context(
    phrase: PlacePhrase,
    gazetteer: Gazetteer,
    nearby: Sequence[str],
    country: str | None,
    setting: Setting,
) -> Context:
    within = () if _land(phrase.name, gazetteer) else phrase.within  # no country lies in a place
    containers = ((name, gazetteer.find(name)) for name in within)
    others = [name for name in nearby if name != phrase.name]
    exact = gazetteer.exactly(phrase.name)
    bare = plain_key(without_article(phrase.name))
    return Context(
        phrase=phrase,
        containers=tuple((name, found) for name, found in containers if found),
        anchors=tuple(
            place for name in others for place in anchor(name, gazetteer, country, setting)
        ),
        setting=setting,
        country=country,
        side=side_of(phrase),
        lands=frozenset(map(str, filter(None, (_land(name, gazetteer) for name in others)))),
        exact=frozenset(place.id for place in exact),
        called=frozenset(p.id for p in exact if plain_key(without_article(p.name)) == bare),
    )


def _land(name: str, gazetteer: Gazetteer) -> str | None:
    """The country that a name is of."""
    return next((p.country for p in gazetteer.find(name)[:1] if p.feature == "country"), None)


def _placed(best: Ranked, context: Context, count: int) -> PlaceRef:
    place, side, phrase = best.place, context.side, context.phrase
    spot, within_km = (place.lat, place.lon), place.within_km
    name = place.name
    if side:
        spot, within_km = shifted(place, side)
        name = f"{place.name} ({_side_words(side)})"
    elif phrase.feature in AROUND and place.feature in SETTLEMENT:
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


def as_decided(phrase: PlacePhrase, place: PlaceRef) -> PlaceRef:
    """What a phrase means where a person has said which place its name is."""
    side = side_of(phrase)
    if side is None:
        return replace(place, words=phrase.words)
    feature = "region" if place.within_km > _UNKNOWN_KM else "town"
    named = Place(
        place.place, place.name, place.lat, place.lon, feature, place.country, place.region, 0,
        place.within_km,
    )  # fmt: skip
    (lat, lon), within_km = shifted(named, side)
    return replace(
        place,
        words=phrase.words,
        name=f"{place.name} ({_side_words(side)})",
        lat=round(lat, 5),
        lon=round(lon, 5),
        within_km=round(within_km, 1),
    )


def _side_words(side: Side) -> str:
    return f"{side.km:g} km {side.words}" if side.km is not None else side.words


def _by_container(context: Context, nearby: Sequence[str], gazetteer: Gazetteer) -> PlaceRef | Gap:
    """A name that is in no gazetteer, placed by the nearest thing that it is said to lie in.

    A quarter lies in a city though the report may not say so again: in the one named nearest.
    """
    phrase = context.phrase
    for name, found in context.containers:
        at_home = [p for p in found if context.country is None or p.country == context.country]
        place = (at_home or list(found))[0]
        how = f"the report says that it lies in {name}"
        return _lent(phrase, place, max(place.within_km, _UNKNOWN_KM), how)
    if phrase.feature in LOCAL - {"village"}:
        named = (place for name in nearby for place in anchor(name, gazetteer, context.country))
        towns = [place for place in named if place.feature in ("city", "town")]
        city = next((place for place in towns if place.feature == "city"), next(iter(towns), None))
        if city:
            how = f"the report names no city nearer to its {phrase.feature} than {city.name}"
            return _lent(phrase, city, max(city.within_km, _QUARTER_KM), how)
    return Gap(role="where", reason=f"no place named {phrase.name} in the gazetteer")


def _lent(phrase: PlacePhrase, place: Place, within_km: float, how: str) -> PlaceRef:
    return PlaceRef(
        words=phrase.words,
        place=place.id,
        name=phrase.name,
        lat=place.lat,
        lon=place.lon,
        within_km=within_km,
        how=f"no gazetteer has {phrase.name} there; {how}",
        region=place.region,
        country=place.country,
    )


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
