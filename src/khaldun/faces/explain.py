"""A report as it was read: each value, the words that it was read from, and what chose it."""

from collections.abc import Iterator

from khaldun.case import Case
from khaldun.errors import CaseError
from khaldun.faces import words
from khaldun.read.forwards import credit_forwards
from khaldun.records import Account, Claim, Report, Span
from khaldun.resolve.account import resolve
from khaldun.settings import Settings
from khaldun.tools import build_tools

#: Words of evidence that are shown, in characters.
_SHOWN = 90


def pick_report(start: str, case: Case) -> Report:
    """The report of this name, or whose id starts so.

    Raises:
        CaseError: there is none, or several.
    """
    reports = list(case.ledger.reports())
    found = [report for report in reports if report.name == start]
    found = found or [report for report in reports if report.id.startswith(start)]
    if len(found) != 1:
        what = "several reports start" if found else "no report is named or starts"
        raise CaseError(f"{what} with {start!r}; `khaldun show` gives names and ids")
    return found[0]


def accounts_of(report: Report, case: Case, *, reader: str | None) -> list[Account]:
    """The accounts of a report as the ledger has them, or as another reader would read them.

    Raises:
        KnowledgeError: there is no such reader.
    """
    if reader is None:
        return [account for account in case.ledger.accounts() if account.report == report.id]
    tools = build_tools(Settings(reader=reader).with_places(case.places))
    found = credit_forwards(report, tools.reader.read(report))
    return list(resolve(report, found, gazetteer=tools.gazetteer, roster=tools.roster))


def explanation(report: Report, accounts: list[Account]) -> str:
    """All accounts of a report; what chose a value stands in brackets behind its words."""
    lines = [f"{words.headline(report)}  ({words.safe(report.name)}, {report.id})"]
    if report.flags:
        lines.append(words.safe("; ".join(report.flags)))
    for number, account in enumerate(accounts, 1):
        lines += ["", *_account(number, account)]
    if not accounts:
        lines += ["", "It tells of no incident that was recognised."]
    return "\n".join(lines)


def _account(number: int, account: Account) -> Iterator[str]:
    reasons = dict(account.reasons)
    voice = "" if account.voice == "article" else f" · {account.voice}"
    yield f"{number}. {account.kind}, {account.status}{voice}  ({account.id})"
    yield _line("kind", account.kind, account.evidence[0], reasons.get("kind", ""))
    for span in account.evidence[1:]:
        yield _line("", "", span, "")
    if phrase := account.when_phrase:
        yield _line("when", words.days(account.when), phrase.words, reasons.get("when", ""))
    if place := account.where_phrase:
        yield _line("where", words.place(account.where), place.words, reasons.get("where", ""))
    for actor in account.against:
        rule = reasons.get(f"against {actor.name}", "")
        yield _line("against", words.safe(actor.name), actor.words, rule)
    for claim in account.claims:
        yield _claim(claim)
    for gap in account.gaps:
        yield f"   {gap.role:8} unknown: {words.safe(gap.reason)}"


def _claim(claim: Claim) -> str:
    said = f"{words.statement(claim)} · {words.chain(claim.chain)} · {claim.certainty}"
    return _line("claim", said, claim.span, claim.rule)


def _line(field: str, value: str, span: Span, rule: str) -> str:
    text = " ".join(span.text.split())
    quoted = words.safe(text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…")
    chosen = f"  [{rule}]" if rule else ""
    return f'   {field:8} {value + "  " if value else ""}"{quoted}" @{span.start}{chosen}'
