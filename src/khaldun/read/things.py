"""Counts of things: of which kind they are, and which of them count nothing.

A report names things again with their number ("the two towns"), or tells where something happened
("six were killed in two districts"). In the training reports 7 of 8 of the first and 10 of 12 of
the second that stood beside an incident had no figure.
"""

import re

from khaldun.knowledge.codebook import Codebook
from khaldun.read.quantities import Quantity
from khaldun.records import FigureKind

_DEFINITE = re.compile(r"\b(?:the|these|those)\s+\Z", re.IGNORECASE)
_WITHIN = re.compile(r"\b(?:in|on|across|over|near|throughout)\s+\Z", re.IGNORECASE)
_GROUNDS = frozenset(
    "areas districts neighbourhoods neighborhoods quarters suburbs regions provinces parts".split()
)
#: Rounds that are not fired: "several rounds of heavy fighting".
_ROUNDS = re.compile(
    r"rounds? of (?:[\w-]+ )?(?:fighting|clashes|battles?|talks|negotiations|protests)\b",
    re.IGNORECASE,
)
#: Numbers that are names: "the 101, 102 and 103 gas fields".
_NAMES = re.compile(r"\bthe (?:\d+,? ){1,9}and \d+\b", re.IGNORECASE)
#: So many characters before a count are looked at; and so many for a name.
_BEFORE, _NAMED = 12, 40


def thing_of(text: str, quantity: Quantity, codebook: Codebook) -> FigureKind | None:
    """The kind of a count of things, by the last of the words counted; None for people."""
    counted = quantity.counted
    if _ROUNDS.match(text, max(quantity.start, quantity.noun_end - len(counted))):
        return "other"
    ends = {
        kind: match.start()
        for kind, pattern in codebook.things.items()
        for match in pattern.finditer(counted)
        if match.end() == len(counted)
    }
    # "suicide bombers" are no aircraft, though "bombers" are: the most words decide.
    return min(ends, key=lambda kind: ends[kind], default=None)


def counts_nothing(text: str, quantity: Quantity, codebook: Codebook) -> bool:
    """Whether things are only named again with their number, or tell where something happened."""
    low, high = max(0, quantity.start - _BEFORE), quantity.start
    near = (max(0, high - _NAMED), high + _NAMED)
    if any(names.start() < high < names.end() for names in _NAMES.finditer(text, *near)):
        return True
    if quantity.single or not thing_of(text, quantity, codebook):
        return False
    where = quantity.head in _GROUNDS and _WITHIN.search(text, low, high)
    return bool(where or _DEFINITE.search(text, low, high))
