"""The words of a sentence that name who tells.

A teller is a party of the roster, a person or body by its capital letters, or a description without
a name ("a military source"), which is written "unnamed military source". A spokesman becomes the
institution that he speaks for, where the report says for which.
"""

import re
from dataclasses import replace

from khaldun.knowledge.codebook import Codebook
from khaldun.knowledge.roster import Roster
from khaldun.read.bodies import TELLING_KINDS, Bodies
from khaldun.read.descriptions import BREAK, CLAUSE, PREPOSITION, describe, description_start
from khaldun.read.memory import BARE_PRONOUN, NAME, Memory, Teller, clean, name_party
from khaldun.read.numbers import NUMBER
from khaldun.text import Sentence, Word

_CAPITALS = re.compile(r"(?:[A-Z][\w'’.-]+\s+|(?:al|el|abu|of)[\s-]){0,4}[A-Z][\w'’.-]+")
#: "a doctor, who asked not to be named,"
_RELATIVE = re.compile(r",?\s+who\b[^.;:]*\Z")
#: "It is estimated", "it has also been reported": by whom is not said.
_NOBODY = re.compile(
    r"(?<![\w-])it (?:is|was|has (?:\w+ )?been|had (?:\w+ )?been)(?: \w+)?\Z", re.IGNORECASE
)
#: What an observatory says of itself: "the group, which has a network of sources on the ground,"
_NETWORK = re.compile(r",?\s+(?:with|which|that|relying)\b[^.;:]{0,30}\bnetwork of\b[^.;:]*\Z")
#: The point of a sentence behind a name; that of "U.S." belongs to it.
_STOP = re.compile(r"(?<=[a-z])\.\Z")
#: What explains a teller between commas: "X, the rescue service, said", "Y, loyal to Z, said".
_APPOSED = re.compile(
    r",\s+(?:an?|the|one|which|whose|run|loyal|close|speaking|contacted|reached|quoted|cited|based|in|on"
    r"|at|for|to|from)\b[^,.;:\"“”]{2,90}\Z"
)
_BRACKET = re.compile(r"\([^()]{1,60}\)")
#: What ties a description to the place or body that it belongs to.
_OF = re.compile(
    r"\s+(?:at|in|from|of|for|with|inside|near|on|close to|affiliated|there|familiar|working"
    r"|monitoring|tracking|responding|operating|living)\b"
)
_OF_WHAT = re.compile(
    r"\s+(?:at|in|from|of|for|with|inside|near|on)\s+(?:the\s+)?"
    rf"(?:(?!(?:{NUMBER})|(?:at|the|more|some|up|nearly|about)\b)[\w'’-]+\s*){{1,4}}"
)
#: "a February report by X": X tells.
_REPORT_BY = re.compile(
    r"(?:[\w-]+\s+){0,3}"
    r"(?:reports?|statements?|figures|tolls?|tally|tallies|data|estimates?|count|lists?)\s+"
    r"(?:(?:released|issued|published|kept|drawn up|made|compiled)\s+(?:(?:on\s+)?\w+day\s+)?by"
    r"|by|from|of)\s+",
    re.IGNORECASE,
)
_STARTERS = frozenset(
    (
        "monday tuesday wednesday thursday friday saturday sunday january february march april "
        "may june july august september october november december the a an in on at by but and it "
        "he they this that of for meanwhile however as from with i we"
    ).split()
)
#: Words that explain a party just named.
_EXPLAINS = frozenset(
    "which who whose a an another based targeting fighting battling monitoring tracking".split()
)
_INSIDE_NAMES = frozenset({"of", "for", "and", "al", "abu", "bin", "the"})
#: A place of capitals in whose place one spoke: "Sami, a nurse in Homs, said".
_IN_PLACE = re.compile(r"\s+(?:in|at|from|near)\s+(?:the\s+)?\Z")
_WHO_IS = re.compile(rf"(?<!\w)({_CAPITALS.pattern}),?\s+(?:an?|the|one of|who)\s[^.;:!?\n]*\Z")
#: A name at the head of a sentence or behind a quotation, explained before it speaks: "Sami Ali, a
#: nurse in Homs,". Elsewhere it may be whoever was killed: "… shot Sami Ali, a nurse said".
_EXPLAINED = re.compile(
    rf"({_CAPITALS.pattern}),?\s+(?:an?|one of the)\s+([^.;:!?\n\"“”]{{3,70}})\Z"
)
#: A person at the head of a phrase who is explained then: "Sami Ali the commander of the police".
_PERSON = re.compile(r"((?:[A-Z][\w'’-]+ ){1,3}[A-Z][\w'’-]+)(?: [Tt]he | an? )")
#: A teller's description reaches at most this many words back, and so many characters on.
_WORDS_BACK, _REACH_BACK, _REACH_ON = 9, 140, 110
#: So many characters may stand between a word of saying and a teller behind it ("a number of").
_GAP = 16


