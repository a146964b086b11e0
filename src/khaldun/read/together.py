"""Who says it together: "activists and state media said", "according to residents, medics and X".

Each of those who tell one thing is a source of its own, as the guide has it.
"""

import re

from khaldun.read.bodies import TELLING_KINDS
from khaldun.read.descriptions import PREPOSITION
from khaldun.read.memory import Teller
from khaldun.read.tellers import Tellers
from khaldun.text import Sentence

_ARTICLE = r"(?:(?:the|an?|some|its|other|both)\s+)?"
_AND_BEFORE = re.compile(rf",?\s+and\s+{_ARTICLE}\Z", re.IGNORECASE)
_COMMA_BEFORE = re.compile(rf",\s+{_ARTICLE}\Z", re.IGNORECASE)
_BEHIND = re.compile(r"\s+and\b|,\s+and\b|,", re.IGNORECASE)
#: Words that may go on behind who tells; any other begins a clause of its own.
_GOES_ON = re.compile(r"\s*(?:\Z|[.,;:\"”)]|(?:and|said|say|reported|on|in|that)\b)", re.IGNORECASE)
_LAST_WORD = re.compile(rf"([\w'’-]+|\W)\s+{_ARTICLE}\Z", re.IGNORECASE)
#: So many characters before a name are looked at.
_LOOK = 30
#: So many tell one thing at most; a hostile sentence has thousands.
_MOST = 5


def find_beside(tellers: Tellers, text: str, sentence: Sentence, teller: Teller) -> list[Teller]:
    """The tellers joined to one by "and", whose words stand before or behind."""
    found = _before(tellers, text, sentence, teller) or _behind(tellers, text, sentence, teller)
    return [other for other in found if other.name != teller.name]


def _before(tellers: Tellers, text: str, sentence: Sentence, teller: Teller) -> list[Teller]:
    found: list[Teller] = []
    joint, start = _AND_BEFORE, teller.start
    while len(found) < _MOST:
        join = joint.search(text, max(sentence.start, start - _LOOK), start)
        if join is None:
            break
        other = tellers.before(sentence, join.start())
        if other is None or not _speaks(text, sentence, other):
            break
        found.append(other)
        joint, start = _COMMA_BEFORE, other.start
    return found


def _behind(tellers: Tellers, text: str, sentence: Sentence, teller: Teller) -> list[Teller]:
    found: list[Teller] = []
    end = teller.end
    while len(found) < _MOST and (join := _BEHIND.match(text, end, sentence.end)):
        other = tellers.after(sentence, join.end())
        if other is None or not _GOES_ON.match(text, other.end, sentence.end):
            break
        found.append(other)
        if "and" in join.group():
            return found
        end = other.end
    return []


def _speaks(text: str, sentence: Sentence, other: Teller) -> bool:
    """Whether one named before "and" tells: in "killed by the army and X said" only X does."""
    last = _LAST_WORD.search(text, max(sentence.start, other.start - _LOOK), other.start)
    if last is None or last[1] in ',;:"”':
        return True
    if last[1].lower() == "between" or PREPOSITION.fullmatch(last[1].lower()):
        return False
    return other.kind in TELLING_KINDS or other.name.startswith("unnamed")
