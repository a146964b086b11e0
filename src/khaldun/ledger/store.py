"""The ledger: what each report says, who says so, and what was judged of it; only ever added to."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar, Unpack

from khaldun.errors import CaseError
from khaldun.ledger import audit, expunge, intake, journal, past, queries, schema
from khaldun.ledger.connection import Mode, close, connect, in_words, set_journal, transaction
from khaldun.ledger.journal import Decision, Pair
from khaldun.ledger.mark import Mark
from khaldun.ledger.tables import Tombstone
from khaldun.records import Account, Capture, Judgement, Outcome, Relation, Report, Run

T = TypeVar("T")


class Ledger:
    """One SQLite file. Several may read it at a time; one may write. The case sees to that.

    Every method raises CaseError where the file cannot be used now (in use, full disk, opened for
    reading only) or a named row is not there, and IntegrityError where it is damaged. Iterators
    read as they go: use them up or close them, as an open one may make other programs wait.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    @classmethod
    def open(cls, path: Path, *, create: bool = False, write: bool = True) -> Self:
        """The ledger in this file; `create` makes one where there is none, and writes.

        An older version is brought up to date when opened to write.

        Raises:
            CaseError: there is no file, it is no ledger, or one of a later version, or one of an
                earlier version and opened to read.
        """
        mode: Mode = "create" if create else "write" if write else "read"
        connection = connect(path, mode=mode)
        try:
            with in_words(path):
                _bring_up_to_date(connection, path, mode)
        except BaseException:
            connection.close()
            raise
        return cls(connection, path)

    def before(self, moment: datetime) -> "Ledger":
        """This ledger as it was before a moment: a copy in memory, to be read only.

        Readings go by the start of their run, judgements by when they were decided.
        """
        with self._in_words():
            return Ledger(past.copy(self._connection, moment), self._path)

    def close(self) -> None:
        """Let go of the file; nothing is pending, as each write is complete when it returns."""
        close(self._connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def known(self, location: str, capture: str, reading: str) -> Outcome | None:
        """The outcome, if the location's latest reading is of these bytes with these means."""
        with self._in_words():
            latest = queries.latest(self._connection, location)
        if latest is None:
            return None
        same = latest.outcome.capture == capture and latest.fingerprint == reading
        return latest.outcome if same else None

    def history(self, location: str) -> list[Outcome]:
        """Every outcome of a location, oldest first."""
        with self._in_words():
            return queries.history(self._connection, location)

    def append(
        self,
        outcome: Outcome,
        *,
        run: Run,
        reading: str,
        capture: Capture | None,
        report: Report | None,
        accounts: Sequence[Account] = (),
    ) -> int:
        """Write what one input gave, all or nothing; how many rows, 0 for a repeat.

        `reading` is the fingerprint of all that could change the result. The run is written with
        the first outcome of it that is new.

        Raises:
            IntegrityError: the parts do not belong together, or a span does not say what the
                report says at its place.
        """
        given = intake.Intake(
            outcome=outcome,
            run=run,
            fingerprint=reading,
            capture=capture,
            report=report,
            accounts=accounts,
        )
        with self._writing():
            return intake.insert(self._connection, given)

    def outcomes(self) -> Iterator[Outcome]:
        """How every location ended last, by location."""
        return self._read(queries.outcomes(self._connection))

    def reports(self) -> Iterator[Report]:
        """The reports of those outcomes, each once, by id."""
        return self._read(queries.reports(self._connection))

    def accounts(self) -> Iterator[Account]:
        """The accounts of those reports, by report, then by first evidence offset, then id."""
        return self._read(queries.accounts(self._connection))

    def standing(self) -> tuple[dict[str, tuple[str, str]], dict[str, str]]:
        """The hash of each of those accounts, with its report's id, and of each report; by id."""
        with self._in_words():
            accounts = queries.standing_accounts(self._connection)
            return accounts, queries.standing_reports(self._connection)

    def placed(self) -> dict[str, str]:
        """The name by which each of those accounts tells its place, if by any; by its id."""
        with self._in_words():
            return queries.placed(self._connection)

    def changed_since(self, mark: Mark) -> queries.Changed | None:
        """What may stand otherwise since a mark; None is all of it."""
        with self._in_words():
            return mark.changed_since(self._connection)

    def accounts_of(self, report_id: str) -> list[str]:
        """The ids of the accounts of a report, as it stands."""
        with self._in_words():
            return queries.accounts_of(self._connection, report_id)

    def reports_of(self, capture_id: str) -> Iterator[Report]:
        """Every report that was made of a capture, standing or not."""
        return self._read(queries.reports_of(self._connection, capture_id))

    def account_at(self, digest: str) -> Account:
        """The account whose body has this hash."""
        with self._in_words():
            return queries.account_at(self._connection, digest)

    def report_at(self, digest: str) -> Report:
        """The report whose body has this hash."""
        with self._in_words():
            return queries.report_at(self._connection, digest)

    def captures(self) -> Iterator[Capture]:
        """Every capture, by id."""
        return self._read(queries.captures(self._connection))

    def runs(self) -> Iterator[Run]:
        """Every run that wrote something, oldest first."""
        return self._read(queries.runs(self._connection))

    def report(self, report_id: str) -> Report:
        """The report of that id, as it stands or, where it no longer does, as last read."""
        with self._in_words():
            return queries.report(self._connection, report_id)

    def account(self, account_id: str) -> Account:
        """The account of that id, as it stands or, where it no longer does, as last read."""
        with self._in_words():
            return queries.account(self._connection, account_id)

    def capture(self, capture_id: str) -> Capture:
        """The capture of that SHA-256."""
        with self._in_words():
            return queries.capture(self._connection, capture_id)

    def capture_ids(self) -> list[str]:
        """The SHA-256 of every capture, whatever the rest of its row."""
        with self._in_words():
            return queries.capture_ids(self._connection)

    def content_digest(self) -> str:
        """A SHA-256 over what the current readings say, free of order, times and runs."""
        with self._in_words():
            return queries.content_digest(self._connection)

    def judge(
        self, *, relation: Relation, left: str, right: str, **decision: Unpack[Decision]
    ) -> Judgement:
        """Add a decision on one pair to the journal, as `judge_all` does on several."""
        return self.judge_all([(relation, left, right)], **decision)[0]

    def judge_all(self, pairs: Iterable[Pair], **decision: Unpack[Decision]) -> list[Judgement]:
        """Add one decision on several pairs to the journal, all or nothing.

        Two accounts or reports may come in either order; a field comes behind its account.

        Raises:
            ValueError: both sides of a pair are one, reason or name are empty, the time has no
                zone, or there is a value where none belongs, or none where one does.
        """
        return self.add(journal.draft(pair, **decision) for pair in pairs)

    def add(self, drafts: Iterable[Judgement]) -> list[Judgement]:
        """Add judgements (`journal.draft`) to the journal, all or nothing."""
        drafts = list(drafts)
        with self._writing():
            return [journal.insert(self._connection, draft) for draft in drafts]

    def judgements(self, *, after: int = 0) -> Iterator[Judgement]:
        """The journal, oldest first, without its first so many."""
        return self._read(journal.judgements(self._connection, after=after))

    def head(self) -> str:
        """The id of the last judgement; "" where none was made."""
        with self._in_words():
            return journal.head(self._connection)

    def mark(self) -> Mark:
        """How far it is written."""
        with self._in_words():
            return Mark.of(self._connection)

    def standing_judgements(self) -> list[Judgement]:
        """The judgement that holds for each pair; what a person decided, only a person retires."""
        return journal.standing(self.judgements())

    def expunge(self, order: expunge.Order) -> int:
        """Take out a capture and all that was made of it; how many tombstones were put.

        The file is then written anew. Where that was cut off, calling it again finishes it, with 0.
        """
        with self._writing():
            count = expunge.expunge(self._connection, order)
        with self._in_words():
            expunge.compact(self._connection)
        return count

    def tombstones(self) -> Iterator[Tombstone]:
        """What stands for each expunged row, oldest first."""
        return self._read(expunge.tombstones(self._connection))

    def forgotten(self) -> dict[str, str]:
        """The SHA-256 of every capture that was expunged, and of its location."""
        with self._in_words():
            return expunge.forgotten(self._connection)

    def copy_to(self, path: Path) -> None:
        """A copy as of one moment, whoever writes to the ledger meanwhile."""
        with self._in_words(), closing(connect(path, mode="create")) as target:
            self._connection.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")

    def verify(self) -> Iterator[str]:
        """One plain sentence per fault, naming table and id; none for a sound ledger."""
        return self._read(audit.faults(self._connection))

    def _read(self, items: Iterator[T]) -> Iterator[T]:
        with self._in_words():
            yield from items

    def _in_words(self) -> AbstractContextManager[None]:
        return in_words(self._path)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._in_words():
            if self._connection.execute("PRAGMA query_only").fetchone()[0]:
                raise CaseError(f"{self._path}: opened to read only; open it with `write=True`")
            with transaction(self._connection):
                yield


def _bring_up_to_date(connection: sqlite3.Connection, path: Path, mode: Mode) -> None:
    # Before anything is set: another program's file is left as it is.
    missing = schema.pending(connection, path)
    if mode != "read":
        set_journal(connection, path)
        schema.migrate(connection, path)
    elif missing:
        raise CaseError(f"{path}: the ledger is of an earlier version; open it once to write")
