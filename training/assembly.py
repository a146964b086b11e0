"""Cards from what the network decides, put together in the plainest way that can be measured.

It is no reader: places, days and actors stay empty. Sources and certainty are those of the rules.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from khaldun.cards import Card
from khaldun.read.accounts import FEW, find_certainty
from khaldun.read.tellings import Knowledge
from training.documents import Candidate, Document
from training.examples import Example, table
from training.features import PAIR, Node
from training.labels import FIGURES, KINDS
from training.network import Network, Read

#: A card shows at most so many sentences.
_EVIDENCE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """From where on a sentence tells of a kind, a candidate is a figure, two clusters are one.

    The first two are probabilities, the last is a mean of logits.
    """

    kind: float = 0.35
    figure: float = 0.5
    same: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the network decided of one document."""

    read: Read
    kinds: Tensor
    figures: Tensor
    cards: Tensor

    @classmethod
    def of(cls, read: Read) -> "Reading":
        """The decisions as probabilities."""
        return cls(
            read=read,
            kinds=torch.sigmoid(read.kinds),
            figures=torch.softmax(read.figures, 1),
            cards=torch.softmax(read.cards, 1),
        )

    def nodes(self, document: Document, limits: Thresholds) -> list[Node]:
        """The sentences that tell of a kind, and the figures."""
        found = [
            Node(int(sentence), int(kind))
            for sentence, kind in torch.nonzero(self.kinds > limits.kind)
        ]
        for number, candidate in enumerate(document.candidates):
            if self.figures[number, 0] <= 1 - limits.figure:
                found.append(Node(candidate.sentence, int(self.cards[number].argmax()), number))
        return found


def assemble(
    network: Network, example: Example, reading: Reading, limits: Thresholds, knowledge: Knowledge
) -> list[Card]:
    """The cards of a document."""
    nodes = reading.nodes(example.document, limits)
    if not nodes:
        return []
    pairs = table(example.features.pairs(nodes), PAIR)
    with torch.no_grad():
        alike = network.compare(reading.read, nodes, pairs)
    groups = cluster(len(nodes), alike.tolist(), limits.same)
    return [
        _card(example.document, reading, [nodes[n] for n in group], knowledge) for group in groups
    ]


def cluster(count: int, alike: Sequence[float], limit: float) -> list[list[int]]:
    """Groups of nodes: the two most alike, by the mean over their members, become one, and again.

    `alike` holds the upper triangle, row by row.
    """
    values = iter(alike)
    score = {(i, j): next(values) for i in range(count) for j in range(i + 1, count)}
    groups = {number: [number] for number in range(count)}
    while score:
        (one, other), best = max(score.items(), key=lambda item: (item[1], item[0]))
        if best <= limit:
            break
        for third in groups.keys() - {one, other}:
            left, right = (min(one, third), max(one, third)), (min(other, third), max(other, third))
            n, m = len(groups[one]), len(groups[other])
            score[left] = (n * score[left] + m * score.pop(right)) / (n + m)
        del score[one, other]
        groups[one] += groups.pop(other)
    return [sorted(group) for group in groups.values()]


def _card(
    document: Document, reading: Reading, nodes: Sequence[Node], knowledge: Knowledge
) -> Card:
    votes = torch.zeros(len(KINDS))
    for node in nodes:
        if node.candidate is None:
            votes[node.kind] += reading.kinds[node.sentence, node.kind]
        else:
            votes += reading.cards[node.candidate]
    told = {node.sentence for node in nodes if node.candidate is None}
    spots = sorted(told or {node.sentence for node in nodes})[:_EVIDENCE]
    spans = [document.sentences[number].sentence for number in spots]
    figures: list[Card] = []
    for number in sorted(node.candidate for node in nodes if node.candidate is not None):
        kind = FIGURES[int(reading.figures[number, 1:].argmax()) + 1]
        _add(figures, _figure(document, document.candidates[number], kind, knowledge))
    return {
        "kind": KINDS[int(votes.argmax())],
        "status": "happened",
        "evidence": [document.report.text[span.start : span.end] for span in spans],
        "when": None,
        "where": None,
        "by": [],
        "against": [],
        "figures": figures,
    }


def _figure(document: Document, candidate: Candidate, kind: str, knowledge: Knowledge) -> Card:
    quantity, told = candidate.quantity, document.sentences[candidate.sentence]
    text, start, end = document.report.text, quantity.start, candidate.end
    return {
        "kind": kind,
        "of": quantity.counted,
        "low": quantity.low,
        "high": quantity.high,
        "approx": quantity.approx,
        "vague": quantity.vague,
        "says": [source.name for source in told.credit(start)],
        "certainty": find_certainty(text, told, start, end, knowledge),
        "quote": text[start:end],
    }


def _add(figures: list[Card], figure: Card) -> None:
    """Adds a figure, unless it restates one by the same source, or by none."""
    double = next((other for other in figures if _restates(other, figure)), None)
    if double is not None and (double["says"] or not figure["says"]):
        return
    if double is not None:
        figures.remove(double)
    figures.append(figure)


def _restates(one: Card, other: Card) -> bool:
    if any(one[name] != other[name] for name in ("kind", "low", "high", "vague")):
        return False
    if one["low"] is not None and one["low"] <= FEW and one["of"] != other["of"]:
        return False
    return not one["says"] or not other["says"] or bool(set(one["says"]) & set(other["says"]))
