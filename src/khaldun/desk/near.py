"""Which other incidents a person may want to compare one with."""

from datetime import date

from khaldun.knowledge.sphere import distance_km
from khaldun.register.lines import Line, Lines, Where

#: How far apart two incidents may lie that are shown as near: days, and kilometres beside what
#: their places leave open. Wider than what fusing joins, as it is for what that has missed.
_DAYS, _KM = 7, 60
_SHOWN = 8


def near(line: Line, rows: Lines) -> list[Line]:
    """The nearest others in time and place, the nearest first; without a day or place, none."""
    if line.earliest is None or line.latest is None or line.lat is None:
        return []
    around = (line.home, str(_moved(line.earliest, -_DAYS)), str(_moved(line.latest, _DAYS)))
    where = Where("home != ? AND latest >= ? AND earliest <= ? AND lat IS NOT NULL", around)
    found = [
        (_days_apart(line, other), _km_apart(line, other), other) for other in rows.choose(where)
    ]
    close = [one for one in found if one[1] <= _KM]
    return [other for *_, other in sorted(close, key=lambda one: (*one[:2], one[2].id))[:_SHOWN]]


def _moved(day: date, days: int) -> date:
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))


def _days_apart(one: Line, other: Line) -> int:
    begun = [line.earliest for line in (one, other) if line.earliest]
    over = [line.latest for line in (one, other) if line.latest]
    return max(0, (max(begun) - min(over)).days)


def _km_apart(one: Line, other: Line) -> float:
    spots = [(line.lat or 0.0, line.lon or 0.0) for line in (one, other)]
    return max(0.0, distance_km(*spots) - (one.within_km or 0) - (other.within_km or 0))
