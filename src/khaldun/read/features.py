"""What the rules know of sentences, candidates and pairs, as numbers that the network is given.

The network reads the words itself; these tell it what they mean to the grammars, the gazetteer and
the codebook, so that it starts from what the rules can do and learns where they err.
"""

import math
from collections import Counter
from collections.abc import Hashable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain

import numpy as np

from khaldun.knowledge.codebook import Codebook
from khaldun.read.arrays import Floats, Ints, Truths, columns
from khaldun.read.choice import choose
from khaldun.read.drafts import FEW
from khaldun.read.material import Candidate, Material
from khaldun.read.quantities import Value
from khaldun.read.told import fold_name, moment
from khaldun.records import FIGURE_KINDS, INCIDENT_KINDS, Account

#: What a candidate can be: no figure, or one of the kinds.
FIGURES: tuple[str, ...] = ("none", *FIGURE_KINDS)
KINDS = INCIDENT_KINDS
#: The lengths of the three kinds of rows.
SENTENCE, CANDIDATE, PAIR = 4 * len(KINDS) + 7, len(FIGURES) + len(KINDS) + 13, 34
#: Where the rules' own answers stand in the rows: a sentence's kinds, a candidate's figure and the
#: kind of its account; whether a pair is of one account, and whether of two.
RULED_KINDS = slice(3 * len(KINDS), 4 * len(KINDS))
RULED_FIGURE = slice(0, len(FIGURES))
RULED_CARD = slice(len(FIGURES), len(FIGURES) + len(KINDS))
RULED_SAME, RULED_APART = PAIR - 2, PAIR - 1
#: Distances of sentences up to this one have a number of their own.
_NEAR = 8
#: The sentences up to this one, counted from 0, are the lede, which the rest tells again.
LEDE = 1


@dataclass(frozen=True, slots=True)
class Node:
    """What may belong to a card: a sentence that tells of a kind, or one of its figures."""

    sentence: int
    kind: int
    candidate: int | None = None


