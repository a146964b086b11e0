"""Reading as a function of Arrow batches."""

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from khaldun import codec
from khaldun.intake import Task
from khaldun.records import Capture, Details
from khaldun.settings import Settings

pa = pytest.importorskip("pyarrow", reason="reading in batches needs khaldun[parquet]")

from khaldun.scale.batch import ANSWERS, answers_of, read_batch, tasks_of  # noqa: E402 - after what it needs was asked for

SETTINGS = Settings(reader="rules", max_seconds=5.0)
TEXT = "Shells hit the market of Aleppo on Monday and killed 12 civilians, the mayor said."


def task(folder: Path, name: str, content: bytes) -> Task:
    blob = folder / name
    blob.write_bytes(content)
    capture = Capture(
        id=hashlib.sha256(content).hexdigest(),
        location=name,
        media_type="text/html" if name.endswith(".html") else "text/plain",
        size=len(content),
        captured_at=datetime(2020, 1, 2, tzinfo=UTC),
        method="file",
        run="run",
    )
    return Task(capture=capture, blob=str(blob), details=Details(published=date(2020, 1, 1)))


def batch(tasks: list[tuple[int, Task]]) -> Any:
    return tasks_of(tasks).combine_chunks().to_batches()[0]


def test_rows_have_the_same_answers_in_any_order_and_company(tmp_path: Path) -> None:
    texts = [TEXT, TEXT.replace("12", "13"), TEXT.replace("Aleppo", "Homs"), "Nothing."]
    tasks = [(n, task(tmp_path, f"{n}.txt", text.encode())) for n, text in enumerate(texts)]
    together = read_batch(batch(tasks), settings=SETTINGS)
    assert together.schema == ANSWERS
    rows = {row["task"]: row for row in together.to_pylist()}
    assert [codec.decode(rows[n]["reading"], dict)["state"] for n in range(4)] == [
        "read", "read", "read", "empty",
    ]  # fmt: skip
    for number, one in reversed(tasks):
        assert read_batch(batch([(number, one)]), settings=SETTINGS).to_pylist() == [rows[number]]


def test_a_row_that_kills_its_reader_costs_itself_and_no_other(tmp_path: Path) -> None:
    tight = Settings(reader="rules", max_seconds=2.0)
    long = (TEXT + "\n\n").encode() * 4_000
    tasks = [
        (7, task(tmp_path, "long.txt", long)),
        (8, task(tmp_path, "short.txt", TEXT.encode())),
    ]
    first, second = answers_of(read_batch(batch(tasks), settings=tight))
    assert first.task == 7
    assert "took more than 2 s of processor time" in str(first.fault)
    assert (second.task, second.fault) == (8, None)
    assert second.value is not None
    assert second.value.state == "read"


def test_bytes_that_changed_on_their_way_are_not_read(tmp_path: Path) -> None:
    asked = task(tmp_path, "one.txt", TEXT.encode())
    Path(asked.blob).write_bytes(b"something else")
    (answer,) = answers_of(read_batch(batch([(1, asked)]), settings=SETTINGS))
    assert answer.value is not None
    assert answer.value.state == "failed"
    assert "has changed since it was captured" in str(answer.value.reason)


def test_a_page_of_many_messages_is_opened_on_from_where_it_was(tmp_path: Path) -> None:
    message = '<div class="message default" id="message{}"><div class="text">Hello</div></div>'
    body = "".join(map(message.format, range(1, 251)))
    content = f'<html><body><div class="page_wrap">{body}</div></body></html>'.encode()
    asked = task(tmp_path, "messages.html", content)
    (first,) = answers_of(read_batch(batch([(1, asked)]), settings=SETTINGS))
    assert first.value
    assert first.value.batch
    assert len(first.value.batch.documents) == first.value.batch.next == 200
    on = replace(asked, start=200)
    (rest,) = answers_of(read_batch(batch([(2, on)]), settings=SETTINGS))
    assert rest.value
    assert rest.value.batch
    assert rest.value.batch.documents[0].place == "message201"
    assert rest.value.batch.next is None
