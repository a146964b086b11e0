"""Who copied whom: reports that share their text, edited or cut, are one witness.

Compared are shingles, every three words in a row of headline, captions and body. A copy keeps
most of the shingles of the shorter text, whatever was cut from the longer one or changed in it.
"""

import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from khaldun.fuse.groups import group
from khaldun.records import Judgement, Report

_WORD = re.compile(r"\w+")
_OWN_TEXT = frozenset(("headline", "subheading", "caption", "body"))
#: The share of the shorter text that a copy keeps. On the development set the seven true pairs
#: keep 0.44 to 0.98 of it, every other pair 0.15 or less.
KEPT = 0.4
#: Two texts with fewer shingles in common share a phrase, not a text.
LEAST_SHARED = 20
#: One shingle in so many looks for candidates; all of them are then compared.
SAMPLED = 4
#: A sampled shingle of more reports than this (a stock phrase, or a text that all reprint) pairs
#: each report with so many that follow it, by day of publication.
CROWD = 60


def copies(reports: Iterable[Report]) -> dict[tuple[str, str], float]:
    """Pairs of report ids, in order, that share a text, and the share of the shorter one kept."""
    shingles = {report.id: _shingles(report) for report in sorted(reports, key=_published)}
    found = {}
    for left, right in sorted(_candidates(shingles)):
        shared = len(shingles[left] & shingles[right])
        kept = shared / min(len(shingles[left]), len(shingles[right]))
        if shared >= LEAST_SHARED and kept >= KEPT:
            found[left, right] = kept
    return found


def texts(
    reports: Mapping[str, Report], judgements: Sequence[Judgement] = ()
) -> dict[str, tuple[str, ...]]:
    """For each report the ids of all that share its text, itself included.

    Grouped like accounts are (`khaldun.fuse.groups`), so that one shared paragraph does not
    chain a hundred reports; what a person judged of two reports ("copy") always holds.
    """
    # 10 points a unit puts the mark at 0, and a pair with nothing in common where groups put one.
    scores = {pair: 10 * (kept - KEPT) for pair, kept in copies(reports.values()).items()}
    groups = group(reports, scores, judgements=judgements, relation="copy")
    return {report: members for members in groups for report in members}


def _published(report: Report) -> tuple[str, str]:
    return str(report.published.earliest) if report.published else "", report.id


def _shingles(report: Report) -> frozenset[int]:
    found: set[int] = set()
    for passage in report.passages:
        if passage.kind in _OWN_TEXT:
            words = _WORD.findall(report.text[passage.start : passage.end].lower())
            triples = zip(words, words[1:], words[2:], strict=False)
            found.update(zlib.crc32(" ".join(triple).encode()) for triple in triples)
    return frozenset(found)


def _candidates(shingles: Mapping[str, frozenset[int]]) -> set[tuple[str, str]]:
    holders: defaultdict[int, list[str]] = defaultdict(list)
    for report, held in shingles.items():
        for shingle in held:
            if shingle % SAMPLED == 0:
                holders[shingle].append(report)
    return {
        (left, right) if left < right else (right, left)
        for reports in holders.values()
        for n, left in enumerate(reports)
        for right in reports[n + 1 : n + 1 + CROWD]
    }
