"""Tables as other projects code them: one row for each incident that their codebook would take.

The numbers come from the policy of the codebook's name (`khaldun.fuse.policies`). After its own
columns each table has `origins`, `policy` and `claims`: for every cell that a policy made, the
claims that it used and those that it set aside, as JSON.
"""

import csv
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TextIO

from khaldun.errors import KhaldunError
from khaldun.export.event import Event
from khaldun.export.tables import safe
from khaldun.fuse.policies import Cell, policies
from khaldun.records import Account, Incident, Report

Row = dict[str, Any]
#: A rule of a column: what its cells must look like.
Rule = Callable[[object], bool]
#: What every table has after the columns of its codebook.
OWN = ("origins", "policy", "claims")


class LeftOut(Exception):  # noqa: N818 - it becomes a line of what was left out, and no error
    """Why a codebook has no row for an incident."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Codebook:
    """The columns of a codebook in order, how a row is made, and what its cells must be.

    `row` may raise `LeftOut`. A column without a rule may hold anything.
    """

    name: str
    columns: Sequence[str]
    row: Callable[[Event, Mapping[str, Cell]], Row]
    rules: Mapping[str, Rule]


def write(
    codebook: Codebook,
    incidents: Iterable[Incident],
    accounts: Iterable[Account],
    reports: Iterable[Report],
    stream: TextIO,
) -> list[str]:
    """Writes a codebook's table, and returns what was left out: a line for each reason.

    Raises:
        KhaldunError: a cell breaks the rule of its column, which is a fault of Khaldun's.
    """
    policy = policies()[codebook.name]
    left: Counter[str] = Counter()
    writer = csv.DictWriter(stream, [*codebook.columns, *OWN], restval="", lineterminator="\n")
    writer.writeheader()
    for event in Event.all(incidents, accounts, reports):
        cells = policy.render(event.incident, event.claims)
        try:
            row = codebook.row(event, cells)
        except LeftOut as reason:
            left[str(reason)] += 1
            continue
        _check(codebook, event, row)
        own = {"origins": event.origins, "policy": policy.label, "claims": _explained(cells)}
        writer.writerow({name: safe(cell) for name, cell in (row | own).items()})
    return [f"{count} left out: {reason}" for reason, count in sorted(left.items())]


def _check(codebook: Codebook, event: Event, row: Row) -> None:
    for column, rule in codebook.rules.items():
        if not rule(row.get(column, "")):
            raise KhaldunError(
                f"{codebook.name}: {column} of {event.incident.id} is {row.get(column, '')!r}, "
                "which the codebook does not allow; please report this"
            )


def _explained(cells: Mapping[str, Cell]) -> str:
    told = {
        name: {"used": list(cell.used), "set aside": dict(cell.aside)}
        for name, cell in cells.items()
        if cell.used or cell.aside
    }
    return json.dumps(told, ensure_ascii=False)


# --- rules of columns ----------------------------------------------------------------------------


def one_of(*values: object) -> Rule:
    """One of these."""
    return lambda cell: cell in values


def matching(pattern: str) -> Rule:
    """A text that the pattern matches whole."""
    compiled = re.compile(pattern)
    return lambda cell: compiled.fullmatch(str(cell)) is not None


def count(cell: object) -> bool:
    """A whole number that is not negative."""
    return isinstance(cell, int) and cell >= 0


def filled(cell: object) -> bool:
    """Not empty."""
    return cell not in (None, "")


def degrees(limit: float) -> Rule:
    """A number between minus and plus the limit."""
    return lambda cell: isinstance(cell, float) and -limit <= cell <= limit


DAY = matching(r"\d{4}-\d\d-\d\d")
#: Coordinates are written so exactly, in digits after the point.
DIGITS = 4
