"""Which pairs are worth comparing, in time that grows with the items, not with their pairs.

Items that share a key meet. A crowded block, all those of one key, is cut to a window: in its
order each item meets so many that follow it, and no more.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


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


def meeting(items: Sequence[Item], window: int) -> npt.NDArray[np.int64]:
    """The pairs of items that meet: two columns of positions, the lower first; in order.

    The items come in the order of their ids.
    """
    places = sorted(range(len(items)), key=lambda place: items[place].rank)
    keys = np.fromiter((key for place in places for key in items[place].keys), dtype=np.int64)
    held = np.repeat(places, [len(items[place].keys) for place in places])
    # Stable, so that each block keeps the order of ranks.
    order = np.argsort(keys, kind="stable")
    found = [np.empty(0, np.int64), *_beside(keys[order], held[order], window, len(items))]
    return np.stack(np.divmod(_distinct(np.concatenate(found)), max(1, len(items))), axis=1)


def _beside(
    keys: npt.NDArray[np.int64], places: npt.NDArray[np.int64], window: int, count: int
) -> Iterator[npt.NDArray[np.int64]]:
    """The pairs at each distance, each as one number: the lower place times `count`, and more."""
    for step in range(1, window + 1):
        same = np.flatnonzero(keys[:-step] == keys[step:])
        if not len(same):
            return
        one, other = places[same], places[same + step]
        yield _distinct(np.minimum(one, other) * count + np.maximum(one, other))


def _distinct(numbers: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The numbers in order, each once: three times as fast as `np.unique`, which hashes them."""
    numbers.sort()
    return numbers[np.append(True, numbers[1:] != numbers[:-1])[: len(numbers)]]
