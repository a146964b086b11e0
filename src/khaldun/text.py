"""Cutting text without losing a place in it: sentences, words, and their offsets.

All offsets are code points into the text that was given. Nothing here changes a character.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

#: A mark that ends a sentence, what may close after it, and space before the next one's start.
#: Names that end in a point ("U.S.", "Gen.") are told apart in `_abbreviated`.
_END = re.compile(r"[.!?…]+[\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-Z0-9])|\n+")
_SHORT = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Gen|Lt|Col|Maj|Capt|Sgt|Brig|Adm|Sen|Rep|Gov|Prof|St|No|vs|etc|approx|al"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)|\b[A-Z](?:\.[A-Z])*)\.$"
)
#: Words, numbers with their inner marks ("1,000", "T-72", "3.5"), and each other mark alone.
_WORD = re.compile(r"\d+(?:[.,]\d+)*(?![\w])|\w+(?:[-'’.]\w+)*|[^\w\s]")


class Word(NamedTuple):
    """A word or mark and where it stands."""

    text: str
    start: int
    end: int

    @property
    def lower(self) -> str:
        """The word in lower case, for look-ups only; its length may differ from the text's."""
        return self.text.lower()


_new = tuple.__new__


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: its offsets in the text, and its words with offsets in the text."""

    start: int
    end: int
    words: tuple[Word, ...]


def words(text: str, start: int = 0, end: int | None = None) -> list[Word]:
    """The words and marks between two offsets."""
    end = len(text) if end is None else end
    # As `Word(…)` does, in half the time.
    return [_new(Word, (m[0], m.start(), m.end())) for m in _WORD.finditer(text, start, end)]


@lru_cache(maxsize=2)
def every_word(text: str) -> tuple[Word, ...]:
    """The words and marks of a whole text, which several look through one after the other."""
    return tuple(words(text))


def sentences(text: str, start: int = 0, end: int | None = None) -> list[Sentence]:
    """The sentences between two offsets; a line break always ends one."""
    end = len(text) if end is None else end
    cuts = [start]
    for match in _END.finditer(text, start, end):
        head = text[cuts[-1] : match.end()].rstrip()
        if "\n" in match.group() or not _SHORT.search(head[-12:]):
            cuts.append(match.end())
    cuts.append(end)
    found = []
    for low, high in pairwise(cuts):
        inside = words(text, low, high)
        if inside:
            found.append(Sentence(inside[0].start, inside[-1].end, tuple(inside)))
    return found
