# ruff: noqa: S608 - the names of the columns are ours
"""Incidents as lines: all that lists, filters, sorts and searches needs of each, and no more.

A line is made of an incident, its accounts and its reports by who lists them (`faces/listed.py`);
here it is only kept. The register drops the line of an incident that it makes anew.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, Literal, NamedTuple

from khaldun.errors import CaseError
from khaldun.ledger.connection import in_words
from khaldun.records import Judgement

#: What people have said of an incident as a whole: nothing; of one that has changed since; that it
#: is told right; that it is not.
Review = Literal["", "changed", "reviewed", "wrong"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One incident as a table shows it.

    `days`, `place`, `killed`, `wounded` and `disputed` are words for a reader; beside them stand
    the numbers: days, where it was (degrees, and how exact in km), the highest toll that is claimed
    and not denied (-1 for none), how many fields are disputed and how many values unsure. `seen`
    is when the last of its reports was captured. `home` is the register's name for it.
    """

    home: str
    id: str
    version: str
    kind: str
    days: str
    place: str
    killed: str
    wounded: str
    accounts: int
    origins: int
    disputed: str
    earliest: date | None
    latest: date | None
    lat: float | None
    lon: float | None
    within_km: float | None
    dead: int
    hurt: int
    disputes: int
    unsure: int
    seen: str
    review: Review = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """What is looked up in a line, folded, each word once: places, people, and all that is said.

    They have a table of their own, so that whoever looks up nothing does not read past them.
    """

    places: str
    people: str
    words: str


class Spot(NamedTuple):
    """Of a line that has a place what a map needs; the names are those of the line."""

    home: str
    lat: float
    lon: float
    within_km: float
    dead: int
    place: str
    disputes: int


_NAMES = tuple(field.name for field in fields(Line))
_KEPT = ", ".join(_NAMES)
_MARKS = ", ".join("?" * len(_NAMES))
#: Lines that are looked up at a time.
_EACH = 500
#: The order of lines where no other is asked for: by the first day, those without one last.
IN_ORDER = "earliest IS NULL, earliest, id"


@dataclass(frozen=True, slots=True)
class Where:
    """A condition on lines, as SQL with its values; the empty one takes all."""

    sql: str = "1"
    values: Sequence[str | float] = ()

    @classmethod
    def at(cls, homes: Iterable[str]) -> "Where":
        """The lines of the incidents at these homes."""
        return cls("home IN (SELECT value FROM json_each(?))", (json.dumps(list(homes)),))

    @classmethod
    def all_of(cls, conditions: Iterable[tuple[str, Sequence[str | float]]]) -> "Where":
        """What meets every one of these."""
        asked = list(conditions)
        sql = " AND ".join(condition for condition, _ in asked)
        return cls(sql or "1", [value for _, values in asked for value in values])


