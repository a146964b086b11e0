"""The words of a sentence for places: the name, and what the words around it say of it."""

import re
from dataclasses import replace

from khaldun.knowledge.codebook import Codebook
from khaldun.knowledge.gazetteer import Gazetteer
from khaldun.read.actors import ActorMention
from khaldun.records import PlacePhrase, Report
from khaldun.text import Sentence, Word

KM_PER_MILE = 1.609
_BEARING = r"(?:north|south)?-?(?:east|west)|north|south"
_DISTANCE = re.compile(
    r"(?P<km>\d+(?:\.\d+)?)\s*(?P<unit>km|kilomet(?:re|er)s?|miles?)(?:\s*\([^)]{0,20}\))?\s+"
    rf"(?:to the\s+)?(?P<bearing>{_BEARING})(?:ern)?(?:\s+of)?\s+(?:the\s+)?(?:\w+\s+of\s+)?\Z",
    re.IGNORECASE,
)
#: "The outskirts of Homs province" are a part of it; "the town of Homs province" is a town.
_PROVINCE = re.compile(r"\s+(?P<feature>province|governorate|region)\b", re.IGNORECASE)
_AROUND = frozenset({"countryside", "outskirts", "suburbs", "areas"})
#: Between a place and the one that it lies in: "Shadadi in northeastern Hasakeh".
_WITHIN = re.compile(
    r"(?:\s+(?:town|city|village|province|district|area|region|suburb|quarter|neighbou?rhood"
    r"|countryside))?(?:\s+(?:in|of))?"
    r"(?:\s+the)?(?:\s+(?:north|south|east|west|central|rural|country)\w*)*"
    r"(?:\s+(?:province|city|governorate|countryside|region)\s+of)?\s*,?\s*\Z",
    re.IGNORECASE,
)
_ARTICLES = ("al-", "el-", "ad-", "ar-", "as-", "ash-", "az-", "at-", "an-")
#: What a class word is tied by to the name behind it ends with one of these.
_CALLED = ("of", "called", "named", "the")
#: Between a name that is another's owner and the other.
_OWNED = re.compile(r"['’]?s\s(?:[a-z-]+\s){0,4}")
_PEOPLE = re.compile(r"(?:ian|ite|ish|ese|nni)s?\Z")
_CAPITAL = " capital"
#: Words of a phrase are sought this far before its name; a name is at most so many words.
_LOOK, _NAME_WORDS, _UNKNOWN_WORDS = 70, 6, 4


