"""Which kinds of incident a sentence tells of, and by which of its words."""

import re
from dataclasses import dataclass

from khaldun.knowledge.codebook import Codebook
from khaldun.records import IncidentKind, Status

_CARRIERS = frozenset(
    "carried out any a an the new conducted launched been fired such made".split()
)
_FIGHTING = frozenset({"fighting", "battling"})
_NOT_TOLD = re.compile(r"\b(?:anti|counter|pro)[\s-]\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Clue:
    """Words that tell of an incident of one kind; `sure` ones do so alone."""

    kind: IncidentKind
    start: int
    end: int
    sure: bool


def find_clues(text: str, start: int, end: int, codebook: Codebook) -> list[Clue]:
    """The clues of a sentence in order; where two overlap the longer stays."""
    found = [
        Clue(kind, match.start(), match.end(), sure)
        for (kind, sure), match in codebook.incidents.find(text, start, end)
        if not _is_negated(text, match, start, codebook)
        and not (kind == "capture" and _is_wanted(text, match, start, codebook))
        and not (kind == "battle" and _describes(text, match, start, codebook))
    ]
    found.sort(key=lambda clue: (not clue.sure, clue.start - clue.end, clue.start))
    kept: list[Clue] = []
    for clue in found:
        if all(clue.end <= other.start or clue.start >= other.end for other in kept):
            kept.append(clue)
    return sorted(kept, key=lambda clue: clue.start)


def _is_negated(text: str, match: re.Match[str], start: int, codebook: Codebook) -> bool:
    """Whether the words beside a clue say that it was not: "no air strikes", "did not hit"."""
    before = text[max(start, match.start() - 32) : match.start()]
    if _NOT_TOLD.search(before[-8:]):
        return True
    negated = codebook.status["not_told"].finditer(before)
    return any(_reaches(before[no.end() :].split()) for no in negated) or bool(
        codebook.status["not_after"].match(text[match.end() :].lstrip()[:24])
    )


def _is_wanted(text: str, match: re.Match[str], start: int, codebook: Codebook) -> bool:
    """Whether a place is held or wanted, not taken: "under the control of", "aims to seize"."""
    before = text[max(start, match.start() - 32) : match.start()].rstrip()
    return _ends(before, codebook.status["not_taken"]) and not codebook.status["taken"].search(
        before
    )


def _describes(text: str, match: re.Match[str], start: int, codebook: Codebook) -> bool:
    """Whether a word for fighting tells who somebody is: "a coalition fighting X"."""
    if match.group().lower() not in _FIGHTING:
        return False
    before = text[max(start, match.start() - 32) : match.start()].rstrip()
    after = text[match.end() : match.end() + 16].lstrip()
    status = codebook.status
    return _ends(before, status["fighting_are"]) or bool(status["fighting_for"].match(after))


def _ends(before: str, pattern: re.Pattern[str]) -> bool:
    return any(match.end() == len(before) for match in pattern.finditer(before))


def _reaches(between: list[str]) -> bool:
    """Whether a negation reaches over these words: "not carried out any …"."""
    return len(between) <= 1 or all(word.lower() in _CARRIERS for word in between)


def find_status(text: str, clue: Clue, start: int, codebook: Codebook) -> Status:
    """Whether the words before a clue put it into the future or into doubt."""
    before = text[max(start, clue.start - 60) : clue.start]
    after = text[clue.end : clue.end + 30].lstrip()
    if codebook.status["planned"].search(before) or codebook.status["planned_after"].match(after):
        return "planned"
    if codebook.status["possible_after"].match(after):
        return "possible"
    # "May" is the month; a sentence hardly begins with the other one.
    if any(match.group() != "May" for match in codebook.status["possible"].finditer(before)):
        return "possible"
    return "happened"
