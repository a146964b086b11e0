"""Kills, without killing: a copy of the case's folder, taken while it is being written."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from khaldun.case import Case


@dataclass(slots=True)
class Kill:
    """What a writer that is killed leaves at `left`: the folder as it is at one moment.

    A moment is before each statement of SQL and each sync of a file; `countdown` of them pass.
    """

    folder: Path
    left: Path
    countdown: int

    @property
    def came(self) -> bool:
        """Whether the moment came before all was written."""
        return self.countdown < 0

    def moment(self, *_: object) -> None:
        """One more has come."""
        if self.countdown == 0:
            shutil.copytree(self.folder, self.left)
        self.countdown -= 1


@contextmanager
def killed(case: Case, left: Path, *, after: int) -> Iterator[Kill]:
    """Whatever is written inside; its writer is killed after so many moments, or at the end."""
    kill = Kill(case.folder, left, after)
    connection = case.ledger._connection
    # SQLite then writes its pages as it goes, and what a kill leaves is half old and half new.
    connection.execute("PRAGMA cache_size = 1")
    connection.set_trace_callback(kill.moment)
    try:
        with patch.object(os, "fsync", kill.moment):
            yield kill
    finally:
        connection.set_trace_callback(None)
    if not kill.came:
        shutil.copytree(kill.folder, kill.left)
