"""Speed beside other libraries, in one run on the same texts: `python benchmarks/peers.py [N]`.

N made-up reports (100, unless named). Each library does what it does out of the box: spaCy's blank
pipeline cuts words, dateparser searches for dates, trafilatura finds the text of a page made of the
report. None of them reads accounts; they show what one pass over a text costs on this machine.
Those that are not installed are left out. Seconds are the processor's, of one thread.
"""

import html
import sys
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec

from khaldun.settings import READERS, Settings, one_thread

one_thread()

from khaldun.scale.bench import bench, made_up  # noqa: E402 - threads are set before numpy loads

Pass = Callable[[str], object]


def page(text: str) -> str:
    """The text as a plain page."""
    paragraphs = "".join(f"<p>{html.escape(one)}</p>" for one in text.split("\n\n"))
    return f"<html><body><nav>Home News</nav><article>{paragraphs}</article></body></html>"


def peers() -> dict[str, Pass]:
    """Each library that is installed, and what it does with a text."""
    found: dict[str, Pass] = {}
    if find_spec("spacy"):
        found["spaCy, blank pipeline"] = import_module("spacy").blank("en")
    if find_spec("dateparser"):
        search = import_module("dateparser.search").search_dates
        found["dateparser, search"] = lambda text: search(text, languages=["en"])
    if find_spec("trafilatura"):
        extract = import_module("trafilatura").extract
        found["trafilatura, on pages"] = lambda text: extract(page(text))
    return found


def seconds(do: Pass, texts: Sequence[str]) -> float:
    """What one pass over all texts takes, once it is warm."""
    do(texts[0])
    began = time.process_time()
    for text in texts:
        do(text)
    return time.process_time() - began


def main() -> None:
    """Print reports and words a second of each."""
    count = int(sys.argv[1]) if sys.argv[1:] else 100
    texts = [content.decode() for _, content, _ in made_up(count)]
    words = sum(len(text.split()) for text in texts)
    print(f"{count} made-up reports, {words:,} words")
    took = {name: seconds(do, texts) / count for name, do in peers().items()}
    for reader in READERS:
        found = bench(made_up(count), count=count, settings=Settings(reader=reader))
        took[f"khaldun, {reader}"] = found.seconds / (found.reports - 1)
    for name, each in took.items():
        print(f"{name:24}{1 / each:9.1f} reports/s{words / count / each:11,.0f} words/s")


if __name__ == "__main__":
    main()
