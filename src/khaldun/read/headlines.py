"""Counts that only a headline tells ("10 killed in attacks on two towns"), laid to an incident.

What the text below tells again is read there. What it does not is the toll of the incident that
the headline is about; or, where the text tells of several with smaller tolls, that of them all,
which is an incident of its own.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from khaldun.read.choice import HARM
from khaldun.read.drafts import Draft, Statement, count_of
from khaldun.read.tellings import Knowledge, Telling
from khaldun.records import FigureKind, Report

#: How far a headline rounds down what it says is more.
_ROUNDED = 1.25


def with_headline(
    drafts: Sequence[Draft], report: Report, told: Sequence[Telling], knowledge: Knowledge
) -> list[Draft]:
    """The drafts of one voice, with what only its headlines count; `told` are all sentences."""
    found, body = list(drafts), [telling for telling in told if not telling.headline]
    below = {count.low for telling in body for count in telling.counts if count.low is not None}
    headlines = [telling for telling in told if telling.headline and drafts and body]
    for telling in headlines:
        counts = [one for one in _counts(report, telling, knowledge) if not _told_below(one, below)]
        if not counts:
            continue
        main = _main(telling, drafts)
        if any(_is_sum(one, drafts) for one in counts):
            found.append(_sum(report, telling, counts, drafts[main]))
        else:
            found[main] = replace(found[main], figures=[*found[main].figures, *counts])
    return found


def _counts(report: Report, telling: Telling, knowledge: Knowledge) -> Iterator[Statement]:
    """What a sentence counts in numbers; its words ("dozens") the text below tells as numbers."""
    for counted in telling.figures:
        if counted.quantity.low is not None and not counted.quantity.single:
            count = count_of(report, telling, counted, knowledge)
            yield replace(count, rule=f"{count.rule}, in a headline")


def _told_below(statement: Statement, below: Collection[int]) -> bool:
    """Whether the text counts the same, or what the headline rounds ("more than 80", of 82)."""
    figure = statement.figure
    if figure is None or figure.low is None:
        return True
    high = figure.low if figure.high is not None else _ROUNDED * figure.low
    return any(figure.low <= count <= high for count in below)


def _smaller(kind: FigureKind, low: int, draft: Draft) -> bool:
    """Whether an incident has tolls of a kind, and all of them under this one."""
    tolls = [one.figure.low for one in draft.figures if one.figure and one.figure.kind == kind]
    return bool(tolls) and all(toll is None or toll < low for toll in tolls)


def _is_sum(statement: Statement, drafts: Sequence[Draft]) -> bool:
    """Whether a toll is larger than those of several incidents that the text tells."""
    figure = statement.figure
    if figure is None or figure.low is None or figure.kind not in HARM:
        return False
    return sum(_smaller(figure.kind, figure.low, draft) for draft in drafts) > 1


def _main(telling: Telling, drafts: Sequence[Draft]) -> int:
    """The first incident told below, rather one of a kind of the headline's, and with a toll."""
    kinds = {clue.kind for clue in telling.clues}

    def rank(at: int) -> tuple[bool, bool, int]:
        draft = drafts[at]
        harms = any(one.figure and one.figure.kind in HARM for one in draft.figures)
        return draft.kind not in kinds, not harms, draft.evidence[0].start

    return min(range(len(drafts)), key=rank)


def _sum(report: Report, telling: Telling, counts: Sequence[Statement], main: Draft) -> Draft:
    """The incident of which a headline gives the sum: who did it is told below, as of the first."""
    clue = next((clue for clue in telling.clues if clue.sure), None)
    return Draft(
        kind=clue.kind if clue else "aggregate",
        status="happened",
        evidence=(report.span(telling.sentence.start, telling.sentence.end),),
        occurrence=[replace(counts[0], figure=None)],
        figures=counts,
        by=main.by,
        against=main.against,
        when=main.when,
        where=next(iter(telling.places), None),
        reasons=(("kind", "the sum of several that a headline gives"),),
    )
