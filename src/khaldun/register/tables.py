"""The register's file: a database that may be thrown away at any time."""

import hashlib
import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path

import khaldun
from khaldun.knowledge.common_words import CommonWords
from khaldun.knowledge.roster import Roster
from khaldun.ledger.connection import in_words
from khaldun.records import record_id

_GROUPED = """
CREATE TABLE {name} (
    id TEXT NOT NULL PRIMARY KEY,
    hash TEXT NOT NULL,
    rank INTEGER NOT NULL,
    keys BLOB NOT NULL,
    sort INTEGER NOT NULL,
    suits INTEGER NOT NULL,
    component TEXT NOT NULL,
    home TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX {name}_by_component ON {name} (component);
CREATE INDEX {name}_by_home ON {name} (home);
CREATE TABLE {name}_keys (
    key INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    id TEXT NOT NULL,
    PRIMARY KEY (key, rank, id)
) STRICT, WITHOUT ROWID;
"""
_REST = """
CREATE TABLE incidents (
    home TEXT NOT NULL PRIMARY KEY,
    id TEXT NOT NULL,
    place TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX incidents_in_order ON incidents (place);
CREATE TABLE about (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
"""
#: The tables of grouped things.
ACCOUNTS, TEXTS = "accounts", "texts"


def means(roster: Roster) -> str:
    """All that could change which incidents are found: the program's files and its knowledge."""
    return record_id("means", roster.digest, CommonWords.open().digest, _program())


@cache
def _program() -> str:
    files = sorted(Path(khaldun.__file__).parent.rglob("*.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def connect(path: Path, fingerprint: str) -> sqlite3.Connection:
    """The register in this file, empty where it was made by other means than `fingerprint`.

    Raises:
        CaseError: the file cannot be read or written now.
        IntegrityError: it is damaged.
    """
    with in_words(path):
        path.touch(mode=0o600)
        return prepare(sqlite3.connect(path, isolation_level=None, timeout=30.0), fingerprint)


def in_memory(fingerprint: str, *, like: Path | None = None) -> sqlite3.Connection:
    """A register in memory: empty, or a copy of the one in a file."""
    memory = sqlite3.connect(":memory:", isolation_level=None)
    if like is not None:
        with closing(sqlite3.connect(like, timeout=30.0)) as connection:
            connection.backup(memory)
    return prepare(memory, fingerprint)


def prepare(connection: sqlite3.Connection, fingerprint: str) -> sqlite3.Connection:
    """The connection, its register empty where it was made by other means."""
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA secure_delete = ON")
        if _made_by(connection) != fingerprint:
            _make(connection, fingerprint)
    except BaseException:
        connection.close()
        raise
    return connection


def _made_by(connection: sqlite3.Connection) -> str | None:
    named = connection.execute("SELECT name FROM sqlite_schema WHERE name = 'about'").fetchone()
    if named is None:
        return None
    row = connection.execute("SELECT value FROM about WHERE name = 'fingerprint'").fetchone()
    return str(row[0]) if row else None


def _make(connection: sqlite3.Connection, fingerprint: str) -> None:
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        for (table,) in connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table'"
        ).fetchall():
            connection.execute(f'DROP TABLE "{table}"')
        for script in (*(_GROUPED.format(name=name) for name in (ACCOUNTS, TEXTS)), _REST):
            for statement in filter(str.strip, script.split(";")):
                connection.execute(statement)
        connection.execute("INSERT INTO about VALUES ('fingerprint', ?)", (fingerprint,))
