"""What the cards say of a document's candidates and sentences: the answers to be learned."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from khaldun.cards import Card, from_document
from khaldun.evaluate.names import Equivalences
from khaldun.records import FIGURE_KINDS, INCIDENT_KINDS, Claim, Span
from training.documents import Document

#: What a candidate can be: no figure, or one of the kinds.
FIGURES: tuple[str, ...] = ("none", *FIGURE_KINDS)
KINDS = INCIDENT_KINDS
#: Evidence counts with its first so many quotes; later ones tell of other things as well.
_QUOTES = 3
#: So many characters of a sentence must be quoted for it to tell of the incident.
_QUOTED = 12
#: How the figures are counted that found a quantity, and those that did not.
_ALIGNED, _TAKEN, _NONE = (
    "figures aligned",
    "figures whose quantity another has",
    "figures without a quantity",
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A sentence that tells of an incident: its number, the kind's, the card's; all from 0."""

    sentence: int
    kind: int
    card: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """The answers for one document, one for each candidate: -1 where there is none.

    `figures` index `FIGURES`, `kinds` (of the card that has the figure) `KINDS`, `cards` the
    document's cards.
    """

    figures: tuple[int, ...]
    kinds: tuple[int, ...]
    cards: tuple[int, ...]
    mentions: tuple[Mention, ...]


def align(
    document: Document, cards: Sequence[Card], names: Equivalences, tally: Counter[str]
) -> Labels:
    """The labels of a document, from its cards; `tally` counts what found its place and what not.

    A figure goes to the candidate of its number that its quote holds, else to one of the same
    sentence; a candidate that another card has already is not given twice.

    Raises:
        InputError: a card quotes what the text does not hold.
    """
    accounts = from_document({"document": document.name, "incidents": list(cards)}, document.report)
    given: dict[int, tuple[int, int]] = {}
    mentions: set[Mention] = set()
    for number, account in enumerate(accounts):
        kind = KINDS.index(account.kind)
        told = {s for span in account.evidence[:_QUOTES] for s in _sentences(document, span)}
        for claim in account.figures:
            assert claim.figure is not None, "it was asked for figures"
            fitting = _fitting(document, claim, names)
            free = [index for index in fitting if index not in given]
            tally["figures"] += 1
            tally[_ALIGNED if free else _TAKEN if fitting else _NONE] += 1
            for found in free[:1]:
                given[found] = FIGURES.index(claim.figure.kind), number
                told.add(document.candidates[found].sentence)
        tally["cards"] += 1
        tally["cards in no sentence"] += not told
        mentions |= {Mention(sentence, kind, number) for sentence in told}
    none = (0, -1)
    owners = [given.get(index, none) for index in range(len(document.candidates))]
    return Labels(
        figures=tuple(figure for figure, _ in owners),
        kinds=tuple(KINDS.index(accounts[card].kind) if card >= 0 else -1 for _, card in owners),
        cards=tuple(card for _, card in owners),
        mentions=tuple(sorted(mentions, key=lambda m: (m.sentence, m.kind, m.card))),
    )


def _sentences(document: Document, span: Span) -> list[int]:
    """The sentences that a quote covers by more than a few characters, or else the most."""
    covered = {
        number: min(span.end, told.sentence.end) - max(span.start, told.sentence.start)
        for number, told in enumerate(document.sentences)
    }
    best = max(covered.values(), default=0)
    return [n for n, length in covered.items() if length > 0 and length >= min(best, _QUOTED)]


def _fitting(document: Document, claim: Claim, names: Equivalences) -> list[int]:
    """The candidates that a figure may be, the best first."""
    figure, span = claim.figure, claim.span
    assert figure is not None, "it was asked for figures"
    told = {"low": figure.low, "high": figure.high, "vague": figure.vague}
    near = set(_sentences(document, span))
    found: list[tuple[bool, bool, int, int]] = []
    for index, candidate in enumerate(document.candidates):
        quantity = candidate.quantity
        counts = {"low": quantity.low, "high": quantity.high, "vague": quantity.vague}
        outside = quantity.start >= span.end or span.start >= candidate.end
        if (outside and candidate.sentence not in near) or not names.same_number(told, counts):
            continue
        unlike = _last(quantity.counted) != _last(figure.of)
        found.append((outside, unlike, abs(quantity.start - span.start), index))
    return [index for *_, index in sorted(found)]


def _last(words: str) -> str:
    return words.lower().split()[-1] if words.split() else ""
