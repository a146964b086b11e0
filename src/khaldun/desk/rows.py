"""The table of incidents: its rows, which of them are chosen, and in which order."""

import csv
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, TextIO
from urllib.parse import urlencode

from khaldun.details import parse_day
from khaldun.errors import InputError
from khaldun.export.tables import safe
from khaldun.faces import words
from khaldun.faces.views import Choice, View
from khaldun.records import INCIDENT_KINDS

#: Incidents on one page.
PAGE = 100
COLUMNS = (
    "id", "when", "kind", "where", "killed", "wounded", "accounts", "origins", "disputed",
)  # fmt: skip
_COUNTED = ("killed", "wounded")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One incident as the table shows it, and what is looked up in it (folded)."""

    view: View
    cells: Mapping[str, str]
    places: str
    people: str
    all: str
    tolls: Mapping[str, int]

    @classmethod
    def of(cls, view: View) -> "Row":
        """The row of an incident."""
        incident = view.incident
        cells = {
            "id": incident.id,
            "when": words.days(view.when),
            "kind": incident.kind.replace("_", " "),
            "where": words.place(view.where, region=False),
            "killed": view.total("killed"),
            "wounded": view.total("wounded"),
            "accounts": str(len(incident.accounts)),
            "origins": str(len(incident.origins)),
            "disputed": ", ".join(words.safe(field) for field in view.disputed),
        }
        places, people = fold(_places(view)), fold(_people(view))
        return cls(
            view=view,
            cells=cells,
            places=places,
            people=people,
            all=" ".join([places, people, fold(_said(view)), fold(cells.values())]),
            tolls={kind: _highest(view, kind) for kind in _COUNTED},
        )


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
    sort: str = "when"
    page: int = 1

    @classmethod
    def parse(cls, given: Mapping[str, str]) -> "Query":
        """What an address asks.

        Raises:
            InputError: a day is no day, no incident is of that kind, no column is sorted so.
        """
        kind, sort = given.get("kind", ""), given.get("sort", "when")
        if kind and kind not in INCIDENT_KINDS:
            raise InputError(f"kind: {kind!r} is none of {', '.join(INCIDENT_KINDS)}")
        if sort.removeprefix("-") not in COLUMNS:
            raise InputError(f"sort: {sort!r} is none of {', '.join(COLUMNS)}, or one after a “-”")
        page = given.get("page", "1")
        return cls(
            text=given.get("text", "").strip(),
            kind=kind,
            place=given.get("place", "").strip(),
            who=given.get("who", "").strip(),
            since=_day(given, "since"),
            until=_day(given, "until"),
            disputed=given.get("disputed", "") in {"yes", "on", "1"},
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
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return replace(self, sort="when", page=1) != Query()

    def choose(self, rows: Iterable[Row]) -> list[Row]:
        """The rows that are asked for, in their order, of all pages."""
        choice = Choice(
            disputed=self.disputed, since=self.since, until=self.until, kind=self.kind or None
        )
        text, place, who = (_words(asked) for asked in (self.text, self.place, self.who))
        chosen = [
            row
            for row in rows
            if _holds(row.all, text)
            and _holds(row.places, place)
            and _holds(row.people, who)
            and choice.takes(row.view)
        ]
        by = self.sort.removeprefix("-")
        # Rows come by their first day, and a sort keeps the order of equals.
        return chosen if self.sort == "when" else _sorted(chosen, by, down=by != self.sort)

    def kinds(self, rows: Iterable[Row]) -> dict[str, int]:
        """How many of each kind there are by all that is asked but the kind."""
        counts = Counter(row.view.incident.kind for row in replace(self, kind="").choose(rows))
        return {kind: counts[kind] for kind in INCIDENT_KINDS if counts[kind] or kind == self.kind}


def write(rows: Iterable[Row], stream: TextIO) -> None:
    """The table as CSV, as it is shown; no cell starts a formula."""
    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    writer.writerows([safe(row.cells[column]) for column in COLUMNS] for row in rows)


def fold(texts: Iterable[str]) -> str:
    """Texts as one, in one case and without accents, for look-ups only."""
    flat = unicodedata.normalize("NFKD", " ".join(texts)).casefold()
    return "".join(mark for mark in flat if not unicodedata.combining(mark))


def _day(given: Mapping[str, str], name: str) -> date | None:
    words = given.get(name, "").strip()
    return parse_day(words, where=name) if words else None


def _words(asked: str) -> Sequence[str]:
    return fold([asked]).split()


def _holds(text: str, wanted: Sequence[str]) -> bool:
    return all(word in text for word in wanted)


def _sorted(rows: list[Row], by: str, *, down: bool) -> list[Row]:
    key: Callable[[Row], Any] = _KEYS.get(by, lambda row: row.cells[by])
    return sorted(rows, key=key, reverse=down)


_KEYS: Mapping[str, Callable[[Row], Any]] = {
    "when": lambda row: row.view.when.earliest if row.view.when else date.min,
    "killed": lambda row: row.tolls["killed"],
    "wounded": lambda row: row.tolls["wounded"],
    "accounts": lambda row: len(row.view.incident.accounts),
    "origins": lambda row: len(row.view.incident.origins),
    "disputed": lambda row: len(row.view.disputed),
}


def _highest(view: View, kind: str) -> int:
    """The highest number that is claimed and not denied; -1 for none, so that these are last."""
    figures = [
        claim.figure
        for claim in view.claims.values()
        if claim.figure and claim.figure.kind == kind and claim.certainty != "denied"
    ]
    ends = [end for figure in figures for end in (figure.low, figure.high) if end is not None]
    return max(ends, default=0 if figures else -1)


def _places(view: View) -> Iterator[str]:
    for where in (account.where for account in view.accounts):
        if where:
            yield from (part for part in (where.name, where.region, where.country) if part)
            yield where.words.text
    if view.country:
        yield view.country.name


def _people(view: View) -> Iterator[str]:
    for report in view.reports.values():
        yield from (report.publisher or "", report.name)
    for account in view.accounts:
        yield from (actor.name for actor in account.against)
        for claim in account.claims:
            yield from (source.name for source in claim.chain)
            if claim.actor:
                yield claim.actor.name


def _said(view: View) -> Iterator[str]:
    yield from (report.title or "" for report in view.reports.values())
    for account in view.accounts:
        yield from (span.text for span in account.evidence)
        yield from (claim.span.text for claim in account.claims)
