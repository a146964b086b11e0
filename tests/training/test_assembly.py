"""Cards from decisions: clusters, and figures that are told twice."""

import pytest

from training.documents import DataSet, DocumentReader
from training.pieces import WordPieces

torch = pytest.importorskip("torch", reason="training/requirements.txt is not installed")
pytest.importorskip("safetensors", reason="training/requirements.txt is not installed")

from training.assembly import Reading, Thresholds, assemble, cluster
from training.examples import Workshop
from training.measure import Bench, heads
from training.network import Network, Read, Size


def test_clusters_join_by_the_mean_of_their_members() -> None:
    # 0 and 1 are alike; 2 is like 0 and still more unlike 1.
    assert cluster(3, [3.0, 1.0, -2.0], 0.0) == [[0, 1], [2]]
    assert cluster(3, [3.0, 1.0, -0.5], 0.0) == [[0, 1, 2]]
    assert cluster(1, [], 0.0) == [[0]]
    assert cluster(4, [-1.0] * 6, 0.0) == [[0], [1], [2], [3]]


def test_perfect_decisions_give_the_gold_cards_back(
    data: DataSet, reader: DocumentReader, pieces: WordPieces, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop = Workshop(reader, pieces)
    network = Network(Size(vocabulary=200, width=16, layers=1, attention=2, inner=32, window=16))
    example = next(workshop.examples(["convoy"], data))
    sentences, candidates = example.told.shape[0], len(example.figures)
    sure = 20 * torch.eye(25)[example.kinds.clamp(min=0)]
    read = Read(
        kinds=40 * example.told - 20,
        figures=20 * torch.eye(13)[example.figures],
        cards=sure,
        tellings=torch.zeros(sentences, 25, 16),
        counts=torch.zeros(candidates, 16),
    )
    monkeypatch.setattr(network, "compare", lambda *_: torch.ones(len(example.same)))
    reading = Reading.of(read)
    cards = assemble(network, example, reading, Thresholds(), reader.knowledge)
    assert [(one["kind"], len(one["figures"])) for one in cards] == [("bombing", 2)]
    found = heads(network, [(example, reading)])
    assert {found[head].f1 for head in ("kinds", "figures", "cards", "pairs")} == {1.0}
    bench = Bench.__new__(Bench)
    bench.data = data
    table = bench.score({"convoy": cards})
    assert table["card"].value == table["figure"].value == 1.0


def test_a_document_of_which_nothing_is_decided_has_no_card(
    data: DataSet, reader: DocumentReader, pieces: WordPieces
) -> None:
    example = next(Workshop(reader, pieces).examples(["clinic"], data))
    sentences, candidates = example.told.shape[0], len(example.figures)
    nothing = 20 * torch.eye(13)[torch.zeros(candidates, dtype=torch.long)]
    read = Read(
        torch.full((sentences, 25), -9.0), nothing, torch.zeros(candidates, 25),
        torch.zeros(sentences, 25, 16), torch.zeros(candidates, 16),
    )  # fmt: skip
    network = Network(Size(vocabulary=9, width=16, layers=1, attention=2, inner=32, window=16))
    found = assemble(network, example, Reading.of(read), Thresholds(), reader.knowledge)
    assert found == []
