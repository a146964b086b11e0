"""What the desk knows of a case, and the one way in which it writes.

The table is a table of the case's register, and one incident is read once its page is opened; both
are kept up to the ledger. No other part of the desk opens the case.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from threading import RLock

from khaldun.case import Case
from khaldun.custody.backups import Backup, noted
from khaldun.desk.acts import Act, acts
from khaldun.desk.beside import Beside, Finding
from khaldun.desk.health import Health, Stamp, check, stamp_of
from khaldun.errors import CaseError
from khaldun.faces import correcting, judging
from khaldun.faces.judging import Decided
from khaldun.faces.listed import Listed, renew
from khaldun.faces.views import View
from khaldun.knowledge.added import indexes
from khaldun.records import Account, Judgement, Report
from khaldun.register.lines import Line, Lines, Spot, Where
from khaldun.settings import Settings
from khaldun.tools import Tools, build_tools

_REGISTER = "register.sqlite"
#: The indexes of places that were added, and the numbers by which the system knows their files.
Added = tuple[tuple[Path, int], ...]
#: Readings that are looked over in about half a second, and how many of these one costs that is
#: new. Measured on 100,000 accounts: 1 s for 20,000 readings, 0.1 s more for each new one.
_SOON, _NEW = 10_000, 50
#: Bytes of a ledger whose check nobody should wait for.
_LARGE = 10_000_000


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

    def spots(self, where: Where) -> Sequence[Spot]:
        """What a map shows of these lines; kept, as a map that is moved asks for the same again."""
        asked = (where.sql, *where.values)
        if asked not in self._spots:
            self._spots.clear()
            self._spots[asked] = self.rows.spots(where)
        return self._spots[asked]

    @cached_property
    def _spots(self) -> dict[tuple[str | float, ...], Sequence[Spot]]:
        return {}

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
        self._checker = Beside(folder, check)
        #: What takes in reports that are too many to be waited for, and whether there are any.
        self._finder, self._late = Beside(folder, renew), False
        #: Who decided last, to fill in the name on the next form.
        self.last_name = ""

    @property
    def name(self) -> str:
        """The case's name; the folder's where it has not been read yet."""
        return self._kept.name if self._kept else self.folder.absolute().name

    def now(self) -> Snapshot:
        """The case as it is now, or as it was before the reports that are just being taken in.

        Raises:
            Finding: its incidents are being found for the first time.
            CaseError: it cannot be read now.
            IntegrityError: it is damaged.
        """
        with self.lock:
            if self._kept is None and self._finder.busy:
                raise Finding
            # Before the ledger is read: what is written meanwhile makes the next call read again.
            stamp = stamp_of(self.folder)
            fresh = self._kept and self._kept.stamp == stamp and self._file == self._number()
            if not fresh or (self._late and not self._finder.busy):
                with Case.open(self.folder) as case:
                    self._kept = self._read(case, stamp)
            assert self._kept
            return self._kept

    @property
    def finding(self) -> str | None:
        """How far it is with the reports that are just being taken in; None where none are."""
        return self._finder.told or "" if self._late else None

    def _read(self, case: Case, stamp: Stamp) -> Snapshot:
        kept, gone = self._kept, frozenset(case.ledger.forgotten())
        fresh = list(case.ledger.judgements(after=len(kept.journal))) if kept else []
        head = fresh[0].previous if fresh else case.ledger.head()
        # Where the ledger is another one, a copy that was put back, all is read again; so it is
        # where something was expunged, by which the register's file goes, too.
        same = gone == self._gone and self._file == self._number()
        if kept and same and (head or "") == kept.head and self._listed:
            journal, listed = (*kept.journal, *fresh), self._listed
        else:
            journal, listed = tuple(case.ledger.judgements()), _opened(case)
            self._gone, self._file = gone, self._number()
        self._listed = listed
        # How it ended is known once it has been asked whether it is at work.
        failed = not self._finder.busy and self._finder.failed
        self._late = _is_much(case, listed) and not failed
        if not self._late:
            self._finder.failed = False
        else:
            if not self._finder.resting:
                self._finder.start()
            if not listed.mark.readings:
                raise Finding
        listed.update(case, journal, readings=not self._late)
        return Snapshot(
            folder=self.folder, name=case.name, stamp=stamp, listed=listed, journal=journal
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

    def everywhere(self, account: Account, verdict: Decided) -> list[Decided]:
        """What a correction of a place decides where it holds for the whole case.

        Raises:
            InputError: it is none of a place, or the place is not told by a name alone.
        """
        with Case.open(self.folder) as case:
            return correcting.everywhere(case, account, verdict)

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
        self._checked = self._checker.told or self._checked
        fresh = self._checked and self._checked.stamp == stamp_of(self.folder)
        return self._checked if fresh else None

    def check(self) -> None:
        """Every byte, row and quoted word against its hash; of a large case beside the desk."""
        size = sum(size for size, _ in stamp_of(self.folder))
        if size > _LARGE and not self._checker.failed:
            self._checker.start()
            return
        self._checker.failed = False
        with Case.open(self.folder) as case:
            check(case, partial(setattr, self, "_checked"))

    def backups(self) -> Sequence[Backup]:
        """The backups that were made of the case, the latest last."""
        return noted(self.folder)

    @property
    def checking(self) -> bool:
        """Whether the case is being checked beside the desk."""
        return self._checker.busy

    def _number(self) -> int | None:
        """The number by which the system knows the register's file; None where there is none."""
        path = self.folder / _REGISTER
        return path.stat().st_ino if path.exists() else None


def _opened(case: Case) -> Listed:
    """What was listed of a case last; made in memory where it cannot be written."""
    try:
        return Listed.kept(case)
    except CaseError:
        return Listed.of(case)


def _is_much(case: Case, listed: Listed) -> bool:
    """Whether nobody should wait for what was read since the register was left."""
    there = case.ledger.mark().readings
    behind = there - listed.mark.readings
    return behind > 0 and there + _NEW * behind > _SOON
