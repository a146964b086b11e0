"""The points of all pairs that meet, without those that no group can rest on."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from khaldun.fuse.blocks import Item, meeting
from khaldun.fuse.decisions import Pair, root
from khaldun.fuse.groups import REFUSED
from khaldun.fuse.hopes import possible
from khaldun.records import Relation

Places = npt.NDArray[np.int64]
#: Pairs turned into Python's numbers at a time.
_CHUNK = 100_000


class Comparer(Protocol):
    """What compares items by their ids: accounts, or texts."""

    relation: Relation
    window: int

    def item(self, name: str, /) -> Item:
        """The item of this id."""

    def score(self, left: str, right: str, /) -> float:
        """The points of two that meet; above 0 they are rather one than not."""


def weigh(comparer: Comparer, names: Iterable[str], ties: Iterable[Pair]) -> dict[Pair, float]:
    """The points of the pairs that meet and lie in one component, ids in order.

    A component is what positive points and `ties`, the pairs that people judged, connect; from one
    to another nothing joins, and most of what is compared lies between two.
    """
    names = sorted(names)
    items = [comparer.item(name) for name in names]
    pairs = meeting(items, comparer.window)
    parent = {name: name for name in names}
    hopeful = pairs[possible(items, pairs)]
    del items  # their keys are a tenth of all that is held
    for one, other in _several(hopeful):
        left, right = names[one], names[other]
        # What is connected already is compared below.
        if root(parent, left) != root(parent, right) and comparer.score(left, right) > 0:
            _join(parent, left, right)
    for left, right in ties:
        if left in parent and right in parent:
            _join(parent, left, right)
    place = {name: number for number, name in enumerate(names)}
    roots = np.array([place[root(parent, name)] for name in names], np.int64)
    within = pairs[roots[pairs[:, 0]] == roots[pairs[:, 1]]]
    met = ((names[one], names[other]) for one, other in _several(within))
    return {(left, right): comparer.score(left, right) for left, right in met}


def scores(
    comparer: Comparer, items: Sequence[Item], pairs: Collection[Pair]
) -> dict[Pair, float]:
    """The points of pairs of these items. What their columns rule out is not looked at itself."""
    place = {item.id: number for number, item in enumerate(items)}
    several = list(pairs)
    numbered = np.array([(place[one], place[other]) for one, other in several], np.int64)
    hopeful = set(possible(items, numbered.reshape(-1, 2)).tolist())
    return {
        pair: comparer.score(*pair) if row in hopeful else REFUSED
        for row, pair in enumerate(several)
    }


def _several(pairs: Places) -> Iterator[list[int]]:
    """The pairs as Python's numbers, never all of them at a time."""
    for start in range(0, len(pairs), _CHUNK):
        yield from pairs[start : start + _CHUNK].tolist()


def _join(parent: dict[str, str], left: str, right: str) -> None:
    one, other = root(parent, left), root(parent, right)
    parent[max(one, other)] = min(one, other)
