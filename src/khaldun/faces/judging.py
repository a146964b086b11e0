"""A person's decisions: on two accounts, on all accounts of two incidents, on two reports."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import product
from typing import Literal, NamedTuple

from khaldun import codec
from khaldun.case import Case
from khaldun.errors import CaseError, InputError
from khaldun.faces import words
from khaldun.faces.explain import pick_report
from khaldun.faces.views import pick, views
from khaldun.fuse.corrections import CLAIM, FIELDS
from khaldun.ledger.journal import Pair, draft
from khaldun.records import Claim, Judgement, PlaceRef, Relation, Verdict

#: What a person can decide of two sides, and how the journal writes it.
RULINGS: dict[str, tuple[Relation, Verdict]] = {
    "same": ("same", "yes"),
    "not-same": ("same", "no"),
    "copy": ("copy", "yes"),
    "not-copy": ("copy", "no"),
    "corrected": ("field", "yes"),
    "not said": ("field", "no"),
    "reviewed": ("review", "yes"),
    "wrong": ("review", "no"),
    "noted": ("note", "yes"),
}
#: The same the other way round. What a name means is decided with the places that it corrects.
RULING_OF = {fields: ruling for ruling, fields in RULINGS.items()} | {("name", "yes"): "corrected"}
Ruling = Literal["same", "not-same", "copy", "not-copy", "withdraw"]


class Decided(NamedTuple):
    """A verdict on two accounts or reports, or on a field of an account."""

    relation: Relation
    left: str
    right: str
    verdict: Verdict
    value: str | None = None


def ruling_of(*, same: bool | None, copy: bool | None, withdraw: bool) -> Ruling:
    """The one ruling that was asked for.

    Raises:
        InputError: none was, or more than one.
    """
    asked: list[Ruling] = []
    if same is not None:
        asked.append("same" if same else "not-same")
    if copy is not None:
        asked.append("copy" if copy else "not-copy")
    if withdraw:
        asked.append("withdraw")
    if len(asked) != 1:
        choices = "--same, --not-same, --copy, --not-copy or --withdraw"
        raise InputError(f"a judgement says one thing; give one of {choices}")
    return asked[0]


def decide(case: Case, sides: tuple[str, str], ruling: Ruling, *, reason: str, by: str) -> int:
    """Write the judgements that a ruling on two sides needs, all or none; returns how many.

    For "copy" a side is a report, by its name or the start of its id; else the start of an id of
    an account or an incident. To join two incidents each account is tied to the first, as one pair
    alone may come away from what the program holds to be others; to keep them apart every pair
    across is judged, as any one pair left would let them be joined through it. "withdraw" takes
    back all that stands between the two sides, which may be either; the journal keeps it.

    Raises:
        CaseError: a side is not in the case.
        InputError: a reason or a name is missing, a side is set against itself, or there is
            nothing to withdraw.
    """
    require_words(reason, by)
    pairs = list(_to_withdraw(case, sides) if ruling == "withdraw" else _pairs(case, sides, ruling))
    verdict: Verdict = "unsure" if ruling == "withdraw" else RULINGS[ruling][1]
    return len(write(case, [Decided(*pair, verdict) for pair in pairs], reason=reason, by=by))


def require_words(reason: str, by: str) -> None:
    """That a reason and a name are given.

    Raises:
        InputError: one is missing.
    """
    if not reason.strip() or not by.strip():
        raise InputError("a judgement needs a reason and the name of who decides: --reason, --by")


def write(case: Case, verdicts: Iterable[Decided], *, reason: str, by: str) -> list[Judgement]:
    """Write verdicts on pairs as one act, all or none: with one reason, one name and one time.

    Raises:
        CaseError: a side is not in the case, or the case is open to read only.
    """
    decided_at = datetime.now(UTC)
    return case.ledger.add(
        draft(
            (one.relation, one.left, one.right),
            verdict=one.verdict,
            value=one.value,
            reason=reason,
            decided_by=by,
            decided_at=decided_at,
        )
        for one in verdicts
    )


def _pairs(case: Case, sides: tuple[str, str], ruling: Ruling) -> Iterator[Pair]:
    relation, verdict = RULINGS[ruling]
    lefts, rights = _reports(case, sides) if relation == "copy" else _accounts(case, sides)
    shared = sorted(set(lefts) & set(rights))
    if shared:
        what = "report" if relation == "copy" else "account"
        raise InputError(f"{what} {shared[0]} is on both sides; name two sides that share none")
    across = tied(lefts, rights) if verdict == "yes" else product(lefts, rights)
    yield from ((relation, left, right) for left, right in across)


def tied(lefts: Sequence[str], rights: Sequence[str]) -> list[tuple[str, str]]:
    """The pairs that make one of two sides: the first of all with each of the others."""
    first, *others = [*lefts, *rights]
    return [(first, other) for other in others]


def _to_withdraw(case: Case, sides: tuple[str, str]) -> Iterator[Pair]:
    """What people decided between two sides and nobody has taken back."""
    # A report may be named "12", and an account's id start so.
    if {report.name for report in case.ledger.reports()}.issuperset(sides):
        lefts, rights = _reports(case, sides)
    else:
        try:
            lefts, rights = _accounts(case, sides)
        except CaseError:
            lefts, rights = _reports(case, sides)
    across = {tuple(sorted(pair)) for pair in product(lefts, rights)}
    standing = [
        (judgement.relation, judgement.left, judgement.right)
        for judgement in case.ledger.standing_judgements()
        if (judgement.left, judgement.right) in across and judgement.verdict != "unsure"
    ]
    if not standing:
        raise InputError(f"nothing is decided on {sides[0]} and {sides[1]}: nothing to withdraw")
    yield from standing


def _accounts(case: Case, sides: tuple[str, str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    members = {view.incident.id: view.incident.accounts for view in views(case)}
    members |= {account: (account,) for accounts in members.values() for account in accounts}
    left, right = (members[pick(side, members)] for side in sides)
    return left, right


def _reports(case: Case, sides: tuple[str, str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    left, right = (pick_report(side, case).id for side in sides)
    return (left,), (right,)


def journal(made: Iterable[Judgement]) -> str:
    """The journal as people read it, oldest first: when, who, what of which two, and why."""
    return "\n".join(map(line, made))


def line(judgement: Judgement) -> str:
    """One judgement on one line."""
    ruling = RULING_OF.get((judgement.relation, judgement.verdict), "withdrawn")
    told = judgement.relation in {"field", "name"} and judgement.value
    value = f" {value_of(judgement)}" if told else ""
    return (
        f"{judgement.decided_at:%Y-%m-%d %H:%M}  {ruling:9}  {judgement.left} {judgement.right}"
        f"{value}  {words.safe(judgement.decided_by)}: {words.safe(judgement.reason)}"
    )


def value_of(judgement: Judgement) -> str:
    """What a field was corrected to; "not said" where a claim was taken away."""
    field, told = judgement.right, judgement.value
    if told is None:
        return "not said"
    if judgement.relation == "name":
        return f"→ everywhere {words.place(codec.decode(told, PlaceRef))}"
    if field.startswith(CLAIM):
        claim = codec.decode(told, Claim)
        return f"→ {words.statement(claim)}, {words.chain(claim.chain)}, {claim.certainty}"
    value = codec.decode(told, FIELDS[field])
    if isinstance(value, tuple):
        return f"→ {words.safe('; '.join(actor.name for actor in value))}"
    if field == "when":
        return f"→ {words.days(value)}"
    return f"→ {words.place(value)}" if field == "where" else f"→ {value}"
