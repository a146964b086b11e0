"""Writes a trained network as the package runs it, and checks that it decides the same.

    python -m training.export --data DIR --out DIR [--fold all] [--to src/khaldun/read/weights]

Writes `encoder.onnx` (int8, a scale for each channel), `heads.npz` (plain float16 arrays, no
pickles), `vocabulary.txt` (the pieces that English reports can need) and `model.json` (hashes and
limits); prints sizes. Refuses, and writes nothing, when any head answers more than two questions
in a hundred differently.
"""

import argparse
import hashlib
import json
import re
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn

from khaldun.errors import KhaldunError
from khaldun.read.learned import ENCODER, HEADS, MODEL, VOCABULARY, Weights
from khaldun.read.limits import Limits
from khaldun.read.network import Network, Reading
from khaldun.read.pieces import WordPieces
from training import base
from training.documents import DataSet
from training.examples import Example
from training.lean import make_lean
from training.measure import Bench, as_run, load, trained_arguments
from training.network import Encoder, heads
from training.network import Network as Trained

#: The share of its questions on which each head must answer alike.
_AGREEMENT = 0.98
_OPSET = 17
#: What begins the names of the linear maps that stay float32: those of a few loud values.
_WHOLE = re.compile(r"/layers\.\d+/loud/")
#: Pieces of other scripts and the vocabulary's spare ones; a report in English is spelled without.
_NEEDED = re.compile(r"\[(?:UNK|CLS|SEP|MASK)\]|[\x21-\x7e–—‘’“”…€£•°]+\Z")
_SPARE = re.compile(r"\[(?:unused\d+|PAD)\]\Z")


class ExportError(KhaldunError):
    """The exported network does not decide as the trained one."""


@dataclass(frozen=True, slots=True)
class Parity:
    """Of how many questions each head was asked how many are answered alike."""

    alike: Mapping[str, int]
    asked: Mapping[str, int]

    @property
    def least(self) -> tuple[float, str]:
        """The smallest share of questions that a head answers alike, and the head.

        Over all answers together it would say little: the heads that are asked most have the
        easiest questions.
        """
        return min((self.alike[head] / asked, head) for head, asked in self.asked.items() if asked)


def trim(trained: Trained, pieces: WordPieces) -> list[str]:
    """Takes from the encoder the vectors of pieces that are not needed; the pieces that stay."""
    kept = [p for p in pieces.vocabulary if _NEEDED.match(p) and not _SPARE.match(p)]
    rows = torch.tensor([pieces.vocabulary[piece] for piece in kept])
    trained.encoder.word = nn.Embedding.from_pretrained(trained.encoder.word.weight[rows])
    trained.marks = (kept.index("[CLS]"), kept.index("[SEP]"))
    return kept


def write_encoder(encoder: Encoder, path: Path) -> None:
    """The encoder in int8; its range leaves a bit free, for processors that would overflow."""
    encoder.eval()
    ids = torch.zeros(1, 8, dtype=torch.long)
    added = torch.zeros(1, 8, encoder.word.embedding_dim)
    free = {0: "windows", 1: "pieces"}
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / ENCODER
        torch.onnx.export(
            encoder,
            (ids, added),
            str(whole),
            input_names=["ids", "added"],
            output_names=["vectors"],
            dynamic_axes={"ids": free, "added": free, "vectors": free},
            opset_version=_OPSET,
            custom_opsets={"com.microsoft": 1},
            dynamo=False,  # the newer exporter needs a package more and gives the same graph
        )
        nodes = onnx.load(whole).graph.node
        quantize_dynamic(
            str(whole),
            str(path),
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
            nodes_to_exclude=[node.name for node in nodes if _WHOLE.match(node.name)],
            extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
        )


def write(trained: Trained, kept: Sequence[str], limits: Limits, folder: Path) -> None:
    """All four files."""
    write_encoder(trained.encoder, folder / ENCODER)
    arrays = {name: value.half().numpy() for name, value in heads(trained).items()}
    np.savez_compressed(folder / HEADS, allow_pickle=False, **arrays)
    (folder / VOCABULARY).write_text("\n".join(kept) + "\n", encoding="utf-8")
    model = {
        "limits": asdict(limits),
        "sha256": {
            name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
            for name in (ENCODER, HEADS, VOCABULARY)
        },
    }
    (folder / MODEL).write_text(json.dumps(model, indent=1) + "\n", encoding="utf-8")


