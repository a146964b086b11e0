"""One hash of what a ledger says, by which two readings of the same inputs are compared."""

import hashlib

from khaldun import codec
from khaldun.case import Case


def ledger_hash(case: Case) -> str:
    """SHA-256 of every outcome that stands, its report and its accounts, by location and id.

    Without when and by which run they were read, and in which order they were written.
    """
    digest = hashlib.sha256()
    for outcome in case.ledger.outcomes():
        said = (outcome.location, outcome.capture, outcome.state, outcome.reason, outcome.report)
        digest.update(codec.encode(said))
    accounts, reports = case.ledger.standing()
    digest.update(codec.encode([sorted(accounts.items()), sorted(reports.items())]))
    return digest.hexdigest()
