"""What the commands on places print."""

import json
from collections.abc import Sequence
from pathlib import Path

from khaldun.details import parse_country
from khaldun.errors import InputError
from khaldun.knowledge.added import indexes
from khaldun.knowledge.gazetteer import Gazetteer
from khaldun.records import PlacePhrase, Span
from khaldun.resolve.candidates import MARGIN, Ranked, apart
from khaldun.resolve.where import ranking


def find_places(
    name: str, *, country: str | None, nearby: Sequence[str], folder: Path | None
) -> list[Ranked]:
    """The places that a report could mean by a name, as the reader ranks them.

    `folder` has the indexes of a case.

    Raises:
        InputError: the country is no code of two letters, or the name has no letter.
    """
    code = parse_country(country, where="--country") if country else None
    if not any(map(str.isalnum, name)):
        raise InputError(f"{name!r} is no name")
    gazetteer = Gazetteer.open(added=indexes(folder) if folder else ())
    phrase = PlacePhrase(words=Span(start=0, end=len(name), text=name), name=name)
    return ranking(phrase, gazetteer=gazetteer, nearby=nearby, country=code)


def table(ranked: Sequence[Ranked], name: str) -> str:
    """The candidates for people, one a line."""
    if not ranked:
        return f"no place named {name} is known there"
    lines = [_line(number, one) for number, one in enumerate(ranked, 1)]
    rivals = [one for one in ranked[1:] if ranked[0].score - one.score < MARGIN]
    if any(apart(ranked[0], one) for one in rivals):
        lines.append("the first ones are as likely: by the name alone the reader would not decide")
    return "\n".join(lines)


def _line(number: int, one: Ranked) -> str:
    place = one.place
    inside = ", ".join(filter(None, (place.region, place.country)))
    spot = f"{place.lat:.4f} {place.lon:.4f} ±{place.within_km:g} km"
    people = f"{place.population:,} people" if place.population else ""
    why = "; ".join(filter(None, (people, *one.reasons)))
    named = f"{place.name} ({place.feature}), {inside}".removesuffix(", ")
    return f"{number:2}. {one.score:5.1f}  {named}  {spot}  {place.id}  {why}".rstrip()


def plain(one: Ranked) -> str:
    """A candidate as a JSON object."""
    place = one.place
    told = {
        "place": place.id,
        "name": place.name,
        "feature": place.feature,
        "region": place.region,
        "country": place.country,
        "lat": place.lat,
        "lon": place.lon,
        "within_km": place.within_km,
        "population": place.population,
        "score": round(one.score, 3),
        "why": list(one.reasons),
    }
    return json.dumps(told, ensure_ascii=False)
