"""Which pairs are worth comparing, in time that grows with the items, not with their pairs.

Items that share a key meet. A crowded block, all those of one key, is cut to a window: in its
order each item meets so many that follow it, and no more.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from khaldun.fuse.decisions import Pair


@dataclass(frozen=True, slots=True)
class Item:
    """What is grouped, an account or a report. `rank` orders a block, ties go by the id."""

    id: str
    rank: int
    keys: frozenset[int]


def meeting(items: Iterable[Item], window: int) -> set[Pair]:
    """The pairs of items that meet, their ids in order."""
    blocks: defaultdict[int, list[str]] = defaultdict(list)
    for item in sorted(items, key=lambda item: (item.rank, item.id)):
        for key in item.keys:
            blocks[key].append(item.id)
    return {
        (left, right) if left < right else (right, left)
        for members in blocks.values()
        for place, left in enumerate(members)
        for right in members[place + 1 : place + 1 + window]
    }
