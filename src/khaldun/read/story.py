"""A voice's sentences put together: which go on with an incident told before, and which begin one.

A sentence that holds a clue tells of an incident of the clue's kind. It goes on with an incident
told before if kind, place and time do not speak against it and no word turns to another
("elsewhere", "another"); else it begins one. Counts go to the attack that stands nearest in their
sentence, and a sentence of counts without a clue to the incident told last.
"""

import re

from khaldun.read.choice import ATTACKS, HARM, choose
from khaldun.read.clues import Clue, find_status
from khaldun.read.figures import Counted
from khaldun.read.tellings import Knowledge, Telling
from khaldun.read.told import (
    SPANS,
    Told,
    distance_of,
    find_evidence,
    fold_name,
    is_day,
    moment,
    names_what_follows,
    reach,
    tolls_by_place,
    vagueness,
)
from khaldun.records import IncidentKind, PlacePhrase, Report, Status

#: A count without a clue belongs to an incident told at most this many sentences before.
CARRY = 3
#: A day told at most this many sentences before still dates an incident told without one (`when`
#: right on the training reports: 0.642 with 0, 0.651 with 2, 0.654 with 4, 0.646 with 8 sentences),
#: if it is of a kind that is told blow by blow. A battle goes on: of 79 such cards 24 have the day
#: lent, 32 that of the report.
LENT = 4
_LENDING = frozenset({
    "airstrike", "shelling", "bombing", "explosion", "shooting", "abduction", "aircraft_loss",
    "withdrawal", "seizure",
})  # fmt: skip
#: So near the start of its sentence, in characters, a day is what the sentence turns to: what was
#: told before without a day is of another one (on the training cards by the rules `when` rises from
#: 0.696 to 0.700, card from 0.707 to 0.709, ledger_row from 0.548 to 0.551).
_OPENING = 20
#: A spot told at most this many sentences after still places an attack told of a province.
SPOT = 3
#: How wide a country is (`Story.width`).
COUNTRY = 2
_SETTLEMENTS = frozenset({"city", "town", "village", "district", "neighbourhood", "base"})
_PROVINCES = frozenset({"province", "governorate", "region", "countryside"})
#: Kinds of incident to which a kind of count belongs, where the sentence tells of one; "held" are
#: people who are counted as other: trapped, besieged.
_BELONGS: dict[str, frozenset[str]] = {
    "held": frozenset({"siege"}),
    "captured": frozenset({"arrest", "capture", "battle", "raid"}),
    "abducted": frozenset({"abduction"}),
    "displaced": frozenset({"displacement", "aggregate"}),
    "troops": frozenset({"deployment"}),
    "strikes": frozenset({"airstrike", "shelling", "chemical", "aggregate"}),
    "killed": frozenset({*ATTACKS, "aggregate"}),
    "wounded": frozenset({*ATTACKS, "aggregate"}),
    "casualties": frozenset({*ATTACKS, "aggregate"}),
    "missing": frozenset({*ATTACKS, "aggregate"}),
}


