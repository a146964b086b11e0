"""What the commands on the keeping of evidence print, and how they find what is named."""

import re
from collections.abc import Iterable, Sequence

from khaldun.case import Case
from khaldun.custody.stamps import Stamp
from khaldun.errors import CaseError
from khaldun.faces.explain import pick_report
from khaldun.faces.views import pick
from khaldun.faces.words import safe
from khaldun.intake import INSIDE


def expunged(case: Case) -> list[str]:
    """One line for each capture that was taken out: its hash, when, who, why."""
    return [
        f"expunged: capture {stone.capture} on {stone.at:%Y-%m-%d} by {safe(stone.by)}:"
        f" {safe(stone.reason)}"
        for stone in case.ledger.tombstones()
        if stone.table == "captures"
    ]


def beside(case: Case, capture: str) -> list[str]:
    """One line for each other capture that holds a document of a container, or came out of it."""
    ended = {one.location: one.capture for one in case.ledger.outcomes() if one.capture}
    own = [place for place, found in ended.items() if found == capture]
    around = {
        ended.get(place[: mark.start()])
        for place in own
        for mark in re.finditer(re.escape(INSIDE), place)
    }
    inside = {
        found
        for place, found in ended.items()
        if any(place.startswith(f"{one}{INSIDE}") for one in own)
    }
    return [
        *(f"capture {one}: it came out of this, which still holds it" for one in _others(around)),
        *(f"capture {one}: this came out of it, and is still here" for one in _others(inside)),
    ]


def _others(captures: Iterable[str | None]) -> list[str]:
    return sorted(filter(None, captures))


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
