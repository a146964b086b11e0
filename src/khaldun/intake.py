"""Inputs on their way into a case: files, and the documents that containers hold.

A container is opened a batch at a time, in a child process like all that reads received bytes.
Each of its documents is captured and read as a file would be, and has an outcome of its own.
"""

import hashlib
import os
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path, PurePath

from khaldun import codec
from khaldun.capture.files import capture
from khaldun.capture.pages import Missed, Page, keep, unchanged
from khaldun.capture.store import digest
from khaldun.case import Case
from khaldun.errors import InputError, IntegrityError, RefusedInput
from khaldun.isolate import Answer
from khaldun.records import Account, Capture, Details, Outcome, OutcomeState, Report, Run, record_id
from khaldun.register.names import Names
from khaldun.settings import Settings
from khaldun.unpack.containers import Batch
from khaldun.unpack.documents import Document

#: Between a container's location and a document's place in it.
INSIDE = "!/"
#: A WACZ in a ZIP in a mail in a mailbox; what nests deeper was made to.
_MAX_DEPTH = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a child process is asked to read: a capture, and where its bytes lie.

    `start` is where to go on in a container.
    """

    capture: Capture
    blob: str
    details: Details
    start: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a child process answers: how it ended, and what was read or came out."""

    state: OutcomeState
    reason: str | None = None
    report: Report | None = None
    accounts: tuple[Account, ...] = ()
    batch: Batch | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingested:
    """The outcome of one input, as it stands in the ledger; `new` if this run had to read it."""

    outcome: Outcome
    new: bool


@dataclass(slots=True, kw_only=True)
class _Input:
    """An input on its way, without a capture where its bytes cannot be had.

    Of a container, what has come out so far: `held` documents, and what was passed over.
    """

    location: str
    details: Details
    capture: Capture | None
    root: str
    start: int = 0
    held: int = 0
    passed: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True, kw_only=True)
