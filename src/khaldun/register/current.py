"""The register of a case as it is now."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from khaldun.case import Case
from khaldun.errors import CaseError
from khaldun.fuse.traits import Parties
from khaldun.fuse.weighing import Here, Weigh
from khaldun.knowledge.roster import Roster
from khaldun.register.incidents import Register
from khaldun.register.source import Standing
from khaldun.register.tables import IN_MEMORY, means, put_in_place


def up_to_date(case: Case, *, roster: Roster) -> Register:
    """The case's register, brought up to its ledger; close it.

    Where it cannot be written, or the case is one of an earlier day, it is made anew in memory.
    """
    if not case.past:
        with suppress(CaseError):
            return _updated(case, case.register, roster)
    return _updated(case, IN_MEMORY, roster)


def _updated(case: Case, path: Path, roster: Roster) -> Register:
    register = Register.open(path, fingerprint=means(roster))
    try:
        bring_up(register, case, roster=roster)
    except BaseException:
        register.close()
        raise
    return register


def bring_up(register: Register, case: Case, *, roster: Roster, weigh: Weigh = Here) -> int:
    """Bring a register up to the case's ledger; how many incidents were made or changed.

    Nothing is looked at where nothing was written since the last time. `weigh` compares what is
    grouped anew.
    """
    if register.mark == case.ledger.mark():
        return 0
    return register.update(Standing.of(case.ledger, register), Parties(roster), weigh)


def update(case: Case, *, roster: Roster, weigh: Weigh = Here) -> int:
    """Bring the case's register up to its ledger; how many incidents were made or changed.

    Raises:
        CaseError: the register cannot be written.
    """
    with Register.open(case.register, fingerprint=means(roster)) as register:
        return bring_up(register, case, roster=roster, weigh=weigh)


@contextmanager
def renewed(case: Case, *, roster: Roster) -> Iterator[Register]:
    """A copy of the register to bring up, which takes its place at the end; who reads it meanwhile
    is not disturbed.

    Raises:
        CaseError: it cannot be written, or another program is at the same.
    """
    with Register.copy_of(case.register, fingerprint=means(roster), to=case.renewed) as register:
        yield register
    put_in_place(case.renewed, case.register)
