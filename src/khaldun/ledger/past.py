"""A ledger as it was: a copy in memory, without what was added since."""

import sqlite3
from datetime import datetime

from khaldun.ledger import queries
from khaldun.ledger.connection import prepare
from khaldun.ledger.tables import JUDGEMENTS

#: What readings and judgements later than a moment are taken out of.
_LATER = ("reading_accounts", "readings", "judgements")


def copy(connection: sqlite3.Connection, moment: datetime) -> sqlite3.Connection:
    """The ledger as it was before the moment; closing the copy leaves the file as it is."""
    earlier = [run.id for run in queries.runs(connection) if run.started_at < moment]
    entries = map(JUDGEMENTS.record, connection.execute(JUDGEMENTS.select))
    # By their numbers, as one that was expunged leaves a hole.
    later = [(entry.number,) for entry in entries if entry.judgement.decided_at >= moment]
    memory = sqlite3.connect(":memory:", isolation_level=None)
    connection.backup(memory)
    prepare(memory)
    memory.execute("PRAGMA foreign_keys = OFF")
    # Only the copy is changed, so its guards go first.
    for table in _LATER:
        memory.execute(f"DROP TRIGGER {table}_no_delete")
    memory.execute("CREATE TEMP TABLE earlier (run TEXT NOT NULL)")
    memory.executemany("INSERT INTO earlier VALUES (?)", [(run,) for run in earlier])
    memory.execute("DELETE FROM readings WHERE run NOT IN (SELECT run FROM earlier)")
    memory.execute(
        "DELETE FROM reading_accounts WHERE reading NOT IN (SELECT number FROM readings)"
    )
    memory.executemany("DELETE FROM judgements WHERE number = ?", later)
    memory.execute("PRAGMA query_only = ON")
    return memory
