"""Reading by Spark: the driver captures and commits, the workers read.

Inputs go out in slices. The answers to a slice are staged as Parquet in the case's folder, under a
name made of what is read and by what means; then the driver, the only writer of the case, commits
them one by one. So a task that ran twice counts once, a run that was stopped goes on where it was,
on however many workers, and what is committed is what one process would have written.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from pyarrow import parquet
from pyspark.sql import SparkSession

from khaldun import codec
from khaldun.capture.files import discover
from khaldun.case import Case
from khaldun.errors import InputError
from khaldun.isolate import Answer
from khaldun.pipeline import Ingested, Intake, Reading
from khaldun.records import Details, record_id
from khaldun.scale.batch import ANSWERS, answers_of, read_batches, tasks_of
from khaldun.settings import Settings, ready_for_spark
from khaldun.tools import build_tools, new_run

#: What goes out at once: so many inputs, or so many bytes of them. A run that is stopped reads at
#: most so much anew.
SLICE, SLICE_BYTES = 2_000, 200_000_000
#: Rows that a worker takes at once.
_BATCH = 32
#: Parts of a slice for each core, so that no core waits long for the last.
_PARTS = 4
_STAGING = "staging"
#: `batch.ANSWERS` in Spark's words.
_COLUMNS = "task long, reading string, fault string"
#: A local master serves this machine alone, and opens no port to others.
_AT_HOME = {"spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1"}
_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.sql.execution.arrow.maxRecordsPerBatch": str(_BATCH),
    # A machine that dies takes its tasks' tries with it; their inputs are not at fault.
    "spark.task.maxFailures": "20",
}


@dataclass(frozen=True, slots=True)
class Spark:
    """Reads by the workers of a master ("local[2]", "spark://host:7077"); `more` is set too.

    The workers write to the case's folder, which all machines must see under the same path.
    """

    master: str
    more: Mapping[str, str] = field(default_factory=dict)

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
            InputError: a path does not exist (before anything is read), or there is no Java.
        """
        files = list(enumerate(discover(paths)))
        settings = settings.with_places(case.places)
        intake = Intake(case=case, run=new_run(build_tools(settings)), details=details)
        spark = self._session()
        try:
            yield from _ingest(intake, files, spark, settings)
        finally:
            spark.stop()

    def _session(self) -> SparkSession:
        """A session whose workers run the Python that runs this."""
        if not ready_for_spark():
            raise InputError("--engine spark needs Java 17 or newer, and there is no `java` here")
        builder = SparkSession.builder.appName("khaldun").master(self.master)
        home = _AT_HOME if self.master.startswith("local") else {}
        for name, value in {**_SETTINGS, **home, **self.more}.items():
            builder = builder.config(name, value)
        return builder.getOrCreate()


def _ingest(
    intake: Intake, files: Sequence[tuple[int, Path]], spark: SparkSession, settings: Settings
) -> Iterator[Ingested]:
    staging = intake.case.folder.absolute() / _STAGING
    for part in _slices(files):
        marks = []
        for number, file in part:
            settled = intake.admit(number, file)
            if settled is not None:
                yield settled
            marks.append((number, *_identity(intake, number, file, settled)))
        stage = staging / record_id("stage", codec.encode(marks).decode())
        if intake.waiting:
            answers = _answers(intake, stage, spark, settings)
            for number in list(intake.waiting):
                yield intake.settle(answers[number])
        # What a run that was stopped left may be all committed by now.
        shutil.rmtree(stage, ignore_errors=True)
    with suppress(OSError):
        staging.rmdir()


def _slices(files: Sequence[tuple[int, Path]]) -> Iterator[list[tuple[int, Path]]]:
    """The files in slices, the same for the same files."""
    part: list[tuple[int, Path]] = []
    size = 0
    for number, file in files:
        with suppress(OSError):  # what cannot be read fails by name when it is captured
            size += file.stat().st_size
        part.append((number, file))
        if len(part) == SLICE or size >= SLICE_BYTES:
            yield part
            part, size = [], 0
    if part:
        yield part


def _identity(
    intake: Intake, number: int, file: Path, settled: Ingested | None
) -> tuple[str, str | None, str]:
    """Where an input lies, its content, and all else that decides what is read of it."""
    capture = settled.outcome.capture if settled else intake.task(number).capture.id
    return str(file), capture, intake.fingerprint(intake.details(file))


def _answers(
    intake: Intake, stage: Path, spark: SparkSession, settings: Settings
) -> dict[int, Answer[Reading]]:
    """The answers to all that waits: those staged, if they are all there, or else new ones."""
    found = _staged(stage)
    if found.keys() >= intake.waiting.keys():
        return found
    asked = [(number, intake.task(number)) for number in intake.waiting]
    parts = min(len(asked), _PARTS * spark.sparkContext.defaultParallelism)
    read = partial(read_batches, settings=codec.encode(settings).decode())
    answers = spark.createDataFrame(tasks_of(asked)).repartition(parts).mapInArrow(read, _COLUMNS)
    answers.write.mode("overwrite").parquet(stage.as_uri())
    return _staged(stage)


def _staged(stage: Path) -> dict[int, Answer[Reading]]:
    """The answers staged here, one for each task; none where nothing was, or not to its end."""
    if not (stage / "_SUCCESS").exists():
        return {}
    table = parquet.read_table(stage, schema=ANSWERS)
    answers = (answer for batch in table.to_batches() for answer in answers_of(batch))
    return {answer.task: answer for answer in answers}
