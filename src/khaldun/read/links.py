"""What may be linked: figures to credits, what is told to its parties, times and places.

A link leads from a question ("who says this figure?", "where was what this sentence tells of?") to
one of the things that the grammars found. `Links` holds every pair that is near enough to be asked
about, and a row of numbers for each; the rules' own answer is one of the numbers.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from khaldun.knowledge.parties import OF_STATE
from khaldun.knowledge.roster import Roster
from khaldun.read.features import FIGURES, KINDS, LEDE
from khaldun.read.material import SORTS, Material, Mention
from khaldun.read.parties import BETWEEN
from khaldun.records import PlacePhrase, TimePhrase

#: A sentence and a kind of incident that it tells of, each by number.
Spot = tuple[int, int]
#: What a party may be to an incident.
ROLES = ("none", "by", "denied", "against")
#: The length of a row of each sort of link.
SOURCE, ROLE, TIME, PLACE = 25, 31, 25, 23
#: Where the rules' own answer stands in the rows of sources, and of times and places.
RULED_SOURCE, RULED_PHRASE = 10, 11
#: How many sentences before and after the question an answer is looked for.
_CREDITS, _PARTIES, _PHRASES = (12, 2), (2, 1), (8, 3)
#: So many phrases of the lede may be meant anywhere in the text.
_LEDE_PHRASES = 8
#: So many answers to one question are weighed; a report has 33 at most, a hostile one thousands.
_MOST = 200
_BY = re.compile(r"\bby (?:the )?\Z", re.IGNORECASE)
_PASSIVE = re.compile(r"\b(?:was|were|been|being|is|are)\s+(?:\w+ly\s+)?\Z", re.IGNORECASE)
#: Sorts of party that are told apart.
_PARTY_KINDS: tuple[frozenset[str], ...] = (
    OF_STATE,
    frozenset({"armed_group", "militia", "collective", "coalition", "political"}),
    frozenset({"people"}),
    frozenset({"agency", "outlet", "observatory", "rescue", "international", "ngo"}),
)
_STRUCK = re.compile(r"\b(?:against|on|of|targeting|targeted|hit)\s+(?:the\s+)?\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Links:
    """Pairs (question, answer) by number, and a row for each."""

    pairs: tuple[tuple[int, int], ...]
    rows: list[list[float]]


def link_sources(material: Material, roster: Roster) -> Links:
    """Candidates to credits."""
    pairs: list[tuple[int, int]] = []
    rows: list[list[float]] = []
    speaking = [number for number, _ in material.credits]
    earlier = [-1, *speaking]
    kinds = [roster.find(credit.chain[-1].name) for _, credit in material.credits]
    for asked, candidate in enumerate(material.candidates):
        here, start = candidate.sentence, candidate.quantity.start
        ruled = [source.name for source in material.sentences[here].credit(start)]
        last = earlier[bisect_left(speaking, here)]
        for answer in _near_by(speaking, here, _CREDITS):
            number, credit = material.credits[answer]
            distance = number - here
            names = [source.name for source in credit.chain]
            words = [source.words for source in credit.chain if source.words]
            position = words[-1].start if words else credit.start
            same = distance == 0
            party = kinds[answer]
            kind = party.kind if party else ""
            low, high = min(number, here), max(number, here)
            between = max(0, bisect_left(speaking, high) - bisect_right(speaking, low))
            pairs.append((asked, answer))
            rows.append([
                *_near(distance, 4, 4),
                float(same and credit.start <= start < credit.end),
                float(bool(ruled) and names == ruled),
                float(same and position < start),
                float(same and position > start),
                min(abs(position - start), 400) / 200 if same else 0.0,
                float(credit.cue == "continues"),
                *(float(kind == one) for one in ("observatory", "agency", "outlet", "")),
                float(names[-1].startswith("unnamed")),
                float(len(names) > 1),
                min(between, 5) / 5,
                float(not ruled),
                float(distance < 0 and number == last),
                min(number, 20) / 20,
            ])  # fmt: skip
    return Links(tuple(pairs), rows)


def link_roles(material: Material, spots: Sequence[Spot]) -> Links:
    """Sentences that tell of a kind to those who may have done or suffered it."""
    pairs: list[tuple[int, int]] = []
    rows: list[list[float]] = []
    known, ruled = _known(material), _ruled_roles(material)
    standing = [mention.sentence for mention in material.mentions]
    for asked, (sentence, kind) in enumerate(spots):
        told = material.sentences[sentence]
        clues = [clue.start for clue in told.clues if clue.kind == KINDS[kind]]
        here = (material.mentions[number] for number in _near_by(standing, sentence, (0, 0)))
        actors = [mention.start for mention in here if mention.sort == "actor"]
        for answer in _near_by(standing, sentence, _PARTIES):
            mention = material.mentions[answer]
            distance = mention.sentence - sentence
            pairs.append((asked, answer))
            rows.append([
                *_near(distance, *_PARTIES),
                *(float(mention.sort == sort) for sort in SORTS),
                *(float(ruled.get(mention.start) == role) for role in ROLES[1:]),
                *_beside(material.report.text, mention, clues if distance == 0 else [], actors),
                *known[answer],
            ])  # fmt: skip
    return Links(tuple(pairs), rows)


def _ruled_roles(material: Material) -> dict[int, str]:
    """What the rules take the party at each offset for."""
    ruled: dict[int, str] = {}
    for account in material.accounts:
        for claim in account.by:
            assert claim.actor is not None, "it was asked for responsibilities"
            denied = claim.certainty == "denied"
            ruled[claim.actor.words.start] = "denied" if denied else "by"
    for account in material.accounts:
        for actor in account.against:
            ruled.setdefault(actor.words.start, "against")
    return ruled


def _beside(
    text: str, mention: Mention, clues: Sequence[int], actors: Sequence[int]
) -> list[float]:
    """Where a mention stands to the nearest clue of its sentence and to the other actors there."""
    clue = min(clues, key=lambda one: abs(one - mention.start), default=None)
    if clue is None:
        return [0.0] * 6
    at = bisect_left(actors, clue)
    return [
        *_from_clue(mention.start, clues),
        float(actors[max(0, at - 1) : at] == [mention.start]),
        float(actors[at : at + 1] == [mention.start]),
        float(_PASSIVE.search(text[max(0, clue - 24) : clue]) is not None),
    ]


def _known(material: Material) -> list[list[float]]:
    """What is known of each mention, whatever is asked of it."""
    text, sides = material.report.text, material.sides
    accused = {sides.of(c.actor.name) for a in material.accounts for c in a.by if c.actor}
    struck = {sides.of(actor.name) for a in material.accounts for actor in a.against}
    said = (told.attributions for told in material.sentences)
    tellers = [{sides.of(source.name) for one in found for source in one.chain} for found in said]
    rows: list[list[float]] = []
    for mention in material.mentions:
        before = text[max(0, mention.start - 40) : mention.start]
        side, party = sides.of(mention.name), sides.party(mention.name)
        first = material.sentences[mention.sentence].sentence.start
        rows.append([
            float(mention.adjective),
            float(_BY.search(before) is not None),
            float(_STRUCK.search(before) is not None),
            float(BETWEEN.search(before) is not None),
            *(float(party is not None and party.kind in kinds) for kinds in _PARTY_KINDS),
            float(party is None),
            float(side in tellers[mention.sentence]),
            float(side in accused),
            float(side in struck),
            float(mention.start - first <= 4),
        ])  # fmt: skip
    return rows


def link_times(material: Material, spots: Sequence[Spot]) -> Links:
    """Sentences that tell of a kind to phrases of time."""
    ruled = {a.when_phrase.words.start for a in material.accounts if a.when_phrase}
    extra = [_of_time(phrase) for _, phrase in material.times]
    return _link_phrases(material, spots, material.times, ruled, extra)


def link_places(material: Material, spots: Sequence[Spot]) -> Links:
    """Sentences that tell of a kind to phrases of place."""
    ruled = {a.where_phrase.words.start for a in material.accounts if a.where_phrase}
    names = [phrase.name.lower() for _, phrase in material.places]
    often = Counter(names)
    extra = [
        _of_place(phrase, width, often[name])
        for (_, phrase), width, name in zip(material.places, material.widths, names, strict=True)
    ]
    return _link_phrases(material, spots, material.places, ruled, extra)


def _link_phrases(
    material: Material,
    spots: Sequence[Spot],
    phrases: Sequence[tuple[int, TimePhrase | PlacePhrase]],
    ruled: set[int],
    extra: Sequence[list[float]],
) -> Links:
    pairs: list[tuple[int, int]] = []
    rows: list[list[float]] = []
    standing = [number for number, _ in phrases]
    lede = min(bisect_right(standing, LEDE), _LEDE_PHRASES)
    for asked, (sentence, kind) in enumerate(spots):
        clues = [c.start for c in material.sentences[sentence].clues if c.kind == KINDS[kind]]
        before = bisect_left(standing, sentence)
        last = standing[before - 1] if before else -1
        near = _near_by(standing, sentence, _PHRASES)
        for answer in (*range(min(lede, near.start)), *near):
            number, phrase = phrases[answer]
            distance = number - sentence
            pairs.append((asked, answer))
            rows.append([
                *_near(distance, 4, 3),
                *_from_clue(phrase.words.start, clues if distance == 0 else []),
                float(phrase.words.start in ruled),
                float(number == last),
                float(number == 0),
                float(answer == 0),
                *extra[answer],
            ])  # fmt: skip
    return Links(tuple(pairs), rows)


def _of_time(phrase: TimePhrase) -> list[float]:
    return [
        *(float(phrase.form == form) for form in ("date", "weekday", "relative", "span", "night")),
        float(phrase.saying),
        float(phrase.bound is not None),
        float(phrase.anchor == "incident"),
        float(phrase.unit in ("month", "year", "decade")),
        float(phrase.part in {"for", "old"}),
    ]


def _of_place(phrase: PlacePhrase, width: int, count: int) -> list[float]:
    return [
        *(float(width == one) for one in (0, 1, 2)),
        float(phrase.part is not None),
        float(phrase.distance_km is not None),
        float(bool(phrase.within)),
        float(phrase.feature is not None),
        float(count > 1),
    ]


def _near_by(standing: Sequence[int], sentence: int, reach: tuple[int, int]) -> range:
    """Which of the things in these sentences, in order, are so many sentences before or after."""
    low = bisect_left(standing, sentence - reach[0])
    return range(low, min(bisect_right(standing, sentence + reach[1]), low + _MOST))


def _near(distance: int, before: int, after: int) -> list[float]:
    """A distance in sentences as one of `before` + 1 + `after` numbers that is 1."""
    held = max(-before, min(after, distance))
    return [float(held == step) for step in range(-before, after + 1)]


def _from_clue(start: int, clues: Sequence[int]) -> list[float]:
    """How far an offset is from the nearest clue, whether it stands before it, whether one is."""
    if not clues:
        return [0.0] * 3
    clue = min(clues, key=lambda one: abs(one - start))
    return [min(abs(clue - start), 200) / 100, float(start < clue), 1.0]


#: Marks of the encoder's input: what the grammars take the words for.
MARKS = 21 + 2 * len(KINDS)


def mark(material: Material) -> list[tuple[int, int, int]]:
    """(start, end, mark) of everything that the grammars found, by offsets of the text."""
    found: list[tuple[int, int, int]] = []
    for candidate in material.candidates:
        quantity = candidate.quantity
        found.append((quantity.start, quantity.end, 0))
        if quantity.noun_end > quantity.end:
            found.append((quantity.end, quantity.noun_end, 1))
        if candidate.kind:
            found.append((quantity.start, quantity.end, 1 + FIGURES.index(candidate.kind)))
        if candidate.bare:
            found.append((quantity.start, quantity.noun_end, 14))
    for telling in material.sentences:
        for credit in telling.attributions:
            if credit.cue != "continues":
                found.append((credit.cue_end - len(credit.cue), credit.cue_end, 15))
            found += [(s.words.start, s.words.end, 16) for s in credit.chain if s.words]
        found += [(place.words.start, place.words.end, 17) for place in telling.places]
        found += [(time.words.start, time.words.end, 18) for time in telling.times]
        found += [(actor.start, actor.end, 19) for actor in telling.actors]
        for clue in telling.clues:
            kind = KINDS.index(clue.kind) + (0 if clue.sure else len(KINDS))
            found.append((clue.start, clue.end, 21 + kind))
    found += [(m.start, m.end, 20) for m in material.mentions if m.sort == "victims"]
    return found
