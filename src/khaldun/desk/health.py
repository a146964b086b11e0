"""What a case says of itself once every byte of it was looked at."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from khaldun.capture.pages import METHOD
from khaldun.case import Case
from khaldun.custody import checking, stamps
from khaldun.faces.listed import fill
from khaldun.ledger.store import Ledger
from khaldun.records import Outcome, Run

#: Size and time of the ledger's files, which differ after every write.
Stamp = tuple[tuple[int, int], ...]
#: The ledger, and SQLite's journals beside it.
_FILES = ("ledger.sqlite", "ledger.sqlite-wal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """The faults of a case; of a sound one also how inputs ended, by what they were read, the
    digest of its content and the end of its journal.

    `asked` says how many pages were had of which hosts, `stamped` which hosts were asked for a
    time: all that left this machine for the case's sake.
    """

    stamp: Stamp
    faults: Sequence[str]
    captures: int = 0
    outcomes: Sequence[Outcome] = ()
    runs: Sequence[Run] = ()
    content: str = ""
    head: str = ""
    asked: Mapping[str, int]
    stamped: Sequence[str]


def stamp_of(folder: Path) -> Stamp:
    """The stamp of the case in this folder as it is now."""
    found = [path.stat() for name in _FILES if (path := folder / name).exists()]
    return tuple((one.st_size, one.st_mtime_ns) for one in found)


def check(case: Case, told: Callable[[Health], None]) -> None:
    """Look at every byte, row and quoted word; slow, and takes as much memory as to find all
    incidents.
    """
    stamp, faults = stamp_of(case.folder), list(checking.check(case, fill=fill))
    stamped = sorted({path.stem for path in (case.folder / stamps.FOLDER).glob("*/*.tsr")})
    if faults:
        # A damaged ledger may not even be listed.
        told(Health(stamp=stamp, faults=faults, asked={}, stamped=stamped))
        return
    ledger = case.ledger
    told(
        Health(
            stamp=stamp,
            faults=(),
            captures=len(ledger.capture_ids()),
            outcomes=list(ledger.outcomes()),
            runs=list(ledger.runs()),
            content=ledger.content_digest(),
            head=ledger.head(),
            asked=_asked(ledger),
            stamped=stamped,
        )
    )


def _asked(ledger: Ledger) -> Mapping[str, int]:
    places = (one.location for one in ledger.captures() if one.method == METHOD)
    return Counter(urlsplit(place).hostname or place for place in places)
