"""A training that is cut off goes on to the same weights."""

import random
from pathlib import Path

import pytest

from khaldun.errors import InputError
from training.documents import DataSet, DocumentReader
from training.pieces import WordPieces

torch = pytest.importorskip("torch", reason="training/requirements.txt is not installed")
pytest.importorskip("safetensors", reason="training/requirements.txt is not installed")

from training import features
from training.examples import Workshop
from training.network import Network, Size
from training.session import Plan, Session
from training.train import outside, run


def _session(data: DataSet, reader: DocumentReader, pieces: WordPieces, **plan: int) -> Session:
    torch.manual_seed(3)
    size = Size(vocabulary=200, width=16, layers=1, attention=2, inner=32, window=16)
    workshop = Workshop(reader, pieces)
    return Session(
        plan=Plan(epochs=2, batch=2, warm_steps=2, **plan),
        network=Network(size, marks=(pieces.first, pieces.last)),
        workshop=workshop,
        examples=list(workshop.examples(data.cards, data)),
    )


def _weights(session: Session) -> dict[str, bytes]:
    state = session.network.state_dict().items()
    return {name: value.numpy().tobytes() for name, value in state}


@pytest.mark.parametrize("cut", [1, 2, 3])
def test_a_training_that_was_cut_ends_in_the_same_weights(
    cut: int, data: DataSet, reader: DocumentReader, pieces: WordPieces, tmp_path: Path
) -> None:
    whole = _session(data, reader, pieces)
    before = _weights(whole)
    while not whole.finished:
        whole.advance()
    stopped = _session(data, reader, pieces)
    for _ in range(cut):
        stopped.advance()
    stopped.save(tmp_path / "cut.pt")
    torch.manual_seed(99)
    again = _session(data, reader, pieces)
    again.restore(tmp_path / "cut.pt")
    while not again.finished:
        again.advance()
    assert _weights(again) == _weights(whole)
    assert before != _weights(whole)
    assert again.lost == whole.lost


def test_run_writes_a_checkpoint_and_the_weights_of_each_epoch(
    data: DataSet, reader: DocumentReader, pieces: WordPieces, tmp_path: Path
) -> None:
    session = _session(data, reader, pieces)
    run(session, tmp_path, "0", every=0)
    saved = torch.load(tmp_path / "fold-0.weights.pt", weights_only=True)
    assert all(torch.equal(saved[n], v) for n, v in session.network.state_dict().items())
    done = _session(data, reader, pieces)
    run(done, tmp_path, "0", every=0)
    assert _weights(done) == _weights(session)


def test_a_checkpoint_of_another_plan_is_refused(
    data: DataSet, reader: DocumentReader, pieces: WordPieces, tmp_path: Path
) -> None:
    _session(data, reader, pieces).save(tmp_path / "one.pt")
    with pytest.raises(InputError, match="another plan"):
        _session(data, reader, pieces, seed=2).restore(tmp_path / "one.pt")


def test_a_loss_falls_where_there_is_something_to_learn(
    data: DataSet, reader: DocumentReader, pieces: WordPieces
) -> None:
    session = _session(data, reader, pieces)
    session.advance()
    session.advance()
    first = sum(session.lost.values())
    for _ in range(20):
        session.epoch = session.done = 0
        session.advance()
        session.advance()
    assert sum(session.lost.values()) < 0.8 * first


def test_every_piece_of_a_long_document_has_its_vector(
    data: DataSet, reader: DocumentReader, pieces: WordPieces
) -> None:
    session = _session(data, reader, pieces)
    network = session.network.eval()
    lengths = []
    for example in session.examples:
        encoded = session.workshop.encode(example)
        lengths.append(len(encoded.ids))
        assert network.encode(encoded).shape == (len(encoded.ids), 16)
    assert min(lengths) > network.size.window


def test_a_candidate_keeps_its_number_when_marks_are_lost(
    data: DataSet, reader: DocumentReader, pieces: WordPieces
) -> None:
    session = _session(data, reader, pieces)
    for example in session.examples:
        plain = session.workshop.encode(example)
        for seed in range(8):
            worn = session.workshop.encode(example, random.Random(seed))
            for (a, b), (c, d) in zip(plain.ranges.tolist(), worn.ranges.tolist(), strict=True):
                assert plain.ids[a:b].tolist() == worn.ids[c:d].tolist()


def test_weights_are_never_written_into_the_repository(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="in the repository"):
        outside(Path(__file__).parent / "weights")
    assert outside(tmp_path / "weights").is_dir()


def test_an_untrained_network_decides_as_the_rules_do(
    data: DataSet, reader: DocumentReader, pieces: WordPieces
) -> None:
    session = _session(data, reader, pieces)
    network = session.network.eval()
    for example in session.examples:
        read = network(session.workshop.encode(example))
        clues, counts = example.rows
        assert torch.equal(read.kinds > 0, clues[:, features.RULED_KINDS] > 0)
        ruled = counts[:, features.RULED_FIGURE].argmax(1)
        assert torch.equal(read.figures.argmax(1), ruled)
