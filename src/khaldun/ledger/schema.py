"""The tables of the ledger, and how an older file becomes a present one.

Rows are only ever added; one leaves only where a tombstone stands for it. The truth of a row is
its `body`, canonical JSON whose SHA-256 is `hash`; the columns beside it repeat some of its fields
for look-up, and `khaldun verify` compares them. `reading_accounts` has neither: it repeats the list
that a reading's body holds.
"""

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

from khaldun.errors import CaseError
from khaldun.ledger.connection import transaction

#: "KHLD": tells a ledger from any other SQLite file.
APPLICATION = 0x4B484C44

_TABLES = (
    """CREATE TABLE runs (
        id TEXT NOT NULL PRIMARY KEY,
        hash TEXT NOT NULL,
        body TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE captures (
        id TEXT NOT NULL PRIMARY KEY,
        run TEXT NOT NULL REFERENCES runs (id),
        hash TEXT NOT NULL,
        body TEXT NOT NULL
    ) STRICT""",
    # Reports and accounts are keyed by their hash: a better reader may give another body to the
    # same id, and the earlier one stays.
    """CREATE TABLE reports (
        hash TEXT NOT NULL PRIMARY KEY,
        id TEXT NOT NULL,
        capture TEXT NOT NULL REFERENCES captures (id),
        body TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX reports_by_id ON reports (id)",
    """CREATE TABLE accounts (
        hash TEXT NOT NULL PRIMARY KEY,
        id TEXT NOT NULL,
        report TEXT NOT NULL,
        start INTEGER NOT NULL,
        body TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX accounts_by_id ON accounts (id)",
    "CREATE INDEX accounts_by_report ON accounts (report)",
    """CREATE TABLE readings (
        number INTEGER NOT NULL PRIMARY KEY,
        location TEXT NOT NULL,
        capture TEXT REFERENCES captures (id),
        run TEXT NOT NULL REFERENCES runs (id),
        report TEXT REFERENCES reports (hash),
        hash TEXT NOT NULL,
        body TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX readings_by_location ON readings (location, number)",
    "CREATE INDEX readings_by_report ON readings (report, number)",
    "CREATE INDEX readings_by_run ON readings (run, number)",
    """CREATE TABLE reading_accounts (
        reading INTEGER NOT NULL REFERENCES readings (number),
        position INTEGER NOT NULL,
        account TEXT NOT NULL REFERENCES accounts (hash),
        PRIMARY KEY (reading, position)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX reading_accounts_by_account ON reading_accounts (account, reading)",
    """CREATE TABLE judgements (
        number INTEGER NOT NULL PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        hash TEXT NOT NULL,
        body TEXT NOT NULL
    ) STRICT""",
)

_VIEWS = (
    # How each location ended last.
    """CREATE VIEW current_readings AS
    SELECT * FROM readings AS reading
    WHERE NOT EXISTS (
        SELECT 1 FROM readings AS later
        WHERE later.location = reading.location AND later.number > reading.number
    )""",
    # One of those for each report. Where several locations hold it, the newest run speaks for it,
    # and in one run the least location: so the order in which a run took its inputs is no matter.
    """CREATE VIEW standing_readings AS
    SELECT number, report, report_id FROM (
        SELECT reading.number, reading.report, reports.id AS report_id, row_number() OVER (
            PARTITION BY reports.id
            ORDER BY (
                SELECT min(first.number) FROM readings AS first WHERE first.run = reading.run
            ) DESC, reading.location
        ) AS place
        FROM current_readings AS reading JOIN reports ON reports.hash = reading.report
    ) WHERE place = 1""",
)

_EVIDENCE = (
    "runs", "captures", "reports", "accounts", "readings", "reading_accounts", "judgements",
)  # fmt: skip

Migration = Callable[[sqlite3.Connection], None]


def tables_of_evidence(connection: sqlite3.Connection) -> None:
    """From nothing to version 1: every table, append-only, and the views on what is current."""
    for statement in (*_TABLES, *_VIEWS):
        connection.execute(statement)
    for table in _EVIDENCE:
        for change in ("UPDATE", "DELETE"):
            connection.execute(_guard(table, change))


def _guard(table: str, change: str, condition: str = "") -> str:
    return (
        f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} {condition}"
        f"BEGIN SELECT RAISE(ABORT, 'no {change} on {table}: the ledger only grows'); END"
    )


_TOMBSTONES = """CREATE TABLE tombstones (
    number INTEGER NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    key TEXT NOT NULL,
    hash TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (name, key)
) STRICT"""
#: What can be taken out, and the key by which a tombstone names its row.
_MORTAL = {
    "captures": ("captures", "OLD.id"),
    "reports": ("reports", "OLD.hash"),
    "accounts": ("accounts", "OLD.hash"),
    "readings": ("readings", "CAST(OLD.number AS TEXT)"),
    "reading_accounts": ("readings", "CAST(OLD.reading AS TEXT)"),
    "judgements": ("judgements", "CAST(OLD.number AS TEXT)"),
}


def tombstones(connection: sqlite3.Connection) -> None:
    """From version 1 to 2: a row may go once a tombstone stands for it, and never comes back."""
    connection.execute(_TOMBSTONES)
    for change in ("UPDATE", "DELETE"):
        connection.execute(_guard("tombstones", change))
    for table, (name, key) in _MORTAL.items():
        connection.execute(f"DROP TRIGGER {table}_no_delete")
        stands = f"SELECT 1 FROM tombstones WHERE name = '{name}' AND key = {key}"  # noqa: S608 - ours
        connection.execute(_guard(table, "DELETE", f"WHEN NOT EXISTS ({stands}) "))
    connection.execute(
        "CREATE TRIGGER captures_not_again BEFORE INSERT ON captures WHEN EXISTS "
        "(SELECT 1 FROM tombstones WHERE name = 'captures' AND key = NEW.id) "
        "BEGIN SELECT RAISE(ABORT, 'this capture was expunged'); END"
    )


#: In order; a file's `user_version` counts those it has been through. Never change one that has
#: been released: add the next.
MIGRATIONS: tuple[Migration, ...] = (tables_of_evidence, tombstones)


def migrate(
    connection: sqlite3.Connection, path: Path, *, migrations: Sequence[Migration] = MIGRATIONS
) -> None:
    """Bring the file to the present version, in one transaction: a failure leaves it as it was.

    Raises:
        CaseError: it is no ledger, or one of a later version.
    """
    if pending(connection, path, migrations=migrations):
        with transaction(connection):
            # Asked again: another process may have done it since.
            for step in pending(connection, path, migrations=migrations):
                step(connection)
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
            connection.execute(f"PRAGMA user_version = {len(migrations)}")


def pending(
    connection: sqlite3.Connection, path: Path, *, migrations: Sequence[Migration] = MIGRATIONS
) -> Sequence[Migration]:
    """The migrations that the file has not been through; changes nothing.

    Raises:
        CaseError: it is no ledger, or one of a later version.
    """
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    empty = not (application or version or describe(connection))
    if not empty and (application != APPLICATION or version < 1):
        raise CaseError(
            f"{path}: a database, but no ledger of Khaldun (application {application:#x}, "
            f"version {version}); name another folder"
        )
    if version > len(migrations):
        raise CaseError(
            f"{path}: the ledger has version {version}, this program knows {len(migrations)}; "
            "install a newer Khaldun"
        )
    return migrations[version:]


def describe(connection: sqlite3.Connection) -> dict[str, str]:
    """Each table, index, view and trigger by name, as the file defines it."""
    rows = connection.execute("SELECT name, coalesce(sql, '') FROM sqlite_schema")
    return {str(name): str(sql) for name, sql in rows}
