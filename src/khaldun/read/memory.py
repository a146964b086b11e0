"""What a report says of its tellers: who has spoken, who heads which body, whom "it" stands for."""

import re
from dataclasses import dataclass, replace

from khaldun.knowledge.codebook import Codebook
from khaldun.knowledge.parties import Party
from khaldun.knowledge.roster import Roster
from khaldun.text import every_word

_PRONOUNS = frozenset({"it", "he", "she", "they"})
BARE_PRONOUN = re.compile(r"(?<![\w-])(it|he|she|they)\Z", re.IGNORECASE)
_AGAIN = re.compile(
    r"(?<![\w-])(?:the|its|that)\s+(?:(?:same|medical|aid|\w+[ -]based)\s+)?(\w+(?: group)?)\Z",
    re.IGNORECASE,
)
#: A news agency known by whose it is alone.
STATE_AGENCY = re.compile(
    r"\b(?:state|official|government)(?:[- ](?:run|owned|controlled))?(?: [A-Z]\w+)? news agency\Z"
)
#: What those are otherwise called who are told again by these nouns.
_AKIN = {
    "charity": {"ngo", "rescue", "international"},
    "broadcaster": {"television", "tv", "channel", "radio"},
}
#: The report's observatory, under no name of its own: "Observatory director", "the UK-based one".
_ITS_OWN = re.compile(
    r"(?:\A(?:unnamed\s+)?|\bof\s+(?:the\s+)?|-based\s+)observatorys?\b(?!\s+(?:of|for|on|in)\b)",
    re.IGNORECASE,
)
_OBSERVATORY = re.compile(r"\bobservatory(?:['’]?s)?\b", re.IGNORECASE)
NAME = r"(?:[A-Z][\w'’-]+(?:\s+|\b)){1,4}"
_DETERMINERS = re.compile(
    r"\A(?:(?:the|a|an|one|another|some|several|other|two|three|many|both|its|his|their|that|these"
    r"|those|so-called)\s+)+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Teller:
    """A source as found in the text: the name to credit, where its words stand, its party's id.

    `kind` is the party's kind ("agency", "observatory" …; "" where no party is known); `pronoun`
    marks one who was looked up ("it", "the group"), `silent` one who was named and said nothing.
    """

    name: str
    start: int
    end: int
    party: str | None = None
    kind: str = ""
    pronoun: bool = False
    silent: bool = False


class Memory:
    """The tellers of one report: its observatory, the heads of bodies, and who has spoken.

    `watcher` is the observatory with the longest name that the report gives, `state_agency` the
    one agency of a state that it names; `heads` leads from a person's last name to the body that he
    speaks for.
    """

    def __init__(self, text: str, codebook: Codebook, roster: Roster) -> None:
        self._text = text
        self._saying = codebook.saying
        self._roster = roster
        self._spoken: list[Teller] = []
        self.watcher: Teller | None = None
        self.state_agency: Teller | None = None
        self.heads: dict[str, Teller] = {}
        self._names: dict[str, list[str]] = {}
        self._survey()

    def _survey(self) -> None:
        """Learn from the whole report who heads which body, and which observatory it names."""
        text, everything = self._text, every_word(self._text)
        agencies: dict[str, Teller] = {}
        texts = [word.text for word in everything]
        for at, word in enumerate(everything):
            if not word.text[0].isupper():
                continue
            count, party = self._roster.longest(texts[at : at + 8])
            if not party:
                continue
            here = name_party(text, word.start, everything[at + count - 1].end, party)
            if party.kind == "observatory":
                longest = self.watcher is None or len(here.name) > len(self.watcher.name)
                self.watcher = here if longest else self.watcher
            if party.role == "state-agency" and not STATE_AGENCY.search(here.name):
                agencies.setdefault(party.id, here)
            self._names.setdefault(party.id, []).append(here.name)
            self._learn_heads(here)
        self.state_agency = next(iter(agencies.values())) if len(agencies) == 1 else None
        if self.watcher:
            for noun in _OBSERVATORY.finditer(text):
                self._learn_heads(replace(self.watcher, start=noun.start(), end=noun.end()))

    def named_in_full(self, teller: Teller) -> Teller:
        """A party given by its initials, or as the state's agency, by its name in the report."""
        if self.watcher and teller.party is None and _ITS_OWN.search(teller.name):
            return replace(teller, name=self.watcher.name)
        initials = teller.name.replace(".", "")
        names = self._names.get(teller.party or "", ())
        if STATE_AGENCY.search(teller.name):
            full = (name for name in names if not STATE_AGENCY.search(name))
        else:
            full = (name for name in names if _initials(name) == initials and " " in name)
        return replace(teller, name=next(full, teller.name))

    def _learn_heads(self, body: Teller) -> None:
        """Learn who heads a body: "Observatory head Rami X", "Rami X, head of the Observatory"."""
        text = self._text
        offices = self._saying["offices"]
        after = re.match(r"\s+(?:monitor\s+)?", text[body.end : body.end + 12])
        office = offices.match(text, body.end + after.end()) if after else None
        name = re.match(rf"\s+({NAME})", text[office.end() :][:60]) if office else None
        if office and not name:
            # "Rami X, the Observatory chief"
            name = re.search(rf"({NAME})\s*,?\s*(?:the |an? )?\Z", text[: body.start][-60:])
        if name:
            self.heads.setdefault(name[1].split()[-1], body)
        before = text[max(0, body.start - 90) : body.start]
        for office in offices.finditer(before):
            of = re.fullmatch(r"\s+(?:of|for|at)\s+(?:the\s+)?", before[office.end() :])
            name = re.search(rf"({NAME})\s*,?\s*(?:who is |the |an? )?\Z", before[: office.start()])
            if of and name:
                self.heads.setdefault(name[1].split()[-1], body)

    def remember(self, teller: Teller) -> None:
        """Note that this teller has spoken."""
        if not teller.pronoun:
            self._spoken.append(teller)

    def full_name(self, name: str) -> str:
        """The name with which a person was introduced, where only the last name is given now."""
        introduced = (t.name for t in reversed(self._spoken) if t.party is None)
        return next((full for full in introduced if full.split()[-1:] == [name]), name)

    def recall(self, head: str, end: int) -> Teller | None:
        """Whom "it", "he" or "the source" at the end of these words stands for."""
        match = BARE_PRONOUN.search(head) or _AGAIN.search(head)
        if not match or not (match[1].lower() in _PRONOUNS or self._again(match[1])):
            return None
        start, noun = end - len(match.group()), match[1].lower()
        if self.watcher and self._saying["watchers"].fullmatch(noun):
            return replace(self.watcher, start=start, end=end, pronoun=True)
        for teller in reversed(self._spoken):
            if self._stands_for(noun, teller):
                return replace(teller, start=start, end=end, pronoun=True)
        if not self._saying["anybody"].fullmatch(noun):
            return None
        # What a sentence is about has not spoken yet: "The army stormed it," the sources said.
        if told := next((teller for teller in reversed(self._spoken) if not teller.silent), None):
            return replace(told, start=start, end=end, pronoun=True)
        return Teller(f"unnamed {noun}", start, end)

    def _stands_for(self, noun: str, teller: Teller) -> bool:
        if noun in ("he", "she") and teller.silent:
            return False
        if noun in _PRONOUNS:
            return noun == "they" or not self._are_several(teller.name)
        name = teller.name.lower()
        akin = _AKIN.get(noun, {noun})
        return noun.rstrip("s") in name or not akin.isdisjoint((*name.split(), teller.kind))

    def _are_several(self, name: str) -> bool:
        """Whether many speak together ("officials", "Syrian rebels"): no "it", "he" or "she"."""
        noun = self._saying["tellers"].search(name)
        if noun is None or not (name.startswith("unnamed") or noun.group().islower()):
            return False
        return re.search(r"[^s]s\Z", noun.group()) is not None

    def _again(self, noun: str) -> bool:
        return self._saying["again"].fullmatch(noun) is not None


def name_party(text: str, start: int, end: int, party: Party) -> Teller:
    """A party as the report names it; a person who stands for his observatory becomes it."""
    name = clean(text[start:end])
    akin = set(name.lower().split()) & set(party.name.lower().split())
    person = party.kind == "observatory" and not akin and not name.isupper()
    return Teller(party.name if person else name, start, end, party.id, party.kind)


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split() if word[0].isupper())


def clean(name: str) -> str:
    """A name without its determiner and its possessive."""
    return re.sub(r"['’]s?\Z|(?<=[a-z])\.\Z", "", _DETERMINERS.sub("", name)).strip()