class Places:
    """Finds the phrases for places in the sentences of a report."""

    def __init__(self, codebook: Codebook, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        words = codebook.places
        feature, part = words["features"], words["parts"]
        self._before = re.compile(
            rf"\b{words['before']}\s+(?:the\s+)?\Z|[,(]\s*\Z|\A\s*\Z|held\s+\Z|['’]?s\s+\Z",
            re.IGNORECASE,
        )
        self._feature_before = re.compile(
            rf"\b(?P<feature>{feature})\s+(?:centre\s+|center\s+)?(?:of|called|named)\s+(?:the\s+)?\Z",
            re.IGNORECASE,
        )
        self._feature_after = re.compile(rf"\s+(?:\w+\s+)??(?P<feature>{feature})\b", re.IGNORECASE)
        self._called_after = re.compile(rf"\s+{words['settlements']}\b")
        self._part_before = re.compile(
            rf"\b(?P<part>{part}(?:\s+{feature}(?:\s+of)?|\s+(?:sides?|parts?|edges?)\s+of)?)"
            r"\s+(?:the\s+)?\Z",
            re.IGNORECASE,
        )

    def find(
        self, report: Report, sentence: Sentence, actors: list[ActorMention]
    ) -> list[PlacePhrase]:
        """The places named in a sentence, in order; names of actors are not places."""
        text = report.text
        named = self._names(text, sentence, actors)
        phrases: list[PlacePhrase] = []
        for number, (start, end) in enumerate(named):
            following = named[number + 1][0] if named[number + 1 :] else sentence.end
            # "the Syrian capital Damascus" is one place.
            called = text.endswith(_CAPITAL, start, end) and text[end:following].isspace()
            if called or (named[number + 1 :] and self._owns(text, start, end, following)):
                continue
            within, last = [], end
            for low, high in named[number + 1 : number + 3]:
                if not _WITHIN.fullmatch(text[last:low]):
                    break
                within.append(self._without_s(text[low:high]))
                last = high
            phrase = self._phrase(report, sentence, start, end)
            phrases.append(replace(phrase, within=tuple(within)) if within else phrase)
        return phrases

    def _names(
        self, text: str, sentence: Sentence, actors: list[ActorMention]
    ) -> list[tuple[int, int]]:
        acting = [actor for actor in actors if not actor.adjective]
        found: list[tuple[int, int]] = []
        words = sentence.words
        at = 0
        while at < len(words):
            word = words[at]
            count = 0
            if _opens_name(word) and not any(one.start <= word.start < one.end for one in acting):
                count = self._length(text, words[at : at + _NAME_WORDS], sentence)
            if count:
                found.append((word.start, words[at + count - 1].end))
            at += max(count, 1)
        return found

    def _length(self, text: str, words: tuple[Word, ...], sentence: Sentence) -> int:
        """How many words from here are the name of a place; 0 if none."""
        first = words[0]
        before = text[max(sentence.start, first.start - _LOOK) : first.start]
        called = before.rstrip().lower().endswith(_CALLED)
        named_so = called and self._feature_before.search(before) is not None
        if len(words) > 1 and words[1].lower == "capital":  # "the Syrian capital"
            name = f"{first.text} capital"
            return 2 if self._gazetteer.exactly(name) else 0
        count = self._gazetteer.longest([word.text for word in words])
        if not count and self._lost_apostrophe(first.text):
            count = 1
        if not count:
            return self._unknown(text, words, sentence, named_so=named_so)
        possessive = text.startswith(("'", "’"), words[count - 1].end)
        return count if possessive or named_so or self._before.search(before) else 0

    def _unknown(
        self, text: str, words: tuple[Word, ...], sentence: Sentence, *, named_so: bool
    ) -> int:
        """How many words from here are a name by their capitals and the class word beside alone."""
        run = _capitals(words)
        called = (self._called_after.match(text, word.end, sentence.end) for word in words[:run])
        if not (named_so or any(called)):
            return 0
        known = (
            at for at in range(1, run) if self._gazetteer.longest([w.text for w in words[at:]])
        )
        run = next(known, run)
        if named_so:
            return run
        after = self._called_after.match(text, words[run - 1].end, sentence.end)
        return run if after and self._may_be_name(words[:run], sentence) else 0

    def _may_be_name(self, words: tuple[Word, ...], sentence: Sentence) -> bool:
        """Not what begins a sentence, a weekday, a party or a people ("Alawite quarter")."""
        opens = words[0].start == sentence.start and not words[0].lower.startswith(_ARTICLES)
        return not opens and not any(
            _PEOPLE.search(word.lower) or self._gazetteer.is_no_place(word.text) for word in words
        )

    def _lost_apostrophe(self, name: str) -> bool:
        """Whether a name is a possessive that has lost its apostrophe: "Syrias"."""
        longest = self._gazetteer.longest
        return name.endswith("s") and not longest([name]) and longest([name[:-1]]) == 1

    def _owns(self, text: str, start: int, end: int, following: int) -> bool:
        """Whether a name only says whose the next is: "in Syria's second city Aleppo"."""
        lost = self._lost_apostrophe(text[start:end])
        return _OWNED.fullmatch(text, end - lost, following) is not None

    def _without_s(self, name: str) -> str:
        return re.sub(r"['’]?s\Z", "", name) if self._lost_apostrophe(name) else name

    def _phrase(self, report: Report, sentence: Sentence, start: int, end: int) -> PlacePhrase:
        """The name with the words around it: class word, part, distance and bearing."""
        text = report.text
        base = max(sentence.start, start - _LOOK)
        low, high, before, around = start, end, text[base:start], None
        name = self._without_s(text[start:end])
        found = PlacePhrase(words=report.span(start, end), name=name)
        if match := _DISTANCE.search(before):
            miles = match["unit"].lower().startswith("mile")
            distance = float(match["km"]) * (KM_PER_MILE if miles else 1)
            found = replace(found, distance_km=distance, bearing=match["bearing"].lower())
            low = base + match.start()
        if match := self._feature_before.search(before):
            found = replace(found, feature=match["feature"].lower())
            low, before = min(low, base + match.start()), before[: match.start()]
            wide = _PROVINCE.match(text, end, sentence.end)
            if wide and found.feature in _AROUND:
                # "The eastern outskirts of Homs province": a part of the province.
                around, high = found.feature, wide.end()
                found = replace(found, feature=wide["feature"].lower())
        elif match := self._feature_after.match(text, end, sentence.end):
            found = replace(found, feature=match["feature"].lower())
            high = match.end()
        part = None if found.bearing else self._part_before.search(before)
        if part or around:
            words = filter(None, (part and part["part"].lower(), around))
            found = replace(found, part=" ".join(words))
            low = min(low, base + part.start()) if part else low
        return replace(found, words=report.span(low, high))


def _opens_name(word: Word) -> bool:
    return word.text[0].isupper() or word.lower.startswith(_ARTICLES)


def _capitals(words: tuple[Word, ...]) -> int:
    """How many words from here look like a name that no gazetteer knows."""
    run = 0
    while run < min(len(words), _UNKNOWN_WORDS) and (
        words[run].text[0].isupper() or words[run].lower.startswith(_ARTICLES)
    ):
        run += 1
    return run
