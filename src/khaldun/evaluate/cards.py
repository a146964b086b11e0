"""How well predicted cards agree with gold cards.

Cards are paired one to one inside a document: both must quote from a common sentence and be of
one family of kinds; the pairs that agree best are taken first. Figures are paired one to one
inside a document by kind, number and a common sentence, and then asked whether the source, the
certainty and the card are right as well: `ledger_row` counts those where all are.
"""

import json
import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from khaldun.cards import Card, to_document
from khaldun.errors import InputError
from khaldun.evaluate.names import Equivalences, number
from khaldun.evaluate.tables import Table, Tally, tabulate
from khaldun.records import Account, Details, Report

T = TypeVar("T")
#: Reads one document: its name, its text and what is known of it → the report and its accounts.
Read = Callable[[str, str, Details], tuple[Report, Sequence[Account]]]

_FAMILIES = {
    "remote": "airstrike shelling bombing chemical explosion aircraft_loss destruction",
    "direct": "battle shooting execution abduction arrest raid capture withdrawal siege protest",
    "posture": "deployment base displacement aid seizure deal",
    "aggregate": "aggregate",
}
#: Where the measure cuts a text: its own rule, kept apart from the reader's on purpose.
_SENTENCE_END = re.compile(r"(?<=[.!?\"”])\s+(?=[A-Z\"“'])|\n+")
_EARTH_DIAMETER_KM = 12742
#: How far a place may lie outside the gold radius: gazetteers differ by that much.
_SLACK_KM = 10


def read_cards(path: Path) -> dict[str, list[Card]]:
    """The cards of each document of a JSON-lines file.

    Raises:
        InputError: a line is not a document with cards; the message names file and line.
    """
    documents: dict[str, list[Card]] = {}
    with path.open(encoding="utf-8") as lines:
        for number_, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                document = json.loads(line)
                documents[document["document"]] = document["incidents"]
            except (ValueError, KeyError, TypeError) as error:
                raise InputError(
                    f"{path}, line {number_}: not a document with cards ({error!r}). "
                    'Each line holds {"document": …, "published": …, "incidents": [card, …]}.'
                ) from error
    return documents


def predict(
    documents: Iterable[str], texts: Mapping[str, str], meta: Mapping[str, Details], read: Read
) -> dict[str, dict[str, Any]]:
    """Each document as the reader tells it; `texts` and `meta` go by the document's name."""
    predicted = {}
    for name in documents:
        report, accounts = read(name, texts[name], meta.get(name, Details()))
        predicted[name] = to_document(report, accounts) | {"document": name}
    return predicted


def score(
    gold: Mapping[str, list[Card]],
    predicted: Mapping[str, list[Card]],
    texts: Mapping[str, str],
) -> Table:
    """Compares the cards of each gold document; a document that was not predicted has none."""
    names = Equivalences.open()
    return tabulate(
        [
            Comparison(cards, predicted.get(document, []), texts[document], names).tally()
            for document, cards in gold.items()
        ]
    )


