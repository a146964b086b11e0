"""Accounts of all reports into incidents, each with its origins and findings.

Pure: the same accounts, reports and judgements give the same incidents, in whatever order they
come. Nothing is merged: an incident names its accounts, and each of them stays as it was read.
"""

import gc
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date

from khaldun.codec import digest
from khaldun.fuse.findings import find
from khaldun.fuse.groups import group
from khaldun.fuse.lineage import texts
from khaldun.fuse.matcher import Matcher
from khaldun.fuse.origins import Origins
from khaldun.fuse.statements import Carrier, Statements
from khaldun.fuse.traits import Parties
from khaldun.fuse.weighing import weigh
from khaldun.knowledge.roster import Roster
from khaldun.records import Account, Incident, IncidentKind, Judgement, Report, record_id


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
    with _no_collection():
        return _fuse(accounts, reports, judgements, Parties(roster))


def _fuse(
    accounts: Sequence[Account],
    reports: Mapping[str, Report],
    judgements: Sequence[Judgement],
    parties: Parties,
) -> tuple[Incident, ...]:
    by_id = {account.id: account for account in accounts}
    ties = [(one.left, one.right) for one in judgements if one.relation == "same"]
    # What matching holds of each account is let go before anything else is built.
    scores = weigh(Matcher(by_id, reports, parties), by_id, ties)
    groups = group(by_id, scores, judgements=judgements)
    del scores
    shared = texts(reports, judgements)
    place = {one.id: order_of(one, reports[one.report]) for one in accounts}
    return tuple(
        incident_of([by_id[account] for account in ids], reports, shared, parties)
        for ids in sorted(groups, key=lambda ids: min(place[account] for account in ids))
    )


@contextmanager
def _no_collection() -> Iterator[None]:
    # Nothing here makes cycles, and the collector would look at every account again and again: a
    # quarter of the time with 30,000 of them.
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def order_of(account: Account, report: Report) -> tuple[date, str, int, str]:
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
