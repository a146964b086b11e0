"""An incident with all that it points to, looked up once, and the choice among incidents."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from khaldun import codec
from khaldun.case import Case
from khaldun.details import parse_day
from khaldun.errors import CaseError, InputError
from khaldun.export.event import Event
from khaldun.faces import words
from khaldun.knowledge.roster import Roster
from khaldun.pipeline import accounts, reconcile
from khaldun.records import (
    INCIDENT_KINDS,
    PART,
    Figure,
    Finding,
)


class View(Event):
    """An incident as it is shown."""

    @property
    def disputed(self) -> tuple[str, ...]:
        """The fields on which the accounts contradict each other."""
        findings = self.incident.findings
        return tuple(finding.field for finding in findings if finding.agreement == "disputed")

    def total(self, kind: str) -> str:
        """What is claimed of a count ("killed") over all accounts, as one range: "12–15".

        Counts that are set aside are left out of it: superseded, altered, or a part. Where only
        parts of it are counted, these: "6 children, dozens of them"; "" where nothing is.
        """
        counts = {
            finding.field: words.total([*self._figures(finding)])
            for finding in self.incident.findings
            if finding.field.partition(" (")[0] == kind
        }
        if counts.get(kind):
            return counts[kind]
        # The field of a part is written "killed (children)".
        parts = {field.partition(" (")[2].rstrip(")"): count for field, count in counts.items()}
        told = [
            f"{count} {'of them' if part == PART else part}"
            for part, count in parts.items()
            if count
        ]
        return words.safe(", ".join(told))

    def _figures(self, finding: Finding) -> Iterator[Figure]:
        """What is counted by the claims of a finding, without those that deny it."""
        standing = [value for value in finding.values if not value.aside] or finding.values
        for claim in (self.claims[one] for value in standing for one in value.claims):
            if claim.figure and claim.certainty != "denied":
                yield claim.figure

    def plain(self) -> dict[str, Any]:
        """The incident as JSON has it, with the values of its line in the table."""
        shown = {
            "when": codec.plain(self.when),
            "where": codec.plain(self.where),
            "killed": self.total("killed") or None,
            "wounded": self.total("wounded") or None,
            "disputed": list(self.disputed),
        }
        record: dict[str, Any] = codec.plain(self.incident)
        return record | shown

    def plain_sheet(self) -> dict[str, Any]:
        """The incident with its accounts and reports (without their text) as JSON has it."""
        reports = [codec.plain(report) for report in self.reports.values()]
        for report in reports:
            del report["text"], report["passages"]
        return self.plain() | {"accounts": codec.plain(self.accounts), "reports": reports}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which incidents to list. An incident without a day is in no range of days."""

    disputed: bool = False
    since: date | None = None
    until: date | None = None
    kind: str | None = None

    @staticmethod
    def parse(
        *, disputed: bool, since: str | None, until: str | None, kind: str | None
    ) -> "Choice":
        """A choice from what was typed.

        Raises:
            InputError: a day is no day, or no incident is of that kind.
        """
        if kind is not None and kind not in INCIDENT_KINDS:
            raise InputError(f"--kind: {kind!r} is none of {', '.join(INCIDENT_KINDS)}")
        return Choice(
            disputed=disputed,
            since=parse_day(since, where="--since") if since else None,
            until=parse_day(until, where="--until") if until else None,
            kind=kind,
        )

    def conditions(self) -> Iterator[tuple[str, Sequence[str]]]:
        """What a chosen incident's line must be, as SQL with its values."""
        if self.kind:
            yield "kind = ?", [self.kind]
        if self.since:
            yield "latest >= ?", [str(self.since)]
        if self.until:
            yield "earliest <= ?", [str(self.until)]
        if self.disputed:
            yield "disputes > 0", []


@contextmanager
def open_case(folder: Path, as_of: str | None) -> Iterator[Case]:
    """The case to look at: as it is, or as it was known at the end of a day.

    Raises:
        InputError: the day is none.
        CaseError: there is no case.
    """
    day = parse_day(as_of, where="--as-of") if as_of else None
    with Case.open(folder) as case:
        if day is None:
            yield case
            return
        with case.as_of(day) as past:
            yield past


def views(case: Case) -> Iterator[View]:
    """Every incident of the case, by its first day; those without a day last."""
    incidents = reconcile(case, roster=Roster.open())
    found = View.all(incidents, accounts(case), case.ledger.reports())
    yield from sorted(found, key=_by_day)


def pick(start: str, ids: Iterable[str]) -> str:
    """The one id that starts so.

    Raises:
        CaseError: none does, or several do; names them.
    """
    found = sorted({one for one in ids if one.startswith(start.lower())})
    if start.lower() in found:
        return start.lower()
    if not found:
        raise CaseError(f"nothing in this case has an id that starts with {start!r}")
    if len(found) > 1:
        shown = ", ".join(found[:5]) + (" …" if len(found) > 5 else "")
        raise CaseError(f"{start!r} is the start of {len(found)} ids: {shown}; type more of it")
    return found[0]


def _by_day(view: View) -> tuple[date, str]:
    return (view.when.earliest if view.when else date.max, view.incident.id)
