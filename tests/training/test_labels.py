"""Labels: what a card says goes to the words that say it."""

from collections import Counter

from khaldun.cards import Card
from khaldun.evaluate.names import Equivalences
from training.documents import DataSet, Document, DocumentReader
from training.features import CANDIDATE, PAIR, SENTENCE, Features, Node
from training.labels import FIGURES, KINDS, Labels, align


def _read(name: str, data: DataSet, reader: DocumentReader) -> Document:
    return reader.read(name, data.texts[name], data.details[name])


def _align(document: Document, cards: list[Card]) -> tuple[Labels, Counter[str]]:
    tally: Counter[str] = Counter()
    return align(document, cards, Equivalences.open(), tally), tally


def test_each_figure_goes_to_its_quantity(data: DataSet, reader: DocumentReader) -> None:
    document = _read("market", data, reader)
    labels, tally = _align(document, data.cards["market"])
    told = {
        candidate.quantity.counted: (FIGURES[figure], card)
        for candidate, figure, card in zip(
            document.candidates, labels.figures, labels.cards, strict=True
        )
    }
    assert told["civilians"] == ("killed", 0)
    assert told["others"] == ("wounded", 0)
    assert told["fighters"] == ("killed", 1)
    assert tally["figures"] == tally["figures aligned"] == 3


def test_equal_numbers_are_told_apart_by_their_quotes(
    data: DataSet, reader: DocumentReader
) -> None:
    document = _read("convoy", data, reader)
    labels, _ = _align(document, data.cards["convoy"])
    kinds = {
        candidate.quantity.counted: FIGURES[figure]
        for candidate, figure in zip(document.candidates, labels.figures, strict=True)
    }
    assert (kinds["soldiers"], kinds["drivers"]) == ("killed", "wounded")


def test_a_quantity_is_given_to_one_card_only(data: DataSet, reader: DocumentReader) -> None:
    document = _read("clinic", data, reader)
    first = data.cards["clinic"][0]
    labels, tally = _align(document, [first, first | {"kind": "bombing"}])
    assert [card for card in labels.cards if card >= 0] == [0]
    assert tally["figures whose quantity another has"] == 1


def test_a_figure_that_is_no_quantity_is_counted(data: DataSet, reader: DocumentReader) -> None:
    document = _read("clinic", data, reader)
    told = data.cards["clinic"][0]
    wrong = told | {"figures": [told["figures"][0] | {"low": 5, "high": 5}]}
    labels, tally = _align(document, [wrong])
    assert not any(labels.figures)
    assert (tally["figures"], tally["figures without a quantity"]) == (1, 1)


def test_the_sentences_of_a_card_tell_of_its_kind(data: DataSet, reader: DocumentReader) -> None:
    document = _read("market", data, reader)
    labels, _ = _align(document, data.cards["market"])
    told = {(mention.sentence, KINDS[mention.kind]) for mention in labels.mentions}
    assert told == {(0, "shelling"), (1, "shelling"), (2, "airstrike")}


def test_the_rules_rows_have_the_lengths_that_the_network_takes(
    data: DataSet, reader: DocumentReader
) -> None:
    document = _read("market", data, reader)
    rows = Features(document, reader.knowledge.codebook)
    nodes = [Node(0, 0), Node(1, 0, 0), Node(2, 1, 2)]
    assert {len(row) for row in rows.sentences()} == {SENTENCE}
    assert {len(row) for row in rows.candidates()} == {CANDIDATE}
    assert [len(row) for row in rows.pairs(nodes)] == [PAIR] * 3


def test_a_pair_is_the_same_either_way(data: DataSet, reader: DocumentReader) -> None:
    rows = Features(_read("market", data, reader), reader.knowledge.codebook)
    one, other = Node(0, 0), Node(2, 1, 2)
    assert rows.pairs([one, other]) == rows.pairs([other, one])
