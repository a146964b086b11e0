"""A writer may be killed at any moment: what it acknowledged is there, and nothing is half."""

import os
import random
import select
import signal
import time
from pathlib import Path
from typing import NoReturn

from inputs import make_run, told

from khaldun.ledger.store import Ledger
from khaldun.records import Report

KILLS = 100


def write_until_killed(path: Path, pipe: int, seed: int) -> NoReturn:
    """Append without end, and print each report's id once append has returned."""
    with Ledger.open(path) as ledger:
        for number in range(10**9):
            given = told(
                "\n".join(f"{seed} {number} {line} were killed. " * 40 for line in range(6)),
                location=f"{seed}-{number}.txt",
                run=make_run(seed),
            )
            given.append(ledger)
            assert given.report is not None
            os.write(pipe, f"{given.report.id}\n".encode())
    raise AssertionError


def kill_one(path: Path, seed: int) -> list[str]:
    """Start a writer, kill it at a random moment after its first write; what it acknowledged."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            write_until_killed(path, writing, seed)
        finally:
            os._exit(1)
    os.close(writing)
    select.select([reading], [], [], 20)
    time.sleep(random.Random(seed).uniform(0, 0.05))
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == -signal.SIGKILL, "the writer died of itself"
    with os.fdopen(reading) as pipe:
        return [line.strip() for line in pipe if line.endswith("\n")]


def test_a_killed_writer_loses_nothing_that_it_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    Ledger.open(path, create=True).close()
    acknowledged: list[str] = []
    for seed in range(KILLS):
        acknowledged += kill_one(path, seed)
        with Ledger.open(path, write=False) as ledger:
            there = {outcome.report for outcome in ledger.outcomes()}
            assert there.issuperset(acknowledged)
    assert len(acknowledged) > KILLS
    with Ledger.open(path, write=False) as ledger:
        assert not list(ledger.verify())
        reports: list[Report] = list(ledger.reports())
        told_in = [account.report for account in ledger.accounts()]
    assert all(told_in.count(report.id) == 6 for report in reports), "an account is missing"
    # At most one report for each kill was written whole and not yet acknowledged.
    assert len(acknowledged) <= len(reports) <= len(acknowledged) + KILLS
