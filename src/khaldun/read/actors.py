"""The words of a sentence for those who act: named parties, and described ones ("rebel forces")."""

import re
from dataclasses import dataclass

from khaldun.knowledge.codebook import Codebook
from khaldun.knowledge.roster import Roster
from khaldun.text import Sentence

#: Kinds of party that tell or suffer, and do not fight.
_SPEAKERS = frozenset({"agency", "outlet", "observatory", "rescue", "ngo", "people"})
_AIRPORT = re.compile(r"\s(?:airports?|airbases?|air bases?|airfields?)\b", re.IGNORECASE)
#: So many words before a noun may describe it.
_DESCRIBED = 4
_DESCRIBING = re.compile(
    r"(?:(?:[A-Z][\w'’-]*|[a-z]+-[a-z]+|rebel|regime|government|opposition|armed|allied|foreign"
    rf"|local|army)\s+){{0,{_DESCRIBED}}}\Z"
)
_LEADING = re.compile(r"(?:The|An?|In|On|At|Meanwhile|But|And|Some|Many|Several|Other|By|From)\s+")


@dataclass(frozen=True, slots=True)
class ActorMention:
    """Words for an actor; `party` is its id where known.

    `adjective` marks a bare nationality: it names who did it only beside the deed.
    """

    start: int
    end: int
    name: str
    party: str | None
    adjective: bool = False


def find_actors(
    text: str, sentence: Sentence, *, roster: Roster, codebook: Codebook
) -> list[ActorMention]:
    """The actors named or described in a sentence, in order, not overlapping."""
    found = _named(text, sentence, roster)
    for match in codebook.actors.finditer(text, sentence.start, sentence.end):
        if _AIRPORT.match(text, match.end()):  # "Tabqa military airport"
            continue
        start, end = _widened(text, match, sentence)
        inside = [mention for mention in found if mention.start < end and start < mention.end]
        if not inside:
            found.append(ActorMention(start, end, text[start:end], None))
        elif len(inside) == 1 and inside[0].end <= match.start() + 1:
            found.remove(inside[0])
            low = min(start, inside[0].start)
            found.append(ActorMention(low, end, text[low:end], inside[0].party))
    return sorted(found, key=lambda mention: mention.start)


def _named(text: str, sentence: Sentence, roster: Roster) -> list[ActorMention]:
    """Parties of the roster; where none is, nationalities ("Turkish air strikes")."""
    found: list[ActorMention] = []
    words = sentence.words
    texts = [word.text for word in words]
    at = 0
    while at < len(words):
        count, party = roster.longest(texts[at : at + 12])
        word = words[at]
        if party and party.kind not in _SPEAKERS:
            end = words[at + count - 1].end
            found.append(ActorMention(word.start, end, text[word.start : end], party.id))
        elif not count and word.text[0].isupper():
            state = roster.composite([word.text, "forces"])[1]
            if state:
                found.append(
                    ActorMention(word.start, word.end, word.text, state.id, adjective=True)
                )
        at += max(count, 1)
    return found


def _widened(text: str, match: re.Match[str], sentence: Sentence) -> tuple[int, int]:
    """The noun for an actor with the describing words before it ("pro-government forces")."""
    past = text[sentence.start : match.start()]
    parts = past.rsplit(None, _DESCRIBED)
    # From the last words on: a search from the start of a long sentence takes three times as long.
    before = _DESCRIBING.search(past, len(parts[0]) if len(parts) > _DESCRIBED else 0)
    start = match.start() - (len(before.group()) if before else 0)
    lead = _LEADING.match(text[start : match.start()])
    return start + (len(lead.group()) if lead else 0), match.end()
