"""Incidents on the map: GeoJSON (RFC 7946), a point for each incident that has a place."""

import json
from collections.abc import Iterable
from typing import Any, TextIO

from khaldun.cards import amount, period
from khaldun.export.codebooks import DIGITS
from khaldun.export.event import Event
from khaldun.records import Account, Incident, Report


def write(
    incidents: Iterable[Incident],
    accounts: Iterable[Account],
    reports: Iterable[Report],
    stream: TextIO,
) -> list[str]:
    """Writes a feature collection; returns how many incidents have no place."""
    every = list(Event.all(incidents, accounts, reports))
    features = [_feature(event) for event in every if event.where]
    whole = {"type": "FeatureCollection", "features": features}
    stream.write(json.dumps(whole, ensure_ascii=False, indent=1) + "\n")
    missing = len(every) - len(features)
    return [f"{missing} left out: no place is known"] if missing else []


def _feature(event: Event) -> dict[str, Any]:
    incident, where = event.incident, event.where
    assert where is not None, "it was asked for before"
    killed = [
        amount(claim.figure)
        for claim in event.claims.values()
        if claim.figure and claim.figure.kind == "killed"
    ]
    return {
        "type": "Feature",
        "id": incident.id,
        "geometry": {
            "type": "Point",
            "coordinates": [round(where.lon, DIGITS), round(where.lat, DIGITS)],
        },
        "properties": {
            "kind": incident.kind,
            "when": period(event.when) if event.when else None,
            "place": where.name,
            "within_km": where.within_km,
            "by": event.by,
            "against": event.against,
            "killed": list(dict.fromkeys(killed)),
            "reports": len(event.sources),
            "origins": len(incident.origins),
            "disputed": incident.disputed,
        },
    }
