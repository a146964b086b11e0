# ruff: noqa: S608 - the names of the tables are ours
"""The incidents as they stand, brought up to the ledger with what came and went since."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from khaldun import codec
from khaldun.errors import CaseError
from khaldun.fuse.incidents import incident_of, order_of, uncollected
from khaldun.fuse.lineage import Texts
from khaldun.fuse.matcher import Matcher
from khaldun.fuse.traits import Parties
from khaldun.fuse.weighing import Here, Weigh
from khaldun.ledger.connection import in_words, transaction
from khaldun.ledger.journal import standing as standing_judgements
from khaldun.ledger.mark import Mark
from khaldun.records import Incident, Judgement, record_id
from khaldun.register.grouping import Grouping, Members
from khaldun.register.lines import Line, Lines, Searched
from khaldun.register.source import Basis, Standing
from khaldun.register.tables import ACCOUNTS, IN_MEMORY, OF_LINES, TEXTS, connect

#: The relations of judgements that change no incident.
ASIDE = frozenset({"review", "note"})


class Crowds(NamedTuple):
    """How many blocks are too large for all to meet: each meets a window of others on each side."""

    of: str
    blocks: int
    window: int


class Register:
    """The incidents of a case in a file of their own. Use it as a context, or close it."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection, self._path = connection, path
        self._execute = connection.execute

    @classmethod
    def open(cls, path: Path, *, fingerprint: str) -> Self:
        """The register in this file; `fingerprint` stands for the program and the knowledge.

        Raises:
            CaseError: the file cannot be written now.
            IntegrityError: it is damaged.
        """
        return cls(connect(path, fingerprint), path)

    @classmethod
    def copy_of(cls, path: Path, *, fingerprint: str, to: Path = IN_MEMORY) -> Self:
        """A copy, in memory or in a file that no other program uses; the file stays as it is.

        Raises:
            CaseError: the file cannot be read now, or the other one not written.
            IntegrityError: it is damaged.
        """
        with in_words(path):
            return cls(connect(to, fingerprint, like=path), path if to == IN_MEMORY else to)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def update(self, standing: Standing, parties: Parties, weigh: Weigh = Here) -> int:
        """Bring it to what stands; how many incidents were made or made anew."""
        with uncollected(), in_words(self._path), transaction(self._connection):
            fresh = standing.journal[self.seen :]
            judged = {
                side
                for judgement in fresh
                if judgement.relation not in ASIDE
                for side in (judgement.left, judgement.right)
            }
            journal = standing_judgements(standing.journal)
            texts = Grouping(self._connection, TEXTS, Texts(standing.reports), weigh)
            matcher = Matcher(standing.accounts, standing.reports, parties)
            accounts = Grouping(self._connection, ACCOUNTS, matcher, weigh)
            whole = standing.whole
            reprinted = texts.update(standing.report_hashes, journal, judged, whole=whole)
            regrouped = accounts.update(standing.account_hashes, journal, judged, whole=whole)
            moved = {report for members in reprinted.made for report in members}
            told = (account for report in moved for account in standing.told_by(report))
            groups = {*regrouped.made, *map(accounts.at, map(accounts.home, told))}
            self._write(groups, regrouped.gone, _Maker(standing, texts, parties))
            self._execute("DELETE FROM reviews")
            self.lines.review(journal)
            self._note(len(standing.journal), standing.mark)
        return len(groups)

    def review(self, fresh: Sequence[Judgement], mark: Mark) -> None:
        """Take in judgements of the relations `ASIDE`, the last; `mark` is the ledger's by now."""
        with in_words(self._path), transaction(self._connection):
            self.lines.review(fresh)
            self._note(self.seen + len(fresh), mark)

    def count(self) -> int:
        """How many incidents there are."""
        with in_words(self._path):
            return int(self._execute("SELECT count(*) FROM incidents").fetchone()[0])

    def crowds(self) -> Iterator[Crowds]:
        """The crowds of accounts, then those of reports."""
        for of, table, window in (
            ("accounts", ACCOUNTS, Matcher.window),
            ("reports", TEXTS, Texts.window),
        ):
            query = f"""SELECT count(*) FROM
                (SELECT key FROM {table}_keys GROUP BY key HAVING count(*) > ?)"""
            with in_words(self._path):
                yield Crowds(of, self._execute(query, (window + 1,)).fetchone()[0], window)

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

    def contents(self, *, lines: bool) -> Iterator[tuple[str, str]]:
        """Every row of every table with the table's name, and every definition."""
        left_out = frozenset() if lines else OF_LINES
        with in_words(self._path):
            query = "SELECT name, type FROM sqlite_schema"
            for name, kind in self._connection.execute(query).fetchall():
                yield "definitions", f"{name} {kind}"
                if kind == "table" and name not in left_out:
                    query = f'SELECT * FROM "{name}"'
                    for row in self._connection.execute(query):
                        yield name, repr(row)

    @property
    def lines(self) -> Lines:
        """The incidents as lines."""
        return Lines(self._connection, self._path)

    def incident(self, home: str) -> Incident:
        """The incident at this home.

        Raises:
            CaseError: there is none.
        """
        with in_words(self._path):
            found = self._one("SELECT body FROM incidents WHERE home = ?", home)
        if found is None:
            raise CaseError(f"no incident is at home at {home!a}")
        return codec.decode(found, Incident)

    def members(self, home: str) -> dict[str, Basis]:
        """The accounts of the incident at this home, with what each rests on."""
        query = f"SELECT id, hash FROM {ACCOUNTS} WHERE home = ?"
        with in_words(self._path):
            return {name: Basis.parse(told) for name, told in self._execute(query, (home,))}

    def basis(self, account: str) -> Basis | None:
        """What an account rests on; None for what is no account."""
        with in_words(self._path):
            told = self._one(f"SELECT hash FROM {ACCOUNTS} WHERE id = ?", account)
        return Basis.parse(told) if told else None

    def text(self, report: str) -> str | None:
        """The hash of a report; None for what is no report."""
        with in_words(self._path):
            return self._one(f"SELECT hash FROM {TEXTS} WHERE id = ?", report)

    def home_of(self, account: str) -> str | None:
        """The home of the incident that an account is of now; None for what is no account."""
        with in_words(self._path):
            return self._one(f"SELECT home FROM {ACCOUNTS} WHERE id = ?", account)

    def at(self, incident: str) -> str | None:
        """The home of an incident, or of the one that its first account is of by now.

        An incident's id rests on its first account: one that was joined to another still leads
        somewhere.
        """
        with in_words(self._path):
            home = self._one("SELECT home FROM incidents WHERE id = ?", incident)
            if home:
                return home
            for account, now in self._execute(f"SELECT id, home FROM {ACCOUNTS}"):
                if record_id("incident", account) == incident:
                    return str(now)
        return None

    def starting(self, start: str) -> dict[str, str]:
        """The ids of incidents that start so, with their homes; the first six."""
        query = "SELECT id, home FROM incidents WHERE id >= ? AND id < ? ORDER BY id LIMIT 6"
        with in_words(self._path):
            return dict(self._execute(query, (start, f"{start}\x7f")))

    def write_lines(self, made: Iterable[tuple[Line, Searched]]) -> None:
        """Add the lines of incidents."""
        with in_words(self._path), transaction(self._connection):
            self.lines.put(made)

    def _write(self, groups: set[Members], gone: frozenset[str], maker: "_Maker") -> None:
        homes = [(home,) for home in gone]
        self._connection.executemany("DELETE FROM incidents WHERE home = ?", homes)
        self._connection.executemany(
            "INSERT OR REPLACE INTO incidents VALUES (?, ?, ?, ?)",
            (maker.row(members) for members in sorted(groups)),
        )

    @property
    def seen(self) -> int:
        """How many judgements were taken in."""
        return int(self._about("judgements") or 0)

    @property
    def mark(self) -> Mark:
        """How far the ledger was written when it was taken in last."""
        told = self._about("mark")
        return Mark.parse(told) if told else Mark()

    def _note(self, judgements: int, mark: Mark) -> None:
        told = [("judgements", str(judgements)), ("mark", str(mark))]
        self._connection.executemany("INSERT OR REPLACE INTO about VALUES (?, ?)", told)

    def _about(self, name: str) -> str | None:
        return self._one("SELECT value FROM about WHERE name = ?", name)

    def _one(self, query: str, value: str) -> str | None:
        found = self._execute(query, (value,)).fetchone()
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
