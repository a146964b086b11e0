"""The order of the stages; the only file that knows it.

`read_report` takes one capture as far as it can go alone. `ingest` does that for many files, in
child processes, and writes each outcome in one transaction. `reconcile` weighs all accounts
together.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import starmap
from pathlib import Path

from khaldun import codec
from khaldun.capture.files import discover
from khaldun.capture.pages import Missed, Page
from khaldun.case import Case
from khaldun.errors import RefusedInput
from khaldun.fuse.corrections import corrected, corrections
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
)
from khaldun.register.current import up_to_date
from khaldun.register.source import Standing
from khaldun.resolve.account import resolve
from khaldun.segment.language import language_name
from khaldun.segment.report import segment
from khaldun.settings import Settings
from khaldun.tools import Tools, build_tools, new_run


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
    read_ones = tools.reader.languages
    if language is not None and read_ones and language not in read_ones:
        known = " and ".join(map(language_name, sorted(read_ones)))
        written = language_name(language)
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
    names: Mapping[Path, Path] | None = None,
) -> Iterator[Ingested]:
    """Capture and read every file at or below these paths; each ends in exactly one outcome.

    An outcome is yielded once it is committed. A file whose bytes, details, reader, knowledge and
    settings are those of an earlier outcome is not read again, unless that outcome was a failure.
    The order is that in which they are done. So do the documents of an archive, a mailbox or a
    table, beside the file that holds them. `names`: what a file is called, if not by its path.

    Raises:
        InputError: a path does not exist (before anything is read).
    """
    files, settings = list(discover(paths)), settings.with_places(case.places)
    with reading_pool(settings, jobs=jobs) as pool:
        if files:
            pool.warm()
        run = new_run(build_tools(settings))
        intake = Intake(case=case, run=run, details=details, settings=settings, names=names or {})
        yield from _settled(intake, map(intake.admit, files), pool)


def ingest_pages(
    case: Case, pages: Iterable[tuple[Page | Missed, Details]], *, settings: Settings
) -> Iterator[Ingested]:
    """Capture and read pages as they are fetched, else as `ingest` does with files."""
    settings = settings.with_places(case.places)
    with reading_pool(settings, jobs=1) as pool:
        run = new_run(build_tools(settings))
        intake = Intake(case=case, run=run, details=lambda _: Details(), settings=settings)
        yield from _settled(intake, starmap(intake.admit_page, pages), pool)


def _settled(
    intake: Intake, admitted: Iterable[Iterable[Ingested]], pool: Pool[Reading]
) -> Iterator[Ingested]:
    """What was admitted, read in children where its outcome is not settled yet."""
    for settled in admitted:
        yield from settled
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
    """All accounts of the case, weighed together under its judgements."""
    with up_to_date(case, roster=roster) as register:
        return tuple(register.incidents())


def accounts(case: Case) -> list[Account]:
    """The accounts that stand, as people corrected them: by report, then by place in the text."""
    made = corrections(standing_judgements(Standing.of(case.ledger).journal))
    return [corrected(account, made.get(account.id, ())) for account in case.ledger.accounts()]
