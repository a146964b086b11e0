"""Reading as a function of Arrow batches, for whichever engine carries them.

    tasks    (task int64, capture string, details string, start int64, content binary, blob string)
    answers  (task int64, reading string, fault string)

`capture`, `details` and `reading` are records in JSON; `content` are the bytes, or `blob` is where
they lie. Whatever a report holds, its row has an answer: a reading, or the fault by which the child
process that read it ended. The same rows give the same answers, whoever asks, in whichever order.

A container, which may be large, is opened where it lies, a few batches of documents at once: each
is an answer, under the number of the task that would ask for it.
"""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from khaldun import codec
from khaldun.intake import Reading, Task
from khaldun.isolate import Answer, Pool
from khaldun.kinds import CONTAINERS
from khaldun.pipeline import reading_pool
from khaldun.records import Capture, Details, record_id
from khaldun.settings import Settings

TASKS = pa.schema(
    {
        "task": pa.int64(),
        "capture": pa.string(),
        "details": pa.string(),
        "start": pa.int64(),
        "content": pa.binary(),
        "blob": pa.string(),
    }
)
ANSWERS = pa.schema({"task": pa.int64(), "reading": pa.string(), "fault": pa.string()})
#: So many batches of a container are opened before its documents are read: beside these the rest of
#: it goes out again, and one who opens keeps many who read busy.
_BATCHES = 8


def number_of(task: Task) -> int:
    """A task's number: equal for the same question, in whichever run it is asked."""
    details = codec.digest(task.details)
    asked = record_id("task", task.capture.location, task.capture.id, details, task.start)
    return int(asked[:15], 16)


def tasks_of(tasks: Sequence[Task]) -> pa.Table:
    """These tasks; reports with their bytes, so that they can leave the machine."""
    return pa.Table.from_pylist([_row(task) for task in tasks], schema=TASKS)


def _row(task: Task) -> dict[str, Any]:
    row: dict[str, Any] = {
        "task": number_of(task),
        "capture": codec.encode(task.capture).decode(),
        "details": codec.encode(task.details).decode(),
        "start": task.start,
    }
    if task.capture.media_type in CONTAINERS:
        return row | {"blob": task.blob}
    return row | {"content": Path(task.blob).read_bytes()}


def read_batch(batch: pa.RecordBatch, *, settings: Settings) -> pa.RecordBatch:
    """The answers to a batch of tasks, in its order.

    Each process that calls this holds one child with the caps of `settings`, in which hostile
    bytes are parsed; knowledge and network are loaded there once, from the installed package.
    """
    return pa.RecordBatch.from_pylist([*_answered(batch, settings)], schema=ANSWERS)


def read_batches(batches: Iterable[pa.RecordBatch], settings: str) -> Iterator[pa.RecordBatch]:
    """`read_batch` of each, as `mapInArrow` of Spark calls it; `settings` are in JSON.

    Answers come one by one: what comes out of containers is not held together.
    """
    chosen = codec.decode(settings, Settings)
    for batch in batches:
        for row in _answered(batch, chosen):
            yield pa.RecordBatch.from_pylist([row], schema=ANSWERS)


def answers_of(batch: pa.RecordBatch) -> Iterator[Answer[Reading]]:
    """The answers that a batch holds."""
    for row in batch.to_pylist():
        reading = row["reading"] and codec.decode(row["reading"], Reading)
        yield Answer(task=row["task"], value=reading, fault=row["fault"])


def _answered(batch: pa.RecordBatch, settings: Settings) -> Iterator[dict[str, Any]]:
    # The child reads the bytes from a file, as it would from a case.
    with tempfile.NamedTemporaryFile(prefix="khaldun-") as blob:
        for row in batch.to_pylist():
            # One at a time: the child of this process has read the file when the next is written.
            if not row["blob"]:
                Path(blob.name).write_bytes(row["content"])
            task = Task(
                capture=codec.decode(row["capture"], Capture),
                blob=row["blob"] or blob.name,
                details=codec.decode(row["details"], Details),
                start=row["start"],
            )
            for answer in _read_on(task, settings):
                reading = answer.value and codec.encode(answer.value).decode()
                yield {"task": answer.task, "reading": reading, "fault": answer.fault}


def _read_on(task: Task, settings: Settings) -> Iterator[Answer[Reading]]:
    """The answer to a task; of a container, those to the next ones as well."""
    pool = _pool(codec.encode(settings))
    for _ in range(_BATCHES):
        pool.submit(number_of(task), codec.encode(task))
        (answer,) = pool.finish()
        yield answer
        batch = answer.value.batch if answer.value else None
        if batch is None or batch.next is None:
            return
        task = replace(task, start=batch.next)


@cache
def _pool(settings: bytes) -> Pool[Reading]:
    """One child for each process and settings; it ends when the process does."""
    return reading_pool(codec.decode(settings, Settings), jobs=1)
