"""Speed and memory of reading many reports: `python benchmarks/press.py ARTICLES [JOBS…]`.

Each line of ARTICLES is a report in JSON: `document`, `text`, `publisher`, `published`. They are
unpacked to a folder of texts and read by `khaldun read` as a user would, into a new case, for each
number of jobs (1 and 2, unless named). Starting, loading and writing are in the time. As a
yardstick that goes with the machine, the same texts are cut into sentences and words by
`khaldun.text`.

Memory is the peak of resident memory of the command and of the largest of its children, as Linux
counts it for each process.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from khaldun.text import sentences

#: Seconds between two looks at the memory; a peak is kept by the system until the process ends.
_TICK = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a run took: seconds by the clock, and peaks of memory in MB."""

    seconds: float
    parent_mb: float
    child_mb: float
    summary: str


def unpack(articles: Path, folder: Path) -> list[str]:
    """Each report as `texts/<document>.txt`, what is known of them as `meta.json`; their texts."""
    (folder / "texts").mkdir()
    details, texts = {}, []
    for line in articles.read_text(encoding="utf-8").splitlines():
        report = json.loads(line)
        text = report["text"]
        (folder / "texts" / f"{report['document']}.txt").write_bytes(text.encode())
        details[report["document"]] = {key: report[key] for key in ("publisher", "published")}
        texts.append(text)
    (folder / "meta.json").write_text(json.dumps(details), encoding="utf-8")
    return texts


def read(folder: Path, jobs: int) -> Cost:
    """Read the unpacked reports with so many children."""
    given = ("--meta", str(folder / "meta.json"), "--case", str(folder / f"case-{jobs}"))
    command = [sys.executable, "-m", "khaldun", "read", str(folder / "texts"), *given]
    started = time.perf_counter()
    with subprocess.Popen(
        [*command, "--jobs", str(jobs)], stdout=subprocess.PIPE, text=True
    ) as process:
        parent = child = 0.0
        while process.poll() is None:
            parent = max(parent, peak_mb(process.pid))
            child = max([child, *map(peak_mb, children(process.pid))])
            time.sleep(_TICK)
        seconds = time.perf_counter() - started
        told = process.stdout.read() if process.stdout else ""
    if process.returncode:
        sys.exit(f"khaldun read ended with {process.returncode}: {told}")
    return Cost(seconds=seconds, parent_mb=parent, child_mb=child, summary=told.splitlines()[0])


def children(process: int) -> Iterator[int]:
    """The processes that this one started and that have not ended."""
    for listing in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            yield from map(int, listing.read_text().split())
        except OSError:
            continue  # it ended while we looked


def peak_mb(process: int) -> float:
    """The most memory that a process held at once; 0 if it has ended."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0.0
    found = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(found[0]) / 1024 if found else 0.0


def main() -> None:
    """Print the table."""
    if not sys.argv[1:]:
        sys.exit(__doc__)
    counts = [int(count) for count in sys.argv[2:]] or [1, 2]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        texts = unpack(Path(sys.argv[1]), folder)
        started = time.perf_counter()
        words = sum(len(one.words) for text in texts for one in sentences(text))
        cutting = time.perf_counter() - started
        print(f"{len(texts)} reports, {words:,} words and marks; cutting them took {cutting:.2f} s")
        print("| jobs | s | reports/s | words/s | × cutting | MB parent | MB child |")
        print("|--:|--:|--:|--:|--:|--:|--:|")
        for jobs in counts:
            cost = read(folder, jobs)
            speeds = f"{len(texts) / cost.seconds:.1f} | {words / cost.seconds:,.0f}"
            memory = f"{cost.parent_mb:.0f} | {cost.child_mb:.0f}"
            ratio = f"{cost.seconds / cutting:.0f}"
            print(f"| {jobs} | {cost.seconds:.1f} | {speeds} | {ratio} | {memory} |", flush=True)
            print(f"<!-- {cost.summary} -->")


if __name__ == "__main__":
    main()
