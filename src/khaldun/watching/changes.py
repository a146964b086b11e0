"""What an edited page says now and said before."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import pairwise

from khaldun.case import Case
from khaldun.records import Report

#: So many changes of one edit are told; those with numbers first.
_MOST = 3
#: A stretch of more words than these is cut.
_LONGEST = 12
_WORD = re.compile(r"\S+")


def changes(case: Case, location: str) -> list[str]:
    """One line for each edit of a page between two captures of it, oldest first."""
    reports: list[Report] = []
    for outcome in case.ledger.history(location):
        report = case.ledger.report(outcome.report) if outcome.report else None
        if report and (not reports or report.capture != reports[-1].capture):
            reports.append(report)
    told = []
    for before, after in pairwise(reports):
        at = case.ledger.capture(after.capture).captured_at
        found = sorted(_edits(before.text, after.text), key=lambda words: not _counts(words))
        shown = "; ".join(found[:_MOST]) or "no word of its text"
        more = f"; {len(found) - _MOST} more" if len(found) > _MOST else ""
        told.append(f"{shown}{more} at {at:%Y-%m-%d %H:%M} UTC")
    return told


def _edits(before: str, after: str) -> Iterator[str]:
    old, new = _WORD.findall(before), _WORD.findall(after)
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "replace":
            yield f"{_cut(old[a:b])} became {_cut(new[c:d])}"
        elif kind == "insert":
            yield f"added: {_cut(new[c:d])}"
        elif kind == "delete":
            yield f"gone: {_cut(old[a:b])}"


def _cut(words: list[str]) -> str:
    shown = " ".join(words[:_LONGEST])
    return f"{shown} …" if len(words) > _LONGEST else shown


def _counts(words: str) -> bool:
    return any(map(str.isdigit, words))
