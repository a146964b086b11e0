"""Every name of a place in a text, also of towns too small to be claimed by their name alone.

The gazetteer claims what is well known (`Gazetteer.longest`). A name of any size is taken, too,
where the words around it say that it is a place's: after "in" or "near", before a comma and a name
of a state or country ("Berea, Ky."), at the head of a dateline, or where the text has it so
elsewhere. What stands beside other capitals is a person's or a firm's ("Jackson Smith").
"""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from khaldun.knowledge.gazetteer import Gazetteer
from khaldun.knowledge.spelling import short_key
from khaldun.records import PlacePhrase, Report
from khaldun.text import Word, words

#: Longest name looked for, in words; fewest letters of a name that only its surroundings claim.
_MOST_WORDS, _FEWEST_LETTERS = 6, 4
#: So much of the text before and behind a name is looked at.
_LOOK = 30
_BEFORE = re.compile(
    r"\b(?:in|at|near|from|to|of|outside|around|through|across|between|throughout|towards?|into"
    r"|leaving|downtown|nearby|(?:north|south)?(?:east|west)(?:ern)?|(?:north|south|centr)(?:ern|al)?)"
    r"(?:\s+the)?\s+\Z",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Gen|Sen|Rep|Gov|Sgt|Lt|Capt|Rev|Judge|President|Sheriff|Mayor|Officer)"
    r"\.?\s+\Z"
)
#: Behind a name that is a person's or a firm's: "Jr.", an age, a word of its kind.
_NO_PLACE_AFTER = re.compile(
    r"['’]?s?\s+(?:Jr|Sr)\b|,\s+\d\d?,"
    r"|\s+(?:University|College|School|Hospital|Street|St\.|Avenue|Ave\.|Road|Rd\.|Boulevard|Drive"
    r"|Church|Bank|Times|Post|News|Tribune|Herald|Journal|Police|Inc\.?|Co\.|Corp\.?|Company|Hotel"
    r"|Theat(?:re|er)|Museum|Club|United|FC|High)\b"
)
_DATELINE = re.compile(r"(?:,\s+[A-Z]\w+\.?)?(?:\s*\([A-Z]\w*\))?\s*(?:--|—|–|-)\s")
_CAPITAL_AFTER = re.compile(r" ([A-Z][a-z]+)")
_COMMA = re.compile(r",\s+")
_HOLDERS = frozenset({"country", "region", "area"})

Found = tuple[int, int, str]
"""Where a name begins and ends, and the name."""


class Toponyms:
    """Finds the names of places in texts."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    def find(self, text: str) -> list[Found]:
        """The names in order; none overlaps another."""
        every = words(text)
        sure: list[Found] = []
        maybe: list[Found] = []
        at = 0
        while at < len(every):
            count, claimed = self._length(text, every, at)
            if count:
                start, end = every[at].start, every[at + count - 1].end
                end += count == 1 and self._is_state(text, every[at])
                found = start, end, text[start:end]
                if not self._is_of_another(text, every, at, count):
                    (sure if claimed or self._is_said(text, start, end) else maybe).append(found)
            at += max(count, 1)
        names = {name for _, _, name in sure}
        return sorted([*sure, *(one for one in maybe if one[2] in names)])

    def phrases(self, report: Report, found: Sequence[Found]) -> list[PlacePhrase]:
        """A phrase for each name, with what it lies in where that stands behind a comma
        ("Paris, Texas"); a list of places that lie beside each other ("Iraq, Syria") says nothing.
        """
        phrases = []
        for one, following in zip_longest(found, found[1:]):
            start, end, name = one
            joined = following and _COMMA.fullmatch(report.text, end, following[0])
            within = (following[2],) if joined and self._lies_in(name, following[2]) else ()
            phrases.append(PlacePhrase(words=report.span(start, end), name=name, within=within))
        return phrases

    def _lies_in(self, name: str, holder: str) -> bool:
        """Whether a place of one name lies in the state or country that the other is first."""
        for place in self._gazetteer.find(holder)[:1]:
            inside = (p for p in self._gazetteer.find(name) if p.country == place.country)
            if place.feature == "country":
                return any(inside)
            if place.feature == "region":
                return any(p.region == place.region and p.id != place.id for p in inside)
        return False

    def _length(self, text: str, every: Sequence[Word], at: int) -> tuple[int, bool]:
        """How many words from here are a name, and whether it is claimed by the name alone."""
        first = every[at]
        if not first.text[0].isupper():
            return 0, False
        if self._is_state(text, first):
            return 1, True
        ahead = every[at : at + _MOST_WORDS]
        count = self._gazetteer.longest([word.text for word in ahead])
        return (count, True) if count else (self._any_size(ahead), False)

    def _is_state(self, text: str, word: Word) -> bool:
        """Whether a word with its point is short for a state that a comma leads to (", Ky.")."""
        shortened = text[word.start : word.end + 1]
        if not short_key(shortened) or not text[: word.start].rstrip().endswith(","):
            return False
        return any(place.feature == "region" for place in self._gazetteer.find(shortened))

    def _any_size(self, ahead: Sequence[Word]) -> int:
        """How many words from here are the first name of any place, letter by letter."""
        capitals = [word.text[0].isupper() for word in ahead]
        run = capitals.index(False) if False in capitals else len(ahead)
        for count in range(run, 0, -1):
            name = " ".join(word.text for word in ahead[:count])
            if len(name) < _FEWEST_LETTERS or self._gazetteer.is_no_place(name):
                continue
            if any(p.name.lower() == name.lower() for p in self._gazetteer.exactly(name)):
                return count
        return 0

    def _is_of_another(self, text: str, every: Sequence[Word], at: int, count: int) -> bool:
        """Whether the name is a part of a person's or a firm's."""
        start, end = every[at].start, every[at + count - 1].end
        before, after = text[max(0, start - _LOOK) : start], text[end : end + _LOOK]
        if _TITLE.search(before) or _NO_PLACE_AFTER.match(after):
            return True
        if _BEFORE.search(before):
            return False
        if at and text[every[at - 1].end : start] == " " and self._may_name(every[at - 1].text):
            return True
        following = _CAPITAL_AFTER.match(after)
        return bool(following and not self._gazetteer.longest([following[1]]))

    def _may_name(self, word: str) -> bool:
        """Whether a word can be a first name: a capital, then small letters."""
        return word.istitle() and len(word) > 1 and not self._gazetteer.is_no_place(word)

    def _is_said(self, text: str, start: int, end: int) -> bool:
        """Whether the words around a name say that it is a place's."""
        if _BEFORE.search(text[max(0, start - _LOOK) : start]):
            return True
        if (start == 0 or text[start - 1] == "\n") and _DATELINE.match(text, end):
            return True
        comma = _COMMA.match(text, end)
        if not comma:
            return False
        follows = words(text, comma.end(), min(len(text), comma.end() + _LOOK))[:2]
        shortened = text[follows[0].start : follows[0].end + 1] if follows else ""
        names = [shortened if short_key(shortened) else "", *_leading(follows)]
        return any(self._holds(name) for name in names if name[:1].isupper())

    def _holds(self, name: str) -> bool:
        """Whether a name is first of all that of a state, a country or a county."""
        return any(place.feature in _HOLDERS for place in self._gazetteer.find(name)[:1])


def _leading(follows: Sequence[Word]) -> Iterator[str]:
    for count in range(1, len(follows) + 1):
        yield " ".join(word.text for word in follows[:count])
