"""Reports read by any engine, for the tests of scale."""

import shutil
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from khaldun.case import Case
from khaldun.intake import Task
from khaldun.records import Details
from khaldun.scale.engines import Ingest
from khaldun.settings import Settings

CLUSTER = "local-cluster[2,1,1600]"
TEXT = (
    "Shells hit the market of {place} on Monday and killed {killed} civilians, the mayor said.\n\n"
    "Later an air strike on the town wounded {wounded} fighters, a medic told reporters."
)
PLACES = ("Aleppo", "Homs", "Idlib", "Hama", "Kunduz", "Sanaa", "Mosul")


def reports(folder: Path, count: int) -> Path:
    """So many texts, the last two of which cannot be read."""
    folder.mkdir()
    for n in range(count - 2):
        words = TEXT.format(place=PLACES[n % len(PLACES)], killed=n + 2, wounded=3 * n + 5)
        (folder / f"{n:04}.txt").write_text(words, encoding="utf-8")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    (folder / "zero.txt").write_bytes(b"")
    return folder


def read(case: Path, inputs: Path, ingest: Ingest, *, most: int | None = None) -> str:
    """The ledger's hash once all is read, or after the first so many outcomes."""
    with Case.open(case, create=True) as opened:
        told = ingest(
            opened, [inputs], details=lambda _: Details(), settings=Settings(reader="rules")
        )
        outcomes = list(islice(told, most))
        assert most or list(opened.verify()) == []
        assert len(outcomes) == (most or len(list(inputs.iterdir())))
        return opened.ledger.content_digest()


def spark(*urls: str) -> Ingest:
    """Spark on two workers of this machine; skips the test where it or Java is missing."""
    pytest.importorskip("pyspark", reason="needs khaldun[spark]")
    if not shutil.which("java"):
        pytest.skip("needs Java 17 or newer")
    from khaldun.scale.spark import Spark  # noqa: PLC0415 - asked for first

    return Spark(CLUSTER, urls=urls)


def doubled(tasks: Sequence[Task]) -> Any:
    """The tasks, one in five of them twice."""
    from khaldun.scale.batch import tasks_of  # noqa: PLC0415 - an extra

    return tasks_of([*tasks, *tasks[::5]])