class Story:
    """The incidents that one voice of a report tells, sentence by sentence."""

    def __init__(self, report: Report, knowledge: Knowledge) -> None:
        self._report = report
        self._knowledge = knowledge
        self._heard: list[Telling] = []
        self.incidents: list[Told] = []

    def hear(self, telling: Telling) -> None:
        """Take in the next sentence."""
        codebook = self._knowledge.codebook
        chosen = choose(self._report.text, telling, codebook)
        here = self._again(telling, chosen)
        if not here:
            chosen = chosen or self._unnamed(telling)
            for clue in chosen:
                status = find_status(self._report.text, clue, telling.sentence.start, codebook)
                told = self._before(telling, clue, status) or self._begin(clue.kind, status)
                self._add(told, telling, clue)
                here.append(told)
        self._count(telling, here or self._elsewhere(telling))
        self._heard.append(telling)

    def lend(self) -> None:
        """Give incidents told without a place or a day those that the report names around them.

        The place named last before; where only a province or a country was named, the spot that
        one of the next sentences gives; the day named shortly before.
        """
        telling_of = {telling.number for told in self.incidents for telling, _ in told.clues}
        for told in self.incidents:
            first = told.clues[0][0].number
            before = [telling for telling in reversed(self._heard) if telling.number < first]
            away = self._is_elsewhere(told)
            if (not told.places and not away) or self._meant_before(told):
                places = [place for telling in before for place in telling.places]
                told.places[:0] = sorted(places, key=self.width)[:1]
            elif min(map(self.width, told.places), default=0):
                after = [t for t in self._heard if first < t.number <= first + SPOT]
                own = [t for t in after if t.number not in telling_of]
                spots = (place for telling in own for place in telling.places)
                told.places += [place for place in spots if not self.width(place)][:1]
            if all(phrase.saying for phrase in told.times) and told.kind in _LENDING:
                near = [
                    t
                    for telling in before[:LENT]
                    for t in telling.times
                    if is_day(t) and not t.saying
                ]
                told.times[:0] = near[:1]

    def _is_elsewhere(self, told: Told) -> bool:
        """Whether the sentence says itself that it was at another place ("elsewhere")."""
        start = told.clues[0][0].sentence.start
        return self._knowledge.codebook.turns["away"].match(self._report.text, start) is not None

    def _meant_before(self, told: Told) -> bool:
        """Whether "the town", "the station" goes back to a place that was named before."""
        first = told.clues[0][0].sentence
        the_place = self._knowledge.codebook.turns["place"]
        named = min((self.width(place) for place in told.places), default=2)
        return named > 0 and the_place.search(self._report.text, first.start, first.end) is not None

    def width(self, phrase: PlacePhrase) -> int:
        """How wide a place is: 0 a settlement or a spot, 1 a province, 2 a country.

        Only places of width 0 tell incidents apart.
        """
        if phrase.feature in _PROVINCES:
            return 1
        places = self._knowledge.gazetteer.find(phrase.name)
        if places and places[0].feature == "country":
            return 2
        # A name that a province shares with its city is the city's.
        settled = any(place.feature in _SETTLEMENTS for place in places)
        return 1 if places and not settled else 0

    def _begin(self, kind: IncidentKind, status: Status) -> Told:
        self.incidents.append(Told(kind, status, last=0))
        return self.incidents[-1]

    def _add(self, told: Told, telling: Telling, clue: Clue) -> None:
        told.clues.append((telling, clue))
        told.last = telling.number
        if len(told.evidence) < SPANS:
            told.evidence.append(
                find_evidence(self._report, telling.sentence, clue.start, clue.end)
            )
        places = sorted(telling.places, key=lambda place: reach(clue, place.words))
        told.places += [place for place in places if place not in told.places]
        times = sorted(telling.times, key=lambda t: (vagueness(t), reach(clue, t.words)))
        told.times += [phrase for phrase in times if phrase not in told.times]

    def _recent(self, telling: Telling) -> Told | None:
        """The attack told last, unless it is too long ago."""
        recent = [told for told in self.incidents if telling.number - told.last <= CARRY]
        return next((told for told in reversed(recent) if told.kind in ATTACKS), None)

    def _again(self, telling: Telling, chosen: list[Clue]) -> list[Told]:
        """The attack just told, where a sentence counts on with it ("the attack", "the blast")."""
        if not (telling.figures or self._blames(telling)):
            return []
        if any(clue.sure and clue.kind != "battle" for clue in chosen):
            return []
        again = self._knowledge.codebook.turns["again"]
        match = again.search(self._report.text, telling.sentence.start, telling.sentence.end)
        match = match or self._blames(telling)
        # Who did it is asked of the attack that the report is about, the first one told.
        first = next((told for told in self.incidents if told.kind in ATTACKS), None)
        meant = self._recent(telling) if telling.figures else first
        if match is None or meant is None:
            return []
        self._add(meant, telling, Clue(meant.kind, match.start(), match.end(), sure=False))
        return [meant]

    def _blames(self, telling: Telling) -> re.Match[str] | None:
        """The word by which somebody denies the deed, or accuses another of it."""
        for pattern in self._knowledge.codebook.blaming.values():
            for match in pattern.finditer(
                self._report.text, telling.sentence.start, telling.sentence.end
            ):
                if any(match.group().lower() == credit.cue for credit in telling.attributions):
                    return match
        return None

    def _elsewhere(self, telling: Telling) -> list[Told]:
        """A toll at another place than the attack just told, with no word for the attack."""
        harmed = [counted for counted in telling.figures if counted.kind in HARM]
        recent = self._recent(telling)
        if not harmed or harmed[0].part or not recent or not self._elsewhere_than(recent, telling):
            return []
        quantity = harmed[0].quantity
        told = self._begin(recent.kind, "happened")
        self._add(told, telling, Clue(told.kind, quantity.start, quantity.noun_end, sure=False))
        return [told]

    def _before(self, telling: Telling, clue: Clue, status: Status) -> Told | None:
        """The incident told before that this clue goes on with, if any."""
        turn = self._knowledge.codebook.turns["other"]
        turned = turn.match(self._report.text, telling.sentence.start) is not None
        for told in reversed(self.incidents):
            akin = told.kind == clue.kind and told.status == status
            here = told.last == telling.number
            if akin and (here or not turned) and not self._apart(telling, told):
                return told
        return self._named_now(telling, clue)

    def _unnamed(self, telling: Telling) -> list[Clue]:
        """The word for an attack that harmed somebody, where none was told before it."""
        start, end = telling.sentence.start, telling.sentence.end
        match = self._knowledge.codebook.turns["attack"].search(self._report.text, start, end)
        harmed = any(counted.kind in HARM for counted in telling.figures)
        if match is None or not harmed or self._recent(telling):
            return []
        return [Clue("other", match.start(), match.end(), sure=False)]

    def _named_now(self, telling: Telling, clue: Clue) -> Told | None:
        """An attack just told of which this clue is the first to say more: "a rocket attack"."""
        told = self.incidents[-1] if self.incidents else None
        recent = told is not None and telling.number - told.last <= CARRY
        if told is None or not recent or told.kind != "other" or clue.kind not in ATTACKS:
            return None
        if self._apart(telling, told):
            return None
        told.kind = clue.kind
        return told

    def _apart(self, telling: Telling, told: Told) -> bool:
        """Whether the places or the times of a sentence speak against an incident told before."""
        if self._elsewhere_than(told, telling):
            return True
        times = {moment(phrase) for phrase in telling.times if not phrase.saying}
        before = {moment(phrase) for phrase in told.times if not phrase.saying}
        if not before and told.last != telling.number:
            return self._opens_with_day(telling)
        return bool(times and before and not times & before)

    def _opens_with_day(self, telling: Telling) -> bool:
        """Whether a sentence turns to the day that it begins with: "Also on Friday, jets"."""
        first = telling.sentence.start + _OPENING
        days = (t.words for t in telling.times if is_day(t) and not t.saying)
        text = self._report.text
        return any(day.start < first and not names_what_follows(text, day) for day in days)

    def _elsewhere_than(self, told: Told, telling: Telling) -> bool:
        here = {fold_name(place.name) for place in telling.places if not self.width(place)}
        there = {fold_name(place.name) for place in told.places if not self.width(place)}
        return bool(here and there and not here & there)

    def _count(self, telling: Telling, here: list[Told]) -> None:
        """Give each count of a sentence to its incident; places with tolls of their own part."""
        tolls = tolls_by_place(telling)
        parts: dict[tuple[int, str], Told] = {}
        for counted in telling.figures:
            told = self._owner(counted, telling, here)
            if told is None:
                continue
            place = tolls.get(counted)
            if place is not None and told.kind != "aggregate":
                key = (self.incidents.index(told), place.name)
                if key not in parts:
                    parts[key] = self._part(told, telling, counted, place) if parts else told
                told = parts[key]
            told.figures.append((telling, counted))
            told.last = telling.number

    def _part(self, whole: Told, telling: Telling, counted: Counted, place: PlacePhrase) -> Told:
        """An incident of its own for a place that has its own toll."""
        start = counted.quantity.start
        end = max(counted.quantity.noun_end, place.words.end)
        part = self._begin(whole.kind, whole.status)
        self._add(part, telling, Clue(whole.kind, start, end, sure=False))
        part.evidence, part.places = [self._report.span(start, end)], [place]
        part.times = list(whole.times)
        return part

    def _owner(self, counted: Counted, telling: Telling, here: list[Told]) -> Told | None:
        """The incident to which a count belongs."""
        held = counted.kind == "other" and counted.rule != "counted thing"
        fitting = _BELONGS.get("held" if held else counted.kind, frozenset())
        if here:
            pool = [told for told in here if told.kind in fitting] or here
            return min(pool, key=lambda told: distance_of(counted, telling, told))
        recent = [
            told
            for told in self.incidents
            if telling.number - told.last <= CARRY and told.kind != "aggregate"
        ]
        pool = [told for told in recent if told.kind in fitting]
        # A toll goes back over other news to the attack that it is of.
        far = [t for t in self.incidents if t.kind in fitting and t.kind != "aggregate"]
        pool = pool or (far if held or counted.kind in HARM else []) or recent
        return pool[-1] if pool else None
