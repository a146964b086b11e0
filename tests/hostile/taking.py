"""The hostile set taken in as `khaldun read` does, with the time and memory of each file."""

import hashlib
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from make import Made

from khaldun import codec
from khaldun.intake import Reading, Task
from khaldun.isolate import Answer, Limits, Pool
from khaldun.kinds import UNKNOWN, media_type
from khaldun.records import Capture, Details
from khaldun.settings import Settings

#: What each file may cost: seconds of processor time, of a PDF and of all others.
PDF_SECONDS, SECONDS = 20.0, 5.0


@dataclass(frozen=True, slots=True)
class Cost:
    """How a file ended, in how many seconds of processor time, at what most bytes in use."""

    name: str
    reading: Reading | None
    fault: str | None
    seconds: float
    resident: int


def costs(made: Iterable[Made], folder: Path, settings: Settings) -> Iterator[Cost]:
    """Each file by itself, one after the other, PDFs last, in as few child processes as live on."""
    argv = [sys.executable, "-P", "-m", "khaldun.worker", codec.encode(settings).decode()]
    decode = partial(codec.decode, kind=Reading)
    files = list(made)
    for seconds, is_pdf in ((SECONDS, False), (PDF_SECONDS, True)):
        limits = Limits(
            max_seconds=seconds,
            max_memory_bytes=settings.max_memory_bytes,
            max_resident_bytes=settings.max_resident_bytes,
        )
        with Pool(argv, decode=decode, jobs=1, limits=limits) as pool:
            for name, make in files:
                if name.endswith(".pdf") is is_pdf:
                    yield _cost(pool, name, make(), folder)


def _cost(pool: Pool[Reading], name: str, content: bytes, folder: Path) -> Cost:
    path = folder / "file"
    path.write_bytes(content)
    capture = Capture(
        id=hashlib.sha256(content).hexdigest(),
        location=name,
        media_type=media_type(name) or UNKNOWN,
        size=len(content),
        captured_at=datetime(2020, 6, 1, tzinfo=UTC),
        method="file",
        run="run",
    )
    task = codec.encode(Task(capture=capture, blob=str(path), details=Details()))
    answers: list[Answer[Reading]] = pool.submit(0, task)
    (child,) = pool._children
    (answer,) = [*answers, *pool.finish()]
    status = Path(f"/proc/{child.process.pid}/status")
    peak = 0
    if child.alive and status.exists():
        words = status.read_text(encoding="ascii", errors="replace").split("VmHWM:")[1]
        peak = int(words.split()[0]) * 1024
    seconds = child.cpu if child.alive else pool._limits.max_seconds
    return Cost(name, answer.value, answer.fault, seconds, peak)
