"""What may be linked: figures to credits, what is told to its parties, times and places.

A link leads from a question ("who says this figure?", "where was what this sentence tells of?") to
one of the things that the grammars found. `Links` holds every pair that is near enough to be asked
about, and a row of numbers for each; the rules' own answer is one of the numbers.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from khaldun.knowledge.parties import OF_STATE
from khaldun.knowledge.roster import Roster
from khaldun.read.arrays import Floats, Ints, Truths, columns, table
from khaldun.read.attribution import Attribution
from khaldun.read.features import KINDS, LEDE
from khaldun.read.material import SORTS, Material, Mention
from khaldun.read.parties import BETWEEN
from khaldun.records import PlacePhrase, TimePhrase

#: A sentence and a kind of incident that it tells of, each by number.
Spot = tuple[int, int]
#: What a party may be to an incident.
ROLES = ("none", "by", "denied", "against")
#: The length of a row of each sort of link.
SOURCE, ROLE, TIME, PLACE = 25, 31, 25, 23
#: So many numbers of a row of a party tell what it is found as, and what the rules take it for.
_TAKEN = len(SORTS) + len(ROLES) - 1
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
    """Pairs (question, answer) by number, (n, 2), and a row for each, (n, columns)."""

    pairs: Ints
    rows: Floats


def link_sources(material: Material, roster: Roster) -> Links:
    """Candidates to credits."""
    speaking = [number for number, _ in material.credits]
    candidates = [(one.sentence, one.quantity.start) for one in material.candidates]
    pairs = _ask(_near_by(speaking, sentence, _CREDITS) for sentence, _ in candidates)
    asked, answer = pairs.T
    here, start = np.array(candidates, np.int64).reshape(-1, 2)[asked].T
    every = np.array(speaking, np.int64)
    there, last = every[answer], np.append(every, -1)[np.searchsorted(every, here) - 1]
    told = [_of_credit(credit, roster) for _, credit in material.credits]
    opens, ends, stands, *known = np.array(told, np.float64).reshape(-1, 10)[answer].T
    names = [[source.name for source in credit.chain] for _, credit in material.credits]
    credited = (material.sentences[number].credit(at) for number, at in candidates)
    ruled = [[source.name for source in chain] for chain in credited]
    between = np.searchsorted(every, np.maximum(there, here))
    between -= np.searchsorted(every, np.minimum(there, here), side="right")
    same = there == here
    rows = columns(
        _near(there - here, 4, 4),
        same & (opens <= start) & (start < ends),
        [bool(ruled[one]) and ruled[one] == names[other] for one, other in pairs.tolist()],
        same & (stands < start),
        same & (stands > start),
        same * np.minimum(abs(stands - start), 400) / 200,
        *known,
        np.clip(between, 0, 5) / 5,
        [not ruled[one] for one in asked.tolist()],
        (there < here) & (there == last),
        np.minimum(there, 20) / 20,
    )
    return Links(pairs, rows)


def _of_credit(credit: Attribution, roster: Roster) -> list[float]:
    """Where a credit starts, ends and names its origin, and what is known of the origin."""
    words = [source.words for source in credit.chain if source.words]
    name = credit.chain[-1].name
    party = roster.find(name)
    kind = party.kind if party else ""
    return [
        credit.start,
        credit.end,
        words[-1].start if words else credit.start,
        float(credit.cue == "continues"),
        *(float(kind == one) for one in ("observatory", "agency", "outlet", "")),
        float(name.startswith("unnamed")),
        float(len(credit.chain) > 1),
    ]


def link_roles(material: Material, spots: Sequence[Spot]) -> Links:
    """Sentences that tell of a kind to those who may have done or suffered it."""
    standing = [mention.sentence for mention in material.mentions]
    pairs = _ask(_near_by(standing, sentence, _PARTIES) for sentence, _ in spots)
    distance = _distance(pairs, spots, standing)
    beside = np.zeros((len(pairs), 6))
    text, clues = material.report.text, [_clues(material, spot) for spot in spots]
    for row in np.flatnonzero(distance == 0).tolist():
        one, other = pairs[row].tolist()
        if clues[one]:
            here = (material.mentions[n] for n in _near_by(standing, spots[one][0], (0, 0)))
            actors = [mention.start for mention in here if mention.sort == "actor"]
            beside[row] = _beside(text, material.mentions[other], clues[one], actors)
    known = table(_known(material), 21)[pairs[:, 1]]
    near = _near(distance, *_PARTIES)
    return Links(pairs, columns(near, known[:, :_TAKEN], beside, known[:, _TAKEN:]))


def _clues(material: Material, spot: Spot) -> list[int]:
    """Where the words stand that tell of a spot's kind."""
    sentence, kind = spot
    return [clue.start for clue in material.sentences[sentence].clues if clue.kind == KINDS[kind]]


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
    clue = min(clues, key=lambda one: abs(one - mention.start))
    at = bisect_left(actors, clue)
    return [
        *_from_clue(mention.start, clues),
        float(actors[max(0, at - 1) : at] == [mention.start]),
        float(actors[at : at + 1] == [mention.start]),
        float(_PASSIVE.search(text[max(0, clue - 24) : clue]) is not None),
    ]


