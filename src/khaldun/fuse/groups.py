"""Groups of accounts out of scored pairs and judgements: average linkage under constraints.

Two groups join while the mean over all their pairs stays above the threshold, best first. A pair
that was not compared, or was ruled out, counts against the join, so that one wrong bridge does
not melt two incidents; an account that a bridge drew over goes back where it fits better. Two
accounts of one voice of a report are ruled out, as a report tells an incident once; where all
others speak for it, they meet in one group all the same: a reader may have told it twice.

Only what positive scores and judgements connect can become one group. Each such component is
grouped by itself, whatever else there is: what joins elsewhere changes nothing here.

Judgements stand above all scores: a "yes" joins whatever the matcher thinks, a "no" is crossed by
no join, direct or through others. Where judgements contradict each other, the later one holds.
"""

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from khaldun.fuse.decisions import Decisions, Pair, root
from khaldun.records import Judgement, Relation

#: What a pair counts that was not compared: it shares no place and time, no number, no name.
UNSEEN = -2.5
#: What a pair counts that was compared and ruled out.
REFUSED = -6.0
#: Rounds of going back over the groups; what moves still after so many stays where it is.
ROUNDS = 10


@dataclass(slots=True)
class _Group:
    """Units that no score can part, grown into a group.

    `links` sums the points of the compared pairs to each other group, with how many they are;
    `barred` are the groups that a person keeps apart from this one.
    """

    units: list[str]
    members: list[str] = field(default_factory=list)
    links: dict[str, tuple[float, int]] = field(default_factory=dict)
    barred: set[str] = field(default_factory=set)

    def copy(self) -> "_Group":
        """A group of the same content that grows by itself."""
        parts = list(self.units), list(self.members)
        return _Group(*parts, dict(self.links), set(self.barred))


def group(
    ids: Iterable[str],
    scores: Mapping[Pair, float],
    *,
    judgements: Sequence[Judgement] = (),
    relation: Relation = "same",
) -> list[tuple[str, ...]]:
    """The groups, each sorted, in the order of their first members.

    Args:
        ids: what is grouped, accounts or reports.
        scores: points of the compared pairs, in any order; `REFUSED` where one is ruled out.
        judgements: in the journal's order; those of other relations, or on ids that are not
            here, are passed over.
        relation: which judgements count.
    """
    grouped = group_apart(ids, scores, judgements=judgements, relation=relation)
    return sorted(members for groups in grouped for members in groups)


def group_apart(
    ids: Iterable[str],
    scores: Mapping[Pair, float],
    *,
    judgements: Sequence[Judgement],
    relation: Relation,
) -> Iterator[list[tuple[str, ...]]]:
    """As `group`, the groups of one component after the other; none depends on another's."""
    decided = Decisions.read(judgements, relation, sorted(set(ids)))
    units = _units(decided)
    for component in _components(units, decided.together, scores):
        groups = {name: unit.copy() for name, unit in component.items()}
        _agglomerate(groups)
        _settle(groups, component)
        yield [
            tuple(sorted(name for unit in one.units for name in units[unit].members))
            for one in groups.values()
            if one.units
        ]


def _components(
    units: Mapping[str, _Group], home: Mapping[str, str], scores: Mapping[Pair, float]
) -> list[dict[str, _Group]]:
    """The units that positive scores connect, linked by all scores among them."""
    parent = {name: name for name in units}
    for (left, right), score in scores.items():
        if score > 0:
            one, other = root(parent, home[left]), root(parent, home[right])
            parent[max(one, other)] = min(one, other)
    roots = {name: root(parent, name) for name in units}
    within = (pair for pair in scores if roots[home[pair[0]]] == roots[home[pair[1]]])
    # In order, as sums of the same numbers in another order differ by a hair.
    for left, right in sorted(within):
        if home[left] != home[right]:
            _link(units, home[left], home[right], scores[left, right])
    components: dict[str, dict[str, _Group]] = {}
    for name in sorted(units):
        components.setdefault(roots[name], {})[name] = units[name]
    return list(components.values())