class Tellers:
    """The tellers of one report; remembers who spoke, for "it said" and "the source added"."""

    def __init__(self, text: str, codebook: Codebook, roster: Roster) -> None:
        self._text = text
        self._saying = codebook.saying
        self._roster = roster
        self.memory = Memory(text, codebook, roster)
        self.bodies = Bodies(text, codebook, roster, self.memory)

    def subject(self, sentence: Sentence) -> None:
        """Note the party that a sentence is about: "it" in the next one may stand for it."""
        inside = sentence.words
        for at in range(min(3, len(inside))):
            count, party = self._roster.longest([word.text for word in inside[at : at + 9]])
            if party and inside[at].text[0].isupper():
                end = inside[at + count - 1].end
                named = name_party(self._text, inside[at].start, end, party)
                self.memory.remember(replace(named, silent=True))
                return

    def before(self, sentence: Sentence, cue: int) -> Teller | None:
        """The teller whose words end just before an offset ("a medic told …")."""
        if subject := self._subject(sentence, cue):
            return subject
        head = self._text[max(sentence.start, cue - _REACH_BACK) : cue].rstrip(" \n\t,")
        if network := _NETWORK.search(head):
            head = head[: network.start()]
        if relays := [m for m in self._saying["relay"].finditer(head) if m.start() > 1]:
            head = head[: relays[-1].start()].rstrip(" \n\t,")
        if _NOBODY.search(head):
            return None
        while True:
            end = self._head_end(sentence, cue, head)
            found = self.memory.recall(head, end)
            if found or BARE_PRONOUN.search(head):
                return found
            if found := self._ending(sentence, end):
                return found
            fillers = [
                *self._saying["between"].finditer(head),
                *_BRACKET.finditer(head),
                *_RELATIVE.finditer(head),
                *_APPOSED.finditer(head),
            ]
            last = next((match for match in fillers if match.end() == len(head)), None)
            if last is None:
                return self.bodies.at_head(sentence.start, cue)
            head = head[: last.start()].rstrip(" \n\t,")

    def _subject(self, sentence: Sentence, cue: int) -> Teller | None:
        """A party at the head of a sentence that is explained before it speaks: "X, which …"."""
        inside = [word for word in sentence.words if word.end <= cue]
        for at in range(min(4, len(inside))):
            count, party = self._roster.longest([word.text for word in inside[at : at + 9]])
            if not party or not inside[at].text[0].isupper():
                continue
            rest = _without_bracket(inside[at + count :])
            explained = rest and rest[0] in _EXPLAINS and not {"said", "told", "says"} & set(rest)
            if explained and not self._ends_in_teller(inside):
                return name_party(self._text, inside[at].start, inside[at + count - 1].end, party)
            return None
        return None

    def _ends_in_teller(self, inside: list[Word]) -> bool:
        """Whether another stands nearer: "the army, which …, took it, the Observatory said"."""
        ends = (self._roster.longest([w.text for w in inside[-n:]]) for n in range(1, 7))
        return any(
            party and party.kind in TELLING_KINDS and count == n
            for n, (count, party) in enumerate(ends, 1)
        )

    def _head_end(self, sentence: Sentence, cue: int, head: str) -> int:
        return max(sentence.start, cue - _REACH_BACK) + len(head)

    def after(self, sentence: Sentence, cue: int, reports: int = 0) -> Teller | None:
        """Who stands just behind an offset, or behind so many `reports` ("a report by") there."""
        text = self._text
        following = [word for word in sentence.words if word.start >= cue][:16]
        while following and (
            following[0].lower in ("the", "a", "an", "by", "to", "from")
            or following[0].text in ':,"“'
        ):
            following = following[1:]
        if [word.lower for word in following[:2]] == ["number", "of"]:
            following = following[2:]
        if not following or following[0].start - cue > _GAP or not following[0].text[0].isalnum():
            return None
        if PREPOSITION.fullmatch(following[0].lower):
            return None
        start = following[0].start
        if named := self.bodies.named(following):
            return named
        window = text[start : min(sentence.end, start + _REACH_ON)]
        if by := _REPORT_BY.match(window):
            return self.after(sentence, start + by.end(), reports + 1) if reports < 2 else None
        cut = BREAK.search(window)
        return self._phrase(following, window[: cut.start()] if cut else window)

    def _phrase(self, following: list[Word], phrase: str) -> Teller | None:
        """A described teller or a name at the head of a phrase."""
        start = following[0].start
        if explained := _PERSON.match(phrase):
            return self._institution(explained[1], start)
        described = self._saying["tellers"].search(phrase)
        while described and (more := self._saying["tellers"].match(phrase, described.end() + 1)):
            described = more
        numbered = following[0].text[0].isdecimal()
        before = phrase[: described.start()] if described else ""
        if described and not numbered and len(before.split()) <= 5 and not CLAUSE.search(before):
            end = start + described.end()
            if again := self.memory.recall(self._text[max(0, start - 4) : end], end):
                return again
            rest = phrase[described.end() :]
            name = re.match(rf"\s+({NAME})", rest)
            if name and not phrase[:1].isupper():
                low = end + name.start(1)
                return self._institution(name[1].strip(), low)
            tail = _OF_WHAT.match(rest)
            end += len(tail.group().rstrip()) if tail else 0
            inner = self.bodies.within(following, end) or self.bodies.headed(phrase, start, end)
            if inner and inner.party and name:
                self.memory.heads.setdefault(name[1].split()[-1], inner)
            return inner or Teller(describe(self._text[start:end]), start, end)
        name = _CAPITALS.match(phrase)
        if name is None or following[0].lower in _STARTERS:
            return None
        told = self._institution(name.group(), start)
        return self.bodies.beside(following, told) or told

    def _ending(self, sentence: Sentence, end: int) -> Teller | None:
        """A party, a described teller or a name that ends at this offset."""
        tail = [word for word in sentence.words if word.end <= end][-_WORDS_BACK:]
        if len(tail) > 1 and tail[-1].text == "." and "." in tail[-2].text:
            tail = tail[:-1]  # the last point of "U.N."
        if not tail or end - tail[-1].end > 2:
            return None
        for at in range(len(tail)):
            count, party = self._roster.longest([word.text for word in tail[at:]])
            if party and at + count == len(tail):
                return name_party(self._text, tail[at].start, end, party)
        if self._saying["tellers"].search(self._text, tail[0].start, end):
            return self._explained(sentence, end) or self._described(sentence, tail, end)
        return self._named(sentence, tail, end)

    def _explained(self, sentence: Sentence, end: int) -> Teller | None:
        """A person by name of whom a description follows that ends at this offset."""
        quoted = max(self._text.rfind(mark, sentence.start, end) for mark in '"”')
        head = next((word.start for word in sentence.words if word.start > quoted), end)
        found = _EXPLAINED.match(self._text, head, end)
        if not found or " " not in found[1] or found[1].split()[0].lower() in _STARTERS:
            return None
        first = " ".join(found[2].split()[:4])
        if not self._saying["tellers"].search(first) or BREAK.search(found[2]):
            return None
        return self._institution(found[1], found.start(1))

    def _described(self, sentence: Sentence, tail: list[Word], end: int) -> Teller | None:
        """A teller without a name: "a source at the police command", "local activists"."""
        text, low = self._text, tail[0].start
        window = text[low:end]
        last = list(self._saying["tellers"].finditer(window))[-1]
        rest = window[last.end() :]
        fillers = self._saying["between"].finditer(rest)
        if filler := next((match for match in fillers if match.end() == len(rest)), None):
            before = window[: last.end() + filler.start()].rstrip()
            at = low + len(before)
            return self.memory.recall(before, at) or self._ending(sentence, at)
        if (rest and not _OF.match(rest)) or BREAK.search(rest):
            return self._named(sentence, tail, end)
        if len(rest.split()) > 7:
            return None
        if inner := self.bodies.within([w for w in tail if w.start >= low + last.end()], end):
            return inner
        start = low + description_start(window, last.start())
        return self.bodies.described(last.group(), start, end)

    def _named(self, sentence: Sentence, tail: list[Word], end: int) -> Teller | None:
        """A person or body known by capital letters alone, ending at this offset."""
        at = len(tail)
        if tail[-1].lower in _INSIDE_NAMES:
            return None
        while at and len(tail) - at <= 6 and _in_name(tail[at - 1]):
            at -= 1
        while at < len(tail) and (not tail[at].text[0].isupper() or tail[at].lower in _STARTERS):
            at += 1
        if at >= len(tail):
            return None
        start = tail[at].start
        low = max(sentence.start, start - _REACH_BACK)
        before = self._text[low:start]
        if place := _IN_PLACE.search(before):
            who = _WHO_IS.search(before)
            if who and who[1].split()[0].lower() not in _STARTERS:
                return self._institution(who[1].strip(), low + who.start())
            return self._ending(sentence, low + place.start())
        return self._institution(self._text[start:end], start)

    def _institution(self, name: str, start: int) -> Teller:
        """A person, or the body that this person heads, where the report says so."""
        name = _STOP.sub("", name)
        end = start + len(name)
        name = self.memory.full_name(name)
        body = self.memory.heads.get(name.rsplit(maxsplit=1)[-1])
        return replace(body, start=start, end=end) if body else Teller(clean(name), start, end)


def _without_bracket(following: list[Word]) -> list[str]:
    """The words in small letters, without initials in brackets at their head: "X (LCC), a …"."""
    texts = [word.lower for word in following]
    if texts[:1] == ["("] and ")" in texts[:4]:
        texts = texts[texts.index(")") + 1 :]
    return [text for text in texts if text[0].isalnum()]


def _in_name(word: Word) -> bool:
    small = word.lower in _INSIDE_NAMES or word.lower.startswith("al-")
    return word.text[0].isupper() or small
