"""Every page passes axe's rules for WCAG 2.2 A and AA, wide and narrow, light and dark."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from desk.served import served
from khaldun.case import Case
from khaldun.faces.listed import Listed
from khaldun.register.lines import Where

sync_api = pytest.importorskip("playwright.sync_api", reason="the package playwright is missing")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is missing")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def _paths(folder: Path) -> Iterator[str]:
    """Every kind of page."""
    with Case.open(folder) as case, Listed.of(case) as listed:
        lines = sorted(listed.lines.choose(Where()), key=lambda line: -line.origins)
        first, second = lines[0].id, lines[1].id
        account = listed.view(case, lines[0].home).accounts[0]
    yield from ("/incidents", "/incidents?place=syria", "/incidents?text=nothing+at+all")
    yield f"/incident/{first}"
    yield f"/compare?id={first}&id={second}"
    yield f"/correcting?id={first}&target={account.claims[0].id}"
    yield f"/report/{account.report}"
    yield from ("/map", "/intake", "/review", "/journal", "/health", "/incidents?since=never")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_axe_finds_no_violation(examples: Path, width: int, scheme: str) -> None:
    found: dict[str, list[str]] = {}
    with served(examples) as address, sync_api.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": width, "height": 860}, color_scheme=scheme)
        page.goto(address)
        page.goto(f"{address.partition('/?')[0]}/review")
        page.get_by_label("Your name").fill("R. One")
        page.get_by_label("Your name").press("Enter")
        page.wait_for_selector("article")
        for path in _paths(examples):
            page.goto(f"{address.partition('/?')[0]}{path}")
            told = axe.Axe().run(page, options=_RULES).response["violations"]
            if told:
                found[path] = [f"{one['id']}: {one['nodes'][0]['html']}" for one in told]
        browser.close()
    assert not found
