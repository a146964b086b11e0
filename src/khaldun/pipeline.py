"""The order of the stages; the only file that knows it.

`read_report` takes one capture as far as it can go alone. `ingest` does that for many files, in
child processes, and writes each outcome in one transaction. `reconcile` weighs all accounts
together.
"""

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import khaldun
from khaldun import codec
from khaldun.capture.files import capture, discover
from khaldun.case import Case
from khaldun.errors import CaseError, InputError, IntegrityError, RefusedInput
from khaldun.fuse.corrections import corrected, corrections
from khaldun.fuse.incidents import fuse
from khaldun.fuse.traits import Parties
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
from khaldun.register.incidents import Register
from khaldun.register.source import Standing
from khaldun.register.tables import means
from khaldun.resolve.account import resolve
from khaldun.segment.report import segment
from khaldun.settings import Settings
from khaldun.tools import Tools, build_tools

#: Names for refusals; of other languages the code is shown.
_LANGUAGE_NAMES = {
    "am": "Amharic", "ar": "Arabic", "bg": "Bulgarian", "bn": "Bengali", "ca": "Catalan",
    "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "en": "English",
    "es": "Spanish", "et": "Estonian", "fa": "Persian", "fi": "Finnish", "fr": "French",
    "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian", "hy": "Armenian",
    "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ka": "Georgian", "ko": "Korean",
    "ku": "Kurdish", "lt": "Lithuanian", "lv": "Latvian", "mk": "Macedonian", "my": "Burmese",
    "nl": "Dutch", "no": "Norwegian", "pl": "Polish", "ps": "Pashto", "pt": "Portuguese",
    "ro": "Romanian", "ru": "Russian", "sk": "Slovak", "sl": "Slovenian", "so": "Somali",
    "sq": "Albanian", "sr": "Serbian", "sv": "Swedish", "sw": "Swahili", "th": "Thai",
    "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip


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
        known = " and ".join(map(_language_name, sorted(tools.reader.languages)))
        written = _language_name(language)
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
    files = list(discover(paths))
    with reading_pool(settings, jobs=jobs) as pool:
        if files:
            pool.warm()
        run = new_run(build_tools(settings))
        intake = Intake(case=case, run=run, details=details, names=names or {})
        for number, file in enumerate(files):
            settled = intake.admit(number, file)
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
    """All accounts of the case, weighed together under its judgements.

    The case's register is brought up to the ledger, so that what came since changes only the
    incidents that it touches. Where it cannot be written, or the case is one of an earlier day,
    all is weighed anew, with the same result.
    """
    standing = Standing.of(case.ledger)
    if not case.past:
        try:
            with _register(case, roster) as register:
                register.update(standing, Parties(roster))
                return tuple(register.incidents())
        except CaseError:
            pass
    accounts, reports = list(standing.accounts.values()), dict(standing.reports)
    judgements = standing_judgements(standing.journal)
    return fuse(accounts, reports, judgements=judgements, roster=roster)


def update(case: Case, *, roster: Roster) -> int:
    """Bring the case's register up to its ledger; how many incidents were made or changed.

    Raises:
        CaseError: the register cannot be written.
    """
    with _register(case, roster) as register:
        return register.update(Standing.of(case.ledger), Parties(roster))


def _register(case: Case, roster: Roster) -> Register:
    return Register.open(case.register, fingerprint=means(roster))


def accounts(case: Case) -> list[Account]:
    """The accounts that stand, as people corrected them: by report, then by place in the text."""
    made = corrections(standing_judgements(Standing.of(case.ledger).journal))
    return [corrected(account, made.get(account.id, ())) for account in case.ledger.accounts()]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Input:
    """A file on its way; without a capture where its bytes cannot be had."""

    path: Path
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
            captured = capture(
                path, store=self.case.store, run=self.run.id, captured_at=now, called=called
            )
        except InputError as error:
            lost = _Input(path=called, details=details, capture=None)
            return self._append(lost, Reading(state="failed", reason=str(error)))
        known = self.case.ledger.known(captured.location, captured.id, self.fingerprint(details))
        # A failure may have been the machine's (memory, time), so it is tried again.
        if known is not None and known.state != "failed":
            return Ingested(outcome=known, new=False)
        self.waiting[number] = _Input(path=called, details=details, capture=captured)
        return None

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
            location=_shown(done.path),
            name=_shown(done.path.stem),
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


def _language_name(code: str) -> str:
    return _LANGUAGE_NAMES.get(code, f"the language {code!r}")


def new_run(tools: Tools) -> Run:
    """A run that begins now, with these means."""
    started_at = datetime.now(UTC)
    settings = tools.settings
    identity = (khaldun.__version__, settings.reader, tools.knowledge_hash, settings.digest())
    return Run(
        id=record_id("run", started_at.isoformat(), *identity),
        started_at=started_at,
        code_version=khaldun.__version__,
        reader=settings.reader,
        knowledge_hash=tools.knowledge_hash,
        settings_hash=settings.digest(),
    )


def _require_utf8(path: Path) -> None:
    """A name in another encoding cannot stand in the ledger, which is UTF-8."""
    if _shown(path) != str(path):
        raise InputError(f"the name of {_shown(path)} is not UTF-8; rename the file")


def _shown(path: Path | str) -> str:
    """A path as UTF-8 can carry it; bytes of another encoding as backslash escapes."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")
