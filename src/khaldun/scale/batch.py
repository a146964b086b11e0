"""Reading as a function of Arrow batches, for whichever engine carries them.

    tasks    (task int64, capture string, details string, start int64, content binary)
    answers  (task int64, reading string, fault string)

`capture`, `details` and `reading` are records in JSON. Whatever a report holds, its row has an
answer: a reading, or the fault by which the child process that read it ended. The same rows give
the same answers, whoever asks, in whichever order.
"""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

import pyarrow as pa

from khaldun import codec
from khaldun.intake import Reading, Task
from khaldun.isolate import Answer, Pool
from khaldun.pipeline import reading_pool
from khaldun.records import Capture, Details
from khaldun.settings import Settings

TASKS = pa.schema(
    {
        "task": pa.int64(),
        "capture": pa.string(),
        "details": pa.string(),
        "start": pa.int64(),
        "content": pa.binary(),
    }
)
ANSWERS = pa.schema({"task": pa.int64(), "reading": pa.string(), "fault": pa.string()})


def tasks_of(tasks: Sequence[tuple[int, Task]]) -> pa.Table:
    """These tasks with the bytes of their captures, so that they can leave the machine."""
    return pa.table(
        {
            "task": [number for number, _ in tasks],
            "capture": [codec.encode(task.capture).decode() for _, task in tasks],
            "details": [codec.encode(task.details).decode() for _, task in tasks],
            "start": [task.start for _, task in tasks],
            "content": [Path(task.blob).read_bytes() for _, task in tasks],
        },
        schema=TASKS,
    )


def read_batch(batch: pa.RecordBatch, *, settings: Settings) -> pa.RecordBatch:
    """The answers to a batch of tasks, in its order.

    Each process that calls this holds one child with the caps of `settings`, in which hostile
    bytes are parsed; knowledge and network are loaded there once, from the installed package.
    """
    pool = _pool(codec.encode(settings))
    answers: list[Answer[Reading]] = []
    # The child reads the bytes from a file, as it would from a case.
    with tempfile.NamedTemporaryFile(prefix="khaldun-") as blob:
        for row in batch.to_pylist():
            # One at a time: the child of this process has read the file when the next is written.
            Path(blob.name).write_bytes(row["content"])
            task = Task(
                capture=codec.decode(row["capture"], Capture),
                blob=blob.name,
                details=codec.decode(row["details"], Details),
                start=row["start"],
            )
            answers += [*pool.submit(row["task"], codec.encode(task)), *pool.finish()]
    readings = [answer.value and codec.encode(answer.value).decode() for answer in answers]
    columns = [
        [answer.task for answer in answers],
        readings,
        [answer.fault for answer in answers],
    ]
    return pa.record_batch(columns, schema=ANSWERS)


def read_batches(batches: Iterable[pa.RecordBatch], settings: str) -> Iterator[pa.RecordBatch]:
    """`read_batch` of each, as `mapInArrow` of Spark calls it; `settings` are in JSON."""
    chosen = codec.decode(settings, Settings)
    return (read_batch(batch, settings=chosen) for batch in batches)


def answers_of(batch: pa.RecordBatch) -> Iterator[Answer[Reading]]:
    """The answers that a batch holds."""
    for row in batch.to_pylist():
        reading = row["reading"] and codec.decode(row["reading"], Reading)
        yield Answer(task=row["task"], value=reading, fault=row["fault"])


@cache
def _pool(settings: bytes) -> Pool[Reading]:
    """One child for each process and settings; it ends when the process does."""
    return reading_pool(codec.decode(settings, Settings), jobs=1)
