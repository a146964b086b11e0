"""Which kinds of incident a sentence tells of, and by which of its words."""

import re
from dataclasses import dataclass

from khaldun.knowledge.codebook import Codebook
from khaldun.records import IncidentKind, Status

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
        Clue(words.kind, match.start(), match.end(), sure)
        for words in codebook.incidents
        for pattern, sure in ((words.sure, True), (words.likely, False))
        for match in pattern.finditer(text, start, end)
        if not _NOT_TOLD.search(text, max(start, match.start() - 8), match.start())
    ]
    found.sort(key=lambda clue: (clue.start - clue.end, not clue.sure, clue.start))
    kept: list[Clue] = []
    for clue in found:
        if all(clue.end <= other.start or clue.start >= other.end for other in kept):
            kept.append(clue)
    return sorted(kept, key=lambda clue: clue.start)


def find_status(text: str, clue: Clue, start: int, codebook: Codebook) -> Status:
    """Whether the words before a clue put it into the future or into doubt."""
    before = text[max(start, clue.start - 60) : clue.start]
    after = text[clue.end : clue.end + 30]
    if codebook.status["planned"].search(before) or codebook.status["planned_after"].match(
        after.lstrip()
    ):
        return "planned"
    # "May" is the month; a sentence hardly begins with the other one.
    if any(match.group() != "May" for match in codebook.status["possible"].finditer(before)):
        return "possible"
    return "happened"
