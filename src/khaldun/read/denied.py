"""Denials laid to the incidents that they are of.

A denial is seldom where the incident is told: "Damascus denied responsibility" closes the report.
The network has too few to learn from (29 in 386 reports), so the grammar finds who denies
(`khaldun.read.blame`), and the nearest incident of a deed takes it.
"""

from collections.abc import Sequence
from dataclasses import replace

from khaldun.read.blame import Blame, denials
from khaldun.read.drafts import Draft, nearest
from khaldun.read.sides import Sides
from khaldun.read.tellings import Knowledge, Telling
from khaldun.records import IncidentKind, Report

#: What somebody does to others, and may deny.
DEEDS: frozenset[IncidentKind] = frozenset(
    (
        "airstrike",
        "shelling",
        "bombing",
        "chemical",
        "explosion",
        "shooting",
        "execution",
        "abduction",
        "destruction",
        "raid",
        "aircraft_loss",
    )
)
#: Sentences between an incident and its denial; set on the training cards.
_BACK, _ON = 6, 2


def with_denials(
    drafts: Sequence[Draft],
    report: Report,
    told: Sequence[Telling],
    sides: Sides,
    knowledge: Knowledge,
) -> list[Draft]:
    """The drafts of one voice, each with the denials of it; `told` are all of its sentences."""
    laid: dict[int, list[Blame]] = {}
    for number, telling in enumerate(told):
        if denied := list(denials(report, telling, knowledge)):
            kinds = {clue.kind for clue in telling.clues} & DEEDS
            whose = nearest(drafts, told, number, kinds or DEEDS, back=_BACK, on=_ON)
            if whose is not None:
                laid.setdefault(whose, []).extend(denied)
    return [_denied(draft, laid.get(at, ()), sides) for at, draft in enumerate(drafts)]


def _denied(draft: Draft, denied: Sequence[Blame], sides: Sides) -> Draft:
    """The draft with denials; what a denial names is no accusation."""
    by = list(draft.by)
    for denial in denied:
        words = denial.actor.words
        by = [blame for blame in by if blame.actor.words != words]
        others = (blame.actor.name for blame in by if blame.certainty == "denied")
        if not any(sides.alike(other, denial.actor.name) for other in others):
            by.append(denial)
    return replace(draft, by=by)
