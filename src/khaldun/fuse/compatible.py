"""Which values of a field are the same, and which can stand beside each other."""

from khaldun.fuse.traits import Side, km_apart
from khaldun.records import Figure, Interval, PlaceRef

#: Gazetteers put one place by so much apart, and "near" is not measured.
_SLACK_KM = 5.0
#: "About 50" can stand with 45 to 55.
_ABOUT = 0.1


def stand_statuses(one: str, other: str) -> bool:
    """What is planned or possible may happen, or not; what happened cannot be denied as well."""
    return {one, other} != {"happened", "denied"}


def same_days(one: Interval, other: Interval) -> bool:
    """The same first and last day."""
    return (one.earliest, one.latest) == (other.earliest, other.latest)


def stand_days(one: Interval, other: Interval) -> bool:
    """They share a day."""
    return one.earliest <= other.latest and other.earliest <= one.latest


def common_days(one: Interval, other: Interval) -> float:
    """The share of days that both hold, of those that either holds."""
    first, last = max(one.earliest, other.earliest), min(one.latest, other.latest)
    whole = max(one.latest, other.latest) - min(one.earliest, other.earliest)
    return max(0, (last - first).days + 1) / (whole.days + 1)


def same_place(one: PlaceRef, other: PlaceRef) -> bool:
    """The same entry of the gazetteer, or as near to each other as both are exact."""
    exact = min(one.within_km, other.within_km) + _SLACK_KM
    alike = max(one.within_km, other.within_km) <= 2 * exact
    return one.place == other.place or (alike and km_apart(one, other) <= exact)


def stand_places(one: PlaceRef, other: PlaceRef) -> bool:
    """Their circles touch."""
    return km_apart(one, other) <= one.within_km + other.within_km + _SLACK_KM


def same_party(one: Side, other: Side) -> bool:
    """The same party of the roster, or the same name."""
    return one.key == other.key


def stand_parties(one: Side, other: Side) -> bool:
    """Not two different parties: one may be of the other's side, or not in the roster at all."""
    if not (one.known and other.known) or same_party(one, other):
        return True
    return bool(one.keys & other.keys)


def share_a_side(one: Side, other: Side) -> bool:
    """One party of the roster, or one of the other's side."""
    return same_party(one, other) or bool(one.known and other.known and one.keys & other.keys)


def same_figure(one: Figure, other: Figure) -> bool:
    """The same number or word, with the same modifier."""
    return _number(one) == _number(other)


def _number(figure: Figure) -> tuple[int | None, int | None, bool, str | None]:
    word = figure.vague.lower() if figure.vague else None
    return figure.low, figure.high, figure.approx, word


def stand_figures(one: Figure, other: Figure) -> bool:
    """Their ranges share a number. A word such as "dozens" names none and excludes none."""
    if one.vague or other.vague:
        return True
    (low, high), (least, most) = _bounds(one), _bounds(other)
    return low <= most and least <= high


def _bounds(figure: Figure) -> tuple[float, float]:
    low = 0.0 if figure.low is None else float(figure.low)
    high = float("inf") if figure.high is None else float(figure.high)
    return (low * (1 - _ABOUT), high * (1 + _ABOUT)) if figure.approx else (low, high)
