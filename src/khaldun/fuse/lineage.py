"""Who copied whom: reports that share their text, edited or cut, are one witness.

Compared are shingles, every three words in a row of headline, captions and body. A copy keeps
most of the shingles of the shorter text, whatever was cut from the longer one or changed in it.
"""

import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

import numpy as np
import numpy.typing as npt

from khaldun.fuse.blocks import Item, pairs
from khaldun.fuse.decisions import Pair
from khaldun.fuse.groups import UNSEEN
from khaldun.fuse.weighing import Here, Shelf, grouped
from khaldun.records import Judgement, Relation, Report

#: The shingles of a text, each once; as a set they would take ten times the memory.
Shingles = npt.NDArray[np.uint32]
_WORD = re.compile(r"\w+")
_OWN_TEXT = frozenset(("headline", "subheading", "caption", "body"))
#: The share of the shorter text that a copy keeps. On the development set the seven true pairs
#: keep 0.44 to 0.98 of it, every other pair 0.15 or less.
KEPT = 0.4
#: Two texts with fewer shingles in common share a phrase, not a text.
LEAST_SHARED = 20
#: One shingle in so many looks for candidates; all of them are then compared.
SAMPLED = 4
#: So many sampled shingles two texts must share. Of `LEAST_SHARED`, a fourth of them sampled, no
#: copy has less but one in forty (the binomial distribution); of a text of usual length, none.
LEAST_SAMPLED = 2
#: A sampled shingle of more reports than this (a stock phrase, or a text that all reprint) pairs
#: each report with so many that follow it, by day of publication.
CROWD = 60


class Texts:
    """Reports as texts: by what they meet, and how much of the shorter one two of them share."""

    relation: Relation = "copy"
    window = CROWD
    least = LEAST_SAMPLED

    def __init__(self, reports: Shelf[Report]) -> None:
        self._reports = reports
        self._shingles: dict[str, Shingles] = {}

    def item(self, report: str) -> Item:
        """A report as an item of blocks; its rank is the first day of its publication."""
        published = self._reports[report].published
        shingles = self._of(report)
        sample = frozenset(shingles[shingles % SAMPLED == 0].tolist())
        return Item(report, published.earliest.toordinal() if published else 0, sample)

    def score(self, left: str, right: str) -> float:
        """The points of a copy, or of two that have nothing to do with each other."""
        return _score(self._of(left), self._of(right))

    def records(self, report: str) -> tuple[None, Report]:
        """The report, which is all that there is."""
        return None, self._reports[report]

    def traits(self, report: str) -> bytes:
        """The shingles of a report, one number after the other."""
        return self._of(report).tobytes()

    @staticmethod
    def points(left: bytes, right: bytes) -> float:
        """As `score`, of two reports by their `traits`."""
        return _score(np.frombuffer(left, np.uint32), np.frombuffer(right, np.uint32))

    def kept(self, left: str, right: str) -> float:
        """The share of the shorter text that a copy keeps of it; 0 where the two are no copies."""
        return _kept(self._of(left), self._of(right))

    def _of(self, report: str) -> Shingles:
        if report not in self._shingles:
            self._shingles[report] = _shingles(self._reports[report])
        return self._shingles[report]


def copies(reports: Iterable[Report]) -> dict[Pair, float]:
    """Pairs of report ids, in order, that share a text, and the share of the shorter one kept."""
    by_id = {report.id: report for report in sorted(reports, key=lambda report: report.id)}
    found = Texts(by_id)
    met = pairs(map(found.item, by_id), found.window, found.least)
    return {pair: kept for pair in met if (kept := found.kept(*pair))}


def texts(
    reports: Mapping[str, Report], judgements: Sequence[Judgement] = ()
) -> dict[str, tuple[str, ...]]:
    """For each report the ids of all that share its text, itself included.

    Grouped like accounts are (`khaldun.fuse.groups`), so that one shared paragraph does not
    chain a hundred reports; what a person judged of two reports ("copy") always holds.
    """
    groups = chain.from_iterable(grouped(Here(Texts(reports), reports), judgements))
    return {report: members for members in groups for report in members}


def _score(one: Shingles, other: Shingles) -> float:
    kept = _kept(one, other)
    # 10 points a unit put the mark at 0.
    return 10 * (kept - KEPT) if kept else UNSEEN


def _kept(one: Shingles, other: Shingles) -> float:
    shared = len(np.intersect1d(one, other, assume_unique=True))
    kept = shared / max(1, min(len(one), len(other)))
    return kept if shared >= LEAST_SHARED and kept >= KEPT else 0.0


def _shingles(report: Report) -> Shingles:
    found: set[int] = set()
    for passage in report.passages:
        if passage.kind in _OWN_TEXT:
            words = _WORD.findall(report.text[passage.start : passage.end].lower())
            triples = zip(words, words[1:], words[2:], strict=False)
            found.update(zlib.crc32(" ".join(triple).encode()) for triple in triples)
    return np.fromiter(found, np.uint32, len(found))
