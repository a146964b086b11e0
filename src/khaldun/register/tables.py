"""The register's file: a database that may be thrown away at any time."""

import hashlib
import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path

import khaldun
from khaldun.errors import CaseError
from khaldun.knowledge.affiliations import Affiliations
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
    first INTEGER,
    last INTEGER,
    lat REAL,
    lon REAL,
    within_km REAL,
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
CREATE INDEX incidents_by_id ON incidents (id);
CREATE TABLE reviews (
    account TEXT NOT NULL,
    reviewer TEXT NOT NULL,
    verdict TEXT NOT NULL,
    version TEXT NOT NULL,
    PRIMARY KEY (account, reviewer)
) STRICT, WITHOUT ROWID;
CREATE TABLE about (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
"""
_LINES = """
CREATE TABLE lines (
    home TEXT NOT NULL PRIMARY KEY,
    id TEXT NOT NULL,
    version TEXT NOT NULL,
    kind TEXT NOT NULL,
    days TEXT NOT NULL,
    place TEXT NOT NULL,
    killed TEXT NOT NULL,
    wounded TEXT NOT NULL,
    accounts INTEGER NOT NULL,
    origins INTEGER NOT NULL,
    disputed TEXT NOT NULL,
    earliest TEXT,
    latest TEXT,
    lat REAL,
    lon REAL,
    within_km REAL,
    dead INTEGER NOT NULL,
    hurt INTEGER NOT NULL,
    disputes INTEGER NOT NULL,
    unsure INTEGER NOT NULL,
    seen TEXT NOT NULL,
    review TEXT NOT NULL
) STRICT;
CREATE TABLE searched (
    home TEXT NOT NULL PRIMARY KEY,
    places TEXT NOT NULL,
    people TEXT NOT NULL,
    words TEXT NOT NULL
) STRICT;
CREATE INDEX lines_by_id ON lines (id);
CREATE INDEX lines_by_days ON lines (earliest, latest, disputes);
"""
#: An incident that is made anew, or is no more, loses its line and what is looked up in it.
_TRIGGERS = (
    """CREATE TRIGGER incident_made AFTER INSERT ON incidents
    BEGIN
        DELETE FROM lines WHERE home = new.home; DELETE FROM searched WHERE home = new.home;
    END""",
    """CREATE TRIGGER incident_gone AFTER DELETE ON incidents
    BEGIN
        DELETE FROM lines WHERE home = old.home; DELETE FROM searched WHERE home = old.home;
    END""",
)
#: The tables of grouped things.
ACCOUNTS, TEXTS = "accounts", "texts"
#: Those that are made by who lists the incidents, and not by an update.
OF_LINES = frozenset({"lines", "searched"})
#: The name of a file that is none: where a register cannot be kept, it is made for the moment.
IN_MEMORY = Path(":memory:")


def means(roster: Roster) -> str:
    """All that could change which incidents are found: the program's files and its knowledge."""
    digests = (roster.digest, Affiliations.open(roster).digest, CommonWords.open().digest)
    return record_id("means", *digests, _program())


@cache
def _program() -> str:
    files = sorted(Path(khaldun.__file__).parent.rglob("*.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def connect(path: Path, fingerprint: str, *, like: Path | None = None) -> sqlite3.Connection:
    """The register in this file, empty where it was made by other means than `fingerprint`.

    `like` is a file of which it becomes a copy first.

    Raises:
        CaseError: the file cannot be read or written now.
        IntegrityError: it is damaged.
    """
    with in_words(path):
        if path != IN_MEMORY:
            _touch(path)
        # Threads of the desk share it, and take turns.
        connection = sqlite3.connect(
            path, isolation_level=None, timeout=30.0, check_same_thread=False
        )
        try:
            if like is not None:
                _copy(like, connection)
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA secure_delete = ON")
            if _made_by(connection) != fingerprint:
                _make(connection, fingerprint)
        except BaseException:
            connection.close()
            raise
    return connection


def _copy(path: Path, connection: sqlite3.Connection) -> None:
    """Make a database that no other program uses a copy of this one, as far as it is there."""
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("PRAGMA busy_timeout = 0")
    connection.execute("BEGIN EXCLUSIVE").execute("COMMIT")
    if path.exists():
        with closing(sqlite3.connect(path, timeout=30.0)) as copied:
            copied.backup(connection)


def put_in_place(path: Path, of: Path) -> None:
    """Give a register the name of another. Whoever has that one open reads it on, and is refused
    when writing.

    Raises:
        CaseError: another program is writing to the other one.
    """
    _touch(of)
    with in_words(of), closing(sqlite3.connect(of, isolation_level=None, timeout=30.0)) as other:
        # Nobody else is writing to it now: a journal that lay beside it would be taken for ours.
        other.execute("BEGIN EXCLUSIVE")
        try:
            path.replace(of)
        except OSError as error:
            raise CaseError(f"{path}: cannot be renamed: {error.strerror}") from error


def _touch(path: Path) -> None:
    try:
        path.touch(mode=0o600)
    except OSError as error:
        raise CaseError(f"{path}: cannot be written: {error.strerror}") from error


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
        scripts = (*(_GROUPED.format(name=name) for name in (ACCOUNTS, TEXTS)), _REST, _LINES)
        made = (statement for script in scripts for statement in script.split(";"))
        for statement in (*filter(str.strip, made), *_TRIGGERS):
            connection.execute(statement)
        connection.execute("INSERT INTO about VALUES ('fingerprint', ?)", (fingerprint,))
