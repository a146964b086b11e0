"""What the commands on places print."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory

from khaldun.capture.web import Client, Limits
from khaldun.details import parse_country
from khaldun.errors import InputError
from khaldun.knowledge.added import indexes
from khaldun.knowledge.gazetteer import Gazetteer
from khaldun.records import PlacePhrase, Span
from khaldun.resolve.candidates import MARGIN, Ranked, apart
from khaldun.resolve.where import ranking

#: Dumps of single countries have 100 MB at most; they are fetched whole.
DUMPS = Limits(bytes=200_000_000, seconds=900.0)


@contextmanager
def fetched(dump: str, client: Client) -> Iterator[Path]:
    """The file of a dump; that of a country's two letters is fetched, and gone afterwards.

    Raises:
        InputError: it cannot be fetched; says where it is.
    """
    path = Path(dump)
    if path.exists() or len(dump) != 2 or not dump.isalpha():
        yield path
        return
    code = parse_country(dump, where="places add")
    address = f"https://download.geonames.org/export/dump/{code}.zip"
    try:
        answer = client.fetch(address)[-1]
    except InputError as error:
        raise InputError(f"{error}; or save {address} by other means, and name the file") from error
    if answer.status != HTTPStatus.OK:
        raise InputError(f"{address}: the server answered {answer.status}; nothing was added")
    with TemporaryDirectory() as folder:
        path = Path(folder, f"{code}.zip")
        path.write_bytes(answer.body)
        yield path


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
