"""What the ledger holds, read back. Every body is checked against its hash before it is shown.

"Current" is the latest reading of each location; earlier ones stay in the ledger, and look-ups by
id find what only they hold.
"""

import hashlib
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from typing import TypeVar

from khaldun import codec
from khaldun.errors import CaseError
from khaldun.ledger.tables import ACCOUNTS, CAPTURES, READINGS, REPORTS, RUNS, Reading, Table
from khaldun.records import Account, Capture, Outcome, Report, Run

R = TypeVar("R")
#: Reports by id, each with its hash and those of its accounts by id; of what stands no more the
#: hash is empty.
Changed = dict[str, tuple[str, dict[str, str]]]

_LATEST = "SELECT * FROM readings WHERE location = ? ORDER BY number DESC LIMIT 1"
# The number of a reading that was expunged is not given to another.
_NEXT = """
    SELECT coalesce(max(number), 0) + 1 FROM (
        SELECT number FROM readings UNION ALL
        SELECT CAST(key AS INTEGER) FROM tombstones WHERE name = 'readings')"""
_CURRENT = "SELECT * FROM current_readings ORDER BY location"
_REPORTS = """
    SELECT reports.* FROM standing_readings AS standing
    JOIN reports ON reports.hash = standing.report
    ORDER BY reports.id"""
_ACCOUNTS = """
    SELECT accounts.* FROM standing_readings AS standing
    JOIN reading_accounts AS link ON link.reading = standing.number
    JOIN accounts ON accounts.hash = link.account
    ORDER BY accounts.report, accounts.start, accounts.id"""
_REPORT_STANDING = """
    SELECT reports.* FROM standing_readings AS standing
    JOIN reports ON reports.hash = standing.report
    WHERE standing.report_id = ?"""
_REPORT_EARLIER = """
    SELECT reports.* FROM reports JOIN readings ON readings.report = reports.hash
    WHERE reports.id = ? ORDER BY readings.number DESC LIMIT 1"""
_ACCOUNT_STANDING = """
    SELECT accounts.* FROM standing_readings AS standing
    JOIN reading_accounts AS link ON link.reading = standing.number
    JOIN accounts ON accounts.hash = link.account
    WHERE standing.report_id = ? AND accounts.id = ?"""
_ACCOUNT_EARLIER = """
    SELECT accounts.* FROM accounts
    JOIN reading_accounts AS link ON link.account = accounts.hash
    WHERE accounts.id = ? ORDER BY link.reading DESC LIMIT 1"""
_ACCOUNTS_OF = """
    SELECT accounts.id FROM standing_readings AS standing
    JOIN reading_accounts AS link ON link.reading = standing.number
    JOIN accounts ON accounts.hash = link.account
    WHERE standing.report_id = ?"""
_CAPTURE = "SELECT * FROM captures WHERE id = ?"
_STANDING_REPORTS = """
    SELECT reports.id, reports.hash FROM standing_readings AS standing
    JOIN reports ON reports.hash = standing.report"""
_STANDING_ACCOUNTS = """
    SELECT accounts.id, accounts.hash, standing.report_id FROM standing_readings AS standing
    JOIN reading_accounts AS link ON link.reading = standing.number
    JOIN accounts ON accounts.hash = link.account"""

_PLACED = """
    SELECT accounts.id, json_extract(accounts.body, '$.where_phrase.name') AS name
    FROM standing_readings AS standing
    JOIN reading_accounts AS link ON link.reading = standing.number
    JOIN accounts ON accounts.hash = link.account
    WHERE name IS NOT NULL"""
_STANDING_OF = """
    SELECT reports.hash AS report, accounts.id, accounts.hash FROM standing_readings AS standing
    JOIN reports ON reports.hash = standing.report
    LEFT JOIN reading_accounts AS link ON link.reading = standing.number
    LEFT JOIN accounts ON accounts.hash = link.account
    WHERE standing.report_id = ?"""
_TOLD_EVER = "SELECT DISTINCT id FROM accounts WHERE report = ?"
# Those of the locations that were read since, whatever of them stood before.
_READ_SINCE = """
    SELECT DISTINCT reports.id FROM readings AS fresh
    JOIN readings AS every ON every.location = fresh.location
    JOIN reports ON reports.hash = every.report
    WHERE fresh.number > ? ORDER BY reports.id"""


def next_number(connection: sqlite3.Connection) -> int:
    """The number of the reading to come."""
    return int(connection.execute(_NEXT).fetchone()[0])


def latest(connection: sqlite3.Connection, location: str) -> Reading | None:
    """The last reading of this location."""
    row = connection.execute(_LATEST, (location,)).fetchone()
    return None if row is None else READINGS.record(row)


def history(connection: sqlite3.Connection, location: str) -> list[Outcome]:
    """Every outcome of a location, oldest first."""
    query = "SELECT * FROM readings WHERE location = ? ORDER BY number"
    return [READINGS.record(row).outcome for row in connection.execute(query, (location,))]


def current(connection: sqlite3.Connection) -> Iterator[Reading]:
    """The last reading of every location, by location."""
    return _records(connection, READINGS, _CURRENT)


def outcomes(connection: sqlite3.Connection) -> Iterator[Outcome]:
    """How every location ended last, by location."""
    for reading in current(connection):
        yield reading.outcome


def reports(connection: sqlite3.Connection) -> Iterator[Report]:
    """The reports of the current readings, each once, by id."""
    return _records(connection, REPORTS, _REPORTS)


