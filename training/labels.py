"""What the cards say of a material: the answers to be learned."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from khaldun.cards import Card, from_document
from khaldun.evaluate.names import Equivalences
from khaldun.read.features import FIGURES, KINDS, Node
from khaldun.read.links import ROLES, Spot
from khaldun.read.material import Material
from khaldun.read.told import fold_name
from khaldun.records import Claim, PlacePhrase, Span, TimePhrase

#: Evidence counts with its first so many quotes; later ones tell of other things as well.
_QUOTES = 3
#: So many characters of a sentence must be quoted for it to tell of the incident.
_QUOTED = 12
#: A name shorter than this is not looked for in another.
_SHORTEST = 4
#: How the figures are counted that found a quantity, and those that did not.
_ALIGNED, _TAKEN, _NONE = (
    "figures aligned",
    "figures whose quantity another has",
    "figures without a quantity",
)


@dataclass(frozen=True, slots=True, order=True)
class Telling:
    """A sentence that tells of an incident: its number, the kind's, the card's; all from 0."""

    sentence: int
    kind: int
    card: int


@dataclass(frozen=True, slots=True)
class Owner:
    """The card that has a candidate as a figure, and the claim that it makes of it."""

    card: int
    kind: int
    claim: Claim


class Labels:
    """The answers for one material, from its cards; `tally` counts what found its place.

    A figure goes to the candidate of its number that its quote holds, else to one of the same
    sentence; a candidate that another card has already is not given twice.

    Raises:
        InputError: a card quotes what the text does not hold.
    """

    def __init__(
        self, material: Material, cards: Sequence[Card], names: Equivalences, tally: Counter[str]
    ) -> None:
        self._material, self._cards, self._names = material, cards, names
        self._mentioned = frozenset(mention.name for mention in material.mentions)
        self._credited = frozenset(credit.chain[-1].name for _, credit in material.credits)
        self._alike: dict[tuple[str, frozenset[str]], frozenset[str]] = {}
        self.owners: dict[int, Owner] = {}
        told: set[Telling] = set()
        record = {"document": material.report.name, "incidents": list(cards)}
        for number, account in enumerate(from_document(record, material.report)):
            kind = KINDS.index(account.kind)
            spans = account.evidence[:_QUOTES]
            inside = {sentence for span in spans for sentence in self._sentences(span)}
            for claim in account.figures:
                if (found := self._own(claim, Owner(number, kind, claim), tally)) is not None:
                    inside.add(material.candidates[found].sentence)
            tally["cards"] += 1
            tally["cards in no sentence"] += not inside
            told |= {Telling(sentence, kind, number) for sentence in inside}
        self.tellings = tuple(sorted(told))
        self.spots: tuple[Spot, ...] = tuple(sorted({(t.sentence, t.kind) for t in told}))

    def figures(self) -> list[int]:
        """What each candidate is, by number in `FIGURES`."""
        return [
            FIGURES.index(_figure_kind(self.owners[number])) if number in self.owners else 0
            for number in range(len(self._material.candidates))
        ]

    def nodes(self) -> tuple[list[Node], list[float]]:
        """The true nodes, and for each two of them whether they are of one card."""
        cards = [told.card for told in self.tellings]
        nodes = [Node(told.sentence, told.kind) for told in self.tellings]
        for number, owner in sorted(self.owners.items()):
            cards.append(owner.card)
            nodes.append(Node(self._material.candidates[number].sentence, owner.kind, number))
        return nodes, [float(one == other) for one, other in combinations(cards, 2)]

    def unsure(self) -> set[Spot]:
        """Sentences with a clue of a kind that a card tells elsewhere: they may tell it again."""
        kinds = {told.kind for told in self.tellings}
        clues = {
            (number, KINDS.index(clue.kind))
            for number, telling in enumerate(self._material.sentences)
            for clue in telling.clues
        }
        return {spot for spot in clues - set(self.spots) if spot[1] in kinds}

    def credited(self, number: int, answer: int) -> bool:
        """Whether a credit is of the origin that the card credits with a candidate."""
        owner = self.owners.get(number)
        if owner is None or not owner.claim.chain:
            return False
        said = self._material.credits[answer][1].chain[-1].name
        return said in self._called(owner.claim.chain[-1].name, self._credited)

    def role(self, spot: Spot, name: str) -> int | None:
        """What a party of this name is to the one card that a spot tells of, in `ROLES`.

        None where the spot tells of two cards.
        """
        card = self._card(spot)
        if card is None:
            return None
        for accused in card["by"]:
            if name in self._called(accused["actor"], self._mentioned):
                return ROLES.index("denied" if accused["certainty"] == "denied" else "by")
        if any(name in self._called(hit["actor"], self._mentioned) for hit in card["against"]):
            return ROLES.index("against")
        return 0

    def _called(self, told: str, named: frozenset[str]) -> frozenset[str]:
        """Which of these names stand for one that a card tells.

        "Syrian army" shares half its words with "Syrian Observatory", which would do for the
        measure. A name of another side stands for it only where no other name does.
        """
        if (told, named) not in self._alike:
            alike = frozenset(name for name in named if self._names.same_name(told, name))
            own = {name for name in alike if not self._material.sides.apart(told, name)}
            self._alike[told, named] = frozenset(own) or alike
        return self._alike[told, named]

    def is_time(self, spot: Spot, phrase: TimePhrase) -> bool:
        """Whether the card that a spot tells of takes its time from this phrase."""
        quote = self._quote(spot, "when")
        return quote is not None and phrase.words.text in quote

    def is_place(self, spot: Spot, phrase: PlacePhrase) -> bool:
        """Whether the card that a spot tells of lies where this phrase says."""
        card = self._card(spot)
        if card is None or card["where"] is None:
            return False
        one, other = fold_name(card["where"]["name"]), fold_name(phrase.name)
        short, long = sorted((one, other), key=len)
        return one == other or (len(short) >= _SHORTEST and short in long)

    def has_none(self, spot: Spot, field: str) -> bool:
        """Whether the card that a spot tells of has no time or place in words."""
        card = self._card(spot)
        return card is not None and self._quote(spot, field) is None

    def _quote(self, spot: Spot, field: str) -> str | None:
        card = self._card(spot)
        value: dict[str, Any] | None = card[field] if card else None
        return value.get("quote") if value else None

    def _card(self, spot: Spot) -> Card | None:
        numbers = {told.card for told in self.tellings if (told.sentence, told.kind) == spot}
        return self._cards[numbers.pop()] if len(numbers) == 1 else None

    def _own(self, claim: Claim, owner: Owner, tally: Counter[str]) -> int | None:
        fitting = list(self._fitting(claim))
        free = next((index for index in fitting if index not in self.owners), None)
        tally["figures"] += 1
        tally[_NONE if not fitting else _TAKEN if free is None else _ALIGNED] += 1
        if free is not None:
            self.owners[free] = owner
        return free

    def _sentences(self, span: Span) -> list[int]:
        """The sentences that a quote covers by more than a few characters, or else the most."""
        covered = {
            number: min(span.end, told.sentence.end) - max(span.start, told.sentence.start)
            for number, told in enumerate(self._material.sentences)
        }
        best = max(covered.values(), default=0)
        return [n for n, length in covered.items() if length > 0 and length >= min(best, _QUOTED)]

    def _fitting(self, claim: Claim) -> Iterator[int]:
        """The candidates that a figure may be, the best first."""
        figure, span = claim.figure, claim.span
        assert figure is not None, "it was asked for figures"
        told = {"low": figure.low, "high": figure.high, "vague": figure.vague}
        near = set(self._sentences(span))
        found: list[tuple[bool, bool, int, int]] = []
        for index, candidate in enumerate(self._material.candidates):
            quantity = candidate.quantity
            counts = {"low": quantity.low, "high": quantity.high, "vague": quantity.vague}
            outside = quantity.start >= span.end or span.start >= candidate.end
            if outside and candidate.sentence not in near:
                continue
            if self._names.same_number(told, counts):
                unlike = _last(quantity.counted) != _last(figure.of)
                found.append((outside, unlike, abs(quantity.start - span.start), index))
        yield from (index for *_, index in sorted(found))


def _figure_kind(owner: Owner) -> str:
    assert owner.claim.figure is not None, "owners are of figures"
    return owner.claim.figure.kind


def _last(words: str) -> str:
    return words.lower().split()[-1] if words.split() else ""
