"""Writes a trained network as the package can run it, and checks that it decides the same.

    python -m training.export --data DIR --out DIR [--fold all] [--documents 60]

Writes `encoder.onnx` (int8, a scale for each channel), `heads.npz` (plain arrays, no pickles) and
prints their sizes and hashes. Refuses, and removes both, when any head answers more than two
questions in a hundred differently with the int8 encoder.
"""

import hashlib
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor
from torch.nn import functional

from khaldun.errors import KhaldunError
from training.documents import DataSet
from training.examples import Example, Workshop
from training.measure import Bench
from training.network import Encoder, Network, Read
from training.train import arguments, outside

#: The share of its questions on which each head must answer alike.
_AGREEMENT = 0.98
_OPSET = 17
#: Linear maps that stay float32, for 5 MB: a few of the values that they take are so large that
#: eight bits leave nothing of the others (largest cosine loss on fold 0: 0.04, without them 0.15).
_WHOLE = [f"/layers.{layer}/narrow/MatMul" for layer in range(3)]
_ENCODER, _HEADS = "encoder.onnx", "heads.npz"


class ExportError(KhaldunError):
    """The exported network does not decide as the trained one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parity:
    """How alike two networks are: the largest cosine loss of a piece, and the answers.

    `alike` and `asked` count the answers of each head.
    """

    cosine: float
    alike: dict[str, int]
    asked: dict[str, int]

    @property
    def least(self) -> tuple[float, str]:
        """The head that answers the smallest share of its questions alike, and that share first.

        Over all answers together it would say little: the heads that are asked most have the
        easiest questions.
        """
        return min((self.alike[head] / asked, head) for head, asked in self.asked.items() if asked)


class Int8Encoder:
    """An exported encoder in the place of the trained one."""

    def __init__(self, path: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )

    def __call__(self, ids: Tensor, shapes: Tensor) -> Tensor:
        """As `Encoder.forward`."""
        given = {"ids": ids.numpy(), "shapes": shapes.numpy()}
        return torch.from_numpy(self._session.run(["vectors"], given)[0])


def write_encoder(encoder: Encoder, path: Path) -> None:
    """The encoder in int8; its range leaves a bit free, for processors that would overflow."""
    encoder.eval()
    example = torch.zeros(1, 8, dtype=torch.long)
    free = {0: "windows", 1: "pieces"}
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / _ENCODER
        torch.onnx.export(
            encoder,
            (example, example),
            str(whole),
            input_names=["ids", "shapes"],
            output_names=["vectors"],
            dynamic_axes={"ids": free, "shapes": free, "vectors": free},
            opset_version=_OPSET,
            dynamo=False,  # the newer exporter needs a package more and gives the same graph
        )
        quantize_dynamic(
            str(whole),
            str(path),
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
            nodes_to_exclude=_WHOLE,
        )


def write_heads(network: Network, path: Path) -> None:
    """All that is no encoder, as float32 arrays by the names of the parameters."""
    state = network.state_dict().items()
    arrays = {name: value.numpy() for name, value in state if not name.startswith("encoder.")}
    np.savez_compressed(path, allow_pickle=False, **arrays)


def compare(network: Network, path: Path, workshop: Workshop, given: Sequence[Example]) -> Parity:
    """How alike a network and its exported encoder answer, on these documents."""
    quick = Int8Encoder(path)
    cosine, alike, asked = 0.0, dict[str, int](), dict[str, int]()
    with torch.no_grad():
        for example in given:
            encoded = workshop.encode(example)
            left, right = network.encode(encoded), network.encode(encoded, by=quick)
            loss = 1 - functional.cosine_similarity(left, right).min().item()
            cosine = max(cosine, loss)
            answers = [
                _answers(network, network.decide(x, encoded), example) for x in (left, right)
            ]
            for head, one in answers[0].items():
                alike[head] = alike.get(head, 0) + int((one == answers[1][head]).sum())
                asked[head] = asked.get(head, 0) + one.numel()
    return Parity(cosine=cosine, alike=alike, asked=asked)


def _answers(network: Network, read: Read, example: Example) -> dict[str, Tensor]:
    """What is decided: for each sentence and kind, each candidate, each two nodes of the cards."""
    return {
        "kinds": read.kinds > 0,
        "figures": read.figures.argmax(1),
        "cards": read.cards[example.kinds >= 0].argmax(1),
        "pairs": network.compare(read, example.nodes, example.pairs) > 0,
    }


def export(network: Network, workshop: Workshop, given: Sequence[Example], out: Path) -> Parity:
    """Writes both files and compares.

    Raises:
        ExportError: too many answers differ; the files are removed.
    """
    encoder, weights = out / _ENCODER, out / _HEADS
    write_encoder(network.encoder, encoder)
    write_heads(network, weights)
    parity = compare(network, encoder, workshop, given)
    share, head = parity.least
    if share < _AGREEMENT:
        encoder.unlink()
        weights.unlink()
        raise ExportError(
            f"the int8 network gives {share:.1%} of the trained one's answers about {head}, "
            f"at least {_AGREEMENT:.0%} is asked; nothing was written"
        )
    return parity


def main() -> None:
    """The command."""
    parser = arguments(__doc__)
    parser.add_argument("--documents", type=int, default=60, help="how many are compared")
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    try:
        out = outside(given.out)
        bench = Bench(DataSet.open(given.data))
        network = bench.network(out / f"fold-{given.fold}.weights.pt")
        names = bench.folds.held_out(given.fold) or tuple(sorted(bench.data.cards))
        examples = list(bench.workshop.examples(names[: given.documents], bench.data))
        parity = export(network, bench.workshop, examples, out)
    except KhaldunError as error:
        sys.exit(str(error))
    for path in (out / _ENCODER, out / _HEADS):
        content = path.read_bytes()
        print(f"{path.name}: {len(content):,} bytes, SHA-256 {hashlib.sha256(content).hexdigest()}")
    print(f"{len(examples)} documents, largest cosine loss {parity.cosine:.4f}")
    for head, asked in parity.asked.items():
        share = parity.alike[head] / max(1, asked)
        print(f"  {head}: {parity.alike[head]} of {asked} answers alike ({share:.2%})")


if __name__ == "__main__":
    main()
