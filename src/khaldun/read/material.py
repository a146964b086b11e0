"""What the grammars find in one voice of a report: all that the learned reader chooses among.

The learned reader adds nothing to it: a figure is one of the candidates, a source one of the
credits, a party one of the mentions, a day or a place one of the phrases. So every value keeps the
words that it was read from.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from khaldun.knowledge.codebook import Codebook
from khaldun.knowledge.roster import Roster
from khaldun.read.accounts import assemble
from khaldun.read.actors import ActorMention
from khaldun.read.attribution import Attribution
from khaldun.read.nouns import STOP
from khaldun.read.quantities import Quantity
from khaldun.read.sides import Sides
from khaldun.read.story import Story
from khaldun.read.tellings import Knowledge, Telling
from khaldun.records import Account, FigureKind, PlacePhrase, Report, TimePhrase

#: What a mention is found as, in the order of the features.
Sort = Literal["actor", "counted", "victims", "teller", "place"]
SORTS: tuple[Sort, ...] = ("actor", "counted", "victims", "teller", "place")
#: Sides that stand before what they did: "a terrorist attack".
_SIDES = frozenset({"terrorist", "rebel", "militant", "jihadist", "insurgent", "extremist"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A quantity that may be a figure. `sentence` counts the material's sentences from 0.

    `kind` is the figure that the rules take it for, None if for none; `part` marks a part of the
    count before; `account` is the rules' account that has it, by number, None if none has. `bare`
    marks a single person or thing that the rules do not consider ("the pilot", "a tank").
    """

    quantity: Quantity
    sentence: int
    kind: FigureKind | None = None
    part: bool = False
    account: int | None = None
    bare: bool = False

    @property
    def end(self) -> int:
        """Where the quantity ends with what it counts."""
        return max(self.quantity.end, self.quantity.noun_end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Words for one who may have done it or been struck; `party` is its id where known.

    `adjective` marks a bare nationality.
    """

    start: int
    end: int
    sentence: int
    sort: Sort
    name: str
    party: str | None = None
    adjective: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """The sentences of a voice, what the grammars found in them, and the rules' own accounts.

    `credits`, `times` and `places` are (number of the sentence, what stands there), in order;
    `widths` tells of each place how wide it is (`Story.width`), `sides` which names mean one party.
    """

    report: Report
    voice: str
    sentences: tuple[Telling, ...]
    accounts: tuple[Account, ...]
    candidates: tuple[Candidate, ...]
    mentions: tuple[Mention, ...]
    credits: tuple[tuple[int, Attribution], ...]
    times: tuple[tuple[int, TimePhrase], ...]
    places: tuple[tuple[int, PlacePhrase], ...]
    widths: tuple[int, ...]
    sides: Sides


def gather(report: Report, voice: str, told: Sequence[Telling], knowledge: Knowledge) -> Material:
    """The material of one voice; headlines are left out where there is anything else.

    So are sentences in which the grammars found nothing, because nothing could be read there.
    """
    body = [telling for telling in told if not telling.headline] or told
    sentences = tuple(one for one in body if may_tell(report.text, one, knowledge.codebook))
    numbered = list(enumerate(sentences))
    accounts = assemble(report, voice, list(told), knowledge)
    owners = {claim.span.start: n for n, one in enumerate(accounts) for claim in one.figures}
    counted = [
        _candidates(report.text, number, telling, owners, knowledge.codebook)
        for number, telling in numbered
    ]
    mentions = tuple(
        mention
        for number, telling in numbered
        for mention in _mentions(report.text, number, telling, counted[number], knowledge)
    )
    places = tuple((number, place) for number, telling in numbered for place in telling.places)
    story = Story(report, knowledge)
    return Material(
        report=report,
        voice=voice,
        sentences=sentences,
        accounts=accounts,
        candidates=tuple(candidate for here in counted for candidate in here),
        mentions=mentions,
        credits=tuple(
            (number, credit)
            for number, telling in numbered
            for credit in telling.attributions
            if credit.chain
        ),
        times=tuple((number, time) for number, telling in numbered for time in telling.times),
        places=places,
        widths=tuple(story.width(place) for _, place in places),
        sides=Sides((mention.name for mention in mentions), knowledge.roster),
    )


def may_tell(text: str, telling: Telling, codebook: Codebook) -> bool:
    """Whether a sentence holds anything of which an incident could be told.

    More than 99.5 % of the sentences that tell of one do (`tests/read/test_material.py`).
    """
    if telling.clues or telling.actors or telling.places or telling.times or telling.attributions:
        return True
    sentence = telling.sentence
    victims = codebook.victims.search(text, sentence.start, sentence.end)
    return victims is not None or bool(telling.counts)


def _candidates(
    text: str,
    number: int,
    telling: Telling,
    owners: Mapping[int, int],
    codebook: Codebook,
) -> list[Candidate]:
    """The candidates of a sentence; `owners` leads from a figure's offset to the rules' account."""
    counted = {figure.quantity: figure for figure in telling.figures}
    found = [
        Candidate(
            quantity=quantity,
            sentence=number,
            kind=counted[quantity].kind if quantity in counted else None,
            part=quantity in counted and counted[quantity].part,
            account=owners.get(quantity.start),
        )
        for quantity in telling.counts
    ]
    found += [
        Candidate(quantity=quantity, sentence=number, bare=True)
        for quantity in _bare(text, telling, codebook)
    ]
    return sorted(found, key=lambda candidate: candidate.quantity.start)


def _bare(text: str, telling: Telling, codebook: Codebook) -> Iterator[Quantity]:
    """Single persons and things that are no quantity to the grammar, where none stands already."""
    taken = _Taken(
        [
            *((quantity.start, quantity.noun_end) for quantity in telling.counts),
            *((phrase.words.start, phrase.words.end) for phrase in telling.times),
        ]
    )
    for pattern in (codebook.known_person, codebook.one_thing):
        for match in pattern.finditer(text, telling.sentence.start, telling.sentence.end):
            start, end = match.span()
            determiner, *between = re.split(r"\s+", match.group())
            if STOP & {word.lower() for word in between} or not taken.take(start, end):
                continue
            counted = match.group()[len(determiner) :].lstrip()
            yield Quantity(
                start=start,
                end=start + len(determiner),
                noun_end=end,
                counted=counted,
                head=between[-1].lower(),
                low=1,
                high=1,
                single=True,
            )


def _mentions(
    text: str,
    number: int,
    telling: Telling,
    candidates: Sequence[Candidate],
    knowledge: Knowledge,
) -> list[Mention]:
    """Whoever a sentence names or describes, in order; of two that overlap the surer sort stays."""
    taken = _Taken()
    every = _all_mentions(text, number, telling, candidates, knowledge)
    found = [mention for mention in every if taken.take(mention.start, mention.end)]
    return sorted(found, key=lambda mention: mention.start)


class _Taken:
    """Spans that do not overlap; there may be thousands in one hostile sentence."""

    def __init__(self, taken: Iterable[tuple[int, int]] = ()) -> None:
        """With spans that are taken already; those that overlap count as one."""
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(taken):
            if self._ends and start < self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def take(self, start: int, end: int) -> bool:
        """Adds a span, unless it overlaps one that was taken before; says whether it did."""
        at = bisect_left(self._starts, end)
        if at and self._ends[at - 1] > start:
            return False
        self._starts.insert(at, start)
        self._ends.insert(at, end)
        return True


def _all_mentions(
    text: str,
    number: int,
    telling: Telling,
    candidates: Sequence[Candidate],
    knowledge: Knowledge,
) -> Iterator[Mention]:
    codebook = knowledge.codebook
    for actor in telling.actors:
        yield Mention(
            start=actor.start,
            end=actor.end,
            sentence=number,
            sort="actor",
            name=_call(actor, knowledge.roster),
            party=actor.party,
            adjective=actor.adjective,
        )
    for candidate in candidates:
        quantity = candidate.quantity
        if quantity.counted:
            start, end = quantity.noun_end - len(quantity.counted), quantity.noun_end
            yield Mention(
                start=start, end=end, sentence=number, sort="counted", name=quantity.counted
            )
    for match in codebook.victims.finditer(text, telling.sentence.start, telling.sentence.end):
        start, end = match.span()
        yield Mention(start=start, end=end, sentence=number, sort="victims", name=match.group())
    yield from _tellers_and_places(number, telling)


def _tellers_and_places(number: int, telling: Telling) -> Iterator[Mention]:
    """Those who are credited in the sentence itself, and its places, which are struck as well."""
    for credit in telling.attributions:
        for source in credit.chain:
            words = source.words
            if words and telling.sentence.start <= words.start < telling.sentence.end:
                yield Mention(
                    start=words.start,
                    end=words.end,
                    sentence=number,
                    sort="teller",
                    name=source.name,
                    party=source.party,
                )
    for place in telling.places:
        words = place.words
        yield Mention(
            start=words.start, end=words.end, sentence=number, sort="place", name=place.name
        )


def _call(actor: ActorMention, roster: Roster) -> str:
    """An actor's name where the words are an adjective or short for it: "Turkish", "U.S."."""
    if actor.name.lower() in _SIDES:
        return f"{actor.name}s"
    party = roster.party(actor.party) if actor.party else None
    if party and party.kind == "international":
        return party.name
    return roster.state_called(actor.name) or actor.name
