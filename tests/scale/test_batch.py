"""Reading as a function of Arrow batches."""

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from khaldun import codec
from khaldun.intake import Task
from khaldun.kinds import media_type
from khaldun.records import Capture, Details
from khaldun.settings import Settings

pa = pytest.importorskip("pyarrow", reason="reading in batches needs khaldun[parquet]")

from khaldun.scale.batch import ANSWERS, answers_of, number_of, read_batch, tasks_of  # noqa: E402 - after what it needs was asked for

SETTINGS = Settings(reader="rules", max_seconds=5.0)
TEXT = "Shells hit the market of Aleppo on Monday and killed 12 civilians, the mayor said."


def task(folder: Path, name: str, content: bytes) -> Task:
    blob = folder / name
    blob.write_bytes(content)
    capture = Capture(
        id=hashlib.sha256(content).hexdigest(),
        location=name,
        media_type=str(media_type(name)),
        size=len(content),
        captured_at=datetime(2020, 1, 2, tzinfo=UTC),
        method="file",
        run="run",
    )
    return Task(capture=capture, blob=str(blob), details=Details(published=date(2020, 1, 1)))


def batch(tasks: list[Task]) -> Any:
    return tasks_of(tasks).combine_chunks().to_batches()[0]


def test_rows_have_the_same_answers_in_any_order_and_company(tmp_path: Path) -> None:
    texts = [TEXT, TEXT.replace("12", "13"), TEXT.replace("Aleppo", "Homs"), "Nothing."]
    tasks = [task(tmp_path, f"{n}.txt", text.encode()) for n, text in enumerate(texts)]
    together = read_batch(batch(tasks), settings=SETTINGS)
    assert together.schema == ANSWERS
    rows = together.to_pylist()
    assert [row["task"] for row in rows] == [number_of(one) for one in tasks]
    assert [codec.decode(row["reading"], dict)["state"] for row in rows] == [
        "read", "read", "read", "empty",
    ]  # fmt: skip
    for row, one in reversed(list(zip(rows, tasks, strict=True))):
        assert read_batch(batch([one]), settings=SETTINGS).to_pylist() == [row]


def test_a_row_that_kills_its_reader_costs_itself_and_no_other(tmp_path: Path) -> None:
    tight = Settings(reader="rules", max_seconds=2.0)
    long = (TEXT + "\n\n").encode() * 4_000
    tasks = [task(tmp_path, "long.txt", long), task(tmp_path, "short.txt", TEXT.encode())]
    first, second = answers_of(read_batch(batch(tasks), settings=tight))
    assert first.task == number_of(tasks[0])
    assert "took more than 2 s of processor time" in str(first.fault)
    assert (second.task, second.fault) == (number_of(tasks[1]), None)
    assert second.value is not None
    assert second.value.state == "read"


def test_bytes_that_changed_on_their_way_are_not_read(tmp_path: Path) -> None:
    asked = task(tmp_path, "one.txt", TEXT.encode())
    Path(asked.blob).write_bytes(b"something else")
    (answer,) = answers_of(read_batch(batch([asked]), settings=SETTINGS))
    assert answer.value is not None
    assert answer.value.state == "failed"
    assert "has changed since it was captured" in str(answer.value.reason)


def test_a_page_of_many_messages_is_opened_on(tmp_path: Path) -> None:
    message = '<div class="message default" id="message{}"><div class="text">Hello</div></div>'
    body = "".join(map(message.format, range(1, 251)))
    content = f'<html><body><div class="page_wrap">{body}</div></body></html>'.encode()
    asked = task(tmp_path, "messages.html", content)
    first, rest = answers_of(read_batch(batch([asked]), settings=SETTINGS))
    assert first.task == number_of(asked)
    assert first.value
    assert first.value.batch
    assert len(first.value.batch.documents) == first.value.batch.next == 200
    assert rest.task == number_of(replace(asked, start=200))
    assert rest.value
    assert rest.value.batch
    assert rest.value.batch.documents[0].place == "message201"
    assert rest.value.batch.next is None


def test_a_container_is_opened_where_it_lies_and_not_to_its_end(tmp_path: Path) -> None:
    table = "text\n" + "Nothing.\n" * 1_700
    asked = task(tmp_path, "table.csv", table.encode())
    sent = batch([asked])
    assert (sent.column("content")[0].as_py(), sent.column("blob")[0].as_py()) == (None, asked.blob)
    answers = list(answers_of(read_batch(sent, settings=SETTINGS)))
    batches = [answer.value.batch for answer in answers if answer.value]
    assert [one.next for one in batches if one] == list(range(200, 1_601, 200))
    (rest,) = answers_of(read_batch(batch([replace(asked, start=1_600)]), settings=SETTINGS))
    assert rest.value
    assert rest.value.batch
    assert len(rest.value.batch.documents) == 100
