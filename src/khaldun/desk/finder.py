"""Incidents that are found beside the desk, in a process of its own: its memory is then given back,
and pages are answered meanwhile.
"""

import signal
import sys
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from time import monotonic

from khaldun.case import Case
from khaldun.errors import KhaldunError
from khaldun.faces.listed import renew

_SPAWN = get_context("spawn")


class Finding(Exception):  # noqa: N818 - it becomes a page that says how far it is, and no error
    """The incidents are being found, and none can be shown yet."""


class Finder:
    """Brings a case's register up to its ledger, one time after the other."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: BaseProcess | None = None
        self._told: Connection | None = None
        self._last = ""
        self._begun, self._rest = 0.0, 0.0
        #: Whether the last time came to nothing.
        self.failed = False

    def start(self) -> None:
        """Begin, unless it is at work; or rests, as long as it worked, as more may keep coming."""
        if self.busy or monotonic() < self._rest:
            return
        self._told, telling = _SPAWN.Pipe(duplex=False)
        self._process = _SPAWN.Process(target=_find, args=(self._folder, telling), daemon=True)
        self._last, self._begun = "", monotonic()
        self._process.start()
        telling.close()

    @property
    def busy(self) -> bool:
        """Whether it is at work."""
        if self._process is None:
            return False
        if self._process.is_alive():
            return True
        self.failed = self._process.exitcode != 0
        self._rest = 2 * monotonic() - self._begun
        self._process = None
        return False

    @property
    def told(self) -> str:
        """How far it is, in words; "" before it has said so."""
        # The other end is closed where it has ended.
        with suppress(EOFError, OSError):
            while self._told and self._told.poll():
                self._last = self._told.recv()
        return self._last


def _find(folder: Path, telling: Connection) -> None:
    # Ctrl-C is for the desk, which ends this too.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with Case.open(folder) as case:
            renew(case, telling.send)
    except (KhaldunError, BrokenPipeError):
        # What is wrong each page says, once the desk does the same.
        sys.exit(1)
