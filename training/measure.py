"""Measures trained networks on reports that they have not seen, beside the rules.

    python -m training.measure --data DIR --out DIR [--fold 0] [--gold DIR]

The network reads as the package reads: its cards go the whole way, through accounts and their
resolving, and are scored as `khaldun evaluate cards` does. Limits for one half of a fold are those
that are best on its other half. With `--gold` the network of `--fold` is measured on other reports,
and the limits are those that are best on all of them.
"""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from statistics import mean, stdev

import numpy as np
import torch

from khaldun.cards import Card, to_document
from khaldun.errors import KhaldunError
from khaldun.evaluate.cards import score
from khaldun.evaluate.tables import Table
from khaldun.read.arrays import Floats, Ints
from khaldun.read.completing import complete
from khaldun.read.decide import Decider
from khaldun.read.denied import with_blames
from khaldun.read.drafts import in_order, write_account
from khaldun.read.inputs import Input
from khaldun.read.limits import Limits
from khaldun.read.network import Network, Reading
from khaldun.records import Account
from khaldun.resolve.account import resolve
from training import base
from training.documents import DataSet, Document, DocumentReader
from training.examples import Workshop
from training.folds import FOLDS, split
from training.network import Encoder, Size, heads
from training.network import Network as Trained
from training.train import arguments, trained

#: The limits that are tried.
_GRID = [
    Limits(kind=kind, figure=figure, same=same)
    for kind, figure, same in product((0.4, 0.5, 0.6), (0.3, 0.4, 0.5), (-0.8, -0.5, 0.0))
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


def load(folders: Sequence[Path], fold: str) -> Trained:
    """The network that was trained into a folder, or the mean of those of several.

    Raises:
        InputError: there is none in one of them yet.
    """
    states = [trained(folder, fold) for folder in folders]
    network = Trained(Size())
    network.load_state_dict(
        {name: torch.stack([state[name] for state in states]).mean(0) for name in states[0]}
    )
    return network.eval()


def trained_arguments(description: str | None) -> ArgumentParser:
    """The options of what is done with trained networks."""
    parser = arguments(description)
    parser.add_argument(
        "--mean-with",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="the mean with the network that was trained into this folder, in another order",
    )
    return parser


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
        self, network: Network, documents: Sequence[Document], *, alone: bool
    ) -> list[tuple[Document, Reading]]:
        """What the network makes of each document, `alone` without what the rules make of it."""
        given = ((one, self.workshop.encode(one)) for one in documents)
        return [(one, network.read(without_rules(it) if alone else it)) for one, it in given]

    def cards(
        self, network: Network, readings: Sequence[tuple[Document, Reading]], limits: Limits
    ) -> dict[str, list[Card]]:
        """The cards of each document."""
        found: dict[str, list[Card]] = {}
        knowledge = self.reader.knowledge
        for document, reading in readings:
            material, report, told = document.material, document.report, document.told
            rows, codebook = document.rows, knowledge.codebook
            decider = Decider(network, reading, material, rows, codebook, limits)
            drafts = with_blames(decider.drafts(), report, told, material.sides, knowledge)
            drafts = complete(drafts, report, told, knowledge)
            accounts = in_order(write_account(report, material.voice, one) for one in drafts)
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
        tables = [self.score(self.cards(network, readings, limits)) for limits in _GRID]
        rows = [table["ledger_row"].value for table in tables]
        told = f"{min(rows):.3f} to {max(rows):.3f}, in the mean {mean(rows):.3f}"
        print(f"  ledger_row {told}, over {len(_GRID)} sets of limits")
        worth = [r + _CARD_SHARE * t["card"].value for r, t in zip(rows, tables, strict=True)]
        return _GRID[worth.index(max(worth))]


def without_rules(given: Input) -> Input:
    """An input that does not say what the rules make of sentences and candidates."""
    return replace(
        given,
        sentence_rows=np.zeros_like(given.sentence_rows),
        candidate_rows=np.zeros_like(given.candidate_rows),
        ruled=np.zeros_like(given.ruled),
    )


def measure(
    bench: Bench, network: Network, names: Sequence[str], *, halves: bool, alone: bool
) -> tuple[dict[str, list[Card]], dict[str, float]]:
    """The network's cards of these documents, and the measures of both readers, printed too."""
    documents = bench.documents(names)
    readings = bench.readings(network, documents, alone=alone)
    cards: dict[str, list[Card]] = {}
    odd, even = readings[::2], readings[1::2]
    for ours, theirs in ((odd, even), (even, odd)) if halves else ((readings, readings),):
        limits = bench.best(network, theirs)
        print(f"  {limits}")
        cards |= bench.cards(network, ours, limits)
    by_rules, by_network = bench.score(bench.rules(documents)), bench.score(cards)
    found: dict[str, float] = {}
    for row in _ROWS:
        found |= {f"{row}, rules": by_rules[row].value, row: by_network[row].value}
        print(f"  {row:15} rules {by_rules[row].value:.3f}   network {by_network[row].value:.3f}")
    return cards, found


def run(given: Namespace) -> Iterator[tuple[dict[str, list[Card]], dict[str, float]]]:
    """Measures each fold that is asked for, or the one on other reports."""
    bench = Bench(DataSet.open(given.data))
    folds = split(bench.data, bench.reader.roster)
    every = given.fold == "all" and not given.gold
    for number in map(str, range(FOLDS)) if every else [given.fold]:
        print(f"fold {number}")
        network = as_run(load([given.out, *given.mean_with], number))
        if given.gold:
            bench = Bench(DataSet.open(given.gold))
        names = sorted(bench.data.cards) if given.gold else folds.held_out(number)
        yield measure(bench, network, names, halves=not given.gold, alone=given.alone)


def main() -> None:
    """The command."""
    parser = trained_arguments(__doc__)
    parser.add_argument("--gold", type=Path, help="folder of other reports with cards")
    parser.add_argument("--write", type=Path, help="a file for the cards of the network")
    parser.add_argument("--alone", action="store_true", help="without what the rules make of it")
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    try:
        done = list(run(given))
    except KhaldunError as error:
        sys.exit(str(error))
    if given.write:
        cards = [pair for found, _ in done for pair in found.items()]
        lines = (json.dumps({"document": name, "incidents": own}) for name, own in cards)
        given.write.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    if len(done) > 1:
        print(f"mean and standard deviation over {len(done)} folds")
        for name in done[0][1]:
            values = [found[name] for _, found in done]
            print(f"  {name:22} {mean(values):.3f} ± {stdev(values):.3f}")


if __name__ == "__main__":
    main()