class Lines:
    """The table of lines, in the register's file."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection, self._path = connection, path

    def missing(self) -> list[str]:
        """The homes of the incidents that have no line yet."""
        query = "SELECT home FROM incidents WHERE home NOT IN (SELECT home FROM lines)"
        return [home for (home,) in self._rows(query)]

    def put(self, made: Iterable[tuple[Line, Searched]]) -> None:
        """Add lines; call it inside a transaction."""
        made = list(made)
        query = f"INSERT OR REPLACE INTO lines ({_KEPT}) VALUES ({_MARKS})"
        self._connection.executemany(query, (_values(line) for line, _ in made))
        self._connection.executemany(
            "INSERT OR REPLACE INTO searched VALUES (?, ?, ?, ?)",
            [(line.home, told.places, told.people, told.words) for line, told in made],
        )
        self._connection.executemany(_REVIEWED, [(line.home,) for line, _ in made])

    def review(self, marks: Iterable[Judgement]) -> None:
        """Take in what people said of incidents; call it inside a transaction.

        Judgements of other relations are passed over.
        """
        kept = [
            (one.left, one.right, one.verdict, one.value or "")
            for one in marks
            if one.relation == "review"
        ]
        self._connection.executemany("INSERT OR REPLACE INTO reviews VALUES (?, ?, ?, ?)", kept)
        self._connection.execute("DELETE FROM reviews WHERE verdict = 'unsure'")
        query = "SELECT DISTINCT home FROM accounts WHERE id = ?"
        homes = [self._rows(query, (account,)) for account, *_ in kept]
        self._connection.executemany(_REVIEWED, [home for found in homes for home in found])

    def at(self, home: str) -> Line | None:
        """The line of the incident at this home."""
        return next(iter(self.choose(Where("home = ?", (home,)))), None)

    def holding(self, wanted: Mapping[str, Sequence[str]]) -> Where:
        """The condition to hold all these words, by the column of `Searched`; looked up now."""
        asked = [(f"instr({column}, ?) > 0", word) for column in wanted for word in wanted[column]]
        if not asked:
            return Where()
        sql = " AND ".join(condition for condition, _ in asked)
        found = self._rows(f"SELECT home FROM searched WHERE {sql}", [word for _, word in asked])
        return Where.at(home for (home,) in found)

    def choose(
        self, where: Where, *, order: str = IN_ORDER, limit: int = -1, after: int = 0
    ) -> list[Line]:
        """The lines that are asked for, in their order; of all, or so many after so many."""
        # First which, as to sort whole lines takes twice as long.
        chosen = f"SELECT rowid FROM lines WHERE {where.sql} ORDER BY {order} LIMIT ? OFFSET ?"
        query = f"SELECT {_KEPT} FROM lines WHERE rowid IN ({chosen}) ORDER BY {order}"
        return [_line(row) for row in self._rows(query, (*where.values, limit, after))]

    def each(self, where: Where, *, order: str = IN_ORDER) -> Iterator[Line]:
        """All that are asked for when this is called, in their order, one by one.

        Raises:
            CaseError: one of them has changed before it was come to.
        """
        query = f"SELECT home FROM lines WHERE {where.sql} ORDER BY {order}"
        homes = [home for (home,) in self._rows(query, where.values)]
        return (
            line for n in range(0, len(homes), _EACH) for line in self._at(homes[n : n + _EACH])
        )

    def _at(self, homes: Sequence[str]) -> list[Line]:
        where = Where.at(homes)
        rows = self._rows(f"SELECT {_KEPT} FROM lines WHERE {where.sql}", where.values)
        found = {line.home: line for line in map(_line, rows)}
        if len(found) < len(homes):
            raise CaseError("the incidents have changed meanwhile; ask for them again")
        return [found[home] for home in homes]

    def spots(self, where: Where) -> list[Spot]:
        """Of the lines that are asked for those that have a place, for a map."""
        query = f"""SELECT home, lat, lon, coalesce(within_km, 0), dead, place, disputes
            FROM lines WHERE lat IS NOT NULL AND lon IS NOT NULL AND ({where.sql})"""
        return [Spot(*row) for row in self._rows(query, where.values)]

    def sums(self, where: Where) -> tuple[int, int]:
        """How many lines there are, and how many of them are in dispute."""
        query = f"SELECT count(*), coalesce(sum(disputes > 0), 0) FROM lines WHERE {where.sql}"
        ((count, disputed),) = self._rows(query, where.values)
        return count, disputed

    def counts(self, column: str, where: Where) -> dict[str, int]:
        """How many lines there are of each value of a column."""
        query = f"SELECT {column}, count(*) FROM lines WHERE {where.sql} GROUP BY {column}"
        return dict(self._rows(query, where.values))

    def spans(self, where: Where) -> list[tuple[date, date, int, int]]:
        """First and last day, how many lines have both, and how many of these are in dispute."""
        query = f"""SELECT earliest, latest, count(*), sum(disputes > 0) FROM lines
            WHERE earliest IS NOT NULL AND ({where.sql}) GROUP BY earliest, latest"""
        return [
            (date.fromisoformat(first), date.fromisoformat(last), count, disputed)
            for first, last, count, disputed in self._rows(query, where.values)
        ]

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[Any]:
        with in_words(self._path):
            return self._connection.execute(query, tuple(values)).fetchall()


#: The line of an account's incident says what was said of any of its accounts.
_REVIEWED = """
UPDATE lines SET review = (
    SELECT CASE
        WHEN count(*) = 0 THEN ''
        WHEN max(version = lines.version AND verdict = 'no') THEN 'wrong'
        WHEN max(version = lines.version) THEN 'reviewed'
        ELSE 'changed' END
    FROM reviews JOIN accounts ON accounts.id = reviews.account WHERE accounts.home = lines.home
) WHERE home = ?"""


def _values(line: Line) -> tuple[Any, ...]:
    told = (getattr(line, name) for name in _NAMES)
    # Days as ISO 8601, which sorts as they do.
    return tuple(str(value) if isinstance(value, date) else value for value in told)


def _line(row: Sequence[Any]) -> Line:
    told = dict(zip(_NAMES, row, strict=True))
    for end in ("earliest", "latest"):
        told[end] = told[end] and date.fromisoformat(told[end])
    return Line(**told)
