"""Phrases of the codebook as patterns, and how many lists of them are looked for at once.

A phrase matches whole words without regard to case. Its marks: a space stands for any white space
or hyphen, `*` at the end of a word for any ending, `?` for an optional last letter, `_` for one to
three words of any kind.
"""

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Generic, TypeVar

from khaldun.errors import KnowledgeError

Label = TypeVar("Label", bound=Hashable)
_PHRASE = re.compile(r"[a-z0-9'\-]+[*?]?(?: (?:[a-z0-9'\-]+[*?]?|_))*\Z")


def compile_phrase(phrase: str) -> str:
    """The regular expression of one phrase of the codebook.

    Raises:
        KnowledgeError: the phrase holds a mark that is not one of the four.
    """
    if not _PHRASE.match(phrase):
        raise KnowledgeError(
            f"codebook.toml: the phrase {phrase!r} may hold small letters, digits, ' and -, "
            "single spaces, `*` or `?` after a word, and `_` between words"
        )
    return r"[\s\-]+".join(_compile_word(word) for word in phrase.split(" "))


def _compile_word(word: str) -> str:
    if word == "_":
        return r"\w+(?:\W+\w+){0,2}"
    tail = {"*": r"\w*", "?": "?"}.get(word[-1], "")
    return re.escape(word[:-1] if tail else word) + tail


def compile_phrases(phrases: list[str]) -> re.Pattern[str]:
    """One pattern for all of them, the longest first, on whole words; none match an empty list."""
    return re.compile(rf"(?<!\w){any_of(phrases)}(?!\w)", re.IGNORECASE)


#: The first letters of each word, three at most.
_OPENING = re.compile(r"(?<!\w)\w{1,3}")


@lru_cache(maxsize=64)  # asked for by each that looks for phrases in a sentence
def openings(text: str, start: int, end: int) -> Mapping[str, Sequence[int]] | None:
    """Where words begin between two offsets, by their first three letters, small, or by all.

    None beyond ASCII, where letters have forms that a pattern takes for one: the Kelvin sign is k.
    """
    found: dict[str, list[int]] = {}
    for match in _OPENING.finditer(text, start, end):
        found.setdefault(match[0].lower(), []).append(match.start())
    return found if "".join(found).isascii() else None


def _opening(phrase: str) -> str:
    """The one of `openings` with which a phrase begins; empty where that depends on its marks."""
    letters, mark = re.findall(r"\A([a-z0-9]*)(.?)", phrase)[0]
    certain = letters[:-1] if mark == "?" else letters
    return "" if mark and mark in "*?" and len(certain) < 3 else certain[:3]


class Phrases:
    """Phrases that are tried only where a word begins as one of them does."""

    def __init__(self, phrases: list[str]) -> None:
        """Compiles them as `compile_phrases` does."""
        self.pattern = compile_phrases(phrases)
        self._opened = frozenset(map(_opening, phrases))

    def finditer(self, text: str, start: int, end: int) -> Iterator[re.Match[str]]:
        """What the pattern finds between the two offsets of a sentence."""
        opened = openings(text, start, end)
        if opened is None or "" in self._opened:
            return self.pattern.finditer(text, start, end)
        places = (place for letters in self._opened & opened.keys() for place in opened[letters])
        return _matches(self.pattern, text, sorted(places), end)

    def search(self, text: str, start: int, end: int) -> re.Match[str] | None:
        """The first of them."""
        return next(iter(self.finditer(text, start, end)), None)


class Lexicon(Generic[Label]):
    """Lists of phrases that are looked for all at once; each tells something, its label.

    To try each list everywhere took nearly three times as long.
    """

    def __init__(self, lists: Mapping[Label, list[str]]) -> None:
        """Compiles each list as `compile_phrases` does."""
        self.lists = [(label, compile_phrases(phrases)) for label, phrases in lists.items()]
        self._opened: dict[str, set[int]] = {}
        for number, phrases in enumerate(lists.values()):
            for phrase in phrases:
                self._opened.setdefault(_opening(phrase), set()).add(number)

    def find(self, text: str, start: int, end: int) -> Iterator[tuple[Label, re.Match[str]]]:
        """What each list finds between two offsets, with its label: list by list, each in order."""
        opened = openings(text, start, end)
        if opened is None or "" in self._opened:
            for label, pattern in self.lists:
                for match in pattern.finditer(text, start, end):
                    yield label, match
            return
        spots: dict[int, list[int]] = {}
        for letters in self._opened.keys() & opened.keys():
            for number in self._opened[letters]:
                spots.setdefault(number, []).extend(opened[letters])
        for number, places in sorted(spots.items()):
            label, pattern = self.lists[number]
            for match in _matches(pattern, text, sorted(places), end):
                yield label, match


def _matches(
    pattern: re.Pattern[str], text: str, places: Iterable[int], end: int
) -> Iterator[re.Match[str]]:
    """What a pattern finds at these offsets, without overlaps."""
    low = 0
    for place in places:
        if place >= low and (match := pattern.match(text, place, end)):
            yield match
            low = match.end()


def any_of(phrases: list[str]) -> str:
    """Any of these phrases, as part of a larger pattern; nothing matches an empty list."""
    ranked = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return branch(list(map(compile_phrase, ranked))) if ranked else "(?!)"


def branch(patterns: Sequence[str], depth: int = 2) -> str:
    """Any of these, tried in this order, as a tree of their first letters.

    Letters exclude each other, so the order within a letter is all that counts. A flat list is
    tried to its end at every word of a text: the tree reads reports 1.2 times as fast.
    """
    heads: dict[str, list[str]] = {}
    for pattern in patterns:
        plain = depth and pattern[:1].isalnum() and pattern[1:2] not in {"?", "*"}
        heads.setdefault(pattern[0] if plain else "", []).append(pattern)
    if "" in heads or len(patterns) == 1:
        return f"(?:{'|'.join(patterns)})"
    several = (
        head + branch([one[1:] for one in tails], depth - 1) for head, tails in heads.items()
    )
    return f"(?:(?=[{''.join(sorted(heads))}])(?:{'|'.join(several)}))"
