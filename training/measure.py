"""Measures trained networks on reports that they have not seen, beside the rules.

    python -m training.measure --data DIR --out DIR [--fold 0] [--gold DIR]

The network reads as the package reads: its cards go the whole way, through accounts and their
resolving, and are scored as `khaldun evaluate cards` does. Limits for one half of a fold are those
that are best on its other half. With `--gold` the network of `--fold` is measured on other reports,
and the limits are those that are best on all of them.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from statistics import mean, stdev

import torch

from khaldun.cards import Card, to_document
from khaldun.errors import InputError, KhaldunError
from khaldun.evaluate.cards import score
from khaldun.evaluate.tables import Table
from khaldun.read.decide import Decider, Limits
from khaldun.read.drafts import in_order, write_account
from khaldun.read.inputs import Floats, Ints
from khaldun.read.network import Network, Reading
from khaldun.records import Account
from khaldun.resolve.account import resolve
from training import base
from training.documents import DataSet, Document, DocumentReader
from training.examples import Workshop
from training.folds import FOLDS, split
from training.network import Encoder, Size, heads
from training.network import Network as Trained
from training.train import arguments

#: The limits that are tried.
_GRID = [
    Limits(kind=kind, figure=figure, same=same, role=role)
    for kind, figure, same, role in product((0.4, 0.5), (0.4,), (0.5,), (0.4, 0.5, 0.6, 0.7, 0.8))
]
_ROWS = "card kind status when where by against figure figure_sourced ledger_row".split()
#: Limits are chosen by rows first, but not by letting every card without a figure go.
_CARD_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Whole:
    """A trained encoder in the place of the exported one."""

    encoder: Encoder

    def __call__(self, ids: Ints, added: Floats) -> Floats:
        """As `khaldun.read.learned.Encoder`."""
        with torch.no_grad():
            vectors: Floats = self.encoder(torch.from_numpy(ids), torch.from_numpy(added)).numpy()
        return vectors


def as_run(trained: Trained) -> Network:
    """A trained network as the package runs it, its encoder in full precision."""
    trained.eval()
    weights = {name: value.numpy() for name, value in heads(trained).items()}
    return Network(Whole(trained.encoder), weights, trained.marks)


def load(path: Path) -> Trained:
    """A trained network.

    Raises:
        InputError: there is none at this path yet.
    """
    if not path.exists():
        raise InputError(f"{path} does not exist; train this fold first")
    network = Trained(Size())
    network.load_state_dict(torch.load(path, weights_only=True))
    return network.eval()


class Bench:
    """Holds what measuring needs, and measures networks on documents."""

    def __init__(self, data: DataSet) -> None:
        self.data = data
        self.reader = DocumentReader()
        self.workshop = Workshop(self.reader, base.pieces())

    def documents(self, names: Sequence[str]) -> list[Document]:
        """The documents of these names."""
        read = (self.reader.read(n, self.data.texts[n], self.data.details[n]) for n in names)
        return [document for document in read if document is not None]

    def readings(
        self, network: Network, documents: Sequence[Document]
    ) -> list[tuple[Document, Reading]]:
        """What the network makes of each document."""
        return [(one, network.read(self.workshop.encode(one))) for one in documents]

    def cards(
        self, network: Network, readings: Sequence[tuple[Document, Reading]], limits: Limits
    ) -> dict[str, list[Card]]:
        """The cards of each document."""
        found: dict[str, list[Card]] = {}
        codebook = self.reader.knowledge.codebook
        for document, reading in readings:
            material, report = document.material, document.report
            decider = Decider(network, reading, material, document.rows, codebook)
            drafts = decider.drafts(limits)
            accounts = in_order(write_account(report, material.voice, draft) for draft in drafts)
            found[document.name] = self._resolved(document, accounts)
        return found

    def rules(self, documents: Sequence[Document]) -> dict[str, list[Card]]:
        """The cards of the rules."""
        return {one.name: self._resolved(one, one.material.accounts) for one in documents}

    def _resolved(self, document: Document, accounts: Sequence[Account]) -> list[Card]:
        gazetteer, roster = self.reader.gazetteer, self.reader.roster
        done = resolve(document.report, accounts, gazetteer=gazetteer, roster=roster)
        cards: list[Card] = to_document(document.report, done)["incidents"]
        return cards

    def score(self, predicted: Mapping[str, list[Card]]) -> Table:
        """How well cards agree with the gold cards of the same documents."""
        gold = {name: self.data.cards[name] for name in predicted}
        return score(gold, predicted, self.data.texts)

    def best(self, network: Network, readings: Sequence[tuple[Document, Reading]]) -> Limits:
        """The limits under which these documents come out best."""

        def worth(limits: Limits) -> float:
            table = self.score(self.cards(network, readings, limits))
            return table["ledger_row"].value + _CARD_SHARE * table["card"].value

        return max(_GRID, key=worth)


def measure(
    bench: Bench, network: Network, names: Sequence[str], *, halves: bool, write: Path | None
) -> dict[str, float]:
    """Prints and returns the measures on these documents; the cards can be written as well."""
    documents = bench.documents(names)
    readings = bench.readings(network, documents)
    cards: dict[str, list[Card]] = {}
    odd, even = readings[::2], readings[1::2]
    for ours, theirs in ((odd, even), (even, odd)) if halves else ((readings, readings),):
        limits = bench.best(network, theirs)
        print(f"  {limits}")
        cards |= bench.cards(network, ours, limits)
    if write:
        lines = ({"document": name, "incidents": own} for name, own in cards.items())
        write.write_text("".join(f"{json.dumps(one)}\n" for one in lines))
    by_rules, by_network = bench.score(bench.rules(documents)), bench.score(cards)
    found: dict[str, float] = {}
    for row in _ROWS:
        found |= {f"{row}, rules": by_rules[row].value, row: by_network[row].value}
        print(f"  {row:15} rules {by_rules[row].value:.3f}   network {by_network[row].value:.3f}")
    return found


def main() -> None:
    """The command."""
    parser = arguments(__doc__)
    parser.add_argument("--gold", type=Path, help="folder of other reports with cards")
    parser.add_argument("--write", type=Path, help="a file for the cards of the network")
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    numbers = [str(fold) for fold in range(FOLDS)] if given.fold == "all" else [given.fold]
    try:
        bench = Bench(DataSet.open(given.data))
        folds = split(bench.data, bench.reader.roster)
        if given.gold:
            bench = Bench(DataSet.open(given.gold))
            network = as_run(load(given.out / f"fold-{given.fold}.weights.pt"))
            measure(bench, network, sorted(bench.data.cards), halves=False, write=given.write)
            return
        found = []
        for number in numbers:
            print(f"fold {number}")
            network = as_run(load(given.out / f"fold-{number}.weights.pt"))
            found.append(measure(bench, network, folds.held_out(number), halves=True, write=given.write))
    except KhaldunError as error:
        sys.exit(str(error))
    if len(found) > 1:
        print(f"mean and standard deviation over {len(found)} folds")
        for name in found[0]:
            values = [one[name] for one in found]
            print(f"  {name:22} {mean(values):.3f} ± {stdev(values):.3f}")


if __name__ == "__main__":
    main()
