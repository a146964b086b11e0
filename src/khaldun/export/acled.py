"""ACLED: the 31 columns of its files since March 2023, one row for each event."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from functools import cache
from importlib.resources import files
from typing import Any

from khaldun.export.codebooks import (
    DAY,
    DIGITS,
    Codebook,
    LeftOut,
    Row,
    count,
    degrees,
    filled,
    matching,
    one_of,
)
from khaldun.export.event import Event
from khaldun.fuse.policies import Cell
from khaldun.knowledge.parties import OF_STATE

COLUMNS = (
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type",
    "sub_event_type", "actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2",
    "interaction", "civilian_targeting", "iso", "region", "country", "admin1", "admin2", "admin3",
    "location", "latitude", "longitude", "geo_precision", "source", "source_scale", "notes",
    "fatalities", "tags", "timestamp",
)  # fmt: skip
#: Up to so many days an event is of a week, beyond of a month.
_WEEK = 7
#: Up to so many kilometres a place is exact, or near a town; beyond it is a region.
_EXACT_KM, _NEAR_KM = 10, 30
#: Notes are cut to so many characters.
_NOTES = 400


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("acled.toml").read_text("utf-8"))


def _row(event: Event, cells: Mapping[str, Cell]) -> Row:
    when, where, country = event.when, event.where, event.country
    if not event.happened:
        raise LeftOut("planned, possible or denied")
    kind = _table()["kinds"].get(event.incident.kind)
    if kind is None:
        raise LeftOut(f"a toll over many events ({event.incident.kind})")
    if when is None or event.middle is None or event.days is None:
        raise LeftOut("no day is known")
    if where is None or country is None:
        raise LeftOut("no place is known")
    return {
        "event_id_cnty": f"{country.iso3}{event.incident.id}",
        "event_date": event.middle.isoformat(),
        "year": event.middle.year,
        "time_precision": 1 if event.days == 1 else 2 if event.days <= _WEEK else 3,
        "disorder_type": kind[0],
        "event_type": kind[1],
        "sub_event_type": _sub_type(event, kind[2]),
        **_actors(event),
        "iso": country.number,
        "country": country.name,
        "admin1": where.region or "",
        "location": where.name,
        "latitude": round(where.lat, DIGITS),
        "longitude": round(where.lon, DIGITS),
        "geo_precision": _precision(where.within_km),
        "source": "; ".join(dict.fromkeys(r.publisher or r.name for r in event.sources)),
        "notes": " / ".join(span.text for span in event.quotes)[:_NOTES],
        "fatalities": cells["fatalities"].value,
        "timestamp": _timestamp(event),
    }


def _actors(event: Event) -> Row:
    """Who did it and who was hit, by ACLED's names where they are known; actor 1 is never empty."""
    by, against = (_called(event, names) for names in (event.by, event.against))
    inter = _inter(event, event.against)
    return {
        "actor1": next(iter(by), "Unidentified"),
        "assoc_actor_1": "; ".join(by[1:]),
        "inter1": _inter(event, event.by),
        "actor2": next(iter(against), ""),
        "assoc_actor_2": "; ".join(against[1:]),
        "inter2": inter,
        "civilian_targeting": "Civilian targeting" if inter == "Civilians" else "",
    }


def _called(event: Event, names: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(event.called(name, "acled") or name for name in names))


def _inter(event: Event, names: Sequence[str]) -> str:
    """What sort of actor the first of some names is."""
    party = event.party(names[0]) if names else None
    return str(_table()["inter"].get(party.kind, "")) if party else ""


def _sub_type(event: Event, usual: str) -> str:
    special = _table()["special"]
    party = event.party(event.by[0]) if event.by else None
    if event.incident.kind == "capture" and party and party.kind in OF_STATE:
        return str(special["retaken"])
    suicide = any("suicide" in span.text.lower() for span in event.quotes)
    return str(special["suicide"]) if event.incident.kind == "bombing" and suicide else usual


def _precision(within_km: float) -> int:
    return 1 if within_km <= _EXACT_KM else 2 if within_km <= _NEAR_KM else 3


def _timestamp(event: Event) -> int | str:
    """The day of the last report, in seconds: when the row last changed, as far as is known."""
    days = [report.published.latest for report in event.sources if report.published]
    if not days:
        return ""
    return int(datetime.combine(max(days), time(), UTC).timestamp())


def _types(place: int) -> frozenset[str]:
    return frozenset(kind[place] for kind in _table()["kinds"].values())


ACLED = Codebook(
    name="acled",
    columns=COLUMNS,
    row=_row,
    rules={
        "event_id_cnty": matching(r"[A-Z]{3}\w+"),
        "event_date": DAY,
        "year": matching(r"\d{4}"),
        "time_precision": one_of(1, 2, 3),
        "disorder_type": one_of(*_types(0)),
        "event_type": one_of(*_types(1)),
        "sub_event_type": one_of(*_types(2), *_table()["special"].values()),
        "actor1": filled,
        "iso": matching(r"\d{0,3}"),
        "country": filled,
        "location": filled,
        "latitude": degrees(90),
        "longitude": degrees(180),
        "geo_precision": one_of(1, 2, 3),
        "source": filled,
        "fatalities": count,
    },
)
