"""Accusations and denials: who is said to have done it by name, and who says that he did not."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from khaldun.read.actors import ActorMention
from khaldun.read.clues import Clue
from khaldun.read.tellings import Knowledge, Telling
from khaldun.records import ActorRef, Certainty, Report, Source

_CAPITAL = re.compile(r"\s+(?:the\s+)?([A-Z][\w-]+(?:\s+[A-Z][\w-]+)?)")
#: How far before the word of denial the denier may stand, in characters; and an accused from the
#: word of accusation.
_DENIER, _LOOK = 40, 40


@dataclass(frozen=True, slots=True)
class Blame:
    """A statement of who did it."""

    actor: ActorRef
    chain: tuple[Source, ...]
    certainty: Certainty
    rule: str


def actor_of(report: Report, mention: ActorMention) -> ActorRef:
    """The actor that a mention names."""
    words = report.span(mention.start, mention.end)
    return ActorRef(words=words, name=mention.name, actor=mention.party)


def denials(report: Report, telling: Telling, knowledge: Knowledge) -> Iterator[Blame]:
    """Those who say in this sentence that they did not do it."""
    for match in denied_in(report.text, telling, knowledge):
        credit = next((c for c in telling.attributions if c.cue_end == match.end()), None)
        source = credit.chain[-1] if credit and credit.chain else None
        low = source.words.start if source and source.words else match.start() - _DENIER
        named = [a for a in telling.actors if low <= a.end <= match.start()]
        if named:
            yield Blame(actor_of(report, named[-1]), telling.credit(low), "denied", "denial")
        elif credit and source and source.words:
            actor = ActorRef(words=source.words, name=source.name)
            yield Blame(actor, credit.chain, "denied", "denial")


def denies(match: re.Match[str], mention: ActorMention, clue: Clue) -> bool:
    """Whether a denial stands around an actor and the clue: "denied that its forces had used"."""
    return match.end() <= clue.start and match.start() - _DENIER <= mention.start <= clue.start


def denied_in(text: str, telling: Telling, knowledge: Knowledge) -> list[re.Match[str]]:
    """The words of denial of a sentence that are of the deed."""
    blaming = knowledge.codebook.blaming
    found = blaming["denies"].finditer(text, telling.sentence.start, telling.sentence.end)
    return [match for match in found if blaming["deed"].match(text, match.end() + 1)]


def accused_states(report: Report, telling: Telling, knowledge: Knowledge) -> Iterator[Blame]:
    """States accused by their bare names: "activists accused Russia of …"."""
    text, end = report.text, telling.sentence.end
    for match in knowledge.codebook.blaming["accuses"].finditer(text, telling.sentence.start, end):
        name = _CAPITAL.match(text, match.end(), end)
        party = knowledge.roster.find(name[1]) if name else None
        if name and party and party.kind in ("government", "state_force"):
            actor = ActorRef(words=report.span(*name.span(1)), name=name[1], actor=party.id)
            yield Blame(actor, telling.credit(name.start(1)), "asserted", "accused by name")


def is_accused(text: str, telling: Telling, mention: ActorMention, knowledge: Knowledge) -> bool:
    """Whether the actor is the object of an accusation: "accused Russia of …"."""
    low = max(telling.sentence.start, mention.start - _LOOK)
    accusing = knowledge.codebook.blaming["accuses"].finditer(text, low, mention.start)
    return any(len(text[match.end() : mention.start].split()) <= 2 for match in accusing)
