"""The file of the ledger: made in steps, never half, never another program's, only added to."""

import sqlite3
from pathlib import Path

import pytest
from inputs import told

from khaldun.errors import CaseError, IntegrityError
from khaldun.ledger import connection as connection_module
from khaldun.ledger import schema
from khaldun.ledger.connection import connect, journal
from khaldun.ledger.store import Ledger

TABLES = [
    "runs", "captures", "reports", "accounts", "readings", "reading_accounts", "judgements",
]  # fmt: skip


@pytest.fixture(params=["journal of this SQLite", "wal"])
def path(tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a ledger may be made: with the journal of this library, and with that of newer ones."""
    if request.param == "wal":
        monkeypatch.setattr(connection_module, "_WAL_SOUND", (3, 0, 0))
    return tmp_path / "ledger.sqlite"


def test_a_new_ledger_has_the_present_version(path: Path) -> None:
    with Ledger.open(path, create=True) as ledger:
        version = ledger._connection.execute("PRAGMA user_version").fetchone()[0]
        assert version == len(schema.MIGRATIONS)
        assert not list(ledger.verify())


def test_version_0_is_brought_up_to_date_when_opened_to_write(path: Path) -> None:
    path.touch()
    with pytest.raises(CaseError, match="earlier version; open it once to write"):
        Ledger.open(path, write=False)
    with Ledger.open(path) as ledger:
        assert told("12 killed.").append(ledger)


def test_a_ledger_of_version_1_is_brought_to_the_present_one_with_all_that_it_holds(
    path: Path,
) -> None:
    path.touch()
    connection = connect(path, mode="write")
    schema.migrate(connection, path, migrations=schema.MIGRATIONS[:1])
    ledger = Ledger(connection, path)
    connection.execute("CREATE TEMP VIEW tombstones AS SELECT NULL AS key, NULL AS name LIMIT 0")
    told("12 killed.").append(ledger)
    before = ledger.content_digest()
    connection.close()
    with Ledger.open(path) as ledger:
        assert ledger.content_digest() == before
        assert not list(ledger.verify())


def add_notes(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE notes (id TEXT NOT NULL PRIMARY KEY) STRICT")


def fail_halfway(connection: sqlite3.Connection) -> None:
    add_notes(connection)
    connection.execute("CREATE TABLE notes (id TEXT)")


def test_only_the_steps_that_are_missing_are_taken(path: Path) -> None:
    with Ledger.open(path, create=True) as ledger:
        told("12 killed.").append(ledger)
        connection = ledger._connection
        schema.migrate(connection, path, migrations=(*schema.MIGRATIONS, add_notes))
        assert connection.execute("PRAGMA user_version").fetchone()[0] == len(schema.MIGRATIONS) + 1
        assert "notes" in schema.describe(connection)
        assert len(list(ledger.accounts())) == 1


def test_a_step_that_fails_leaves_the_file_as_it_was(path: Path) -> None:
    with Ledger.open(path, create=True) as ledger:
        told("12 killed.").append(ledger)
    before = path.read_bytes()
    connection = connect(path, mode="write")
    with pytest.raises(sqlite3.OperationalError, match="already exists"):
        schema.migrate(connection, path, migrations=(*schema.MIGRATIONS, fail_halfway))
    connection.close()
    assert path.read_bytes() == before
    with Ledger.open(path) as ledger:
        assert not list(ledger.verify())


def test_a_later_version_is_refused_and_not_touched(path: Path) -> None:
    with Ledger.open(path, create=True) as ledger:
        ledger._connection.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    for write in (True, False):
        with pytest.raises(CaseError, match="version 99, this program knows 2; install a newer"):
            Ledger.open(path, write=write)
    assert path.read_bytes() == before


def test_another_programs_database_is_refused_and_not_touched(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE bookmarks (id)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(CaseError, match="no ledger of Khaldun"):
        Ledger.open(path)
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_refused(path: Path) -> None:
    path.write_bytes(b"words, and no database " * 100)
    for write in (True, False):
        with pytest.raises(IntegrityError, match="restore it from a copy"):
            Ledger.open(path, write=write)


def test_a_missing_file_is_not_made_by_opening_it(path: Path) -> None:
    for write in (True, False):
        with pytest.raises(CaseError, match="there is no ledger here"):
            Ledger.open(path, write=write)
    assert not path.exists()


@pytest.mark.parametrize("table", TABLES)
def test_no_row_of_evidence_can_be_changed_or_taken_out(path: Path, table: str) -> None:
    with Ledger.open(path, create=True) as ledger:
        fill(ledger)
        connection = ledger._connection
        before = connection.execute(f"SELECT * FROM {table}").fetchall()
        assert before
        column = before[0].keys()[-1]
        for change in (
            f"UPDATE {table} SET {column} = {column}",
            f"DELETE FROM {table}",
            f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
            f"REPLACE INTO {table} SELECT * FROM {table}",
        ):
            with pytest.raises(sqlite3.IntegrityError, match="the ledger only grows"):
                connection.execute(change)
        assert connection.execute(f"SELECT * FROM {table}").fetchall() == before


def fill(ledger: Ledger) -> None:
    """At least one row in every table."""
    given = told("12 killed.\n13 wounded.")
    given.append(ledger)
    ledger.judge(
        relation="same",
        left=given.accounts[0].id,
        right=given.accounts[1].id,
        verdict="no",
        reason="two places",
        decided_by="A. Reader",
        decided_at=given.run.started_at,
    )


def test_the_guards_of_a_connection_are_on(path: Path) -> None:
    with Ledger.open(path, create=True) as ledger:
        settings = {
            name: ledger._connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("foreign_keys", "trusted_schema", "recursive_triggers", "synchronous")
        }
    assert settings["foreign_keys"] == 1
    assert settings["trusted_schema"] == 0
    assert settings["recursive_triggers"] == 1
    assert settings["synchronous"] >= 2


@pytest.mark.parametrize(
    ("version", "expected"),
    [((3, 40, 1), "delete"), ((3, 51, 2), "delete"), ((3, 51, 3), "wal"), ((3, 60, 0), "wal")],
)
def test_a_wal_is_used_only_where_sqlite_keeps_it_whole(
    version: tuple[int, ...], expected: str
) -> None:
    assert journal(version)[0] == expected


def test_a_ledger_at_rest_is_one_file(path: Path) -> None:
    with Ledger.open(path, create=True) as ledger:
        fill(ledger)
    assert [found.name for found in path.parent.iterdir()] == [path.name]
    assert path.read_bytes()[18:20] == b"\x01\x01", "the header asks for no WAL"
    with Ledger.open(path, write=False) as reader:
        assert not list(reader.verify())


def test_a_writer_may_go_while_another_reads_and_nothing_is_lost(path: Path) -> None:
    writer = Ledger.open(path, create=True)
    with Ledger.open(path, write=False) as reader:
        fill(writer)
        assert len(list(reader.accounts())) == 2
        writer.close()
        assert len(list(reader.accounts())) == 2
    with Ledger.open(path) as ledger:
        assert not list(ledger.verify())
        assert len(list(ledger.accounts())) == 2


def test_the_file_is_its_owners_alone(path: Path) -> None:
    Ledger.open(path, create=True).close()
    assert path.stat().st_mode & 0o777 == 0o600
