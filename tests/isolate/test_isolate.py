"""One hostile task costs one task: every way to fail is an answer, and the next task is fine."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from khaldun.errors import IntegrityError, KhaldunError
from khaldun.isolate import Answer, Limits, Pool

#: A child that does what its task says.
CHILD = """
import json, os, signal, sys, time
from khaldun.child import frame, serve

answers = sys.stdout.buffer
number = 0

def answer(message):
    global number
    number += 1
    task = json.loads(message)
    do = task["do"]
    if do == "sleep":
        time.sleep(60)
    elif do == "spin":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        while True:
            pass
    elif do == "leave":
        os._exit(7)
    elif do == "raise":
        raise RuntimeError("the page is too strange")
    elif do == "bomb":
        held = [bytes(10_000_000) for _ in range(1000)]
    elif do == "segfault":
        os.kill(os.getpid(), signal.SIGSEGV)
    elif do == "print":
        print("hello from a chatty library", flush=True)
    elif do == "garble":
        return b"not json"
    elif do == "twice":
        answers.write(frame(number, b'"one"'))
        answers.flush()
        return b'"two"'
    elif do == "ahead":
        answers.write(frame(number + 1, b'"of the next task"'))
    elif do == "close":
        os.close(answers.fileno())
        time.sleep(60)
    elif do == "fork":
        if os.fork():
            time.sleep(60)
        while True:  # the grandchild, whose time is not counted
            pass
    elif do == "big":
        return json.dumps("x" * task["size"]).encode()
    elif do == "environment":
        return json.dumps(dict(os.environ)).encode()
    elif do == "length":
        return json.dumps(len(task["words"])).encode()
    elif do == "pid":
        return json.dumps(os.getpid()).encode()

