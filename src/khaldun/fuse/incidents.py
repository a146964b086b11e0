"""Accounts of all reports into incidents, each with its origins and findings.

Pure: the same accounts, reports and judgements give the same incidents, in whatever order they
come. Nothing is merged: an incident names its accounts, and each of them stays as it was read.
"""

import gc
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import chain

from khaldun.codec import digest
from khaldun.fuse.findings import find
from khaldun.fuse.lineage import texts
from khaldun.fuse.matcher import Matcher
from khaldun.fuse.origins import Origins
from khaldun.fuse.statements import Carrier, Statements
from khaldun.fuse.traits import Parties
from khaldun.fuse.weighing import Here, grouped
from khaldun.knowledge.roster import Roster
from khaldun.records import Account, Incident, IncidentKind, Judgement, Report, record_id

Order = tuple[date, str, int, str]


def fuse(
    accounts: Sequence[Account],
    reports: Mapping[str, Report],
    *,
    judgements: Sequence[Judgement] = (),
    roster: Roster,
) -> tuple[Incident, ...]:
    """The incidents that the accounts tell of, in the order of their first accounts.

    Args:
        accounts: resolved accounts; every one ends in exactly one incident.
        reports: by id, all of those that the accounts come from.
        judgements: in the journal's order; of two that contradict each other the later holds.
        roster: whom the names of actors and sources mean.

    An incident's id rests on its first account (by day of publication, report, place in the text),
    so that accounts which join later leave it as it is; its version changes with its findings.
    """
    by_id = {account.id: account for account in accounts}
    made = fuse_each(by_id, reports, judgements=judgements, roster=roster)
    return tuple(incident for _, incident in sorted(made, key=lambda one: one[0]))


def fuse_each(
    accounts: Mapping[str, Account],
    reports: Mapping[str, Report],
    *,
    judgements: Sequence[Judgement] = (),
    roster: Roster,
) -> Iterator[tuple[Order, Incident]]:
    """The same incidents in any order, one by one, each with the order of its first account.

    Accounts and reports are asked for when they are needed, so that they need not all be held.
    """
    parties = Parties(roster)
    with uncollected():
        # What matching holds of each account is let go before anything else is built.
        weighing = Here(Matcher(accounts, reports, parties), accounts)
        groups = [*chain(*grouped(weighing, judgements))]
        del weighing
        shared = texts(reports, judgements)
        for ids in groups:
            several = [accounts[name] for name in ids]
            own = {name: reports[name] for name in {account.report for account in several}}
            first = min(order_of(account, own[account.report]) for account in several)
            yield first, incident_of(several, own, shared, parties)


@contextmanager
def uncollected() -> Iterator[None]:
    """Nothing in fusing makes cycles, so that the collector of these need not run."""
    # It would look at every account again and again: a quarter of the time with 30,000 of them.
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def order_of(account: Account, report: Report) -> Order:
    """What accounts are ordered by: day of publication, report, place in the text, id."""
    # A report that nobody has dated comes last: no later one can then take its place.
    day = report.published.earliest if report.published else date.max
    return day, account.report, account.evidence[0].start, account.id


def incident_of(
    accounts: Sequence[Account],
    reports: Mapping[str, Report],
    shared: Mapping[str, Sequence[str]],
    parties: Parties,
) -> Incident:
    """The incident of these accounts; `shared` are the reports of each one's text (`texts`)."""
    accounts = sorted(accounts, key=lambda account: order_of(account, reports[account.report]))
    origins = Origins(accounts, reports, shared, parties)
    carriers = {a.id: Carrier.of(reports[a.report], shared) for a in accounts}
    kind = _kind(accounts)
    findings = find(Statements(accounts, origins, parties, carriers), kind)
    return Incident(
        id=record_id("incident", accounts[0].id),
        version=digest([[account.id for account in accounts], findings])[:20],
        kind=kind,
        accounts=tuple(account.id for account in accounts),
        origins=origins.all(),
        findings=findings,
    )


def _kind(accounts: Sequence[Account]) -> IncidentKind:
    """The kind that most accounts give; of equals the one that was told first."""
    return Counter(account.kind for account in accounts).most_common(1)[0][0]
