"""Who says so: the chains of sources that a report credited, sentence by sentence.

Forms: "X said …", "…, X said", "… said X", "according to X …", "X told Y …" (chain: Y, X), "X,
citing Y, …" and "X quoted Y as saying …" (X, Y), "A …, X said, Y reported" (Y, X).
A sentence that credited nobody is the report's own voice, unless it goes on in an open quotation or
continues a count of the sentence before ("among the dead …").
"""

import re
from bisect import bisect_left
from dataclasses import dataclass, replace

from khaldun.knowledge.codebook import Codebook
from khaldun.knowledge.roster import Roster
from khaldun.read.memory import Teller
from khaldun.read.tellers import Tellers
from khaldun.read.together import find_beside
from khaldun.records import Report, Source, Span
from khaldun.text import Sentence

_CONTINUES = re.compile(
    r"\s*[\"“]?(?:among (?:them|the|those)|they included|of (?:them|those|these)"
    r"|the (?:dead|victims|toll)|those killed|these"
    r"|\w+ of (?:them|the (?:dead|victims)|whom|those))\b",
    re.IGNORECASE,
)
#: A word of saying that here says something else: "claimed the lives", "claimed responsibility".
_NOT_SAYING = re.compile(
    r"\s+(?:responsibility|the li[fv]es?|li[fv]es|credit|fire|to have\b)", re.IGNORECASE
)
#: "has not said whether it carried out the attack".
_NOT_SAID = re.compile(r"\b(?:has|have|had) not\s+\Z", re.IGNORECASE)
#: Who is recalled, not what: "recalled its ambassador".
_RECALLED = re.compile(
    r"\s+(?:(?:its|their|the|all) )?(?:ambassador|envoy|diplomats|reservists|troops|forces|staff)\b"
)
#: "by the army's own account", "by the ministry's count".
_ACCOUNT = re.compile(
    r"\b(?:by|in|on)\s+(?:the\s+|an?\s+)?([^.,;:'’\"“”]{2,50})['’]s?\s+(?:own\s+)?"
    r"(?:account|count|tally|estimates?|reckoning|figures)\b"
)
_NOUN_BEFORE = re.compile(
    r"\b(?:the|a|an|this|its|these|some|such|many|unconfirmed|other|of|amid|with|by|media|new|initial|earlier)\s+\Z",
    re.IGNORECASE,
)
#: Words of saying that are nouns as often.
_NOUNS = frozenset({"report", "reports", "claim", "claims", "estimate", "estimated", "estimates"})
#: Behind "report" these make it one who tells: "reports said".
_SAYING = re.compile(r"\s+(?:also\s+)?(?:said|says?|claimed)\b")
#: Behind the last words of a headline may stand its place in the outlet: " - World - The Daily".
_LAST = re.compile(r"[ .]*(?:-.*)?\Z")
#: What makes the last words of a headline a part of what it tells: "killed near a monitor".
_BEFORE_NAME = re.compile(
    r"\b(?:the|a|an|of|by|in|to|for|on|at|near|from|with|says?|and)\s+\Z", re.IGNORECASE
)
_TRAILING = frozenset(
    "said says recalled recalls added reported announced confirmed stated noted told".split()
)
#: Words in a name, beside those for an office: "said Observatory director Sami Ali".
_NAMING = re.compile(r"[A-Z][\w'’-]*|of|for|the|and|al-\w+")
#: A name with its office has fewer words than this.
_NAMED = 14
#: Who tells a headline is looked for in so many of its last characters.
_HEADED = 120
_RELAYERS = frozenset({"outlet", "agency"})


@dataclass(frozen=True, slots=True)
class Attribution:
    """A credit given in a sentence; it covers the offsets `start`–`end` of the text.

    `beside` are the chains of others who tell the same, where several are named together.
    """

    chain: tuple[Source, ...]
    start: int
    end: int
    cue: str
    cue_end: int
    beside: tuple[tuple[Source, ...], ...] = ()


@dataclass(slots=True)
class _Credit:
    """A word of saying with its tellers; `relayed` where who passes them on is still to come."""

    start: int
    end: int
    tellers: list[Teller]
    relayed: bool = False


