"""Which names, numbers and words the measure of cards takes for the same."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

_MARKS = re.compile(r"[^a-z0-9]+")


def fold(name: object) -> str:
    """A name in lower-case ASCII words; what has no ASCII form is left out."""
    plain = unicodedata.normalize("NFKD", str(name)).encode("ascii", "ignore").decode()
    return _MARKS.sub(" ", plain.lower()).strip()


@dataclass(frozen=True, slots=True)
class Equivalences:
    """The table of `names.toml`: names of one party, and the range of each vague word."""

    idle: frozenset[str]
    one: Mapping[str, re.Pattern[str]]
    vague: Mapping[str, tuple[int, int]]

    @classmethod
    def open(cls) -> "Equivalences":
        """Reads the table that comes with the package."""
        table = tomllib.loads(files(__package__).joinpath("names.toml").read_text("utf-8"))
        return cls(
            idle=frozenset(table["idle"]),
            one={key: re.compile(pattern) for key, pattern in table["one"].items()},
            vague={word: (low, high) for word, (low, high) in table["vague"].items()},
        )

    def same_name(self, left: str, right: str) -> bool:
        """Whether two names of an actor or a source can stand for each other."""
        left, right = fold(left), fold(right)
        if left == right or self._parties(left) & self._parties(right):
            return True
        one, other = set(left.split()) - self.idle, set(right.split()) - self.idle
        return bool(one and other) and len(one & other) / min(len(one), len(other)) >= 0.5

    def _parties(self, folded: str) -> set[str]:
        return {key for key, pattern in self.one.items() if pattern.search(folded)}

    def same_source(self, gold: Mapping[str, Any], predicted: Mapping[str, Any]) -> bool:
        """Whether both statements credit one origin, or both none."""
        left, right = gold.get("says") or [], predicted.get("says") or []
        if not left or not right:
            return not left and not right
        return self.same_name(left[-1], right[-1])

    def same_number(self, gold: Mapping[str, Any], predicted: Mapping[str, Any]) -> bool:
        """Whether two figures count alike. For a word: the same word, or a number of its order."""
        told = number(gold)
        if not isinstance(told, str):
            return told == number(predicted)
        if told and fold(predicted.get("vague")) == told:
            return True
        low, high = predicted.get("low"), predicted.get("high")
        count = high if low is None else low
        span = self.vague.get(told)
        return span is not None and count is not None and span[0] <= count <= span[1]


def number(figure: Mapping[str, Any]) -> tuple[int | None, int | None] | str:
    """A figure's range, or its folded word where it has none."""
    low, high = figure.get("low"), figure.get("high")
    return fold(figure.get("vague")) if low is None and high is None else (low, high)
