"""Whom an incident struck, where no party is told: areas, and people that are only counted.

"Mortars hit army-held villages and killed nine people": the army did nothing here and was not
itself struck, and that people died the figure says. What was struck are villages, called by whose
they are; the guide names an area where no group is named. Both readers' drafts pass here.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, islice

from khaldun.read.drafts import Draft, sentences_of
from khaldun.read.tellings import Knowledge, Telling
from khaldun.records import ActorRef, IncidentKind, Report, Span

#: Attacks of these kinds strike what they are aimed at.
_AIMED: frozenset[IncidentKind] = frozenset(("airstrike", "shelling", "bombing", "chemical"))
#: Counted so, nobody is told from anybody: the figure says all of it. Only air strikes are said to
#: have struck people, where no area is told: in 22 of 41 training cards, and in 20 of 78 of others.
_ANYBODY = frozenset(("people", "persons", "person", "others", "victims", "lives"))
#: Before an area these say that it was struck.
_AT = re.compile(
    r"\b(?:on|against|of|at|in|into|struck|(?:target|hit|strik|pound|bomb|bombard|shell|attack)\w*)"
    r"\s+(?:(?:the|an?|its|other|several|many|some|two|three|another|various|nearby)\s+){0,2}\Z",
    re.IGNORECASE,
)
_LOOK = 40
#: The reason for an area that no reader had chosen.
_TOLD = "the area that was struck"


def with_struck(
    drafts: Sequence[Draft], report: Report, told: Sequence[Telling], knowledge: Knowledge
) -> list[Draft]:
    """The drafts of one voice, each with what was struck; `told` are all of its sentences."""
    places = {place.words.start for telling in told for place in telling.places}
    known: dict[int, list[Span]] = {}
    found: list[Draft] = []
    for draft in drafts:
        areas: dict[int, list[Span]] = {}
        for number in sentences_of(draft, told):
            if number not in known:
                known[number] = list(_areas(report, told[number], knowledge))
            areas[number] = known[number]
        struck = _struck(draft, report.text, told, areas)
        found.append(_with_struck(draft, areas, struck, places))
    return found


def _areas(report: Report, telling: Telling, knowledge: Knowledge) -> Iterator[Span]:
    sentence = telling.sentence
    for match in knowledge.codebook.areas.finditer(report.text, sentence.start, sentence.end):
        yield report.span(*match.span())


def _struck(
    draft: Draft, text: str, told: Sequence[Telling], areas: Mapping[int, Sequence[Span]]
) -> Iterator[Span]:
    """The areas that stand as what was struck behind the words for the attack.

    "Raids on rebel areas, after rebels had shelled the city": the shelling struck none.
    """
    for number, here in areas.items():
        clues = (clue.start for clue in told[number].clues if clue.kind == draft.kind)
        first = min(clues, default=None)
        for area in here:
            behind = first is not None and first < area.start
            if behind and _AT.search(text, max(0, area.start - _LOOK), area.start):
                yield area


def _with_struck(
    draft: Draft, areas: Mapping[int, Sequence[Span]], struck: Iterable[Span], places: set[int]
) -> Draft:
    around = list(chain.from_iterable(areas.values()))
    by = [blame for blame in draft.by if not _around(blame.actor, around)]
    reasons = dict(draft.reasons)
    named = {_by_area(one, around): reasons.pop(f"against {one.name}", "") for one in draft.against}
    some = [actor for actor in named if actor.name.lower() not in _ANYBODY]
    against = [actor for actor in some if actor.words.start not in places] or some
    if not against and draft.kind in _AIMED:
        against = [_called(area) for area in islice(struck, 1)]
    if not against and draft.kind == "airstrike":
        against = list(named)
    why = ((f"against {actor.name}", named.get(actor, _TOLD)) for actor in against)
    return replace(
        draft,
        by=by,
        against=against,
        reasons=(*reasons.items(), *((field, reason) for field, reason in why if reason)),
    )


def _around(actor: ActorRef, areas: Sequence[Span]) -> Span | None:
    """The area by whose name an actor stands: "rebel" in "rebel-held districts"."""
    return next((area for area in areas if area.start <= actor.words.start < area.end), None)


def _by_area(actor: ActorRef, areas: Sequence[Span]) -> ActorRef:
    area = _around(actor, areas)
    return _called(area) if area else actor


def _called(area: Span) -> ActorRef:
    return ActorRef(words=area, name=area.text)
