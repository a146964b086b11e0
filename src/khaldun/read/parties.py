"""Who did it and who was hit: actors bound to the clues of an incident, inside the sentence."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from khaldun.read.actors import ActorMention
from khaldun.read.clues import Clue
from khaldun.read.story import Told
from khaldun.read.tellings import Knowledge, Telling
from khaldun.records import ActorRef, Certainty, IncidentKind, Report, Source

Role = Literal["by", "against"]

_BY = re.compile(r"\b(?:by|at the hands of)\s+(?:the\s+|an?\s+)?(?:\S+\s+)?\Z", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween\s+(?:(?!and\b)\S+\s+){0,3}\Z", re.IGNORECASE)
_CAPITAL = re.compile(r"\s+(?:the\s+)?([A-Z][\w-]+(?:\s+[A-Z][\w-]+)?)")
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
_BEFORE, _AFTER, _LOOK, _ADJECTIVE, _DENIER = 60, 70, 40, 14, 40
#: Kinds whose victims, where only counted, are not named as the ones it was against.
_UNAIMED = frozenset({"aggregate", "protest", "aid", "deal", "siege", "displacement"})


@dataclass(frozen=True, slots=True)
class Blame:
    """A statement of who did it."""

    actor: ActorRef
    chain: tuple[Source, ...]
    certainty: Certainty
    rule: str


def find_parties(
    report: Report, told: Told, knowledge: Knowledge
) -> tuple[list[Blame], list[ActorRef]]:
    """The accused and the hit of an incident, from the sentences that hold its clues."""
    by: dict[str, Blame] = {}
    against: list[ActorRef] = []
    for telling, clue in told.clues:
        denied = _denied(report.text, telling, knowledge)
        for mention in telling.actors:
            if any(_denies(match, mention, clue) for match in denied):
                continue
            named_so = _is_accused(report.text, telling, mention, knowledge)
            role = "by" if named_so else _role(report.text, telling, clue, mention, told.kind)
            if role == "by":
                by.setdefault(mention.name.lower(), _blame(report, telling, mention, knowledge))
            elif role == "against":
                against.append(_actor(report, mention))
        for denial in _denials(report, telling, knowledge):
            by.setdefault(f"denied by {denial.actor.name.lower()}", denial)
        for blame in _accused_states(report, telling, knowledge):
            by.setdefault(blame.actor.name.lower(), blame)
    if not against and told.kind not in _UNAIMED:
        against = list(_victims(report, told, knowledge))[:1]
    accused = {blame.actor.name.lower() for blame in by.values()}
    return list(by.values()), [actor for actor in against if actor.name.lower() not in accused]


def _denials(report: Report, telling: Telling, knowledge: Knowledge) -> Iterator[Blame]:
    """Those who say in this sentence that they did not do it."""
    for match in _denied(report.text, telling, knowledge):
        credit = next((c for c in telling.attributions if c.cue_end == match.end()), None)
        source = credit.chain[-1] if credit and credit.chain else None
        low = source.words.start if source and source.words else match.start() - _DENIER
        named = [a for a in telling.actors if low <= a.end <= match.start()]
        if named:
            yield Blame(_actor(report, named[-1]), telling.credit(low), "denied", "denial")
        elif credit and source and source.words:
            actor = ActorRef(words=source.words, name=source.name)
            yield Blame(actor, credit.chain, "denied", "denial")


def _denies(match: re.Match[str], mention: ActorMention, clue: Clue) -> bool:
    """Whether a denial stands around an actor and the clue: "denied that its forces had used"."""
    return match.end() <= clue.start and match.start() - _DENIER <= mention.start <= clue.start


def _denied(text: str, telling: Telling, knowledge: Knowledge) -> list[re.Match[str]]:
    """The words of denial of a sentence that are of the deed."""
    blaming = knowledge.codebook.blaming
    found = blaming["denies"].finditer(text, telling.sentence.start, telling.sentence.end)
    return [match for match in found if blaming["deed"].match(text, match.end() + 1)]


def _accused_states(report: Report, telling: Telling, knowledge: Knowledge) -> Iterator[Blame]:
    """States accused by their bare names: "activists accused Russia of …"."""
    text, end = report.text, telling.sentence.end
    for match in knowledge.codebook.blaming["accuses"].finditer(text, telling.sentence.start, end):
        name = _CAPITAL.match(text, match.end(), end)
        party = knowledge.roster.find(name[1]) if name else None
        if name and party and party.kind in ("government", "state_force"):
            actor = ActorRef(words=report.span(*name.span(1)), name=name[1], actor=party.id)
            yield Blame(actor, telling.credit(name.start(1)), "asserted", "accused by name")


def _is_accused(text: str, telling: Telling, mention: ActorMention, knowledge: Knowledge) -> bool:
    """Whether the actor is the object of an accusation: "accused Russia of …"."""
    low = max(telling.sentence.start, mention.start - _LOOK)
    accusing = knowledge.codebook.blaming["accuses"].finditer(text, low, mention.start)
    return any(len(text[match.end() : mention.start].split()) <= 2 for match in accusing)


def _actor(report: Report, mention: ActorMention) -> ActorRef:
    words = report.span(mention.start, mention.end)
    return ActorRef(words=words, name=mention.name, actor=mention.party)


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
    if _BETWEEN.search(before):
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
    return Blame(_actor(report, mention), chain, certainty, "actor beside the clue")


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
