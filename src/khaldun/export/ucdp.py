"""UCDP GED: the 49 columns of its global data set, one row for each lethal event."""

import math
from collections.abc import Mapping

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
from khaldun.records import Interval, PlaceRef

COLUMNS = (
    "id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id",
    "conflict_new_id", "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name",
    "side_a_dset_id", "side_a_new_id", "side_a", "side_b_dset_id", "side_b_new_id", "side_b",
    "number_of_sources", "source_article", "source_office", "source_date", "source_headline",
    "source_original", "where_prec", "where_coordinates", "where_description", "adm_1", "adm_2",
    "latitude", "longitude", "geom_wkt", "priogrid_gid", "country", "country_id", "region",
    "event_clarity", "date_prec", "date_start", "date_end", "deaths_a", "deaths_b",
    "deaths_civilians", "deaths_unknown", "best", "high", "low", "gwnoa", "gwnob",
)  # fmt: skip
#: Types of violence: between a state and others, between others, against civilians.
_STATE_BASED, _NON_STATE, _ONE_SIDED = 1, 2, 3
#: Up to so many days `date_prec` is 1 to 4; beyond it is 5.
_DAYS = (1, 6, 7, 31)
#: Up to so many kilometres `where_prec` is 1 (exact), 2 (near), 4 (a province); beyond 6 (a state).
_REACH = ((5.0, 1), (25.0, 2), (200.0, 4), (math.inf, 6))


def _row(event: Event, cells: Mapping[str, Cell]) -> Row:
    when, where = event.when, event.where
    if not event.happened:
        raise LeftOut("planned, possible or denied")
    if not cells["high"].value:
        raise LeftOut("no death is told")
    if when is None:
        raise LeftOut("no day is known")
    if where is None or event.country is None:
        raise LeftOut("no place is known")
    kind, a, b = _sides(event)
    return {
        "id": int(event.incident.id[:12], 16),
        "relid": f"{event.country.iso3}-{when.earliest.year}-{kind}-{event.incident.id}",
        "year": when.earliest.year,
        "code_status": "Clear",
        "type_of_violence": kind,
        **_named(event, a, b),
        "event_clarity": 2 if event.incident.kind == "aggregate" else 1,
        "best": cells["best"].value,
        "high": cells["high"].value,
        "low": cells["low"].value,
        **_sources(event),
        **_place(event, where),
        **_dates(when),
        **_deaths(event, cells, (a, b)),
    }


def _sides(event: Event) -> tuple[int, str, str]:
    """The type of violence, side A and side B; a state is side A.

    Raises:
        LeftOut: nobody is said to have done it.
    """
    if not event.by:
        raise LeftOut("nobody is named who did it")
    doer, hit = event.by[0], next(iter(event.against), "")
    party = event.party(hit) if hit else None
    if not hit or (party is not None and party.kind == "people"):
        return _ONE_SIDED, doer, "Civilians"
    sides = sorted((doer, hit), key=lambda name: not _is_state(event, name))
    return _STATE_BASED if _is_state(event, sides[0]) else _NON_STATE, sides[0], sides[1]


def _named(event: Event, a: str, b: str) -> Row:
    """The sides by UCDP's names and numbers, where they are known."""
    named_a, named_b = event.called(a, "ucdp") or a, event.called(b, "ucdp") or b
    return {
        "dyad_name": f"{named_a} - {named_b}",
        "side_a_new_id": event.called(a, "ucdp-id") or "",
        "side_a": named_a,
        "side_b_new_id": event.called(b, "ucdp-id") or "",
        "side_b": named_b,
    }


def _is_state(event: Event, name: str) -> bool:
    party = event.party(name)
    return party is not None and party.kind in OF_STATE


def _sources(event: Event) -> Row:
    reports = event.sources
    offices = [report.publisher or report.name for report in reports]
    days = [report.published.latest.isoformat() if report.published else "" for report in reports]
    headlines = [report.title or report.name for report in reports]
    articles = zip(offices, days, headlines, strict=True)
    return {
        "number_of_sources": len(reports),
        "source_article": "; ".join(f'"{office},{day},{head}"' for office, day, head in articles),
        "source_office": "; ".join(offices),
        "source_date": "; ".join(days),
        "source_headline": "; ".join(headlines),
        "source_original": event.origins,
    }


def _place(event: Event, where: PlaceRef) -> Row:
    assert event.country is not None, "it was asked for before"
    lat, lon = round(where.lat, DIGITS), round(where.lon, DIGITS)
    return {
        "where_prec": next(code for reach, code in _REACH if where.within_km <= reach),
        "where_coordinates": where.name,
        "where_description": where.words.text,
        "adm_1": where.region or "",
        "latitude": lat,
        "longitude": lon,
        "geom_wkt": f"POINT ({lon} {lat})",
        "priogrid_gid": _grid(lat, lon),
        "country": event.country.name,
    }


def _grid(lat: float, lon: float) -> int:
    """The number of a cell of PRIO-GRID: half degrees, counted from the south-west from 1."""
    row, column = min(359, math.floor((lat + 90) * 2)), min(719, math.floor((lon + 180) * 2))
    return row * 720 + column + 1


def _dates(when: Interval) -> Row:
    days = (when.latest - when.earliest).days + 1
    return {
        "date_prec": next((n for n, most in enumerate(_DAYS, 1) if days <= most), 5),
        "date_start": when.earliest.isoformat(),
        "date_end": when.latest.isoformat(),
    }


def _deaths(event: Event, cells: Mapping[str, Cell], sides: tuple[str, str]) -> Row:
    """Soldiers are of the side that is a state, fighters of the one that is none.

    Where the sides are not of these two sorts nobody knows whose dead they are.
    """
    names = ("deaths_soldiers", "deaths_fighters", "deaths_civilians", "deaths_unknown")
    of_a, of_b, civilians, unknown = (int(cells[name].value or 0) for name in names)
    if [_is_state(event, side) for side in sides] != [True, False]:
        of_a, of_b, unknown = 0, 0, unknown + of_a + of_b
    return {
        "deaths_a": of_a,
        "deaths_b": of_b,
        "deaths_civilians": civilians,
        "deaths_unknown": unknown,
    }


UCDP = Codebook(
    name="ucdp",
    columns=COLUMNS,
    row=_row,
    rules={
        "id": count,
        "relid": filled,
        "year": matching(r"\d{4}"),
        "type_of_violence": one_of(_STATE_BASED, _NON_STATE, _ONE_SIDED),
        "side_a": filled,
        "side_b": filled,
        "number_of_sources": count,
        "where_prec": one_of(1, 2, 3, 4, 5, 6, 7),
        "latitude": degrees(90),
        "longitude": degrees(180),
        "priogrid_gid": count,
        "country": filled,
        "event_clarity": one_of(1, 2),
        "date_prec": one_of(1, 2, 3, 4, 5),
        "date_start": DAY,
        "date_end": DAY,
        **dict.fromkeys(("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"), count),
        **dict.fromkeys(("best", "high", "low"), count),
    },
)
