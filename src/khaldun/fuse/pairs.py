"""Whether two accounts tell of one incident: a score, and the reasons that a person would give.

Each aspect adds or takes points; above 0 the two are rather one incident than not. The points are
a judgement of ours, checked on the development set (`docs/decisions/fusion.md`); they are meant
to be read, argued with and changed. Some differences rule a pair out whatever else agrees.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from khaldun.fuse.hopes import APART_DAYS, APART_KM, APART_PART, APART_RADII
from khaldun.fuse.kinds import together
from khaldun.fuse.traits import REGION_KM, Days, Spot, Traits, km_apart
from khaldun.records import IncidentKind

#: What every pair starts from: most pairs, even of one place and week, are two incidents.
PRIOR = -3.3
#: Scores end here: one loud aspect must not outvote all other pairs of a group.
LIMIT = 5.0
#: From here on an interval is a period: a month at least.
PERIOD_DAYS = 28
#: A village, or a part of a city.
SITE_KM = 6.0
#: Places that share a word of their names: villages, and what is larger and told of more often.
_SAME_NAME, _SAME_LARGE_NAME = 1.2, 0.7


@dataclass(frozen=True, slots=True)
class Match:
    """How well two accounts agree, in points, and why."""

    score: float
    reasons: tuple[str, ...]


#: Points, and the words for them: a text and what its braces stand for.
Aspect = tuple[float, str, tuple[object, ...]]
_NOTHING: Aspect = (0.0, "", ())


def compare(left: Traits, right: Traits) -> Match | None:
    """The match of two accounts; None where they cannot be one incident.

    One voice of one report tells an incident in one account; kinds that do not go
    together, places too far apart and days too far apart rule a pair out.
    """
    aspects = _aspects(left, right)
    if aspects is None:
        return None
    reasons = (words.format(*told) for points, words, told in aspects if words and points)
    return Match(_sum(aspects), tuple(reasons))


def points(left: Traits, right: Traits) -> float | None:
    """The points of the match, without its reasons; None where there is none."""
    aspects = _aspects(left, right)
    return None if aspects is None else _sum(aspects)


def _sum(aspects: list[Aspect]) -> float:
    score = PRIOR + math.fsum(points for points, _, _ in aspects)
    return max(-LIMIT, min(LIMIT, score))


def _aspects(left: Traits, right: Traits) -> list[Aspect] | None:
    # Most candidates end here, at the cheapest questions: another kind, another day.
    if left.voice == right.voice or (kinds := _kinds(left.kind, right.kind)) is None:
        return None
    if (times := _times(left, right))[0] == -math.inf:
        return None
    if (places := _places(left.place, right.place))[0] == -math.inf:
        return None
    aspects = [
        kinds,
        times,
        places,
        *_counts(left, right),
        *_sides(left, right),
        _wording(left, right),
    ]
    if left.status != right.status:
        aspects.append(_statuses(left, right))
    return aspects


@cache
def _kinds(left: IncidentKind, right: IncidentKind) -> Aspect | None:
    points = together(left, right)
    if points is None:
        return None
    return (points, "both {}", (left,)) if left == right else (points, "{} and {}", (left, right))


def _statuses(left: Traits, right: Traits) -> Aspect:
    planned = {left.status, right.status} & {"planned", "possible"}
    return (-1.5, "one is only expected", ()) if planned else _NOTHING


@lru_cache(maxsize=65_536)
def _places(left: Spot | None, right: Spot | None) -> Aspect:
    if left is None or right is None:
        return -0.3, "", ()
    apart = km_apart(left, right)
    inner, outer = left.within_km, right.within_km
    if inner > outer:
        inner, outer = outer, inner
    if apart > APART_RADII * (inner + outer) + APART_KM:
        return -math.inf, "too far apart", ()
    if inner > REGION_KM:
        return _regions(apart, inner, outer)
    named = 0.0
    if left.words & right.words:
        named = _SAME_NAME if outer <= SITE_KM else _SAME_LARGE_NAME
    names = left.name, right.name
    if outer > 2 * inner + 15:
        near = apart <= outer
        return (named, "{} and {} may be one place", names) if near else (-1.5, "other places", ())
    return _spots(apart, outer, named, names)


def _spots(apart: float, outer: float, named: float, names: tuple[str, str]) -> Aspect:
    """Two narrow places; `named` are the points for what their names share."""
    if apart > outer + 2:
        return named - 0.8, "{} and {} are {:.0f} km apart", (*names, apart)
    if outer > SITE_KM:
        # In a city of a million people, a day has many incidents; in a village, one.
        return named + 0.7, "the same place ({} and {})", names
    # Two near villages are two places; two wordings of one place may differ by as much.
    return (named + 1.3 if named else 0.6), "the same place ({} and {})", names


def _regions(apart: float, inner: float, outer: float) -> Aspect:
    if apart <= inner / 2 and outer <= 2 * inner:
        return 0.6, "the same region", ()
    within = apart <= outer
    return (-0.5, "one region in the other", ()) if within else (-1.5, "other regions", ())


def _times(left: Traits, right: Traits) -> Aspect:
    if left.days and right.days:
        return _dated(left.days, right.days)
    if left.days is None and right.days is None:
        return _undated(left, right)
    dated, undated = (left, right) if left.days else (right, left)
    if dated.days is None or undated.published is None:
        return -0.3, "", ()
    age = undated.published - dated.days.first
    if age < -1:
        return -math.inf, "told before it happened", ()
    return (0.3, "told within days of it", ()) if age <= 7 else (-0.7, "", ())


def _dated(left: Days, right: Days) -> Aspect:
    shared = left.shared(right)
    short, long = left.length, right.length
    if short > long:
        short, long = long, short
    if shared <= 0:
        return _apart(1 - shared, long)
    if long <= 3:
        return 2.0, "the same days", ()
    if short == long == shared:
        return 1.7, "the same period", ()
    if long <= 10:
        return 0.9, "days that overlap", ()
    if short >= PERIOD_DAYS and (shared == short or abs(left.first - right.first) <= PERIOD_DAYS):
        return 1.2, "one period in the other", ()
    return (0.7 if shared / long >= 0.5 else -0.1), "periods that overlap", ()


def _apart(gap: int, long: int) -> Aspect:
    """Intervals that share no day, `gap` days apart; `long` is the longer one's length."""
    # Days slip by one between midnight, dateline and "yesterday"; a week never does.
    if gap == 1 and long <= 7:
        return (-0.8 if long == 1 else 0.2), "a day apart", ()
    near = gap <= max(APART_DAYS, long // APART_PART)
    return (-2.0, "{} days apart", (gap,)) if near else (-math.inf, "other days", ())


def _undated(left: Traits, right: Traits) -> Aspect:
    if left.published is None or right.published is None:
        return -0.5, "", ()
    apart = abs(left.published - right.published)
    if apart <= 3:
        return 0.6, "told on the same days", ()
    return (-0.6, "", ()) if apart > 60 else _NOTHING


def _counts(left: Traits, right: Traits) -> Iterator[Aspect]:
    shared = left.numbers & right.numbers
    if shared:
        weights = sorted((_rarity(kind, n) for kind, n in shared), reverse=True)
        kind, n = max(shared, key=lambda told: (_rarity(*told), told))
        yield min(3.0, math.fsum(weights[:3])), "both count {} {}", (n, kind)
    kinds = sorted(left.counts.keys() & right.counts.keys())
    if left.kind == "aggregate":
        # The count is what names a toll: without one in common, little speaks for one toll.
        if not shared:
            yield (-4.0 if kinds else -1.4), "other counts", ()
        return
    for kind in kinds:
        low, high = sorted((left.counts[kind][0], right.counts[kind][0]))
        if low == high:
            continue
        # Tolls of one attack differ in its first days, seldom by more than double.
        ratio = (high + 1) / (low + 1)
        points = -0.2 if ratio <= 1.5 else -0.6 if ratio <= 2.5 else -1.2
        yield points, "{} and {} {}", (low, high, kind)


def _rarity(kind: str, number: int) -> float:
    """Points for a number that both count: small and round ones agree by chance."""
    if number < 4:
        return 0.4
    if number < 10:
        return 0.9
    weight = 1.3 if number < 20 or number % 10 == 0 else 1.8
    weight += 0.5 if number >= 100 else 0.0
    return weight if kind != "other" else weight * 0.7


def _sides(left: Traits, right: Traits) -> Iterator[Aspect]:
    # Which side of a battle is put first is the reporter's choice.
    crossed = left.kind == right.kind == "battle" and (
        left.by.keys & right.against.keys or left.against.keys & right.by.keys
    )
    for name, one, other, shared in (
        ("by", left.by, right.by, 0.7),
        ("against", left.against, right.against, 0.4),
    ):
        if one.keys & other.keys:
            yield shared, "{} the same side", (name,)
        elif one.known and other.known and not crossed:
            # Little, as reports of one incident often accuse different sides.
            yield -0.5, "{} different sides", (name,)
        elif one.keys and other.keys and name == "by":
            yield -0.2, "", ()
    if left.sources & right.sources:
        yield 0.3, "credit the same source", ()


def _wording(left: Traits, right: Traits) -> Aspect:
    alike = left.wording.alike(right.wording)
    # Cosine of rarity-weighted words: unrelated accounts of one war lie near 0.05.
    points = min(3.0, 6.0 * max(0.0, alike - 0.05))
    return points, "told in the same words" if alike > 0.3 else "", ()
