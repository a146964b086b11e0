"""The order of the stages; the only file that knows it.

`read_report` takes one capture as far as it can go alone. `ingest` does that for many files, in
child processes, and writes each outcome in one transaction. `reconcile` weighs all accounts
together.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import khaldun
from khaldun import codec
from khaldun.capture.files import discover
from khaldun.case import Case
from khaldun.errors import CaseError, RefusedInput
from khaldun.fuse.corrections import corrected, corrections
from khaldun.fuse.incidents import fuse
from khaldun.fuse.traits import Parties
from khaldun.intake import Ingested, Intake, Reading
from khaldun.isolate import Limits, Pool
from khaldun.knowledge.roster import Roster
from khaldun.ledger.journal import standing as standing_judgements
from khaldun.read.forwards import credit_forwards
from khaldun.records import (
    Account,
    Capture,
    Details,
    Incident,
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


def read_report(
    capture: Capture, content: bytes, *, details: Details, tools: Tools
) -> tuple[Report, tuple[Account, ...]]:
    """Segment, read and resolve one capture.

    Raises:
        RefusedInput: by rule: its kind, its size, its language.
        UnreadableInput: it should have been readable and was not.
    """
    limit = tools.settings.max_file_bytes
    report = segment(capture, content, details=details, max_bytes=limit)
    language = report.language and report.language.partition("-")[0]
    read_ones = tools.reader.languages
    if language is not None and read_ones and language not in read_ones:
        known = " and ".join(map(_language_name, sorted(read_ones)))
        written = _language_name(language)
        raise RefusedInput(f"{report.name} is written in {written}; this reader reads {known}")
    accounts = credit_forwards(report, tools.reader.read(report))
    if accounts:  # a report that tells of nothing need not be searched for names
        accounts = resolve(report, accounts, gazetteer=tools.gazetteer, roster=tools.roster)
    return report, accounts


def ingest(
    case: Case,
    paths: Sequence[Path],
    *,
    details: Callable[[Path], Details],
    settings: Settings,
    jobs: int,
) -> Iterator[Ingested]:
    """Capture and read every file at or below these paths; each ends in exactly one outcome.

    An outcome is yielded once it is committed. A file whose bytes, details, reader, knowledge and
    settings are those of an earlier outcome is not read again, unless that outcome was a failure.
    The order is that in which they are done.

    So do the documents of an archive, a mailbox or a table, beside the file that holds them.

    Raises:
        InputError: a path does not exist (before anything is read).
    """
    files = list(discover(paths))
    with reading_pool(settings, jobs=jobs) as pool:
        if files:
            pool.warm()
        run = new_run(build_tools(settings))
        intake = Intake(case=case, run=run, details=details, settings=settings)
        for file in files:
            yield from intake.admit(file)
            yield from _submit(intake, pool)
        while intake.waiting:
            for answer in pool.finish():
                yield from intake.settle(answer)
                yield from _submit(intake, pool)


def _submit(intake: Intake, pool: Pool[Reading]) -> Iterator[Ingested]:
    """Give away all that is ready; what was settled meanwhile."""
    while intake.ready:
        number = intake.ready.popleft()
        for answer in pool.submit(number, codec.encode(intake.task(number))):
            yield from intake.settle(answer)


def reading_pool(settings: Settings, *, jobs: int) -> Pool[Reading]:
    """Child processes with the caps of these settings; each answers `Task`s with `Reading`s."""
    argv = [sys.executable, "-P", "-m", "khaldun.worker", codec.encode(settings).decode()]
    limits = Limits(
        max_seconds=settings.max_seconds,
        max_memory_bytes=settings.max_memory_bytes,
        max_resident_bytes=settings.max_resident_bytes,
    )
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
