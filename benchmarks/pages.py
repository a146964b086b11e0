"""How long the pages of the desk take on a large case, how much memory, and when one sees them.

    python benchmarks/pages.py                          20,000 made-up incidents, 100,000 accounts
    python benchmarks/pages.py --case DIR               made in DIR, and kept for the next time
    python benchmarks/pages.py --accounts 5000

First the incidents are found, for the first time and then from what was kept. Of five requests: the
median of the time from a request to the last byte of its answer, the longest, and what the desk's
process used of a processor, which other work on the machine does not change. Of what is sent as it
is made, the time to its first byte.
The first paint is Chromium's own, without a cache; it is left out where there is no browser.
"""

import argparse
import http.client
import importlib.util
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import fusion

from khaldun.case import Case

#: As the specification of the desk has it.
ACCOUNTS, PER_INCIDENT = 100_000, 5
_TIMES = 5
#: The status of a page whose incidents are still being found.
_NOT_YET = 503
#: What a browser notes of a page: its first paint, and the first of something.
_PAINTS = 2


def make(folder: Path, accounts: int) -> None:
    """A case of so many accounts."""
    draw = random.Random(accounts)  # noqa: S311 - chance for made-up data, not for secrets
    with Case.open(folder, create=True) as case:
        fusion.write(case, list(fusion.reports(accounts, draw, each=PER_INCIDENT)))


class Visitor:
    """A person's browser, as far as time is measured."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self.address, self.host = address, parts.netloc
        _, headers, _ = self.ask(f"{parts.path}?{parts.query}")
        self.cookie = headers["set-cookie"].partition(";")[0]

    def ask(
        self, path: str, form: Mapping[str, object] | None = None
    ) -> tuple[float, http.client.HTTPMessage, str]:
        """Milliseconds, headers and text of an answer, of which `first` says when it began."""
        headers = {"Cookie": getattr(self, "cookie", "")}
        if form is not None:
            headers |= {"Origin": f"http://{self.host}", "Sec-Fetch-Site": "same-origin"}
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode(form, doseq=True) if form is not None else None
        connection = http.client.HTTPConnection(self.host, timeout=600)
        started = time.perf_counter()
        connection.request("POST" if body else "GET", path, body, headers)
        answer = connection.getresponse()
        start = answer.read(1)
        self.first = (time.perf_counter() - started) * 1000
        text = (start + answer.read()).decode()
        taken = (time.perf_counter() - started) * 1000
        connection.close()
        self.status = answer.status
        if answer.status >= 400 and answer.status != _NOT_YET:
            raise SystemExit(f"{path}: {answer.status} {text[:300]}")
        return taken, answer.headers, text


def pages(visitor: Visitor) -> Iterator[tuple[str, str]]:
    """Every kind of page, with an address of it."""
    _, _, table = visitor.ask("/incidents?sort=-accounts")
    first, second, *_ = re.findall(r'href="/incident/(\w+)"', table)
    _, _, sheet = visitor.ask(f"/incident/{first}")
    report = re.findall(r'href="(/report/\w+)', sheet)[0]
    yield "the table", "/incidents"
    yield "its last page, sorted", "/incidents?sort=-killed&page=9999"
    yield "filtered and searched", "/incidents?text=village7+airstrike&place=village&disputed=yes"
    yield "searched in vain", "/incidents?text=nowhere+at+all"
    yield "the map", "/map"
    yield "the map, closer", "/map?at=1,21,400"
    yield "the map, filtered", "/map?kind=airstrike&disputed=yes"
    yield "the largest incident", f"/incident/{first}"
    yield "compared", f"/compare?id={first}&id={second}"
    yield "a report", report
    yield "the next to review", "/review"
    yield "the journal", "/journal"
    yield "health", "/health"
    yield "intake", "/intake"


#: What is sent as it is made: when its first byte came, and its last.
_FILES = {"all as CSV": "/incidents.csv", "all for ACLED": "/export/acled"}


def decision(visitor: Visitor) -> Iterator[tuple[str, float]]:
    """Two small incidents are kept apart, and it is undone: the answer and the page after it."""
    _, _, table = visitor.ask("/incidents?sort=accounts")
    first, second, *_ = re.findall(r'href="/incident/(\w+)"', table)
    _, _, shown = visitor.ask(f"/compare?id={first}&id={second}")
    for action, what in (("/apart", "kept apart"), ("/undo", "undone")):
        form: dict[str, object] = {"reason": "measured", "by": "benchmark"}
        for name in ("head", "act", "id", "version"):
            found = re.findall(f'type="hidden" name="{name}" value="([^"]*)"', shown)
            form[name] = found[:2] if name in {"id", "version"} else found[:1]
        taken, headers, _ = visitor.ask(action, form)
        again, _, shown = visitor.ask(headers["location"])
        yield f"{what}: the answer", taken
        yield f"{what}: the page after", again


def mark(visitor: Visitor) -> float:
    """One key of the review queue: the answer and the next incident, in ms."""
    visitor.ask("/reviewer", {"by": "benchmark"})
    visitor.cookie += "; " + f"khaldun-name-{visitor.host.rpartition(':')[2]}=benchmark"
    _, _, shown = visitor.ask("/review")
    form: dict[str, object] = {"said": "right", "by": "benchmark", "then": "review"}
    for name in ("id", "version"):
        form[name] = re.findall(f'type="hidden" name="{name}" value="([^"]*)"', shown)[:1]
    taken, headers, _ = visitor.ask("/mark", form)
    return taken + visitor.ask(headers["location"])[0]


def processor(process: int) -> float:
    """Milliseconds that a process has used of a processor."""
    told = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def memory(process: int) -> tuple[int, int]:
    """MB of a process now, and at most so far."""
    told = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    now, most = (re.search(rf"{name}:\s+(\d+)", told) for name in ("VmRSS", "VmHWM"))
    return (int(now[1]) // 1024 if now else 0), (int(most[1]) // 1024 if most else 0)


def paints(visitor: Visitor, paths: Mapping[str, str]) -> Iterator[tuple[str, float]]:
    """The first contentful paint of each page in Chromium, in ms, the longest of five."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - an extra

    with sync_playwright() as started:
        browser = started.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": 1280, "height": 860})
        page.goto(visitor.address)
        for name, path in paths.items():
            found = []
            for _ in range(_TIMES):
                page.goto(f"http://{visitor.host}{path}")
                while page.evaluate("performance.getEntriesByType('paint').length") < _PAINTS:
                    page.wait_for_timeout(20)
                found.append(
                    page.evaluate(
                        "performance.getEntriesByName('first-contentful-paint')[0].startTime"
                    )
                )
            yield name, max(found)
        browser.close()


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, int, float]]:
    """The desk: its address, its process, and the seconds until it was ready."""
    argv = [sys.executable, "-m", "khaldun", "serve", "--case", str(folder), "--port", "0"]
    started = time.perf_counter()
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            line = next(line for line in process.stdout if "http" in line)
            yield line.strip(), process.pid, time.perf_counter() - started
        finally:
            process.terminate()


