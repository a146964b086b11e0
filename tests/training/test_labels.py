"""Labels: what a card says goes to the words that say it."""

from collections import Counter

from khaldun.cards import Card
from khaldun.evaluate.names import Equivalences
from khaldun.read.features import FIGURES, KINDS
from training.documents import DataSet, Document, DocumentReader
from training.labels import Labels


def _read(name: str, data: DataSet, reader: DocumentReader) -> Document:
    document = reader.read(name, data.texts[name], data.details[name])
    assert document is not None
    return document


def _labels(document: Document, cards: list[Card]) -> tuple[Labels, Counter[str]]:
    tally: Counter[str] = Counter()
    return Labels(document.material, cards, Equivalences.open(), tally), tally


def test_each_figure_goes_to_its_quantity(data: DataSet, reader: DocumentReader) -> None:
    document = _read("market", data, reader)
    labels, tally = _labels(document, data.cards["market"])
    candidates = document.material.candidates
    told = {
        candidates[number].quantity.counted: (FIGURES[labels.figures()[number]], owner.card)
        for number, owner in labels.owners.items()
    }
    assert told["civilians"] == ("killed", 0)
    assert told["others"] == ("wounded", 0)
    assert told["fighters"] == ("killed", 1)
    assert tally["figures"] == tally["figures aligned"] == 3


def test_equal_numbers_are_told_apart_by_their_quotes(
    data: DataSet, reader: DocumentReader
) -> None:
    document = _read("convoy", data, reader)
    labels, _ = _labels(document, data.cards["convoy"])
    kinds = {
        candidate.quantity.counted: FIGURES[figure]
        for candidate, figure in zip(document.material.candidates, labels.figures(), strict=True)
    }
    assert (kinds["soldiers"], kinds["drivers"]) == ("killed", "wounded")


def test_a_quantity_is_given_to_one_card_only(data: DataSet, reader: DocumentReader) -> None:
    document = _read("clinic", data, reader)
    first = data.cards["clinic"][0]
    labels, tally = _labels(document, [first, first | {"kind": "bombing"}])
    assert [owner.card for owner in labels.owners.values()] == [0]
    assert tally["figures whose quantity another has"] == 1


def test_a_figure_that_is_no_quantity_is_counted(data: DataSet, reader: DocumentReader) -> None:
    document = _read("clinic", data, reader)
    told = data.cards["clinic"][0]
    wrong = told | {"figures": [told["figures"][0] | {"low": 5, "high": 5}]}
    labels, tally = _labels(document, [wrong])
    assert not any(labels.figures())
    assert (tally["figures"], tally["figures without a quantity"]) == (1, 1)


def test_the_sentences_of_a_card_tell_of_its_kind(data: DataSet, reader: DocumentReader) -> None:
    document = _read("market", data, reader)
    labels, _ = _labels(document, data.cards["market"])
    told = {(telling.sentence, KINDS[telling.kind]) for telling in labels.tellings}
    assert told == {(0, "shelling"), (1, "shelling"), (2, "airstrike")}


def test_two_nodes_are_the_same_if_one_card_has_them(data: DataSet, reader: DocumentReader) -> None:
    labels, _ = _labels(_read("convoy", data, reader), data.cards["convoy"])
    nodes, same = labels.nodes()
    assert len(nodes) > 2
    assert set(same) == {1.0}


def test_the_reports_written_to_learn_from_are_whole() -> None:
    written = DataSet.written()
    assert len(written.cards) > 200
    for name, cards in written.cards.items():
        quotes = [quote for card in cards for quote in card["evidence"]]
        quotes += [figure["quote"] for card in cards for figure in card["figures"]]
        assert all(quote in written.texts[name] for quote in quotes), name
