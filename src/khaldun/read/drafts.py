"""What a reader decided of one incident, and the account that it becomes."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from khaldun.read.blame import Blame
from khaldun.read.figures import Counted
from khaldun.read.tellings import Knowledge, Telling, find_certainty
from khaldun.records import (
    Account,
    ActorRef,
    Certainty,
    Claim,
    Figure,
    Gap,
    IncidentKind,
    PlacePhrase,
    Report,
    Source,
    Span,
    Status,
    TimePhrase,
)

#: Up to this count, two equal counts of different people ("a woman", "a child") are two counts.
FEW = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Words that a claim is read from, who is credited with them, and by which rule.

    With a `figure` it counts; without one it says that the incident occurred.
    """

    span: Span
    chain: tuple[Source, ...]
    certainty: Certainty
    rule: str
    figure: Figure | None = None


def count_of(report: Report, telling: Telling, counted: Counted, knowledge: Knowledge) -> Statement:
    """What a sentence counts, as its words say it."""
    start, end = counted.quantity.start, counted.quantity.noun_end
    return Statement(
        span=report.span(start, end),
        chain=telling.credit(start),
        certainty=find_certainty(report.text, telling, start, end, knowledge),
        figure=counted.figure(),
        rule=counted.rule,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An incident as one voice tells it; the first of `evidence` and of each list is the surest."""

    kind: IncidentKind
    status: Status
    evidence: tuple[Span, ...]
    occurrence: Sequence[Statement]
    figures: Sequence[Statement]
    by: Sequence[Blame]
    against: Sequence[ActorRef]
    when: TimePhrase | None
    where: PlacePhrase | None
    reasons: tuple[tuple[str, str], ...]


def write_account(report: Report, voice: str, draft: Draft) -> Account:
    """The account of a draft: its claims, each once, and gaps where no time or place is told."""
    account = Account.make_id(report.id, voice, draft.kind, draft.evidence, draft.where)
    occurrence = [_claim(account, statement) for statement in draft.occurrence]
    figures = [_claim(account, statement) for statement in draft.figures]
    blames = [
        Claim.make(
            account=account,
            span=blame.actor.words,
            chain=blame.chain,
            certainty=blame.certainty,
            actor=blame.actor,
            rule=blame.rule,
        )
        for blame in draft.by
    ]
    claims = {claim.id: claim for claim in (*occurrence, *blames, *figures)}
    return Account(
        id=account,
        report=report.id,
        voice=voice,
        kind=draft.kind,
        status=draft.status,
        evidence=draft.evidence,
        claims=tuple(claims.values()),
        against=tuple(_unique(draft.against)),
        when_phrase=draft.when,
        where_phrase=draft.where,
        reasons=draft.reasons,
        gaps=(
            Gap(role="when", reason="not yet resolved" if draft.when else "no time is stated"),
            Gap(role="where", reason="not yet resolved" if draft.where else "no place is named"),
        ),
    )


def _claim(account: str, statement: Statement) -> Claim:
    return Claim.make(
        account=account,
        span=statement.span,
        chain=statement.chain,
        certainty=statement.certainty,
        figure=statement.figure,
        rule=statement.rule,
    )


def in_order(accounts: Iterable[Account]) -> tuple[Account, ...]:
    """Accounts by their first evidence, each once."""
    unique = {account.id: account for account in accounts}
    return tuple(sorted(unique.values(), key=lambda a: (a.evidence[0].start, a.id)))


def _unique(actors: Sequence[ActorRef]) -> list[ActorRef]:
    return list({actor.name.lower(): actor for actor in reversed(actors)}.values())[::-1]


def nearest(
    drafts: Sequence[Draft],
    told: Sequence[Telling],
    sentence: int,
    kinds: Iterable[IncidentKind],
    *,
    back: int,
    on: int,
) -> int | None:
    """The draft of these kinds that is told nearest a sentence; what is told before goes first.

    `back` and `on` are how many sentences before and behind are looked through.
    """
    found = []
    for at, draft in enumerate(drafts):
        if draft.kind not in kinds:
            continue
        for number in sentences_of(draft, told):
            behind = sentence - number
            if -on <= behind <= back:
                found.append((abs(behind), behind < 0, at))
    return min(found)[2] if found else None


def sentence_at(offset: int, told: Sequence[Telling]) -> int:
    """The number of the last sentence that begins at an offset or before; -1 before them all."""
    return bisect_right(told, offset, key=lambda telling: telling.sentence.start) - 1


def sentences_of(draft: Draft, told: Sequence[Telling]) -> list[int]:
    """The numbers of the sentences that hold a draft's evidence, in order."""
    found: set[int] = set()
    for span in draft.evidence:
        at = sentence_at(span.start, told)
        if at >= 0 and span.start < told[at].sentence.end:
            found.add(at)
    return sorted(found)