class Features:
    """The rows of numbers of one material.

    `told` are the sentences of each of the rules' accounts.
    """

    def __init__(self, material: Material, codebook: Codebook) -> None:
        self._material = material
        self._codebook = codebook
        text = material.report.text
        self.told = [_evidence(material, account) for account in material.accounts]
        self._turned = [
            codebook.turns["other"].match(text, told.sentence.start) is not None
            for told in material.sentences
        ]
        self._again = [
            codebook.turns["again"].search(text, told.sentence.start, told.sentence.end) is not None
            for told in material.sentences
        ]
        self._places, self._provinces, self._sides, self._values = (
            [set[Hashable]() for _ in material.sentences] for _ in range(4)
        )
        for (number, place), width in zip(material.places, material.widths, strict=True):
            if width < 2:
                spots = self._provinces if width else self._places
                spots[number].add(fold_name(place.name))
        for mention in material.mentions:
            if mention.sort == "actor":
                self._sides[mention.sentence].add(material.sides.of(mention.name))
        for candidate in material.candidates:
            if (candidate.quantity.low or candidate.quantity.high or 0) > FEW:
                self._values[candidate.sentence].add(candidate.quantity.value)
        before = set[Hashable]()
        self._restates: list[bool] = []
        for values in self._values:
            self._restates.append(bool(values & before))
            before |= values
        self._times = [
            frozenset(moment(time) for time in told.times if not time.saying)
            for told in material.sentences
        ]

    def sentences(self) -> list[list[float]]:
        """A row for each sentence: its clues, what the rules make of them, what else is there."""
        return [self._sentence(number) for number in range(len(self._material.sentences))]

    def _sentence(self, number: int) -> list[float]:
        material = self._material
        told = material.sentences[number]
        sure, likely, chosen, kept = ([0.0] * len(KINDS) for _ in range(4))
        for clue in told.clues:
            (sure if clue.sure else likely)[KINDS.index(clue.kind)] = 1.0
        for clue in choose(material.report.text, told, self._codebook):
            chosen[KINDS.index(clue.kind)] = 1.0
        for account, spots in zip(material.accounts, self.told, strict=True):
            if number in spots:
                kept[KINDS.index(account.kind)] = 1.0
        rest = [
            float(bool(told.figures)),
            float(bool(told.places)),
            float(bool(told.times)),
            float(bool(told.attributions)),
            float(self._turned[number]),
            min(number, 30) / 30,
            float(self._restates[number]),
        ]
        return [*sure, *likely, *chosen, *kept, *rest]

    def candidates(self) -> list[list[float]]:
        """A row for each candidate: what the rules take it for, and what else tells of it."""
        candidates = self._material.candidates
        inside = Counter(one.sentence for one in candidates)
        first: dict[Value, int] = {}
        last: dict[Value, int] = {}
        for number, one in enumerate(candidates):
            first.setdefault(one.quantity.value, number)
            last[one.quantity.value] = number
        return [
            self._candidate(
                candidate,
                inside[candidate.sentence],
                before=first[candidate.quantity.value] < number,
                after=last[candidate.quantity.value] > number,
            )
            for number, candidate in enumerate(candidates)
        ]

    def _candidate(
        self, candidate: Candidate, inside: int, *, before: bool, after: bool
    ) -> list[float]:
        """One row; of `inside` candidates in its sentence, the same number stands before, after."""
        material = self._material
        quantity = candidate.quantity
        told = material.sentences[candidate.sentence]
        figure, kind = [0.0] * len(FIGURES), [0.0] * len(KINDS)
        figure[FIGURES.index(candidate.kind or "none")] = 1.0
        if candidate.account is not None:
            kind[KINDS.index(material.accounts[candidate.account].kind)] = 1.0
        count = quantity.low or quantity.high or 0
        rest = [
            float(candidate.part),
            float(quantity.single),
            float(quantity.approx),
            float(quantity.vague is not None),
            float(None in (quantity.low, quantity.high) and quantity.vague is None),
            float(count <= 3),
            float(before),
            float(after),
            float(bool(told.credit(quantity.start))),
            float(not quantity.counted),
            float(candidate.bare),
            math.log1p(count) / 10,
            min(inside, 6) / 6,
        ]
        return [*figure, *kind, *rest]

    def pairs(self, nodes: Sequence[Node]) -> Floats:
        """A row for every two nodes, in the order (0, 1), (0, 2) … (1, 2) and so on: (n, PAIR)."""
        i, j = np.triu_indices(len(nodes), 1)
        spots = [(node.sentence, node.kind) for node in nodes]
        here, kind = np.array(spots, np.int64).reshape(-1, 2).T
        near, far = np.minimum(here[i], here[j]), np.maximum(here[i], here[j])
        distance, akin = far - near, kind[i] == kind[j]
        counted = np.array([node.candidate is not None for node in nodes], np.bool_)
        turned, again = np.array(self._turned, np.bool_), np.array(self._again, np.bool_)
        turns = np.cumsum(turned)
        places, times, provinces, sides, values = (
            _agree([told[sentence] for sentence in here.tolist()], i, j)
            for told in (self._places, self._times, self._provinces, self._sides, self._values)
        )
        return columns(
            *(np.minimum(distance, _NEAR - 1) == step for step in range(_NEAR)),
            akin,
            counted[i] & counted[j],
            counted[i] ^ counted[j],
            akin & (distance == 0),
            akin & (distance == 1),
            np.minimum(distance, 40) / 20,
            *places,
            *times,
            (distance > 0) & turned[far],
            turns[far] > turns[near],
            (distance > 0) & again[far],
            *provinces,
            *sides,
            (distance > 0) & values[0],
            near <= LEDE,
            far <= LEDE,
            *self._counts(nodes, i, j),
            *_agree([self._owners(node) for node in nodes], i, j),
        )

    def _counts(self, nodes: Sequence[Node], i: Ints, j: Ints) -> list[Truths | Floats]:
        """What two figures share; nothing where one of the nodes is none."""
        told = self._material.candidates
        figures = [None if node.candidate is None else told[node.candidate] for node in nodes]
        counted = np.array([figure is not None for figure in figures], np.bool_)
        kind = _numbered([figure and figure.kind for figure in figures])
        value = _numbered([figure and figure.quantity.value for figure in figures])
        part = np.array([bool(figure and figure.part) for figure in figures], np.bool_)
        start = np.array([figure.quantity.start if figure else 0 for figure in figures], np.int64)
        both = counted[i] & counted[j]
        return [
            both & (kind[i] == kind[j]),
            both & (value[i] == value[j]),
            both & (part[i] | part[j]),
            both * np.exp(-np.abs(start[i] - start[j]) / 100),
        ]

    def _owners(self, node: Node) -> frozenset[int]:
        """The rules' accounts that a node is of: by its figure, by its kind, else any there."""
        if node.candidate is not None:
            account = self._material.candidates[node.candidate].account
            if account is not None:
                return frozenset({account})
        here = [number for number, spots in enumerate(self.told) if node.sentence in spots]
        akin = [n for n in here if self._material.accounts[n].kind == KINDS[node.kind]]
        return frozenset(akin or here)


def _evidence(material: Material, account: Account) -> frozenset[int]:
    """The sentences from which the rules have an account."""
    spans = [*account.evidence, *(claim.span for claim in account.figures)]
    return frozenset(
        number
        for number, told in enumerate(material.sentences)
        if any(s.start < told.sentence.end and told.sentence.start < s.end for s in spans)
    )


def _agree(sets: Sequence[AbstractSet[Hashable]], i: Ints, j: Ints) -> tuple[Truths, Truths]:
    """Of each two sets, whether they have something in common, and whether they exclude it."""
    number = {one: place for place, one in enumerate(dict.fromkeys(chain.from_iterable(sets)))}
    held = np.zeros((len(sets), len(number)), np.float32)
    for row, one in zip(held, sets, strict=True):
        row[[number[value] for value in one]] = 1
    common = (held @ held.T)[i, j] > 0
    filled = np.array([bool(one) for one in sets], np.bool_)
    return common, filled[i] & filled[j] & ~common


def _numbered(values: Sequence[Hashable]) -> Ints:
    """The values as numbers, equal ones by one number."""
    number: dict[Hashable, int] = {}
    return np.array([number.setdefault(value, len(number)) for value in values], np.int64)
