"""What must go from a case goes from all of its files."""

from khaldun.capture.store import shred
from khaldun.case import Case
from khaldun.ledger.expunge import Order


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
    return count
