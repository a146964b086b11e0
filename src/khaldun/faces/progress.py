"""What `khaldun read` shows while it reads, and its summary.

Progress goes to stderr (a bar where that is a terminal); outcomes in JSON and the summary go to
stdout. A line of JSON is printed once its outcome is committed, so it is an acknowledgement.
"""

import json
from collections import Counter
from types import TracebackType
from typing import Self, get_args

import typer
from rich.console import Console
from rich.progress import Progress as Bar

from khaldun import codec
from khaldun.faces.words import safe
from khaldun.intake import Ingested
from khaldun.records import Outcome, OutcomeState


class Progress:
    """Counts outcomes and shows them; a context manager, which prints the summary at its end."""

    def __init__(self, inputs: int, *, as_json: bool) -> None:
        self._inputs = inputs
        self._as_json = as_json
        self._states: Counter[str] = Counter()
        self._known = 0
        self._bad: list[Outcome] = []
        console = Console(stderr=True)
        self._bar = Bar(console=console, disable=not console.is_terminal, transient=True)
        self._task = self._bar.add_task("reading", total=inputs)

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