def main() -> None:
    """Print all of it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--accounts", type=int, default=ACCOUNTS)
    parser.add_argument("--case", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = asked.case or Path(place) / "case"
        if not folder.exists():
            make(folder, asked.accounts)
        for when in ("first", "again"):
            with served(folder) as (address, process, seconds):
                print(f"address ({when})  {seconds:6.1f} s")
                wait(Visitor(address), process)
        with served(folder) as (address, process, _):
            measure(Visitor(address), process)


def wait(visitor: Visitor, process: int) -> None:
    """Ask for the table until it is there, and print what that took."""
    begun, longest, most, used = time.perf_counter(), 0.0, 0, 0.0
    while True:
        taken, _, _ = visitor.ask("/incidents")
        longest = max(longest, taken)
        if visitor.status != _NOT_YET:
            break
        for child in children(process):
            with suppress(OSError):
                most, used = max(most, memory(child)[1]), max(used, processor(child))
        time.sleep(0.5)
    seconds = time.perf_counter() - begun
    print(
        f"the table after {seconds:.1f} s, the longest answer before it {longest:.0f} ms;", end=" "
    )
    print(f"beside it {used / 1000:.0f} s of the processor and {most} MB")


def children(process: int) -> list[int]:
    """The processes that a process has started."""
    found = Path(f"/proc/{process}/task").glob("*/children")
    return [int(one) for path in found for one in path.read_text(encoding="ascii").split()]


def measure(visitor: Visitor, process: int) -> None:
    """Print what each page takes."""
    found = dict(pages(visitor))
    for name, path in found.items():
        used = processor(process)
        taken = [visitor.ask(path)[0] for _ in range(_TIMES)]
        used = (processor(process) - used) / _TIMES
        middle, most = statistics.median(taken), max(taken)
        print(f"{name:32} {middle:6.0f} ms  at most {most:6.0f}  processor {used:6.0f}")
    for name, path in _FILES.items():
        used = processor(process)
        last, _, _ = visitor.ask(path)
        used = processor(process) - used
        print(f"{name:32} {visitor.first:6.0f} ms  last byte {last:9.0f}  processor {used:6.0f}")
    used = processor(process)
    for name, one in decision(visitor):
        print(f"{name:32} {one:6.0f} ms  processor {processor(process) - used:6.0f}")
        used = processor(process)
    print(f"{'one key of the review queue':32} {max(mark(visitor) for _ in range(_TIMES)):6.0f} ms")
    print("memory: {} MB, at most {}".format(*memory(process)))
    if importlib.util.find_spec("playwright") and shutil.which("chromium"):
        for name, one in paints(visitor, found):
            print(f"{name:32} first paint {one:6.0f} ms")


if __name__ == "__main__":
    main()
