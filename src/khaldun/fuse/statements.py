"""What the accounts of one incident state of each field: the value, who says so, and where."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from khaldun.cards import amount, period
from khaldun.fuse.nouns import counted_group
from khaldun.fuse.origins import Origins
from khaldun.fuse.traits import Parties
from khaldun.records import Account, Certainty, Claim, Report


@dataclass(frozen=True, slots=True)
class Carrier:
    """The report that carries a statement: its day if known, its publisher, and whose text it is.

    Reports with one `text` are copies of each other.
    """

    day: date | None
    publisher: str | None
    text: str

    @classmethod
    def of(cls, report: Report, texts: Mapping[str, Sequence[str]]) -> "Carrier":
        """The carrier that a report is; `texts` gives the reports that share its text."""
        return cls(
            day=report.published.latest if report.published else None,
            publisher=report.publisher,
            text=texts.get(report.id, (report.id,))[0],
        )


@dataclass(frozen=True, slots=True)
class Statement:
    """One value of a field as one account states it; `payload` is what is compared."""

    value: str
    payload: Any
    account: str
    origin: str
    carrier: Carrier
    certainty: Certainty = "asserted"
    claim: str | None = None

    @property
    def denied(self) -> bool:
        """Whether the statement is that the value is not so."""
        return self.certainty == "denied"


class Statements:
    """The statements of some accounts, field by field; `carriers` are by the account's id."""

    def __init__(
        self,
        accounts: Sequence[Account],
        origins: Origins,
        parties: Parties,
        carriers: Mapping[str, Carrier],
    ) -> None:
        self._accounts, self._origins = accounts, origins
        self._parties, self._carriers = parties, carriers

    def occurrence(self) -> list[Statement]:
        """Whether it happened, is planned, is denied."""
        statements = []
        for account in self._accounts:
            told = [claim for claim in account.claims if claim.about == "occurrence"]
            for claim in told:
                value = "denied" if claim.certainty == "denied" else account.status
                statements.append(self._claimed(account, claim, value, value))
            if not told:
                statements.append(self._own(account, account.status, account.status))
        return statements

    def when(self) -> list[Statement]:
        """The days."""
        dated = [(account, account.when) for account in self._accounts if account.when]
        return [self._own(account, period(when), when) for account, when in dated]

    def where(self) -> list[Statement]:
        """The places."""
        placed = [(account, account.where) for account in self._accounts if account.where]
        return [self._own(account, where.name, where) for account, where in placed]

    def by(self) -> list[Statement]:
        """Who is said to have done it, and not to have."""
        return [
            self._claimed(
                account,
                claim,
                claim.actor.name,
                self._parties.side(claim.actor, account),
            )
            for account in self._accounts
            for claim in account.by
            if claim.actor
        ]

    def against(self) -> list[Statement]:
        """Who was hit."""
        return [
            self._own(account, actor.name, self._parties.side(actor, account))
            for account in self._accounts
            for actor in account.against
        ]

    def figures(self) -> dict[str, list[Statement]]:
        """Each figure's field: its kind, and who is counted where that is not just people."""
        fields: defaultdict[str, list[Statement]] = defaultdict(list)
        for account in self._accounts:
            for claim in account.figures:
                if claim.figure:
                    counted = counted_group(claim.figure, account)
                    name = f"{claim.figure.kind} ({counted})" if counted else claim.figure.kind
                    statement = self._claimed(account, claim, amount(claim.figure), claim.figure)
                    fields[name].append(statement)
        return fields

    def _own(self, account: Account, value: str, payload: object) -> Statement:
        """What no claim carries, and the report says in its own voice."""
        origin = self._origins.of_account(account)
        return Statement(value, payload, account.id, origin, self._carriers[account.id])

    def _claimed(self, account: Account, claim: Claim, value: str, payload: object) -> Statement:
        origin, carrier = self._origins.of_claim(account, claim), self._carriers[account.id]
        return Statement(value, payload, account.id, origin, carrier, claim.certainty, claim.id)


def superseded(one: Statement, statements: Sequence[Statement]) -> bool:
    """Whether its origin counts otherwise in a report of a later day.

    A copy that another publisher made is no later word of the origin's, whatever it says.
    """
    return any(
        other.origin == one.origin
        and other.value != one.value
        and not _copied(one.carrier, other.carrier)
        and _later(other.carrier.day, one.carrier.day)
        for other in statements
    )


def altered(one: Statement, statements: Sequence[Statement]) -> bool:
    """Whether its report copies a text in which its origin said another thing.

    What the text had is what most of its copies of the earliest day have; a publisher of these
    may change its own text.
    """
    alike = [s for s in statements if (s.origin, s.carrier.text) == (one.origin, one.carrier.text)]
    first = min(other.carrier.day or date.max for other in alike)
    early = {(s.value, s.carrier.publisher) for s in alike if (s.carrier.day or date.max) == first}
    votes = Counter(value for value, _ in early)
    written = {value for value, count in votes.items() if count == max(votes.values())}
    authors = {publisher for value, publisher in early if value in written}
    return one.value not in written and one.carrier.publisher not in authors


def partial(one: Statement, statements: Sequence[Statement]) -> bool:
    """Whether its account has a larger count by the same origin, stated as surely.

    Then it counts a part (the dead of one quarter), or is what was known earlier that day.
    """
    most = one.payload.high or one.payload.low
    sure = ("asserted", "hedged").index
    return (
        most is not None
        and not one.denied
        and any(
            other.account == one.account
            and other.origin == one.origin
            and not other.denied
            and sure(other.certainty) <= sure(one.certainty)
            and (other.payload.low or 0) > most
            for other in statements
        )
    )


def _copied(one: Carrier, other: Carrier) -> bool:
    return one.text == other.text and one.publisher != other.publisher


def _later(one: date | None, other: date | None) -> bool:
    return one is not None and other is not None and one > other
