"""What the desk knows of a case, and the one way in which it writes.

The table is a table of the case's register, and one incident is read once its page is opened; both
are kept up to the ledger. No other part of the desk opens the case.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import RLock

from khaldun.case import Case
from khaldun.custody.checking import check
from khaldun.desk.acts import Act, acts
from khaldun.faces import judging
from khaldun.faces.judging import Decided
from khaldun.faces.listed import Listed, fill
from khaldun.faces.views import View
from khaldun.knowledge.added import indexes
from khaldun.records import Account, Judgement, Outcome, Report, Run
from khaldun.register.lines import Line, Lines
from khaldun.settings import Settings
from khaldun.tools import Tools, build_tools

#: Size and time of the ledger's files, which differ after every write.
Stamp = tuple[tuple[int, int], ...]
#: The ledger, and SQLite's journals beside it.
_FILES = ("ledger.sqlite", "ledger.sqlite-wal")
_REGISTER = "register.sqlite"
#: The indexes of places that were added, and the numbers by which the system knows their files.
Added = tuple[tuple[Path, int], ...]


class Stale(Exception):  # noqa: N818 - it becomes a page that shows the conflict, and no error
    """The journal has moved on since the page was made on which somebody decided."""


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """The case as it stood at one moment; what it keeps in memory is its journal."""

    folder: Path
    name: str
    stamp: Stamp
    listed: Listed
    journal: Sequence[Judgement]

    @property
    def head(self) -> str:
        """The id of the last judgement; "" where none was made. A form carries it."""
        return self.journal[-1].id if self.journal else ""

    @property
    def rows(self) -> Lines:
        """The table of all incidents."""
        return self.listed.lines

    @cached_property
    def acts(self) -> Sequence[Act]:
        """The journal in acts, oldest first."""
        return acts(self.journal)

    def of_account(self, account: str) -> Line | None:
        """The incident that an account is of."""
        return self.listed.of_account(account)

    def judged(self, act: Act) -> Sequence[tuple[Line | None, Sequence[str]]]:
        """The incidents that an act is on, each with the accounts that were judged.

        Sides that are in no incident, as reports are, come together under none.
        """
        lines: dict[str, Line | None] = {}
        found: dict[str, list[str]] = {}
        for side in act.sides:
            line = self.of_account(side)
            home = line.home if line else ""
            lines[home] = line
            found.setdefault(home, []).append(side)
        return [(lines[home], sides) for home, sides in found.items()]

    def views(self, lines: Iterable[Line]) -> Iterator[View]:
        """These incidents as a whole; the case is open as long as they are asked for."""
        with Case.open(self.folder) as case:
            for line in lines:
                yield self.listed.view(case, line.home)

    def incident(self, incident: str) -> View:
        """The incident of this id, or the one in which its first account is by now.

        Raises:
            CaseError: there is none, and never was.
        """
        with Case.open(self.folder) as case:
            return self.listed.view(case, self.listed.home(incident))

    def report(self, report: str) -> tuple[Report, Sequence[Account]]:
        """A report, also one that tells of no incident, and its accounts in the text's order.

        Raises:
            CaseError: there is none of that id.
        """
        with Case.open(self.folder) as case:
            return case.ledger.report(report), self.listed.told(case, report)


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
        self.folder = folder
        self.lock = RLock()
        self._kept: Snapshot | None = None
        self._listed: Listed | None = None
        #: What had been expunged when all was read, and the number of the register's file.
        self._gone: frozenset[str] = frozenset()
        self._file: int | None = None
        self._checked: Health | None = None
        self._tools: tuple[Added, Tools] | None = None
        #: Who decided last, to fill in the name on the next form.
        self.last_name = ""

    @property
    def name(self) -> str:
        """The case's name; the folder's where it has not been read yet."""
        return self._kept.name if self._kept else self.folder.absolute().name

    def now(self) -> Snapshot:
        """The case as it is now.

        Raises:
            CaseError: it cannot be read now.
            IntegrityError: it is damaged.
        """
        with self.lock:
            # Before the ledger is read: what is written meanwhile makes the next call read again.
            stamp = self._stamp()
            if self._kept is None or self._kept.stamp != stamp or self._file != self._number():
                with Case.open(self.folder) as case:
                    self._kept = self._read(case, stamp)
            return self._kept

    def _read(self, case: Case, stamp: Stamp) -> Snapshot:
        kept, gone = self._kept, frozenset(case.ledger.forgotten())
        fresh = list(case.ledger.judgements(after=len(kept.journal))) if kept else []
        head = fresh[0].previous if fresh else case.ledger.head()
        # Where the ledger is another one, a copy that was put back, all is read again; so it is
        # where something was expunged, by which the register's file goes, too.
        same = gone == self._gone and self._file == self._number()
        if kept and same and (head or "") == kept.head and self._listed:
            journal = (*kept.journal, *fresh)
            self._listed.update(case, journal)
        else:
            self._listed = Listed.of(case)
            journal = tuple(case.ledger.judgements())
            self._gone, self._file = gone, self._number()
        return Snapshot(
            folder=self.folder,
            name=case.name,
            stamp=stamp,
            listed=self._listed,
            journal=journal,
        )

    def judge(
        self, verdicts: Sequence[Decided], *, head: str | None, reason: str, by: str
    ) -> Sequence[Judgement]:
        """Write verdicts as one act, if the journal still ends where the form says.

        Without a head it is written wherever the journal ends: what does not touch what others
        decide, as a review, which holds for the version that was seen.

        Raises:
            InputError: a reason or a name is missing.
            Stale: it does not; nothing is written.
            CaseError: another program is writing to the case.
        """
        judging.require_words(reason, by)
        with self.lock, Case.open(self.folder, write=True) as case:
            if head is not None and head != case.ledger.head():
                raise Stale
            self.last_name = by
            return judging.write(case, verdicts, reason=reason, by=by)

    @property
    def tools(self) -> Tools:
        """What reads the words of a correction; loaded when somebody makes one, and anew once
        places were added to the case.
        """
        with Case.open(self.folder) as case:
            settings = Settings(reader="rules").with_places(case.places)
        # An index that replaces another is another file.
        added = tuple((path, path.stat().st_ino) for path in indexes(Path(settings.places)))
        if self._tools is None or self._tools[0] != added:
            self._tools = added, build_tools(settings)
        return self._tools[1]

    def checked(self) -> Health | None:
        """The last check since the start, unless the case has changed."""
        fresh = self._checked and self._checked.stamp == self._stamp()
        return self._checked if fresh else None

    def check(self) -> Health:
        """Every byte, row and quoted word against its hash; slow in a large case."""
        with Case.open(self.folder) as case:
            stamp = self._stamp()
            faults, ledger = list(check(case, fill=fill)), case.ledger
            # A damaged ledger may not even be listed.
            sound = not faults
            self._checked = Health(
                stamp=stamp,
                faults=faults,
                captures=len(ledger.capture_ids()) if sound else 0,
                outcomes=list(ledger.outcomes()) if sound else [],
                runs=list(ledger.runs()) if sound else [],
                content=ledger.content_digest() if sound else "",
                head=ledger.head() if sound else "",
            )
            return self._checked

    def _number(self) -> int | None:
        """The number by which the system knows the register's file; None where there is none."""
        path = self.folder / _REGISTER
        return path.stat().st_ino if path.exists() else None

    def _stamp(self) -> Stamp:
        paths = (self.folder / name for name in _FILES)
        found = [path.stat() for path in paths if path.exists()]
        return tuple((one.st_size, one.st_mtime_ns) for one in found)
