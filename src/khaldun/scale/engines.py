"""Who carries the reading and the fusing: this machine, or Spark."""

# ruff: noqa: PLC0415 - Spark is an extra, and takes seconds to start

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Protocol

from khaldun.case import Case
from khaldun.errors import InputError
from khaldun.intake import Ingested
from khaldun.knowledge.roster import Roster
from khaldun.pipeline import ingest
from khaldun.records import Details
from khaldun.register.current import update
from khaldun.settings import Settings

#: Of some storage; the scheme of one letter is a disk of Windows.
_URL = re.compile(r"[A-Za-z][\w+.-]+://")


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


class Update(Protocol):
    """Brings a case's register up to its ledger; how many incidents were made or changed."""

    def __call__(self, case: Case, *, roster: Roster) -> int: ...


def told_apart(inputs: Sequence[str]) -> tuple[list[Path], list[str]]:
    """Inputs as paths of this machine, and URLs.

    Raises:
        InputError: a URL is a web page's; says which command fetches these.
    """
    urls = [one for one in inputs if _URL.match(one)]
    for url in urls:
        if url.lower().startswith(("http:", "https:")):
            raise InputError(f"{url} is a page of the web; `khaldun capture` fetches and reads it")
    return [Path(one) for one in inputs if one not in urls], urls


def ingest_by(engine: str, master: str | None, jobs: int, urls: Sequence[str] = ()) -> Ingest:
    """`khaldun.pipeline.ingest`, or the same by Spark under this master (else "local[jobs]").

    `urls` are read beside the paths that it is called with; only Spark can.

    Raises:
        InputError: a master or a URL is named and Spark is not asked for, or it is not installed.
    """
    if urls and engine == "local":
        raise InputError(
            f"{urls[0]} is a URL, which only Spark reads: add --engine spark, or name a path"
        )
    if _is_here(engine, master):
        return partial(ingest, jobs=jobs)
    with _asked_for():
        from khaldun.scale.spark import Spark
    return Spark(master or f"local[{jobs}]", urls=urls)


def update_by(engine: str, master: str | None) -> Update:
    """`khaldun.register.current.update`, or the same by Spark under this master (else "local[*]").

    Raises:
        InputError: a master is named and Spark is not asked for, or it is not installed.
    """
    if _is_here(engine, master):
        return update
    with _asked_for():
        from khaldun.scale.fusing import Fusing
    return Fusing(master or "local[*]")


def _is_here(engine: str, master: str | None) -> bool:
    if engine == "local" and master:
        raise InputError("--master: only Spark has one; add --engine spark")
    return engine == "local"


@contextmanager
def _asked_for() -> Iterator[None]:
    """What is imported of Spark is missing in words."""
    try:
        yield
    except ImportError as error:
        raise InputError(
            "--engine spark needs PySpark: pip install 'khaldun[spark]', and Java 17 or newer"
        ) from error
