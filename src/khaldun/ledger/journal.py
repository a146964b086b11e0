"""The journal of judgements: each names the one before, so none can be changed or taken out."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import NotRequired, TypedDict, Unpack

from khaldun.ledger import queries
from khaldun.ledger.tables import JUDGEMENTS, Entry
from khaldun.records import ONE_SIDED, Judgement, Relation, Verdict

#: What is decided on: two accounts ("same"), two reports ("copy"), an account and its field, its
#: reviewer or its note.
Pair = tuple[Relation, str, str]
_LAST = """
    SELECT number, id FROM judgements UNION ALL
    SELECT CAST(key AS INTEGER), json_extract(body, '$.removed') FROM tombstones
    WHERE name = 'judgements' ORDER BY 1 DESC LIMIT 1"""


class Decision(TypedDict):
    """What is decided: the fields of a judgement beside its two sides and its place."""

    verdict: Verdict
    reason: str
    decided_by: str
    decided_at: datetime
    score: NotRequired[float | None]
    value: NotRequired[str | None]


def draft(pair: Pair, **decision: Unpack[Decision]) -> Judgement:
    """A judgement that is in no journal yet.

    Raises:
        ValueError: both sides are one, reason or name are empty, the time has no zone, or there
            is a value where none belongs, or none where one does.
    """
    relation, left, right = pair
    if left == right:
        raise ValueError(f"a judgement is on two sides, and both are {left!a}")
    if not (decision["reason"].strip() and decision["decided_by"].strip()):
        raise ValueError(f"a judgement on {left} and {right} needs a reason and a name")
    if relation not in ONE_SIDED:
        left, right = sorted((left, right))
    return Judgement(id="", relation=relation, left=left, right=right, previous=None, **decision)


def insert(connection: sqlite3.Connection, draft: Judgement) -> Judgement:
    """Chain a draft to the journal's end and write it; call it inside a transaction.

    The draft's `id` and `previous` are ignored. Times are kept in UTC.

    Raises:
        CaseError: a side is not in the ledger.
        IntegrityError: a value that JSON does not carry, such as a score that is no number.
    """
    find = queries.report if draft.relation == "copy" else queries.account
    for side in (draft.left,) if draft.relation in ONE_SIDED else (draft.left, draft.right):
        find(connection, side)
    last = connection.execute(_LAST).fetchone()
    judgement = replace(
        draft,
        decided_at=draft.decided_at.astimezone(UTC),
        previous=last["id"] if last else None,
    )
    judgement = replace(judgement, id=identify(judgement))
    entry = Entry(number=last["number"] + 1 if last else 1, judgement=judgement)
    connection.execute(JUDGEMENTS.insert, JUDGEMENTS.row(entry))
    return judgement


def identify(judgement: Judgement) -> str:
    """The id that follows from a judgement's fields."""
    return Judgement.make_id(
        judgement.relation,
        judgement.left,
        judgement.right,
        judgement.verdict,
        judgement.reason,
        judgement.decided_by,
        judgement.decided_at,
        judgement.previous,
        judgement.value,
    )


def judgements(connection: sqlite3.Connection, *, after: int = 0) -> Iterator[Judgement]:
    """All but the first so many, in the order in which they were made."""
    # Not by number: where some were expunged, the first so many end later.
    query = "SELECT * FROM judgements ORDER BY number LIMIT -1 OFFSET ?"
    for row in connection.execute(query, (after,)):
        yield JUDGEMENTS.record(row).judgement


def head(connection: sqlite3.Connection) -> str:
    """The id of the last one that is still there; "" where there is none."""
    query = "SELECT id FROM judgements ORDER BY number DESC LIMIT 1"
    row = connection.execute(query).fetchone()
    return str(row["id"]) if row else ""


def standing(made: Iterable[Judgement]) -> list[Judgement]:
    """The judgement that holds for each pair, the last one made; in the order of the journal.

    A judgement with a score is a matcher's, one without is a person's: what a person decided is
    retired only by a person.
    """
    holding: dict[tuple[str, str, str], Judgement] = {}
    for judgement in made:
        pair = (judgement.relation, judgement.left, judgement.right)
        earlier = holding.get(pair)
        if earlier is None or earlier.score is not None or judgement.score is None:
            holding.pop(pair, None)  # so that it is put in anew, at the end
            holding[pair] = judgement
    return list(holding.values())
