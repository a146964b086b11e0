"""Which other incidents a person may want to compare one with."""

from collections.abc import Iterable

from khaldun.faces.views import View
from khaldun.knowledge.sphere import distance_km

#: How far apart two incidents may lie that are shown as near: days, and kilometres beside what
#: their places leave open. Wider than what fusing joins, as it is for what that has missed.
_DAYS, _KM = 7, 60
_SHOWN = 8


def near(view: View, others: Iterable[View]) -> list[View]:
    """The nearest others in time and place, the nearest first; without a day or place, none."""
    found = [
        (_days_apart(view, other), _km_apart(view, other), other.incident.id, other)
        for other in others
        if other.incident.id != view.incident.id
    ]
    close = [one for one in found if one[0] <= _DAYS and one[1] <= _KM]
    return [one[-1] for one in sorted(close, key=lambda one: one[:3])[:_SHOWN]]


def _days_apart(one: View, other: View) -> float:
    if one.when is None or other.when is None:
        return float("inf")
    gap = max(one.when.earliest, other.when.earliest) - min(one.when.latest, other.when.latest)
    return max(0, gap.days)


def _km_apart(one: View, other: View) -> float:
    if one.where is None or other.where is None:
        return float("inf")
    spots = [(where.lat, where.lon) for where in (one.where, other.where)]
    return max(0.0, distance_km(*spots) - one.where.within_km - other.where.within_km)
