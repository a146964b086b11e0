"""The words of time, loaded from `data/times.toml`.

An analyst may add a month's name of another calendar or a word of saying; the grammar that puts
the words together is code (`khaldun.read.times`), and so is their meaning in days
(`khaldun.resolve.when`).
"""

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from khaldun.errors import KnowledgeError

_FILE = "times.toml"

#: Lists whose words have a value, and the type and range of it.
_VALUED: dict[str, tuple[int, int] | None] = {
    "months": (1, 12),
    "months_short": (1, 12),
    "weekdays": (0, 6),
    "weekdays_short": (0, 6),
    "numbers": (1, 99),
    "ordinals": (1, 9),
    "named_days": (-1, 1),
    "units": None,
    "dayparts": None,
    "seasons": None,
}


@dataclass(frozen=True, slots=True)
class TimeWord:
    """What one word means in a phrase of time: the list that it stands in, and its value there."""

    kind: str
    value: int | str | None


@dataclass(frozen=True, slots=True)
class Calendar:
    """The words of time. `digest` is the SHA-256 of the data file.

    `words` is looked up in small letters. `saying` are the words of saying. `capitals` count only
    with a capital; `names` are those of them that follow a date which is no date. `called` are the
    names of attacks, by the kind of incident.
    """

    words: Mapping[str, TimeWord]
    saying: frozenset[str]
    beginnings: frozenset[str]
    wars: frozenset[str]
    called: Mapping[str, Sequence[str]]
    capitals: frozenset[str]
    names: frozenset[str]
    digest: str

    @staticmethod
    @cache
    def open() -> "Calendar":
        """Load and check the data file; later calls hand out the same object.

        Raises:
            KnowledgeError: a list is missing, a word stands in two lists or is not in small
                letters, or a value is out of its range.
        """
        data = files("khaldun.knowledge").joinpath("data", _FILE).read_bytes()
        return parse(data)


def parse(data: bytes) -> Calendar:
    """The calendar that this TOML holds.

    Raises:
        KnowledgeError: as `Calendar.open`.
    """
    table = tomllib.loads(data.decode())
    try:
        return Calendar(
            words=MappingProxyType(_words(table)),
            saying=frozenset(table["saying"]["words"]),
            beginnings=frozenset(table["beginnings"]["words"]),
            wars=frozenset(table["wars"]["words"]),
            called=MappingProxyType(table["called"]),
            capitals=frozenset(table["capitals"]["months"])
            | frozenset(table["months_short"])
            | frozenset(table["weekdays_short"]),
            names=frozenset(table["capitals"]["names"]),
            digest=hashlib.sha256(data).hexdigest(),
        )
    except KeyError as error:
        raise KnowledgeError(f"{_FILE}: the list {error} is missing") from error


def _words(table: Mapping[str, Any]) -> dict[str, TimeWord]:
    words: dict[str, TimeWord] = {}
    for kind, bounds in _VALUED.items():
        for word, value in table[kind].items():
            if bounds and not (isinstance(value, int) and bounds[0] <= value <= bounds[1]):
                raise KnowledgeError(
                    f"{_FILE}: [{kind}] {word} = {value!r}; it must be {bounds[0]} to {bounds[1]}"
                )
            _add(words, word, TimeWord(kind, value))
    for kind, listed in table["words"].items():
        for word in listed:
            _add(words, word, TimeWord(kind, None))
    return words


def _add(words: dict[str, TimeWord], word: str, meaning: TimeWord) -> None:
    if word != word.lower():
        raise KnowledgeError(f"{_FILE}: [{meaning.kind}] {word!r} must be in small letters")
    if word in words:
        raise KnowledgeError(
            f"{_FILE}: {word!r} stands in [{words[word].kind}] and in [{meaning.kind}]; remove one"
        )
    words[word] = meaning
