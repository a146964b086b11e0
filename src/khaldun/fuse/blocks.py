"""Which pairs are worth comparing, in time that grows with the items, not with their pairs.

Items that share a key meet, or as many keys as their comparer asks for. A crowded block, all those
of one key, is cut to a window: in its order each item meets so many that follow it, and no more.
"""

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Places = npt.NDArray[np.int64]
#: An interval that holds every day, and a place that may be anywhere.
ALWAYS = (-(1 << 40), 1 << 40)
ANYWHERE = (0.0, 0.0, float("inf"))


@dataclass(frozen=True, slots=True)
class Item:
    """What is grouped, an account or a report. `rank` orders a block, ties go by the id.

    `sort` is a bit, and `suits` the bits of those with which it can be one. `days` are the first
    and the last day by number, `spot` latitude, longitude and radius in km, where they are known.
    """

    id: str
    rank: int
    keys: frozenset[int]
    sort: int = 1
    suits: int = 1
    days: tuple[int, int] | None = None
    spot: tuple[float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Columns:
    """Many items, in the order of rank and id: here they take a fifth of what they take singly.

    A pair of them is two places in this order, the lower first. `keys` are all keys of all items in
    order, `held` the places of those that hold them.
    """

    ids: list[str]
    keys: Places
    held: Places
    sorts: Places
    days: Places
    spots: npt.NDArray[np.float64]

    @classmethod
    def of(cls, items: Iterable[Item]) -> "Columns":
        """Takes one item after the other, in any order, and holds on to none."""
        ids, ranks, counts = list[str](), array("q"), array("q")
        keys, facts = array("q"), array("d")
        for item in items:
            ids.append(item.id)
            ranks.append(item.rank)
            counts.append(len(item.keys))
            keys.extend(item.keys)
            facts.extend((item.sort, item.suits))
            facts.extend(item.days or ALWAYS)
            facts.extend(item.spot or ANYWHERE)
        order = sorted(range(len(ids)), key=lambda place: (ranks[place], ids[place]))
        place = np.empty(len(ids), np.int64)
        place[order] = np.arange(len(ids))
        numbers, held = np.array(keys, np.int64), np.repeat(place, np.array(counts, np.int64))
        by_key = np.lexsort((held, numbers))
        told = np.array(facts).reshape(-1, 7)[order]
        return cls(
            ids=[ids[place] for place in order],
            keys=numbers[by_key],
            held=held[by_key],
            sorts=told[:, :2].astype(np.int64),
            days=told[:, 2:4].astype(np.int64),
            spots=told[:, 4:],
        )

    def pair(self, one: int, other: int) -> tuple[str, str]:
        """The ids at two places, in order."""
        left, right = self.ids[one], self.ids[other]
        return (left, right) if left < right else (right, left)


def meeting(items: Columns, window: int) -> Iterator[Places]:
    """The pairs that meet: two columns of places. One that meets in several blocks comes as often.

    They come by how far apart they lie in a block, never all at a time.
    """
    return (items.held[rows] for rows in neighbours(items.keys, window))


def neighbours(keys: Places, window: int) -> Iterator[Places]:
    """Two columns of rows of one key each, at most so far apart; the keys are sorted."""
    for step in range(1, window + 1):
        same = np.flatnonzero(keys[:-step] == keys[step:])
        if not len(same):
            return
        yield np.stack((same, same + step), axis=1)


def pairs(items: Iterable[Item], window: int, least: int = 1) -> list[tuple[str, str]]:
    """The ids of all pairs that meet in so many blocks, each pair once and in order."""
    columns = Columns.of(items)
    met = distinct(meeting(columns, window), len(columns.ids), least).tolist()
    return [columns.pair(one, other) for one, other in met]


def distinct(several: Iterable[Places], count: int, least: int = 1) -> Places:
    """The pairs that come so many times, each once, in order of their places, all below `count`."""
    found = [some[:, 0] * count + some[:, 1] for some in several]
    numbers = np.concatenate([np.empty(0, np.int64), *found])
    del found
    # Three times as fast as `np.unique`, which hashes them.
    numbers.sort()
    first = np.ones(len(numbers), np.bool_)
    np.not_equal(numbers[1:], numbers[:-1], out=first[1:])
    starts = np.flatnonzero(first)
    often = np.diff(starts, append=len(numbers)) >= least
    return np.stack(np.divmod(numbers[starts[often]], max(1, count)), axis=1)
