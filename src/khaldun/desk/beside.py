"""What takes long in a large case is done beside the desk, in a process of its own: its memory is
then given back, and pages are answered meanwhile.
"""

import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import RLock
from time import monotonic
from typing import Any

from khaldun.case import Case
from khaldun.errors import KhaldunError

_SPAWN = get_context("spawn")
#: Works on a case, and says how far it is or what came of it.
Work = Callable[[Case, Callable[[Any], None]], None]


class Finding(Exception):  # noqa: N818 - it becomes a page that says how far it is, and no error
    """The incidents are being found, and none can be shown yet."""


class Beside:
    """One kind of work on a case, done one time after the other."""

    def __init__(self, folder: Path, work: Work) -> None:
        self._folder, self._work = folder, work
        # Pages are answered by several threads.
        self._lock = RLock()
        self._process: BaseProcess | None = None
        self._told: Connection | None = None
        self._last: Any = None
        self._begun, self._rest = 0.0, 0.0
        #: Whether the last time came to nothing.
        self.failed = False

    def start(self) -> None:
        """Begin, unless it is at work."""
        with self._lock:
            if self.busy:
                return
            self._told, telling = _SPAWN.Pipe(duplex=False)
            args = (self._folder, self._work, telling)
            self._process = _SPAWN.Process(target=_run, args=args, daemon=True)
            self._last, self._begun = None, monotonic()
            self._process.start()
            telling.close()

    @property
    def busy(self) -> bool:
        """Whether it is at work."""
        with self._lock:
            if self._process is None:
                return False
            if self._process.is_alive():
                return True
            self.failed = self._process.exitcode != 0
            self._rest = 2 * monotonic() - self._begun
            self._process = None
            return False

    @property
    def resting(self) -> bool:
        """Whether it worked just now: for as long as it took, as more may keep coming."""
        return not self.busy and monotonic() < self._rest

    @property
    def told(self) -> Any:  # noqa: ANN401 - whatever the work says
        """What it said last; None before it has said anything."""
        # The other end is closed where it has ended.
        with self._lock, suppress(EOFError, OSError):
            while self._told and self._told.poll():
                self._last = self._told.recv()
        return self._last


def _run(folder: Path, work: Work, telling: Connection) -> None:
    # Ctrl-C is for the desk, which ends this too.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with Case.open(folder) as case:
            work(case, telling.send)
    except (KhaldunError, BrokenPipeError):
        # What is wrong the desk says, once it does the same.
        sys.exit(1)
