"""One sentence as the rule reader understands it, before sentences are put together."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from khaldun.knowledge.codebook import Codebook
from khaldun.knowledge.gazetteer import Gazetteer
from khaldun.knowledge.roster import Roster
from khaldun.read.actors import ActorMention, find_actors
from khaldun.read.attribution import Attribution, Attributions
from khaldun.read.clues import Clue, find_clues
from khaldun.read.figures import Counted, find_figures
from khaldun.read.places import Places
from khaldun.read.quantities import Quantity, find_quantities
from khaldun.read.things import counts_nothing
from khaldun.read.times import find_times
from khaldun.records import Certainty, Passage, PlacePhrase, Report, Source, TimePhrase
from khaldun.text import Sentence, sentences, words

#: A word of doubt hedges a value that stands at most so many characters behind or before it.
_DOUBT_BEFORE, _DOUBT_AFTER = 40, 30
#: Marks of quotation, but of inches (a 5" shell).
_QUOTES = re.compile(r'(?<!\d)"|[“”]')
#: One that ends a quotation: nothing of a word stands right behind it.
_CLOSES = re.compile(r'["”](?!\w)')
#: Class words of what lies in a town.
_QUARTERS = frozenset({"neighbourhood", "neighborhood", "district", "quarter", "suburb", "area"})
#: So many sentences a quotation may have before the one that credits it.
_QUOTED = 5
#: Passages that tell; links and notices of the page do not.
TELLING = ("headline", "subheading", "caption", "body", "comment")


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the rule reader knows of words, places and parties."""

    codebook: Codebook
    gazetteer: Gazetteer
    roster: Roster
    places: Places

    @classmethod
    def of(cls, codebook: Codebook, gazetteer: Gazetteer, roster: Roster) -> "Knowledge":
        """The knowledge of a reader, with what it compiles from it once."""
        return cls(codebook, gazetteer, roster, Places(codebook, gazetteer))


@dataclass(frozen=True, slots=True)
class Telling:
    """All that one sentence holds. `headline` marks one of a headline.

    `counts` are the quantities that may count something: no part of a time or of a source,
    and no more than where it happened.
    """

    number: int
    sentence: Sentence
    clues: tuple[Clue, ...]
    counts: tuple[Quantity, ...]
    figures: tuple[Counted, ...]
    attributions: tuple[Attribution, ...]
    times: tuple[TimePhrase, ...]
    places: tuple[PlacePhrase, ...]
    actors: tuple[ActorMention, ...]
    headline: bool = False

    def credit(self, offset: int) -> tuple[Source, ...]:
        """The chain credited for what stands at this offset; empty is the report's own voice."""
        for attribution in self.attributions:
            if attribution.start <= offset < attribution.end:
                return attribution.chain
        return ()


def find_certainty(
    text: str, telling: Telling, start: int, end: int, knowledge: Knowledge
) -> Certainty:
    """Hedged where a word of doubt stands close to a value in its sentence."""
    codebook = knowledge.codebook
    hedged = codebook.hedging.search(text, *_close(telling, start, end))
    doubted = hedged or is_doubted(text, telling, start, end, codebook)
    return "hedged" if doubted else "asserted"


def is_doubted(text: str, telling: Telling, start: int, end: int, codebook: Codebook) -> bool:
    """Whether words stand close to a count that always doubt it ("six were reported killed").

    So do the words for who says it, wherever they stand: "according to preliminary reports".
    """
    doubting, said = codebook.doubting, telling.credit(start)
    if said and doubting.search(said[-1].name):
        return True
    return doubting.search(text, *_close(telling, start, end)) is not None


def _close(telling: Telling, start: int, end: int) -> tuple[int, int]:
    sentence = telling.sentence
    return max(sentence.start, start - _DOUBT_BEFORE), min(sentence.end, end + _DOUBT_AFTER)


def tellings(report: Report, knowledge: Knowledge) -> Iterator[tuple[str, list[Telling]]]:
    """For each voice of a report its sentences in order, as (voice, tellings)."""
    passages = [passage for passage in report.passages if passage.kind in TELLING]
    for voice, group in groupby(passages, key=lambda passage: passage.voice):
        yield voice, _voice(report, list(group), knowledge)


def _voice(report: Report, passages: list[Passage], knowledge: Knowledge) -> list[Telling]:
    credited = Attributions(report, knowledge.codebook, knowledge.roster)
    headline = next((report.text[p.start : p.end] for p in passages if p.kind == "headline"), "")
    found: list[Telling] = []
    for passage in passages:
        start = passage.start
        if passage.kind == "body" and headline:
            start = _after_headline(report.text, headline, passage)
            headline = ""
        for sentence in sentences(report.text, start, passage.end):
            heading = "head" in passage.kind
            read = credited.read_headline if heading else credited.read
            told = _telling(report, sentence, len(found), tuple(read(sentence)), knowledge)
            found.append(replace(told, headline=heading))
    return _lying_within(_credited_behind(report.text, found))