class Sentences:
    """A text cut into sentences, so that quotes can be compared by where they stand."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._ends = [match.end() for match in _SENTENCE_END.finditer(text)] + [len(text)]

    def of(self, quotes: Iterable[str | None]) -> set[int]:
        """The numbers of the sentences in which any of the quotes stands, wherever it occurs."""
        found: set[int] = set()
        for quote in filter(None, quotes):
            start = self._text.find(quote)
            while start >= 0:
                first = bisect_right(self._ends, start)
                found.update(range(first, bisect_right(self._ends, start + len(quote) - 1) + 1))
                start = self._text.find(quote, start + 1)
        return found


class Comparison:
    """The gold and predicted cards of one document, paired, and where each of them quotes from.

    `cards` pairs numbers of gold and predicted cards; `figures` pairs numbers in `gold_figures`
    and `predicted_figures`, where each figure stands with the number of its card.
    """

    def __init__(
        self, gold: Sequence[Card], predicted: Sequence[Card], text: str, names: Equivalences
    ) -> None:
        self.names = names
        self.sentences = Sentences(text)
        self.gold, self.predicted = gold, predicted
        self.gold_figures = list(_figures(gold))
        self.predicted_figures = list(_figures(predicted))
        self.cards = dict(self._pair_cards())
        self.figures = self._pair_figures()

    def _pair_cards(self) -> list[tuple[int, int]]:
        spots = [self.sentences.of(_quotes(card)) for card in self.gold]
        others = [self.sentences.of(_quotes(card)) for card in self.predicted]

        def agree(i: int, j: int) -> float:
            gold, predicted = self.gold[i], self.predicted[j]
            if not spots[i] & others[j] or not _one_family(gold["kind"], predicted["kind"]):
                return 0
            numbers = Counter(_numbers(gold)) & Counter(_numbers(predicted))
            overlap = len(spots[i] & others[j]) / len(spots[i] | others[j])
            same_kind: bool = gold["kind"] == predicted["kind"]
            return 1 + same_kind + sum(numbers.values()) + overlap

        return _pair([[agree(i, j) for j in _range(self.predicted)] for i in _range(self.gold)])

    def _pair_figures(self) -> list[tuple[int, int]]:
        gold, predicted = self.gold_figures, self.predicted_figures
        spots = [self.sentences.of([figure.get("quote")]) for _, figure in gold]
        others = [self.sentences.of([figure.get("quote")]) for _, figure in predicted]

        def agree(a: int, b: int) -> float:
            left, right = gold[a][1], predicted[b][1]
            counted = left["kind"] == right["kind"] and self.names.same_number(left, right)
            if not counted or not spots[a] & others[b]:
                return 0
            return 1 + self.same_source(a, b) + self.same_card(a, b) + self.same_certainty(a, b) / 2

        return _pair([[agree(a, b) for b in _range(predicted)] for a in _range(gold)])

    def same_source(self, a: int, b: int) -> bool:
        """Whether a gold and a predicted figure credit one origin, or both none."""
        return self.names.same_source(self.gold_figures[a][1], self.predicted_figures[b][1])

    def same_card(self, a: int, b: int) -> bool:
        """Whether a gold and a predicted figure are on cards that pair."""
        return self.cards.get(self.gold_figures[a][0]) == self.predicted_figures[b][0]

    def same_certainty(self, a: int, b: int) -> bool:
        """Whether a gold and a predicted figure are asserted, hedged or denied alike."""
        gold, predicted = self.gold_figures[a][1], self.predicted_figures[b][1]
        return bool(gold["certainty"] == predicted.get("certainty"))

    def pair_actors(self, role: str, i: int, j: int) -> list[tuple[int, int]]:
        """The parties in a role (`by`, `against`) of gold card `i` that predicted card `j` has."""
        left, right = self.gold[i][role], self.predicted[j].get(role) or []
        return _pair([[self._same_actor(role, a, b) for b in right] for a in left])

    def _same_actor(self, role: str, gold: Card, predicted: Card) -> bool:
        denied = (gold.get("certainty") == "denied") == (predicted.get("certainty") == "denied")
        return self.names.same_name(gold["actor"], predicted["actor"]) and (
            role == "against" or denied
        )

    def tally(self) -> Tally:
        """The counts of this document."""
        tally = Tally()
        tally.found("card", len(self.gold), len(self.predicted), len(self.cards))
        for i, j in self.cards.items():
            self._tally_card(i, j, tally)
        sourced = [(a, b) for a, b in self.figures if self.same_source(a, b)]
        whole = [(a, b) for a, b in sourced if self.same_certainty(a, b) and self.same_card(a, b)]
        counts = len(self.gold_figures), len(self.predicted_figures)
        tally.found("figure", *counts, len(self.figures))
        tally.found("figure_sourced", *counts, len(sourced))
        tally.found("ledger_row", *counts, len(whole))
        return tally

    def _tally_card(self, i: int, j: int, tally: Tally) -> None:
        gold, predicted = self.gold[i], self.predicted[j]
        tally.answered("kind", right=gold["kind"] == predicted["kind"])
        tally.answered("status", right=gold["status"] == predicted.get("status"))
        if gold["when"]:
            _tally_when(gold["when"], predicted.get("when") or {}, tally)
        if gold["where"]:
            where = predicted.get("where") or {}
            limit = gold["where"]["within_km"] + _SLACK_KM
            placed = where.get("lat") is not None
            tally.answered("where", right=placed and _km(where, gold["where"]) <= limit)
        for role in ("by", "against"):
            left, right = gold[role], predicted.get(role) or []
            tally.found(role, len(left), len(right), len(self.pair_actors(role, i, j)))


def _tally_when(gold: Card, predicted: Card, tally: Tally) -> None:
    earliest, latest = predicted.get("earliest"), predicted.get("latest")
    tally.answered("when", right=(earliest, latest) == (gold["earliest"], gold["latest"]))
    overlaps = (
        bool(earliest and latest) and earliest <= gold["latest"] and latest >= gold["earliest"]
    )
    tally.answered("when_overlaps", right=overlaps)


def _pair(scores: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """One-to-one pairs of a matrix, the best first, ties in order; a score of 0 never pairs."""
    ranked = sorted(
        (-value, i, j) for i, row in enumerate(scores) for j, value in enumerate(row) if value > 0
    )
    left: set[int] = set()
    right: set[int] = set()
    pairs = []
    for _, i, j in ranked:
        if i not in left and j not in right:
            left.add(i)
            right.add(j)
            pairs.append((i, j))
    return pairs


def _quotes(card: Card) -> Iterator[str | None]:
    yield from card.get("evidence") or []
    yield from (figure.get("quote") for figure in card.get("figures") or [])


def _numbers(card: Card) -> list[tuple[str, str]]:
    return [(figure["kind"], str(number(figure))) for figure in card.get("figures") or []]


def _figures(cards: Sequence[Card]) -> Iterator[tuple[int, Card]]:
    for i, card in enumerate(cards):
        yield from ((i, figure) for figure in card.get("figures") or [])


def _one_family(left: str, right: str) -> bool:
    if "other" in (left, right):
        return True
    family = {kind: name for name, kinds in _FAMILIES.items() for kind in kinds.split()}
    return family.get(left) == family.get(right)


def _km(one: Card, other: Card) -> float:
    """The great-circle distance of two cards' places."""
    p, q = math.radians(one["lat"]), math.radians(other["lat"])
    turn = math.radians(other["lon"] - one["lon"])
    h = math.sin((q - p) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin(turn / 2) ** 2
    return _EARTH_DIAMETER_KM * math.asin(min(1, math.sqrt(h)))


def _range(items: Sequence[object]) -> range:
    return range(len(items))
