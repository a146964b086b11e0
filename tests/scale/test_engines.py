"""One ledger, whoever carried the reading: its hash is that of one clean run of one process."""

import os
import random
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from carried import TEXT, doubled, read, reports, spark
from khaldun.errors import InputError
from khaldun.scale.engines import ingest_by, told_apart


def test_two_processes_write_the_ledger_of_one(tmp_path: Path) -> None:
    inputs = reports(tmp_path / "in", 12)
    one = read(tmp_path / "one", inputs, ingest_by("local", None, 1))
    assert read(tmp_path / "two", inputs, ingest_by("local", None, 2)) == one


def test_the_hash_changes_with_what_was_read(tmp_path: Path) -> None:
    inputs = reports(tmp_path / "in", 4)
    before = read(tmp_path / "case", inputs, ingest_by("local", None, 1))
    (inputs / "0000.txt").write_text(TEXT.format(place="Homs", killed=99, wounded=1))
    assert read(tmp_path / "case", inputs, ingest_by("local", None, 1)) != before


def test_a_master_without_spark_is_refused() -> None:
    with pytest.raises(InputError, match="only Spark has one"):
        ingest_by("local", "local[2]", 1)


def test_a_url_without_spark_is_refused_and_a_page_of_the_web_by_both() -> None:
    paths, urls = told_apart(["a.txt", "s3a://bucket/folder", "odd://", "b:/c.txt"])
    assert paths == [Path("a.txt"), Path("b:/c.txt")]
    assert urls == ["s3a://bucket/folder", "odd://"]
    with pytest.raises(InputError, match=r"s3a://bucket/folder is a URL.* add --engine spark"):
        ingest_by("local", None, 1, urls)
    with pytest.raises(InputError, match=r"HTTPS://example.org/a is a page.*`khaldun capture`"):
        told_apart(["HTTPS://example.org/a"])


@pytest.mark.filterwarnings("ignore")
def test_spark_stopped_and_gone_on_with_writes_the_ledger_of_one_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    carried = spark()
    monkeypatch.setattr("khaldun.scale.spark.tasks_of", doubled)
    inputs = reports(tmp_path / "in", 16)
    clean = read(tmp_path / "local", inputs, ingest_by("local", None, 1))
    assert read(tmp_path / "case", inputs, carried, most=5) != clean
    assert list((tmp_path / "case" / "staging").iterdir())  # what was staged is not lost
    monkeypatch.setattr("khaldun.scale.spark.tasks_of", None)  # nor is it read again
    assert read(tmp_path / "case", inputs, carried) == clean
    assert not (tmp_path / "case" / "staging").exists()


@pytest.mark.soak
@pytest.mark.filterwarnings("ignore")
def test_spark_with_workers_killed_and_tasks_doubled_writes_the_ledger_of_one_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    carried = spark()
    monkeypatch.setattr("khaldun.scale.spark.tasks_of", doubled)
    inputs = reports(tmp_path / "in", 2_000)
    clean = read(tmp_path / "local", inputs, ingest_by("local", None, 2))
    killer = Killer(10)
    killer.start()
    assert read(tmp_path / "case", inputs, carried) == clean
    killer.join()
    assert killer.killed == 10


class Killer(threading.Thread):
    """Ends so many of Spark's executors and Python workers, one every two seconds."""

    def __init__(self, times: int) -> None:
        super().__init__(daemon=True)
        self._times = times
        self._pause = threading.Event()
        self.killed = 0

    def run(self) -> None:
        draw = random.Random(0)
        for _ in range(300):
            self._pause.wait(2)
            ours = [pid for pid in below(os.getpid()) if is_worker(pid)]
            if ours and self.killed < self._times:
                os.kill(draw.choice(ours), signal.SIGKILL)
                self.killed += 1
            if self.killed == self._times:
                return


def below(process: int) -> Iterator[int]:
    """The processes that this one started, and those that they did."""
    for listing in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            children = [int(word) for word in listing.read_text().split()]
        except OSError:
            continue  # it ended while we looked
        for child in children:
            yield child
            yield from below(child)


def is_worker(process: int) -> bool:
    """Whether it is an executor, or a Python that one started."""
    try:
        command = Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return False
    return b"CoarseGrainedExecutorBackend" in command or b"pyspark.daemon" in command
