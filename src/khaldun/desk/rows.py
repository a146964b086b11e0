"""The table of incidents: which lines are chosen, in which order, and what its cells show."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, TextIO
from urllib.parse import urlencode

from khaldun.details import parse_day
from khaldun.errors import InputError
from khaldun.export.tables import safe
from khaldun.faces.listed import fold
from khaldun.faces.views import Choice
from khaldun.records import INCIDENT_KINDS
from khaldun.register.lines import IN_ORDER, Line, Lines, Where

#: Incidents on one page.
PAGE = 100
COLUMNS = (
    "id", "when", "kind", "where", "killed", "wounded", "accounts", "origins", "disputed",
    "review",
)  # fmt: skip
#: What people have said of an incident, and the conditions that choose by it.
REVIEWS: Mapping[str, str] = {
    "unreviewed": "review IN ('', 'changed')",
    "changed": "review = 'changed'",
    "reviewed": "review = 'reviewed'",
    "wrong": "review = 'wrong'",
}
#: What each column is sorted by; the numbers and not the words where it shows words.
_KEYS: Mapping[str, str] = {
    "id": "id",
    "when": "earliest",
    "kind": "kind",
    "where": "place",
    "killed": "dead",
    "wounded": "hurt",
    "accounts": "accounts",
    "origins": "origins",
    "disputed": "disputes",
    "review": "review",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is asked of the table; an address says it all, and what is not asked is left out.

    `text`, `place` and `who` are words that must all occur, in whatever case and with or without
    accents; `place` looks at the names of places, their regions and countries, `who` at sources,
    publishers and actors, `text` at these and at the quoted words.
    """

    text: str = ""
    kind: str = ""
    place: str = ""
    who: str = ""
    since: date | None = None
    until: date | None = None
    disputed: bool = False
    review: str = ""
    sort: str = "when"
    page: int = 1

    @classmethod
    def parse(cls, given: Mapping[str, str]) -> "Query":
        """What an address asks.

        Raises:
            InputError: a day is no day, or a kind, a state of review or a column is none.
        """
        page = given.get("page", "1")
        sort = given.get("sort", "when")
        if sort.removeprefix("-") not in COLUMNS:
            raise InputError(f"sort: {sort!r} is none of {', '.join(COLUMNS)}, or one after a “-”")
        return cls(
            text=given.get("text", "").strip(),
            kind=_one_of(given, "kind", INCIDENT_KINDS),
            place=given.get("place", "").strip(),
            who=given.get("who", "").strip(),
            since=_day(given, "since"),
            until=_day(given, "until"),
            disputed=given.get("disputed", "") in {"yes", "on", "1"},
            review=_one_of(given, "review", REVIEWS),
            sort=sort,
            page=max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 9 else 1,
        )

    def address(self, **changes: Any) -> str:  # noqa: ANN401 - any field of the query
        """The part of an address that asks this, with changes: "?kind=raid&page=2", or ""."""
        query = replace(self, **changes)
        asked = {
            field.name: "yes" if value is True else str(value)
            for field in fields(query)
            if (value := getattr(query, field.name)) != field.default
        }
        return f"?{urlencode(asked)}" if asked else ""

    @property
    def first(self) -> "Query":
        """The same, of the first page."""
        return replace(self, page=1)

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return replace(self, sort="when", page=1) != Query()

    def kinds(self, rows: Lines, where: Where | None = None) -> dict[str, int]:
        """How many of each kind there are by all that is asked but the kind.

        `where` is this query's own condition, for who has it already.
        """
        if where is None or self.kind:
            where = replace(self, kind="").where(rows)
        counts = rows.counts("kind", where)
        return {
            kind: counts.get(kind, 0)
            for kind in INCIDENT_KINDS
            if kind in counts or kind == self.kind
        }

    def where(self, rows: Lines) -> Where:
        """The condition on the lines that are asked for; its words are looked up once, here."""
        asked = {"words": self.text, "places": self.place, "people": self.who}
        held = rows.holding({column: fold([words]).split() for column, words in asked.items()})
        return Where.all_of([*self._conditions(), (held.sql, held.values)])

    @property
    def order(self) -> str:
        """The order that is asked for; of equals, by the first day."""
        by = self.sort.removeprefix("-")
        if by == "when":
            # Those without a day are last, whichever way.
            down = "DESC" if self.sort != by else "ASC"
            return f"earliest IS NULL, earliest {down}, id"
        return f"{_KEYS[by]} {'DESC' if self.sort != by else 'ASC'}, {IN_ORDER}"

    def _conditions(self) -> Iterator[tuple[str, Sequence[str | int]]]:
        yield from Choice(
            disputed=self.disputed, since=self.since, until=self.until, kind=self.kind or None
        ).conditions()
        if self.review:
            yield REVIEWS[self.review], []


def cells(line: Line, *, blind: bool = False) -> dict[str, str]:
    """What the table shows of an incident, by column; of reviews nothing to who works blind."""
    return {
        "id": line.id,
        "when": line.days,
        "kind": line.kind.replace("_", " "),
        "where": line.place,
        "killed": line.killed,
        "wounded": line.wounded,
        "accounts": str(line.accounts),
        "origins": str(line.origins),
        "disputed": line.disputed,
        "review": "" if blind else line.review,
    }


def write(lines: Iterable[Line], stream: TextIO, *, blind: bool = False) -> None:
    """The table as CSV, as it is shown; no cell starts a formula."""
    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    writer.writerows([safe(cell) for cell in cells(line, blind=blind).values()] for line in lines)


def _day(given: Mapping[str, str], name: str) -> date | None:
    words = given.get(name, "").strip()
    return parse_day(words, where=name) if words else None


def _one_of(given: Mapping[str, str], name: str, known: Iterable[str]) -> str:
    asked = given.get(name, "")
    if asked and asked not in known:
        raise InputError(f"{name}: {asked!r} is none of {', '.join(known)}")
    return asked
