"""One table of claims, as CSV: a row for each statement, with all that it rests on.

A spreadsheet must never run what a report wrote, so no cell of text starts a formula.
"""

import csv
from collections.abc import Iterable, Iterator
from typing import TextIO

from khaldun.records import Account, Claim, Incident, Report

COLUMNS = (
    "incident", "kind", "status",
    "report", "name", "publisher", "published", "url", "capture",
    "account", "voice",
    "when_earliest", "when_latest", "when_basis", "when_unknown",
    "where", "place", "lat", "lon", "within_km", "country", "where_unknown",
    "against",
    "claim", "about", "actor", "party",
    "figure", "of", "low", "high", "approx", "vague",
    "chain", "certainty", "quote", "start", "end", "rule",
)  # fmt: skip
#: What starts a formula in one spreadsheet or another, fullwidth forms included.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
#: Sources of a chain, nearest first.
_CREDITS = " ← "

Cell = str | int | float | None
Row = dict[str, Cell]


def write(
    incidents: Iterable[Incident],
    accounts: Iterable[Account],
    reports: Iterable[Report],
    stream: TextIO,
) -> None:
    """Writes the table: a row for each claim, and one for each account that has none.

    Unknown values are empty cells, with the reason in `when_unknown` and `where_unknown`. A text
    that would start a formula gets an apostrophe before it; numbers stay numbers. The stream
    should be opened with `newline=""`, as csv ends its own lines.
    """
    writer = csv.DictWriter(stream, COLUMNS, restval="")
    writer.writeheader()
    for row in rows(incidents, accounts, reports):
        writer.writerow({name: safe(cell) for name, cell in row.items()})


def rows(
    incidents: Iterable[Incident], accounts: Iterable[Account], reports: Iterable[Report]
) -> Iterator[Row]:
    """The rows of the table by column; what is unknown is None or missing."""
    by_id = {account.id: account for account in accounts}
    of_report = {report.id: _report_cells(report) for report in reports}
    for incident in incidents:
        for account in (by_id[account] for account in incident.accounts):
            shared = {"incident": incident.id} | of_report[account.report] | _cells(account)
            yield from (shared | told for told in _claims(account))


def safe(cell: Cell) -> Cell:
    """A cell that no spreadsheet runs."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _report_cells(report: Report) -> Row:
    return {
        "report": report.id,
        "name": report.name,
        "publisher": report.publisher,
        "published": report.published.earliest.isoformat() if report.published else None,
        "url": report.url,
        "capture": report.capture,
    }


def _cells(account: Account) -> Row:
    unknown = {f"{gap.role}_unknown": gap.reason for gap in account.gaps}
    cells: Row = {
        "account": account.id,
        "voice": account.voice,
        "kind": account.kind,
        "status": account.status,
        "against": "; ".join(actor.name for actor in account.against),
    }
    cells |= {name: unknown.get(name) for name in ("when_unknown", "where_unknown")}
    if account.when:
        cells |= {
            "when_earliest": account.when.earliest.isoformat(),
            "when_latest": account.when.latest.isoformat(),
            "when_basis": account.when.basis,
        }
    if account.where:
        names = ("place", "lat", "lon", "within_km", "country")
        cells |= {name: getattr(account.where, name) for name in names}
        cells["where"] = account.where.name
    return cells


def _claims(account: Account) -> Iterator[Row]:
    for claim in account.claims:
        yield _claim(claim)
    if not account.claims:
        span = account.evidence[0]
        yield {"quote": span.text, "start": span.start, "end": span.end}


def _claim(claim: Claim) -> Row:
    cells: Row = {
        "claim": claim.id,
        "about": claim.about,
        "chain": _CREDITS.join(source.name for source in claim.chain),
        "certainty": claim.certainty,
        "quote": claim.span.text,
        "start": claim.span.start,
        "end": claim.span.end,
        "rule": claim.rule,
    }
    if claim.actor:
        cells |= {"actor": claim.actor.name, "party": claim.actor.actor}
    if claim.figure:
        names = ("of", "low", "high", "vague")
        cells |= {name: getattr(claim.figure, name) for name in names}
        cells |= {"figure": claim.figure.kind, "approx": "yes" if claim.figure.approx else ""}
    return cells
