"""How fast saved pages come into a ledger with reading switched off: `python benchmarks/intake.py`.

The pages are made up here, of the size and the number of elements of news pages (some 70 KB, some
900 elements). Beside it, what trafilatura alone takes for the same pages in the same run, in as
many processes: its text and its metadata, and nothing kept.

    python benchmarks/intake.py [--pages N] [--jobs N] [--folder FOLDER_OF_PAGES]
"""

import argparse
import os
import random
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import trafilatura

from khaldun.case import Case
from khaldun.pipeline import ingest
from khaldun.records import Details
from khaldun.settings import UNREAD, Settings

_WORDS = (
    "the market was crowded when the first shell came down and ambulances were slow to reach the "
    "narrow streets where residents dug with their hands until the morning while officials in the "
    "capital said that an inquiry would be opened and that the families would be heard"
).split()
_TOWNS = ("Idlib", "Aleppo", "Homs", "Mosul", "Kirkuk", "Goma", "Aden", "Kharkiv")


def page(number: int) -> str:
    """A page as news sites serve them: styles, scripts, menus, a story, teasers and a foot."""
    chance = random.Random(number)  # noqa: S311 - the same pages in every run
    town = chance.choice(_TOWNS)

    def prose(length: int) -> str:
        return " ".join(chance.choice(_WORDS) for _ in range(length)).capitalize() + "."

    links = "".join(
        f'<li class="menu-item"><a href="/section/{i}">{prose(3)}</a></li>' for i in range(90)
    )
    story = "".join(f"<p>{prose(25)} {prose(18)} {prose(30)}</p>" for _ in range(24))
    lead = f"<p>At least {number % 90 + 3} people were killed on Tuesday in a raid on {town}.</p>"
    teasers = "".join(
        f'<div class="teaser"><a href="/story/{i}"><img src="/i/{i}.jpg" alt=""><h3>{prose(8)}</h3>'
        f"</a><p>{prose(14)}</p></div>"
        for i in range(60)
    )
    rules = "".join(f".c{i} a:hover{{color:#{i:06x};padding:{i % 9}px}}" for i in range(350))
    script = "".join(f"window.q.push(['track','{i}',{{'slot':{i}}}]);" for i in range(350))
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Raid on {town}</title>'
        f'<meta property="article:published_time" content="2019-03-{number % 28 + 1:02}T10:00:00Z">'
        f"<style>{rules}</style><script>{script}</script></head><body><nav><ul>{links}</ul></nav>"
        f"<article><h1>Raid on {town}</h1>{lead}{story}</article><aside>{teasers}</aside>"
        f"<footer><ul>{links}</ul></footer></body></html>"
    )


def alone(path: Path) -> int:
    """What trafilatura makes of a page; how many letters."""
    found = trafilatura.bare_extraction(path.read_bytes(), with_metadata=True)
    return len(getattr(found, "text", None) or "")


def main() -> None:
    """Print pages a second of both, and their ratio."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--pages", type=int, default=400)
    asked.add_argument("--jobs", type=int, default=2)
    asked.add_argument("--folder", type=Path)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = given.folder or Path(name, "pages")
        if not given.folder:
            folder.mkdir()
            for number in range(given.pages):
                (folder / f"{number:05}.html").write_text(page(number), encoding="utf-8")
        paths = sorted(folder.glob("*.html"))
        size = sum(path.stat().st_size for path in paths) / len(paths)
        print(f"{len(paths)} pages of {size / 1000:.0f} KB, {given.jobs} processes")
        theirs, their_cpu = _timed(paths, given.jobs)
        ours, cpu, states = _taken(paths, Path(name, "case"), given.jobs)
        count = len(paths)
        for words, seconds, used in (
            ("trafilatura alone", theirs, their_cpu),
            ("into the ledger", ours, cpu),
        ):
            print(f"{words:24}{count / seconds:8.1f} pages/s{used * 1000 / count:8.0f} ms of CPU")
        print(f"{'ratio':24}{theirs / ours:8.2f}        {their_cpu / cpu:8.2f}   {dict(states)}")


def _cpu() -> float:
    """Processor time of this process and of those that it has waited for, in seconds."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def _timed(paths: list[Path], jobs: int) -> tuple[float, float]:
    before, begun = _cpu(), time.perf_counter()
    with ProcessPoolExecutor(jobs) as pool:
        list(pool.map(alone, paths, chunksize=8))
    return time.perf_counter() - begun, _cpu() - before


def _taken(paths: list[Path], folder: Path, jobs: int) -> tuple[float, float, Counter[str]]:
    with Case.open(folder, create=True) as case:
        before, begun = _cpu(), time.perf_counter()
        states = Counter(
            str(done.outcome.state)
            for done in ingest(
                case,
                paths,
                details=lambda _: Details(),
                settings=Settings(reader=UNREAD),
                jobs=jobs,
            )
        )
        return time.perf_counter() - begun, _cpu() - before, states


if __name__ == "__main__":
    main()
