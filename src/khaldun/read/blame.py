"""Accusations and denials: who is said to have done it by name, and who says that he did not."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from khaldun.knowledge.parties import OF_STATE
from khaldun.read.actors import ActorMention
from khaldun.read.clues import Clue
from khaldun.read.tellings import Knowledge, Telling
from khaldun.records import ActorRef, Certainty, Report, Source

_CAPITAL = re.compile(r"\s+(?:the\s+)?([A-Z][\w-]+(?:\s+[A-Z][\w-]+)?)")
#: How far before the word of denial the denier may stand, in characters; and an accused from the
#: word of accusation.
_DENIER, _LOOK = 40, 40
#: Between the denier and the word of denial: "has repeatedly denied", "have both denied".
_BETWEEN = r"(?:(?:ha[sd]|have|again|also|both|long|always|\w+ly)\s+){0,3}"
#: A bare name before the word of denial: "Damascus", "President X".
_NAME_BEFORE = re.compile(rf"((?:[A-Z][\w-]+\s+){{1,4}}){_BETWEEN}\Z")
#: Two who deny: "the government and the rebels have both denied".
_AND = re.compile(r"\s+and\s+(?:the\s+|its\s+|his\s+)?\Z")
#: Whoever these stand before denies nothing: "attacks by militants were denied".
_OBJECT = re.compile(r"\b(?:by|of|for|against|on)\s+(?:the\s+)?(?:\w+-)?\Z")
_BY = re.compile(r"\s+(?:by|from)\s+(?:the\s+)?\Z")
#: Between a word for an accusation and who is accused, and behind him what he is accused of: "holds
#: the army responsible", "accused the rebels of shelling".
_RIGHT_BEHIND = re.compile(r"\s+(?:the\s+|its\s+)?(?:rival\s+)?")
_HOLDING = frozenset({"holds", "held"})
_RESPONSIBLE = re.compile(r"[^.;]{0,40}\bresponsible\b")
_OF = re.compile(r"[^.;,]{0,40}?\sof\s+(?:having\s+)?")


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
        named = [a for a in named if not _OBJECT.search(report.text, low, a.start)]
        if named:
            for mention in _deniers(report.text, named):
                actor = actor_of(report, mention)
                chain = telling.credit(low) or (_himself(actor),)
                yield Blame(actor, chain, "denied", "denial")
        elif credit and source and source.words:
            actor = ActorRef(words=source.words, name=source.name)
            yield Blame(actor, credit.chain, "denied", "denial")
        elif state := _state_before(report, telling, match, knowledge):
            yield Blame(state, (_himself(state),), "denied", "denial")
    yield from _turned_down(report, telling, knowledge)


def _deniers(text: str, named: Sequence[ActorMention]) -> Sequence[ActorMention]:
    """The last of those named before the denial, and the one to whom "and" ties him."""
    two = len(named) > 1 and _AND.fullmatch(text, named[-2].end, named[-1].start)
    return named[-2:] if two else named[-1:]


def _state_before(
    report: Report, telling: Telling, match: re.Match[str], knowledge: Knowledge
) -> ActorRef | None:
    """A state by its bare name or capital, just before its denial."""
    name = _NAME_BEFORE.search(report.text, telling.sentence.start, match.start())
    party = knowledge.roster.find(name[1].strip()) if name else None
    if name is None or party is None:
        return None
    words = report.span(name.start(1), name.start(1) + len(name[1].rstrip()))
    return ActorRef(words=words, name=words.text, actor=party.id)


def _turned_down(report: Report, telling: Telling, knowledge: Knowledge) -> Iterator[Blame]:
    """Those by whom it was denied: "an accusation dismissed by the government"."""
    text, blaming = report.text, knowledge.codebook.blaming
    for match in blaming["denies"].finditer(text, telling.sentence.start, telling.sentence.end):
        behind = (a for a in telling.actors if _BY.fullmatch(text, match.end(), a.start))
        mention = next(behind, None)
        low = max(0, match.start() - _DENIER)
        before = blaming["deed"].pattern.search(text, low, match.start())
        if mention and before:
            actor = actor_of(report, mention)
            yield Blame(actor, (_himself(actor),), "denied", "denial")


def _himself(actor: ActorRef) -> Source:
    named = actor.actor or actor.name[:1].isupper()
    name = actor.name if named else f"unnamed {actor.name}"
    return Source(name=name, words=actor.words, party=actor.actor)


def denies(match: re.Match[str], mention: ActorMention, clue: Clue) -> bool:
    """Whether a denial stands around an actor and the clue: "denied that its forces had used"."""
    return match.end() <= clue.start and match.start() - _DENIER <= mention.start <= clue.start


def denied_in(text: str, telling: Telling, knowledge: Knowledge) -> list[re.Match[str]]:
    """The words of denial of a sentence that are of the deed."""
    blaming = knowledge.codebook.blaming
    found = blaming["denies"].finditer(text, telling.sentence.start, telling.sentence.end)
    return [match for match in found if blaming["deed"].pattern.match(text, match.end() + 1)]


def accused_states(report: Report, telling: Telling, knowledge: Knowledge) -> Iterator[Blame]:
    """States accused by their bare names: "activists accused Russia of …"."""
    text, end = report.text, telling.sentence.end
    for match in knowledge.codebook.blaming["accuses"].finditer(text, telling.sentence.start, end):
        name = _CAPITAL.match(text, match.end(), end)
        party = knowledge.roster.find(name[1]) if name else None
        if name and party and party.kind in OF_STATE:
            actor = ActorRef(words=report.span(*name.span(1)), name=name[1], actor=party.id)
            yield Blame(actor, telling.credit(name.start(1)), "asserted", "accused by name")


def accusations(report: Report, telling: Telling, knowledge: Knowledge) -> Iterator[Blame]:
    """Those who are blamed or accused in this sentence, right behind the word for it."""
    text, blaming = report.text, knowledge.codebook.blaming
    for mention in telling.actors:
        low = max(telling.sentence.start, mention.start - _LOOK)
        blamed = any(
            _RIGHT_BEHIND.fullmatch(text, match.end(), mention.start)
            for match in blaming["accuses"].pattern.finditer(text, low, mention.start)
            if match.group().lower() not in _HOLDING or _RESPONSIBLE.match(text, mention.end)
        )
        of = _OF.match(text, mention.end)
        if blamed and (of is None or blaming["deed"].pattern.match(text, of.end())):
            chain = telling.credit(mention.start)
            yield Blame(actor_of(report, mention), chain, "asserted", "accused")


def is_accused(text: str, telling: Telling, mention: ActorMention, knowledge: Knowledge) -> bool:
    """Whether the actor is the object of an accusation: "accused Russia of …"."""
    low = max(telling.sentence.start, mention.start - _LOOK)
    accusing = knowledge.codebook.blaming["accuses"].pattern.finditer(text, low, mention.start)
    return any(len(text[match.end() : mention.start].split()) <= 2 for match in accusing)
