"""Accounts with places, days and parties in the place of words, or with gaps that say why not."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from khaldun.knowledge.gazetteer import Gazetteer
from khaldun.knowledge.roster import Roster
from khaldun.records import Account, ActorRef, Claim, Gap, PlaceRef, Report
from khaldun.resolve.candidates import LOCAL
from khaldun.resolve.dated import date_account
from khaldun.resolve.dateline import reporting_day
from khaldun.resolve.surroundings import Surroundings
from khaldun.resolve.where import country_of, resolve_where
from khaldun.resolve.who import resolve_who

_CAPITAL = re.compile(r"\b[A-Z][a-z]+\b")
#: What the roster calls "the coalition", of which the words do not tell which it is.
_ANY_COALITION = "coalition-unnamed"


def resolve(
    report: Report, accounts: Sequence[Account], *, gazetteer: Gazetteer, roster: Roster
) -> tuple[Account, ...]:
    """Fill when, where and who of a report's accounts; ids and claims' ids do not change."""
    reported = reporting_day(report)
    around = Surroundings(report, gazetteer)
    names = [account.where_phrase.name for account in accounts if account.where_phrase]
    local = _local_names(accounts)
    speaking = [name for name in [*names, *around.names] if name not in local]
    country = country_of(speaking, gazetteer, nations=_nations(report, gazetteer, roster))
    parties = _Parties(accounts, roster, country)
    resolved: list[Account] = []
    for account in accounts:
        before = next((done.when for done in reversed(resolved) if done.when), None)
        when = date_account(account, report.text, reported=reported, before=before)
        where = _where(account, gazetteer, around, country)
        resolved.append(
            replace(
                account,
                when=None if isinstance(when, Gap) else when,
                where=None if isinstance(where, Gap) else where,
                gaps=tuple(found for found in (when, where) if isinstance(found, Gap)),
                against=tuple(parties.actor(actor) for actor in account.against),
                claims=tuple(parties.claim(claim) for claim in account.claims),
            )
        )
    return tuple(resolved)


def _nations(report: Report, gazetteer: Gazetteer, roster: Roster) -> Counter[str]:
    """How often a report names each country, or its people."""
    words = Counter(_CAPITAL.findall(report.text))
    found: Counter[str] = Counter()
    for word, count in words.items():
        national = roster.composite([word, "forces"])[1]
        country = national.country if national else None
        if country is None:
            places = gazetteer.find(word)[:1]
            country = next((p.country for p in places if p.feature == "country"), None)
        if country:
            found[country] += count
    return found


def _local_names(accounts: Sequence[Account]) -> set[str]:
    """Names of quarters, which many countries share: they speak for none."""
    phrases = (account.where_phrase for account in accounts)
    return {phrase.name for phrase in phrases if phrase and phrase.feature in LOCAL}


class _Parties:
    """The parties that a report names; "the coalition" is the one coalition among them."""

    def __init__(self, accounts: Sequence[Account], roster: Roster, country: str | None) -> None:
        self._roster = roster
        self._country = country
        self._coalition: str | None = None
        found = {self._find(name) for account in accounts for name in _names(account)}
        coalitions = {party for party in found if party and self._kind(party) == "coalition"}
        if len(coalitions) == 1:
            self._coalition = coalitions.pop()

    def actor(self, actor: ActorRef) -> ActorRef:
        return replace(actor, actor=self._find(actor.name))

    def claim(self, claim: Claim) -> Claim:
        chain = tuple(replace(source, party=self._find(source.name)) for source in claim.chain)
        actor = self.actor(claim.actor) if claim.actor else None
        return replace(claim, chain=chain, actor=actor)

    def _find(self, name: str) -> str | None:
        party = resolve_who(name, roster=self._roster, country=self._country)
        return self._coalition if party == _ANY_COALITION and self._coalition else party

    def _kind(self, party_id: str) -> str | None:
        party = self._roster.party(party_id)
        return party.kind if party else None


def _names(account: Account) -> Iterator[str]:
    """Every name of an actor or a source in an account."""
    for claim in account.claims:
        yield from (source.name for source in claim.chain)
        if claim.actor:
            yield claim.actor.name
    yield from (actor.name for actor in account.against)


def _where(
    account: Account, gazetteer: Gazetteer, around: Surroundings, country: str | None
) -> PlaceRef | Gap:
    phrase = account.where_phrase
    if phrase is None:
        return Gap(role="where", reason="no place is named")
    nearby = around.of(phrase.words)
    return resolve_where(
        phrase, gazetteer=gazetteer, nearby=nearby, country=country, setting=around.setting
    )
