"""An incident while it is being put together, and how its words are weighed against each other."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from khaldun.read.choice import HARM
from khaldun.read.clues import Clue
from khaldun.read.figures import Counted
from khaldun.read.tellings import Telling
from khaldun.records import Account, IncidentKind, PlacePhrase, Report, Span, Status, TimePhrase
from khaldun.text import Sentence

#: How far behind a count its own place may stand, in characters.
_PLACE_REACH = 90
#: Evidence is at most so many spans, each at most so many characters.
SPANS, _EVIDENCE = 3, 220


@dataclass(slots=True)
class Told:
    """An incident while it is being put together from sentences; the nearest words come first."""

    kind: IncidentKind
    status: Status
    last: int
    evidence: list[Span] = field(default_factory=list)
    clues: list[tuple[Telling, Clue]] = field(default_factory=list)
    places: list[PlacePhrase] = field(default_factory=list)
    times: list[TimePhrase] = field(default_factory=list)
    figures: list[tuple[Telling, Counted]] = field(default_factory=list)


def find_evidence(report: Report, sentence: Sentence, start: int, end: int) -> Span:
    """The words of a sentence around those from `start` to `end`, never beyond it."""
    low, high = sentence.start, sentence.end
    if high - low > _EVIDENCE:
        words = sentence.words
        first = max(low, start - _EVIDENCE // 2)
        low = next(word.start for word in words if word.end > first)
        high = max(word.end for word in words if word.end <= max(low + _EVIDENCE, end))
    return report.span(low, high)


def reach(clue: Clue, words: Span) -> int:
    """How far words are from a clue, in characters; words before it count double."""
    after = words.start >= clue.end
    return words.start - clue.end if after else 2 * max(clue.start - words.end, 0)


def distance_of(counted: Counted, telling: Telling, told: Told) -> int:
    """How far a count is from the nearest clue of an incident in its sentence, in characters."""
    spots = [clue for owner, clue in told.clues if owner is telling]
    start = counted.quantity.start
    return min((abs(clue.start - start) for clue in spots), default=telling.sentence.end)


def tolls_by_place(telling: Telling) -> dict[Counted, PlacePhrase]:
    """The counts of one kind that each have a place of their own ("nine in X and two in Y")."""
    found: dict[Counted, PlacePhrase] = {}
    whole = [counted for counted in telling.figures if counted.kind in HARM and not counted.part]
    for number, counted in enumerate(whole):
        low = counted.quantity.noun_end
        following = whole[number + 1].quantity.start if whole[number + 1 :] else low + _PLACE_REACH
        high = min(following, low + _PLACE_REACH)
        places = (place for place in telling.places if low <= place.words.start < high)
        if place := next(places, None):
            found[counted] = place
    names = {(counted.kind, place.name) for counted, place in found.items()}
    kinds = [kind for kind, _ in names]
    return {c: place for c, place in found.items() if kinds.count(c.kind) > 1}


def vagueness(phrase: TimePhrase) -> int:
    """How little a time says of when an incident was.

    A day 0, a duration or what counts from another incident 1, the day of a saying 2.
    """
    return 2 if phrase.saying else int(phrase.part in {"for", "old"} or phrase.anchor == "incident")


def is_day(phrase: TimePhrase) -> bool:
    """Whether a time is one day or night."""
    named = phrase.form in ("weekday", "night")
    return phrase.bound is None and (named or (phrase.form == "relative" and phrase.unit == "day"))


def names_what_follows(text: str, day: Span) -> bool:
    """Whether a day names what stands behind it: "Monday's raid", "the Monday raid".

    Not so in "on Monday raids killed nine". Press texts often lose the apostrophe ("Mondays raid").
    """
    owning = text[day.end - 1] == "s" or text.startswith(("'", "’"), day.end)
    return owning or text[max(0, day.start - 4) : day.start].lower() == "the "


def lent_time(accounts: Sequence[Account], kind: IncidentKind) -> TimePhrase | None:
    """The first time that these accounts were given, rather that of one of this kind."""
    alike = sorted(accounts, key=lambda account: account.kind != kind)
    return next((account.when_phrase for account in alike if account.when_phrase), None)


def lent_place(accounts: Sequence[Account]) -> PlacePhrase | None:
    """The first place that these accounts were given."""
    return next((account.where_phrase for account in accounts if account.where_phrase), None)


def moment(phrase: TimePhrase) -> tuple[object, ...]:
    """What two phrases of one time have in common, whatever their words."""
    day = (phrase.year, phrase.month, phrase.day)
    return (phrase.form, *day, phrase.weekday, phrase.count, phrase.unit)


def fold_name(name: str) -> str:
    """A place's name without case, marks and article, to tell it from others of the report."""
    return "".join(mark for mark in name.lower() if mark.isalnum()).removeprefix("al")
