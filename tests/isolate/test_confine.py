"""What reads received bytes has no network, and uses no more than its share of memory."""

import errno
import json
import platform
import sys
from pathlib import Path

import pytest

from khaldun import confine
from khaldun.errors import IntegrityError
from khaldun.isolate import Answer, Limits, Pool

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in {"x86_64", "aarch64"},
    reason="the filter of system calls is for Linux on x86-64 and 64-bit ARM",
)

CHILD = """
import ctypes, json, os, socket, subprocess, sys, time
from khaldun.child import serve

def answer(message):
    do = json.loads(message)
    try:
        if do == "grow":
            held = bytearray(200_000_000)
            time.sleep(60)
        elif do == "ring":
            ctypes.CDLL(None, use_errno=True).syscall(425, 1, 0)
            return json.dumps(ctypes.get_errno()).encode()
        elif do == "start":
            code = "import socket; socket.socket()"
            done = subprocess.run([sys.executable, "-c", code], capture_output=True)
            return json.dumps("PermissionError" in done.stderr.decode()).encode()
        else:
            socket.socket(getattr(socket, do), socket.SOCK_DGRAM)
    except OSError as error:
        return json.dumps(error.errno).encode()
    return b'"opened"'

serve(sys.stdin.buffer, sys.stdout.buffer, answer)
"""


def asked(do: str, *, resident: int = 2**63) -> Answer[object]:
    limits = Limits(max_seconds=20, max_memory_bytes=2_000_000_000, max_resident_bytes=resident)

    def decode(data: bytes) -> object:
        try:
            return json.loads(data)
        except ValueError as error:
            raise IntegrityError(str(error)) from error

    with Pool([sys.executable, "-c", CHILD], decode=decode, jobs=1, limits=limits) as pool:
        answers = pool.submit(0, json.dumps(do).encode())
        return [*answers, *pool.finish()][0]


@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6", "AF_UNIX", "AF_NETLINK"])
def test_a_child_can_open_no_socket(family: str) -> None:
    assert asked(family).value == errno.EPERM


def test_no_other_way_to_a_socket_is_open() -> None:
    assert asked("ring").value == errno.EPERM


def test_what_a_child_starts_can_open_none_either() -> None:
    assert asked("start").value is True


def test_a_child_that_takes_too_much_memory_is_ended() -> None:
    answer = asked("grow", resident=100_000_000)
    assert answer.fault == "took more than 100 MB of memory and was ended"


def test_without_the_filter_a_child_could_open_a_socket(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = Path(confine.__file__).read_text(encoding="utf-8")
    without = tmp_path / "confine.py"
    without.write_text(
        written.replace("        shut_network()\n", "        pass\n"), encoding="utf-8"
    )
    monkeypatch.setattr(confine, "__file__", str(without))
    assert asked("AF_INET").value == "opened"
