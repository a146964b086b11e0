"""Incidents as text for a terminal: the list, and one incident with all its accounts."""

import textwrap
from collections.abc import Iterator, Sequence

from khaldun.faces import words
from khaldun.faces.views import View
from khaldun.fuse.corrections import CORRECTED
from khaldun.records import Account, Claim, Finding, FindingValue
from khaldun.register.lines import Line

#: Digits of an id that a list shows: enough to be unique in a case of a million incidents, and
#: any unique start is understood.
SHORT = 10
_WIDTH = 100
_HEADS = ("id", "when", "kind", "where", "killed", "wounded", "accounts", "origins", "")
_RIGHT = frozenset({"killed", "wounded", "accounts", "origins"})
#: The widest that a column gets: so that a line stays within a wide terminal.
_WIDEST = {"where": 28, "killed": 22, "wounded": 22, "": 60}


def listing(lines: Sequence[Line]) -> str:
    """A table of incidents, one a line; disputed ones are marked with what is in dispute."""
    if not lines:
        return "no incidents"
    rows = [_HEADS, *map(_row, lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADS))]
    return "\n".join(_aligned(row, widths) for row in rows)


def sheet(view: View) -> str:
    """One incident: its accounts, each claim with its chain, certainty and words; the findings."""
    incident = view.incident
    counts = f"{_several(incident.accounts, 'account')}, {_several(incident.origins, 'origin')}"
    lines = [
        f"{incident.kind} · {words.days(view.when)} · {words.place(view.where)}",
        f"incident {incident.id} · {counts}" + _dispute(view),
    ]
    for number, account in enumerate(view.accounts, 1):
        lines += ["", *_account(number, account, view)]
    lines += ["", "Findings"]
    for finding in incident.findings:
        lines += _finding(finding, view)
    lines += ["", "Origins"]
    for origin in incident.origins:
        shown = ", ".join(view.reports[one].name for one in origin.reports if one in view.reports)
        lines.append(
            f"  {words.safe(origin.label)}: {words.safe(shown)} ({words.safe(origin.reason)})"
        )
    return "\n".join(lines)


def _row(line: Line) -> tuple[str, ...]:
    cells = (
        line.id[:SHORT],
        line.days,
        line.kind,
        line.place,
        line.killed,
        line.wounded,
        str(line.accounts),
        str(line.origins),
        f"disputed: {line.disputed}" if line.disputed else "",
    )
    return tuple(_cut(cell, _WIDEST.get(head)) for cell, head in zip(cells, _HEADS, strict=True))


def _cut(cell: str, widest: int | None) -> str:
    return cell if widest is None or len(cell) <= widest else cell[: widest - 1] + "…"


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = [
        cell.rjust(width) if head in _RIGHT else cell.ljust(width)
        for cell, width, head in zip(row, widths, _HEADS, strict=True)
    ]
    return "  ".join(cells).rstrip()


def _dispute(view: View) -> str:
    return f" · in dispute: {', '.join(view.disputed)}" if view.disputed else ""


def _account(number: int, account: Account, view: View) -> Iterator[str]:
    report = view.reports[account.report]
    voice = "" if account.voice == "article" else f", {account.voice}"
    yield f"{number}. {words.headline(report)}{voice}  ({words.safe(report.name)}, {account.id})"
    if account.status != "happened":
        yield f"   {account.status}"
    yield f"   when   {words.days(account.when)}" + _basis(account)
    yield f"   where  {words.place(account.where)}" + _place_words(account)
    if account.against:
        yield f"   against  {', '.join(words.safe(actor.name) for actor in account.against)}"
    for field, reason in account.reasons:
        if reason.startswith(CORRECTED):
            yield f"   {field} {words.safe(reason)}"
    if account.gaps:
        yield f"   unknown  {words.gaps(account.gaps)}"
    for claim in account.claims:
        yield from _claim(claim, report.text)


def _basis(account: Account) -> str:
    if account.when is None:
        return ""
    read = f', "{words.safe(account.when.words.text)}"' if account.when.words else ""
    return f"  ({account.when.basis}{read})"


def _place_words(account: Account) -> str:
    if account.where is None:
        return ""
    where = account.where
    return f'  (within {where.within_km:g} km, "{words.safe(where.words.text)}")'


def _claim(claim: Claim, text: str) -> Iterator[str]:
    yield f"   • {words.statement(claim)}  ({claim.id[:10]})"
    if claim.rule.startswith(CORRECTED):
        yield f"       {words.safe(claim.rule)}"
    yield f"       says {words.chain(claim.chain)} · {claim.certainty}"
    yield from textwrap.wrap(
        words.quote(claim.span, text), _WIDTH, initial_indent=" " * 7, subsequent_indent=" " * 7
    )


def _finding(finding: Finding, view: View) -> Iterator[str]:
    yield f"  {finding.field}: {finding.agreement}"
    for value in finding.values:
        yield f"    {words.safe(value.value)}  ({_support(value, view)})"


def _support(value: FindingValue, view: View) -> str:
    """Who states a value: how many accounts and origins, and the chains of its claims."""
    stated = f"{_several(value.accounts, 'account')}, {_several(value.origins, 'origin')}"
    chains = dict.fromkeys(words.chain(view.claims[claim].chain) for claim in value.claims)
    hedge = "" if value.certainty == "asserted" else f"{value.certainty}; "
    former = f"{value.aside}; " if value.aside else ""
    return f"{former}{hedge}{stated}" + (f": {'; '.join(chains)}" if chains else "")


def _several(things: Sequence[object], name: str) -> str:
    return f"{len(things)} {name}" + ("" if len(things) == 1 else "s")
