"""Groups of all that meet, in two halves: who is connected, and the groups of each component.

The first half looks at everything and is the long one; `Here` does it in this process, and an
engine may do it elsewhere (`khaldun.scale.fusing`). The second has one component at a time.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol, TypeVar

import numpy as np

from khaldun.fuse.blocks import Columns, Item, Places, distinct, meeting
from khaldun.fuse.components import Connected, components
from khaldun.fuse.decisions import Pair
from khaldun.fuse.groups import REFUSED, group_apart
from khaldun.fuse.hopes import possible
from khaldun.records import Account, Judgement, Relation, Report

#: Pairs turned into Python's numbers at a time.
_CHUNK = 100_000


V_co = TypeVar("V_co", covariant=True)


class Shelf(Protocol[V_co]):
    """Records by their ids."""

    def __getitem__(self, name: str, /) -> V_co:
        """The record of this id."""


class Comparer(Protocol):
    """What compares items by their ids: accounts, or texts.

    Two are compared where they meet in `least` blocks.
    """

    relation: Relation
    window: int
    least: int

    def item(self, name: str, /) -> Item:
        """The item of this id."""

    def score(self, left: str, right: str, /) -> float:
        """The points of two that meet; above 0 they are rather one than not."""

    def records(self, name: str, /) -> tuple[Account | None, Report]:
        """All that it looks at of the item of this id: enough for a comparer elsewhere."""

    def traits(self, name: str, /) -> bytes:
        """What of the item is compared; `points` takes it wherever it is."""

    @staticmethod
    def points(left: bytes, right: bytes, /) -> float:
        """As `score`, of two by their `traits`."""


class Weighing(Protocol):
    """Items of one relation, all of them compared with those that they meet."""

    @property
    def relation(self) -> Relation:
        """What they are compared for."""

    def items(self) -> Iterable[Item]:
        """Each of them, in the order of their ids."""

    def components(
        self, ties: Iterable[Pair]
    ) -> Iterator[tuple[Sequence[str], Mapping[Pair, float]]]:
        """The ids of what positive points and ties connect, and the points of all that met there.

        A tie to what is not here is passed over. A pair that met and was ruled out has `REFUSED`.
        """


class Weigh(Protocol):
    """Compares items, given by their ids in order, and does so here or elsewhere."""

    def __call__(self, comparer: Comparer, names: Sequence[str], /) -> Weighing: ...


class Here:
    """The weighing of this process; items of these ids, in any order."""

    def __init__(self, comparer: Comparer, names: Iterable[str]) -> None:
        self.relation = comparer.relation
        self._comparer, self._names = comparer, sorted(names)

    def items(self) -> Iterator[Item]:
        """Each item; none is held on to."""
        return map(self._comparer.item, self._names)

    def components(self, ties: Iterable[Pair]) -> Iterator[tuple[list[str], dict[Pair, float]]]:
        """See `Weighing`; most of what is compared lies between two components."""
        items = Columns.of(self.items())
        tops = _tops(self._comparer, items, ties)
        met = meeting(items, self._comparer.window)
        inside = (some[tops[some[:, 0]] == tops[some[:, 1]]] for some in met)
        pairs = distinct(inside, len(tops), self._comparer.least)
        for places, rows in components(tops, pairs):
            yield (
                [items.ids[place] for place in places],
                _points(self._comparer, items, pairs[rows]),
            )


def grouped(weighing: Weighing, judgements: Sequence[Judgement]) -> Iterator[list[tuple[str, ...]]]:
    """The groups of one component after the other, each group sorted.

    A component is what positive points and judgements connect; from one to another nothing joins.
    """
    told = [one for one in judgements if one.relation == weighing.relation]
    numbers: defaultdict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(told):
        numbers[one.left].append(number)
    for names, points in weighing.components((one.left, one.right) for one in told):
        if len(names) == 1:
            yield [(names[0],)]
            continue
        # In the journal's order, as of two that contradict each other the later holds.
        own = sorted(number for name in names if name in numbers for number in numbers[name])
        decided = [told[number] for number in own]
        yield from group_apart(names, points, judgements=decided, relation=weighing.relation)


def scores(comparer: Comparer, items: Iterable[Item], pairs: Iterable[Pair]) -> dict[Pair, float]:
    """The points of pairs of these items."""
    columns = Columns.of(items)
    place = {name: number for number, name in enumerate(columns.ids)}
    numbers = [sorted((place[one], place[other])) for one, other in pairs]
    return _points(comparer, columns, np.array(numbers, np.int64).reshape(-1, 2))


def _points(comparer: Comparer, items: Columns, pairs: Places) -> dict[Pair, float]:
    """The points of the pairs; what their columns rule out is not looked at itself."""
    hopeful = np.zeros(len(pairs), np.bool_)
    hopeful[possible(items, pairs)] = True
    points = {}
    for (one, other), hope in zip(pairs.tolist(), hopeful.tolist(), strict=True):
        pair = items.pair(one, other)
        points[pair] = comparer.score(*pair) if hope else REFUSED
    return points


def _tops(comparer: Comparer, items: Columns, ties: Iterable[Pair]) -> Places:
    """For each place the first of its component."""
    count, met = len(items.ids), meeting(items, comparer.window)
    hopeful = distinct((some[possible(items, some)] for some in met), count, comparer.least)
    connected = Connected(count)
    for start in range(0, len(hopeful), _CHUNK):
        for one, other in hopeful[start : start + _CHUNK].tolist():
            # What is connected already is compared once the components are known.
            apart = connected.apart(one, other)
            if apart and comparer.score(*items.pair(one, other)) > 0:
                connected.join(one, other)
    for one, other in places_of(items.ids, ties):
        connected.join(one, other)
    return connected.tops()


def places_of(ids: Sequence[str], ties: Iterable[Pair]) -> Iterator[tuple[int, int]]:
    """The places of the ties' two sides among these ids, where both are there."""
    told = list(ties)
    place = {name: number for number, name in enumerate(ids)} if told else {}
    for one, other in told:
        if one in place and other in place:
            yield place[one], place[other]
