"""How well the words for sources are found in news that was not looked at: PolNeAR's dev part.

    KHALDUN_DATA=<folder> PYTHONPATH=src python benchmarks/polnear.py

PolNeAR (Newell and others 2018) marks in US political news of 2016 who is credited with what.
Compared are the spans of its sources, each once, with the words of our credits: the same span, or
one that overlaps it. It counts beliefs, hopes and plans as attributions too, which our finder of
sayings does not look for, so much of what it misses is not meant to be found.
"""

import sys
from pathlib import Path

from khaldun.evaluate.fusion import report_of
from khaldun.evaluate.tables import Tally, tabulate
from khaldun.read.tellings import Knowledge, tellings
from khaldun.records import Details
from khaldun.settings import DATA_VARIABLE, Settings, data_folder
from khaldun.tools import build_tools

Spans = set[tuple[int, int]]


def main() -> None:
    """Print the table."""
    folder = data_folder()
    if folder is None:
        sys.exit(f"{__doc__}\nSet {DATA_VARIABLE}.")
    dev = folder / "data" / "polnear" / "dev"
    tools = build_tools(Settings(reader="rules"))
    knowledge = Knowledge.of(tools.codebook, tools.gazetteer, tools.roster)
    tallies = []
    for path in sorted((dev / "text").glob("*.txt")):
        text = path.read_bytes().decode()
        gold, found = _marked(min(dev.rglob(f"{path.stem}*.ann"))), _found(text, knowledge)
        tally = Tally()
        tally.found("exact", len(gold), len(found), len(gold & found))
        tally.found("overlap", len(gold), len(found), _overlapping(gold, found))
        tallies.append(tally)
    print(tabulate(tallies).text())


def _marked(path: Path) -> Spans:
    """The spans of the sources in a stand-off file; those in pieces from first to last."""
    spans = set()
    for line in path.read_text("utf-8").splitlines():
        key, _, rest = line.partition("\t")
        kind, _, offsets = rest.partition("\t")[0].partition(" ")
        if key.startswith("T") and kind == "Source":
            numbers = offsets.replace(";", " ").split()
            spans.add((int(numbers[0]), int(numbers[-1])))
    return spans


def _found(text: str, knowledge: Knowledge) -> Spans:
    report = report_of("polnear", text, Details())
    return {
        (source.words.start, source.words.end)
        for _, told in tellings(report, knowledge)
        for telling in told
        for credit in telling.attributions
        if credit.cue != "continues"
        for source in credit.chain
        if source.words
    }


def _overlapping(gold: Spans, found: Spans) -> int:
    """How many spans of gold have one of their own among those found that overlaps them."""
    free = set(found)
    hits = 0
    for start, end in sorted(gold):
        match = next((span for span in sorted(free) if span[0] < end and start < span[1]), None)
        if match:
            free.remove(match)
            hits += 1
    return hits


if __name__ == "__main__":
    main()
