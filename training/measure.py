"""Measures trained networks on the folds that they have not seen, beside the rules.

    python -m training.measure --data DIR --out DIR [--fold 0]

Each head alone, on the true nodes; and cards put together from all of them in the plainest way,
scored as `khaldun evaluate cards` does. Thresholds for one half of a fold are those that are best
on its other half.
"""

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from statistics import mean, stdev

import torch
from torch import Tensor

from khaldun.cards import Card, to_document
from khaldun.errors import InputError, KhaldunError
from khaldun.evaluate.cards import score
from khaldun.evaluate.tables import Table
from training import base, features
from training.assembly import Reading, Thresholds, assemble
from training.documents import DataSet, DocumentReader
from training.examples import Example, Workshop
from training.folds import FOLDS, split
from training.network import Network, Size
from training.pieces import WordPieces
from training.train import arguments

#: The thresholds that are tried.
_GRID = [
    Thresholds(kind=kind, figure=figure, same=same)
    for kind, figure, same in product((0.3, 0.4, 0.5), (0.4, 0.5, 0.6), (-0.7, 0.0, 0.7))
]
_ROWS = ("card", "kind", "figure", "figure_sourced", "ledger_row")


@dataclass(frozen=True, slots=True)
class Count:
    """What a head found: how much is there, how much it named, how much of that is right."""

    gold: int = 0
    named: int = 0
    right: int = 0

    def __add__(self, other: "Count") -> "Count":
        """Both together."""
        return Count(self.gold + other.gold, self.named + other.named, self.right + other.right)

    @property
    def f1(self) -> float:
        """Precision and recall in one; accuracy, where everything is named."""
        total = self.gold + self.named
        return 2 * self.right / total if total else 0.0


class Bench:
    """Holds what measuring needs, and measures networks on examples."""

    def __init__(self, data: DataSet) -> None:
        self.data = data
        self.reader = DocumentReader()
        self.workshop = Workshop(self.reader, WordPieces.open(base.folder() / "vocab.txt"))
        self.folds = split(data, self.reader.roster)

    def examples(self, fold: str) -> list[Example]:
        """The documents that a fold held out."""
        return list(self.workshop.examples(self.folds.held_out(fold), self.data))

    def network(self, path: Path) -> Network:
        """A trained network.

        Raises:
            InputError: there is none at this path yet.
        """
        if not path.exists():
            raise InputError(f"{path} does not exist; train this fold first")
        network = Network(Size())
        network.load_state_dict(torch.load(path, weights_only=True))
        return network.eval()

    def readings(self, network: Network, examples: Sequence[Example]) -> list[Reading]:
        """What the network decides of each example."""
        with torch.no_grad():
            return [Reading.of(network(self.workshop.encode(example))) for example in examples]

    def cards(
        self,
        network: Network,
        pairs: Sequence[tuple[Example, Reading]],
        limits: Thresholds,
    ) -> dict[str, list[Card]]:
        """The cards of each document."""
        knowledge = self.reader.knowledge
        return {
            example.document.name: assemble(network, example, reading, limits, knowledge)
            for example, reading in pairs
        }

    def score(self, predicted: Mapping[str, list[Card]]) -> Table:
        """How well cards agree with the gold cards of the same documents."""
        gold = {name: self.data.cards[name] for name in predicted}
        return score(gold, predicted, self.data.texts)


def heads(network: Network, pairs: Sequence[tuple[Example, Reading]]) -> dict[str, Count]:
    """How right each head is by itself, and the rules on the same questions: F1 of each.

    Pairs are those of the true nodes.
    """
    found: dict[str, Count] = {}
    for example, reading in pairs:
        clues, counts = example.rows
        with torch.no_grad():
            alike = network.compare(reading.read, example.nodes, example.pairs)
        told, same = example.told > 0, example.same > 0
        ruled = clues[:, features.RULED_KINDS] > 0
        answers = {
            "kinds": _found(told, reading.read.kinds > 0),
            "kinds, rules": _found(told, ruled),
            "figures": _classes(example.figures, reading.figures.argmax(1)),
            "figures, rules": _classes(example.figures, counts[:, features.RULED_FIGURE].argmax(1)),
            "cards": _answered(example.kinds, reading.cards.argmax(1)),
            "cards, rules": _answered(example.kinds, _classed(counts[:, features.RULED_CARD])),
            "pairs": _found(same, alike > 0),
            "pairs, rules": _found(same, example.pairs[:, features.RULED_SAME] > 0),
        }
        for head, count in answers.items():
            found[head] = found.get(head, Count()) + count
    return found


def _classed(rows: Tensor) -> Tensor:
    """The class that each row marks, -1 where it marks none."""
    return torch.where(rows.sum(1) > 0, rows.argmax(1), -1)


def _found(gold: Tensor, named: Tensor) -> Count:
    return Count(int(gold.sum()), int(named.sum()), int((gold & named).sum()))


def _classes(gold: Tensor, named: Tensor) -> Count:
    right = (gold == named) & (gold > 0)
    return Count(int((gold > 0).sum()), int((named > 0).sum()), int(right.sum()))


def _answered(gold: Tensor, named: Tensor) -> Count:
    asked = gold >= 0
    given = asked & (named >= 0)
    return Count(int(asked.sum()), int(given.sum()), int((given & (gold == named)).sum()))


def choose(
    bench: Bench, network: Network, pairs: Sequence[tuple[Example, Reading]]
) -> dict[str, list[Card]]:
    """The cards of all documents, those of each half under the best thresholds of the other."""
    halves = pairs[::2], pairs[1::2]
    cards: dict[str, list[Card]] = {}
    for ours, theirs in (halves, halves[::-1]):
        tried = [
            (bench.score(bench.cards(network, theirs, limits))["ledger_row"].value, -number)
            for number, limits in enumerate(_GRID)
        ]
        limits = _GRID[-max(tried)[1]]
        print(f"  thresholds: {limits}")
        cards |= bench.cards(network, ours, limits)
    return cards


def measure(bench: Bench, path: Path, fold: str) -> dict[str, float]:
    """Prints and returns the measures of one fold."""
    network, examples = bench.network(path), bench.examples(fold)
    pairs = list(zip(examples, bench.readings(network, examples), strict=True))
    found = {head: count.f1 for head, count in heads(network, pairs).items()}
    rules = {
        example.document.name: to_document(example.document.report, example.document.accounts)
        for example in examples
    }
    by_rules = bench.score({name: document["incidents"] for name, document in rules.items()})
    by_network = bench.score(choose(bench, network, pairs))
    for row in _ROWS:
        found |= {f"{row}, rules": by_rules[row].value, row: by_network[row].value}
    print(f"fold {fold}: {len(examples)} documents")
    for name, value in found.items():
        print(f"  {name:22} {value:.3f}", flush=True)
    return found


def main() -> None:
    """The command."""
    given = arguments(__doc__).parse_args()
    torch.set_num_threads(given.threads)
    numbers = [str(fold) for fold in range(FOLDS)] if given.fold == "all" else [given.fold]
    try:
        bench = Bench(DataSet.open(given.data))
        found = [measure(bench, given.out / f"fold-{n}.weights.pt", n) for n in numbers]
    except KhaldunError as error:
        sys.exit(str(error))
    print(", ".join(f"{n} {what}" for what, n in sorted(Counter(bench.workshop.tally).items())))
    if len(found) > 1:
        print(f"mean and standard deviation over {len(found)} folds")
        for name in found[0]:
            values = [one[name] for one in found]
            print(f"  {name:22} {mean(values):.3f} ± {stdev(values):.3f}")


if __name__ == "__main__":
    main()
