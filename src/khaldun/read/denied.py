"""Denials and accusations laid to the incidents that they are of.

A denial is seldom where the incident is told: "Damascus denied responsibility" closes the report.
The network has too few to learn from (29 in 386 reports), so the grammar finds who denies
(`khaldun.read.blame`), and the nearest incident of a deed takes it. So it does with who is blamed
by name, of the attack that the report is about: 26 of 28 such parties are accused in the cards.
"""

from collections.abc import Sequence
from dataclasses import replace

from khaldun.read.blame import Blame, accusations, denials
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


def with_blames(
    drafts: Sequence[Draft],
    report: Report,
    told: Sequence[Telling],
    sides: Sides,
    knowledge: Knowledge,
) -> list[Draft]:
    """The drafts of one voice, each with who denies it and who is blamed; `told` is the voice."""
    laid: dict[int, list[Blame]] = {}
    # Who did it is asked of the attack that the report is about, the first one told.
    deeds = [at for at, draft in enumerate(drafts) if draft.kind in DEEDS]
    first = min(deeds, key=lambda at: drafts[at].evidence[0].start, default=None)
    for number, telling in enumerate(told):
        kinds = {clue.kind for clue in telling.clues} & DEEDS
        if denied := list(denials(report, telling, knowledge)):
            whose = nearest(drafts, told, number, kinds or DEEDS, back=_BACK, on=_ON)
            if whose is not None:
                laid.setdefault(whose, []).extend(denied)
        if blamed := list(accusations(report, telling, knowledge)):
            whose = nearest(drafts, told, number, kinds, back=0, on=0) if kinds else None
            whose = first if whose is None else whose
            if whose is not None:
                laid.setdefault(whose, []).extend(blamed)
    return [_stated(draft, laid.get(at, ()), sides) for at, draft in enumerate(drafts)]


def _stated(draft: Draft, stated: Sequence[Blame], sides: Sides) -> Draft:
    """The draft with denials and accusations; what a denial names is no accusation."""
    by = list(draft.by)
    for statement in stated:
        denied = statement.certainty == "denied"
        if denied:
            by = [blame for blame in by if blame.actor.words != statement.actor.words]
        others = (one.actor.name for one in by if (one.certainty == "denied") == denied)
        if not any(sides.alike(other, statement.actor.name) for other in others):
            by.append(statement)
    return replace(draft, by=by)
