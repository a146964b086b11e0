"""The words by which the rule reader knows what a report tells, loaded from `data/codebook.toml`.

A phrase of the codebook matches whole words without regard to case. Its marks: a space stands for
any white space or hyphen, `*` at the end of a word for any ending, `?` for an optional last letter,
`_` for one to three words of any kind. Analysts edit the data file; this module checks it.
"""

import hashlib
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from khaldun.errors import KnowledgeError
from khaldun.records import FIGURE_KINDS, INCIDENT_KINDS, FigureKind, IncidentKind

#: The file as parsed: tables of lists of phrases, some of them nested by kind.
Table = dict[str, Any]
_FILE = "codebook.toml"
_PHRASE = re.compile(r"[a-z0-9'\-]+[*?]?(?: (?:[a-z0-9'\-]+[*?]?|_))*\Z")


def compile_phrase(phrase: str) -> str:
    """The regular expression of one phrase of the codebook.

    Raises:
        KnowledgeError: the phrase holds a mark that is not one of the four.
    """
    if not _PHRASE.match(phrase):
        raise KnowledgeError(
            f"{_FILE}: the phrase {phrase!r} may hold small letters, digits, ' and -, "
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
    return re.compile(rf"(?<!\w){_any_of(phrases)}(?!\w)", re.IGNORECASE)


#: The first letters of each word, three at most.
_OPENING = re.compile(r"(?<!\w)\w{1,3}")


@lru_cache(maxsize=4)  # asked for by each that looks for phrases in a sentence
def openings(text: str, start: int, end: int) -> frozenset[str] | None:
    """What the words between two offsets begin with, small: one, two and three letters of each.

    None beyond ASCII, where letters have forms that a pattern takes for one: the Kelvin sign is k.
    """
    found = set(_OPENING.findall(text[start:end].lower()))
    if not "".join(found).isascii():
        return None
    return frozenset(found | {letters[:2] for letters in found} | {letters[0] for letters in found})


class Phrases:
    """One pattern for phrases that are looked for everywhere and stand in few sentences."""

    def __init__(self, phrases: list[str]) -> None:
        """Compiles them as `compile_phrases` does."""
        self.pattern = compile_phrases(phrases)
        # A mark is left out with what it may change: "raids?" begins with "rai", "it?" with "i".
        self._heads = frozenset(re.split(r"[^a-z0-9]|.[*?]", one)[0][:3] for one in phrases)

    def finditer(
        self, text: str, start: int, end: int, opened: frozenset[str] | None
    ) -> Iterable[re.Match[str]]:
        """What the pattern finds; `opened` are the `openings` there, by which it mostly is nothing.

        Three letters rule out most patterns, at a tenth of the cost of trying them.
        """
        if opened is not None and "" not in self._heads and self._heads.isdisjoint(opened):
            return ()
        return self.pattern.finditer(text, start, end)


def _any_of(phrases: list[str]) -> str:
    ranked = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return _branch(list(map(compile_phrase, ranked))) if ranked else "(?!)"


def _branch(patterns: Sequence[str], depth: int = 2) -> str:
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
        head + _branch([one[1:] for one in tails], depth - 1) for head, tails in heads.items()
    )
    return f"(?:(?=[{''.join(sorted(heads))}])(?:{'|'.join(several)}))"


def _compile_single(
    determiners: list[str], nouns: list[str], *, last: bool = False
) -> re.Pattern[str]:
    """A determiner, up to three words, a noun for one person or thing: "a young woman".

    `last`: of several such nouns in a row the last ends it ("the terrorist commander").
    """
    noun = _any_of(nouns)
    more = rf"|\s+{noun}(?!\w)" if last else ""
    between = r"(?:(?:\d+-year-old|[A-Za-z-]+)\s+){0,3}?"
    pattern = rf"(?<!\w){_any_of(determiners)}\s+{between}{noun}(?!['’]s|\w{more})"
    return re.compile(pattern, re.IGNORECASE)


def _check(table: Table) -> None:
    """Kinds are known, and no phrase is sure to tell of two kinds of incident."""
    for name, known in (("incident", INCIDENT_KINDS), ("figure", FIGURE_KINDS)):
        if strange := sorted(set(table[name]) - set(known)):
            raise KnowledgeError(f"{_FILE}: [{name}.{strange[0]}] is none of {', '.join(known)}")
    kind_of: dict[str, str] = {}
    for kind, lists in table["incident"].items():
        for phrase in lists["sure"]:
            if kind_of.setdefault(phrase, kind) != kind:
                raise KnowledgeError(
                    f"{_FILE}: {phrase!r} is sure to tell of {kind_of[phrase]} and of {kind}; "
                    "leave it in one, or make it likely"
                )


