"""The map shows every incident of the filter once, where and as large as is told."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.cases import Visitor, put, words
from desk.hostile import PAYLOADS, hostile
from desk.many import many_found
from incident_cases import card, figure, tell
from khaldun.desk import circles as drawing
from khaldun.desk.circles import Pin
from khaldun.desk.ground import ground
from khaldun.desk.window import Window
from khaldun.errors import InputError, KnowledgeError
from khaldun.knowledge.shapes import HALF, Shapes, spot, stretch
from khaldun.register.lines import Spot

_PINS = "//*[local-name()='a'][contains(@class, 'pin')]"
#: Towns far from one another: name, latitude, longitude, how exact.
_HERE = ("Tel Amal", 35.0, 40.0, 1.0)
_VAGUE = ("the east", 34.0, 41.5, 60.0)
_THERE = ("Barid", 33.0, 44.0, 1.0)


@pytest.fixture
def four(tmp_path: Path) -> Visitor:
    """Two incidents at one place, one at a vague one that is disputed, one without a place."""
    told = [
        tell("a", card("One.", place=_HERE, figures=[figure(100)])),
        tell("b", card("Two.", place=_HERE, days=("2024-01-01", "2024-01-01"))),
        tell("c", card("3.", place=_VAGUE, figures=[figure(4, "the army"), figure(90, "medics")])),
        tell("e", card("Five.", place=None, days=("2023-01-01", "2023-01-01"), kind="shelling")),
        tell("f", card("Six.", place=_THERE, days=("2022-01-01", "2022-01-01"))),
    ]
    return Visitor(put(tmp_path / "case", told))


def _pins(page: Any) -> dict[str, Any]:
    """Each circle's link by the words of its title."""
    return {words(pin.xpath(".//*[local-name()='title']")[0]): pin for pin in page.xpath(_PINS)}


def _radius(pin: Any) -> float:
    return float(pin.xpath(".//*[local-name()='circle'][@class='spot']/@r")[0])


def test_circles_are_as_large_as_their_toll_and_ringed_where_disputed(four: Visitor) -> None:
    page = four.page("/map")
    several, vague, far = (
        next(pin for title, pin in _pins(page).items() if name in title)
        for name in ("2 incidents: \u2068Tel Amal\u2069", "the east", "Barid")
    )
    assert _radius(several) > _radius(vague) > _radius(far)
    assert "disputed" in vague.get("class").split()
    assert "disputed" not in several.get("class").split()
    assert "uncounted" in far.get("class").split()
    assert [words(one) for one in several.xpath(".//*[local-name()='text']")] == ["2"]
    status = words(page.xpath("//*[@role='status']")[0])
    assert status.startswith("5 incidents · 1 disputed · 1 without a place")


def test_a_vague_place_has_a_ring_true_to_scale(four: Visitor) -> None:
    page = four.page("/map?at=34,41.5,300")
    (ring,) = page.xpath("//*[local-name()='a']//*[local-name()='circle'][@class='ring']/@r")
    # 60 km of 300 across 1,232 points.
    assert float(ring) == pytest.approx(60 / 300 * 1232, abs=0.2)


