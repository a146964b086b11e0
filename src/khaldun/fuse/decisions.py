"""What people decided of pairs, once judgements that contradict each other are settled."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from khaldun.records import Judgement, Relation

N = TypeVar("N", int, str)
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Decisions:
    """What people decided, once contradictions are settled: groups of "yes", and pairs of "no"."""

    together: Mapping[str, str]
    apart: frozenset[Pair]

    @classmethod
    def read(
        cls, judgements: Sequence[Judgement], relation: Relation, ids: Iterable[str]
    ) -> "Decisions":
        """Settles judgements from the latest back: an earlier one that contradicts is dropped.

        "unsure" withdraws what was decided before on the same pair.
        """
        parent = {name: name for name in ids}
        latest = {
            (item.left, item.right): (number, item.verdict)
            for number, item in enumerate(judgements)
            if item.relation == relation and item.left in parent and item.right in parent
        }
        apart: set[Pair] = set()
        for pair, (_, verdict) in sorted(latest.items(), key=lambda entry: -entry[1][0]):
            one, other = sorted((root(parent, pair[0]), root(parent, pair[1])))
            if verdict == "no" and one != other:
                apart.add((one, other))
            elif verdict == "yes" and (one, other) not in apart:
                parent[other] = one
                apart = {_renamed(barred, other, one) for barred in apart}
        return cls({name: root(parent, name) for name in parent}, frozenset(apart))


def root(parent: dict[N, N], name: N) -> N:
    """The top of a name's chain of parents; the way there is made shorter for the next."""
    while parent[name] != name:
        parent[name] = parent[parent[name]]
        name = parent[name]
    return name


def _renamed(pair: Pair, old: str, new: str) -> Pair:
    one, other = sorted(new if name == old else name for name in pair)
    return one, other
