"""Who carries the reading: child processes of this machine, or Spark."""

# ruff: noqa: PLC0415 - Spark is an extra, and takes seconds to start

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

from khaldun.case import Case
from khaldun.errors import InputError
from khaldun.pipeline import Ingested, ingest
from khaldun.records import Details
from khaldun.settings import Settings


class Ingest(Protocol):
    """Reads files into a case, and yields each outcome once it is committed."""

    def __call__(
        self,
        case: Case,
        paths: Sequence[Path],
        *,
        details: Callable[[Path], Details],
        settings: Settings,
    ) -> Iterator[Ingested]: ...


def ingest_by(engine: str, master: str | None, jobs: int) -> Ingest:
    """`khaldun.pipeline.ingest`, or the same by Spark under this master (else "local[jobs]").

    Raises:
        InputError: a master is named and Spark is not asked for, or it is not installed.
    """
    if engine == "local":
        if master:
            raise InputError("--master: only Spark has one; add --engine spark")
        return partial(ingest, jobs=jobs)
    try:
        from khaldun.scale.spark import Spark
    except ImportError as error:
        raise InputError(
            "--engine spark needs PySpark: pip install 'khaldun[spark]', and Java 17 or newer"
        ) from error
    return Spark(master or f"local[{jobs}]")