class Intake:
    """The single writer: what came in and is not settled yet, by number, and what is next."""

    case: Case
    run: Run
    details: Callable[[Path], Details]
    settings: Settings
    #: What a file is called, where that is not its path.
    names: Mapping[Path, Path] = field(default_factory=dict)
    waiting: dict[int, _Input] = field(default_factory=dict)
    ready: deque[int] = field(default_factory=deque)
    _count: int = 0
    #: Bytes that came out of each file of the user.
    _unpacked: Counter[str] = field(default_factory=Counter)
    _names: Names = field(init=False)

    def __post_init__(self) -> None:
        self._names = Names(self.case.ledger)

    def admit(self, path: Path, called: str | None = None) -> Iterator[Ingested]:
        """Capture a file; its outcome if that is settled already, else it is ready to be read.

        `called` is the URL that it was fetched from, if it was.
        """
        name = called or self.names.get(path, path)
        details, now = self.details(Path(name)), datetime.now(UTC)
        try:
            _require_utf8(name)
            with suppress(OSError):  # what cannot be read fails by name when it is captured
                if path.is_file():
                    self._require_kept(lambda: digest(path))
            captured = capture(
                path, store=self.case.store, run=self.run.id, captured_at=now, called=name
            )
        except InputError as error:
            yield self._missed(Missed.of(_shown(name), error), details)
            return
        yield from self._admitted(captured, details)

    def admit_page(self, page: Page | Missed, details: Details) -> Iterator[Ingested]:
        """Capture a page that was fetched, unless it is as it was captured before; as `admit`."""
        if isinstance(page, Missed):
            yield self._missed(page, details)
            return
        before = self.case.last_capture(page.url)
        captured = unchanged(page, before) or keep(page, store=self.case.store, run=self.run.id)
        yield from self._admitted(replace(captured, run=self.run.id), details)

    def _admitted(self, captured: Capture, details: Details) -> Iterator[Ingested]:
        location = captured.location
        yield from self._queue(
            _Input(location=location, details=details, capture=captured, root=location)
        )

    def _missed(self, missed: Missed, details: Details) -> Ingested:
        reading = Reading(state=missed.state, reason=missed.reason)
        location = missed.location
        lost = _Input(location=location, details=details, capture=None, root=location)
        return self._append(lost, reading)

    def _require_kept(self, digest_of: Callable[[], str]) -> None:
        gone = self.case.ledger.forgotten()
        if gone and digest_of() in gone:
            raise RefusedInput("these bytes were expunged from this case; take the file away")

    def task(self, number: int) -> Task:
        """What a child process is asked for this input."""
        taken = self.waiting[number]
        assert taken.capture is not None, "only what was captured waits"
        blob = str(self.case.store.path(taken.capture.id).absolute())
        return Task(capture=taken.capture, blob=blob, details=taken.details, start=taken.start)

    def settle(self, answer: Answer[Reading]) -> Iterator[Ingested]:
        """Write what a child process answered, or how it failed to."""
        done = self.waiting.pop(answer.task)
        reading = answer.value or Reading(
            state="failed", reason=f"its reader {answer.fault}; the bytes are kept"
        )
        if reading.batch:
            yield from self._unpack(answer.task, done, reading.batch)
            return
        try:
            yield self._append(done, reading)
        except IntegrityError as error:
            # A fault of the reader (a span that strays, an account twice) costs its input and no
            # other. If it is the ledger's instead, the next line fails as well and stops the run.
            reading = Reading(state="failed", reason=f"its reader erred: {error}")
            yield self._append(done, reading)

    def _queue(self, taken: _Input) -> Iterator[Ingested]:
        """Settle an input that is known; else it waits for a child process.

        A container is opened every time: its documents are known or not, each by itself.
        """
        assert taken.capture is not None, "bytes that cannot be had are settled before"
        fingerprint = self.fingerprint(taken.details)
        known = self.case.ledger.known(taken.location, taken.capture.id, fingerprint)
        # A failure may have been the machine's (memory, time), so it is tried again.
        if known is not None and known.state not in {"failed", "opened"}:
            yield Ingested(outcome=known, new=False)
            return
        self._count += 1
        self.waiting[self._count] = taken
        self.ready.append(self._count)

    def _unpack(self, number: int, done: _Input, batch: Batch) -> Iterator[Ingested]:
        """Take in the documents of a batch; open on, or settle the container at its end."""
        fault = batch.fault
        state: OutcomeState = "failed" if batch.damaged else "refused"
        for document in batch.documents:
            self._unpacked[done.root] += len(document.content or b"")
            if self._unpacked[done.root] > self.settings.max_unpacked_bytes:
                fault = f"more than {self.settings.max_unpacked_bytes:,} bytes come out of it"
                state = "refused"
                break
            done.held += 1
            yield from self._take(done, document)
        done.passed.update(dict(batch.passed))
        if batch.next is not None and not fault:
            done.start = batch.next
            self.waiting[number] = done
            self.ready.append(number)
            return
        reason = _contents(done.held, done.passed)
        if fault:
            yield self._append(done, Reading(state=state, reason=f"{fault} ({reason})"))
        else:
            yield self._append(done, Reading(state="opened", reason=reason))

    def _take(self, container: _Input, document: Document) -> Iterator[Ingested]:
        assert container.capture is not None, "only what was captured is opened"
        location = f"{container.location}{INSIDE}{document.place}"
        own, users = document.details, self.details(Path(document.place))
        details = Details(
            publisher=own.publisher or users.publisher,
            published=own.published or users.published,
            url=own.url or users.url,
            title=own.title or users.title,
        )
        taken = _Input(location=location, details=details, capture=None, root=container.root)
        fault, damaged = document.fault, document.damaged
        if location.count(INSIDE) > _MAX_DEPTH:
            fault, damaged = f"nested more than {_MAX_DEPTH} deep; unpack it by hand", False
        content = document.content or b""
        try:
            self._require_kept(lambda: hashlib.sha256(content).hexdigest())
        except RefusedInput as error:
            fault, damaged = str(error), False
        if fault or document.content is None:
            state: OutcomeState = "failed" if damaged else "refused"
            yield self._append(taken, Reading(state=state, reason=fault or "it has no bytes"))
            return
        taken.capture = Capture(
            id=self.case.store.put(document.content),
            location=location,
            media_type=document.media_type,
            size=len(document.content),
            captured_at=datetime.now(UTC),
            method="container",
            run=self.run.id,
            headers=document.headers,
            container=container.capture.id,
        )
        yield from self._queue(taken)

    def _append(self, done: _Input, reading: Reading) -> Ingested:
        outcome = Outcome(
            location=done.location,
            name=PurePath(done.location).stem or done.location,
            capture=done.capture.id if done.capture else None,
            run=self.run.id,
            state=reading.state,
            reason=reading.reason,
            report=reading.report.id if reading.report else None,
        )
        rows = self.case.ledger.append(
            outcome,
            run=self.run,
            reading=self.fingerprint(done.details),
            capture=done.capture,
            report=reading.report,
            accounts=reading.accounts,
        )
        if rows:
            self._names.follow(reading.accounts)
        return Ingested(outcome=outcome, new=rows > 0)

    def fingerprint(self, details: Details) -> str:
        """All that could change what is read from the same bytes."""
        run = self.run
        means = (run.code_version, run.reader, run.knowledge_hash, run.settings_hash)
        return record_id("reading", *means, codec.digest(details))


def _contents(held: int, passed: Counter[str]) -> str:
    """What was in a container, in words whose numbers add up."""
    others = ", ".join(f"{count:,} {what}" for what, count in sorted(passed.items()))
    documents = f"{held:,} document{'' if held == 1 else 's'}"
    return f"{documents}; passed over: {others}" if others else documents


def _require_utf8(path: Path | str) -> None:
    """A name in another encoding cannot stand in the ledger, which is UTF-8."""
    if _shown(path) != str(path):
        raise InputError(f"the name of {_shown(path)} is not UTF-8; rename the file")


def _shown(path: Path | str) -> str:
    """A path as UTF-8 can carry it; bytes of another encoding as backslash escapes."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")
