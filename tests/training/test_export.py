"""Export: what the package can run decides as what was trained."""

from pathlib import Path
from typing import cast

import pytest

from khaldun.read.pieces import WordPieces
from training.documents import DataSet, DocumentReader

_NEEDS = "training/requirements.txt is not installed"
torch = pytest.importorskip("torch", reason=_NEEDS)
for _package in ("safetensors", "onnx", "onnxruntime"):
    pytest.importorskip(_package, reason=_NEEDS)

import numpy as np

from khaldun.errors import IntegrityError
from khaldun.read.learned import Weights
from khaldun.read.limits import Limits
from training import base
from training import export as exporting
from training.base import SHA256, load
from training.examples import Workshop
from training.lean import make_lean
from training.measure import Bench, as_run
from training.network import Encoder, Network, Size
from training.network import heads as heads_of
from training.restore import restore

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture
def network(pieces: WordPieces) -> Network:
    torch.manual_seed(5)
    size = Size(vocabulary=200, width=32, layers=1, attention=2, inner=64)
    return Network(size, marks=(pieces.first, pieces.last)).eval()


def test_the_network_runs_as_it_was_trained(
    network: Network, data: DataSet, reader: DocumentReader, pieces: WordPieces
) -> None:
    workshop = Workshop(reader, pieces)
    run = as_run(network)
    for example in workshop.examples(data.cards, data):
        given = workshop.encode(example.document)
        with torch.no_grad():
            trained = network(given)
            alike = network.compare(trained, example.nodes, example.pairs)
            roles = network.roles(trained, given, example.spots, example.parties)
        reading = run.read(given)
        assert np.allclose(torch.sigmoid(trained.kinds), reading.kinds, atol=1e-5)
        assert np.allclose(torch.softmax(trained.figures, 1), reading.figures, atol=1e-5)
        assert np.allclose(trained.sources.exp(), reading.sources, atol=1e-5)
        same = run.compare(reading, example.nodes, example.pairs.numpy())
        assert np.allclose(alike, same, atol=1e-4)
        found = run.roles(reading, example.spots, example.parties)
        assert np.allclose(torch.softmax(roles, 1), found, atol=1e-5)


def test_a_loud_value_leaves_the_others_their_eight_bits(
    network: Network, data: DataSet, reader: DocumentReader, pieces: WordPieces, tmp_path: Path
) -> None:
    workshop = Workshop(reader, pieces)
    given = [workshop.encode(example.document) for example in workshop.examples(data.cards, data)]
    layer = network.encoder.layers[0]
    with torch.no_grad():
        layer.wide.bias[7] = 500.0
        layer.narrow.weight[:, 7] /= 500
        whole = [network.encode(one).numpy() for one in given]

    both = list(zip(given, whole, strict=True))

    def furthest() -> float:
        exporting.write(network, list(pieces.vocabulary), Limits(), tmp_path)
        run = Weights.open(tmp_path).load()[0]
        return max(float(np.abs(run.read(one).x - x).max()) for one, x in both)

    drowned = furthest()
    make_lean(network, given)
    with torch.no_grad():
        assert all(np.allclose(network.encode(one).numpy(), x, atol=1e-4) for one, x in both)
    assert furthest() < drowned / 4


def test_what_is_written_is_read_again_and_checked(
    network: Network, pieces: WordPieces, tmp_path: Path
) -> None:
    exporting.write(network, list(pieces.vocabulary), Limits(kind=0.3), tmp_path)
    weights = Weights.open(tmp_path)
    assert weights.limits == Limits(kind=0.3)
    assert weights.load()[1].vocabulary == pieces.vocabulary
    (tmp_path / "heads.npz").write_bytes(b"other")
    with pytest.raises(IntegrityError, match=r"heads\.npz .* install Khaldun again"):
        Weights.open(tmp_path)


def test_what_was_exported_can_be_trained_on(
    network: Network, data: DataSet, reader: DocumentReader, pieces: WordPieces, tmp_path: Path
) -> None:
    workshop = Workshop(reader, pieces)
    given = [workshop.encode(example.document) for example in workshop.examples(data.cards, data)]
    with torch.no_grad():
        exported = [network.encode(one) for one in given]
    heads = dict(heads_of(network))
    make_lean(network, given)
    exporting.write(network, list(pieces.vocabulary), Limits(), tmp_path)
    again = Network(network.size, marks=network.marks).eval()

    def furthest() -> float:
        with torch.no_grad():
            pairs = zip(given, exported, strict=True)
            return max(float((again.encode(one) - x).abs().max()) for one, x in pairs)

    fresh = furthest()
    restore(again, tmp_path, pieces)
    assert furthest() < fresh / 20
    for name, value in heads_of(again).items():
        assert torch.equal(value, heads[name].half().float())


def test_an_export_that_decides_otherwise_is_refused(
    network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    apart = exporting.Parity({"kinds": 900, "pairs": 97}, {"kinds": 900, "pairs": 100})
    monkeypatch.setattr(exporting, "compare", lambda *_: apart)
    monkeypatch.setattr(exporting, "trim", lambda *_: ["[UNK]", "[CLS]", "[SEP]"])
    monkeypatch.setattr(base, "pieces", lambda: None)
    bench = cast("Bench", None)
    with pytest.raises(exporting.ExportError, match=r"97\.0%.* about pairs"):
        exporting.export(network, bench, [], Limits(), tmp_path)
    assert not list(tmp_path.iterdir())


def test_other_base_weights_are_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"other")
    with pytest.raises(IntegrityError, match=SHA256):
        load(Encoder(Size(layers=1)), tmp_path / "model.safetensors")