def compare(
    whole: Network, small: Network, bench: Bench, pieces: WordPieces, given: Sequence[Example]
) -> Parity:
    """How alike two networks answer on these documents; `pieces` are those of the second."""
    alike, asked = dict[str, int](), dict[str, int]()
    for example in given:
        document = example.document
        other = bench.reader.prepare(document, pieces)
        assert other is not None, "a document has a sentence"
        left = _answers(whole, whole.read(bench.workshop.encode(document)), example)
        right = _answers(small, small.read(other), example)
        for head, one in left.items():
            alike[head] = alike.get(head, 0) + int((one == right[head]).sum())
            asked[head] = asked.get(head, 0) + one.size
    return Parity(alike, asked)


def _answers(network: Network, reading: Reading, example: Example) -> dict[str, np.ndarray]:
    """What is decided: of each sentence and kind, each candidate, each two nodes of the cards."""
    return {
        "kinds": reading.kinds > 0.5,
        "figures": reading.figures.argmax(-1),
        "cards": reading.cards.argmax(-1)[(example.kinds >= 0).numpy()],
        "sources": np.append(reading.own, reading.sources) > 0.5,
        "pairs": network.compare(reading, example.nodes, example.pairs.numpy()) > 0,
        "roles": network.roles(reading, example.spots, example.parties).argmax(-1)
        if example.spots
        else np.zeros(0),
    }


def export(
    trained: Trained, bench: Bench, given: Sequence[Example], limits: Limits, to: Path
) -> Parity:
    """Writes the files, once they are found to decide alike.

    Raises:
        ExportError: too many answers differ; nothing is written.
    """
    whole = as_run(trained)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        small = load_again(trained)
        make_lean(small, [bench.workshop.encode(example.document) for example in given])
        kept = trim(small, base.pieces())
        write(small, kept, limits, folder)
        weights = Weights.open(folder)
        network, pieces = weights.load()
        parity = compare(whole, network, bench, pieces, given)
        share, head = parity.least
        if share < _AGREEMENT:
            raise ExportError(
                f"the int8 network gives {share:.1%} of the trained one's answers about {head}, "
                f"at least {_AGREEMENT:.0%} is asked; nothing was written"
            )
        to.mkdir(parents=True, exist_ok=True)
        for path in folder.iterdir():
            shutil.copyfile(path, to / path.name)
    return parity


def load_again(trained: Trained) -> Trained:
    """A copy, so that trimming leaves the original whole."""
    copy = Trained(trained.size)
    copy.load_state_dict(trained.state_dict())
    return copy.eval()


def main() -> None:
    """The command."""
    parser = trained_arguments(__doc__)
    parser.add_argument("--documents", type=int, default=60, help="how many are compared")
    parser.add_argument("--to", type=Path, help="where to write, by default OUT")
    for name, value in asdict(Limits()).items():
        parser.add_argument(
            f"--{name}", type=float, default=value, help="a limit (measure prints it)"
        )
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    try:
        bench = Bench(DataSet.open(given.data))
        trained = load([given.out, *given.mean_with], given.fold)
        names = sorted(bench.data.cards)[: given.documents]
        examples = list(bench.workshop.examples(names, bench.data))
        to = given.to or given.out
        parity = export(trained, bench, examples, _limits(given), to)
    except KhaldunError as error:
        sys.exit(str(error))
    for name in (ENCODER, HEADS, VOCABULARY):
        print(f"{name}: {(to / name).stat().st_size:,} bytes")
    for head, asked in parity.asked.items():
        share = parity.alike[head] / max(1, asked)
        print(f"  {head}: {parity.alike[head]} of {asked} answers alike ({share:.2%})")


def _limits(given: argparse.Namespace) -> Limits:
    return Limits(**{name: getattr(given, name) for name in asdict(Limits())})


if __name__ == "__main__":
    main()
