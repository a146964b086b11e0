"""Pictures of the desk's pages, on the bundled examples.

    python docs/screenshots.py FOLDER             every page: wide and narrow, light and dark
    python docs/screenshots.py FOLDER --of none   of none; many: of 5,000; long: of long names
    python docs/screenshots.py FOLDER --case DIR  of another case
    python docs/screenshots.py FOLDER --first     the first screen of each page, as in docs/pictures

Needs Chromium and the package playwright (`pip install -e '.[browser]'`).
"""

import argparse
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from khaldun.case import Case

ROOT = Path(__file__).resolve().parents[1]
# The made-up cases are those of the tests.
sys.path.insert(0, str(ROOT / "tests"))
from desk.many import long_names, many  # noqa: E402 - found there

#: Name, width, height in pixels, colours.
SIZES = (
    ("wide", 1280, 860, "light"),
    ("wide-dark", 1280, 860, "dark"),
    ("narrow", 390, 844, "light"),
)
_KHALDUN = (sys.executable, "-m", "khaldun")
_CHROMIUM = "/usr/bin/chromium"


def _none(case: Path) -> Path:
    Case.open(case, create=True).close()
    return case


_MADE = {"none": _none, "many": lambda case: many(case, 5000), "long": long_names}


def main() -> None:
    """Take every picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--case", type=Path)
    parser.add_argument("--of", choices=("examples", *_MADE), default="examples")
    parser.add_argument("--first", action="store_true")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        make = _MADE.get(given.of, _examples)
        case = given.case or make(Path(place) / "demo-case")
        with _served(case) as address, sync_playwright() as started:
            browser = started.chromium.launch(executable_path=_CHROMIUM, args=["--no-sandbox"])
            for size in SIZES:
                _take(browser, address, given, size)
            browser.close()


def _take(
    browser: Browser, address: str, given: argparse.Namespace, size: tuple[str, int, int, str]
) -> None:
    name, width, height, colours = size
    page = browser.new_page(
        viewport={"width": width, "height": height},
        color_scheme="dark" if colours == "dark" else "light",
        reduced_motion="reduce",
    )
    page.goto(address)
    page.wait_for_selector("main:not(:has([data-again]))", timeout=600_000)
    for number, (shown, path) in enumerate(_pages(page), 1):
        page.goto(path)
        page.wait_for_load_state("networkidle")
        file = given.folder / f"{number:02}-{shown}-{name}.png"
        page.screenshot(path=file, full_page=not given.first)
        sys.stdout.write(f"{file}\n")
    page.close()


def _pages(page: Page) -> Iterator[tuple[str, str]]:
    """What is shown, and where: the incident of which most is told, its first report …."""
    base = page.url.rpartition("/")[0]
    yield "incidents", f"{base}/incidents"
    yield "filtered", f"{base}/incidents?text=hospital&disputed=yes"
    yield "nothing", f"{base}/incidents?text=unheard-of"
    yield "map", f"{base}/map"
    yield "map-of-one", f"{base}/map?text=kramatorsk"
    yield "map-of-nothing", f"{base}/map?text=unheard-of"
    _hand_over(page, base)
    yield "intake", f"{base}/intake"
    page.goto(f"{base}/incidents?sort=-origins")
    ids = [
        str(link.get_attribute("href")).rpartition("/")[2]
        for link in page.locator("tbody th.id a").all()[:2]
    ]
    if ids:
        yield from _incidents(page, base, ids)
    yield "journal", f"{base}/journal"
    yield "health", f"{base}/health?check=yes"
    yield "error", f"{base}/incidents?since=yesterday"


def _incidents(page: Page, base: str, ids: list[str]) -> Iterator[tuple[str, str]]:
    """The pages of an incident, and of what is decided on it."""
    yield "incident", f"{base}/incident/{ids[0]}"
    yield "compare", f"{base}/compare?id={ids[0]}&id={ids[1]}"
    page.goto(f"{base}/incident/{ids[0]}")
    report = str(page.locator("a.source").first.get_attribute("href"))
    yield "report", f"{base}{report.partition('#')[0]}"
    page.goto(f"{base}/review")
    page.get_by_label("Your name").fill("A. Analyst")
    page.get_by_label("Your name").press("Enter")
    page.wait_for_selector("article")
    yield "review", f"{base}/review"
    page.goto(f"{base}/incident/{ids[0]}")
    correct = page.locator("section[aria-labelledby=claims] a", has_text="Correct").first
    yield "correct", f"{base}{correct.get_attribute('href')}"


def _hand_over(page: Page, base: str) -> None:
    """Files that tell of no incident, so that there is something to see and the case the same."""
    page.goto(f"{base}/intake")
    if page.locator("article").count():
        return
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "from the field"
        folder.mkdir()
        (folder / "weather.txt").write_text("It rained all day, and the market was closed.")
        (folder / "picture of the market.png").write_bytes(b"\x89PNG\r\n\x1a\n")
        (folder / "letter.txt").write_text("Вчера весь день шёл дождь, и рынок был закрыт. " * 5)
        with zipfile.ZipFile(folder / "sent by a friend.zip", "w") as archive:
            archive.writestr("notes/diary.txt", "The road was open, and we drove to the coast.")
            archive.writestr("notes/old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
            archive.writestr("../../above.txt", "This would lie outside of the archive.")
        page.get_by_label("A folder").set_input_files(folder)
        page.get_by_role("button", name="Read them").click()
        page.get_by_role("link", name="See the incidents").wait_for(timeout=120_000)


def _examples(case: Path) -> Path:
    """A case of the examples in which a person has decided something."""
    read = ["read", "examples/reports", "--meta", "examples/reports.csv", "--case", str(case)]
    subprocess.run([*_KHALDUN, *read], cwd=ROOT, check=True, capture_output=True)
    listed = subprocess.run(
        [*_KHALDUN, "incidents", "--case", str(case)], check=True, capture_output=True, text=True
    )
    first, second = (line.split()[0] for line in listed.stdout.splitlines()[1:3])
    words = ["--not-same", "--reason", "the raid came a day after", "--by", "A. Analyst"]
    judge = ["judge", first, second, "--case", str(case), *words]
    subprocess.run([*_KHALDUN, *judge], check=True, capture_output=True)
    return case


@contextmanager
def _served(case: Path) -> Iterator[str]:
    """The desk on a free port: the address that it prints."""
    argv = [*_KHALDUN, "serve", "--case", str(case), "--port", "0"]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield next(
                re.search(r"http://\S+", line)[0] for line in process.stdout if "http" in line
            )
        finally:
            process.terminate()


if __name__ == "__main__":
    main()
