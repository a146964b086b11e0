"""Records of civilian harm as Airwars and Iraq Body Count keep them: at least, and at most."""

from collections.abc import Mapping

from khaldun.export.codebooks import DAY, DIGITS, Codebook, LeftOut, Row, count, one_of
from khaldun.export.event import Event
from khaldun.fuse.policies import Cell

#: What Airwars records: strikes from the air, and artillery.
_STRIKES = frozenset({"airstrike", "shelling", "chemical"})
_GRADES = ("confirmed", "fair", "weak", "contested", "discounted")
_PLACE = ("country", "region", "location", "latitude", "longitude", "within_km")
_DATES = ("date_start", "date_end")


def _shared(event: Event) -> Row:
    """When and where; unknown is empty."""
    when, where = event.when, event.where
    row: Row = {"incident": event.incident.id, "kind": event.incident.kind}
    if when:
        row |= {"date_start": when.earliest.isoformat(), "date_end": when.latest.isoformat()}
    if where:
        row |= {
            "country": event.country.name if event.country else where.country or "",
            "region": where.region or "",
            "location": where.name,
            "latitude": round(where.lat, DIGITS),
            "longitude": round(where.lon, DIGITS),
            "within_km": where.within_km,
        }
    return row


def _publishers(event: Event) -> str:
    return "; ".join(dict.fromkeys(report.publisher or report.name for report in event.sources))


def _values(cells: Mapping[str, Cell]) -> Row:
    return {name: cell.value for name, cell in cells.items()}


def _airwars_row(event: Event, cells: Mapping[str, Cell]) -> Row:
    if event.incident.kind not in _STRIKES:
        raise LeftOut("no strike from the air or by artillery")
    if not event.happened:
        raise LeftOut("planned, possible or denied")
    names = ("civilians_killed_max", "civilians_injured_max")
    if not any(cells[name].value for name in names):
        raise LeftOut("nobody is said to be hurt who may be a civilian")
    belligerents = {"belligerents": "; ".join(event.by), "sources": _publishers(event)}
    return _shared(event) | belligerents | _values(cells)


def _ibc_row(event: Event, cells: Mapping[str, Cell]) -> Row:
    if not event.happened:
        raise LeftOut("planned, possible or denied")
    if not cells["deaths_max"].value:
        raise LeftOut("no death is told that may be a civilian's")
    killers = {
        "target": "; ".join(event.against),
        "killers": "; ".join(event.by),
        "sources": _publishers(event),
    }
    return _shared(event) | killers | _values(cells)


_AIRWARS_COUNTS = (
    "civilians_killed_min", "civilians_killed_max", "civilians_injured_min",
    "civilians_injured_max",
)  # fmt: skip
AIRWARS = Codebook(
    name="airwars",
    columns=(
        "incident", "kind", *_DATES, *_PLACE, "belligerents", *_AIRWARS_COUNTS, "grading",
        "sources",
    ),
    row=_airwars_row,
    rules={"grading": one_of(*_GRADES), **dict.fromkeys(_AIRWARS_COUNTS, count)},
)  # fmt: skip
IBC = Codebook(
    name="ibc",
    columns=(
        "incident", "kind", *_DATES, *_PLACE, "target", "killers", "deaths_min", "deaths_max",
        "entered", "sources",
    ),
    row=_ibc_row,
    rules={
        "entered": one_of("yes", "no"), "deaths_min": count, "deaths_max": count,
        "date_start": lambda cell: cell == "" or DAY(cell),
    },
)  # fmt: skip