class Attributions:
    """Reads the sentences of one report in order and remembers who spoke last."""

    def __init__(self, report: Report, codebook: Codebook, roster: Roster) -> None:
        text = self._text = report.text
        # The outlet's own reporters are its own voice, and no source.
        own = roster.find(report.publisher) if report.publisher else None
        self._publisher = own.id if own else ""
        self._cues = codebook.cues
        self._accuses = codebook.blaming["accuses"]
        self._headed = codebook.saying["headed"]
        self._offices = codebook.saying["offices"]
        self._roster = roster
        self._tellers = Tellers(text, codebook, roster)
        self._open_quote = False
        self._last: tuple[Source, ...] = ()

    def read(self, sentence: Sentence) -> list[Attribution]:
        """The attributions of the next sentence; empty where the report speaks for itself."""
        text, start, end = self._text, sentence.start, sentence.end
        was_open = self._open_quote
        quotes = sum(text.count(mark, start, end) for mark in '"“”')
        self._open_quote = was_open ^ (quotes % 2 == 1)
        found = self._chains(sentence, self._credited(sentence))
        if not found:
            self._tellers.subject(sentence)
        if not found and self._last and (was_open or _CONTINUES.match(text, start, end)):
            return [Attribution(self._last, start, end, "continues", start)]
        self._last = found[-1].chain if found else ()
        return found

    def read_headline(self, sentence: Sentence) -> list[Attribution]:
        """The attributions of a headline, which may end in who tells it: "12 killed: monitor"."""
        found = self.read(sentence)
        if found:
            return found
        text, start, end = self._text, sentence.start, sentence.end
        low = max(start, end - _HEADED)
        for match in self._headed.finditer(text, low, end):
            last = _LAST.match(text, match.end(), end)
            if last is None or _BEFORE_NAME.search(text, low, match.start()):
                continue
            teller = self._tellers.bodies.described(match.group(), match.start(), match.end())
            return [
                Attribution((self._source(teller),), start, end, match.group().lower(), match.end())
            ]
        return []

    def _credited(self, sentence: Sentence) -> list[_Credit]:
        """The words of saying with their tellers, joined where one passes on another."""
        text, start, end = self._text, sentence.start, sentence.end
        cues = [
            (match.start(), match.end(), kind)
            for kind, match in self._cues.find(text, start, end)
            if _is_cue(text, match, start)
        ]
        cues += [(*match.span(1), "owner") for match in _ACCOUNT.finditer(text, start, end)]
        credited: list[_Credit] = []
        for cue_start, cue_end, kind in sorted(cues):
            if credited and cue_start < credited[-1].end:
                continue
            tellers = self._told(sentence, cue_start, cue_end, kind)
            if not tellers:
                continue
            if credited and kind == "relay":
                credited[-1].tellers.extend(tellers)
            elif credited and credited[-1].relayed:
                last = credited[-1]
                # "the army was quoted by SANA as saying": who quotes stands behind.
                at = len(last.tellers) if text.startswith(" by ", last.end) else 0
                last.tellers[at:at] = tellers
                last.relayed = False
            elif credited and _passes_on(credited[-1], tellers, cue_start):
                credited[-1].tellers[:0] = tellers
                credited[-1].end = cue_end
            else:
                credited.append(_Credit(cue_start, cue_end, tellers, relayed=kind == "relay"))
            for teller in tellers:
                self._tellers.memory.remember(teller)
        return credited

    def _told(self, sentence: Sentence, start: int, end: int, kind: str) -> list[Teller]:
        cue = self._text[start:end].lower()
        if kind in ("after", "relay"):
            after = self._tellers.after(sentence, end)
            return [after] if after else []
        if kind == "owner":
            owner = self._tellers.bodies.owner(start, end)
            return [owner] if owner else []
        before = self._tellers.before(sentence, start)
        # A comma after the cue ends its clause: "…, a medic said, SANA reported"; a colon or a
        # quotation begins what is said.
        mark = self._text[end : end + 2].strip()[:1]
        if cue in _TRAILING and cue != "told" and mark not in {",", ":", '"', "“"}:
            after = self._tellers.after(sentence, end)
            # "…, said the mayor of X": nothing but the teller is left of the sentence.
            # One described before the cue has said it: "a medic also said the army …".
            named = before and not before.party and not before.name.startswith("unnamed")
            known = after is not None and after.party and named
            if after and (before is None or known or self._ends(sentence, after)):
                return [after]
        if cue in ("told", "tells"):
            listener = self._tellers.after(sentence, end)
            if before is None:
                return []
            return [listener, before] if listener and listener.kind in _RELAYERS else [before]
        return [before] if before else []

    def _ends(self, sentence: Sentence, teller: Teller) -> bool:
        """Whether nothing but the teller's name and office is left of the sentence."""
        at = bisect_left(sentence.words, teller.end, key=lambda word: word.start)
        rest = sentence.words[at : at + _NAMED]
        return len(rest) <= 1 or (
            len(rest) < _NAMED
            and all(
                _NAMING.fullmatch(word.text) or self._offices.fullmatch(word.text)
                for word in rest[:-1]
            )
        )

    def _chains(self, sentence: Sentence, credited: list[_Credit]) -> list[Attribution]:
        """Give each credit its part of the sentence: what it leads, or what it closes."""
        found: list[Attribution] = []
        for number, credit in enumerate(credited):
            others = (teller for teller in credit.tellers if not self._is_own(teller))
            chain = tuple(dict.fromkeys(self._source(teller) for teller in others))
            head = min([credit.start, *(teller.start for teller in credit.tellers)])
            accuses = self._accuses.search(self._text, credit.start, credit.end) is not None
            leads = accuses or head - sentence.start < 25 or not self._closes(credit, sentence)
            if leads and (number or accuses):
                low = head
            else:
                low = found[-1].end if found else sentence.start
            if found and leads:
                found[-1] = replace(found[-1], end=max(head, found[-1].start + 1))
            found.append(
                Attribution(
                    chain,
                    low,
                    sentence.end,
                    self._text[credit.start : credit.end].lower(),
                    credit.end,
                    self._beside(sentence, credit, chain),
                )
            )
        return [a for a in found if a.start < a.end]

    def _beside(
        self, sentence: Sentence, credit: _Credit, chain: tuple[Source, ...]
    ) -> tuple[tuple[Source, ...], ...]:
        """The chains of all who tell the same, each with its teller in the place of this one."""
        for number, teller in enumerate(credit.tellers):
            found = find_beside(self._tellers, self._text, sentence, teller)
            others = [self._source(one) for one in found if not self._is_own(one)]
            names = {source.name for source in chain}
            if kept := [other for other in others if other.name not in names]:
                return tuple((*chain[:number], other, *chain[number + 1 :]) for other in kept)
        return ()

    def _closes(self, credit: _Credit, sentence: Sentence) -> bool:
        """Whether little is left of the sentence after a credit: then it covers what is before."""
        last = max([credit.end, *(teller.end for teller in credit.tellers)])
        rest = self._text[last : sentence.end]
        return len(rest.split()) <= 6 and not re.search(r"\d", rest)

    def _is_own(self, teller: Teller) -> bool:
        """Whether the outlet speaks itself, or by its reporter ("SANA's reporter in Homs")."""
        if not self._publisher:
            return False
        inside = (self._roster.find(word) for word in teller.name.split() if word[0].isupper())
        own = any(party and party.id == self._publisher for party in inside)
        return own or teller.party == self._publisher

    def _source(self, teller: Teller) -> Source:
        span = Span(start=teller.start, end=teller.end, text=self._text[teller.start : teller.end])
        return Source(name=self._tellers.memory.named_in_full(teller).name, words=span)


def _is_cue(text: str, match: re.Match[str], start: int) -> bool:
    word = match.group()
    if word[0].isupper() and match.start() > start + 2 and not word.lower().startswith("acc"):
        return False
    if _NOT_SAID.search(text, max(start, match.start() - 10), match.start()):
        return False
    if word.lower() in {"report", "reports"} and _SAYING.match(text, match.end()):
        return False
    if word.lower() in _NOUNS:
        noun = _NOUN_BEFORE.search(text, max(start, match.start() - 14), match.start())
        return noun is None and text[match.end() : match.end() + 4] != " of "
    other = _RECALLED if word.lower().startswith("recall") else _NOT_SAYING
    return not other.match(text, match.end())


def _passes_on(credit: _Credit, tellers: list[Teller], cue: int) -> bool:
    """Whether the later teller passes on the earlier ("…, a medic said, SANA reported")."""
    near = cue - credit.end < 60
    relayed = any(teller.kind in _RELAYERS for teller in credit.tellers)
    return near and not relayed and any(teller.kind in _RELAYERS for teller in tellers)