def accounts(connection: sqlite3.Connection) -> Iterator[Account]:
    """The accounts of those reports, by report, then by where their evidence starts, then id."""
    return _records(connection, ACCOUNTS, _ACCOUNTS)


def accounts_of(connection: sqlite3.Connection, report_id: str) -> list[str]:
    """The ids of the accounts of a report, as it stands."""
    return [str(row[0]) for row in connection.execute(_ACCOUNTS_OF, (report_id,))]


def reports_of(connection: sqlite3.Connection, capture_id: str) -> Iterator[Report]:
    """Every report that was made of a capture."""
    query = "SELECT * FROM reports WHERE capture = ? ORDER BY hash"
    for row in connection.execute(query, (capture_id,)):
        yield REPORTS.record(row)


def standing_reports(connection: sqlite3.Connection) -> dict[str, str]:
    """The hashes of the same reports, by id."""
    return dict(map(tuple, connection.execute(_STANDING_REPORTS)))


def standing_accounts(connection: sqlite3.Connection) -> dict[str, tuple[str, str]]:
    """The hash of each of the same accounts, and the id of its report, by id."""
    rows = connection.execute(_STANDING_ACCOUNTS)
    return {account: (digest, report) for account, digest, report in rows}


def placed(connection: sqlite3.Connection) -> dict[str, str]:
    """The name by which each of the same accounts tells its place, by the account's id."""
    return dict(map(tuple, connection.execute(_PLACED)))


def changed_since(connection: sqlite3.Connection, number: int) -> Changed:
    """What may stand otherwise since the reading of this number."""
    found = {}
    for (report,) in connection.execute(_READ_SINCE, (number,)).fetchall():
        rows = connection.execute(_STANDING_OF, (report,)).fetchall()
        told = dict.fromkeys((one for (one,) in connection.execute(_TOLD_EVER, (report,))), "")
        told |= {account: digest for _, account, digest in rows if account is not None}
        found[report] = (rows[0]["report"] if rows else ""), told
    return found


def report_at(connection: sqlite3.Connection, digest: str) -> Report:
    """The report whose body has this hash."""
    return REPORTS.record(_row(connection, "SELECT * FROM reports WHERE hash = ?", digest))


def account_at(connection: sqlite3.Connection, digest: str) -> Account:
    """The account whose body has this hash."""
    return ACCOUNTS.record(_row(connection, "SELECT * FROM accounts WHERE hash = ?", digest))


def captures(connection: sqlite3.Connection) -> Iterator[Capture]:
    """Every capture, by id."""
    return _records(connection, CAPTURES, CAPTURES.select)


def runs(connection: sqlite3.Connection) -> Iterator[Run]:
    """Every run that wrote something, in the order of their first readings."""
    return _records(connection, RUNS, RUNS.select)


def report(connection: sqlite3.Connection, report_id: str) -> Report:
    """The report of that id, as it stands or, where it no longer does, as last read."""
    return _find(connection, REPORTS, report_id, _REPORT_STANDING, _REPORT_EARLIER)


def account(connection: sqlite3.Connection, account_id: str) -> Account:
    """The account of that id, as it stands or, where it no longer does, as last read."""
    # The report is asked for first: given its id, SQLite looks at the readings of that one only.
    owner = connection.execute("SELECT report FROM accounts WHERE id = ?", (account_id,)).fetchone()
    if owner is not None:
        standing = connection.execute(_ACCOUNT_STANDING, (owner["report"], account_id)).fetchone()
        if standing is not None:
            return ACCOUNTS.record(standing)
    return _find(connection, ACCOUNTS, account_id, _ACCOUNT_EARLIER)


def capture(connection: sqlite3.Connection, capture_id: str) -> Capture:
    """The capture of that SHA-256."""
    return _find(connection, CAPTURES, capture_id, _CAPTURE)


def capture_ids(connection: sqlite3.Connection) -> list[str]:
    """The id of every capture, whatever the state of its row."""
    return [str(row[0]) for row in connection.execute("SELECT id FROM captures ORDER BY id")]


def content_digest(connection: sqlite3.Connection) -> str:
    """A SHA-256 over what the current readings say, free of order, times and runs.

    Two ledgers that were given the same inputs, in whatever order, have the same.
    """
    lines = set()
    for reading in current(connection):
        lines.add(f"outcome {codec.digest(replace(reading.outcome, run=''))}")
        lines.update(f"account {account}" for account in reading.accounts)
        if reading.report:
            lines.add(f"report {reading.report}")
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def _records(connection: sqlite3.Connection, table: Table[R], query: str) -> Iterator[R]:
    # A generator, so that the query itself runs, and fails, where its rows are asked for.
    for row in connection.execute(query):
        yield table.record(row)


def _row(connection: sqlite3.Connection, query: str, digest: str) -> sqlite3.Row:
    row: sqlite3.Row | None = connection.execute(query, (digest,)).fetchone()
    if row is None:
        raise CaseError(f"nothing in this case has the hash {digest!a}")
    return row


def _find(connection: sqlite3.Connection, table: Table[R], key: str, *queries: str) -> R:
    for query in queries:
        row = connection.execute(query, (key,)).fetchone()
        if row is not None:
            return table.record(row)
    noun = table.name.removesuffix("s")
    raise CaseError(f"no {noun} {key!a} in this case; ids are listed with `--json`")
