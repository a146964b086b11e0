"""Whether all that a case holds is what was put into it, or follows from it."""

import sqlite3
from collections.abc import Callable, Iterator

from khaldun.case import Case
from khaldun.custody import manifest, stamps
from khaldun.errors import KhaldunError
from khaldun.fuse.traits import Parties
from khaldun.knowledge.roster import Roster
from khaldun.register.current import bring_up
from khaldun.register.incidents import Register
from khaldun.register.source import Standing
from khaldun.register.tables import IN_MEMORY, means

#: Makes the lines of a register that are missing.
Fill = Callable[[Register, Case], None]
_REMEDY = "delete the file, and the next command makes it anew"
#: What rows may raise that no program of ours wrote; the ledger's own are checked before.
_ASTRAY = (ArithmeticError, LookupError, RuntimeError, StopIteration, TypeError, ValueError)


def check(case: Case, *, fill: Fill | None = None) -> Iterator[str]:
    """One plain sentence per fault of the captures, ledger, register and manifest.

    The ledger and the captures are checked against hashes. The register has none: it is compared
    with one made anew from the ledger, which costs what fusing the case costs. `fill` makes the
    lines of a register that are missing; without it lines are not looked at.
    """
    yield from case.verify()
    yield from manifest.faults(case.folder)
    yield from stamps.faults(case)
    try:
        yield from _register(case, fill)
    except (KhaldunError, sqlite3.DatabaseError, UnicodeDecodeError) as error:
        yield f"register.sqlite: cannot be compared with the ledger: {error}"


def _register(case: Case, fill: Fill | None) -> Iterator[str]:
    if not case.register.is_file():
        return
    roster = Roster.open()
    standing, parties = Standing.of(case.ledger), Parties(roster)
    made_by = means(roster)
    with Register.copy_of(case.register, fingerprint=made_by) as kept:
        yield from (f"register.sqlite: {line}" for line in kept.broken())
        # Brought up to the ledger, as every command does it first.
        try:
            bring_up(kept, case, roster=roster)
            if fill:
                fill(kept, case)
        except _ASTRAY as error:
            yield f"register.sqlite: {error!r} on the way through it; {_REMEDY}"
            return
        with Register.open(IN_MEMORY, fingerprint=made_by) as fresh:
            fresh.update(standing, parties)
            if fill:
                fill(fresh, case)
            lines = fill is not None
            differing = set(kept.contents(lines=lines)) ^ set(fresh.contents(lines=lines))
    for table in sorted({table for table, _ in differing}):
        yield f"register.sqlite: {table} differ from what the ledger gives; {_REMEDY}"
