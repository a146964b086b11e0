"""Who says what of one incident: its origins set against its fields."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from khaldun.faces.views import View
from khaldun.records import Account, Claim, Finding, FindingValue, Origin, Report, Span

#: What is told of an incident beside its numbers, in the order of the columns.
_AFTER = ("by", "against", "when", "where", "occurrence")
#: The numbers that are asked for first.
_FIRST = ("killed", "wounded")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A value that an origin states, and where on the page its claims are."""

    value: FindingValue
    anchor: str

    @property
    def mark(self) -> str:
        """What is to be known of the value beside itself; "" for a plain statement."""
        sure = {"denied": "denied", "hedged": "perhaps"}.get(self.value.certainty, "")
        return self.value.aside or sure


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An origin, the reports that carry its word (the earliest first), and what it says of each."""

    origin: Origin
    reports: Sequence[Report]
    cells: Sequence[Sequence[Said]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Origins by fields; an origin that says most comes first."""

    findings: Sequence[Finding]
    lines: Sequence[Line]

    @classmethod
    def of(cls, view: View) -> "Matrix":
        """The matrix of an incident."""
        findings = sorted(view.incident.findings, key=_column)
        lines = [
            Line(
                origin=origin,
                reports=[report for report in view.sources if report.id in origin.reports],
                cells=[list(_said(finding, origin)) for finding in findings],
            )
            for origin in view.incident.origins
        ]
        lines.sort(key=lambda line: (-sum(map(bool, line.cells)), line.origin.label))
        return cls(findings=findings, lines=lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A claim with the report and the account that make it."""

    claim: Claim
    report: Report
    voice: str


def told_by(view: View) -> dict[str, Told]:
    """Every claim of an incident by its id."""
    return {
        claim.id: Told(claim=claim, report=view.reports[account.report], voice=account.voice)
        for account in view.accounts
        for claim in account.claims
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """On what a value rests that no claim carries: an account's words, and how they were taken.

    Without words the account took it from its report's day.
    """

    note: str
    words: Span | None
    report: Report
    voice: str


def grounds(view: View, field: str, value: FindingValue) -> Iterator[Ground]:
    """The grounds of a day, a place, of who was hit, or of an occurrence that nobody asserts."""
    for account in view.accounts:
        if account.id in value.accounts:
            note, words = _ground(account, field, value.value)
            yield Ground(
                note=note, words=words, report=view.reports[account.report], voice=account.voice
            )


def _ground(account: Account, field: str, value: str) -> tuple[str, Span | None]:
    if field == "when" and account.when:
        return account.when.basis, account.when.words
    if field == "where" and account.where:
        return f"within {account.where.within_km:g} km", account.where.words
    hit = next((actor for actor in account.against if actor.name == value), None)
    if field == "against" and (hit or account.against):
        return "", (hit or account.against[0]).words
    return account.status, account.evidence[0]


def anchor(finding: Finding, value: FindingValue) -> str:
    """The name on the page of a value: "killed-2"."""
    name = "".join(mark if mark.isalnum() and mark.isascii() else "-" for mark in finding.field)
    return f"{name}-{finding.values.index(value) + 1}"


def _column(finding: Finding) -> tuple[int, int, str]:
    kind = finding.field.partition(" (")[0]
    if kind in _FIRST:
        return 0, _FIRST.index(kind), finding.field
    if kind in _AFTER:
        return 2, _AFTER.index(kind), finding.field
    return 1, 0, finding.field


def _said(finding: Finding, origin: Origin) -> Iterator[Said]:
    for value in finding.values:
        if origin.id in value.origins:
            yield Said(value=value, anchor=anchor(finding, value))
