"""Who did it and who was hit: actors bound to the clues of an incident, inside the sentence."""

import re
from collections.abc import Iterator
from typing import Literal

from khaldun.read.actors import ActorMention
from khaldun.read.blame import (
    Blame,
    accused_states,
    actor_of,
    denials,
    denied_in,
    denies,
    is_accused,
)
from khaldun.read.clues import Clue
from khaldun.read.tellings import Knowledge, Telling
from khaldun.read.told import Told
from khaldun.records import ActorRef, Certainty, IncidentKind, Report

Role = Literal["by", "against"]

_BY = re.compile(r"\b(?:by|at the hands of)\s+(?:the\s+|an?\s+)?(?:\S+\s+)?\Z", re.IGNORECASE)
#: Words before one of two who fight.
BETWEEN = re.compile(r"\bbetween\s+(?:(?!and\b)\S+\s+){0,3}\Z", re.IGNORECASE)
#: "opposition-held": whose ground it is, not who did it.
_HELD = re.compile(r"[\s-](?:held|controlled|led|backed|run|linked|owned)\b", re.IGNORECASE)
#: Words before an actor that make him the one who was struck, or only where it was.
_OBJECT = re.compile(
    r"\b(?:on|against|of|from|with|to|in|near|killing|killed|wounded|injured)\s+(?:the\s+)?"
    r"(?:\S+\s+)?\Z",
    re.IGNORECASE,
)
#: Between an actor and the clue that follows, these say that another clause has begun.
_CLAUSE = re.compile(r"[;:]|\b(?:while|when|were killed|killed|against|after)\b", re.IGNORECASE)
#: In attacks of these kinds, an actor before the clue who is an object was the one hit.
_STRUCK = frozenset({"airstrike", "shelling", "bombing", "chemical", "execution"})
_WEAPONS = frozenset(
    "aircraft warplanes warplane jets jet helicopters helicopter drones drone".split()
)
_HARMED = frozenset({"killed", "wounded", "casualties", "abducted"})
#: How far an actor may stand from a clue, in characters.
_BEFORE, _AFTER, _LOOK, _ADJECTIVE = 60, 70, 40, 14
#: Kinds whose victims, where only counted, are not named as the ones it was against.
_UNAIMED = frozenset({"aggregate", "protest", "aid", "deal", "siege", "displacement"})


def find_parties(
    report: Report, told: Told, knowledge: Knowledge
) -> tuple[list[Blame], list[ActorRef]]:
    """The accused and the hit of an incident, from the sentences that hold its clues."""
    by: dict[str, Blame] = {}
    against: list[ActorRef] = []
    for telling, clue in told.clues:
        denied = denied_in(report.text, telling, knowledge)
        for mention in telling.actors:
            if any(denies(match, mention, clue) for match in denied):
                continue
            named_so = is_accused(report.text, telling, mention, knowledge)
            role = "by" if named_so else _role(report.text, telling, clue, mention, told.kind)
            if role == "by":
                by.setdefault(mention.name.lower(), _blame(report, telling, mention, knowledge))
            elif role == "against":
                against.append(actor_of(report, mention))
        for denial in denials(report, telling, knowledge):
            by.setdefault(f"denied by {denial.actor.name.lower()}", denial)
        for blame in accused_states(report, telling, knowledge):
            by.setdefault(blame.actor.name.lower(), blame)
    if not against and told.kind not in _UNAIMED:
        against = list(_victims(report, told, knowledge))[:1]
    accused = {blame.actor.name.lower() for blame in by.values()}
    return list(by.values()), [actor for actor in against if actor.name.lower() not in accused]


def _role(
    text: str, telling: Telling, clue: Clue, mention: ActorMention, kind: IncidentKind
) -> Role | None:
    """Whether an actor did it or suffered it, by the words beside it and its side of the clue."""
    if _speaks(telling, mention) or _HELD.match(text, mention.end) or _is_weapon(mention):
        return None
    before = text[max(telling.sentence.start, mention.start - _LOOK) : mention.start]
    if _BY.search(before) or _qualifies(text, mention, clue):
        return "by"
    if mention.adjective:
        return None
    if mention.start >= clue.end:
        return _role_behind(before, mention.start - clue.end)
    return _role_ahead(before, text[mention.end : clue.start], kind)


def _role_behind(before: str, distance: int) -> Role | None:
    """The role of an actor who stands behind the clue."""
    if BETWEEN.search(before):
        return "by"
    return "against" if distance < _AFTER else None


def _role_ahead(before: str, between: str, kind: IncidentKind) -> Role | None:
    """The role of an actor who stands before the clue, or around it."""
    if between and _OBJECT.search(before):
        return "against" if kind in _STRUCK else None
    return "by" if len(between) < _BEFORE and not _CLAUSE.search(between) else None


def _is_weapon(mention: ActorMention) -> bool:
    """Whether the mention names only what flew: nobody's "warplanes"."""
    return mention.party is None and mention.name.lower() in _WEAPONS


def _qualifies(text: str, mention: ActorMention, clue: Clue) -> bool:
    """Whether an actor stands just before the clue as its adjective: "a rebel mortar attack"."""
    between = text[mention.end : clue.start]
    return (
        0 < len(between) <= _ADJECTIVE and re.fullmatch(r"\s+(?:[\w-]+\s+)?", between) is not None
    )


def _speaks(telling: Telling, mention: ActorMention) -> bool:
    """Whether an actor is named as the source of what is told, and not as one who did it."""
    tellers = (source.words for credit in telling.attributions for source in credit.chain)
    return any(w and w.start < mention.end and mention.start < w.end for w in tellers)


def _blame(report: Report, telling: Telling, mention: ActorMention, knowledge: Knowledge) -> Blame:
    low = max(telling.sentence.start, mention.start - _LOOK)
    hedged = knowledge.codebook.hedging.search(report.text, low, mention.end)
    certainty: Certainty = "hedged" if hedged else "asserted"
    chain = telling.credit(mention.start)
    return Blame(actor_of(report, mention), chain, certainty, "actor beside the clue")


def _victims(report: Report, told: Told, knowledge: Knowledge) -> Iterator[ActorRef]:
    """Whom the counts of harm name, then the described victims of the sentences."""
    for _, counted in told.figures:
        quantity = counted.quantity
        start = quantity.noun_end - len(quantity.counted)
        named = report.text[start : quantity.noun_end] == quantity.counted != ""
        if counted.kind in _HARMED and named:
            yield ActorRef(words=report.span(start, quantity.noun_end), name=quantity.counted)
    for telling, _ in told.clues:
        spot = (telling.sentence.start, telling.sentence.end)
        if match := knowledge.codebook.victims.search(report.text, *spot):
            yield ActorRef(words=report.span(*match.span()), name=match.group())
