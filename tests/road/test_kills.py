"""What `khaldun read` has acknowledged is never lost, however it is killed."""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from khaldun.case import Case

#: What a killed run may leave, and the next one takes up or sweeps away.
LEFTOVERS = ("in no entry of the ledger", "left half written")


def start(folder: Path, case: Path) -> "subprocess.Popen[bytes]":
    argv = [sys.executable, "-m", "khaldun", "read", str(folder), "--case", str(case), "--json"]
    environment = {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    return subprocess.Popen(argv, stdout=subprocess.PIPE, env=environment)


def acknowledged(output: bytes) -> Iterator[dict[str, str]]:
    """The whole lines; the kill may have cut the last one."""
    for line in output.split(b"\n")[:-1]:
        yield json.loads(line)


def kill(folder: Path, case: Path, *, lines: int, seconds: float) -> dict[str, str]:
    """Read until so many lines and then seconds have come; give what was acknowledged."""
    with start(folder, case) as process:
        assert process.stdout is not None
        output = b"".join(process.stdout.readline() for _ in range(lines))
        time.sleep(seconds)
        process.kill()
        output += process.stdout.read()
    return {line["location"]: line["state"] for line in acknowledged(output)}


def check(folder: Path, told: dict[str, str]) -> int:
    """What was told is there, and nothing is there in part; how many outcomes there are."""
    if not (folder / "case.toml").exists():
        assert not told
        return 0
    with Case.open(folder) as case:
        kept = {outcome.location: outcome for outcome in case.ledger.outcomes()}
        assert {location: kept[location].state for location in told} == told
        faults = [fault for fault in case.verify() if not any(left in fault for left in LEFTOVERS)]
        assert faults == []
        reports = {account.report for account in case.ledger.accounts()}
        assert reports == {one.report for one in kept.values() if one.state == "read"}
    return len(kept)


def survive(folder: Path, cases: Path, *, kills: int) -> None:
    """Kill so many runs at random moments; whenever a case is complete, begin another."""
    chance = random.Random(11)
    began = time.monotonic()
    with start(folder, cases / "whole") as process:
        output, _ = process.communicate()
    whole_run = time.monotonic() - began
    inputs = len(list(folder.iterdir()))
    assert len(list(acknowledged(output))) == inputs
    told: dict[str, str] = {}
    number, interrupted = 0, 0
    for turn in range(kills):
        case = cases / str(number)
        # Most of a short run is its start, so every other kill waits until reading has begun.
        lines = chance.randrange(1, inputs) if turn % 2 else 0
        seconds = chance.uniform(0, 0.02 if lines else whole_run)
        told |= kill(folder, case, lines=lines, seconds=seconds)
        done = check(case, told)
        interrupted += 0 < done < inputs
        if done == inputs:
            number, told = number + 1, {}
    # Otherwise the kills came too early or too late to mean anything.
    assert interrupted >= kills // 5
    finish(folder, cases / str(number), inputs, cases / "whole")


def finish(folder: Path, case: Path, inputs: int, whole: Path) -> None:
    """The next run does the rest, and the case is what it would have been without any kill."""
    with start(folder, case) as process:
        output, _ = process.communicate()
    assert process.returncode == 0
    assert len(list(acknowledged(output))) == inputs
    with Case.open(case) as finished, Case.open(whole) as other:
        assert list(finished.verify()) == []
        assert finished.ledger.content_digest() == other.ledger.content_digest()


def test_25_kills_lose_nothing_that_was_acknowledged(many_reports: Path, tmp_path: Path) -> None:
    survive(many_reports, tmp_path, kills=25)


@pytest.mark.soak
def test_200_kills_lose_nothing_that_was_acknowledged(many_reports: Path, tmp_path: Path) -> None:
    survive(many_reports, tmp_path, kills=200)
