"""The words by which the rule reader knows what a report tells, loaded from `data/codebook.toml`.

What a phrase of it matches `khaldun.knowledge.phrases` says. Analysts edit the data file; this
module checks it.
"""

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Literal, get_args

from khaldun.errors import KnowledgeError
from khaldun.knowledge.phrases import Lexicon, Phrases, any_of, compile_phrases
from khaldun.records import FIGURE_KINDS, INCIDENT_KINDS, FigureKind, IncidentKind

#: The file as parsed: tables of lists of phrases, some of them nested by kind.
Table = dict[str, Any]
#: Where a count stands that a word of harm is of: "killing 12", "12 dead", "killed" by its grammar.
Side = Literal["left", "right", "either"]
_FILE = "codebook.toml"


def _compile_single(
    determiners: list[str], nouns: list[str], *, last: bool = False
) -> re.Pattern[str]:
    """A determiner, up to three words, a noun for one person or thing: "a young woman".

    `last`: of several such nouns in a row the last ends it ("the terrorist commander").
    """
    noun = any_of(nouns)
    more = rf"|\s+{noun}(?!\w)" if last else ""
    between = r"(?:(?:\d+-year-old|[A-Za-z-]+)\s+){0,3}?"
    pattern = rf"(?<!\w){any_of(determiners)}\s+{between}{noun}(?!['’]s|\w{more})"
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
class Codebook:
    """The whole codebook, compiled. `digest` is the SHA-256 of the data file.

    `incidents` tell of a kind of incident: sure ones alone, others only with a harm or a place.
    `harms` make a count one of the killed, the wounded …, by the side on which it stands.
    """

    incidents: Lexicon[tuple[IncidentKind, bool]]
    harms: Lexicon[tuple[FigureKind, Side]]
    hurt: re.Pattern[str]
    nobody: Lexicon[FigureKind]
    things: dict[FigureKind, re.Pattern[str]]
    person: re.Pattern[str]
    known_person: re.Pattern[str]
    one_thing: re.Pattern[str]
    compounds: re.Pattern[str]
    saying: dict[str, re.Pattern[str]]
    cues: Lexicon[str]
    hedging: re.Pattern[str]
    doubting: re.Pattern[str]
    blaming: dict[str, Phrases]
    status: dict[str, re.Pattern[str]]
    aggregate: dict[str, re.Pattern[str]]
    turns: dict[str, re.Pattern[str]]
    places: dict[str, str]
    actors: Phrases
    victims: Phrases
    areas: re.Pattern[str]
    rising: dict[str, Phrases]
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
            incidents=Lexicon(_incidents(table["incident"])),
            harms=Lexicon(_harms(table["figure"])),
            hurt=compile_phrases(table["hurt"]["words"]),
            nobody=Lexicon(table["nobody"]),
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
            cues=Lexicon({way: table["saying"][way] for way in ("before", "after", "relay")}),
            hedging=compile_phrases(table["hedging"]["words"]),
            doubting=compile_phrases(table["hedging"]["counts"]),
            blaming={way: Phrases(words) for way, words in table["blaming"].items()},
            status={way: compile_phrases(words) for way, words in table["status"].items()},
            aggregate={way: compile_phrases(words) for way, words in table["aggregate"].items()},
            turns={way: compile_phrases(words) for way, words in table["turns"].items()},
            places={way: any_of(words) for way, words in table["places"].items()},
            actors=Phrases(table["actors"]["heads"]),
            victims=Phrases(table["actors"]["victims"]),
            areas=_compile_areas(table["areas"]),
            rising={way: Phrases(words) for way, words in table["rising"].items()},
            digest=digest,
        )


def _incidents(table: Mapping[IncidentKind, Table]) -> dict[tuple[IncidentKind, bool], list[str]]:
    return {
        (kind, sure): words["sure" if sure else "likely"]
        for kind, words in table.items()
        for sure in (True, False)
    }


def _harms(table: Mapping[FigureKind, Table]) -> dict[tuple[FigureKind, Side], list[str]]:
    return {(kind, side): words[side] for kind, words in table.items() for side in get_args(Side)}


def _compile_areas(words: Mapping[str, list[str]]) -> re.Pattern[str]:
    """Areas by whose they are: "rebel-held Aleppo", "opposition areas", "a mostly Kurdish town"."""
    whose, held, between, nouns = (
        any_of(words[of]) for of in ("whose", "held", "between", "nouns")
    )
    noun = rf"(?:{between} ){{0,3}}{nouns}"
    named = rf"(?-i:(?:[a-z]+ern )?[A-Z][\w'’-]+)(?: {noun})?"
    by_holder = rf"\w[\w'’]{{0,30}}(?:-| (?!majority)){held} (?:{noun}|(?<=d ){named})"
    by_side = rf"(?:\w+-)?(?:{whose}|(?-i:IS)) {noun}"
    return re.compile(rf"(?<![\w-])(?:{by_holder}|{by_side})(?![\w-])", re.IGNORECASE)
