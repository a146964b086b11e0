"""The incidents as they stand, brought up to the ledger with what came and went since."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from khaldun import codec
from khaldun.fuse.incidents import incident_of, order_of
from khaldun.fuse.lineage import Texts
from khaldun.fuse.matcher import Matcher
from khaldun.fuse.traits import Parties
from khaldun.ledger.connection import in_words, transaction
from khaldun.ledger.journal import standing as standing_judgements
from khaldun.records import Incident
from khaldun.register.grouping import Grouping, Members
from khaldun.register.source import Standing
from khaldun.register.tables import ACCOUNTS, TEXTS, connect, in_memory


class Register:
    """The incidents of a case in a file of their own. Use it as a context, or close it."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection, self._path = connection, path

    @classmethod
    def open(cls, path: Path, *, fingerprint: str) -> Self:
        """The register in this file; `fingerprint` stands for the program and the knowledge.

        Raises:
            CaseError: the file cannot be written now.
            IntegrityError: it is damaged.
        """
        return cls(connect(path, fingerprint), path)

    @classmethod
    def in_memory(cls, *, fingerprint: str) -> Self:
        """An empty register that is kept nowhere."""
        return cls(in_memory(fingerprint), Path(":memory:"))

    @classmethod
    def copy_of(cls, path: Path, *, fingerprint: str) -> Self:
        """A copy in memory; the file stays as it is.

        Raises:
            CaseError: the file cannot be read now.
            IntegrityError: it is damaged.
        """
        with in_words(path):
            return cls(in_memory(fingerprint, like=path), path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.close()

    def update(self, standing: Standing, parties: Parties) -> int:
        """Bring it to what stands; how many incidents were made or made anew."""
        with in_words(self._path), transaction(self._connection):
            seen = int(self._about("judgements") or 0)
            fresh = standing.journal[seen:]
            judged = {side for judgement in fresh for side in (judgement.left, judgement.right)}
            journal = standing_judgements(standing.journal)
            texts = Grouping(self._connection, TEXTS, Texts(standing.reports))
            matcher = Matcher(standing.accounts, standing.reports, parties)
            accounts = Grouping(self._connection, ACCOUNTS, matcher)
            reprinted = texts.update(standing.report_hashes, journal, judged)
            regrouped = accounts.update(standing.account_hashes, journal, judged)
            moved = {report for members in reprinted.made for report in members}
            homes = {accounts.home(a) for a, report in standing.told.items() if report in moved}
            groups = {*regrouped.made, *map(accounts.at, homes)}
            self._write(groups, regrouped.gone, _Maker(standing, texts, parties))
            self._connection.execute(
                "INSERT OR REPLACE INTO about VALUES ('judgements', ?)",
                (str(len(standing.journal)),),
            )
        return len(groups)

    def incidents(self) -> Iterator[Incident]:
        """All of them, in the order of their first accounts."""
        with in_words(self._path):
            for (body,) in self._connection.execute("SELECT body FROM incidents ORDER BY place"):
                yield codec.decode(body, Incident)

    def broken(self) -> Iterator[str]:
        """What SQLite itself finds wrong with the file, one sentence each."""
        with in_words(self._path):
            for (line,) in self._connection.execute("PRAGMA integrity_check"):
                if line != "ok":
                    yield line

    def rows(self) -> Iterator[tuple[str, str]]:
        """Every row of every table with the table's name, and every definition."""
        with in_words(self._path):
            query = "SELECT name, type FROM sqlite_schema"
            for name, kind in self._connection.execute(query).fetchall():
                yield "definitions", f"{name} {kind}"
                if kind == "table":
                    query = f'SELECT * FROM "{name}"'  # noqa: S608 - compared, not believed
                    for row in self._connection.execute(query):
                        yield name, repr(row)

    def _write(self, groups: set[Members], gone: frozenset[str], maker: "_Maker") -> None:
        homes = [(home,) for home in gone]
        self._connection.executemany("DELETE FROM incidents WHERE home = ?", homes)
        self._connection.executemany(
            "INSERT OR REPLACE INTO incidents VALUES (?, ?, ?, ?)",
            (maker.row(members) for members in sorted(groups)),
        )

    def _about(self, name: str) -> str | None:
        row = self._connection.execute("SELECT value FROM about WHERE name = ?", (name,))
        found = row.fetchone()
        return str(found[0]) if found else None


class _Maker:
    """Makes the rows of incidents."""

    def __init__(self, standing: Standing, texts: Grouping, parties: Parties) -> None:
        self._standing, self._texts, self._parties = standing, texts, parties

    def row(self, members: Members) -> tuple[str, str, str, str]:
        """The incident of these accounts, as the table has it."""
        accounts = [self._standing.accounts[account] for account in members]
        names = {account.report for account in accounts}
        reports = {name: self._standing.reports[name] for name in names}
        shared = {name: (self._texts.home(name),) for name in names}
        incident = incident_of(accounts, reports, shared, self._parties)
        first = min(order_of(account, reports[account.report]) for account in accounts)
        body = codec.encode(incident).decode()
        return members[0], incident.id, "{} {} {:09} {}".format(*first), body
