"""What comes of one input goes into the ledger whole, or not at all."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from khaldun.errors import IntegrityError
from khaldun.ledger import queries
from khaldun.ledger.spans import strays
from khaldun.ledger.tables import ACCOUNTS, CAPTURES, READINGS, REPORTS, RUNS, Cell, Reading
from khaldun.records import Account, Capture, Outcome, Report, Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """All that one input gave: its outcome, and what that rests on."""

    outcome: Outcome
    run: Run
    fingerprint: str
    capture: Capture | None = None
    report: Report | None = None
    accounts: Sequence[Account] = ()


def insert(connection: sqlite3.Connection, intake: Intake) -> int:
    """Write what is new; the number of rows, 0 for a repeat. Call it inside a transaction.

    Raises:
        IntegrityError: the parts do not belong together, a span does not say what the report
            says, or the run's id is that of another run.
    """
    require_whole(intake)
    report = REPORTS.row(intake.report) if intake.report else None
    accounts = [ACCOUNTS.row(account) for account in intake.accounts]
    reading = Reading(
        number=queries.next_number(connection),
        outcome=intake.outcome,
        fingerprint=intake.fingerprint,
        report=str(report["hash"]) if report else None,
        accounts=tuple(str(row["hash"]) for row in accounts),
    )
    latest = queries.latest(connection, intake.outcome.location)
    if latest is not None and latest.result == reading.result:
        return 0
    before = connection.total_changes
    _insert_run(connection, intake.run)
    if intake.capture:
        connection.execute(CAPTURES.insert, CAPTURES.row(intake.capture))
    if report:
        connection.execute(REPORTS.insert, report)
    connection.executemany(ACCOUNTS.insert, accounts)
    connection.execute(READINGS.insert, READINGS.row(reading))
    connection.executemany("INSERT INTO reading_accounts VALUES (?, ?, ?)", links(reading))
    return connection.total_changes - before


def links(reading: Reading) -> Iterable[tuple[int, int, str]]:
    """The rows of `reading_accounts` that repeat a reading's list of accounts."""
    for position, account in enumerate(reading.accounts):
        yield reading.number, position, account


def require_whole(intake: Intake) -> None:
    """Refuse parts that do not belong together; such a fault is a program's, and stops it.

    Raises:
        IntegrityError: names the input and the first thing that is wrong with it.
    """
    for fault in _faults(intake):
        raise IntegrityError(f"{intake.outcome.location}: {fault}; nothing of it was written")


def _faults(intake: Intake) -> Iterator[str]:
    outcome, capture, report = intake.outcome, intake.capture, intake.report
    if outcome.run != intake.run.id or (capture and capture.run != intake.run.id):
        yield f"the outcome or its capture names another run than {intake.run.id}"
    if outcome.capture != (capture.id if capture else None):
        yield f"the outcome names capture {outcome.capture}, and another came with it"
    if outcome.report != (report.id if report else None):
        yield f"the outcome names report {outcome.report}, and another came with it"
    if report and report.capture != outcome.capture:
        yield f"report {report.id} was read from another capture, {report.capture}"
    if bool(intake.accounts) != (outcome.state == "read"):
        yield f"the outcome is {outcome.state!r}, with {len(intake.accounts)} accounts"
    ids = [account.id for account in intake.accounts]
    if len(set(ids)) != len(ids):
        twice = next(account for account in ids if ids.count(account) > 1)
        yield f"account {twice} comes twice in one reading"
    if report:
        yield from (f"report {report.id}: {stray}" for stray in strays(report, report.text))
    for account in intake.accounts:
        yield from _account_faults(account, report)


def _account_faults(account: Account, report: Report | None) -> Iterator[str]:
    if report is None or account.report != report.id:
        yield f"account {account.id} is of another report, {account.report}"
    else:
        yield from (f"account {account.id}: {stray}" for stray in strays(account, report.text))


def _insert_run(connection: sqlite3.Connection, run: Run) -> None:
    row: dict[str, Cell] = RUNS.row(run)
    connection.execute(RUNS.insert, row)
    kept = connection.execute("SELECT hash FROM runs WHERE id = ?", (run.id,)).fetchone()
    if kept["hash"] != row["hash"]:
        raise IntegrityError(f"run {run.id} is in the ledger already, with other fields")