def _units(decided: Decisions) -> dict[str, _Group]:
    units: dict[str, _Group] = {}
    for name, unit in decided.together.items():
        units.setdefault(unit, _Group([unit])).members.append(name)
    for left, right in decided.apart:
        units[left].barred.add(right)
        units[right].barred.add(left)
    return units


def _link(units: Mapping[str, _Group], one: str, other: str, score: float) -> None:
    for here, there in ((one, other), (other, one)):
        total, count = units[here].links.get(there, (0.0, 0))
        units[here].links[there] = total + score, count + 1


def _sum(one: _Group, other: _Group, link: tuple[float, int]) -> float:
    """The points of all pairs of two groups."""
    total, compared = link
    return total + UNSEEN * (len(one.members) * len(other.members) - compared)


def _agglomerate(groups: dict[str, _Group]) -> None:
    """Joins groups in place while their mean is above 0, the best mean first, ties by name."""
    heap: list[tuple[float, str, str, int]] = []

    def offer(one: str, other: str) -> None:
        left, right = groups[one], groups[other]
        mean = _sum(left, right, left.links[other]) / (len(left.members) * len(right.members))
        if mean > 0 and other not in left.barred:
            first, second = sorted((one, other))
            heapq.heappush(heap, (-mean, first, second, len(left.members) + len(right.members)))

    for one in sorted(groups):
        for other in groups[one].links:
            if one < other:
                offer(one, other)
    while heap:
        _, one, other, size = heapq.heappop(heap)
        left, right = groups.get(one), groups.get(other)
        # An offer is stale once either side has grown or gone: it was made anew then.
        if left and right and len(left.members) + len(right.members) == size:
            _join(groups, one, other)
            for neighbour in sorted(groups[one].links):
                offer(one, neighbour)


def _join(groups: dict[str, _Group], one: str, other: str) -> None:
    """Moves all of `other` into `one`, links and bars of third groups included."""
    left, right = groups[one], groups.pop(other)
    left.units += right.units
    left.members += right.members
    left.links.pop(other, None)
    for neighbour, (total, count) in right.links.items():
        if neighbour == one:
            continue
        here, known = left.links.get(neighbour, (0.0, 0))
        left.links[neighbour] = groups[neighbour].links[one] = here + total, known + count
        del groups[neighbour].links[other]
    for barred in right.barred:
        left.barred.add(barred)
        if barred in groups:  # else it is of another component, and cannot join
            groups[barred].barred.discard(other)
            groups[barred].barred.add(one)


def _settle(groups: dict[str, _Group], units: Mapping[str, _Group]) -> None:
    """Moves single units to the group where they fit better, until nothing moves.

    A strong bridge joins its two ends before either has met the rest of its own group; only now
    can it be seen to which side they belong. Each move raises the points within all groups.
    """
    home = {unit: name for name, one in groups.items() for unit in one.units}
    for _ in range(ROUNDS):
        moved = False
        for unit in sorted(units):
            place = _best_place(unit, home, groups, units)
            if place != home[unit]:
                groups[home[unit]].units.remove(unit)
                groups[place].units.append(unit)
                home[unit], moved = place, True
        if not moved:
            return


def _best_place(
    unit: str, home: Mapping[str, str], groups: Mapping[str, _Group], units: Mapping[str, _Group]
) -> str:
    """The group with the most points for the unit; its own one where no other has more."""
    one = units[unit]
    near = {home[other] for other, (total, _) in one.links.items() if total > 0}

    def points(name: str) -> float:
        rest = (other for other in groups[name].units if other != unit)
        return sum(_sum(one, units[other], one.links.get(other, (0.0, 0))) for other in rest)

    def open_to(name: str) -> bool:
        return not any(other in one.barred for other in groups[name].units)

    own = home[unit]
    others = [(points(name), name) for name in sorted(near - {own}) if open_to(name)]
    most, place = max(others, default=(0.0, own))
    # A hair of doubt, so that sums of the same numbers in another order move nothing.
    return place if most > points(own) + 1e-9 else own
