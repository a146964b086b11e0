"""Export: what the package can run decides as what was trained."""

from pathlib import Path

import pytest

from training.documents import DataSet, DocumentReader
from training.pieces import WordPieces

_NEEDS = "training/requirements.txt is not installed"
torch = pytest.importorskip("torch", reason=_NEEDS)
for _package in ("safetensors", "onnx", "onnxruntime"):
    pytest.importorskip(_package, reason=_NEEDS)

import numpy as np

from khaldun.errors import IntegrityError
from training import export as exporting
from training.base import SHA256, load
from training.examples import Workshop
from training.network import Encoder, Network, Size

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture
def network(pieces: WordPieces) -> Network:
    torch.manual_seed(5)
    size = Size(vocabulary=200, width=32, layers=1, attention=2, inner=64, window=32)
    return Network(size, marks=(pieces.first, pieces.last)).eval()


def test_the_exported_network_takes_texts_of_any_length_and_decides_alike(
    network: Network, data: DataSet, reader: DocumentReader, pieces: WordPieces, tmp_path: Path
) -> None:
    workshop = Workshop(reader, pieces)
    examples = list(workshop.examples(data.cards, data))
    exporting.write_encoder(network.encoder, tmp_path / "encoder.onnx")
    parity = exporting.compare(network, tmp_path / "encoder.onnx", workshop, examples)
    assert parity.asked["figures"] == sum(len(example.figures) for example in examples)
    assert 0 < parity.cosine < 0.05
    assert parity.least[0] > 0.9


def test_heads_are_plain_arrays(network: Network, tmp_path: Path) -> None:
    exporting.write_heads(network, tmp_path / "heads.npz")
    with np.load(tmp_path / "heads.npz", allow_pickle=False) as arrays:
        assert arrays["figure.weight"].shape == (13, 32)
        assert not [name for name in arrays if name.startswith("encoder")]


def test_an_export_that_decides_otherwise_is_refused_and_removed(
    network: Network,
    reader: DocumentReader,
    pieces: WordPieces,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    apart = exporting.Parity(
        cosine=0.5, alike={"kinds": 900, "pairs": 97}, asked={"kinds": 900, "pairs": 100}
    )
    monkeypatch.setattr(exporting, "compare", lambda *_: apart)
    with pytest.raises(exporting.ExportError, match=r"97\.0%.* about pairs"):
        exporting.export(network, Workshop(reader, pieces), [], tmp_path)
    assert not list(tmp_path.iterdir())


def test_other_base_weights_are_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"other")
    with pytest.raises(IntegrityError, match=SHA256):
        load(Encoder(Size(layers=1)), tmp_path / "model.safetensors")