def _lying_within(found: list[Telling]) -> list[Telling]:
    """The sentences, each quarter lying wherever it is named in what it is once said to lie in."""
    lies = {
        phrase.name: phrase.within
        for telling in reversed(found)
        for phrase in telling.places
        if phrase.within and phrase.feature in _QUARTERS
    }
    if not lies:
        return found

    def placed(phrase: PlacePhrase) -> PlacePhrase:
        return replace(phrase, within=phrase.within or lies.get(phrase.name, ()))

    return [replace(one, places=tuple(map(placed, one.places))) for one in found]


def _credited_behind(text: str, found: list[Telling]) -> list[Telling]:
    """The sentences of a quotation that is credited only behind its end, with that credit.

    As in: "Forty raids hit us. The clinic burned," a medic told AFP.
    """
    opened, start = None, 0
    for number, telling in enumerate(found):
        marks = list(_QUOTES.finditer(text, telling.sentence.start, telling.sentence.end))
        if len(marks) % 2 == 0:
            continue
        if opened is None or not _CLOSES.match(text, marks[0].start()):
            opened, start = number, marks[-1].start()
            continue
        behind = (credit for credit in telling.attributions if credit.cue_end > marks[0].start())
        credit = next(behind, None)
        for inside in range(opened, number) if credit and number - opened <= _QUOTED else ():
            quoted = found[inside]
            low = start if inside == opened else quoted.sentence.start
            if not quoted.credit(low) and credit:
                own = replace(credit, start=low, end=quoted.sentence.end)
                kept = (a for a in quoted.attributions if a.start < low)
                before = (replace(a, end=min(a.end, low)) for a in kept)
                found[inside] = replace(quoted, attributions=(*before, own))
        opened = None
    return found


def _after_headline(text: str, headline: str, passage: Passage) -> int:
    """Where the body goes on after it has repeated the headline (agencies' texts often do).

    At least four words of the headline's beginning must come again near the start of the body.
    """
    wanted = [word.lower for word in words(headline)]
    body = words(text, passage.start, min(passage.end, passage.start + 600))
    for at in range(len(body)):
        run = 0
        while at + run < len(body) and run < len(wanted) and body[at + run].lower == wanted[run]:
            run += 1
        if run >= min(4, len(wanted)):
            return body[at + run].start if at + run < len(body) else body[-1].end
    return passage.start


#: The date of the report itself stands within this many characters of its start.
DATELINE = 250


#: A date after these is one of what is told, and no dateline.
_DATED = re.compile(
    r"\b(?:on|since|from|until|till|by|before|after|during|and|to|of)\s+\Z", re.IGNORECASE
)
_RISING = re.compile(r"\b(?:rose|risen|climbed|increased|went up|rises)\b[^.;]*\Z")


def _is_dateline(text: str, phrase: TimePhrase) -> bool:
    start = phrase.words.start
    whole = None not in (phrase.year, phrase.month, phrase.day)
    return whole and start < DATELINE and not _DATED.search(text[max(0, start - 8) : start])


def _marked(text: str, phrase: TimePhrase) -> TimePhrase:
    """The day on which a toll rose is one of saying, and not that of the incident."""
    start = phrase.words.start
    rising = _RISING.search(text, max(0, start - 40), start) is not None
    return replace(phrase, saying=True) if rising and phrase.form != "span" else phrase


def _counts(
    text: str,
    sentence: Sentence,
    times: Iterable[TimePhrase],
    attributions: Iterable[Attribution],
    codebook: Codebook,
) -> list[Quantity]:
    tellers = [source.words for credit in attributions for source in credit.chain]
    taken = [phrase.words for phrase in times] + [words for words in tellers if words]
    return [
        quantity
        for quantity in find_quantities(text, sentence.start, sentence.end, codebook)
        if not counts_nothing(text, quantity, codebook)
        and not any(quantity.start < span.end and span.start < quantity.end for span in taken)
    ]


def _telling(
    report: Report,
    sentence: Sentence,
    number: int,
    attributions: tuple[Attribution, ...],
    knowledge: Knowledge,
) -> Telling:
    text, start, end = report.text, sentence.start, sentence.end
    codebook = knowledge.codebook
    actors = find_actors(text, sentence, roster=knowledge.roster, codebook=codebook)
    found = (phrase for phrase in find_times(text, start, end) if not _is_dateline(text, phrase))
    times = tuple(_marked(text, phrase) for phrase in found)
    counts = _counts(text, sentence, times, attributions, codebook)
    return Telling(
        number=number,
        sentence=sentence,
        clues=tuple(find_clues(text, start, end, codebook)),
        counts=tuple(counts),
        figures=tuple(find_figures(text, counts, start, end, codebook)),
        attributions=attributions,
        times=times,
        places=tuple(knowledge.places.find(report, sentence, actors)),
        actors=tuple(actors),
    )
