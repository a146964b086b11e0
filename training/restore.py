"""Makes trained weights again of those that the package carries, so that training can go on.

    python -m training.restore --out DIR [--weights src/khaldun/read/weights]

Writes `fold-all.weights.pt`. What was int8 comes back within half a step of its scale; pieces that
were not exported have the vectors of the base weights, from which they can hardly have moved.
"""

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from khaldun.read.learned import ENCODER, HEADS, VOCABULARY
from khaldun.read.pieces import WordPieces
from training import base
from training.network import Network
from training.train import new_network, outside

#: The linear maps of a layer in the order in which the exporter numbers them; behind them come the
#: two of the loud values, in full precision.
_MAPS = ("query", "key", "value", "out", "wide", "narrow")
#: Draws the heads, all of which are overwritten.
_SEED = 1


def restore(network: Network, weights: Path, pieces: WordPieces) -> None:
    """Gives a network what the four files of an export hold; `pieces` are the network's own."""
    arrays = {
        one.name: numpy_helper.to_array(one)
        for one in onnx.load(weights / ENCODER).graph.initializer
    }
    state = network.encoder.state_dict()
    kept = [pieces.vocabulary[one] for one in (weights / VOCABULARY).read_text().splitlines()]
    state["word.weight"][kept] = _whole(arrays, "word.weight")[: len(kept)]
    state["position.weight"][:] = _whole(arrays, "position.weight")
    for name in state.keys() & arrays.keys():
        state[name] = torch.from_numpy(arrays[name].copy())
    maps = {name.split("_")[1] for name in arrays if name.startswith("onnx::MatMul_")}
    numbers = iter(sorted(map(int, maps)))
    for layer in range(len(network.encoder.layers)):
        for part in _MAPS:
            state[f"layers.{layer}.{part}.weight"] = _map(arrays, numbers)
        loud_in, loud_out = _map(arrays, numbers), _map(arrays, numbers)
        _give_back(state, layer, loud_in, loud_out, arrays[f"layers.{layer}.loud.0.bias"])
    network.encoder.load_state_dict(state)
    heads = np.load(weights / HEADS, allow_pickle=False)
    own = {name: torch.from_numpy(heads[name].astype(np.float32)) for name in heads.files}
    network.load_state_dict({**network.state_dict(), **own})


def _map(arrays: Mapping[str, np.ndarray], numbers: Iterator[int]) -> Tensor:
    """The next linear map, as training holds it."""
    return _whole(arrays, f"onnx::MatMul_{next(numbers)}").T.contiguous()


def _whole(arrays: Mapping[str, np.ndarray], name: str) -> Tensor:
    """A matrix in full precision, be it kept so or in int8."""
    if name in arrays:
        return torch.from_numpy(arrays[name].copy())
    many, zero = (
        arrays[f"{name}_{part}"].astype(np.float32) for part in ("quantized", "zero_point")
    )
    return torch.from_numpy((many - zero) * arrays[f"{name}_scale"])


def _give_back(
    state: dict[str, Tensor], layer: int, loud_in: Tensor, loud_out: Tensor, bias: np.ndarray
) -> None:
    """Puts the loud values of a layer where the others left room; their order is all the same."""
    head = f"layers.{layer}"
    wide, narrow = state[f"{head}.wide.weight"], state[f"{head}.narrow.weight"]
    room = (wide.abs().sum(1) == 0).nonzero()[:, 0]
    assert len(room) == len(loud_in), "as many rows are empty as there are loud values"
    wide[room] = loud_in
    state[f"{head}.wide.bias"][room] = torch.from_numpy(bias.copy())
    narrow[:, room] = loud_out


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder outside the repository")
    parser.add_argument("--weights", type=Path, default=Path("src/khaldun/read/weights"))
    given = parser.parse_args()
    path = outside(given.out) / "fold-all.weights.pt"
    network = new_network(_SEED)
    restore(network, given.weights, base.pieces())
    torch.save(network.state_dict(), path)
    print(f"{path}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
