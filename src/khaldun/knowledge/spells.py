"""From when until when something held, each end as exact as it is known: year, month or day."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Literal, Self

from khaldun.knowledge.tables import Row

Held = Literal["yes", "perhaps", "no"]

UNKNOWN = "?"
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Spell:
    """Two ends, both included, in the words of a table; each may be any day of what it names.

    An end is "2017", "2017-03", "2017-03-02" or "?", which is some day or other. Empty, the first
    is before all days and the last after them.
    """

    begun: str
    ended: str

    @classmethod
    def read(cls, row: Row) -> Self:
        """The cells `from` and `until` of a line.

        Raises:
            KnowledgeError: an end is no such date, or the last is before the first.
        """
        for column in ("from", "until"):
            words = row.cells[column]
            try:
                _days(words or UNKNOWN)
            except ValueError as error:
                rule = f"{column} {words!r} is no date: YYYY, YYYY-MM, YYYY-MM-DD or {UNKNOWN!r}"
                raise row.fault(rule) from error
        spell = cls(row.cells["from"], row.cells["until"])
        if spell.ends[1] < spell.begins[0]:
            raise row.fault(f"until {spell.ended} is before from {spell.begun}")
        return spell

    @property
    def begins(self) -> tuple[date, date]:
        """The earliest and the latest day on which it may have begun."""
        return _days(self.begun) if self.begun else (date.min, date.min)

    @property
    def ends(self) -> tuple[date, date]:
        """The earliest and the latest day on which it may have ended."""
        return _days(self.ended) if self.ended else (date.max, date.max)

    def held(self, first: date, last: date) -> Held:
        """Whether it held on all days from `first` to `last`; "no" is on none of them."""
        begins, ends = self.begins, self.ends
        if last < begins[0] or ends[1] < first:
            return "no"
        return "yes" if begins[1] <= first and last <= ends[0] else "perhaps"

    def meets(self, other: "Spell") -> bool:
        """Whether both surely held on some day."""
        return max(self.begins[1], other.begins[1]) <= min(self.ends[0], other.ends[0])


ALWAYS = Spell("", "")


def _days(words: str) -> tuple[date, date]:
    """The first and the last day of a year, a month or a day."""
    if words == UNKNOWN:
        return date.min, date.max
    if not _DATE.fullmatch(words):
        raise ValueError(words)
    first = date.fromisoformat(words + "YYYY-01-01"[len(words) :])
    month = 12 if len(words) == len("YYYY") else first.month
    of_month = date(first.year, month, monthrange(first.year, month)[1])
    return first, first if len(words) == len("YYYY-MM-DD") else of_month
