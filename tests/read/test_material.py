"""What the learned reader is given to choose among."""

import pytest

from khaldun.cards import from_document
from khaldun.evaluate.cards import read_cards
from khaldun.evaluate.fusion import report_of
from khaldun.faces.measuring import read_texts
from khaldun.read.material import may_tell
from khaldun.read.tellings import tellings
from khaldun.records import ARTICLE, Details
from khaldun.settings import data_folder
from short_reports import heard, knowledge

#: A quote counts for a sentence of which it covers so many characters.
_QUOTED = 12


@pytest.mark.parametrize(
    "sentence", ["The owner lost her legs.", "Nobody knew what would come next."]
)
def test_a_sentence_without_anything_to_read_is_left_out(sentence: str) -> None:
    (telling,) = heard(sentence)
    assert not may_tell(sentence, telling, knowledge().codebook)


@pytest.mark.parametrize("sentence", ["Shells fell on the market.", "At least 12 died."])
def test_a_sentence_with_a_clue_or_a_count_is_read(sentence: str) -> None:
    (telling,) = heard(sentence)
    assert may_tell(sentence, telling, knowledge().codebook)


@pytest.mark.data
def test_hardly_a_sentence_that_tells_of_an_incident_is_left_out() -> None:
    folder = data_folder()
    if folder is None:
        pytest.skip("KHALDUN_DATA names no folder of development data")
    cards = read_cards(folder / "train" / "cards.jsonl")
    kept = asked = 0
    for name, text in read_texts(folder / "train" / "texts", cards).items():
        report = report_of(name, text, Details())
        accounts = from_document({"document": name, "incidents": cards[name]}, report)
        quotes = [s for a in accounts for s in (*a.evidence, *(c.span for c in a.figures))]
        for voice, told in tellings(report, knowledge()):
            for one in told if voice == ARTICLE else ():
                low, high = one.sentence.start, one.sentence.end
                if any(min(q.end, high) - max(q.start, low) >= _QUOTED for q in quotes):
                    asked += 1
                    kept += may_tell(text, one, knowledge().codebook)
    assert asked > 2000
    assert kept / asked >= 0.995, f"{asked - kept} of {asked} lost"