serve(sys.stdin.buffer, answers, answer)
"""

ANSWER_BYTES = 5_000_000


def as_json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except ValueError as error:
        raise IntegrityError(str(error)) from error


def run(
    tasks: list[dict[str, Any]], *, jobs: int = 1, max_seconds: float = 0.3
) -> dict[int, Answer[Any]]:
    limits = Limits(
        max_seconds=max_seconds, max_memory_bytes=500_000_000, max_answer_bytes=ANSWER_BYTES
    )
    answers: list[Answer[Any]] = []
    with Pool([sys.executable, "-c", CHILD], decode=as_json, jobs=jobs, limits=limits) as pool:
        for number, task in enumerate(tasks):
            answers += pool.submit(number, json.dumps(task).encode())
        answers += pool.finish()
    assert len(answers) == len(tasks)
    return {answer.task: answer for answer in answers}


@pytest.mark.parametrize(
    ("do", "says"),
    [
        ("sleep", "gave no answer in 1.2 s and was ended"),
        ("spin", "took more than 0.3 s of processor time and was ended"),
        ("leave", "ended with status 7"),
        ("raise", "ended with status 1: RuntimeError: the page is too strange"),
        ("bomb", "ran out of memory"),
        ("segfault", "was ended by SIGSEGV"),
        ("print", "began an answer of 1,751,477,356 bytes and was ended"),  # "hell", as a length
        ("garble", "gave a garbled answer (Expecting value: line 1 column 1 (char 0)) and was"),
        ("ahead", "spoke out of turn and was ended"),
        ("close", "was ended by SIGKILL"),
        ("fork", "gave no answer in 1.2 s and was ended"),
    ],
)
def test_a_task_that_goes_wrong_is_named_and_the_next_is_fine(do: str, says: str) -> None:
    answers = run([{"do": "length", "words": "ab"}, {"do": do}, {"do": "length", "words": "abc"}])
    assert answers[0].value == 2
    fault = answers[1].fault
    assert fault is not None
    assert fault.startswith(says)
    assert answers[2].value == 3


def test_a_second_answer_never_passes_for_that_of_another_task() -> None:
    tasks = [{"do": "twice"}, {"do": "length", "words": "ab"}] * 10
    answers = run(tasks)
    assert [answers[n].value for n in range(20)] == ["one", 2] * 10


def test_many_bad_tasks_among_good_ones_with_several_children() -> None:
    tasks: list[dict[str, Any]] = [{"do": "length", "words": "a" * n} for n in range(40)]
    for n in range(0, 40, 8):
        tasks[n] = {"do": "leave"}
    answers = run(tasks, jobs=3)
    for n in range(40):
        assert (answers[n].fault is not None) == (n % 8 == 0)
        assert answers[n].value == (None if n % 8 == 0 else n)


def test_a_child_serves_many_tasks_so_that_its_start_is_paid_once() -> None:
    answers = run([{"do": "pid"}] * 5)
    assert len({answer.value for answer in answers.values()}) == 1


def test_a_task_and_an_answer_larger_than_a_pipe_holds_pass() -> None:
    answers = run([{"do": "length", "words": "a" * 3_000_000}, {"do": "big", "size": 3_000_000}])
    assert answers[0].value == 3_000_000
    assert answers[1].value == "x" * 3_000_000


def test_an_answer_above_the_limit_is_not_taken_in() -> None:
    answers = run([{"do": "big", "size": ANSWER_BYTES + 1}, {"do": "length", "words": ""}])
    assert answers[0].fault == "began an answer of 5,000,003 bytes and was ended"
    assert answers[1].value == 0


def test_time_that_the_parent_spends_elsewhere_is_not_the_tasks() -> None:
    limits = Limits(max_seconds=0.2, max_memory_bytes=500_000_000)
    with Pool([sys.executable, "-c", CHILD], decode=as_json, jobs=1, limits=limits) as pool:
        pool.submit(0, b'{"do": "pid"}')
        time.sleep(1.5)  # longer than the wall's limit of 0.8 s
        (answer,) = pool.finish()
    assert answer.fault is None


@pytest.mark.parametrize(("start_seconds", "fault"), [(60.0, None), (0.4, "was not ready after")])
def test_a_slow_start_is_not_the_tasks_to_pay_for(start_seconds: float, fault: str | None) -> None:
    limits = Limits(max_seconds=0.2, max_memory_bytes=500_000_000, start_seconds=start_seconds)
    slow = [sys.executable, "-c", f"import time; time.sleep(1.5)\n{CHILD}"]
    with Pool(slow, decode=as_json, jobs=1, limits=limits) as pool:
        pool.submit(0, b'{"do": "pid"}')
        (answer,) = pool.finish()
    assert (answer.fault or "").startswith(fault or "")
    assert (answer.fault is None) == (fault is None)


def test_children_that_never_get_ready_stop_the_work_and_say_why() -> None:
    limits = Limits(max_seconds=1, max_memory_bytes=500_000_000)
    broken = [sys.executable, "-c", "import not_installed"]
    says = "the reader cannot be started: it ended with status 1: ModuleNotFoundError"
    with Pool(broken, decode=as_json, jobs=1, limits=limits) as pool:
        answers = pool.submit(0, b"") + pool.submit(1, b"") + pool.submit(2, b"")
        with pytest.raises(KhaldunError, match=says):
            list(pool.finish())
    assert [answer.task for answer in answers] == [0, 1]


def test_a_child_knows_nothing_of_the_users_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_SECRET", "hunter2")
    environment = run([{"do": "environment"}])[0].value
    assert environment is not None
    assert "A_SECRET" not in environment
    assert "HOME" not in environment
    assert environment["OMP_NUM_THREADS"] == "1"


def test_closing_the_pool_ends_its_children() -> None:
    limits = Limits(max_seconds=60, max_memory_bytes=500_000_000)
    with Pool([sys.executable, "-c", CHILD], decode=as_json, jobs=1, limits=limits) as pool:
        pool.submit(0, b'{"do": "pid"}')
        (answer,) = pool.finish()
        pool.submit(1, b'{"do": "spin"}')
    assert answer.value is not None
    assert gone(answer.value)


@pytest.mark.skipif(sys.platform != "linux", reason="the death of a parent is told on Linux only")
def test_a_busy_child_does_not_outlive_a_parent_that_is_killed() -> None:
    script = f"""
import json, sys
from khaldun.isolate import Limits, Pool
limits = Limits(max_seconds=60, max_memory_bytes=500_000_000)
with Pool([sys.executable, "-c", {CHILD!r}], decode=json.loads, jobs=1, limits=limits) as pool:
    pool.submit(0, b'{{"do": "pid"}}')
    (answer,) = pool.finish()
    pool.submit(1, b'{{"do": "spin"}}')
    print(answer.value, flush=True)
    list(pool.finish())
"""
    environment = {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, env=environment
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.send_signal(signal.SIGKILL)
    assert gone(child)


def test_a_pool_without_jobs_is_refused() -> None:
    limits = Limits(max_seconds=1, max_memory_bytes=500_000_000)
    with pytest.raises(ValueError, match="at least one job"):
        Pool(["true"], decode=as_json, jobs=0, limits=limits)


def gone(pid: int) -> bool:
    """Whether a process has ended (or waits only for its status to be read) within 5 seconds."""
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False
