"""Word pieces: the splits that BERT's uncased vocabulary gives, and their places in the text."""

import tracemalloc

import pytest

from khaldun.read.pieces import (
    CAPITAL,
    DIGITS,
    LOWER,
    MIXED,
    OTHER,
    UPPER,
    WordPieces,
    plain,
    shape,
)

_WORDS = "[CLS] [SEP] [UNK] un ##aff ##able ##ffa want ##ed the cafe 1 ##2 , .".split()
_PIECES = WordPieces({piece: number for number, piece in enumerate(_WORDS)})


def _names(text: str) -> list[str]:
    return [_WORDS[number] for number in _PIECES.cut(text, range(len(text))).ids]


def test_a_word_is_cut_at_the_longest_known_heads() -> None:
    assert _names("unaffable wanted") == ["un", "##aff", "##able", "want", "##ed"]


def test_a_word_that_cannot_be_spelled_is_one_unknown_piece() -> None:
    assert _names("the unwanted") == ["the", "[UNK]"]
    assert _names("want" * 26) == ["[UNK]"]


def test_accents_and_capitals_are_lost_for_looking_up_alone() -> None:
    cut = _PIECES.cut("The Café, 12.", range(13))
    assert [_WORDS[number] for number in cut.ids] == ["the", "cafe", ",", "1", "##2", "."]
    assert cut.spans == ((0, 3), (4, 8), (8, 9), (10, 12), (10, 12), (12, 13))
    assert cut.shapes == (CAPITAL, CAPITAL, OTHER, DIGITS, DIGITS, OTHER)


def test_shapes_tell_how_a_word_is_written() -> None:
    written = {
        "town": LOWER,
        "UN": UPPER,
        "A": CAPITAL,
        "Homs": CAPITAL,
        "iPad": MIXED,
        "7": DIGITS,
    }
    assert {word: shape(word) for word in written} == written


def test_pieces_keep_their_places_when_marks_were_lost_before() -> None:
    text = "the, wanted"
    kept = [at for at in range(len(text)) if at != 3]
    spans = _PIECES.cut("".join(text[at] for at in kept), kept).spans
    assert [text[start:end] for start, end in spans] == ["the", "wanted", "wanted"]


def test_a_letter_and_its_accent_may_be_two_characters() -> None:
    assert plain("Cafe\u0301") == plain("Café") == "cafe"


def test_ever_new_words_take_no_more_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("khaldun.read.pieces.REMEMBERED", 500)
    pieces = WordPieces({"[UNK]": 0})
    tracemalloc.start()
    held = []
    for new in range(10):
        for number in range(500):
            pieces.of_word(f"{new}x{number}")
        held.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    assert held[-1] < 1.5 * held[0]
