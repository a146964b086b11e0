"""The public interface: five verbs, the case, and what they need. Import from here.

    capture   a file's bytes, kept under their SHA-256                          → Capture
    segment   a capture as text and passages, each in one voice                 → Report
    read      the accounts that a report tells, their phrases not yet resolved  → Accounts
    resolve   the same accounts with places, days and parties, or gaps          → Accounts
    fuse      accounts of many reports as incidents with findings               → Incidents

`ingest` does the first four for files and folders, in child processes with caps, and writes what
comes of them into a `Case`; `reconcile` does the fifth for all that a case holds. Read what you do
not trust with `ingest`: the verbs themselves work in this process.

All else in `khaldun` may change without notice. The verbs stand here and not in `khaldun` itself,
because five sub-packages have their names (`docs/decisions/api.md`).
"""

from khaldun.capture.files import capture
from khaldun.capture.store import Store
from khaldun.case import Case
from khaldun.errors import KhaldunError
from khaldun.fuse.incidents import fuse
from khaldun.intake import Ingested
from khaldun.pipeline import ingest, read_report, reconcile
from khaldun.read.forwards import credit_forwards as _credit_forwards
from khaldun.records import Account, Details, Report
from khaldun.resolve.account import resolve
from khaldun.segment.report import segment
from khaldun.settings import Settings
from khaldun.tools import Tools, build_tools

__all__ = [
    "Case",
    "Details",
    "Ingested",
    "KhaldunError",
    "Settings",
    "Store",
    "Tools",
    "build_tools",
    "capture",
    "fuse",
    "ingest",
    "read",
    "read_report",
    "reconcile",
    "resolve",
    "segment",
]


def read(report: Report, *, tools: Tools) -> tuple[Account, ...]:
    """The accounts that a report tells, in order of its text, by the reader of these tools.

    `when` and `where` are gaps until `resolve` fills them. A report in a language that the reader
    does not know is read all the same, badly; `read_report` refuses it.
    """
    return _credit_forwards(report, tools.reader.read(report))
