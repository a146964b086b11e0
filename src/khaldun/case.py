"""A case: the folder of one investigation, with its ledger and its captures.

    <folder>/case.toml      what this folder is; its name, when it was made, the format
    <folder>/ledger.sqlite  the ledger, and SQLite's journal beside it while it is written
    <folder>/captures/      the bytes as received
    <folder>/register.sqlite  the incidents as last found; made anew where it is missing
    <folder>/stamps/        what authorities of time said of manifests, where they were asked
    <folder>/places/        indexes of places that were added, if any
    <folder>/lock           held by the one who writes; the system lets go of it if they die

Folders are 0700 and files 0600: what documenters collect can endanger those who sent it.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from khaldun.about import About, about_text, read_about
from khaldun.capture.store import Store
from khaldun.errors import CaseError, IntegrityError, KhaldunError
from khaldun.ledger.store import Ledger
from khaldun.records import Capture

_ABOUT, _LEDGER, _CAPTURES, _LOCK = "case.toml", "ledger.sqlite", "captures", "lock"
_REGISTER, _RENEWED, _PLACES = "register.sqlite", "register.sqlite.part", "places"
#: Folders that a backup holds whole, where they exist.
_KEPT = ("stamps", _PLACES)
_UNFINISHED = "case.toml.part"
#: What a case that was killed while being made may consist of.
_OURS = {_ABOUT, _LEDGER, _CAPTURES, _LOCK, _PLACES, _UNFINISHED} | {
    f"{database}{journal}"
    for database in (_LEDGER, _REGISTER, _RENEWED)
    for journal in ("", "-journal", "-wal", "-shm")
}


class Case:
    """An open case. Any number may read it at a time; one may write, and holds its lock."""

    def __init__(
        self,
        folder: Path,
        about: About,
        store: Store,
        ledger: Ledger,
        held: ExitStack,
        *,
        past: bool = False,
    ) -> None:
        # `past`: it is shown as it was on an earlier day.
        self.past = past
        self.folder = folder
        self.name = about.name
        self.created_at = about.created_at
        self.store = store
        self.ledger = ledger
        self._held = held

    @classmethod
    def open(cls, folder: Path, *, create: bool = False, write: bool = False) -> Self:
        """The case in this folder; to read it, unless `write` or `create` is set.

        `create` makes the case where the folder is missing or empty, and opens one that is there.

        Raises:
            CaseError: there is no case and `create` is not set; the folder holds something else;
                another program is writing; the case is of a later version.
            IntegrityError: a part of the case is missing or damaged.
        """
        with _in_words(folder), ExitStack() as held:
            if create:
                _make_folder(folder)
            elif not (folder / _ABOUT).is_file():
                raise CaseError(f"{folder}: there is no case here; `khaldun read` makes one")
            if create or write:
                held.enter_context(_Lock(folder / _LOCK))
            if create and not (folder / _ABOUT).is_file():
                _make_parts(folder)
            about = read_about(folder / _ABOUT)
            _require_parts(folder)
            store = Store(folder / _CAPTURES)
            if create or write:
                store.sweep()
            ledger = Ledger.open(folder / _LEDGER, write=create or write)
            held.enter_context(ledger)
            return cls(folder, about, store, ledger, held.pop_all())

    @property
    def places(self) -> Path:
        """The folder of the indexes of places that were added to the case; it may be missing."""
        return self.folder / _PLACES

    @property
    def register(self) -> Path:
        """Where the incidents are kept as they were last found."""
        return self.folder / _REGISTER

    @property
    def renewed(self) -> Path:
        """Where it is made anew beside the one that is in use."""
        return self.folder / _RENEWED

    def as_of(self, day: date) -> Self:
        """The case as it was known at the end of this day (UTC): no later reading or judgement.

        It can only be read, and holds a copy of the ledger in memory; this one stays open.
        """
        midnight = datetime.combine(day + timedelta(days=1), time(), UTC)
        held = ExitStack()
        ledger = held.enter_context(self.ledger.before(midnight))
        about = About(name=self.name, created_at=self.created_at)
        return type(self)(self.folder, about, self.store, ledger, held, past=True)

    def close(self) -> None:
        """Close the ledger and let go of the lock."""
        self._held.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def last_capture(self, location: str) -> Capture | None:
        """What was last captured at a location."""
        held = [one.capture for one in self.ledger.history(location) if one.capture]
        return self.ledger.capture(held[-1]) if held else None

    def files(self, *, ledger: bool = True) -> Iterator[str]:
        """The files that a copy needs, as paths in the case; the ledger's only while at rest."""
        yield _ABOUT
        yield from (_LEDGER,) if ledger else ()
        for capture_id in self.ledger.capture_ids():
            path = self.store.path(capture_id)
            if path.is_file():
                yield str(path.relative_to(self.folder))
        for kept in _KEPT:
            found = (path for path in (self.folder / kept).rglob("*") if path.is_file())
            yield from sorted(str(path.relative_to(self.folder)) for path in found)

    def copy_to(self, folder: Path) -> dict[str, str]:
        """Copy what the case is at one moment, without the register; returns what is not whole."""
        with _in_words(folder):
            store = Store(folder / _CAPTURES)
            self.ledger.copy_to(folder / _LEDGER)
            with Ledger.open(folder / _LEDGER, write=False) as copied:
                left_out = self.store.copy_to(store, copied.capture_ids())
            for kept in filter(lambda name: (self.folder / name).is_dir(), _KEPT):
                shutil.copytree(self.folder / kept, folder / kept)
            _write_whole(folder / _ABOUT, about_text(self.name, self.created_at).encode())
        return left_out

    def verify(self) -> Iterator[str]:
        """One plain sentence per fault of the captures and the ledger, spans and all.

        Bytes that another program is just capturing are reported as left over.
        """
        try:
            yield from self.store.verify(self.ledger.capture_ids())
            for capture_id in self.ledger.forgotten():
                if self.store.path(capture_id).exists():
                    yield f"capture {capture_id} was expunged and is here: expunge it again"
        except KhaldunError as error:
            yield f"captures: they cannot be compared with the ledger: {error}"
        yield from self.ledger.verify()


