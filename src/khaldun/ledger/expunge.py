"""What must go: a capture and all that was made of it, with a tombstone for each row.

Text, names and addresses go; what stays says that something was here, its hash, and who took it
out, when and why. The journal's chain runs on through the tombstones of its judgements.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from khaldun.errors import CaseError
from khaldun.ledger import queries
from khaldun.ledger.tables import JUDGEMENTS, TOMBSTONES, Tombstone

#: In the order in which they may be deleted: what names another goes before it.
_DELETIONS = (
    ("readings", "DELETE FROM reading_accounts WHERE reading = CAST(? AS INTEGER)"),
    ("readings", "DELETE FROM readings WHERE number = CAST(? AS INTEGER)"),
    ("accounts", "DELETE FROM accounts WHERE hash = ?"),
    ("reports", "DELETE FROM reports WHERE hash = ?"),
    ("captures", "DELETE FROM captures WHERE id = ?"),
    ("judgements", "DELETE FROM judgements WHERE number = CAST(? AS INTEGER)"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """That a capture must go: whose order, why, and when (with a time zone)."""

    capture: str
    reason: str
    by: str
    at: datetime

    def __post_init__(self) -> None:
        if not (self.reason.strip() and self.by.strip()):
            raise ValueError("what is expunged needs a reason and a name")
        if self.at.tzinfo is None:
            raise ValueError("`at` needs a time zone")


def expunge(connection: sqlite3.Connection, order: Order) -> int:
    """Put tombstones and delete what they stand for; how many. Call it inside a transaction.

    Raises:
        CaseError: the capture is not in the ledger.
        IntegrityError: a row that must be looked at is damaged.
    """
    if order.capture in forgotten(connection):
        return 0
    capture = queries.capture(connection, order.capture)
    rows = list(_rows(connection, capture.id))
    number = connection.execute("SELECT coalesce(max(number), 0) FROM tombstones").fetchone()[0]
    for table, key, removed in rows:
        number += 1
        stone = Tombstone(
            number=number,
            table=table,
            key=key,
            removed=removed,
            capture=capture.id,
            reason=order.reason,
            by=order.by,
            at=order.at.astimezone(UTC),
            place=place_of(capture.location) if table == "captures" else None,
        )
        connection.execute(TOMBSTONES.insert, TOMBSTONES.row(stone))
    for table, deletion in _DELETIONS:
        connection.executemany(deletion, [(key,) for name, key, _ in rows if name == table])
    return len(rows)


def tombstones(connection: sqlite3.Connection) -> Iterator[Tombstone]:
    """All of them, in the order in which they were put."""
    for row in connection.execute(TOMBSTONES.select):
        yield TOMBSTONES.record(row)


def forgotten(connection: sqlite3.Connection) -> dict[str, str]:
    """The SHA-256 of every capture that was expunged, and of where each was from."""
    query = """
        SELECT key, json_extract(body, '$.place') FROM tombstones
        WHERE name = 'captures' ORDER BY key"""
    return {str(key): str(place) for key, place in connection.execute(query)}


def place_of(location: str) -> str:
    """What stays of a location once its capture is gone."""
    return hashlib.sha256(location.encode()).hexdigest()


def compact(connection: sqlite3.Connection) -> None:
    """Write the file anew without free pages, and empty its WAL.

    The copy that SQLite makes on the way stays in memory, and out of the folder of temporary files.
    """
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("VACUUM")
    busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise CaseError("another program reads the case; close it, and run the command again")


def _rows(connection: sqlite3.Connection, capture: str) -> Iterator[tuple[str, str, str]]:
    """Table, key and hash of all that was made of a capture."""
    ids: set[str] = set()
    query = "SELECT id, hash FROM captures WHERE id = ?"
    yield from (("captures", *row) for row in connection.execute(query, (capture,)))
    query = "SELECT id, hash FROM reports WHERE capture = ?"
    for report, digest in connection.execute(query, (capture,)).fetchall():
        ids.add(report)
        yield "reports", digest, digest
    query = "SELECT id, hash FROM accounts WHERE report = ?"
    for report in sorted(ids):
        for account, digest in connection.execute(query, (report,)).fetchall():
            ids.add(account)
            yield "accounts", digest, digest
    query = "SELECT number, hash FROM readings WHERE capture = ?"
    for number, digest in connection.execute(query, (capture,)).fetchall():
        yield "readings", str(number), digest
    yield from _judgements(connection, ids)


def _judgements(
    connection: sqlite3.Connection, ids: Iterable[str]
) -> Iterator[tuple[str, str, str]]:
    named = frozenset(ids)
    for row in connection.execute(JUDGEMENTS.select).fetchall():
        entry = JUDGEMENTS.record(row)
        if named & {entry.judgement.left, entry.judgement.right}:
            yield "judgements", str(entry.number), entry.judgement.id
