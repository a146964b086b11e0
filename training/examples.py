"""Documents with their answers as the network takes them, and what it loses by its answers."""

import random
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import torch
from torch import Tensor
from torch.nn import functional

from khaldun.cards import Card
from khaldun.evaluate.names import Equivalences
from training import features
from training.documents import DataSet, Document, DocumentReader
from training.features import Features, Node
from training.labels import KINDS, Labels, align
from training.network import Encoded, Network
from training.pieces import WordPieces, draw_losses

#: By what each head's loss is divided, so that none drowns the others: a document has some ten
#: sentences with 25 answers each, eight candidates, and pairs by the square of its nodes.
_KINDS, _FIGURES, _CARDS, _PAIRS = 10.0, 4.0, 6.0, 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A document to learn from: its rows, its answers, and its nodes as the cards have them.

    `told` is 1.0 for each (sentence, kind) that a card tells; `same` for each two nodes of a card.
    """

    document: Document
    features: Features
    rows: tuple[Tensor, Tensor]
    told: Tensor
    figures: Tensor
    kinds: Tensor
    nodes: tuple[Node, ...]
    pairs: Tensor
    same: Tensor


class Workshop:
    """Makes examples of documents, and tensors of their texts."""

    def __init__(self, reader: DocumentReader, pieces: WordPieces) -> None:
        self._reader, self._pieces = reader, pieces
        self._names = Equivalences.open()
        self.tally: Counter[str] = Counter()

    def examples(self, names: Iterable[str], data: DataSet) -> Iterator[Example]:
        """The examples of these documents; `tally` counts what could not be aligned."""
        for name in names:
            document = self._reader.read(name, data.texts[name], data.details[name])
            if document.sentences:
                yield self.example(document, data.cards[name])

    def example(self, document: Document, cards: Sequence[Card]) -> Example:
        """The example of one document with its cards."""
        labels = align(document, cards, self._names, self.tally)
        told = torch.zeros(len(document.sentences), len(KINDS))
        for mention in labels.mentions:
            told[mention.sentence, mention.kind] = 1.0
        owners, nodes = _nodes(document, labels)
        rows = Features(document, self._reader.knowledge.codebook)
        return Example(
            document=document,
            features=rows,
            rows=(
                table(rows.sentences(), features.SENTENCE),
                table(rows.candidates(), features.CANDIDATE),
            ),
            told=told,
            figures=torch.tensor(labels.figures, dtype=torch.long),
            kinds=torch.tensor(labels.kinds, dtype=torch.long),
            nodes=nodes,
            pairs=table(rows.pairs(nodes), features.PAIR),
            same=torch.tensor([float(a == b) for a, b in combinations(owners, 2)]),
        )

    def encode(self, example: Example, chance: random.Random | None = None) -> Encoded:
        """An example's text as tensors; with `chance` some of its marks may be lost."""
        text = example.document.report.text
        lost = draw_losses(text, chance) if chance else frozenset[int]()
        ids: list[int] = []
        shapes: list[int] = []
        spans: list[tuple[int, int]] = []
        sentence: list[int] = []
        for number, told in enumerate(example.document.sentences):
            kept = [at for at in range(told.sentence.start, told.sentence.end) if at not in lost]
            cut = self._pieces.cut("".join(text[at] for at in kept), kept)
            ids += cut.ids
            shapes += cut.shapes
            spans += cut.spans
            sentence += [number] * len(cut)
        return Encoded(
            ids=torch.tensor(ids),
            shapes=torch.tensor(shapes),
            sentence=torch.tensor(sentence),
            ranges=_ranges(example.document, spans),
            sentences=example.rows[0],
            candidates=example.rows[1],
        )


def table(rows: Sequence[Sequence[float]], width: int) -> Tensor:
    """Rows of numbers as a tensor, also where there is none."""
    return torch.tensor(rows, dtype=torch.float32).reshape(-1, width)


def losses(network: Network, encoded: Encoded, example: Example) -> dict[str, Tensor]:
    """What each head loses on an example; heads that are asked nothing there are left out."""
    read = network(encoded)
    found = {"kinds": _told(read.kinds, example.told) / _KINDS}
    if len(example.figures):
        wrong = functional.cross_entropy(read.figures, example.figures, reduction="sum")
        found["figures"] = wrong / _FIGURES
    owned = example.kinds >= 0
    if bool(owned.any()):
        wrong = functional.cross_entropy(read.cards[owned], example.kinds[owned], reduction="sum")
        found["cards"] = wrong / _CARDS
    if len(example.same):
        alike = network.compare(read, example.nodes, example.pairs)
        wrong = _told(alike, example.same) / len(example.same) ** 0.5
        found["pairs"] = wrong / _PAIRS
    return found


def _told(logits: Tensor, told: Tensor) -> Tensor:
    return functional.binary_cross_entropy_with_logits(logits, told, reduction="sum")


def _nodes(document: Document, labels: Labels) -> tuple[list[int], tuple[Node, ...]]:
    """The nodes that the cards make of a document, and the card of each."""
    owners = [mention.card for mention in labels.mentions]
    nodes = [Node(mention.sentence, mention.kind) for mention in labels.mentions]
    for number, (card, kind) in enumerate(zip(labels.cards, labels.kinds, strict=True)):
        if card >= 0:
            owners.append(card)
            nodes.append(Node(document.candidates[number].sentence, kind, number))
    return owners, tuple(nodes)


def _ranges(document: Document, spans: Sequence[tuple[int, int]]) -> Tensor:
    starts, ends = [start for start, _ in spans], [end for _, end in spans]
    ranges = [
        (bisect_right(ends, candidate.quantity.start), bisect_left(starts, candidate.end))
        for candidate in document.candidates
    ]
    return torch.tensor(ranges, dtype=torch.long).reshape(-1, 2)
