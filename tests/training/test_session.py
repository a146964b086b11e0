"""A training that is cut off goes on to the same weights."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from khaldun.errors import InputError
from khaldun.read.pieces import WordPieces
from training.documents import DataSet, DocumentReader

torch = pytest.importorskip("torch", reason="training/requirements.txt is not installed")
pytest.importorskip("safetensors", reason="training/requirements.txt is not installed")

import numpy as np

from khaldun.read import features
from khaldun.read.network import WINDOW
from training.examples import Workshop
from training.network import Network, Size
from training.session import Plan, Session
from training.train import outside, run, trained


def _session(data: DataSet, reader: DocumentReader, pieces: WordPieces, **plan: int) -> Session:
    torch.manual_seed(3)
    size = Size(vocabulary=200, width=16, layers=1, attention=2, inner=32)
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
    assert all(torch.equal(saved[name], value) for name, value in session.result.items())
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
    given = session.workshop.encode(session.examples[0].document)
    many = replace(
        given,
        ids=np.tile(given.ids, 40),
        shapes=np.tile(given.shapes, 40),
        sentence=np.tile(given.sentence, 40),
        marks=np.tile(given.marks, (40, 1)),
    )
    assert len(many.ids) > 2 * WINDOW
    assert network.encode(many).shape == (len(many.ids), 16)


def test_a_candidate_keeps_its_number_when_marks_are_lost(
    data: DataSet, reader: DocumentReader, pieces: WordPieces
) -> None:
    session = _session(data, reader, pieces)
    for example in session.examples:
        plain = session.workshop.encode(example.document)
        for seed in range(8):
            worn = session.workshop.encode(example.document, random.Random(seed))
            for (a, b), (c, d) in zip(plain.candidates, worn.candidates, strict=True):
                seen = set(worn.ids[c:d].tolist()) - {pieces.hidden}
                assert seen <= set(plain.ids[a:b].tolist())


def test_a_training_can_begin_with_what_another_ended_with(
    data: DataSet, reader: DocumentReader, pieces: WordPieces, tmp_path: Path
) -> None:
    first, second = (_session(data, reader, pieces) for _ in range(2))
    with pytest.raises(InputError, match="train this fold first"):
        trained(tmp_path, "0")
    run(first, tmp_path, "0", every=600)
    second.network.load_state_dict(trained(tmp_path, "0"))
    kept = {name: value.numpy().tobytes() for name, value in first.result.items()}
    assert _weights(second) == kept


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
        given = session.workshop.encode(example.document)
        read = network(given)
        clues, counts = torch.tensor(given.sentence_rows), torch.tensor(given.candidate_rows)
        assert torch.equal(read.kinds > 0, clues[:, features.RULED_KINDS] > 0)
        ruled = counts[:, features.RULED_FIGURE].argmax(1)
        assert torch.equal(read.figures.argmax(1), ruled)
