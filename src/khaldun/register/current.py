"""The register of a case as it is now."""

from contextlib import suppress
from pathlib import Path

from khaldun.case import Case
from khaldun.errors import CaseError
from khaldun.fuse.traits import Parties
from khaldun.knowledge.roster import Roster
from khaldun.register.incidents import Register
from khaldun.register.source import Standing
from khaldun.register.tables import IN_MEMORY, means


def up_to_date(case: Case, *, roster: Roster) -> Register:
    """The case's register, brought up to its ledger; close it.

    Where it cannot be written, or the case is one of an earlier day, it is made anew in memory.
    """
    standing = Standing.of(case.ledger)
    if not case.past:
        with suppress(CaseError):
            return _updated(case.register, standing, roster)
    return _updated(IN_MEMORY, standing, roster)


def _updated(path: Path, standing: Standing, roster: Roster) -> Register:
    register = Register.open(path, fingerprint=means(roster))
    try:
        register.update(standing, Parties(roster))
    except BaseException:
        register.close()
        raise
    return register


def update(case: Case, *, roster: Roster) -> int:
    """Bring the case's register up to its ledger; how many incidents were made or changed.

    Raises:
        CaseError: the register cannot be written.
    """
    with Register.open(case.register, fingerprint=means(roster)) as register:
        return register.update(Standing.of(case.ledger), Parties(roster))
