"""The body that one who tells belongs to, where the words around him name it or mean one.

A spokesman becomes the institution that he speaks for: "Sami Ali of the Observatory", "its head",
"the Observatory's director", "a reporter of the X agency".
"""

import re

from khaldun.knowledge.codebook import Codebook
from khaldun.knowledge.roster import Roster
from khaldun.read.memory import Memory, Teller, name_party
from khaldun.text import Word

#: Kinds of parties that tell.
TELLING_KINDS = frozenset({"agency", "outlet", "observatory", "rescue", "ngo", "international"})
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

    def outlet(self, following: list[Word]) -> Teller | None:
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
