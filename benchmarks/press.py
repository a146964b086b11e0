"""Speed and memory of reading many reports: `python benchmarks/press.py ARTICLES [JOBS…]`.

Each line of ARTICLES is a report in JSON: `document`, `text`, `publisher`, `published`. They are
unpacked to a folder of texts and read by `khaldun read` as a user would, into a new case, for each
reader and number of jobs (1 and 2, unless named). Starting, loading and writing are in the time. As
a yardstick that goes with the machine, the same texts are cut into words, by spaCy's blank pipeline
where it is installed.

Memory is the peak of resident memory of the command and of the largest of its children, as Linux
counts it for each process.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from khaldun.settings import READERS
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


def read(folder: Path, what: Path, reader: str, jobs: int, case: Path | None = None) -> Cost:
    """Read reports into a new case, of a name of its own unless given, with so many children."""
    case = case or Path(tempfile.mkdtemp(dir=folder)) / "case"
    given = ("--meta", str(folder / "meta.json"), "--case", str(case), "--reader", reader)
    command = [sys.executable, "-m", "khaldun", "read", str(what), *given]
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


def cutting_time(texts: list[str]) -> tuple[str, float, int]:
    """A yardstick that goes with the machine: who cuts the texts into words, seconds, words."""
    words = sum(len(one.words) for text in texts for one in sentences(text))
    spacy = import_module("spacy") if find_spec("spacy") else None
    name = f"spaCy {spacy.__version__} (blank)" if spacy else "khaldun.text"
    cut: Callable[[str], Iterable[object]] = spacy.blank("en") if spacy else sentences
    started = time.perf_counter()
    for text in texts:
        list(cut(text))
    return name, time.perf_counter() - started, words


def main() -> None:
    """Print the table."""
    if not sys.argv[1:]:
        sys.exit(__doc__)
    counts = [int(count) for count in sys.argv[2:]] or [1, 2]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        texts = unpack(Path(sys.argv[1]), folder)
        cutter, cutting, words = cutting_time(texts)
        print(f"{len(texts)} reports, {words:,} words; {cutter} cuts them in {cutting:.2f} s")
        print("| reader | jobs | s | reports/s | words/s | × cutting | MB parent | MB child |")
        print("|---|--:|--:|--:|--:|--:|--:|--:|")
        for reader in READERS:
            for jobs in counts:
                cost = read(folder, folder / "texts", reader, jobs)
                speeds = f"{len(texts) / cost.seconds:.1f} | {words / cost.seconds:,.0f}"
                memory = f"{cost.parent_mb:.0f} | {cost.child_mb:.0f}"
                ratio = f"{cost.seconds / cutting:.0f}"
                row = f"| {reader} | {jobs} | {cost.seconds:.1f} | {speeds} | {ratio} | {memory} |"
                print(row, flush=True)
        for reader in READERS:
            one = next((folder / "texts").iterdir())
            seconds = min(read(folder, one, reader, 1).seconds for _ in range(3))
            print(f"{reader}: one report from a cold start, the best of 3: {seconds:.2f} s")


if __name__ == "__main__":
    main()
