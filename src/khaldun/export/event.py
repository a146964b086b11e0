"""An incident as the row of a codebook: one day, one place, two sides, chosen from its findings."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property
from importlib.resources import files
from typing import Self

from khaldun.knowledge.identifiers import Identifiers
from khaldun.knowledge.parties import Party
from khaldun.knowledge.roster import Roster
from khaldun.records import (
    Account,
    Claim,
    FindingValue,
    Incident,
    Interval,
    PlaceRef,
    Report,
    Span,
)

_NOBODY = FindingValue(value="", certainty="asserted", accounts=())


@dataclass(frozen=True, slots=True)
class Country:
    """The codes of a country by ISO 3166, and its name."""

    iso3: str
    number: str
    name: str


@cache
def countries() -> Mapping[str, Country]:
    """All countries by their two letters."""
    lines = files(__package__).joinpath("iso3166.csv").read_text("utf-8").splitlines()
    return {r["iso"]: Country(r["iso3"], r["number"], r["name"]) for r in csv.DictReader(lines)}


@dataclass(frozen=True, kw_only=True)
class Event:
    """One incident, its accounts in their order, and their reports by id.

    Of several values of a field the first of its finding stands, which most origins state; the
    ledger keeps the others.
    """

    incident: Incident
    accounts: Sequence[Account]
    reports: Mapping[str, Report]

    @classmethod
    def all(
        cls,
        incidents: Iterable[Incident],
        accounts: Iterable[Account],
        reports: Iterable[Report],
    ) -> Iterator[Self]:
        """One for each incident of a case, in their order."""
        by_id = {account.id: account for account in accounts}
        named = {report.id: report for report in reports}
        for incident in incidents:
            told = tuple(by_id[account] for account in incident.accounts)
            own = {account.report: named[account.report] for account in told}
            yield cls(incident=incident, accounts=told, reports=own)

    @cached_property
    def claims(self) -> Mapping[str, Claim]:
        """Its claims by id."""
        return {claim.id: claim for account in self.accounts for claim in account.claims}

    @property
    def happened(self) -> bool:
        """Whether the first of what is said of its occurrence is that it happened."""
        return self._first("occurrence").value == "happened"

    @cached_property
    def when(self) -> Interval | None:
        """The narrowest of the intervals that most origins state."""
        stated = self._behind("when")
        found = [account.when for account in stated if account.when]
        return min(found, key=lambda when: (when.latest - when.earliest, when.latest), default=None)

    @cached_property
    def where(self) -> PlaceRef | None:
        """The narrowest of the places that most origins state."""
        found = [account.where for account in self._behind("where") if account.where]
        return min(found, key=lambda place: (place.within_km, place.name), default=None)

    @property
    def country(self) -> Country | None:
        """The country of its place."""
        return countries().get(self.where.country or "") if self.where else None

    @property
    def middle(self) -> date | None:
        """The day in the middle of `when`; the earlier of two."""
        if self.when is None:
            return None
        return self.when.earliest + timedelta(
            days=(self.when.latest - self.when.earliest).days // 2
        )

    @property
    def days(self) -> int | None:
        """How many days `when` holds."""
        return (self.when.latest - self.when.earliest).days + 1 if self.when else None

    @property
    def by(self) -> list[str]:
        """Whom they accuse, by name; denied accusations are left out."""
        return self._names("by")

    @property
    def against(self) -> list[str]:
        """Who was hit, by name."""
        return self._names("against")

    def party(self, name: str) -> Party | None:
        """Whom a name means in the country of the place; "the army" is that country's."""
        return _roster().meant(name, self.where.country if self.where else None)

    def called(self, name: str, scheme: str) -> str | None:
        """What a scheme of `identifiers.csv` surely calls the party of a name on these days."""
        party = self.party(name)
        if party is None or self.when is None:
            return None
        return _identifiers().find(party, scheme, self.when.earliest, self.when.latest)

    @property
    def sources(self) -> list[Report]:
        """Its reports, the earliest first."""
        told = {account.report for account in self.accounts}
        return sorted((self.reports[report] for report in told), key=_day_of)

    @property
    def origins(self) -> str:
        """The labels of its origins: who says so in the end."""
        return "; ".join(origin.label for origin in self.incident.origins)

    @property
    def quotes(self) -> Iterator[Span]:
        """The words that tell of it, one of each account."""
        yield from (account.evidence[0] for account in self.accounts)

    def _first(self, field: str) -> FindingValue:
        for finding in self.incident.findings:
            if finding.field == field:
                return finding.values[0]
        return _NOBODY

    def _behind(self, field: str) -> list[Account]:
        stated = set(self._first(field).accounts)
        return [account for account in self.accounts if account.id in stated]

    def _names(self, field: str) -> list[str]:
        found = (f.values for f in self.incident.findings if f.field == field)
        values = (value for several in found for value in several)
        return list(dict.fromkeys(v.value for v in values if v.certainty != "denied"))


def _day_of(report: Report) -> tuple[date, str]:
    return (report.published.latest if report.published else date.max), report.name


@cache
def _identifiers() -> Identifiers:
    return Identifiers.open(_roster())


@cache
def _roster() -> Roster:
    return Roster.open()
