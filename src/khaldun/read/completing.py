"""The last steps of both readers, once all that a voice tells is known."""

from collections.abc import Sequence

from khaldun.read.dating import with_days
from khaldun.read.drafts import Draft
from khaldun.read.headlines import with_headline
from khaldun.read.nobody import with_nobody
from khaldun.read.restated import without_repeats
from khaldun.read.rising import with_rising
from khaldun.read.struck import with_struck
from khaldun.read.tellings import Knowledge, Telling
from khaldun.records import Report


def complete(
    drafts: Sequence[Draft], report: Report, told: Sequence[Telling], knowledge: Knowledge
) -> list[Draft]:
    """The drafts of one voice with what is told of them elsewhere; `told` are its sentences."""
    drafts = without_repeats(drafts)
    for step in (with_nobody, with_rising, with_struck, with_headline):
        drafts = step(drafts, report, told, knowledge)
    return with_days(drafts, report, told)
