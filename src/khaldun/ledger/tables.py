"""Records as rows and rows as records; a row is read only where its hash holds."""

import hashlib
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Generic, TypeVar

from khaldun import codec
from khaldun.errors import IntegrityError
from khaldun.records import Account, Capture, Judgement, Outcome, Report, Run

R = TypeVar("R")
Cell = str | int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One processed input: how it ended, and the rows that it gave (by hash, in order).

    `number` counts the readings of a ledger from 1. `fingerprint` stands for all that could change
    what is read: reader, knowledge, settings and details.
    """

    number: int
    outcome: Outcome
    fingerprint: str
    report: str | None
    accounts: tuple[str, ...]

    @property
    def result(self) -> "Reading":
        """The same without number and run: two readings of one result are a repeat."""
        return replace(self, number=0, outcome=replace(self.outcome, run=""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A judgement and its place in the journal, counted from 1."""

    number: int
    judgement: Judgement


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """What stands for a row that was expunged with its capture; counted from 1.

    `removed` is the hash of the row, or a judgement's id, which the next one names; `place` the
    SHA-256 of a capture's location, so that a watch knows what not to fetch again.
    """

    number: int
    table: str
    key: str
    removed: str
    capture: str
    reason: str
    by: str
    at: datetime
    place: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Generic[R]):
    """How one kind of record is kept. `columns` are the fields repeated for look-up."""

    name: str
    kind: type[R]
    key: str
    columns: Callable[[R], Mapping[str, Cell]]
    insert: str
    select: str

    def row(self, record: R) -> dict[str, Cell]:
        """The record as the values of its row.

        Raises:
            IntegrityError: it would not come back as it is (no UTF-8, not a finite number).
        """
        columns = dict(self.columns(record))
        name = f"{self.name} {columns.get(self.key, '')!s}".strip()
        try:
            body = codec.encode(record)
            same = codec.decode(body, self.kind) == record
        except (UnicodeEncodeError, IntegrityError) as error:
            raise IntegrityError(f"{name!a} cannot be written as JSON: {error}") from error
        if not same:
            raise IntegrityError(
                f"{name} would not come back as it is written: a value in it is not a finite "
                "number, or a time has a zone with seconds"
            )
        digest = hashlib.sha256(body).hexdigest()
        return {**columns, "hash": digest, "body": body.decode()}

    def record(self, row: sqlite3.Row) -> R:
        """The record of a row.

        Raises:
            IntegrityError: the body is not what was stored.
        """
        body, name = row["body"], f"{self.name} {row[self.key]}"
        if not isinstance(body, str) or _sha256(body) != row["hash"]:
            raise IntegrityError(
                f"{name}: the body does not match its hash; restore the ledger from a copy"
            )
        try:
            return codec.decode(body, self.kind)
        except IntegrityError as error:
            raise IntegrityError(f"{name}: {error}") from error


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _reading_columns(reading: Reading) -> dict[str, Cell]:
    return {
        "number": reading.number,
        "location": reading.outcome.location,
        "capture": reading.outcome.capture,
        "run": reading.outcome.run,
        "report": reading.report,
    }


def _account_columns(account: Account) -> dict[str, Cell]:
    start = min(span.start for span in account.evidence)
    return {"id": account.id, "report": account.report, "start": start}


RUNS = Table(
    name="runs",
    kind=Run,
    key="id",
    columns=lambda run: {"id": run.id},
    insert="INSERT INTO runs (id, hash, body) VALUES (:id, :hash, :body) ON CONFLICT DO NOTHING",
    select="SELECT * FROM runs"
    " ORDER BY (SELECT min(number) FROM readings WHERE readings.run = runs.id)",
)
CAPTURES = Table(
    name="captures",
    kind=Capture,
    key="id",
    columns=lambda capture: {"id": capture.id, "run": capture.run},
    insert="INSERT INTO captures (id, run, hash, body) VALUES (:id, :run, :hash, :body)"
    " ON CONFLICT DO NOTHING",
    select="SELECT * FROM captures ORDER BY id",
)
REPORTS = Table(
    name="reports",
    kind=Report,
    key="id",
    columns=lambda report: {"id": report.id, "capture": report.capture},
    insert="INSERT INTO reports (hash, id, capture, body) VALUES (:hash, :id, :capture, :body)"
    " ON CONFLICT DO NOTHING",
    select="SELECT * FROM reports ORDER BY id",
)
ACCOUNTS = Table(
    name="accounts",
    kind=Account,
    key="id",
    columns=_account_columns,
    insert="INSERT INTO accounts (hash, id, report, start, body)"
    " VALUES (:hash, :id, :report, :start, :body) ON CONFLICT DO NOTHING",
    select="SELECT * FROM accounts ORDER BY report",
)
READINGS = Table(
    name="readings",
    kind=Reading,
    key="number",
    columns=_reading_columns,
    insert="INSERT INTO readings (number, location, capture, run, report, hash, body)"
    " VALUES (:number, :location, :capture, :run, :report, :hash, :body)",
    select="SELECT * FROM readings ORDER BY number",
)
JUDGEMENTS = Table(
    name="judgements",
    kind=Entry,
    key="number",
    columns=lambda entry: {"number": entry.number, "id": entry.judgement.id},
    insert="INSERT INTO judgements (number, id, hash, body) VALUES (:number, :id, :hash, :body)",
    select="SELECT * FROM judgements ORDER BY number",
)
TOMBSTONES = Table(
    name="tombstones",
    kind=Tombstone,
    key="number",
    columns=lambda stone: {"number": stone.number, "name": stone.table, "key": stone.key},
    insert="INSERT INTO tombstones (number, name, key, hash, body)"
    " VALUES (:number, :name, :key, :hash, :body)",
    select="SELECT * FROM tombstones ORDER BY number",
)
