"""What comes out of containers goes out in rounds; whoever opens them, the ledger is the same."""

from collections.abc import Callable, Generator, Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import pytest

from boxes import mbox, page, parquet_of, told, warc, zipped
from carried import doubled
from khaldun.case import Case
from khaldun.intake import Intake, Task
from khaldun.pipeline import ingest
from khaldun.records import Details
from khaldun.settings import Settings
from khaldun.tools import build_tools, new_run

pytest.importorskip("pyspark", reason="needs khaldun[spark]")

from pyarrow import parquet

from khaldun.scale import batch, spark
from khaldun.scale.batch import ANSWERS

RULES = Settings(reader="rules")


def containers(folder: Path) -> Sequence[Path]:
    """Reports in containers, some in containers in containers, some twice."""
    folder.mkdir()
    rows: list[object] = [told(3), told(4), *["Nothing."] * 201, told(5)]
    inner = zipped(
        [("a.html", page(7)), ("b.parquet", parquet_of(text=rows)), ("c.warc", pages(2))]
    )
    twice = zipped([("same.html", page(8)), ("same.html", page(8)), ("mails.mbox", mbox(2))])
    (folder / "inner.zip").write_bytes(inner)
    (folder / "twice.zip").write_bytes(zipped([("in.zip", twice), ("in.zip", twice)]))
    (folder / "cut.warc").write_bytes(pages(3)[:-20])
    (folder / "page.html").write_bytes(page(9))
    return sorted(folder.iterdir())


def pages(count: int) -> bytes:
    return b"".join(warc(count, packed=False))


class Session(MagicMock):
    """Spark as we ask it, without Java: it maps the rows in this process, and writes Parquet."""

    def createDataFrame(self, table: Any) -> Any:  # noqa: N802 - Spark's name
        frame = MagicMock()
        frame.repartition(1).mapInArrow = lambda read, _columns: written(read, table)
        return frame


def written(read: Callable[[Iterable[Any]], Iterable[Any]], table: Any) -> Any:
    """What writes the answers, with the mark of a whole stage."""
    made = MagicMock()

    def write(uri: str) -> None:
        stage = Path(uri.removeprefix("file://"))
        stage.mkdir(parents=True, exist_ok=True)
        for number, one in enumerate(table.combine_chunks().to_batches(max_chunksize=5)):
            with parquet.ParquetWriter(stage / f"part-{number:05}.parquet", ANSWERS) as file:
                for answers in read([one]):
                    file.write_batch(answers)
        (stage / "_SUCCESS").touch()

    made.write.mode("overwrite").parquet = write
    return made


def outcomes(case: Case, files: Sequence[Path]) -> Generator[str]:
    """Where each outcome is of, as they come."""
    settings = RULES.with_places(case.places)
    run = new_run(build_tools(settings))
    intake = Intake(case=case, run=run, details=lambda _: Details(), settings=settings)
    session = Session()
    session.sparkContext.defaultParallelism = 2
    for done in spark._ingest(intake, files, session):
        yield done.outcome.location
    assert not intake.waiting


def backwards(tasks: Sequence[Task]) -> Any:
    return doubled(tasks[::-1])


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(("ahead", "at_once"), [(1, 20), (8, 2_000)])
def test_the_ledger_is_that_of_one_process_also_when_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ahead: int, at_once: int
) -> None:
    monkeypatch.setattr(batch, "_BATCHES", ahead)
    monkeypatch.setattr(spark, "SLICE", at_once)
    monkeypatch.setattr(spark, "tasks_of", backwards)
    files = containers(tmp_path / "in")
    with Case.open(tmp_path / "one", create=True) as one:
        ended = ingest(one, files, details=lambda _: Details(), settings=RULES, jobs=1)
        here = sorted(done.outcome.location for done in ended)
        digest = one.ledger.content_digest()
    with Case.open(tmp_path / "many", create=True) as many:
        for most in (40, 90):
            stopped = outcomes(many, files)
            assert len(list(islice(stopped, most))) == most
            stopped.close()
        assert many.ledger.content_digest() != digest
        assert sorted(outcomes(many, files)) == here
        assert many.ledger.content_digest() == digest
        assert list(many.verify()) == []
        assert not (many.folder / "staging").exists()
