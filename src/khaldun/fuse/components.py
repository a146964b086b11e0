"""What is connected, directly or through others: places of items, by number."""

from collections.abc import Iterator

import numpy as np

from khaldun.fuse.blocks import Places
from khaldun.fuse.decisions import root


class Connected:
    """So many places, and what connects them."""

    def __init__(self, count: int) -> None:
        self._parent = {place: place for place in range(count)}

    def apart(self, one: int, other: int) -> bool:
        """Whether nothing connects the two by now."""
        return root(self._parent, one) != root(self._parent, other)

    def join(self, one: int, other: int) -> None:
        """Connect two places."""
        tops = root(self._parent, one), root(self._parent, other)
        self._parent[max(tops)] = min(tops)

    def tops(self) -> Places:
        """For each place the first of its component."""
        return np.array([root(self._parent, place) for place in self._parent], np.int64)


def components(tops: Places, pairs: Places) -> Iterator[tuple[list[int], Places]]:
    """The places of each component, and the rows of its pairs, none of which leads out of it."""
    places = np.argsort(tops, kind="stable")
    found, starts = np.unique(tops[places], return_index=True)
    rows = np.argsort(tops[pairs[:, 0]], kind="stable")
    cuts = np.searchsorted(tops[pairs[rows, 0]], found[1:])
    # Of nothing `split` makes one part, which is empty.
    for own, within in zip(np.split(places, starts[1:]), np.split(rows, cuts), strict=True):
        if own.size:
            yield own.tolist(), within
