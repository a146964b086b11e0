# ruff: noqa: S608 - the names of the tables are ours
"""Groups that are kept: what comes and goes changes the components that it touches, no others.

The result is the same as that of grouping everything anew (`khaldun.fuse.groups`): a component's
groups follow from its own items, and what an item meets follows from the blocks of its keys.
"""

import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np

from khaldun.fuse.blocks import Item
from khaldun.fuse.decisions import Pair
from khaldun.fuse.groups import group_apart
from khaldun.fuse.weighing import Comparer, Here, Weigh, grouped, scores
from khaldun.records import Judgement
from khaldun.register.blocks import Blocks

#: Where more than this share is new, all is looked over and grouped anew: that is quicker.
MANY = 0.1
Members = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What an update changed: the homes of groups that are no more, and the groups that are new."""

    gone: frozenset[str] = frozenset()
    made: tuple[Members, ...] = ()


class Grouping:
    """The groups of one table; a group's `home` is the least id of its members.

    `weigh` compares all items where they are grouped anew; what is new is compared here.
    """

    def __init__(
        self, connection: sqlite3.Connection, table: str, comparer: Comparer, weigh: Weigh = Here
    ) -> None:
        self._execute = connection.execute
        self._insert = connection.executemany
        self._table, self._keys = table, f"{table}_keys"
        self._comparer, self._weigh = comparer, weigh
        self._blocks = Blocks(connection, self._keys, comparer)

    def update(
        self,
        hashes: Mapping[str, str],
        journal: Sequence[Judgement],
        judged: Collection[str],
        *,
        whole: bool,
    ) -> Change:
        """Bring the groups to these items, by id with what changes when they do.

        Args:
            hashes: the items; an empty one is of what is to be grouped no more.
            journal: the judgements that stand; those of other relations are passed over.
            judged: the ids on which judgements were made since the last update.
            whole: whether these are all items; else the others stay as they are.
        """
        known = self._known(None if whole else hashes)
        gone = {name for name, digest in known.items() if hashes.get(name) != digest}
        come = {name for name, digest in hashes.items() if digest and known.get(name) != digest}
        told = [one for one in journal if one.relation == self._comparer.relation]
        stirred = _tied({*gone, *come, *judged}, told)
        if not stirred:
            return Change()
        if whole and len(come) + len(gone) > MANY * len(known):
            return self._anew(hashes, told)
        components = self._components(stirred) | self._components(self._take_out(gone))
        homes = self._homes(gone)
        self._delete(gone)
        items = list(map(self._comparer.item, sorted(come)))
        self._put_in(items, hashes)
        pairs, crowds = self._blocks.around(items)
        near = (pair for pair, points in self._scores(pairs).items() if points > 0)
        components |= self._components(name for pair in near for name in pair)
        for earlier, later in crowds:
            # The newcomer between them took each out of the other's window.
            components |= self._components(earlier) & self._components(later)
        return self._regroup(come | self._members(components), homes, come, told)

    def home(self, name: str) -> str:
        """The home of an item."""
        return next(iter(self._homes([name])))

    def at(self, home: str) -> Members:
        """The members of a group, by id."""
        query = f"SELECT id FROM {self._table} WHERE home = ? ORDER BY id"
        return tuple(name for (name,) in self._execute(query, (home,)))

    def _known(self, names: Iterable[str] | None) -> dict[str, str]:
        """The hashes of these items, or of all, by id."""
        query = f"SELECT id, hash FROM {self._table}"
        if names is None:
            return dict(self._execute(query))
        rows = (self._execute(f"{query} WHERE id = ?", (name,)).fetchone() for name in names)
        return dict(filter(None, rows))

    def _anew(self, hashes: Mapping[str, str], told: Sequence[Judgement]) -> Change:
        before = frozenset(h for (h,) in self._execute(f"SELECT home FROM {self._table}"))
        self._execute(f"DELETE FROM {self._table}")
        self._execute(f"DELETE FROM {self._keys}")
        weighing = self._weigh(self._comparer, sorted(hashes))
        self._put_in(weighing.items(), hashes)
        return Change(before, tuple(self._at_home(grouped(weighing, told))))

    def _regroup(
        self,
        names: Collection[str],
        homes: Collection[str],
        come: AbstractSet[str],
        told: Sequence[Judgement],
    ) -> Change:
        """Group whole components anew. A group that holds the same as before is no change.

        `homes` are those of groups that lost a member, `come` the items that are new.
        """
        before: defaultdict[str, set[str]] = defaultdict(set)
        for name in sorted(names):
            before[self.home(name)].add(name)
        same = {tuple(sorted(before[home])): home for home in before if home not in homes}
        pairs = self._blocks.meeting(map(self._item, sorted(names)))
        several = group_apart(
            names, self._scores(pairs), judgements=told, relation=self._comparer.relation
        )
        made = list(self._at_home(several))
        kept = {members for members in made if members in same and not set(members) & come}
        left = {same[members] for members in kept}
        gone = frozenset({*before, *homes} - left - {""})
        return Change(gone, tuple(members for members in made if members not in kept))

    def _at_home(self, several: Iterable[Sequence[Members]]) -> Iterator[Members]:
        """The groups of each component, once it is written down where their members are at home."""
        for groups in several:
            component = min(members[0] for members in groups)
            for members in groups:
                rows = [(component, members[0], name) for name in members]
                self._insert(f"UPDATE {self._table} SET component = ?, home = ? WHERE id = ?", rows)
                yield members

    def _put_in(self, items: Iterable[Item], hashes: Mapping[str, str]) -> None:
        """Write down items, which come in the order of their ids; none is held on to."""
        ids, ranks, keys, held = list[str](), array("q"), array("q"), array("q")

        def rows() -> Iterator[tuple[object, ...]]:
            for item in items:
                held.extend([len(ids)] * len(item.keys))
                keys.extend(item.keys)
                ids.append(item.id)
                ranks.append(item.rank)
                yield (item.id, hashes[item.id], *_cells(item), "", "")

        self._insert(f"INSERT INTO {self._table} VALUES ({', '.join('?' * 13)})", rows())
        places = np.array(held, np.int64)
        # In the order of the table, so that a million rows go in one after the other.
        order = np.lexsort((places, np.array(ranks, np.int64)[places], np.array(keys, np.int64)))
        keyed = ((keys[n], ranks[held[n]], ids[held[n]]) for n in map(int, order))
        self._insert(f"INSERT INTO {self._keys} VALUES (?, ?, ?)", keyed)

    def _scores(self, pairs: Collection[Pair]) -> dict[Pair, float]:
        items = map(self._item, sorted({name for pair in pairs for name in pair}))
        return scores(self._comparer, items, pairs)

    def _take_out(self, names: Iterable[str]) -> set[str]:
        """Take items out of the blocks; returns those that may now meet others in a crowd."""
        items = [self._item(name) for name in sorted(names)]
        _, crowds = self._blocks.around(items)
        for item in items:
            rows = [(key, item.rank, item.id) for key in item.keys]
            self._insert(f"DELETE FROM {self._keys} WHERE (key, rank, id) = (?, ?, ?)", rows)
        return {name for earlier, later in crowds for name in (*earlier, *later)}

    def _delete(self, names: Iterable[str]) -> None:
        self._insert(f"DELETE FROM {self._table} WHERE id = ?", [(name,) for name in names])

    def _item(self, name: str) -> Item:
        query = f"""SELECT rank, keys, sort, suits, first, last, lat, lon, within_km
            FROM {self._table} WHERE id = ?"""
        rank, keys, sort, suits, *rest = self._execute(query, (name,)).fetchone()
        days, spot = (None if None in told else tuple(told) for told in (rest[:2], rest[2:]))
        return Item(name, rank, frozenset(array("q", keys)), sort, suits, days, spot)

    def _components(self, names: Iterable[str]) -> set[str]:
        return self._column("component", "id", names) - {""}

    def _members(self, components: Iterable[str]) -> set[str]:
        return self._column("id", "component", components)

    def _homes(self, names: Iterable[str]) -> set[str]:
        return self._column("home", "id", names)

    def _column(self, wanted: str, given: str, values: Iterable[str]) -> set[str]:
        query = f"SELECT {wanted} FROM {self._table} WHERE {given} = ?"
        return {str(found) for one in set(values) for (found,) in self._execute(query, (one,))}


def _cells(item: Item) -> tuple[object, ...]:
    keys = array("q", sorted(item.keys)).tobytes()
    days, spot = item.days or (None, None), item.spot or (None, None, None)
    return item.rank, keys, item.sort, item.suits, *days, *spot


def _tied(names: Iterable[str], told: Iterable[Judgement]) -> set[str]:
    """The names, and all that judgements tie to them, directly or through others."""
    beside: defaultdict[str, set[str]] = defaultdict(set)
    for judgement in told:
        beside[judgement.left].add(judgement.right)
        beside[judgement.right].add(judgement.left)
    found, ahead = set(), list(names)
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead += beside[name]
    return found
