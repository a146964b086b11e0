"""How the ledger's file is opened, written in one piece, and its faults put into words."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from khaldun.errors import CaseError, IntegrityError

Mode = Literal["create", "write", "read"]

#: STRICT tables need it.
_OLDEST = (3, 37, 0)
#: Up to 3.51.2, two connections that write or checkpoint at one moment can spoil a database in
#: WAL mode (the "WAL-reset" fault, there since 3.7.0). The fault needs a WAL, so older libraries
#: use the rollback journal: safe whoever else has the case open, at the price that a reader in
#: the middle of a listing makes the writer wait.
_WAL_SOUND = (3, 51, 3)
#: How long to wait for another program's lock, in seconds. A full listing takes a few.
_PATIENCE = 30.0
_RESTORE = "restore it from a copy of the case, or read the reports into a new case"


def connect(path: Path, *, mode: Mode) -> sqlite3.Connection:
    """A connection with every guard on; "create" makes the file (0600) where there is none.

    Reading opens the file writable where it can, and forbids itself to write: only so can SQLite
    undo what a killed writer left half done.

    Raises:
        CaseError: no such file, no permission, in use, or SQLite is older than 3.37.
        IntegrityError: the file is damaged, or no database.
    """
    if sqlite3.sqlite_version_info < _OLDEST:
        found = sqlite3.sqlite_version
        raise CaseError(f"this Python has SQLite {found}; a case needs 3.37 or newer")
    with in_words(path):
        connection = sqlite3.connect(
            _address(path, mode), uri=True, isolation_level=None, timeout=_PATIENCE
        )
        try:
            prepare(connection)
            if mode == "read":
                connection.execute("PRAGMA query_only = ON")
            # The first look into the file: that it is no database shows here.
            connection.execute("PRAGMA schema_version").fetchone()
        except BaseException:
            connection.close()
            raise
    return connection


def prepare(connection: sqlite3.Connection) -> None:
    """Set on a connection what every ledger relies on."""
    connection.row_factory = sqlite3.Row
    # Damaged bytes must reach the hash check and the message, not stop at the decoder.
    connection.text_factory = lambda data: data.decode("utf-8", "backslashreplace")
    for setting in (
        "foreign_keys = ON",
        "trusted_schema = OFF",
        "cell_size_check = ON",
        "mmap_size = 0",
        # What is deleted (`khaldun expunge`) is overwritten at once.
        "secure_delete = ON",
        # Without it INSERT OR REPLACE deletes rows and no trigger sees it.
        "recursive_triggers = ON",
    ):
        connection.execute(f"PRAGMA {setting}")


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All that is written inside is kept, or none of it."""
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def in_words(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into ours, with the file and what to do.

    Raises:
        CaseError: the file cannot be used now (in use, full disk, no permission).
        IntegrityError: the file is damaged, or the ledger refused what would break its rules.
    """
    try:
        yield
    except sqlite3.OperationalError as error:
        raise CaseError(f"{path}: {error}; {_remedy(error)}") from error
    except sqlite3.IntegrityError as error:
        raise IntegrityError(f"{path}: the ledger refused a row: {error}") from error
    except UnicodeDecodeError as error:
        # Python cannot decode SQLite's own message where damaged bytes are quoted in it.
        raise IntegrityError(f"{path}: the ledger is damaged: {error}; {_RESTORE}") from error
    except UnicodeEncodeError as error:
        found = error.object[error.start : error.end]
        raise IntegrityError(
            f"{path}: UTF-8 cannot carry {found!a}; nothing was written"
        ) from error
    except sqlite3.DataError as error:
        raise IntegrityError(f"{path}: a value is too large for the ledger: {error}") from error
    except sqlite3.DatabaseError as error:
        raise IntegrityError(f"{path}: the ledger is damaged: {error}; {_RESTORE}") from error


def _remedy(error: sqlite3.OperationalError) -> str:
    # Errors that Python's own wrapper raises carry no code.
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return "another program is using the case: wait for it or close it, and try again"
    if name.startswith("SQLITE_FULL"):
        return "make room on the disk and run the command again; nothing acknowledged is lost"
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return "the file and its folder must be yours to read and write"
    return "run `khaldun verify`; where it finds a fault, restore the file from a copy"


def _address(path: Path, mode: Mode) -> str:
    if mode == "create":
        # SQLite gives its journals the mode of the database, so this one mode guards them all.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    elif not path.is_file():
        raise CaseError(f"{path}: there is no ledger here; check the folder's name")
    # The folder too: SQLite puts its journal there.
    writable = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    if mode != "read" and not writable:
        raise CaseError(f"{path}: it may only be read; the file and its folder must be yours")
    return f"{path.absolute().as_uri()}?mode={'rw' if writable else 'ro'}"


def set_journal(connection: sqlite3.Connection, path: Path) -> None:
    """Make a writing connection safe against kills and power cuts; it changes the file's header.

    Raises:
        CaseError: another program that has the file open keeps the other kind of journal.
    """
    wanted, synchronous = journal(sqlite3.sqlite_version_info)
    (found,) = connection.execute(f"PRAGMA journal_mode = {wanted}").fetchone()
    if found != wanted:
        raise CaseError(f"{path}: the journal stays {found!r}; close other programs that use it")
    connection.execute(f"PRAGMA synchronous = {synchronous}")


def close(connection: sqlite3.Connection) -> None:
    """Close, and leave a ledger that is one file wherever no other program has it open.

    A database in WAL mode cannot be read from a folder that may not be written, and is spoilt by
    whoever copies it without its WAL.
    """
    try:
        connection.execute("PRAGMA busy_timeout = 0")
        if connection.execute("PRAGMA query_only").fetchone()[0] == 0:
            connection.execute("PRAGMA journal_mode = DELETE")
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        # In use by a reader, or damaged: it is whole or not, whichever journal it has, and who
        # wants to know asks `verify`. Closing must not hide the error that led here.
        pass
    finally:
        connection.close()


def journal(version: tuple[int, ...]) -> tuple[str, str]:
    """The journal and the care for this version of SQLite: what is acknowledged is on the disk.

    EXTRA also syncs the folder once the rollback journal is gone; a WAL has no such moment.
    """
    return ("wal", "FULL") if version >= _WAL_SOUND else ("delete", "EXTRA")
