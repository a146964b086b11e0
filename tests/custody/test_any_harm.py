"""Whatever harms a case, it is named: a flipped bit, a kill, a full disk, many writers at once."""

import os
import random
import resource
import shutil
import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from inputs import make_run, told

from custody.kept_case import NOON
from khaldun.capture.store import Store
from khaldun.case import Case
from khaldun.custody import backups, checking, manifest
from khaldun.custody.backups import back_up
from khaldun.custody.checking import check
from khaldun.errors import CaseError, KhaldunError
from khaldun.faces.listed import fill
from khaldun.ledger.journal import Pair
from khaldun.ledger.store import Ledger

FEW, MANY = 40, 400
#: Says who writes; it guards nothing once nobody does.
UNUSED = {"lock"}


def faults(folder: Path) -> list[str]:
    try:
        with Case.open(folder) as case:
            return list(check(case, fill=fill))
    except KhaldunError as error:
        return [str(error)]


def said(path: Path) -> Any:
    """All that a file says: of a database every row, of another every byte."""
    if path.suffix != ".sqlite":
        return path.read_bytes()
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
            connection.text_factory = bytes
            schema = list(connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema"))
            names = [row[1].decode() for row in schema if row[0] == b"table"]
            return schema, [list(connection.execute(f'SELECT * FROM "{name}"')) for name in names]
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return None


def flip_bits(folder: Path, count: int) -> dict[str, int]:
    """Flip one bit at a time; how many were named, by the file's kind.

    Every file has its turn, and the databases every second one, as most of the bytes are theirs.
    """
    chance, named = random.Random(5), dict.fromkeys((".sqlite", ".toml", ".sha256", ""), 0)
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    files = [path for path in files if path.name not in UNUSED and path.stat().st_size]
    databases = [path for path in files if path.suffix == ".sqlite"]
    for number in range(count):
        pool = databases if number % 2 and databases else files
        path = pool[number // 2 % len(pool)]
        whole = path.read_bytes()
        before = said(path)
        changed = bytearray(whole)
        place = chance.randrange(len(whole))
        changed[place] ^= 1 << chance.randrange(8)
        path.write_bytes(changed)
        try:
            found = faults(folder)
            assert found or said(path) == before, f"{path.name}: byte {place} changed, unnamed"
            named[path.suffix] += bool(found)
        finally:
            path.write_bytes(whole)
    return named


@pytest.fixture
def backup(folder: Path, tmp_path: Path) -> Path:
    with Case.open(folder) as case:
        back_up(case, tmp_path / "backup", at=NOON)
    return tmp_path / "backup"


@pytest.mark.parametrize("count", [FEW, pytest.param(MANY, marks=pytest.mark.soak)])
def test_every_flipped_bit_of_a_case_is_named_or_says_nothing(folder: Path, count: int) -> None:
    named = flip_bits(folder, count)
    assert all(named[kind] for kind in (".sqlite", ".toml", "")), named


@pytest.mark.parametrize("count", [FEW, pytest.param(MANY, marks=pytest.mark.soak)])
def test_every_flipped_bit_of_a_backup_is_named(backup: Path, count: int) -> None:
    assert sum(flip_bits(backup, count).values()) == count


@pytest.mark.parametrize("guard", ["ledger", "captures", "register", "manifest"])
def test_with_a_guard_off_the_flips_are_seen_to_pass(
    folder: Path, backup: Path, monkeypatch: pytest.MonkeyPatch, guard: str
) -> None:
    """The test of the flips itself is tested: it fails where one check is taken out."""
    harmed, least = (backup, 3 * FEW) if guard == "manifest" else (folder, 0)
    if guard == "ledger":
        # The flips would be seen by way of the register, too.
        (folder / "register.sqlite").unlink()
    off: dict[str, tuple[Any, str]] = {
        "ledger": (Ledger, "verify"),
        "captures": (Store, "verify"),
        "register": (checking, "_register"),
        "manifest": (manifest, "faults"),
    }
    monkeypatch.setattr(*off[guard], lambda *_: iter(()))
    with pytest.raises(AssertionError):
        assert sum(flip_bits(harmed, 3 * FEW).values()) >= least


def put_until_killed(folder: Path, pipe: int, seed: int) -> None:
    """Capture and append without end; print each capture's id once both have returned."""
    with Case.open(folder, write=True) as case:
        for number in range(10**9):
            text = f"{seed} {number} were killed. " * 200
            given = told(text, location=f"{seed}-{number}.txt", run=make_run(seed))
            capture = case.store.put(text.encode())
            given.append(case.ledger)
            os.write(pipe, f"{capture}\n".encode())


def kill_one(folder: Path, seed: int) -> list[str]:
    """Start a writer and kill it at a random moment; what it acknowledged."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            put_until_killed(folder, writing, seed)
        finally:
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        first = pipe.readline()
        time.sleep(random.Random(seed).uniform(0, 0.03))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return [line.strip() for line in (first, *pipe) if line.endswith("\n")]


@pytest.mark.parametrize("kills", [20, pytest.param(1000, marks=pytest.mark.soak)])
def test_a_killed_writer_loses_no_capture_and_leaves_none_half(tmp_path: Path, kills: int) -> None:
    folder = tmp_path / "case"
    Case.open(folder, create=True).close()
    acknowledged: list[str] = []
    for seed in range(kills):
        acknowledged += kill_one(folder, seed)
    with Case.open(folder, write=True) as case:
        assert set(acknowledged) <= set(case.ledger.capture_ids())
        left = [fault for fault in check(case) if "in no entry of the ledger" not in fault]
    assert left == []
    assert len(acknowledged) >= kills


def limited(folder: Path, size: int) -> str:
    """Write to a case under a limit on the size of files, as a full disk would; how it ended."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        try:
            put_until_killed(folder, writing, size)
        except (KhaldunError, OSError) as error:
            os.write(writing, f"! {error}\n".encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        lines = pipe.read().splitlines()
    os.waitpid(child, 0)
    return "\n".join(lines)


@pytest.mark.parametrize("steps", [12, pytest.param(200, marks=pytest.mark.soak)])
def test_a_disk_that_is_full_at_any_write_leaves_the_case_whole(tmp_path: Path, steps: int) -> None:
    empty = tmp_path / "empty"
    Case.open(empty, create=True).close()
    smallest = (empty / "ledger.sqlite").stat().st_size
    for step in range(steps):
        folder = Path(shutil.copytree(empty, tmp_path / f"case {step}"))
        *saved, end = limited(folder, 2000 + step * (3 * smallest) // steps).splitlines()
        assert end.startswith("! ")
        with Case.open(folder, write=True) as case:
            assert set(saved) <= set(case.ledger.capture_ids())
            assert [one for one in check(case) if "in no entry" not in one] == []
        shutil.rmtree(folder)


@pytest.mark.parametrize("size", [1, 5_000, 60_000, 200_000])
def test_a_backup_that_finds_the_disk_full_leaves_nothing(
    folder: Path, tmp_path: Path, size: int
) -> None:
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        try:
            with Case.open(folder) as case:
                backups.back_up(case, tmp_path / "backup", at=NOON)
        except KhaldunError:
            os._exit(7)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    assert {path.name for path in tmp_path.iterdir()} == {"case"}
    assert faults(folder) == []


def judged(ledger: Ledger, pair: Pair, reason: str) -> bool:
    """Write a judgement; False where it was refused because others were writing."""
    try:
        ledger.judge_all(
            [pair], verdict="no", reason=reason, decided_by="A. Reader", decided_at=NOON
        )
    except CaseError as error:
        if "another program is using the case" not in str(error):
            raise
        return False
    return True


def judge_often(path: Path, writer: int, count: int) -> None:
    with Ledger.open(path) as ledger:
        left, right, *_ = (account.id for account in ledger.accounts())
        for number in range(count):
            pair: Pair = ("same", left, right)
            # On a busy machine a writer may wait its 30 s in vain, and is told to try again.
            while not judged(ledger, pair, f"{writer} {number}"):
                pass


@pytest.mark.parametrize("count", [25, pytest.param(500, marks=pytest.mark.soak)])
def test_eight_writers_at_once_lose_nothing(tmp_path: Path, count: int) -> None:
    path = tmp_path / "ledger.sqlite"
    with Ledger.open(path, create=True) as ledger:
        told("12 were killed.\n13 were hurt.").append(ledger)
    children = []
    for writer in range(8):
        child = os.fork()
        if child == 0:
            try:
                judge_often(path, writer, count)
                os._exit(0)
            finally:
                os._exit(1)
        children.append(child)
    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0] * 8
    with Ledger.open(path, write=False) as ledger:
        reasons = [judgement.reason for judgement in ledger.judgements()]
        assert not list(ledger.verify())
    written = [f"{writer} {number}" for writer in range(8) for number in range(count)]
    assert sorted(reasons) == sorted(written)