@dataclass(frozen=True, slots=True)
class IncidentWords:
    """What tells of one kind of incident: `sure` alone, `likely` only with a harm or a place."""

    kind: IncidentKind
    sure: Phrases
    likely: Phrases


@dataclass(frozen=True, slots=True)
class HarmWords:
    """What makes a count one of the killed, the wounded …, by the side on which it stands."""

    kind: FigureKind
    left: Phrases
    right: Phrases
    either: Phrases


@dataclass(frozen=True, slots=True)
class Codebook:
    """The whole codebook, compiled. `digest` is the SHA-256 of the data file."""

    incidents: tuple[IncidentWords, ...]
    harms: tuple[HarmWords, ...]
    nobody: dict[FigureKind, Phrases]
    things: dict[FigureKind, re.Pattern[str]]
    person: re.Pattern[str]
    known_person: re.Pattern[str]
    one_thing: re.Pattern[str]
    compounds: re.Pattern[str]
    saying: dict[str, re.Pattern[str]]
    hedging: re.Pattern[str]
    doubting: re.Pattern[str]
    blaming: dict[str, re.Pattern[str]]
    status: dict[str, re.Pattern[str]]
    aggregate: dict[str, re.Pattern[str]]
    turns: dict[str, re.Pattern[str]]
    places: dict[str, str]
    actors: re.Pattern[str]
    victims: re.Pattern[str]
    digest: str

    @classmethod
    def open(cls) -> "Codebook":
        """The codebook of the package."""
        return cls.parse(files("khaldun.knowledge").joinpath("data", _FILE).read_bytes())

    @classmethod
    def parse(cls, data: bytes) -> "Codebook":
        """A codebook from the bytes of its file.

        Raises:
            KnowledgeError: it is no TOML, a table is missing, a kind is unknown, a phrase is
                malformed, or is sure to tell of two kinds of incident.
        """
        try:
            table = tomllib.loads(data.decode())
            _check(table)
            return cls._compile(table, hashlib.sha256(data).hexdigest())
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise KnowledgeError(f"{_FILE} is no TOML: {error}") from error
        except KeyError as error:
            raise KnowledgeError(f"{_FILE} lacks the table or list {error}") from error

    @classmethod
    def _compile(cls, table: Table, digest: str) -> "Codebook":
        return cls(
            incidents=tuple(
                IncidentWords(kind, Phrases(words["sure"]), Phrases(words["likely"]))
                for kind, words in table["incident"].items()
            ),
            harms=tuple(
                HarmWords(kind, *(Phrases(words[side]) for side in ("left", "right", "either")))
                for kind, words in table["figure"].items()
            ),
            nobody={kind: Phrases(words) for kind, words in table["nobody"].items()},
            things={kind: compile_phrases(words) for kind, words in table["counted"].items()},
            compounds=compile_phrases(table["person"]["compounds"]),
            person=_compile_single(table["person"]["determiners"], table["person"]["nouns"]),
            known_person=_compile_single(
                table["person"]["known"],
                table["person"]["nouns"] + table["person"]["ranks"],
                last=True,
            ),
            one_thing=_compile_single(
                table["person"]["things"],
                [word for words in table["counted"].values() for word in words],
                last=True,
            ),
            saying={way: compile_phrases(words) for way, words in table["saying"].items()},
            hedging=compile_phrases(table["hedging"]["words"]),
            doubting=compile_phrases(table["hedging"]["counts"]),
            blaming={way: compile_phrases(words) for way, words in table["blaming"].items()},
            status={way: compile_phrases(words) for way, words in table["status"].items()},
            aggregate={way: compile_phrases(words) for way, words in table["aggregate"].items()},
            turns={way: compile_phrases(words) for way, words in table["turns"].items()},
            places={way: _any_of(words) for way, words in table["places"].items()},
            actors=compile_phrases(table["actors"]["heads"]),
            victims=compile_phrases(table["actors"]["victims"]),
            digest=digest,
        )
