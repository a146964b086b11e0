"""Groups of all that meet, one component after the other: only what a component needs is scored."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

import numpy as np

from khaldun.fuse.blocks import Columns, Item, Places, distinct, meeting
from khaldun.fuse.decisions import Pair, root
from khaldun.fuse.groups import REFUSED, group_apart
from khaldun.fuse.hopes import possible
from khaldun.records import Judgement, Relation

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


def grouped(
    comparer: Comparer, names: Iterable[str], judgements: Sequence[Judgement]
) -> Iterator[list[tuple[str, ...]]]:
    """The groups of one component after the other, each group sorted.

    A component is what positive points and judgements connect; from one to another nothing joins,
    and most of what is compared lies between two.
    """
    items = Columns.of(map(comparer.item, names))
    ties = _ties(items, [one for one in judgements if one.relation == comparer.relation])
    tops = _tops(comparer, items, ties)
    decided: defaultdict[int, list[Judgement]] = defaultdict(list)
    for place, _, judgement in ties:
        decided[int(tops[place])].append(judgement)
    met = meeting(items, comparer.window)
    inside = (some[tops[some[:, 0]] == tops[some[:, 1]]] for some in met)
    pairs = distinct(inside, len(tops), comparer.least)
    for places, within in _components(tops, pairs):
        names = [items.ids[place] for place in places]
        if len(names) == 1:
            yield [(names[0],)]
            continue
        points = _points(comparer, items, within)
        own = decided[places[0]]
        yield from group_apart(names, points, judgements=own, relation=comparer.relation)


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


def _ties(items: Columns, told: Sequence[Judgement]) -> list[tuple[int, int, Judgement]]:
    """The judgements on what is here, each with the places of its two sides."""
    place = {name: number for number, name in enumerate(items.ids)} if told else {}
    return [
        (place[one.left], place[one.right], one)
        for one in told
        if one.left in place and one.right in place
    ]


def _tops(comparer: Comparer, items: Columns, ties: Iterable[tuple[int, int, Judgement]]) -> Places:
    """For each place the first of its component."""
    count, met = len(items.ids), meeting(items, comparer.window)
    hopeful = distinct((some[possible(items, some)] for some in met), count, comparer.least)
    parent = {place: place for place in range(count)}
    for start in range(0, len(hopeful), _CHUNK):
        for one, other in hopeful[start : start + _CHUNK].tolist():
            # What is connected already is compared once the components are known.
            apart = root(parent, one) != root(parent, other)
            if apart and comparer.score(*items.pair(one, other)) > 0:
                _join(parent, one, other)
    for one, other, _ in ties:
        _join(parent, one, other)
    return np.array([root(parent, place) for place in parent], np.int64)


def _components(tops: Places, pairs: Places) -> Iterator[tuple[list[int], Places]]:
    """The places of each component, and its pairs."""
    places = np.argsort(tops, kind="stable")
    found, starts = np.unique(tops[places], return_index=True)
    pairs = pairs[np.argsort(tops[pairs[:, 0]], kind="stable")]
    cuts = np.searchsorted(tops[pairs[:, 0]], found[1:])
    # Of nothing `split` makes one part, which is empty.
    for own, within in zip(np.split(places, starts[1:]), np.split(pairs, cuts), strict=True):
        if own.size:
            yield own.tolist(), within


def _join(parent: dict[int, int], left: int, right: int) -> None:
    one, other = root(parent, left), root(parent, right)
    parent[max(one, other)] = min(one, other)
