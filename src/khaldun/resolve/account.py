"""Accounts with places, days and parties in the place of words, or with gaps that say why not."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from khaldun.knowledge.gazetteer import Gazetteer
from khaldun.knowledge.roster import Roster
from khaldun.records import Account, ActorRef, Claim, Gap, Interval, PlaceRef, Report, Source
from khaldun.resolve.when import looks_back, reporting_day, resolve_when
from khaldun.resolve.where import country_of, resolve_where
from khaldun.resolve.who import resolve_who

#: Kinds that news tells on the day; a siege or a deal without a date may be of any time.
_NEWS = frozenset({
    "airstrike", "shelling", "bombing", "chemical", "explosion", "battle", "shooting", "execution",
    "abduction", "arrest", "raid", "capture", "withdrawal", "aircraft_loss",
})  # fmt: skip


def resolve(
    report: Report, accounts: Sequence[Account], *, gazetteer: Gazetteer, roster: Roster
) -> tuple[Account, ...]:
    """Fill when, where and who of a report's accounts; ids and claims' ids do not change.

    An undated incident of a news report is dated by the day of the report and the day before it
    (basis "published"), if its kind is one that news tells on the day and it did happen; any other
    undated incident has a gap.
    """
    reported = reporting_day(report)
    names = [account.where_phrase.name for account in accounts if account.where_phrase]
    country = country_of(names, gazetteer)
    resolved: list[Account] = []
    for account in accounts:
        before = next((done.when for done in reversed(resolved) if done.when), None)
        when = _when(account, reported, before)
        where = _where(account, gazetteer, names, country)
        gaps = tuple(found for found in (when, where) if isinstance(found, Gap))
        resolved.append(
            replace(
                account,
                when=None if isinstance(when, Gap) else when,
                where=None if isinstance(where, Gap) else where,
                gaps=gaps,
                against=tuple(_actor(actor, roster, country) for actor in account.against),
                claims=tuple(_claim(claim, roster, country) for claim in account.claims),
            )
        )
    return tuple(resolved)


def _when(account: Account, reported: Interval | None, before: Interval | None) -> Interval | Gap:
    if phrase := account.when_phrase:
        anchor = before if looks_back(phrase) or phrase.anchor == "incident" else None
        return resolve_when(phrase, reported=reported, incident=anchor)
    if reported is None:
        return Gap(role="when", reason="no time is stated, and the day of the report is unknown")
    if account.kind not in _NEWS or account.status != "happened" or account.voice != "article":
        return Gap(role="when", reason="no time is stated")
    return Interval(
        earliest=reported.earliest - timedelta(days=1), latest=reported.latest, basis="published"
    )


def _where(
    account: Account, gazetteer: Gazetteer, names: Sequence[str], country: str | None
) -> PlaceRef | Gap:
    if account.where_phrase is None:
        return Gap(role="where", reason="no place is named")
    return resolve_where(account.where_phrase, gazetteer=gazetteer, nearby=names, country=country)


def _actor(actor: ActorRef, roster: Roster, country: str | None) -> ActorRef:
    return replace(actor, actor=resolve_who(actor.name, roster=roster, country=country))


def _source(source: Source, roster: Roster, country: str | None) -> Source:
    return replace(source, party=resolve_who(source.name, roster=roster, country=country))


def _claim(claim: Claim, roster: Roster, country: str | None) -> Claim:
    return replace(
        claim,
        chain=tuple(_source(source, roster, country) for source in claim.chain),
        actor=_actor(claim.actor, roster, country) if claim.actor else None,
    )
