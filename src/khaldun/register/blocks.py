# ruff: noqa: S608 - the names of the tables are ours
"""Blocks that are kept in a table, and what an item meets in them (`khaldun.fuse.blocks`)."""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import accumulate, combinations, pairwise

from khaldun.fuse.blocks import Item
from khaldun.fuse.decisions import Pair
from khaldun.fuse.weighing import Comparer

_Place = tuple[int, str]


class Blocks:
    """The table of keys; each block is in the order of rank and id, and has one window."""

    def __init__(self, connection: sqlite3.Connection, table: str, comparer: Comparer) -> None:
        self._execute = connection.execute
        self._table, self._window, self._least = table, comparer.window, comparer.least

    def around(self, items: Iterable[Item]) -> tuple[set[Pair], list[tuple[list[str], list[str]]]]:
        """Whom the items, all in the table, meet; and the two sides of each crowd around one.

        A crowd is where the items keep others apart: without them, these would meet.
        """
        items = list(items)
        crowded = Counter(key for item in items for key in item.keys)
        met: set[tuple[int, Pair]] = set()
        crowds = []
        for item in items:
            for key in item.keys:
                # So many of the items can lie between two that would else just meet.
                reach = self._window + crowded[key]
                earlier = self._beside(key, item, "<", "DESC", reach)
                later = self._beside(key, item, ">", "ASC", reach)
                for other in (*earlier[: self._window], *later[: self._window]):
                    met.add((key, (item.id, other) if item.id < other else (other, item.id)))
                if len(earlier) + len(later) >= self._window:
                    crowds.append((earlier, later))
        return self._often(pair for _, pair in met), crowds

    def meeting(self, items: Iterable[Item]) -> set[Pair]:
        """The pairs among these items that meet, given all else that the blocks hold."""
        blocks: defaultdict[int, list[_Place]] = defaultdict(list)
        for item in items:
            for key in item.keys:
                blocks[key].append((item.rank, item.id))
        return self._often(
            (left, right) if left < right else (right, left)
            for key, places in blocks.items()
            if len(places) > 1
            for left, right in self._near(key, sorted(places))
        )

    def _often(self, met: Iterable[Pair]) -> set[Pair]:
        return {pair for pair, blocks in Counter(met).items() if blocks >= self._least}

    def _near(self, key: int, places: list[_Place]) -> Iterator[Pair]:
        steps = [0, *(self._steps(key, *pair) for pair in pairwise(places))]
        numbered = zip(accumulate(steps), (name for _, name in places), strict=True)
        for (here, left), (there, right) in combinations(numbered, 2):
            if there - here <= self._window:
                yield left, right

    def _steps(self, key: int, one: _Place, other: _Place) -> int:
        """How many places of a block lie from one to the other, the other included."""
        query = f"""SELECT count(*) FROM {self._table}
            WHERE key = ? AND (rank, id) > (?, ?) AND (rank, id) <= (?, ?)"""
        return int(self._execute(query, (key, *one, *other)).fetchone()[0])

    def _beside(self, key: int, item: Item, side: str, order: str, reach: int) -> list[str]:
        """So many as lie within reach on one side of the item, the nearest first."""
        query = f"""SELECT id FROM {self._table} WHERE key = ? AND (rank, id) {side} (?, ?)
            ORDER BY rank {order}, id {order} LIMIT ?"""
        rows = self._execute(query, (key, item.rank, item.id, reach))
        return [name for (name,) in rows]
