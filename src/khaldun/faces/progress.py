"""What long work shows while it goes on, and the summary of `khaldun read`.

Progress goes to stderr: a bar where that is a terminal, else a line now and then. Outcomes in JSON
and the summary go to stdout. A line of JSON is printed once its outcome is committed, so it is an
acknowledgement.
"""

import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Self, TypeVar, get_args

import typer
from rich.console import Console
from rich.progress import Progress as Bar

from khaldun import codec
from khaldun.faces.words import safe
from khaldun.intake import Ingested
from khaldun.records import Outcome, OutcomeState

T = TypeVar("T")

#: Seconds between two lines of progress.
PAUSE = 10.0


class Ticker:
    """Says on stderr how many are done ("reading: 1,200 of 5,000 done"), now and then."""

    def __init__(self, work: str, total: int | None) -> None:
        self._work, self._done = work, 0
        self._of = "" if total is None else f" of {total:,}"
        self._next = time.monotonic() + PAUSE

    def advance(self) -> None:
        """One more is done."""
        self._done += 1
        if time.monotonic() >= self._next:
            typer.echo(f"{self._work}: {self._done:,}{self._of} done", err=True)
            self._next = time.monotonic() + PAUSE

    def over(self, items: Iterable[T]) -> Iterator[T]:
        """These, each of them done when the next one is asked for."""
        for item in items:
            yield item
            self.advance()


class Progress:
    """Counts outcomes and shows them; a context manager, which prints the summary at its end.

    `inputs` is how many there are, None where that is not known.
    """

    def __init__(self, inputs: int | None, *, as_json: bool) -> None:
        self._as_json = as_json
        self._states: Counter[str] = Counter()
        self._known = 0
        self._bad: list[Outcome] = []
        console = Console(stderr=True)
        self._bar = Bar(console=console, disable=not console.is_terminal, transient=True)
        self._task = self._bar.add_task("reading", total=inputs)
        # Containers make more outcomes than there are inputs, so it is not said of how many.
        self._ticker = None if console.is_terminal else Ticker("reading", None)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()
        if error is None and not self._as_json:
            typer.echo(self.summary())

    def show(self, done: Ingested) -> None:
        """Count one outcome, and print it where JSON is asked for."""
        outcome = done.outcome
        self._states[outcome.state] += 1
        self._known += not done.new
        if outcome.state in ("refused", "failed"):
            self._bad.append(outcome)
        if self._as_json:
            typer.echo(json.dumps(codec.plain(outcome) | {"new": done.new}))
        self._bar.advance(self._task)
        if self._ticker:
            self._ticker.advance()

    def summary(self) -> str:
        """What came in and how it ended; the counts add up. Then each refusal and failure."""
        # Containers are counted where there are some; what they hold makes more outcomes than
        # there were files.
        states = [s for s in get_args(OutcomeState) if s != "opened" or self._states[s]]
        parts = ", ".join(f"{self._states[state]} {state}" for state in states)
        known = f"; {self._known} of them already here" if self._known else ""
        head = f"{self._states.total()} in: {parts}{known}"
        bad = sorted(self._bad, key=lambda outcome: (outcome.state, outcome.location))
        return "\n".join([head, *map(_line, bad)])

    @property
    def status(self) -> int:
        """The exit status: 1 if an input failed, or if there were some and all were refused."""
        all_refused = 0 < self._states.total() == self._states["refused"]
        return int(self._states["failed"] > 0 or all_refused)


def _line(bad: Outcome) -> str:
    return f"  {bad.state}  {safe(bad.location)}: {safe(bad.reason or '')}"
