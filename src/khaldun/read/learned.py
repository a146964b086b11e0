"""The learned reader: the grammars find, a small trained network chooses among what they found."""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from khaldun.errors import IntegrityError, KnowledgeError
from khaldun.read.arrays import Floats, Ints
from khaldun.read.completing import complete
from khaldun.read.decide import Decider
from khaldun.read.denied import with_blames
from khaldun.read.drafts import in_order, write_account
from khaldun.read.features import Features
from khaldun.read.inputs import prepare
from khaldun.read.limits import Limits
from khaldun.read.material import gather
from khaldun.read.network import Network
from khaldun.read.pieces import WordPieces
from khaldun.read.tellings import Knowledge, Telling, tellings
from khaldun.records import Account, Report

#: The files of the weights; the last gives the hashes of the others.
ENCODER, HEADS, VOCABULARY, MODEL = "encoder.onnx", "heads.npz", "vocabulary.txt", "model.json"


@dataclass(frozen=True, slots=True)
class Weights:
    """A trained network with its vocabulary and its limits. `digest` names all of it."""

    folder: Traversable
    limits: Limits
    digest: str
    model: dict[str, Any]

    @classmethod
    def open(cls, folder: Traversable | None = None) -> "Weights":
        """Checks the weights of the package, or those of a folder, some 0.05 s.

        Raises:
            KnowledgeError: a file is missing.
            IntegrityError: a file is not the one that `model.json` was written for.
        """
        folder = folder or files("khaldun.read").joinpath("weights")
        model: dict[str, Any] = json.loads(_read(folder, MODEL))
        for name in (ENCODER, HEADS, VOCABULARY):
            _checked(folder, name, model)
        try:
            limits = Limits(**model["limits"])
        except TypeError as error:
            raise IntegrityError(
                f"{MODEL} of the learned reader is of another version ({error}); "
                "install Khaldun again"
            ) from error
        digest = hashlib.sha256(json.dumps(model, sort_keys=True).encode()).hexdigest()
        return cls(folder=folder, limits=limits, digest=digest, model=model)

    def load(self) -> tuple[Network, WordPieces]:
        """The network and the pieces of words that it takes, some 0.2 s.

        Raises:
            IntegrityError: a file was changed since it was opened.
        """
        pieces = WordPieces.parse(_checked(self.folder, VOCABULARY, self.model).decode())
        heads = np.load(BytesIO(_checked(self.folder, HEADS, self.model)), allow_pickle=False)
        weights = {name: heads[name].astype(np.float32, order="F") for name in heads.files}
        _checked(self.folder, ENCODER, self.model)
        # From a file it takes less memory than from bytes.
        with as_file(self.folder.joinpath(ENCODER)) as path:
            encoder = Encoder(path)
        return Network(encoder, weights, (pieces.first, pieces.last)), pieces


def _read(folder: Traversable, name: str) -> bytes:
    try:
        return folder.joinpath(name).read_bytes()
    except OSError as error:
        raise KnowledgeError(
            f"the learned reader lacks {name} ({error.strerror}); install Khaldun again, "
            "or read with --reader rules"
        ) from error


def _checked(folder: Traversable, name: str, model: dict[str, Any]) -> bytes:
    content = _read(folder, name)
    found, expected = hashlib.sha256(content).hexdigest(), model["sha256"][name]
    if found != expected:
        raise IntegrityError(
            f"{name} of the learned reader has the SHA-256 {found}, expected {expected}; "
            "install Khaldun again"
        )
    return content


class Encoder:
    """The encoder in one thread, so that it gives the same on every machine of its kind."""

    def __init__(self, path: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        # What it would fuse, each sum with its norm, is slower than the two.
        self._session = onnxruntime.InferenceSession(
            path,
            options,
            providers=["CPUExecutionProvider"],
            disabled_optimizers=["SkipLayerNormFusion"],
        )

    def __call__(self, ids: Ints, added: Floats) -> Floats:
        """Vectors of the pieces of windows: (windows, pieces) to (windows, pieces, width)."""
        vectors: Floats = self._session.run(["vectors"], {"ids": ids, "added": added})[0]
        return vectors


class LearnedReader:
    """Reads English reports by the grammars of this package and a network trained on reports."""

    name = "learned"
    languages = frozenset({"en"})

    def __init__(self, knowledge: Knowledge, weights: Weights) -> None:
        """The network is loaded with the first report: who only hands reports on needs none."""
        self._knowledge, self._weights = knowledge, weights

    @cached_property
    def _loaded(self) -> tuple[Network, WordPieces]:
        return self._weights.load()

    @property
    def encoding(self) -> float:
        """Seconds of the processor that have gone into the encoder so far."""
        return self._loaded[0].encoding

    def read(self, report: Report) -> tuple[Account, ...]:
        """The accounts of every voice, in order of the text."""
        return tuple(
            account
            for voice, told in tellings(report, self._knowledge)
            for account in self._voice(report, voice, told)
        )

    def _voice(self, report: Report, voice: str, told: list[Telling]) -> tuple[Account, ...]:
        material = gather(report, voice, told, self._knowledge)
        rows = Features(material, self._knowledge.codebook)
        network, pieces = self._loaded
        given = prepare(material, rows, pieces, self._knowledge)
        if given is None:
            return ()
        reading, codebook = network.read(given), self._knowledge.codebook
        decider = Decider(network, reading, material, rows, codebook, self._weights.limits)
        drafts = with_blames(decider.drafts(), report, told, material.sides, self._knowledge)
        drafts = complete(drafts, report, told, self._knowledge)
        return in_order(write_account(report, voice, draft) for draft in drafts)
