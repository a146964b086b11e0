"""What the desk knows of a case, and the one way in which it writes.

The case is read as a whole and kept until its ledger changes, so that a page costs no more than
its own rendering. No other part of the desk opens the case.
"""

import gc
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import RLock

from khaldun.case import Case
from khaldun.desk.acts import Act, acts
from khaldun.desk.rows import Row
from khaldun.errors import CaseError
from khaldun.faces import judging
from khaldun.faces.judging import Decided
from khaldun.faces.views import View, views
from khaldun.records import Account, Judgement, Outcome, Report, Run, record_id

#: Size and time of the ledger's files, which differ after every write.
Stamp = tuple[tuple[int, int], ...]
#: The ledger, and SQLite's journals beside it.
_FILES = ("ledger.sqlite", "ledger.sqlite-wal")


class Stale(Exception):  # noqa: N818 - it becomes a page that shows the conflict, and no error
    """The journal has moved on since the page was made on which somebody decided."""


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """The case as it stood at one moment; incidents by their first day."""

    name: str
    stamp: Stamp
    views: Sequence[View]
    journal: Sequence[Judgement]

    @property
    def head(self) -> str:
        """The id of the last judgement; "" where none was made. A form carries it."""
        return _head(self.journal)

    @cached_property
    def rows(self) -> Sequence[Row]:
        """The table of all incidents."""
        return [Row.of(view) for view in self.views]

    @cached_property
    def by_id(self) -> Mapping[str, View]:
        """Each incident by its id."""
        return {view.incident.id: view for view in self.views}

    @cached_property
    def by_account(self) -> Mapping[str, View]:
        """For each account the incident that it is in."""
        return {account: view for view in self.views for account in view.incident.accounts}

    @cached_property
    def by_report(self) -> Mapping[str, Sequence[Account]]:
        """The accounts of each report, in the order of the text."""
        found: dict[str, list[Account]] = {}
        for view in self.views:
            for account in view.accounts:
                found.setdefault(account.report, []).append(account)
        for accounts in found.values():
            accounts.sort(key=lambda account: (account.evidence[0].start, account.id))
        return found

    @cached_property
    def acts(self) -> Sequence[Act]:
        """The journal in acts, oldest first."""
        return acts(self.journal)

    def judged(self, act: Act) -> Sequence[tuple[View | None, Sequence[str]]]:
        """The incidents that an act is on, each with the accounts that were judged.

        Sides that are in no incident, as reports are, come together under none.
        """
        found: dict[str, list[str]] = {}
        for side in act.sides:
            view = self.by_account.get(side)
            found.setdefault(view.incident.id if view else "", []).append(side)
        return [(self.by_id.get(incident), sides) for incident, sides in found.items()]

    def incident(self, incident: str) -> View:
        """The incident of this id, or the one in which its first account is by now.

        An incident's id rests on its first account, so the address of one that was joined to
        another still leads somewhere.

        Raises:
            CaseError: there is none, and never was.
        """
        found = self.by_id.get(incident)
        found = found or next(
            (
                view
                for account, view in self.by_account.items()
                if record_id("incident", account) == incident
            ),
            None,
        )
        if found is None:
            raise CaseError(f"no incident {incident!a} in this case")
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What a case says of itself: its faults; of a sound one also how inputs ended, by what they
    were read, the digest of its content and the end of its journal.
    """

    stamp: Stamp
    faults: Sequence[str]
    captures: int
    outcomes: Sequence[Outcome]
    runs: Sequence[Run]
    content: str
    head: str


class Desk:
    """A case on the desk. Safe to be used by several threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = RLock()
        self._kept: Snapshot | None = None
        self._checked: Health | None = None
        #: Who decided last, to fill in the name on the next form.
        self.last_name = ""

    @property
    def name(self) -> str:
        """The case's name; the folder's where it has not been read yet."""
        return self._kept.name if self._kept else self._folder.absolute().name

    def now(self) -> Snapshot:
        """The case as it is now.

        Raises:
            CaseError: it cannot be read now.
            IntegrityError: it is damaged.
        """
        with self._lock:
            # Before the ledger is read: what is written meanwhile makes the next call read again.
            stamp = self._stamp()
            if self._kept is None or self._kept.stamp != stamp:
                with Case.open(self._folder) as case:
                    self._kept = Snapshot(
                        name=case.name,
                        stamp=stamp,
                        views=tuple(views(case)),
                        journal=tuple(case.ledger.judgements()),
                    )
                # Built now, so that they are set apart with the rest.
                _ = self._kept.rows
                _set_apart()
            return self._kept

    def report(self, report: str) -> Report:
        """A report, also one that tells of no incident.

        Raises:
            CaseError: there is none of that id.
        """
        now = self.now()
        if accounts := now.by_report.get(report):
            return now.by_account[accounts[0].id].reports[report]
        with Case.open(self._folder) as case:
            return case.ledger.report(report)

    def judge(
        self, verdicts: Sequence[Decided], *, head: str, reason: str, by: str
    ) -> Sequence[Judgement]:
        """Write verdicts as one act, if the journal still ends where the form says.

        Raises:
            InputError: a reason or a name is missing.
            Stale: it does not; nothing is written.
            CaseError: another program is writing to the case.
        """
        judging.require_words(reason, by)
        with self._lock, Case.open(self._folder, write=True) as case:
            if head != _head(list(case.ledger.judgements())):
                raise Stale
            self._kept, self.last_name = None, by
            return judging.write(case, verdicts, reason=reason, by=by)

    def checked(self) -> Health | None:
        """The last check since the start, unless the case has changed."""
        fresh = self._checked and self._checked.stamp == self._stamp()
        return self._checked if fresh else None

    def check(self) -> Health:
        """Every byte, row and quoted word against its hash; slow in a large case."""
        with Case.open(self._folder) as case:
            stamp = self._stamp()
            faults, ledger = list(case.verify()), case.ledger
            # A damaged ledger may not even be listed.
            sound = not faults
            self._checked = Health(
                stamp=stamp,
                faults=faults,
                captures=len(ledger.capture_ids()) if sound else 0,
                outcomes=list(ledger.outcomes()) if sound else [],
                runs=list(ledger.runs()) if sound else [],
                content=ledger.content_digest() if sound else "",
                head=_head(list(ledger.judgements())) if sound else "",
            )
            return self._checked

    def _stamp(self) -> Stamp:
        paths = (self._folder / name for name in _FILES)
        found = [path.stat() for path in paths if path.exists()]
        return tuple((one.st_size, one.st_mtime_ns) for one in found)


def _set_apart() -> None:
    """Keep Python's collector from walking through the whole case again and again.

    With 5,000 incidents one page in so many took 0.3 to 0.6 s for it. What is set apart is still
    let go of when nothing points to it; the next reading of the case takes back what was.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def _head(journal: Sequence[Judgement]) -> str:
    return journal[-1].id if journal else ""
