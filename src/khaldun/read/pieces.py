"""Text as the word pieces of the encoder, each with its place in the text.

WordPiece as BERT's uncased vocabulary has it: words and single marks, accents stripped, lower
case, the longest known head first. Case, which that loses, comes beside it as one of six shapes.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

#: How a word is written; the encoder adds one vector for each.
LOWER, UPPER, CAPITAL, MIXED, DIGITS, OTHER = range(6)
SHAPES = 6

_WORD = re.compile(r"\w+|[^\w\s]")
#: A longer word is no word; the vocabulary's own limit.
_LONGEST = 100
#: So many words are remembered, some 12 MB: a stream of reports has ever new names and numbers.
REMEMBERED = 65_536


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of a stretch of text: ids, shapes, and each piece's word as (start, end)."""

    ids: tuple[int, ...]
    shapes: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]

    def __len__(self) -> int:
        """How many pieces."""
        return len(self.ids)


class WordPieces:
    """Cuts text into pieces of a vocabulary; words that were cut before are remembered."""

    def __init__(self, vocabulary: Mapping[str, int]) -> None:
        self.vocabulary = vocabulary
        # Bound to this vocabulary, so that what is remembered goes when it goes.
        self._known = lru_cache(maxsize=REMEMBERED)(self._cut_word)

    @classmethod
    def parse(cls, lines: str) -> "WordPieces":
        """Reads a vocabulary, one piece a line, its number the line's."""
        return cls({piece: number for number, piece in enumerate(lines.split("\n")) if piece})

    @property
    def first(self) -> int:
        """The piece that opens a window."""
        return self.vocabulary["[CLS]"]

    @property
    def last(self) -> int:
        """The piece that closes a window."""
        return self.vocabulary["[SEP]"]

    @property
    def hidden(self) -> int:
        """The piece that stands for one that is hidden, in training alone."""
        return self.vocabulary["[MASK]"]

    def cut(self, text: str, offsets: Sequence[int]) -> Pieces:
        """The pieces of a text whose character `i` stands at `offsets[i]` of the whole."""
        ids: list[int] = []
        shapes: list[int] = []
        spans: list[tuple[int, int]] = []
        for match in _WORD.finditer(text):
            word = match.group()
            found = self.of_word(word)
            ids += found
            shapes += [shape(word)] * len(found)
            spans += [(offsets[match.start()], offsets[match.end() - 1] + 1)] * len(found)
        return Pieces(tuple(ids), tuple(shapes), tuple(spans))

    def of_word(self, word: str) -> tuple[int, ...]:
        """The pieces of one word; what the vocabulary cannot spell is one unknown piece."""
        return self._known(word)

    def _cut_word(self, written: str) -> tuple[int, ...]:
        word, unknown = plain(written), (self.vocabulary["[UNK]"],)
        if not word or len(word) > _LONGEST:
            return unknown
        found: list[int] = []
        start = 0
        while start < len(word):
            mark = "##" if start else ""
            ends = range(len(word), start, -1)
            end = next((e for e in ends if mark + word[start:e] in self.vocabulary), None)
            if end is None:
                return unknown
            found.append(self.vocabulary[mark + word[start:end]])
            start = end
        return tuple(found)


def plain(word: str) -> str:
    """A word in lower case without accents, as the vocabulary spells it."""
    parts = unicodedata.normalize("NFD", word.lower())
    return "".join(mark for mark in parts if unicodedata.category(mark) != "Mn")


def shape(word: str) -> int:
    """How a word is written, as one of the six shapes."""
    if word.islower():
        return LOWER
    if word.isupper():
        return UPPER if len(word) > 1 else CAPITAL
    if word[0].isupper():
        return CAPITAL
    if word.isdecimal():
        return DIGITS
    return MIXED if any(map(str.isupper, word)) else OTHER
