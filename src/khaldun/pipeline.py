"""The order of the stages; the only file that knows it.

`read_report` takes one capture as far as it can go alone. `ingest` does that for many files, in
child processes, and writes each outcome in one transaction. `reconcile` weighs all accounts
together.
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path, PurePath

from khaldun import codec
from khaldun.capture.files import capture, discover
from khaldun.capture.pages import Missed, Page, keep, unchanged
from khaldun.capture.store import digest
from khaldun.case import Case
from khaldun.errors import InputError, IntegrityError, RefusedInput
from khaldun.fuse.corrections import corrected, corrections
from khaldun.isolate import Answer, Limits, Pool
from khaldun.knowledge.roster import Roster
from khaldun.ledger.journal import standing as standing_judgements
from khaldun.records import (
    Account,
    Capture,
    Details,
    Incident,
    Outcome,
    OutcomeState,
    Report,
    Run,
    record_id,
)
from khaldun.register.current import up_to_date
from khaldun.register.source import Standing
from khaldun.resolve.account import resolve
from khaldun.segment.language import language_name
from khaldun.segment.report import segment
from khaldun.settings import Settings
from khaldun.tools import Tools, build_tools, new_run


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a child process is asked to read: a capture, and where its bytes lie."""

    capture: Capture
    blob: str
    details: Details


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a child process answers: how it ended, and what was read."""

    state: OutcomeState
    reason: str | None = None
    report: Report | None = None
    accounts: tuple[Account, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingested:
    """The outcome of one input, as it stands in the ledger; `new` if this run had to read it."""

    outcome: Outcome
    new: bool


def read_report(
    capture: Capture, content: bytes, *, details: Details, tools: Tools
) -> tuple[Report, tuple[Account, ...]]:
    """Segment, read and resolve one capture.

    Raises:
        RefusedInput: by rule: its kind, its size, its language.
        UnreadableInput: it should have been readable and was not.
    """
    report = segment(capture, content, details=details, max_bytes=tools.settings.max_file_bytes)
    language = report.language and report.language.partition("-")[0]
    if language is not None and language not in tools.reader.languages:
        known = " and ".join(map(language_name, sorted(tools.reader.languages)))
        written = language_name(language)
        raise RefusedInput(f"{report.name} is written in {written}; this reader reads {known}")
    accounts = tools.reader.read(report)
    resolved = resolve(report, accounts, gazetteer=tools.gazetteer, roster=tools.roster)
    return report, resolved


def ingest(
    case: Case,
    paths: Sequence[Path],
    *,
    details: Callable[[Path], Details],
    settings: Settings,
    jobs: int,
    names: Mapping[Path, Path] | None = None,
) -> Iterator[Ingested]:
    """Capture and read every file at or below these paths; each ends in exactly one outcome.

    An outcome is yielded once it is committed. A file whose bytes, details, reader, knowledge and
    settings are those of an earlier outcome is not read again, unless that outcome was a failure.
    The order is that in which they are done. `names`: what a file is called, if not by its path.

    Raises:
        InputError: a path does not exist (before anything is read).
    """
    files, settings = list(discover(paths)), settings.with_places(case.places)
    with reading_pool(settings, jobs=jobs) as pool:
        if files:
            pool.warm()
        run = new_run(build_tools(settings))
        intake = Intake(case=case, run=run, details=details, names=names or {})
        admitted = (intake.admit(number, file) for number, file in enumerate(files))
        yield from _settled(intake, admitted, pool)


def ingest_pages(
    case: Case, pages: Iterable[tuple[Page | Missed, Details]], *, settings: Settings
) -> Iterator[Ingested]:
    """Capture and read pages as they are fetched, else as `ingest` does with files."""
    with reading_pool(settings, jobs=1) as pool:
        intake = Intake(case=case, run=new_run(build_tools(settings)), details=lambda _: Details())
        admitted = (intake.admit_page(n, page, given) for n, (page, given) in enumerate(pages))
        yield from _settled(intake, admitted, pool)


def _settled(
    intake: "Intake", admitted: Iterable[Ingested | None], pool: Pool[Reading]
) -> Iterator[Ingested]:
    """What was admitted, read in children where its outcome is not settled yet."""
    for number, settled in enumerate(admitted):
        if settled is not None:
            yield settled
            continue
        yield from map(intake.settle, pool.submit(number, codec.encode(intake.task(number))))
    yield from map(intake.settle, pool.finish())


def reading_pool(settings: Settings, *, jobs: int) -> Pool[Reading]:
    """Child processes with the caps of these settings; each answers `Task`s with `Reading`s."""
    argv = [sys.executable, "-P", "-m", "khaldun.worker", codec.encode(settings).decode()]
    limits = Limits(max_seconds=settings.max_seconds, max_memory_bytes=settings.max_memory_bytes)
    return Pool(argv, decode=partial(codec.decode, kind=Reading), jobs=jobs, limits=limits)


def reconcile(case: Case, *, roster: Roster) -> tuple[Incident, ...]:
    """All accounts of the case, weighed together under its judgements."""
    with up_to_date(case, roster=roster) as register:
        return tuple(register.incidents())


def accounts(case: Case) -> list[Account]:
    """The accounts that stand, as people corrected them: by report, then by place in the text."""
    made = corrections(standing_judgements(Standing.of(case.ledger).journal))
    return [corrected(account, made.get(account.id, ())) for account in case.ledger.accounts()]


@dataclass(frozen=True, slots=True)
class _Input:
    """A file on its way; without a capture where its bytes cannot be had."""

    location: str
    details: Details
    capture: Capture | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """The single writer: what came in and is not settled yet, by number."""

    case: Case
    run: Run
    details: Callable[[Path], Details]
    names: Mapping[Path, Path] = field(default_factory=dict)
    waiting: dict[int, _Input] = field(default_factory=dict)

    def admit(self, number: int, path: Path) -> Ingested | None:
        """Capture a file; its outcome if that is settled already, else None: it waits."""
        called = self.names.get(path, path)
        details, now = self.details(called), datetime.now(UTC)
        try:
            _require_utf8(called)
            self._require_kept(path)
            captured = capture(
                path, store=self.case.store, run=self.run.id, captured_at=now, called=called
            )
        except InputError as error:
            return self._missed(Missed.of(_shown(called), error), details)
        return self._admitted(number, captured, details)

    def admit_page(self, number: int, page: Page | Missed, details: Details) -> Ingested | None:
        """Capture a page that was fetched, unless it is as it was captured before; as `admit`."""
        if isinstance(page, Missed):
            return self._missed(page, details)
        before = self.case.last_capture(page.url)
        captured = unchanged(page, before) or keep(page, store=self.case.store, run=self.run.id)
        return self._admitted(number, replace(captured, run=self.run.id), details)

    def _admitted(self, number: int, captured: Capture, details: Details) -> Ingested | None:
        known = self.case.ledger.known(captured.location, captured.id, self.fingerprint(details))
        # A failure may have been the machine's (memory, time), so it is tried again.
        if known is not None and known.state != "failed":
            return Ingested(outcome=known, new=False)
        self.waiting[number] = _Input(captured.location, details, captured)
        return None

    def _missed(self, missed: Missed, details: Details) -> Ingested:
        reading = Reading(state=missed.state, reason=missed.reason)
        return self._append(_Input(missed.location, details, None), reading)

    def _require_kept(self, path: Path) -> None:
        gone = self.case.ledger.forgotten()
        if gone and path.is_file() and digest(path) in gone:
            raise RefusedInput("these bytes were expunged from this case; take the file away")

    def task(self, number: int) -> Task:
        """What a child process is asked for this input."""
        taken = self.waiting[number]
        assert taken.capture is not None, "only what was captured waits"
        blob = self.case.store.path(taken.capture.id).absolute()
        return Task(capture=taken.capture, blob=str(blob), details=taken.details)

    def settle(self, answer: Answer[Reading]) -> Ingested:
        """Write what a child process answered, or how it failed to."""
        done = self.waiting.pop(answer.task)
        reading = answer.value or Reading(
            state="failed", reason=f"its reader {answer.fault}; the bytes are kept"
        )
        try:
            return self._append(done, reading)
        except IntegrityError as error:
            # A fault of the reader (a span that strays, an account twice) costs its input and no
            # other. If it is the ledger's instead, the next line fails as well and stops the run.
            return self._append(done, Reading(state="failed", reason=f"its reader erred: {error}"))

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
        return Ingested(outcome=outcome, new=rows > 0)

    def fingerprint(self, details: Details) -> str:
        """All that could change what is read from the same bytes."""
        run = self.run
        means = (run.code_version, run.reader, run.knowledge_hash, run.settings_hash)
        return record_id("reading", *means, codec.digest(details))


def _require_utf8(path: Path) -> None:
    """A name in another encoding cannot stand in the ledger, which is UTF-8."""
    if _shown(path) != str(path):
        raise InputError(f"the name of {_shown(path)} is not UTF-8; rename the file")


def _shown(path: Path | str) -> str:
    """A path as UTF-8 can carry it; bytes of another encoding as backslash escapes."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")
