"""What must go from a case goes from all of its files."""

import shutil
from contextlib import suppress

from khaldun.capture.store import digest, shred
from khaldun.case import Case
from khaldun.ledger.expunge import Order

#: Where answers lie that Spark staged, and files that the desk was handed, until they are read.
_STAGED, _ASIDE = "staging", "intake"


def expunge(case: Case, order: Order) -> int:
    """Take a capture out of ledger, store and register; how many tombstones were put.

    Killed in between, it is finished by doing it again; `check` says so until then. Copies that
    were made before (backups, exports) still hold it, and so may sectors of the disk that the file
    system has let go of.

    Raises:
        CaseError: the capture is not in the case, or another program has it open.
    """
    count = case.ledger.expunge(order)
    case.store.destroy(order.capture)
    # It is made anew by the next command that lists incidents.
    for path in case.folder.glob(f"{case.register.name}*"):
        shred(path)
    _forget_what_waits(case, order.capture)
    return count


def _forget_what_waits(case: Case, capture: str) -> None:
    """Take out what a run that was stopped left: all its answers, and the same bytes."""
    for path in filter(lambda path: path.is_file(), (case.folder / _STAGED).rglob("*")):
        shred(path)
    shutil.rmtree(case.folder / _STAGED, ignore_errors=True)
    for path in (case.folder / _ASIDE).glob("*/*"):
        with suppress(FileNotFoundError):  # the desk may have read it by now
            if digest(path) == capture:
                shred(path)
