"""What the network answers of a material: who says a figure; who did it, when and where.

All is asked at once for every spot, a sentence and a kind of incident that it tells of; the
answers of the spots of one incident are then put together.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from typing import Generic, TypeVar

from khaldun.read.links import ROLES, Links, Spot, link_places, link_roles, link_times
from khaldun.read.material import Material
from khaldun.read.network import Network, Reading, Sort
from khaldun.read.told import fold_name, moment
from khaldun.records import Source

Key = TypeVar("Key", bound=Hashable)


class _Poll(Generic[Key]):
    """Sums the chances of answers by a key, and remembers the likeliest answer of each key."""

    def __init__(self) -> None:
        self._sum: dict[Key, float] = defaultdict(float)
        self._best: dict[Key, tuple[int, float]] = {}

    def add(self, key: Key, answer: int, chance: float) -> None:
        self._sum[key] += chance
        best = self._best.get(key)
        # Of two equally likely the first in the text stays.
        if best is None or (chance, -answer) > (best[1], -best[0]):
            self._best[key] = answer, chance

    def __iter__(self) -> Iterator[tuple[Key, int, float]]:
        """Each key with its likeliest answer and its sum."""
        return ((key, self._best[key][0], chance) for key, chance in self._sum.items())

    def winner(self, none: float) -> tuple[int, float] | None:
        """The answer and the sum of the likeliest key, None where "none" is as likely."""
        key = max(self._sum, key=lambda one: self._sum[one], default=None)
        if key is None or self._sum[key] <= none:
            return None
        return self._best[key][0], self._sum[key]


class Answers:
    """The answers for one material and its spots."""

    def __init__(
        self, network: Network, reading: Reading, material: Material, spots: Sequence[Spot]
    ) -> None:
        self._reading, self._material = reading, material
        self._number = {spot: number for number, spot in enumerate(spots)}
        roles, times, places = (
            link(material, spots) for link in (link_roles, link_times, link_places)
        )
        self._chances = network.roles(reading, spots, roles)
        self._alone: list[list[float]] = (1 - (1 - self._chances)).tolist()
        self._roles = _by_question(roles, range(len(roles.pairs)))
        self._none: dict[Sort, list[float]] = {}
        self._phrases: dict[Sort, dict[int, list[tuple[int, float]]]] = {}
        asked: tuple[tuple[Sort, Links], ...] = (("times", times), ("places", places))
        for sort, links in asked:
            none, shares = network.phrases(reading, sort, spots, links)
            self._none[sort] = none.tolist()
            self._phrases[sort] = _by_question(links, shares.tolist())
        self._chosen: dict[tuple[Sort, tuple[Spot, ...]], tuple[int | None, float]] = {}
        self._sources = _by_question(reading.given.sources, reading.sources.tolist())
        self._keys: dict[Sort, list[Hashable]] = {
            "times": [moment(phrase) for _, phrase in material.times],
            "places": [fold_name(phrase.name) for _, phrase in material.places],
        }

    def chain(self, number: int) -> tuple[tuple[Source, ...], float]:
        """Who says a candidate, and how likely; credits of one origin stand together."""
        poll = _Poll[str]()
        for answer, share in self._sources.get(number, ()):
            poll.add(self._material.credits[answer][1].chain[-1].name, answer, share)
        own = float(self._reading.own[number])
        won = poll.winner(own)
        return (self._material.credits[won[0]][1].chain, won[1]) if won else ((), own)

    def roles(self, spots: Sequence[Spot]) -> list[tuple[int, str, float]]:
        """What each side near these spots may be: mention, role and chance, the likeliest first.

        To a spot a side is what any of its mentions is; the chance is the mean over the spots.
        """
        poll = _Poll[tuple[str, int]]()
        for spot in spots:
            sides: dict[str, list[tuple[int, int]]] = defaultdict(list)
            for answer, pair in self._roles.get(self._number[spot], ()):
                sides[self._side_of(answer)].append((answer, pair))
            for side, mentions in sides.items():
                if len(mentions) == 1:
                    chances, likeliest = self._alone[mentions[0][1]], [0] * len(ROLES)
                else:
                    rows = self._chances[[pair for _, pair in mentions]]
                    chances = (1 - (1 - rows).prod(0)).tolist()
                    likeliest = rows.argmax(0).tolist()
                for role in range(1, len(ROLES)):
                    poll.add((side, role), mentions[likeliest[role]][0], chances[role])
        found = [(answer, ROLES[role], total / len(spots)) for (_, role), answer, total in poll]
        return sorted(found, key=lambda one: (-one[2], one[0]))

    def _side_of(self, number: int) -> str:
        return self._material.sides.of(self._material.mentions[number].name)

    def day(self, spots: tuple[Spot, ...]) -> Hashable:
        """What the likeliest time over these spots means, None where none is told."""
        answer, _ = self.phrase("times", spots)
        return None if answer is None else self._keys["times"][answer]

    def spot(self, spots: tuple[Spot, ...]) -> Hashable:
        """What the likeliest place over these spots means, None where it is a province or wider."""
        answer, _ = self.phrase("places", spots)
        if answer is None or self._material.widths[answer]:
            return None
        return self._keys["places"][answer]

    def phrase(self, sort: Sort, spots: tuple[Spot, ...]) -> tuple[int | None, float]:
        """The likeliest phrase over these spots, None for none, and its share."""
        asked = sort, spots
        if asked not in self._chosen:
            self._chosen[asked] = self._choose(sort, spots)
        return self._chosen[asked]

    def _choose(self, sort: Sort, spots: tuple[Spot, ...]) -> tuple[int | None, float]:
        poll = _Poll[Hashable]()
        numbers = [self._number[spot] for spot in spots]
        for number in numbers:
            for answer, share in self._phrases[sort].get(number, ()):
                poll.add(self._keys[sort][answer], answer, share)
        none = sum(self._none[sort][number] for number in numbers)
        won = poll.winner(none)
        return (won[0], won[1] / len(spots)) if won else (None, none / len(spots))


Value = TypeVar("Value")


def _by_question(links: Links, values: Sequence[Value]) -> dict[int, list[tuple[int, Value]]]:
    """The answers to each question, with what is said of each."""
    found: dict[int, list[tuple[int, Value]]] = defaultdict(list)
    for (asked, answer), value in zip(links.pairs.tolist(), values, strict=True):
        found[asked].append((answer, value))
    return found
