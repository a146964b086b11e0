"""The body that one who tells belongs to, where the words around him name it or mean one.

A spokesman becomes the institution that he speaks for: "Sami Ali of the Observatory", "its head",
"the Observatory's director", "a reporter of the X agency".
"""

import re
from dataclasses import replace

from khaldun.knowledge.codebook import Codebook
from khaldun.knowledge.roster import Roster
from khaldun.read.descriptions import describe
from khaldun.read.memory import STATE_AGENCY, Memory, Teller, clean, name_party
from khaldun.text import Word

#: Kinds of parties that tell.
TELLING_KINDS = frozenset({"agency", "outlet", "observatory", "rescue", "ngo", "international"})
#: A group of which this is said is no observatory.
_OTHER_BODY = re.compile(
    r"\b(?:civil defen[cs]e|rescue|aid|armed|rebel|militant|charity|medical|opposition group)\b"
)
#: Another observatory, by a name of its own: "the Iraqi War Observatory".
_OWN_NAME = re.compile(
    r"(?:[Tt]he\s+)?([A-Z]\w+)(?:\s+[A-Z]\w+)*\s+(?:Observatory|Monitor|Watch)\b"
)
_STATEMENT = re.compile(r"['’]?s statement\Z")
#: A body with a long name: "The Centre for Monitoring the Ceasefire in X".
_LONG = re.compile(
    r"\s*(?:The\s+)?((?:[A-Z][\w'’-]*\s+){1,4}(?:[Cc]ent(?:er|re)|[Oo]ffice|[Cc]ommi(?:ttee|ssion)"
    r"|[Mm]ission|[Cc]ouncil|[Aa]ssociation|[Ff]ederation)\s+(?:for|of|on)\s+"
    r"(?:(?!(?:was|were|is|are|has|had|have|said|who|which|that|after|when|where)\b)[A-Za-z'’-]+\s+){2,14})"
    r"(?:\([A-Z]+\)\s+)?(?:later |also )?"
)
_OWNER = re.compile(r"(\w+?)['’]?s\s+")
#: So many words may stand between a party and the outlet that is its.
_REACH = 5


class Bodies:
    """The bodies of one report's tellers; looks up in its memory whom "the group" means."""

    def __init__(self, text: str, codebook: Codebook, roster: Roster, memory: Memory) -> None:
        self._text = text
        self._saying = codebook.saying
        self._roster = roster
        self._memory = memory

    def beside(self, following: list[Word], person: Teller) -> Teller | None:
        """The body that a person is named with: "Sami Ali of the Syrian Observatory"."""
        rest = [word for word in following if word.start >= person.end]
        at = next((at for at, word in enumerate(rest[:3]) if word.text[0].isupper()), 0)
        if not at or any(word.lower not in ("of", "from", "the") for word in rest[:at]):
            return None
        return self.within(rest[at:], rest[at].end)

    def headed(self, phrase: str, start: int, end: int) -> Teller | None:
        """The body told of before whose head speaks: "the head of the Britain-based group"."""
        offices = self._saying["offices"]
        if owned := self.owned(phrase, end):
            return owned
        return self._memory.recall(self._text[start:end], end) if offices.match(phrase) else None

    def owned(self, phrase: str, end: int) -> Teller | None:
        """The body whose head speaks: "the Observatory's head", which lost its apostrophe."""
        owner = _OWNER.search(phrase)
        owned = owner and self._saying["offices"].match(phrase, owner.end())
        return self._memory.recall(f"the {owner[1]}", end) if owner and owned else None

    def owner(self, start: int, end: int) -> Teller | None:
        """Whose account it is: "by the army's own count"."""
        said = self._text[start:end]
        if again := self._memory.recall(f"the {said}", end):
            return again
        if party := self._roster.find(said):
            return name_party(self._text, start, end, party)
        noun = next(
            (n for n in self._saying["tellers"].finditer(said) if n.end() == len(said)), None
        )
        return self.described(noun.group(), start, end) if noun else None

    def named(self, following: list[Word]) -> Teller | None:
        """The party at the head of some words, all its names there; or the outlet that is its."""
        count, party = self._roster.longest([word.text for word in following])
        if party is None:
            return None
        more, same = self._roster.longest([word.text for word in following[count:]])
        count += more if same and same.id == party.id else 0
        owned = None if party.kind in TELLING_KINDS else self._outlet(following[count:])
        return owned or name_party(self._text, following[0].start, following[count - 1].end, party)

    def _outlet(self, following: list[Word]) -> Teller | None:
        """The outlet of a party just named: "Hezbollah's official television station al-Manar"."""
        for at, word in enumerate(following[:_REACH]):
            count, party = self._roster.longest([w.text for w in following[at : at + 6]])
            if party and party.kind in TELLING_KINDS:
                end = following[at + count - 1].end
                return name_party(self._text, word.start, end, party)
            if not word.text.islower() or word.text == "and":
                return None
        return None

    def within(self, following: list[Word], end: int) -> Teller | None:
        """An agency or observatory named inside a description ("a reporter of the X agency")."""
        for at, word in enumerate(following):
            if word.start >= end:
                return None
            count, party = self._roster.longest([w.text for w in following[at : at + 8]])
            if party and party.kind in TELLING_KINDS:
                return name_party(self._text, word.start, following[at + count - 1].end, party)
        return None

    def at_head(self, start: int, end: int) -> Teller | None:
        """A body whose long name takes up a sentence from its head to an offset."""
        found = _LONG.fullmatch(self._text, start, end)
        return Teller(clean(found[1]), found.start(1), found.end(1)) if found else None

    def described(self, noun: str, start: int, end: int) -> Teller:
        """Who a description with this noun means: a body that the report names, or one unnamed.

        The observatory of the report ("a monitor"), whoever made a statement ("the army's
        statement"), the state's agency ("state-run news agency"), whose head speaks.
        """
        text, memory = self._text, self._memory
        watches = self._saying["watchers"].fullmatch(noun)
        if memory.watcher and watches and not _OTHER_BODY.search(text, start, end):
            own = _OWN_NAME.match(text, start, end)
            if own is None or own[1] in memory.watcher.name:
                return replace(memory.watcher, start=start, end=end)
            return Teller(clean(text[start:end]), start, end)
        if whose := _STATEMENT.search(text, start, end):
            end = whose.start()
            if party := self._roster.find(text[start:end]):
                return name_party(text, start, end, party)
        name = text[start:end]
        if memory.state_agency and (agency := STATE_AGENCY.search(name)):
            return replace(memory.state_agency, start=start + agency.start(), end=end)
        return self.owned(name, end) or Teller(describe(name), start, end)
