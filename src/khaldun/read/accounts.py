"""From a story to accounts: the incidents that a voice tells, with their claims and gaps."""

from khaldun.read.parties import find_parties
from khaldun.read.story import Story
from khaldun.read.tellings import Knowledge, Telling
from khaldun.read.told import Told
from khaldun.records import Account, ActorRef, Certainty, Claim, Figure, Gap, Report, Source

#: Up to this count, two equal counts of different people ("a woman", "a child") are two counts.
FEW = 3
#: A word of doubt hedges a value that stands at most so many characters behind or before it.
_DOUBT_BEFORE, _DOUBT_AFTER = 40, 30


def assemble(
    report: Report, voice: str, told: list[Telling], knowledge: Knowledge
) -> tuple[Account, ...]:
    """The accounts of one voice, in order of their first evidence.

    Headlines and subheadings tell nothing that their report does not tell again; they are read
    only where they stand alone.
    """
    story = Story(report, knowledge)
    for telling in [telling for telling in told if not telling.headline] or told:
        story.hear(telling)
    story.lend()
    accounts = [_account(report, voice, incident, story, knowledge) for incident in story.incidents]
    unique = {account.id: account for account in accounts}
    return tuple(sorted(unique.values(), key=lambda a: (a.evidence[0].start, a.id)))


def _account(report: Report, voice: str, told: Told, story: Story, knowledge: Knowledge) -> Account:
    evidence = tuple(told.evidence)
    where = min(told.places, key=story.width, default=None)
    when = next(iter(told.times), None)
    account = Account.make_id(report.id, voice, told.kind, evidence, where)
    by, against = find_parties(report, told, knowledge)
    blames = [
        Claim.make(
            account=account,
            span=blame.actor.words,
            chain=blame.chain,
            certainty=blame.certainty,
            actor=blame.actor,
            rule=blame.rule,
        )
        for blame in by
    ]
    figures = _figures(account, report, told, knowledge)
    claims = [_occurrence(account, report, told), *blames, *figures]
    return Account(
        id=account,
        report=report.id,
        voice=voice,
        kind=told.kind,
        status=told.status,
        evidence=evidence,
        claims=tuple({claim.id: claim for claim in claims}.values()),
        against=tuple(_unique(against)),
        when_phrase=when,
        where_phrase=where,
        gaps=(
            Gap(role="when", reason="not yet resolved" if when else "no time is stated"),
            Gap(role="where", reason="not yet resolved" if where else "no place is named"),
        ),
    )


def _unique(actors: list[ActorRef]) -> list[ActorRef]:
    return list({actor.name.lower(): actor for actor in reversed(actors)}.values())[::-1]


def _occurrence(account: str, report: Report, told: Told) -> Claim:
    telling, clue = told.clues[0]
    return Claim.make(
        account=account,
        span=report.span(clue.start, clue.end),
        chain=telling.credit(clue.start),
        certainty="denied" if told.status == "denied" else "asserted",
        rule=f"clue of {clue.kind}",
    )


def _figures(account: str, report: Report, told: Told, knowledge: Knowledge) -> list[Claim]:
    """The counts of an incident; a restatement by the same source, or by none, is dropped."""
    claims: list[Claim] = []
    for telling, counted in told.figures:
        start, end = counted.quantity.start, counted.quantity.noun_end
        figure, chain = counted.figure(), telling.credit(start)
        double = next((claim for claim in claims if _restates(claim, figure, chain)), None)
        if double is not None:
            if double.chain or not chain:
                continue
            claims.remove(double)
        claims.append(
            Claim.make(
                account=account,
                span=report.span(start, end),
                chain=chain,
                certainty=find_certainty(report.text, telling, start, end, knowledge),
                figure=figure,
                rule=counted.rule,
            )
        )
    return claims


def _restates(claim: Claim, figure: Figure, chain: tuple[Source, ...]) -> bool:
    before = claim.figure
    if before is None or (before.kind, before.vague) != (figure.kind, figure.vague):
        return False
    if (before.low, before.high) != (figure.low, figure.high):
        return False
    if before.low is not None and before.low <= FEW and before.of != figure.of:
        return False
    names = {source.name for source in claim.chain}
    return not chain or not claim.chain or bool(names & {source.name for source in chain})


def find_certainty(
    text: str, telling: Telling, start: int, end: int, knowledge: Knowledge
) -> Certainty:
    """Hedged where a word of doubt stands close to a value in its sentence."""
    low = max(telling.sentence.start, start - _DOUBT_BEFORE)
    high = min(telling.sentence.end, end + _DOUBT_AFTER)
    return "hedged" if knowledge.codebook.hedging.search(text, low, high) else "asserted"
