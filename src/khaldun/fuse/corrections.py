"""Accounts as people corrected them. What was read stays in the ledger; a later word takes it back.

Every correction is a judgement on one field of one account. A claim that was corrected, or that
the reader had missed, names the judgement as the rule that it comes from.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from khaldun import codec
from khaldun.records import (
    Account,
    ActorRef,
    Claim,
    Gap,
    IncidentKind,
    Interval,
    Judgement,
    PlaceRef,
    Status,
    without_gaps,
)

#: A field's name is this and the id of the claim that is corrected, taken away or added.
CLAIM = "claim "
#: How the rule or reason of a corrected value starts.
CORRECTED = "corrected by "
#: The fields of an account that can be corrected, with what their values are made of.
FIELDS: Mapping[str, Any] = {
    "kind": IncidentKind,
    "status": Status,
    "when": Interval | None,
    "where": PlaceRef | None,
    "against": tuple[ActorRef, ...],
}


def corrections(standing: Iterable[Judgement]) -> Mapping[str, tuple[Judgement, ...]]:
    """The corrections that hold, by the account's id; `standing` are the judgements that do."""
    found: defaultdict[str, list[Judgement]] = defaultdict(list)
    for judgement in standing:
        if judgement.relation == "field" and judgement.verdict != "unsure":
            found[judgement.left].append(judgement)
    return {account: tuple(several) for account, several in found.items()}


def corrected(account: Account, made: Iterable[Judgement]) -> Account:
    """The account with these corrections, in their order; its id stays.

    Raises:
        IntegrityError: a value is not what its field is made of.
    """
    for judgement in made:
        if judgement.right.startswith(CLAIM):
            account = _with_claim(account, judgement)
        else:
            account = _with_field(account, judgement)
    return account


def by_person(judgement: Judgement) -> str:
    """What stands as the rule or reason of a corrected value."""
    return f"{CORRECTED}{judgement.decided_by}: {judgement.reason}"


def _with_field(account: Account, judgement: Judgement) -> Account:
    field = judgement.right
    value = codec.decode(judgement.value or "null", FIELDS[field])
    gaps = without_gaps(account.gaps, field)
    if value is None:
        gaps = (*gaps, Gap(role=field, reason=by_person(judgement)))
    reasons = dict(account.reasons) | {field: by_person(judgement)}
    return replace(account, gaps=gaps, reasons=tuple(reasons.items()), **{field: value})


def _with_claim(account: Account, judgement: Judgement) -> Account:
    name = judgement.right.removeprefix(CLAIM)
    claims = {claim.id: claim for claim in account.claims}
    if judgement.value is None:
        claims.pop(name, None)
    else:
        told = codec.decode(judgement.value, Claim)
        claims[name] = replace(told, rule=by_person(judgement))
    return replace(account, claims=tuple(claims.values()))
