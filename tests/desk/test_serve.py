"""The command: what it prints, where it listens, and how it answers over a real connection."""

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from desk.served import served

_ARGV = (sys.executable, "-m", "khaldun", "serve", "--case")


def _ask(port: int, request: str) -> str:
    """The first line of the answer to a request, written out by hand."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(request.encode())
        return connection.makefile("rb").readline().decode().strip()


def test_it_prints_one_address_and_answers_to_nobody_without_it(examples: Path) -> None:
    with served(examples) as address:
        parts = urlsplit(address)
        port, query = parts.port or 0, parts.query
        assert parts.hostname == "127.0.0.1"
        assert len(parse_qs(query)["token"][0]) >= 40
        own = f"Host: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"
        assert " 303 " in _ask(port, f"GET /?{query} HTTP/1.1\r\n{own}")
        assert " 403 " in _ask(port, f"GET /incidents HTTP/1.1\r\n{own}")
        for target in ("//evil.example/", "http://evil.example/", "/\\evil.example", "*"):
            status = _ask(port, f"GET {target}?{query} HTTP/1.1\r\n{own}").split()[1]
            assert status in {"400", "403", "404"}, target
        assert " 421 " in _ask(port, f"GET /?{query} HTTP/1.1\r\nHost: evil.example\r\n\r\n")
        assert " 400 " in _ask(port, f"GET /?{query} HTTP/1.1\r\n\r\n")


def test_a_port_that_is_taken_and_a_folder_without_a_case_are_told(
    examples: Path, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [*_ARGV, str(examples), "--port", port], capture_output=True, text=True, check=False
        )
    assert done.returncode == 2
    assert f"--port: {port} cannot be used" in done.stderr
    done = subprocess.run([*_ARGV, str(tmp_path)], capture_output=True, text=True, check=False)
    assert (done.returncode, "there is no case here" in done.stderr) == (2, True)


def test_ctrl_c_ends_it_without_a_word(examples: Path) -> None:
    argv = [*_ARGV, str(examples), "--port", "0"]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as desk:
        assert desk.stdout
        while "http" not in desk.stdout.readline():
            pass
        time.sleep(1)  # until it has taken the signal over
        desk.send_signal(signal.SIGINT)
        _, told = desk.communicate(timeout=20)
    assert (desk.returncode, told) == (0, "")
