"""How fast this machine reads, what of it costs how much, and how much memory it takes."""

import hashlib
import resource
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from khaldun import codec
from khaldun.capture.files import discover, media_type
from khaldun.errors import InputError, RefusedInput, UnreadableInput
from khaldun.pipeline import read_report
from khaldun.read.learned import LearnedReader
from khaldun.read.reader import Reader
from khaldun.records import Account, Capture, Details, Report
from khaldun.scale.synthetic import synthetic
from khaldun.settings import Settings
from khaldun.tools import Tools, build_tools

#: Memory is looked at so often over a run.
_LOOKS = 10
_CAPTURED = datetime(2030, 1, 1, tzinfo=UTC)
_PAGES_PER_MB = 256

#: A report to be read: what it was captured as, its bytes, what is known of it.
Input = tuple[Capture, bytes, Details]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What reading took. Seconds are the processor's; `memory` in MB after each tenth of the way.

    `start` are the seconds until the first report was read, loading all that it needs; the others
    leave that report out. `stages` sum up to `seconds`. `accounts` is a hash of every report and
    account: equal for two programs that read the same.
    """

    reports: int
    words: int
    refused: int
    start: float
    seconds: float
    stages: dict[str, float]
    memory: list[float]
    peak: float
    accounts: str

    def text(self) -> str:
        """As a table."""
        memory = " ".join(f"{at:.0f}" for at in self.memory)
        rate, words = self.reports / self.seconds, self.words / self.seconds
        shares = {stage: share / self.seconds for stage, share in self.stages.items()}
        return "\n".join([
            f"reports    {self.reports:,}, {self.words:,} words; {self.refused} refused or unread",
            f"speed      {rate:.1f} reports/s, {words:,.0f} words/s of one core",
            f"start      {self.start:.2f} s until the first report was read",
            *(f"{stage:11}{share:6.1%}" for stage, share in shares.items()),
            f"memory     {memory} MB, {self.peak:.0f} at most",
            f"accounts   {self.accounts}",
        ])  # fmt: skip

    def plain(self) -> dict[str, Any]:
        """As JSON can carry it."""
        plain: dict[str, Any] = codec.plain(self)
        return plain


class _Timed:
    """A reader that notes when it was asked and when it answered."""

    def __init__(self, reader: Reader) -> None:
        self.name, self.languages = reader.name, reader.languages
        self._reader = reader
        self.asked = self.answered = 0.0

    def read(self, report: Report) -> tuple[Account, ...]:
        self.asked = time.process_time()
        accounts = self._reader.read(report)
        self.answered = time.process_time()
        return accounts


def made_up(count: int) -> Iterator[Input]:
    """So many synthetic reports."""
    for name, text, publisher, day in synthetic(count):
        yield _input(f"{name}.txt", text.encode(), Details(publisher=publisher, published=day))


def from_folder(folder: Path) -> Iterator[Input]:
    """The files at or below a folder.

    Raises:
        InputError: it does not exist, or a file cannot be read.
    """
    for path in discover([folder]):
        try:
            yield _input(str(path), path.read_bytes(), Details())
        except OSError as error:
            raise InputError(f"{path} cannot be read: {error}") from error


def _input(location: str, content: bytes, details: Details) -> Input:
    capture = Capture(
        id=hashlib.sha256(content).hexdigest(),
        location=location,
        media_type=media_type(Path(location)) or "application/octet-stream",
        size=len(content),
        captured_at=_CAPTURED,
        method="file",
        run="bench",
    )
    return capture, content, details


def bench(inputs: Iterable[Input], *, count: int, settings: Settings) -> Bench:
    """Reads so many inputs in this process, and drops what it read.

    Raises:
        InputError: there are none.
    """
    began = time.process_time()
    tools = build_tools(settings)
    encoder = tools.reader if isinstance(tools.reader, LearnedReader) else None
    timed = _Timed(tools.reader)
    read = _Read(replace(tools, reader=timed))
    stages = dict.fromkeys(("segment", "encoder", "read", "resolve"), 0.0)
    memory: list[float] = []
    start = encoded = 0.0
    for number, one in enumerate(inputs):
        before = time.process_time()
        accepted = read(one)
        if not number:
            start, encoded = time.process_time() - began, encoder.encoding if encoder else 0.0
        elif accepted:
            stages["segment"] += timed.asked - before
            stages["read"] += timed.answered - timed.asked
            stages["resolve"] += time.process_time() - timed.answered
        if number * _LOOKS // count != (number + 1) * _LOOKS // count:
            memory.append(_resident())
    if not read.reports:
        raise InputError("bench: there is no report to read")
    stages["encoder"] = (encoder.encoding if encoder else 0.0) - encoded
    stages["read"] -= stages["encoder"]
    return Bench(
        reports=read.reports,
        words=read.words,
        refused=read.refused,
        start=start,
        seconds=sum(stages.values()),
        stages=stages,
        memory=memory,
        peak=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        accounts=read.digest.hexdigest(),
    )


class _Read:
    """Reads inputs, counts them, and hashes what was read."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self.digest = hashlib.sha256()
        self.reports = self.words = self.refused = 0

    def __call__(self, one: Input) -> bool:
        """Whether the input was read; False where it was refused."""
        capture, content, details = one
        try:
            told = read_report(capture, content, details=details, tools=self._tools)
        except (RefusedInput, UnreadableInput):
            self.refused += 1
            return False
        self.reports += 1
        self.words += len(told[0].text.split())
        self.digest.update(codec.encode(told))
        return True


def _resident() -> float:
    """Megabytes of memory that this process holds now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) / _PAGES_PER_MB
