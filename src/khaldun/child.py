"""One child process with caps: how it is started, spoken to, timed and ended.

Parent and child speak in frames over two pipes: four bytes with the length and four with the
number of the task (big-endian), then so many bytes. An answer bears the number of its task.
"""

import contextlib
import os
import signal
import struct
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from khaldun import confine
from khaldun.settings import ONE_THREAD

HEAD = struct.Struct(">II")
#: What a child says once it can work: an empty frame of task 0; tasks count from 1.
READY = HEAD.pack(0, 0)


def frame(number: int, message: bytes) -> bytes:
    """A message to or about the task of this number, as it goes over the pipe."""
    return HEAD.pack(len(message), number) + message


def serve(requests: IO[bytes], answers: IO[bytes], answer: Callable[[bytes], bytes]) -> None:
    """The child's side: say that it is ready, then answer each task until the parent has gone."""
    answers.write(READY)
    answers.flush()
    while len(head := requests.read(HEAD.size)) == HEAD.size:
        length, number = HEAD.unpack(head)
        answers.write(frame(number, answer(requests.read(length))))
        answers.flush()


@dataclass(slots=True, kw_only=True, eq=False)
class Child:
    """A child process, the task that it was given, and what it has said so far.

    `number` counts its tasks; `unsent` is what of the task it has not taken yet, `heard` what of
    its answer has come.
    """

    process: subprocess.Popen[bytes]
    stderr: IO[bytes]
    task: int | None = None
    number: int = 0
    message: bytes = b""
    unsent: bytes = b""
    heard: bytearray = field(default_factory=bytearray)
    ready: bool = False
    waited: float = 0.0
    cpu_before: float = 0.0

    @staticmethod
    def start(argv: Sequence[str], *, max_memory_bytes: int) -> "Child":
        """Start a program under its caps, in a session of its own, its pipes not blocking."""
        caps = (str(max_memory_bytes), str(os.getpid()))
        stderr = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the child
        process = subprocess.Popen(  # noqa: S603 - the caller's own program
            [sys.executable, "-I", "-S", str(Path(confine.__file__)), *caps, *argv],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
            bufsize=0,
            env=_environment(),
            start_new_session=True,
        )
        child = Child(process=process, stderr=stderr)
        os.set_blocking(child.inbox, False)
        os.set_blocking(child.outbox, False)
        return child

    @property
    def inbox(self) -> int:
        """The file descriptor that the child reads."""
        assert self.process.stdin is not None
        return self.process.stdin.fileno()

    @property
    def outbox(self) -> int:
        """The file descriptor that the child writes."""
        assert self.process.stdout is not None
        return self.process.stdout.fileno()

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self.process.poll() is None

    @property
    def cpu(self) -> float:
        """Seconds of processor time since the clock was started."""
        return _cpu_seconds(self.process.pid) - self.cpu_before

    def give(self, task: int, message: bytes) -> None:
        """A task, to be sent as the pipe takes it."""
        self.task, self.message = task, message
        self.number += 1
        self.unsent = frame(self.number, message)
        self.start_clock()

    def start_clock(self) -> None:
        """Count both clocks, the processor's and the wall's, from now."""
        self.waited = 0.0
        self.cpu_before = _cpu_seconds(self.process.pid)

    def end(self, *, patience: float = 0.0) -> str:
        """Kill it and all that it started; how it ended, in words.

        `patience`: seconds in which one that is going may go by itself, and so say its own status.
        """
        with contextlib.suppress(subprocess.TimeoutExpired):
            if patience:
                self.process.wait(patience)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            pipe.close()
        words = _obituary(self.process.wait(), self._last_words())
        self.stderr.close()
        return words

    def _last_words(self) -> str:
        """The last line on stderr: of a Python child, the type and message of its error."""
        size = self.stderr.seek(0, os.SEEK_END)
        self.stderr.seek(max(0, size - 500))
        lines = self.stderr.read().decode("utf-8", "replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "")


def _obituary(status: int, words: str) -> str:
    said = f": {words}" if words else ""
    if words.startswith("MemoryError"):
        return "ran out of memory"
    if status >= 0:
        return f"ended with status {status}{said}"
    name = signal.Signals(-status).name
    return f"was ended by {name}{said}"


def _environment() -> dict[str, str]:
    """What a child may know: it imports what this process would, and nothing of the user's."""
    return {
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "PYTHONHASHSEED": "0",
        "LC_ALL": "C.UTF-8",
        **ONE_THREAD,
    }


def _cpu_seconds(pid: int) -> float:
    """Processor time that a process has used; 0 where the system has no /proc (the wall counts)."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0.0
    # The program's name, in brackets, may hold anything; user and system time are 11 fields after.
    user, system = stat.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
