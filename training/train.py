"""Trains the reader on a set of texts with cards, on a processor, and can be cut off at any time.

    python -m training.train --data DIR --out DIR [--fold 0] [--epochs 8] [--begin-with DIR]

Writes `fold-N.pt` (all that is needed to go on) and `fold-N.weights.pt` (the network after the
last whole epoch); run again, it goes on from there.
"""

import argparse
import sys
import time
from pathlib import Path

import torch
from torch import Tensor

from khaldun.errors import InputError, KhaldunError
from training import base
from training.documents import DataSet, DocumentReader
from training.examples import Workshop
from training.folds import split
from training.network import Network, Size
from training.session import Plan, Session

_ROOT = Path(__file__).resolve().parent.parent


def arguments(description: str | None) -> argparse.ArgumentParser:
    """The options that training, measuring and exporting have in common."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--data", type=Path, required=True, help="folder with cards.jsonl")
    parser.add_argument("--out", type=Path, required=True, help="folder outside the repository")
    parser.add_argument("--fold", default="all", help="the fold to hold out, or all: none")
    parser.add_argument("--threads", type=int, default=2)
    return parser


def outside(folder: Path) -> Path:
    """A folder for weights, made if need be.

    Raises:
        InputError: it lies in the repository, where weights would be committed.
    """
    if folder.resolve().is_relative_to(_ROOT):
        raise InputError(f"{folder} lies in the repository; name a folder outside it")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def new_network(seed: int) -> Network:
    """The network before training: base weights, and heads drawn by the seed."""
    torch.manual_seed(seed)
    network = Network(Size())
    base.load(network.encoder, base.folder() / "model.safetensors")
    return network


def trained(folder: Path, fold: str) -> dict[str, Tensor]:
    """The weights that were trained into a folder.

    Raises:
        InputError: there are none yet.
    """
    path = folder / f"fold-{fold}.weights.pt"
    if not path.exists():
        raise InputError(f"{path} does not exist; train this fold first")
    state: dict[str, Tensor] = torch.load(path, weights_only=True)
    return state


def prepare(
    data: DataSet, fold: str, plan: Plan, *, written: bool, begin_with: Path | None = None
) -> Session:
    """A session that has learned nothing yet, or begins with what was learned before; says what it
    learns from.

    Raises:
        InputError: there are no weights to begin with.
    """
    reader = DocumentReader()
    folds = split(data, reader.roster)
    held = set(folds.held_out(fold))
    workshop = Workshop(reader, base.pieces())
    examples = list(workshop.examples((n for n in sorted(data.cards) if n not in held), data))
    if written:
        more = DataSet.written()
        examples += workshop.examples(sorted(more.cards), more)
    sizes = ", ".join(str(len(part)) for part in folds.parts)
    print(f"folds of {sizes} documents; {folds.crossing} incidents cross them")
    print(f"{len(examples)} documents to learn from, {len(held)} held out")
    print(", ".join(f"{count} {what}" for what, count in sorted(workshop.tally.items())))
    network = new_network(plan.seed)
    if begin_with:
        network.load_state_dict(trained(begin_with, fold))
    torch.manual_seed(plan.order)
    return Session(plan=plan, network=network, workshop=workshop, examples=examples)


def run(session: Session, out: Path, fold: str, *, every: float) -> None:
    """Trains to the end of the plan, with a checkpoint every so many seconds and each epoch."""
    path = out / f"fold-{fold}.pt"
    if path.exists():
        session.restore(path)
        print(f"goes on after {session.epoch} epochs and {session.done} batches", flush=True)
    started = saved = time.monotonic()
    while not session.finished:
        session.advance()
        whole = session.done == 0
        if whole or time.monotonic() - saved > every:
            session.save(path)
            saved = time.monotonic()
        if whole:
            torch.save(session.result, out / f"fold-{fold}.weights.pt")
            lost = ", ".join(f"{head} {value:.3f}" for head, value in session.lost.items())
            seconds = round(time.monotonic() - started)
            print(f"epoch {session.epoch}: {seconds} s, lost {lost}", flush=True)


def main() -> None:
    """The command."""
    parser = arguments(__doc__)
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1, help="draws the heads")
    parser.add_argument("--order", type=int, default=1, help="draws the order of documents")
    parser.add_argument("--begin-with", type=Path, help="trained weights to go on from")
    parser.add_argument(
        "--written",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="learn from the reports in training/written too",
    )
    parser.add_argument("--minutes", type=float, default=3.0, help="between checkpoints")
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    try:
        out = outside(given.out)
        plan = Plan(epochs=given.epochs, seed=given.seed, order=given.order)
        session = prepare(
            DataSet.open(given.data),
            given.fold,
            plan,
            written=given.written,
            begin_with=given.begin_with,
        )
        run(session, out, given.fold, every=60 * given.minutes)
    except KhaldunError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
