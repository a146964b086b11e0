"""From a story to accounts: the incidents that a voice tells, with their claims and gaps."""

from collections.abc import Iterator

from khaldun.read.completing import complete
from khaldun.read.drafts import (
    Draft,
    Statement,
    count_of,
    in_order,
    write_account,
)
from khaldun.read.parties import find_parties
from khaldun.read.story import Story
from khaldun.read.tellings import Knowledge, Telling
from khaldun.read.told import Told
from khaldun.records import Account, PlacePhrase, Report, TimePhrase


def assemble(
    report: Report, voice: str, told: list[Telling], knowledge: Knowledge
) -> tuple[Account, ...]:
    """The accounts of one voice, in order of their first evidence.

    Headlines and subheadings mostly tell what their report tells again: they are read where they
    stand alone, and for counts that it does not tell.
    """
    story = Story(report, knowledge)
    for telling in [telling for telling in told if not telling.headline] or told:
        story.hear(telling)
    story.lend()
    drafts = [_draft(report, incident, story, knowledge) for incident in story.incidents]
    drafts = complete(drafts, report, told, knowledge)
    return in_order(write_account(report, voice, draft) for draft in drafts)


def _draft(report: Report, told: Told, story: Story, knowledge: Knowledge) -> Draft:
    by, against = find_parties(report, told, knowledge)
    when = next(iter(told.times), None)
    where = min(told.places, key=story.width, default=None)
    return Draft(
        kind=told.kind,
        status=told.status,
        evidence=tuple(told.evidence),
        occurrence=[_occurrence(report, told)],
        figures=list(_figures(report, told, knowledge)),
        by=by,
        against=against,
        when=when,
        where=where,
        reasons=tuple(_reasons(told, when, where)),
    )


def _reasons(
    told: Told, when: TimePhrase | None, where: PlacePhrase | None
) -> Iterator[tuple[str, str]]:
    yield "kind", f"clue of {told.clues[0][1].kind}"
    if when:
        yield "when", "the most exact time told with it"
    if where:
        yield "where", "the narrowest place told with it"


def _occurrence(report: Report, told: Told) -> Statement:
    telling, clue = told.clues[0]
    return Statement(
        span=report.span(clue.start, clue.end),
        chain=telling.credit(clue.start),
        certainty="denied" if told.status == "denied" else "asserted",
        rule=f"clue of {clue.kind}",
    )


def _figures(report: Report, told: Told, knowledge: Knowledge) -> Iterator[Statement]:
    for telling, counted in told.figures:
        yield count_of(report, telling, counted, knowledge)
