"""Nodes into groups, by how alike each two of them are."""

from dataclasses import dataclass

import numpy as np

from khaldun.read.arrays import Floats
from khaldun.read.features import Node
from khaldun.read.links import Spot


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What is told of one incident: its kind and how sure that is, its spots and its figures.

    The surest spot and the surest figure (a candidate's number) stand first.
    """

    nodes: tuple[Node, ...]
    kind: int
    sure: float
    spots: tuple[Spot, ...]
    counted: tuple[int, ...]

    def counts_beside(self, other: "Group") -> bool:
        """Whether both are of one kind and count something."""
        return self.kind == other.kind and bool(self.counted and other.counted)


def cluster(count: int, alike: Floats, limit: float) -> list[list[int]]:
    """Groups of nodes: the two most alike, by the mean over their members, become one, and again.

    `alike` holds the upper triangle, row by row.
    """
    score = np.full((count, count), -np.inf)
    score[np.triu_indices(count, 1)] = alike
    score = np.maximum(score, score.T)
    groups = {number: [number] for number in range(count)}
    while len(groups) > 1:
        one, other = divmod(int(score.argmax()), count)
        if score[one, other] <= limit:
            break
        n, m = len(groups[one]), len(groups[other])
        mean = (n * score[one] + m * score[other]) / (n + m)
        score[one], score[:, one] = mean, mean
        score[one, one] = -np.inf
        score[other], score[:, other] = -np.inf, -np.inf
        groups[one] += groups.pop(other)
    return [sorted(group) for group in groups.values()]
