"""What was handed over, and its reading: one lot after the other, in a thread of the desk's.

Each file is read in a child process with caps, as by `khaldun read`, and its outcome is committed
before it is shown. A lot is kept until the desk ends; what failed in it may be tried again.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import accumulate, count
from pathlib import Path
from queue import SimpleQueue
from secrets import token_hex
from threading import Lock, Thread
from typing import Literal

from khaldun.capture.store import digest
from khaldun.case import Case
from khaldun.desk.upload import discard, sweep
from khaldun.errors import CaseError, KhaldunError
from khaldun.intake import INSIDE
from khaldun.pipeline import ingest
from khaldun.records import Details, Outcome
from khaldun.settings import Settings

#: Where files lie until they are read, inside of the case.
ASIDE = "intake"
#: What stands by a lot whose reading ended as none should.
_FAILED = "something in Khaldun failed; the terminal that it runs in says what"


@dataclass(slots=True, kw_only=True, eq=False)
class Lot:
    """Files that were handed over together: their names by where they lie, and how each ended."""

    folder: Path
    names: Mapping[Path, Path]
    details: Callable[[Path], Details]
    id: str = field(default_factory=lambda: token_hex(8))
    came_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    state: Literal["waiting", "reading", "done"] = "waiting"
    #: Why it was broken off, if it was.
    fault: str = ""
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    #: Those of its files that an earlier reading had read already.
    known: set[str] = field(default_factory=set)
    #: What a file was called, where it is told apart from another of its name.
    given: dict[Path, Path] = field(default_factory=dict)

    def tell_apart(self, case: Case) -> None:
        """Give a number to each file whose name the case, or another file here, has for other
        bytes: a browser says no more of a file than "page.html", whichever folder it lay in.
        """
        named: dict[Path, Path] = {}
        taken: dict[Path, str] = {}
        for path, name in self.names.items():
            content = digest(path)
            for told in numbered(name):
                held = taken.get(told) or _held(case, told) or content
                if held == content:
                    break
            named[path], taken[told] = told, content
            if told != name:
                self.given[told] = name
        self.names = named

    def details_of(self, name: Path) -> Details:
        """What is said of a file of this name in the case."""
        return self.details(self.given.get(name, name))

    @property
    def left(self) -> Sequence[Path]:
        """The files that have no outcome, or failed, or hold something that did.

        What was expunged meanwhile is gone.
        """
        ended = list(self.outcomes.items())  # at once, as the reading goes on meanwhile
        failed = {
            held
            for name, outcome in ended
            if outcome.state == "failed"
            for held in accumulate(name.split(INSIDE), lambda one, other: one + INSIDE + other)
        }
        return [
            path
            for path, name in self.names.items()
            if (str(name) not in self.outcomes or str(name) in failed) and path.exists()
        ]

    @property
    def ended(self) -> int:
        """How many of its files have ended; what came out of archives is not counted."""
        return sum(str(name) in self.outcomes for name in self.names.values())

    @property
    def states(self) -> Counter[str]:
        """How many ended how."""
        return Counter(outcome.state for outcome in list(self.outcomes.values()))

    @property
    def unread(self) -> Sequence[Outcome]:
        """The outcomes that have a reason: refused, failed, empty."""
        return [outcome for outcome in list(self.outcomes.values()) if outcome.reason]

    @property
    def again(self) -> bool:
        """Whether there is something to try again."""
        return self.state == "done" and bool(self.left)


def numbered(name: Path) -> Iterator[Path]:
    """The name, then "page (2).html" and so on."""
    yield name
    # Both endings of "crawl.warc.gz" say what it is.
    packed = len(name.suffixes) > 1 and name.suffix.lower() == ".gz"
    ending = "".join(name.suffixes[-2:]) if packed else name.suffix
    stem = name.name.removesuffix(ending)
    yield from (name.with_name(f"{stem} ({number}){ending}") for number in count(2))


def _held(case: Case, name: Path) -> str | None:
    """The capture that the case has under a name."""
    captured = case.last_capture(str(name))
    return captured.id if captured else None


class Intake:
    """The lots of a case, the latest first. Safe to be used by several threads."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.aside = folder / ASIDE
        self._folder, self._settings = folder, settings
        self._lots: dict[str, Lot] = {}
        self._waiting: SimpleQueue[Lot] = SimpleQueue()
        self._lock = Lock()
        self._thread: Thread | None = None

    @property
    def lots(self) -> Sequence[Lot]:
        """All that was handed over since the desk was started."""
        return list(reversed(self._lots.values()))

    @property
    def busy(self) -> bool:
        """Whether something waits or is being read."""
        return any(lot.state != "done" for lot in self.lots)

    def add(self, lot: Lot) -> None:
        """Read a lot when those before it are done."""
        with self._lock:
            self._lots[lot.id] = lot
        self._queue(lot)

    def again(self, lot_id: str) -> None:
        """Read what failed of a lot once more.

        Raises:
            CaseError: there is no such lot, or nothing of it failed.
        """
        with self._lock:
            lot = self._lots.get(lot_id)
            if lot is None or not lot.again:
                raise CaseError("nothing of that failed; open the page again")
            lot.state = "waiting"
        self._queue(lot)

    def _queue(self, lot: Lot) -> None:
        with self._lock:
            if self._thread is None:
                sweep(self.aside)
            if self._thread is None or not self._thread.is_alive():
                # A daemon: who ends the desk ends the reading; what is committed stays.
                self._thread = Thread(target=self._work, name="intake", daemon=True)
                self._thread.start()
        self._waiting.put(lot)

    def _work(self) -> None:
        while True:
            lot = self._waiting.get()
            lot.state, lot.fault = "reading", _FAILED
            try:
                self._read(lot)
                lot.fault = ""
            except (KhaldunError, OSError) as error:
                lot.fault = str(error)
            finally:
                self._tidy(lot)
                lot.state = "done"

    def _read(self, lot: Lot) -> None:
        with Case.open(self._folder, write=True) as case:
            if not lot.outcomes:
                lot.tell_apart(case)
            done = ingest(
                case,
                sorted(lot.left, key=lambda path: lot.names[path].parts),
                details=lot.details_of,
                settings=self._settings,
                jobs=1,
                names=lot.names,
            )
            for one in done:
                lot.outcomes[one.outcome.location] = one.outcome
                if not one.new:
                    lot.known.add(one.outcome.location)

    @staticmethod
    def _tidy(lot: Lot) -> None:
        """Keep what may be tried again; the store has the bytes of all the rest."""
        kept = set(lot.left)
        for path in lot.names:
            if path not in kept:
                path.unlink(missing_ok=True)
        if not kept and lot.folder.exists():
            discard(lot.folder)
