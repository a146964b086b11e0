"""Work done in child processes with caps, so that one hostile input costs one input.

A child says first that it is ready (one empty frame, see `khaldun.child`), then answers each task
with one frame. It has at most one task; when it dies, is too slow or says anything else, it is
ended, and the answer to its task is a `fault`. The next task gets a new child. Children that end
again and again before they are ready are no fault of their tasks, and stop the work.
"""

import os
import selectors
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Generic, Self, TypeVar

from khaldun.child import HEAD, READY, Child
from khaldun.errors import IntegrityError, KhaldunError

T = TypeVar("T")

#: Seconds between two looks at the clocks of the children.
_TICK = 0.1
#: A task may take this many times its processor time by the clock on the wall: a child that waits
#: is stuck, one on a busy machine is not.
_WALL_FACTOR = 4
_CHUNK = 1 << 16
#: So many children in a row that end before they are ready are no fault of a task.
_FALSE_STARTS = 3
#: Seconds that a child which closed its pipe gets to end with a status of its own.
_PATIENCE = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one child may use.

    Seconds of processor time for each task, and on the wall for its start, before it is ready;
    bytes of address space; bytes of one answer.
    """

    max_seconds: float
    max_memory_bytes: int
    max_answer_bytes: int = 100_000_000
    start_seconds: float = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Generic[T]):
    """How a task ended: its value, or the fault in words ("was ended by SIGSEGV")."""

    task: int
    value: T | None = None
    fault: str | None = None


class Pool(Generic[T]):
    """`argv` as up to `jobs` child processes, started as tasks come.

    `decode` makes a value of an answer's bytes; where it raises `IntegrityError` the answer counts
    as garbled. Use as a context manager: leaving it ends all children at once. A child sees no
    environment but its import path, a plain locale, and one thread for number libraries.
    """

    def __init__(
        self, argv: Sequence[str], *, decode: Callable[[bytes], T], jobs: int, limits: Limits
    ) -> None:
        if jobs < 1:
            raise ValueError(f"a pool needs at least one job, not {jobs}")
        self._argv = tuple(argv)
        self._decode = decode
        self._jobs = jobs
        self._limits = limits
        self._children: list[Child] = []
        self._selector = selectors.DefaultSelector()
        self._false_starts = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all children; tasks without an answer stay without one."""
        for child in list(self._children):
            self._end(child)
        self._selector.close()

    def warm(self) -> None:
        """Start the first child now, so that it loads while its parent does."""
        if not self._children:
            self._start()

    def submit(self, task: int, message: bytes) -> list[Answer[T]]:
        """Give a task to a free child, waiting until there is one.

        Returns the answers to earlier tasks that came while it waited.

        Raises:
            KhaldunError: three children in a row ended before they were ready; says how.
        """
        answers: list[Answer[T]] = []
        while (child := self._free_child()) is None:
            answers += self._wait()
        self._give(child, task, message)
        return answers

    def finish(self) -> Iterator[Answer[T]]:
        """The answers to all tasks given so far, as they come; raises as `submit` does."""
        while any(child.task is not None for child in self._children):
            yield from self._wait()

    def _free_child(self) -> Child | None:
        for child in [child for child in self._children if child.task is None]:
            if child.alive:
                return child
            self._end(child)  # it died with nothing to do; nobody has lost anything
        return self._start() if len(self._children) < self._jobs else None

    def _start(self) -> Child:
        child = Child.start(self._argv, max_memory_bytes=self._limits.max_memory_bytes)
        self._selector.register(child.outbox, selectors.EVENT_READ, child)
        self._children.append(child)
        return child

    def _give(self, child: Child, task: int, message: bytes) -> None:
        child.give(task, message)
        self._selector.register(child.inbox, selectors.EVENT_WRITE, child)

    def _wait(self) -> list[Answer[T]]:
        """Move what can be moved, for one tick at most; the answers that this brought."""
        before = time.monotonic()
        events = self._selector.select(_TICK)
        # Time counts only while we listen, and a parent that was stopped did not: otherwise a
        # child would pay for what its parent does between two answers.
        elapsed = min(time.monotonic() - before, _TICK)
        answers: list[Answer[T] | None] = []
        for key, _mask in events:
            child: Child = key.data
            if child not in self._children:  # ended by an earlier event of this round
                continue
            if key.fd == child.inbox:
                self._send(child)
            else:
                answers.append(self._hear(child))
        for child in [child for child in self._children if child.task is not None]:
            child.waited += elapsed
            answers.append(self._check_clocks(child))
        return [answer for answer in answers if answer is not None]

    def _send(self, child: Child) -> None:
        try:
            sent = os.write(child.inbox, child.unsent[:_CHUNK])
        except BlockingIOError:
            return
        except BrokenPipeError:  # dead: its outbox is at its end, and says the rest
            sent = len(child.unsent)
        child.unsent = child.unsent[sent:]
        if not child.unsent:
            self._selector.unregister(child.inbox)

    def _hear(self, child: Child) -> Answer[T] | None:
        try:
            words = os.read(child.outbox, _CHUNK)
        except BlockingIOError:
            return None
        if not words:
            return self._fault(child, None)
        child.heard += words
        if not child.ready and child.heard.startswith(READY):
            child.ready = True
            self._false_starts = 0
            del child.heard[: len(READY)]
            child.start_clock()  # the start is not the task's to pay for
        return self._complete(child)

    def _complete(self, child: Child) -> Answer[T] | None:
        """The answer, once a whole frame is there."""
        if len(child.heard) < HEAD.size:
            return None
        length, number = HEAD.unpack_from(child.heard)
        if child.ready and child.task is not None and 0 < number < child.number:
            # A second answer to an earlier task: this one gets a child that has not misbehaved.
            self._end(child)
            self._give(self._start(), child.task, child.message)
            return None
        if length > self._limits.max_answer_bytes:
            return self._fault(child, f"began an answer of {length:,} bytes and was ended")
        if not child.ready or child.task is None or number != child.number:
            return self._fault(child, "spoke out of turn and was ended")
        whole = len(child.heard) >= HEAD.size + length
        return self._take(child, child.task, HEAD.size + length) if whole else None

    def _take(self, child: Child, task: int, end: int) -> Answer[T] | None:
        """The answer that ends at this byte of what was heard."""
        try:
            value = self._decode(bytes(child.heard[HEAD.size : end]))
        except IntegrityError as error:
            return self._fault(child, f"gave a garbled answer ({error}) and was ended")
        child.task = None
        del child.heard[:end]
        if child.heard:  # it said more than its answer; who knows what comes next
            self._end(child)
        return Answer(task=task, value=value)

    def _check_clocks(self, child: Child) -> Answer[T] | None:
        limit, start = self._limits.max_seconds, self._limits.start_seconds
        if not child.ready:
            late = child.waited > start
            return self._fault(child, f"was not ready after {start:g} s") if late else None
        if child.cpu > limit:
            return self._fault(child, f"took more than {limit:g} s of processor time and was ended")
        if child.waited > limit * _WALL_FACTOR:
            return self._fault(child, f"gave no answer in {limit * _WALL_FACTOR:g} s and was ended")
        return None

    def _fault(self, child: Child, what: str | None) -> Answer[T] | None:
        """End the child; the answer to its task is `what`, or how it died by itself."""
        ended = self._end(child, patience=0.0 if what else _PATIENCE)
        self._false_starts += not child.ready
        if self._false_starts == _FALSE_STARTS:
            raise KhaldunError(f"the reader cannot be started: it {what or ended}")
        return None if child.task is None else Answer(task=child.task, fault=what or ended)

    def _end(self, child: Child, *, patience: float = 0.0) -> str:
        """Forget and kill the child; how it ended, in words."""
        self._children.remove(child)
        self._selector.unregister(child.outbox)
        if child.unsent:
            self._selector.unregister(child.inbox)
        return child.end(patience=patience)