def test_an_incident_that_goes_while_the_map_is_made_is_left_out(
    four: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    pins = drawing.pins

    def outdated(spots: Iterable[Spot]) -> list[Pin]:
        return pins(one._replace(home="gone") if one.lat == _THERE[1] else one for one in spots)

    monkeypatch.setattr(drawing, "pins", outdated)
    titles = _pins(four.page("/map"))
    assert len(titles) == 2
    assert not any("Barid" in title for title in titles)


def test_a_circle_leads_to_its_incident_or_to_the_list_of_those_there(four: Visitor) -> None:
    found = set()
    for pin in four.page("/map").xpath(_PINS):
        if pin.get("href").startswith("/incident/"):
            found.add(pin.get("href"))
            continue
        listed = four.page(pin.get("href").partition("#")[0])
        links = listed.xpath("//section[@id='there']//tbody//a/@href")
        assert len(links) == 2
        found |= set(links)
    nowhere = four.page("/map?there=nowhere").xpath("//section[@id='there']//tbody//a/@href")
    assert len(nowhere) == 1
    assert found | set(nowhere) == {f"/incident/{one}" for one in four.incidents()}


@pytest.mark.parametrize("query", ["", "?place=syria", "?disputed=yes", "?text=unheard-of"])
def test_map_and_table_are_of_the_same_incidents(reader: Visitor, query: str) -> None:
    page, count = reader.page(f"/map{query}"), 0
    for title in _pins(page):
        several = re.match(r"([\d,]+) incidents:", title)
        count += int(several[1]) if several else 1
    none = re.search(r"(\d+) without a place", words(page.xpath("//*[@role='status']")[0]))
    assert count + (int(none[1]) if none else 0) == len(reader.incidents(query))
    switch = page.xpath("//div[@class='switch']//a/@href")
    assert switch == [f"/incidents{query}", f"/map{query}"]


def test_a_bar_of_the_map_keeps_the_part_that_was_chosen(reader: Visitor) -> None:
    bars = "//figure[@class='timeline']//*[@data-since]/@href"
    for href in reader.page("/map?at=34,41.5,300").xpath(bars):
        assert href.startswith("/map?since=")
        assert href.endswith("&at=34.0000,41.5000,300")
    assert "&at" not in reader.page("/map").xpath(bars)[0]


@pytest.mark.parametrize(
    "query",
    ["at=x", "at=1,2", "at=91,0,5", "at=0,0,-1", "at=nan,0,1", "at=0,0,inf", "size=9x9", "size=x",
     "size=99999x400", "there=x", "there=1,2,3"],
)  # fmt: skip
def test_what_is_no_part_of_the_map_is_refused(reader: Visitor, query: str) -> None:
    assert reader.client.get(f"/map?{query}").status_code == 400


def test_without_shapes_the_circles_stand_alone_and_the_page_says_so(
    four: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> Shapes:
        raise KnowledgeError("not made")

    ground.cache_clear()
    monkeypatch.setattr(Shapes, "open", missing)
    page = four.page("/map?at=1,2,3000")
    assert "this installation has no shapes" in words(page)
    assert four.page("/map").xpath(_PINS)
    assert not page.xpath("//*[local-name()='path'][@class='land']")


def test_what_a_report_says_is_isolated_on_the_map(tmp_path: Path) -> None:
    told = [hostile(payload, number) for number, payload in enumerate(PAYLOADS)]
    page = Visitor(put(tmp_path / "case", told)).page("/map")
    marked = page.xpath("//*[local-name()='text'][contains(@class, 'told')]")
    titles = page.xpath("//*[local-name()='title'][contains(., 'killed')]")
    assert marked
    assert titles
    for one in marked:
        assert one.text.startswith("\u2068")
        assert one.text.endswith("\u2069")
    assert {len(one) for one in [*marked, *titles]} == {0}


_WINDOWS = st.builds(
    lambda lat, lon, km, width: Window.parse(
        {"at": f"{lat},{lon},{km}", "size": f"{width}x500"}, ()
    ),
    st.floats(-80, 80), st.floats(-180, 180), st.floats(12, 40_000), st.integers(200, 2400),
)  # fmt: skip


@given(window=_WINDOWS)
def test_a_window_comes_back_from_its_address(window: Window) -> None:
    again = Window.parse({"at": window.at, "size": f"{window.width}x{window.height}"}, ())
    assert again.across == pytest.approx(window.across, rel=0.001)
    assert again.x == pytest.approx(window.x, abs=12)
    assert again.y == pytest.approx(window.y, abs=12 * stretch(window.y))
    assert window.farther().nearer().unit == pytest.approx(window.unit, rel=2)
    assert window.nearer().unit <= window.unit <= window.farther().unit


@given(spots=st.lists(st.tuples(st.floats(-70, 70), st.floats(-170, 170)), min_size=1, max_size=9))
def test_all_incidents_are_seen_at_first(spots: list[tuple[float, float]]) -> None:
    found = [spot(lat, lon) for lat, lon in spots]
    window = Window.parse({}, found)
    if window.unit * window.width < 2 * HALF:  # the whole world does not fit a wide page in height
        assert all(window.shows(x, y) for x, y in found)


@pytest.mark.parametrize("at", ["34.9,40.5,700", "34.8,40.9,60", "20,0,300", "49,-110,200"])
def test_what_is_cut_to_a_window_is_what_lies_in_it(at: str) -> None:
    window = Window.parse({"at": at}, ())
    for layer, path in (("border", ground(window).border), ("land", ground(window).land)):
        drawn = set(_points(path))
        inside = [
            (round(x * 2), round(y * 2))
            for x, y in (
                window.on(*point) for point in getattr(Shapes.open(), layer).points.tolist()
            )
            if 0 < x < window.width and 0 < y < window.height
        ]
        near = {(x + a, y + b) for x, y in drawn for a in (-1, 0, 1) for b in (-1, 0, 1)}
        assert set(inside) <= near


def _points(path: str) -> Iterator[tuple[int, int]]:
    """The points of a path, in half points of the drawing."""
    for part in path.split("M")[1:]:
        start, _, steps = part.rstrip("z").partition("l")
        numbers = np.array([int(number) for number in f"{start} {steps}".split()]).reshape(-1, 2)
        yield from map(tuple, numbers.cumsum(axis=0).tolist())


def test_a_window_that_is_none_is_told() -> None:
    with pytest.raises(InputError, match=r"latitude,longitude,kilometres"):
        Window.parse({"at": "here"}, ())


@pytest.mark.soak
def test_a_map_of_5000_incidents_is_small_enough_to_be_drawn_at_once(tmp_path: Path) -> None:
    visitor = Visitor(many_found(tmp_path / "case", 5000))
    answer = visitor.client.get("/map")
    assert answer.status_code == 200
    assert answer.text.count("<circle") < 4_000
    assert len(answer.content) < 1_500_000
