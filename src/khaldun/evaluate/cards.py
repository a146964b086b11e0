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
            _Comparison(cards, predicted.get(document, []), texts[document], names).tally()
            for document, cards in gold.items()
        ]
    )


class _Sentences:
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


class _Comparison:
    """The gold and predicted cards of one document, and where each of them quotes from."""

    def __init__(
        self, gold: Sequence[Card], predicted: Sequence[Card], text: str, names: Equivalences
    ) -> None:
        self._names = names
        self._sentences = _Sentences(text)
        self._gold, self._predicted = gold, predicted
        self._spots = [self._sentences.of(_quotes(card)) for card in gold]
        self._predicted_spots = [self._sentences.of(_quotes(card)) for card in predicted]

    def tally(self) -> Tally:
        """The counts of this document."""
        tally = Tally()
        agree = [
            [self._card_score(i, j) for j in _range(self._predicted)] for i in _range(self._gold)
        ]
        cards = _pair(agree)
        tally.found("card", len(self._gold), len(self._predicted), len(cards))
        for i, j in cards:
            self._tally_card(self._gold[i], self._predicted[j], tally)
        self._tally_figures(dict(cards), tally)
        return tally

    def _card_score(self, i: int, j: int) -> float:
        spots, others = self._spots[i], self._predicted_spots[j]
        gold, predicted = self._gold[i], self._predicted[j]
        if not spots & others or not _one_family(gold["kind"], predicted["kind"]):
            return 0
        numbers = Counter(_numbers(gold)) & Counter(_numbers(predicted))
        overlap = len(spots & others) / len(spots | others)
        same_kind: bool = gold["kind"] == predicted["kind"]
        return 1 + same_kind + sum(numbers.values()) + overlap

    def _tally_card(self, gold: Card, predicted: Card, tally: Tally) -> None:
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
            hits = _pair([[self._same_actor(role, a, b) for b in right] for a in left])
            tally.found(role, len(left), len(right), len(hits))

    def _same_actor(self, role: str, gold: Card, predicted: Card) -> bool:
        denied = (gold.get("certainty") == "denied") == (predicted.get("certainty") == "denied")
        return self._names.same_name(gold["actor"], predicted["actor"]) and (
            role == "against" or denied
        )

    def _tally_figures(self, partner: Mapping[int, int], tally: Tally) -> None:
        gold, predicted = list(_figures(self._gold)), list(_figures(self._predicted))
        spots = [self._sentences.of([figure.get("quote")]) for _, figure in gold]
        others = [self._sentences.of([figure.get("quote")]) for _, figure in predicted]

        def agree(a: int, b: int) -> float:
            (i, left), (j, right) = gold[a], predicted[b]
            counted = left["kind"] == right["kind"] and self._names.same_number(left, right)
            if not counted or not spots[a] & others[b]:
                return 0
            sure: bool = left["certainty"] == right.get("certainty")
            return 1 + self._names.same_source(left, right) + (partner.get(i) == j) + sure / 2

        pairs = _pair([[agree(a, b) for b in _range(predicted)] for a in _range(gold)])
        sourced = [(a, b) for a, b in pairs if self._names.same_source(gold[a][1], predicted[b][1])]
        whole = [
            (a, b)
            for a, b in sourced
            if gold[a][1]["certainty"] == predicted[b][1].get("certainty")
            and partner.get(gold[a][0]) == predicted[b][0]
        ]
        for measure, right in (
            ("figure", pairs),
            ("figure_sourced", sourced),
            ("ledger_row", whole),
        ):
            tally.found(measure, len(gold), len(predicted), len(right))


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
