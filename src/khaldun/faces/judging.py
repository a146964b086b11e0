"""A person's decision on two accounts, or on all accounts of two incidents."""

from datetime import UTC, datetime
from itertools import product

from khaldun.case import Case
from khaldun.errors import InputError
from khaldun.faces.views import pick, views


def decide(case: Case, sides: tuple[str, str], *, same: bool, reason: str, by: str) -> int:
    """Write the judgements that put two sides into one incident or keep them apart.

    A side is the start of an id of an account or an incident. To join two incidents one pair of
    accounts is enough; to keep them apart every pair across is judged, as any one pair left would
    let them be joined through it. Returns how many judgements were written.

    Raises:
        CaseError: a side is not in the case.
        InputError: a reason or a name is missing, or an account is set against itself.
    """
    if not reason.strip() or not by.strip():
        raise InputError("a judgement needs a reason and the name of who decides: --reason, --by")
    members = {view.incident.id: view.incident.accounts for view in views(case)}
    members |= {account: (account,) for accounts in members.values() for account in accounts}
    lefts, rights = (members[pick(side, members)] for side in sides)
    shared = sorted(set(lefts) & set(rights))
    if shared:
        raise InputError(f"account {shared[0]} is on both sides; name two sides that share none")
    pairs = [(lefts[0], rights[0])] if same else list(product(lefts, rights))
    decided_at = datetime.now(UTC)
    for left, right in pairs:
        case.ledger.judge(
            relation="same",
            left=left,
            right=right,
            verdict="yes" if same else "no",
            reason=reason,
            decided_by=by,
            decided_at=decided_at,
        )
    return len(pairs)
