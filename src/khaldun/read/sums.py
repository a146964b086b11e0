"""Sums that are told apart: "7,000 died since the vote", "shelling killed 1,100 over the year".

Two sums of one kind by one source that differ are of two things that were summed, and two incidents
of the kind "aggregate": so it is in the training reports where they stand in two sentences (six of
seven reports; rival estimates, by two sources, are one incident in seven of thirteen).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from khaldun.read.drafts import Draft, Statement, sentence_at
from khaldun.read.tellings import Telling
from khaldun.read.told import find_evidence
from khaldun.records import PART, Report


def apart(drafts: Iterable[Draft], report: Report, told: Sequence[Telling]) -> Iterator[Draft]:
    """The drafts of one voice, each sum in one of its own; `told` are all its sentences."""
    for draft in drafts:
        counted: dict[int, list[Statement]] = defaultdict(list)
        for one in draft.figures if draft.kind == "aggregate" else ():
            counted[sentence_at(one.span.start, told)].append(one)
        first: list[Statement] = []
        others: list[int] = []
        for number in sorted(counted):
            if _differ(first, counted[number]):
                others.append(number)
            else:
                first += counted[number]
        if others:
            yield _only(draft, report, told, set(range(len(told))) - set(others))
            yield from (_only(draft, report, told, {number}) for number in others)
        else:
            yield draft


def _differ(before: Iterable[Statement], here: Iterable[Statement]) -> bool:
    """Whether both have a whole of one kind, by one source or none, and not the same."""
    known, own = {_total(one) for one in before} - {None}, {_total(one) for one in here} - {None}
    shared = {total[:2] for total in known if total} & {total[:2] for total in own if total}
    return bool(shared) and not known & own


def _total(one: Statement) -> tuple[str, str, int] | None:
    """The kind, the origin and the number of a count that is no part of another."""
    figure = one.figure
    if figure is None or figure.kind != "killed" or figure.of == PART:
        return None
    number = figure.high if figure.low is None else figure.low
    origin = one.chain[-1].name if one.chain else ""
    return None if number is None else (figure.kind, origin, number)


def _only(draft: Draft, report: Report, told: Sequence[Telling], numbers: set[int]) -> Draft:
    """What a draft tells in these sentences; a single one has its own time, where it tells one."""

    def within(offset: int) -> bool:
        return sentence_at(offset, told) in numbers

    figures = [one for one in draft.figures if within(one.span.start)]
    evidence = [span for span in draft.evidence if within(span.start)]
    if not evidence:
        span = figures[0].span
        sentence = told[sentence_at(span.start, told)].sentence
        evidence = [find_evidence(report, sentence, span.start, span.end)]
    times = [time for number in numbers for time in told[number].times if len(numbers) == 1]
    return replace(
        draft,
        evidence=tuple(evidence),
        figures=figures,
        by=[one for one in draft.by if one.actor.words and within(one.actor.words.start)],
        when=next(iter(times), draft.when),
    )
