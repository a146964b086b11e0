"""What the commands on the keeping of evidence print, and how they find what is named."""

from collections.abc import Sequence

from khaldun.case import Case
from khaldun.custody.stamps import Stamp
from khaldun.errors import CaseError
from khaldun.faces.explain import pick_report
from khaldun.faces.views import pick
from khaldun.faces.words import safe


def expunged(case: Case) -> list[str]:
    """One line for each capture that was taken out: its hash, when, who, why."""
    return [
        f"expunged: capture {stone.capture} on {stone.at:%Y-%m-%d} by {safe(stone.by)}:"
        f" {safe(stone.reason)}"
        for stone in case.ledger.tombstones()
        if stone.table == "captures"
    ]


def stamped(stamps: Sequence[Stamp], captures: int) -> list[str]:
    """One line for each word of an authority, and how many captures none has stamped."""
    lines = [
        f"stamped: {one.captures} captures at {one.at:%Y-%m-%d %H:%M} UTC by {safe(one.authority)}"
        if one.at and not one.reason
        else f"not stamped: by {safe(one.authority)}: {safe(one.reason or '')}"
        for one in stamps
    ]
    most = max((one.captures for one in stamps if one.at and not one.reason), default=0)
    if most < captures:
        lines.append(f"not stamped: {captures - most} captures, by anyone; `khaldun stamp` asks")
    return lines


def pick_capture(words: str, case: Case) -> str:
    """The capture whose id starts so, or of the report that is named so.

    Raises:
        CaseError: none is, or several are.
    """
    known = {*case.ledger.capture_ids(), *case.ledger.forgotten()}
    try:
        return pick(words, known)
    except CaseError:
        if any(name.startswith(words.lower()) for name in known):
            raise
        return pick_report(words, case).capture