class _Lock:
    """An exclusive lock on a file, which says who holds it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle = -1

    def __enter__(self) -> Self:
        # Not inherited by programs that this one starts: one that outlived it would keep the lock.
        self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.pread(self._handle, 200, 0).decode("utf-8", "replace").strip()
            os.close(self._handle)
            raise CaseError(_refusal(self._path.parent, holder, error)) from error
        os.ftruncate(self._handle, 0)
        since = datetime.now(UTC).isoformat(timespec="seconds")
        os.pwrite(self._handle, f"process {os.getpid()} since {since}\n".encode(), 0)
        return self

    def __exit__(self, *_: object) -> None:
        # The file stays: a lock on a file that was removed would guard nothing.
        os.ftruncate(self._handle, 0)
        os.close(self._handle)


def _refusal(folder: Path, holder: str, error: OSError) -> str:
    if isinstance(error, BlockingIOError):
        return (
            f"{folder}: another program is writing to this case ({holder or 'just started'}); "
            "wait until it is done, or end it, and try again"
        )
    return f"{folder}: cannot be locked ({error.strerror}); put the case on a local disk"


@contextmanager
def _in_words(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        where = error.filename or folder
        raise CaseError(
            f"{where}: the case cannot be used: {error.strerror}; the folder and all in it must "
            "be yours to read and write"
        ) from error


def _make_folder(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = {path.name for path in folder.iterdir()}
    foreign = sorted(found - _OURS)
    if foreign and _ABOUT not in found:
        raise CaseError(
            f"{folder}: the folder is not empty and no case (it holds {foreign[0]!a}); "
            "name a new folder"
        )
    if not found:
        folder.chmod(0o700)


def _make_parts(folder: Path) -> None:
    """The parts, and last the file that makes the folder a case; repeatable after a kill."""
    (folder / _CAPTURES).mkdir(mode=0o700, exist_ok=True)
    Ledger.open(folder / _LEDGER, create=True).close()
    # A name may hold bytes that are no UTF-8; they are shown escaped.
    name = os.fsencode(folder.absolute().name).decode("utf-8", "backslashreplace")
    text = about_text(name, datetime.now(UTC).replace(microsecond=0))
    _write_whole(folder / _ABOUT, text.encode())


def _write_whole(path: Path, content: bytes) -> None:
    """The file with this content, or no file: written aside, synced, then renamed."""
    aside = path.with_name(_UNFINISHED)
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(handle)
    aside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _require_parts(folder: Path) -> None:
    for part in (_LEDGER, _CAPTURES):
        if not (folder / part).exists():
            raise IntegrityError(f"{folder / part}: missing from the case; restore it from a copy")
