"""The last steps of both readers, once all that a voice tells is known."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from khaldun.read.blame import Blame
from khaldun.read.confirmed import with_confirmed
from khaldun.read.dating import with_days
from khaldun.read.drafts import Draft, Statement
from khaldun.read.headlines import with_headline
from khaldun.read.nobody import with_nobody
from khaldun.read.restated import without_repeats
from khaldun.read.rising import with_crackdown, with_rising
from khaldun.read.struck import with_struck
from khaldun.read.sums import apart
from khaldun.read.tellings import Knowledge, Telling
from khaldun.records import Report, Source

Chain = tuple[Source, ...]
Said = TypeVar("Said", Statement, Blame)


def complete(
    drafts: Sequence[Draft], report: Report, told: Sequence[Telling], knowledge: Knowledge
) -> list[Draft]:
    """The drafts of one voice with what is told of them elsewhere; `told` are its sentences."""
    credited = (credit for one in told for credit in one.attributions)
    beside = {credit.chain: credit.beside for credit in credited if credit.beside}
    drafts = without_repeats([_told_by_each(draft, beside) for draft in drafts])
    drafts = list(apart(drafts, report, told))
    for step in (
        with_confirmed,
        with_nobody,
        with_rising,
        with_crackdown,
        with_struck,
        with_headline,
    ):
        drafts = step(drafts, report, told, knowledge)
    return with_days(drafts, report, told)


def _told_by_each(draft: Draft, beside: Mapping[Chain, Sequence[Chain]]) -> Draft:
    """A draft in which each of those who tell something together has a statement of it."""
    return replace(
        draft,
        occurrence=list(_each(draft.occurrence, beside)),
        figures=list(_each(draft.figures, beside)),
        by=list(_each(draft.by, beside)),
    )


def _each(statements: Iterable[Said], beside: Mapping[Chain, Sequence[Chain]]) -> Iterator[Said]:
    for one in statements:
        yield one
        yield from (replace(one, chain=chain) for chain in beside.get(one.chain, ()))
