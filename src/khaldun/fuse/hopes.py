"""Which pairs can be one incident at all, for all pairs at once: most can't, and are seen to here.

What `khaldun.fuse.pairs` rules out by kind, day or place needs no look of its own to say that it
joins nothing. Only what is surely ruled out is left out here.
"""

import numpy as np
import numpy.typing as npt

from khaldun.fuse.blocks import Columns, Places
from khaldun.knowledge.sphere import RADIUS_KM

Marks = npt.NDArray[np.bool_]
#: Middles of places further apart than this and 1.5 times both radii, in km, are of two incidents.
APART_KM, APART_RADII = 15.0, 1.5
#: Intervals without a shared day may be of one incident up to so many days apart, or up to this
#: part of the longer one.
APART_DAYS, APART_PART = 3, 10
#: What the last digit of a sine may change of a distance, and much more, in km.
_HAIR = 0.01
_CHUNK = 1 << 18


def possible(items: Columns, pairs: Places) -> Places:
    """The rows of the pairs that kind, days and places do not rule out."""
    sorts, days, spots = items.sorts, items.days, items.spots
    rows = [np.empty(0, np.int64)]
    for start in range(0, len(pairs), _CHUNK):
        left, right = pairs[start : start + _CHUNK].T
        kept = np.flatnonzero(sorts[left, 0] & sorts[right, 1])
        kept = kept[_days_meet(days[left[kept]], days[right[kept]])]
        kept = kept[_spots_meet(spots[left[kept]], spots[right[kept]])]
        rows.append(start + kept)
    return np.concatenate(rows)


def _days_meet(left: Places, right: Places) -> Marks:
    gap = np.maximum(left[:, 0], right[:, 0]) - np.minimum(left[:, 1], right[:, 1])
    long = np.maximum(left[:, 1] - left[:, 0], right[:, 1] - right[:, 0]) + 1
    meet: Marks = gap <= np.maximum(APART_DAYS, long // APART_PART)
    return meet


def _spots_meet(left: npt.NDArray[np.float64], right: npt.NDArray[np.float64]) -> Marks:
    (p, a), (q, b) = np.radians(left[:, :2]).T, np.radians(right[:, :2]).T
    one, other = left[:, 2], right[:, 2]
    h = np.sin((q - p) / 2) ** 2 + np.cos(p) * np.cos(q) * np.sin((b - a) / 2) ** 2
    km = 2 * RADIUS_KM * np.arcsin(np.minimum(1.0, np.sqrt(h)))
    meet: Marks = km <= APART_RADII * (one + other) + APART_KM + _HAIR
    return meet