def _known(material: Material) -> list[list[float]]:
    """What each mention is found as, what the rules take it for, and what else is known of it."""
    ruled = _ruled_roles(material)
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
            *(float(mention.sort == sort) for sort in SORTS),
            *(float(ruled.get(mention.start) == role) for role in ROLES[1:]),
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
    known = table([_of_time(phrase) for _, phrase in material.times], 10)
    return _link_phrases(material, spots, material.times, ruled, known)


def link_places(material: Material, spots: Sequence[Spot]) -> Links:
    """Sentences that tell of a kind to phrases of place."""
    ruled = {a.where_phrase.words.start for a in material.accounts if a.where_phrase}
    names = [phrase.name.lower() for _, phrase in material.places]
    often = Counter(names)
    told = zip(material.places, material.widths, names, strict=True)
    known = table([_of_place(phrase, width, often[name]) for (_, phrase), width, name in told], 8)
    return _link_phrases(material, spots, material.places, ruled, known)


def _link_phrases(
    material: Material,
    spots: Sequence[Spot],
    phrases: Sequence[tuple[int, TimePhrase | PlacePhrase]],
    ruled: set[int],
    known: Floats,
) -> Links:
    standing = [number for number, _ in phrases]
    lede = min(bisect_right(standing, LEDE), _LEDE_PHRASES)
    near = [_near_by(standing, sentence, _PHRASES) for sentence, _ in spots]
    pairs = _ask((*range(min(lede, some.start)), *some) for some in near)
    asked, answer = pairs.T
    there = np.array(standing, np.int64)
    before = np.searchsorted(there, [sentence for sentence, _ in spots])
    last = np.append(there, -1)[before - 1]
    distance = _distance(pairs, spots, standing)
    clues = [_clues(material, spot) for spot in spots]
    clued = np.zeros((len(pairs), 3))
    for row in np.flatnonzero(distance == 0).tolist():
        one, other = pairs[row].tolist()
        clued[row] = _from_clue(phrases[other][1].words.start, clues[one])
    by_rules = np.array([phrase.words.start in ruled for _, phrase in phrases], np.bool_)
    rows = columns(
        _near(distance, 4, 3),
        clued,
        by_rules[answer],
        there[answer] == last[asked],
        there[answer] == 0,
        answer == 0,
        known[answer],
    )
    return Links(pairs, rows)


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


def _ask(near: Iterable[Iterable[int]]) -> Ints:
    """The pairs of each question, in order, and its answers: (n, 2)."""
    pairs = [(asked, answer) for asked, answers in enumerate(near) for answer in answers]
    return np.array(pairs, np.int64).reshape(-1, 2)


def _near_by(standing: Sequence[int], sentence: int, reach: tuple[int, int]) -> range:
    """Which of the things in these sentences, in order, are so many sentences before or after."""
    low = bisect_left(standing, sentence - reach[0])
    return range(low, min(bisect_right(standing, sentence + reach[1]), low + _MOST))


def _distance(pairs: Ints, spots: Sequence[Spot], standing: Sequence[int]) -> Ints:
    """How many sentences each answer stands after its spot."""
    asked, answer = pairs.T
    there, here = np.array(standing, np.int64), np.array(spots, np.int64).reshape(-1, 2)
    distance: Ints = there[answer] - here[asked, 0]
    return distance


def _near(distance: Ints, before: int, after: int) -> Truths:
    """Distances in sentences, each as one of `before` + 1 + `after` columns that is 1."""
    near: Truths = np.clip(distance, -before, after)[:, None] == np.arange(-before, after + 1)
    return near


def _from_clue(start: int, clues: Sequence[int]) -> list[float]:
    """How far an offset is from the nearest clue, whether it stands before it, whether one is."""
    if not clues:
        return [0.0] * 3
    clue = min(clues, key=lambda one: abs(one - start))
    return [min(abs(clue - start), 200) / 100, float(start < clue), 1.0]
