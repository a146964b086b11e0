"""Files of places that people keep: CSV, one place a row, read into checked entries.

Columns: name · aliases (with | between) · feature · lat · lon (WGS 84 degrees) · within_km ·
country (ISO 3166 alpha-2, empty for seas and borders) · region (its first-level province, or
empty) · note.
The package's own `data/places.csv` and the files that a user adds have the same form.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from khaldun.errors import KnowledgeError

COLUMNS = ("name", "aliases", "feature", "lat", "lon", "within_km", "country", "region", "note")

#: How exact a place of each kind is, in km (the annotation guide's radii, carried on to the kinds
#: that it does not name). These are all the kinds that there are.
FEATURE_KM = {
    "country": 400.0,
    "area": 80.0,
    "region": 80.0,
    "district": 15.0,
    "city": 10.0,
    "town": 5.0,
    "village": 3.0,
    "neighbourhood": 3.0,
    "camp": 3.0,
    "base": 3.0,
    "airport": 5.0,
    "oilfield": 10.0,
    "crossing": 3.0,
    "dam": 5.0,
    "site": 3.0,
    "mountain": 20.0,
    "island": 20.0,
    "river": 100.0,
    "sea": 300.0,
}

#: Kinds where people live, at one spot: two such records near each other can be one place.
SETTLEMENTS = frozenset({"city", "town", "village", "district", "neighbourhood", "camp"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One row, checked."""

    name: str
    aliases: tuple[str, ...]
    feature: str
    lat: float
    lon: float
    within_km: float
    country: str | None
    region: str | None

    @property
    def names(self) -> tuple[str, ...]:
        """The name and its aliases."""
        return (self.name, *self.aliases)


def read_entries(path: Path) -> Iterator[Entry]:
    """The entries of a file; raises KnowledgeError naming the file, line and fault."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        if tuple(rows.fieldnames or ()) != COLUMNS:
            raise KnowledgeError(
                f"{path}: the first line is {rows.fieldnames}; it must be {','.join(COLUMNS)}"
            )
        for row in rows:
            try:
                yield _entry(row)
            except (ValueError, TypeError, AttributeError) as fault:
                raise KnowledgeError(
                    f"{path}, line {rows.line_num} ({row.get('name')}): {fault}"
                ) from fault


def _entry(row: dict[str, str]) -> Entry:
    name, feature = row["name"].strip(), row["feature"].strip()
    lat, lon = float(row["lat"]), float(row["lon"])
    if not name:
        raise ValueError("a place needs a name")
    if feature not in FEATURE_KM:
        raise ValueError(f"feature {feature!r} is none of {', '.join(FEATURE_KM)}")
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise ValueError(f"{lat}, {lon} is no place on Earth")
    country = row["country"].strip() or None
    if country and not (len(country) == 2 and country.isalpha() and country.isupper()):
        raise ValueError(f"country {country!r} is no ISO 3166 code of two capital letters")
    within_km = float(row["within_km"] or FEATURE_KM[feature])
    if within_km <= 0:
        raise ValueError("within_km must be above 0")
    aliases = tuple(alias.strip() for alias in row["aliases"].split("|") if alias.strip())
    region = row["region"].strip() or None
    return Entry(name, aliases, feature, lat, lon, within_km, country, region)
