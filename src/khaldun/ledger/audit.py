"""Every fault that the ledger itself can show, one plain sentence each."""

import sqlite3
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from khaldun.errors import IntegrityError
from khaldun.ledger import intake, journal, schema
from khaldun.ledger.connection import prepare
from khaldun.ledger.spans import strays
from khaldun.ledger.tables import (
    ACCOUNTS,
    CAPTURES,
    JUDGEMENTS,
    READINGS,
    REPORTS,
    RUNS,
    TOMBSTONES,
    Table,
    Tombstone,
)
from khaldun.records import Report

R = TypeVar("R")

_TABLES: tuple[Table[Any], ...] = (
    RUNS,
    CAPTURES,
    REPORTS,
    ACCOUNTS,
    READINGS,
    JUDGEMENTS,
    TOMBSTONES,
)


def faults(connection: sqlite3.Connection) -> Iterator[str]:
    """One sentence per fault, naming table and id; nothing for a sound ledger.

    SQLite's own check finds broken pages, but rarely a byte that changed in a whole one: of 218
    harmful single-bit flips it found 29. The hash of each row finds the rest.
    """
    for check in (
        _pages,
        _definitions,
        _references,
        _rows,
        _numbers,
        _links,
        _chain,
        _gone,
        _spans,
    ):
        yield from _reached(check, connection)


def _reached(
    check: Callable[[sqlite3.Connection], Iterator[str]], connection: sqlite3.Connection
) -> Iterator[str]:
    """What a check finds, and where it cannot go on: the others still run."""
    try:
        yield from check(connection)
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        # The second where SQLite's own message quotes damaged bytes.
        yield f"database: the check of {check.__name__.strip('_')} could not go on: {error}"


def _pages(connection: sqlite3.Connection) -> Iterator[str]:
    for (line,) in connection.execute("PRAGMA integrity_check"):
        if line != "ok":
            yield f"database: {line}"


def _definitions(connection: sqlite3.Connection) -> Iterator[str]:
    fresh = sqlite3.connect(":memory:", isolation_level=None)
    try:
        prepare(fresh)
        for migration in schema.MIGRATIONS:
            migration(fresh)
        wanted = schema.describe(fresh)
    finally:
        fresh.close()
    found = schema.describe(connection)
    for name in sorted(wanted.keys() | found.keys()):
        if wanted.get(name) != found.get(name):
            state = "missing" if name not in found else "changed" if name in wanted else "foreign"
            yield f"database: the definition of {name!a} is {state}"


def _references(connection: sqlite3.Connection) -> Iterator[str]:
    for row in connection.execute("PRAGMA foreign_key_check"):
        yield f"{row['table']}: row {row['rowid']} names a row of {row['parent']} that is missing"


def _rows(connection: sqlite3.Connection) -> Iterator[str]:
    """Each body against its hash, and each column against the body."""
    for table in _TABLES:
        for row in connection.execute(table.select):
            try:
                columns = table.columns(table.record(row))
            except IntegrityError as error:
                yield str(error)
                continue
            for name, value in columns.items():
                if row[name] != value:
                    yield f"{table.name} {row[table.key]}: column {name} differs from the body"


def _numbers(connection: sqlite3.Connection) -> Iterator[str]:
    """These are counted from 1: a row that was taken out leaves a hole, or a tombstone."""
    for table in (READINGS, JUDGEMENTS, TOMBSTONES):
        gone = _stones(connection, table.name)
        expected = 1
        for row in connection.execute(table.select):
            while str(expected) in gone and row["number"] > expected:
                expected += 1
            if row["number"] != expected:
                yield f"{table.name} {expected}: missing, the next one is {row['number']}"
            expected = row["number"] + 1


def _links(connection: sqlite3.Connection) -> Iterator[str]:
    query = "SELECT * FROM reading_accounts WHERE reading = ? ORDER BY position"
    for reading in _sound(connection, READINGS, READINGS.select):
        found = [tuple(row) for row in connection.execute(query, (reading.number,))]
        if found != list(intake.links(reading)):
            yield f"reading_accounts {reading.number}: not the accounts that the reading lists"


def _chain(connection: sqlite3.Connection) -> Iterator[str]:
    gone = {int(key): stone.removed for key, stone in _stones(connection, "judgements").items()}
    last = None
    for entry in _sound(connection, JUDGEMENTS, JUDGEMENTS.select):
        judgement = entry.judgement
        if journal.identify(judgement) != judgement.id:
            yield f"judgements {entry.number}: its id {judgement.id} does not fit its fields"
        # Behind a row that is missing or damaged, which is named already, nothing can be said.
        if entry.number == 1 and judgement.previous is not None:
            yield f"judgements 1: it names {judgement.previous} before it, and is the first"
        before = entry.number - 1
        named = last.judgement.id if last and last.number == before else gone.get(before)
        if named is not None and judgement.previous != named:
            yield f"judgements {entry.number}: it does not name the one before, {named}"
        last = entry


def _gone(connection: sqlite3.Connection) -> Iterator[str]:
    """What was expunged must be gone."""
    for table in _TABLES[:-1]:
        column = "hash" if table in (REPORTS, ACCOUNTS) else table.key
        query = f"SELECT 1 FROM {table.name} WHERE {column} = ?"  # noqa: S608 - names are ours
        for key, stone in _stones(connection, table.name).items():
            if connection.execute(query, (key,)).fetchone():
                yield f"tombstones {stone.number}: {table.name} {key} is still there"


def _stones(connection: sqlite3.Connection, table: str) -> dict[str, Tombstone]:
    query = "SELECT * FROM tombstones WHERE name = ?"
    return {stone.key: stone for stone in _sound(connection, TOMBSTONES, query, table)}


def _spans(connection: sqlite3.Connection) -> Iterator[str]:
    for report in _sound(connection, REPORTS, REPORTS.select):
        yield from (f"reports {report.id}: {stray}" for stray in strays(report, report.text))
    read: Report | None = None
    for account in _sound(connection, ACCOUNTS, ACCOUNTS.select):
        if read is None or read.id != account.report:
            read = _report(connection, account.report)
        if read is None:
            yield f"accounts {account.id}: its report {account.report} is missing or damaged"
        else:
            found = strays(account, read.text)
            yield from (f"accounts {account.id}: {stray}" for stray in found)


def _report(connection: sqlite3.Connection, report_id: str) -> Report | None:
    # Whichever body: the id rests on the text.
    query = "SELECT * FROM reports WHERE id = ?"
    return next(_sound(connection, REPORTS, query, report_id), None)


def _sound(connection: sqlite3.Connection, table: Table[R], query: str, *key: str) -> Iterator[R]:
    """The records whose rows hold; `_rows` names the others."""
    for row in connection.execute(query, key):
        try:
            record = table.record(row)
        except IntegrityError:
            continue
        yield record
