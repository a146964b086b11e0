"""The map, the bars over time and the intake in a real browser; skipped by name without one."""

import re
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from desk.cases import EXAMPLES
from desk.served import sent, served
from khaldun.case import Case

Browser = tuple[Any, list[str]]


def _asked(page: Any) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def _at(page: Any) -> list[float]:
    """Latitude, longitude and kilometres across, as the address says."""
    return [float(number) for number in _asked(page)["at"].split(",")]


def _press(page: Any, key: str) -> None:
    before = page.url
    page.keyboard.press(key)
    page.wait_for_function("before => location.href !== before", arg=before)


def test_the_map_is_moved_by_keys_and_by_hand_and_a_circle_opens_its_incident(
    browser: Browser, examples: Path
) -> None:
    opened, asked = browser
    with served(examples) as address:
        page = opened.new_page(viewport={"width": 1280, "height": 1100})
        page.goto(address)
        page.get_by_role("navigation", name="Views").get_by_role("link", name="Map").click()
        page.wait_for_load_state()
        assert page.locator("path.land").get_attribute("d")
        page.locator(".frame > svg").focus()
        _press(page, "+")
        lat, lon, across = _at(page)
        _press(page, "+")
        assert _at(page) == [lat, lon, across / 2]
        _press(page, "ArrowRight")
        assert _at(page)[1] > lon
        _press(page, "ArrowUp")
        assert _at(page)[0] > lat
        # The focus is still on the map, and this address shows the same without script.
        assert page.evaluate("document.activeElement.matches('.frame > svg')")
        box = page.locator(".frame > svg").bounding_box()
        middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] - 60)
        lat, lon, _ = _at(page)
        page.mouse.move(*middle)
        page.mouse.down()
        page.mouse.move(middle[0] - 200, middle[1], steps=4)
        before = page.url
        page.mouse.up()
        page.wait_for_function("before => location.href !== before", arg=before)
        assert _at(page)[1] > lon
        _press(page, "0")
        assert "at" not in _asked(page)
        page.locator("a.pin[href^='/incident/']").first.focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/incident/*")
        page.close()
    assert sent(asked) == []


def test_a_circle_of_several_lists_them(browser: Browser, examples: Path) -> None:
    with served(examples) as address:
        page = browser[0].new_page()
        page.goto(address)
        page.goto(f"{address.partition('/?')[0]}/map")
        pin = page.locator("a.pin[href*='there=']").first
        count = int(pin.locator("text").text_content())
        pin.press("Enter")
        page.wait_for_url("**/map?*#there")
        assert page.locator("#there tbody tr").count() == count
        page.close()


def test_bars_that_are_drawn_over_filter_table_and_map(browser: Browser, examples: Path) -> None:
    with served(examples) as address:
        page = browser[0].new_page(viewport={"width": 1280, "height": 1100})
        page.goto(address)
        base = address.partition("/?")[0]
        for path in ("/incidents", "/map"):
            page.goto(f"{base}{path}?place=syria")
            bars = page.locator("figure.timeline a[data-since]")
            first, last = bars.nth(0), bars.nth(4)
            first.scroll_into_view_if_needed()
            titles = [bars.nth(n).locator("title").text_content() for n in range(5)]
            counts = [int(count) for count in re.findall(r": (\d+) incident", "\n".join(titles))]
            ends = [bar.locator(".ground").bounding_box() for bar in (last, first)]
            # From the right to the left, which is the same.
            page.mouse.move(ends[0]["x"] + 2, ends[0]["y"] + 20)
            page.mouse.down()
            page.mouse.move(ends[1]["x"] + 2, ends[1]["y"] + 20, steps=6)
            assert page.locator("a.brushed").count() == 5
            since, until = first.get_attribute("data-since"), last.get_attribute("data-until")
            page.mouse.up()
            page.wait_for_url(f"**{path}?*until=*")
            asked = _asked(page)
            assert (asked["since"], asked["until"], asked["place"]) == (since, until, "syria")
            told = page.get_by_role("status").first.inner_text().split()[0]
            assert max(counts) <= int(told) <= sum(counts)
        page.close()


def test_files_that_are_dropped_or_chosen_are_read_and_listed(
    browser: Browser, tmp_path: Path
) -> None:
    opened, asked = browser
    Case.open(tmp_path / "case", create=True).close()
    folder = tmp_path / "reports"
    folder.mkdir()
    (one, two, *_) = sorted((EXAMPLES / "reports").iterdir())
    shutil.copy(one, folder)
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    with served(tmp_path / "case") as address:
        page = opened.new_page()
        page.goto(address)
        page.get_by_role("link", name="Intake").click()
        page.wait_for_load_state()
        page.get_by_label("A folder").set_input_files(folder)
        page.get_by_role("button", name="Read them").click()
        # The list keeps up by itself.
        page.get_by_role("link", name="See the incidents").wait_for(timeout=60_000)
        assert page.locator(".counts").first.inner_text().split() == [
            *("read", "1", "empty", "0", "refused", "1", "failed", "0")
        ]
        assert "reports/picture.png" in page.locator("article").first.inner_text()
        page.locator("form[data-drop]").evaluate(_DROP, [two.name, two.read_text()])
        page.locator("article").nth(1).wait_for()
        page.locator("progress").wait_for(state="detached", timeout=60_000)
        assert page.locator(".counts").first.inner_text().split()[:2] == ["read", "1"]
        page.get_by_role("link", name="See the incidents").first.click()
        assert page.locator("table.incidents tbody tr").count() > 1
        page.close()
    with Case.open(tmp_path / "case") as case:
        assert not list(case.verify())
        names = {outcome.location for outcome in case.ledger.outcomes()}
    assert names == {f"reports/{one.name}", "reports/picture.png", two.name}
    assert sent(asked) == []


#: What a browser tells of a file that somebody drops.
_DROP = """(form, [name, text]) => {
  const dropped = new DataTransfer();
  dropped.items.add(new File([text], name));
  const told = { dataTransfer: dropped, bubbles: true, cancelable: true };
  form.dispatchEvent(new DragEvent("drop", told));
}"""
