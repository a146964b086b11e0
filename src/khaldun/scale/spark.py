"""Reading by Spark: the driver captures and commits, the workers open containers and read.

Inputs go out in slices; what comes out of their containers goes out in further rounds. The answers
to a round are staged as Parquet in the case's folder, under a name made of what is read and by what
means; then the driver, the only writer of the case, commits them one by one. So a task that ran
twice counts once, a run that was stopped goes on where it was, on however many workers, and what is
committed is what one process would have written.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from pathlib import Path

from pyarrow import parquet
from pyspark.sql import SparkSession

from khaldun import codec
from khaldun.capture.files import discover
from khaldun.capture.pages import Missed
from khaldun.case import Case
from khaldun.errors import InputError
from khaldun.intake import Ingested, Intake, Reading, Task
from khaldun.isolate import Answer
from khaldun.records import Details, record_id
from khaldun.scale.batch import answers_of, number_of, read_batches, tasks_of
from khaldun.scale.session import STAGING, session
from khaldun.scale.storage import Remote, Storage
from khaldun.settings import Settings
from khaldun.tools import build_tools, new_run

#: What goes out at once: so many inputs, or so many bytes of them. A run that is stopped reads at
#: most so much anew.
SLICE, SLICE_BYTES = 2_000, 200_000_000
#: Rows that a worker takes at once.
_BATCH = 32
#: Parts of a slice for each core, so that no core waits long for the last.
_PARTS = 4
#: Below the staging folder: what came from a storage.
_FETCHED = "fetched"
#: The answers of `batch.py` in Spark's words.
_COLUMNS = "task long, reading string, fault string"


@dataclass(frozen=True, slots=True)
class Spark:
    """Reads by the workers of a master ("local[2]", "spark://host:7077"); `more` is set too.

    The workers open containers in the case's folder and write to it; all machines must see it under
    the same path. `urls` name files and folders of any storage that Spark reads; they come last.
    """

    master: str
    more: Mapping[str, str] = field(default_factory=dict)
    urls: Sequence[str] = ()

    def __call__(
        self,
        case: Case,
        paths: Sequence[Path],
        *,
        details: Callable[[Path], Details],
        settings: Settings,
    ) -> Iterator[Ingested]:
        """As `khaldun.pipeline.ingest`, which it gives the same outcomes as.

        Raises:
            InputError: a path or URL does not exist or cannot be listed (before anything is read),
                or there is no Java.
        """
        files: list[Path | Remote] = [*discover(paths)]
        settings = settings.with_places(case.places)
        run = new_run(build_tools(settings))
        intake = Intake(case=case, run=run, details=details, settings=settings)
        spark = session(self.master, batch=_BATCH, more=self.more)
        try:
            found = map(Storage(spark).files, self.urls)
            files += dict.fromkeys(chain.from_iterable(found))  # once each
            yield from _ingest(intake, files, spark)
        finally:
            spark.stop()


def _ingest(
    intake: Intake, files: Sequence[Path | Remote], spark: SparkSession
) -> Iterator[Ingested]:
    staging, storage = intake.case.folder.absolute() / STAGING, Storage(spark)
    for part in _slices(files):
        marks: list[tuple[str, str | None, str]] = []
        for file, settled in _admitted(intake, part, storage, staging / _FETCHED):
            yield from settled
            marks.append(_identity(intake, file, settled))
        while intake.ready:
            stage = staging / record_id("stage", codec.encode(marks).decode())
            yield from _round(intake, stage, spark)
            # What a run that was stopped left may be all committed by now.
            shutil.rmtree(stage, ignore_errors=True)
            marks.append(("and what came out of these", None, ""))
    with suppress(OSError):
        staging.rmdir()


def _admitted(
    intake: Intake, files: Sequence[Path | Remote], storage: Storage, folder: Path
) -> Iterator[tuple[str, list[Ingested]]]:
    """What each file is called, and its outcome if that is settled already."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for file, here in storage.fetch(files, folder):
        called = file.url if isinstance(file, Remote) else str(file)
        if isinstance(here, InputError):
            lost = Missed.of(called, here)
            yield called, list(intake.admit_page(lost, intake.details(Path(called))))
        else:
            yield called, list(intake.admit(here, called))
    shutil.rmtree(folder)


def _slices(files: Sequence[Path | Remote]) -> Iterator[list[Path | Remote]]:
    """The files in slices, the same for the same files."""
    part: list[Path | Remote] = []
    size = 0
    for file in files:
        with suppress(OSError):  # what cannot be read fails by name when it is captured
            size += file.size if isinstance(file, Remote) else file.stat().st_size
        part.append(file)
        if len(part) == SLICE or size >= SLICE_BYTES:
            yield part
            part, size = [], 0
    if part:
        yield part


def _identity(
    intake: Intake, called: str, settled: Sequence[Ingested]
) -> tuple[str, str | None, str]:
    """Where an input lies, its content, and all else that decides what is read of it."""
    means = intake.fingerprint(intake.details(Path(called)))
    if settled:
        return settled[0].outcome.location, settled[0].outcome.capture, means
    return called, intake.task(intake.ready[-1]).capture.id, means


def _round(intake: Intake, stage: Path, spark: SparkSession) -> Iterator[Ingested]:
    """A slice of what is ready: its reports are read, its containers opened for a while."""
    asked: dict[int, int] = {}
    waits: list[int] = []

    def ask(number: int) -> Task | None:
        task = intake.task(number)
        if asked.setdefault(number_of(task), number) == number:
            return task
        # Twice in an archive under one name, with the same bytes: its turn is in the next round.
        waits.append(number)
        return None

    tasks: list[Task] = []
    size = 0
    while intake.ready and len(tasks) < SLICE and size < SLICE_BYTES:
        if task := ask(intake.ready.popleft()):
            tasks.append(task)
            size += task.capture.size
    for answer in _answers(intake, tasks, stage, spark):
        if answer.task not in asked:
            continue  # the task ran twice, or its input was settled before this run
        number = asked.pop(answer.task)
        yield from intake.settle(replace(answer, task=number))
        if number in intake.waiting:
            # A container with more in it: the worker's next answer may be what comes next.
            ask(intake.ready.pop())
    intake.ready.extend([*asked.values(), *waits])


def _answers(
    intake: Intake, tasks: Sequence[Task], stage: Path, spark: SparkSession
) -> Iterator[Answer[Reading]]:
    """The answers to these tasks: those staged, if they are all there, or else new ones."""
    if not _staged(stage) >= {number_of(task) for task in tasks}:
        parts = min(len(tasks), _PARTS * spark.sparkContext.defaultParallelism)
        read = partial(read_batches, settings=codec.encode(intake.settings).decode())
        table = spark.createDataFrame(tasks_of(tasks)).repartition(parts)
        answers = table.mapInArrow(read, _COLUMNS)
        answers.write.mode("overwrite").parquet(stage.as_uri())
    for file in sorted(stage.glob("*.parquet")):
        # A row at a time, as one may hold many documents.
        for batch in parquet.ParquetFile(file).iter_batches(1):
            yield from answers_of(batch)


def _staged(stage: Path) -> set[int]:
    """The tasks whose answers are staged here; none where they were not staged to their end."""
    if not (stage / "_SUCCESS").exists():
        return set()
    return set(parquet.read_table(stage, columns=["task"])["task"].to_pylist())
