"""The desk as its command serves it, for tests that speak to it over a real connection."""

import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

#: Whom Chromium asks on its own account, with an empty page too: its maker.
_MAKERS = re.compile(r"^(?:https?://)?[\w.-]+\.(?:google|googleapis|gstatic|gvt1)\.com[:/]")


def sent(asked: list[str]) -> list[str]:
    """What was asked of other machines on behalf of a page."""
    return [address for address in asked if not _MAKERS.match(address)]


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address that `khaldun serve` prints."""
    argv = [sys.executable, "-m", "khaldun", "serve", "--case", str(folder), "--port", "0"]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            line = next(line for line in process.stdout if "http" in line)
            found = re.search(r"http://\S+", line)
            assert found
            yield found[0]
        finally:
            process.terminate()


@contextmanager
def logging_proxy() -> Iterator[tuple[str, list[str]]]:
    """A proxy that lets nothing through, and the addresses that it was asked for."""
    asked: list[str] = []

    class Refuse(BaseHTTPRequestHandler):
        def refuse(self) -> None:
            """Note the address and refuse it."""
            asked.append(self.path)
            self.send_error(502)

        def log_message(self, *_: object) -> None:
            """Nothing to the terminal."""

    for method in ("GET", "POST", "HEAD", "CONNECT", "OPTIONS"):
        setattr(Refuse, f"do_{method}", Refuse.refuse)
    with ThreadingHTTPServer(("127.0.0.1", 0), Refuse) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", asked
        finally:
            server.shutdown()
            thread.join()
