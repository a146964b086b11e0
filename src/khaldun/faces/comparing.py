"""What people decided, beside what the program reads and finds by itself.

A better reader never overturns a decision; here a person sees where it would, and which decisions
rest on accounts that no reading has any more.
"""

from collections.abc import Iterator, Mapping

from khaldun import codec
from khaldun.case import Case
from khaldun.faces.judging import line
from khaldun.fuse.corrections import CLAIM, FIELDS
from khaldun.fuse.incidents import fuse
from khaldun.fuse.lineage import texts
from khaldun.knowledge.roster import Roster
from khaldun.ledger.journal import standing
from khaldun.records import Account, Claim, Interval, Judgement, PlaceRef
from khaldun.register.incidents import ASIDE
from khaldun.register.source import Standing


def comparison(case: Case) -> Iterator[str]:
    """Every judgement that stands, with what the program would say without any of them."""
    journal = Standing.of(case.ledger).journal
    decided = [
        one for one in standing(journal) if one.verdict != "unsure" and one.relation not in ASIDE
    ]
    if not decided:
        return
    made = {judgement.id: judgement for judgement in case.ledger.judgements()}
    told = {account.id: account for account in case.ledger.accounts()}
    reports = {report.id: report for report in case.ledger.reports()}
    found = fuse(list(told.values()), reports, roster=Roster.open())
    homes = {account: one.id for one in found for account in one.accounts}
    homes |= {report: shared[0] for report, shared in texts(reports).items()}
    for judgement in decided:
        moved = "" if judgement == made[judgement.id] else " (carried over to a later reading)"
        yield f"{line(judgement)}\n    {_beside(judgement, told, homes)}{moved}"


def _beside(judgement: Judgement, told: Mapping[str, Account], homes: Mapping[str, str]) -> str:
    field = judgement.relation in {"field", "name"}
    for side in (judgement.left,) if field else (judgement.left, judgement.right):
        if side not in homes:
            return f"rests: no present reading has {side}"
    if field:
        agrees = _reads(told[judgement.left], judgement)
    else:
        together = homes[judgement.left] == homes[judgement.right]
        agrees = together == (judgement.verdict == "yes")
    return "the program agrees" if agrees else "the program by itself says otherwise"


def _reads(account: Account, judgement: Judgement) -> bool:
    """Whether the account has by itself what it was corrected to; the words do not count."""
    field = "where" if judgement.relation == "name" else judgement.right
    if judgement.value is None:
        return field.removeprefix(CLAIM) not in {claim.id for claim in account.claims}
    if field.startswith(CLAIM):
        wanted = codec.decode(judgement.value, Claim)
        return _said(wanted) in map(_said, account.claims)
    wanted = codec.decode(judgement.value, FIELDS[field])
    return _value(wanted) == _value(getattr(account, field))


def _said(claim: Claim) -> tuple[object, ...]:
    chain = tuple(source.name for source in claim.chain)
    actor = claim.actor and (claim.actor.actor or claim.actor.name)
    return claim.about, claim.figure, actor, chain, claim.certainty


def _value(value: object) -> object:
    """A field's value without the words that it was read from."""
    match value:
        case Interval():
            return value.earliest, value.latest
        case PlaceRef():
            return value.name, value.lat, value.lon
        case tuple():
            return {actor.actor or actor.name for actor in value}
    return value
