"""Labels: what a card says goes to the words that say it."""

from collections import Counter

from khaldun.cards import Card
from khaldun.evaluate.names import Equivalences
from khaldun.read.features import FIGURES, KINDS
from khaldun.read.links import ROLES
from khaldun.records import Details
from three_reports import card, figure
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


_SHELLED = (
    "Syrian army shells fell on Binnish on Monday, the Syrian Observatory for Human Rights said, "
    "killing 9 people. Syrian state television said 4 died."
)


def _roles(accused: str, reader: DocumentReader) -> dict[str, str]:
    document = reader.read("shelled", _SHELLED, Details())
    assert document is not None
    entry = {"actor": accused, "says": [], "certainty": "asserted", "quote": "Syrian army"}
    labels, _ = _labels(document, [card("shelling", "shells fell on Binnish") | {"by": [entry]}])
    return {
        mention.name: ROLES[labels.role(labels.spots[0], mention.name) or 0]
        for mention in document.material.mentions
    }


def test_who_tells_of_an_attack_is_not_learned_as_who_did_it(reader: DocumentReader) -> None:
    names = Equivalences.open()
    assert names.same_name("Syrian army", "Syrian Observatory for Human Rights")
    roles = _roles("Syrian army", reader)
    assert roles["Syrian army"] == "by"
    assert roles["Syrian Observatory for Human Rights"] == "none"


def test_a_name_that_is_alike_stands_for_a_party_that_has_no_other(reader: DocumentReader) -> None:
    roles = _roles("Syrian Artillery Corps", reader)
    assert roles["Syrian army"] == "by"


def test_a_source_is_learned_from_its_own_credits(reader: DocumentReader) -> None:
    document = reader.read("shelled", _SHELLED, Details())
    assert document is not None
    said = figure("killed", "people", 9, "killing 9 people") | {
        "says": ["Syrian Observatory for Human Rights"]
    }
    labels, _ = _labels(document, [card("shelling", "shells fell on Binnish", said)])
    (number,) = labels.owners
    credited = {
        credit.chain[-1].name: labels.credited(number, answer)
        for answer, (_, credit) in enumerate(document.material.credits)
    }
    assert credited == {
        "Syrian Observatory for Human Rights": True,
        "Syrian state television": False,
    }


def test_what_is_learned_from_is_cut_as_it_is_read(reader: DocumentReader) -> None:
    text = "Shells hit Binnish market\n\nShells hit Binnish market. At least 12 people were killed."
    document = reader.read("headed", text, Details())
    assert document is not None
    assert [passage.kind for passage in document.report.passages] == ["headline", "body"]
    (only,) = document.material.sentences
    assert text[only.sentence.start :] == "At least 12 people were killed."


def test_the_reports_written_to_learn_from_are_whole() -> None:
    written = DataSet.written()
    assert len(written.cards) > 200
    for name, cards in written.cards.items():
        quotes = [quote for card in cards for quote in card["evidence"]]
        quotes += [figure["quote"] for card in cards for figure in card["figures"]]
        assert all(quote in written.texts[name] for quote in quotes), name
