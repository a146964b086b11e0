"""The words that a rule of times matched, read by their kinds."""

from dataclasses import dataclass
from typing import Literal, TypeVar

from khaldun.read.time_words import LETTERS, Tokens, rule
from khaldun.records import Span, TimePhrase

Unit = Literal["hour", "day", "week", "month", "year", "decade"]
T = TypeVar("T")

_ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth"}
_STEPS = {"last": -1, "previous": -1, "this": 0, "same": 0, "that": 0, "next": 1, "following": 1}


_UNITS: dict[str, Unit] = {
    "hour": "hour", "day": "day", "week": "week", "month": "month", "year": "year",
    "decade": "decade",
}  # fmt: skip
_PLURALS = frozenset(unit + "s" for unit in _UNITS)
_RANKED = rule("the [ordinals last] [units half] of")


@dataclass(frozen=True, slots=True)
class Match:
    """The words that a rule matched: those from `first` to `last` of the tokens."""

    tokens: Tokens
    first: int
    last: int
    words: Span

    @property
    def letters(self) -> str:
        """Their kinds."""
        return self.tokens.letters[self.first : self.last]

    def has(self, *names: str) -> bool:
        """Whether a word of one of these kinds is among them."""
        return any(LETTERS[name] in self.letters for name in names)

    def all(self, kind: type[T], *names: str) -> list[T]:
        """The values of the words of these kinds, in order."""
        letters = {LETTERS[name] for name in names}
        values = self.tokens.values[self.first : self.last]
        pairs = zip(self.letters, values, strict=True)
        return [value for letter, value in pairs if letter in letters and isinstance(value, kind)]

    def one(self, kind: type[T], *names: str) -> T | None:
        """The first of them, if any."""
        return next(iter(self.all(kind, *names)), None)

    @property
    def year(self) -> int | None:
        """The year that is given."""
        return self.one(int, "year")

    @property
    def month(self) -> int | None:
        """The month that is given."""
        return self.one(int, "months", "months_short")

    @property
    def unit(self) -> Unit | None:
        """The unit of calendar or clock."""
        found = self.one(str, "units")
        return _UNITS.get(found) if found else None

    @property
    def plural(self) -> bool:
        """Whether the unit is: "days", "weeks later"."""
        return any(word.lower() in _PLURALS for word in self.words.text.split())

    @property
    def step(self) -> int | None:
        """How far "last", "this" or "next" leads, in units."""
        return next((step for name, step in _STEPS.items() if self.has(name)), None)

    @property
    def count(self) -> int | None:
        """The number; "a" counts one, unless a vague word follows it ("a few")."""
        numbers = self.all(int, "numbers", "day", "digits")
        if len(numbers) > 1:
            tens, ones = numbers[:2]  # "forty-eight"
            return tens + ones if tens % 10 == 0 and ones < 10 else None
        one = 1 if self.has("a") and not self.has("few") else None
        return numbers[0] if numbers else one

    @property
    def part(self) -> str | None:
        """What a month, a year or a day is narrowed to."""
        ranked = _RANKED.match(self.letters)
        if ranked and self.has("units") and self.plural:  # "the last days of May"
            return "end" if self.has("last") else "start"
        if ranked:
            rank = _ORDINALS.get(self.one(int, "ordinals") or 0, "last")
            return f"{rank} {'half' if self.has('half') else self.unit}"
        for name in ("early", "late", "mid", "beginning", "end", "earlier", "later"):
            if self.has(name):
                return "start" if name == "beginning" else name
        return None

    def phrase(
        self,
        *,
        year: int | None = None,
        month: int | None = None,
        day: int | None = None,
        count: int | None = None,
        unit: Unit | None = None,
        part: str | None = None,
    ) -> TimePhrase:
        """A phrase of the form "date" with these words."""
        return TimePhrase(
            words=self.words,
            form="date",
            year=year,
            month=month,
            day=day,
            count=count,
            unit=unit,
            part=part,
        )

    def relative(self, count: int | None, unit: Unit | None, part: str | None = None) -> TimePhrase:
        """A phrase of the form "relative" with these words."""
        return TimePhrase(words=self.words, form="relative", count=count, unit=unit, part=part)
