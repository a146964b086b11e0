"""Captures are kept whole or not at all, under the hash of their bytes."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from khaldun.capture.store import Store
from khaldun.errors import IntegrityError

_PUTS = """
import os, sys
from pathlib import Path
from khaldun.capture.store import Store
store = Store(Path(sys.argv[1]))
print("ready", flush=True)
while True:
    store.put(os.urandom(400_000))
"""
_KILLS = 25


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "captures")


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_what_is_put_comes_back_under_its_hash(store: Store) -> None:
    name = store.put(b"seven people died")
    assert name == hashlib.sha256(b"seven people died").hexdigest()
    assert store.get(name) == b"seven people died"


def test_a_file_is_kept_as_its_bytes_would_be(store: Store, tmp_path: Path) -> None:
    content = os.urandom(3_000_000)
    source = tmp_path / "large.bin"
    source.write_bytes(content)
    assert store.put_file(source) == (store.put(content), len(content))


def test_the_same_bytes_are_kept_once(store: Store, tmp_path: Path) -> None:
    first = store.put(b"one")
    written = store.path(first).stat().st_ino
    assert store.put(b"one") == first
    assert store.path(first).stat().st_ino == written
    assert len(_files(tmp_path)) == 1


def test_only_their_owner_may_read_captures(store: Store, tmp_path: Path) -> None:
    path = store.path(store.put(b"a name that must not get out"))
    modes = [p.stat().st_mode & 0o777 for p in (path, path.parent, tmp_path / "captures")]
    assert modes == [0o600, 0o700, 0o700]


def test_a_failed_put_leaves_nothing(store: Store, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        store.put_file(tmp_path / "absent")
    assert _files(tmp_path) == []


def test_a_damaged_capture_is_mended_by_putting_it_again(store: Store) -> None:
    name = store.put(b"evidence")
    store.path(name).write_bytes(b"tampered")
    with pytest.raises(IntegrityError, match=f"capture {name} has changed"):
        store.get(name)
    store.put(b"evidence")
    assert store.get(name) == b"evidence"


def test_a_name_that_is_no_hash_makes_no_path(store: Store) -> None:
    for name in ("../../etc/passwd", "", "A" * 64, "0" * 63):
        with pytest.raises(IntegrityError, match="is no SHA-256"):
            store.path(name)


def test_verify_names_each_fault(store: Store, tmp_path: Path) -> None:
    kept, changed, missing, unknown = (store.put(word) for word in (b"a", b"b", b"c", b"d"))
    folder = tmp_path / "captures"
    store.path(changed).write_bytes(b"B")
    store.path(missing).unlink()
    (folder / "note.txt").write_text("mine")
    (folder / "x.part").write_text("half")
    misplaced = folder / "zz" / kept
    misplaced.parent.mkdir()
    misplaced.write_bytes(b"a")
    faults = list(store.verify([kept, changed, missing, "nonsense"]))
    expected = {
        f"capture {missing} is missing",
        f"capture {changed} has changed",
        "capture id 'nonsense' is no SHA-256",
        "captures/note.txt is no capture",
        f"captures/zz/{kept} is no capture",
        "captures/x.part was left half written",
        f"captures/{unknown[:2]}/{unknown} is in no entry of the ledger",
    }
    assert len(faults) == len(expected)
    assert all(sum(fault.startswith(words) for fault in faults) == 1 for words in expected)


def test_a_whole_store_has_no_faults(store: Store) -> None:
    names = [store.put(bytes([i])) for i in range(20)]
    assert list(store.verify(names)) == []


def test_a_sweep_removes_leftovers_and_nothing_else(store: Store, tmp_path: Path) -> None:
    name = store.put(b"kept")
    (tmp_path / "captures" / "tmp1.part").write_bytes(b"half")
    assert store.sweep() == 1
    assert store.sweep() == 0
    assert store.get(name) == b"kept"


def test_a_kill_in_the_middle_of_a_put_leaves_no_file_whose_name_is_not_its_hash(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "captures"
    for turn in range(_KILLS):
        child = subprocess.Popen(
            [sys.executable, "-c", _PUTS, str(folder)],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        assert child.stdout
        child.stdout.readline()
        time.sleep(0.004 * turn)
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
    Store(folder).sweep()
    blobs = _files(folder)
    assert blobs, "no put was ever finished, so nothing was shown"
    assert all(hashlib.sha256(blob.read_bytes()).hexdigest() == blob.name for blob in blobs)
