"""Incidents of a large case are found beside the desk, which answers meanwhile."""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest

from desk.cases import Visitor, put, words
from incident_cases import AMAL, BARID, Told, card, figure, tell
from khaldun.case import Case
from khaldun.desk import beside, model
from khaldun.errors import CaseError
from khaldun.faces.listed import Listed, renew
from khaldun.register.lines import Where


def _raid(outlet: str, place: tuple[str, float, float, float] = AMAL, toll: int = 12) -> Told:
    hit = f"{outlet}: {place[0]} was hit, {toll} people died."
    return tell(outlet, card(hit, place=place, figures=[figure(toll)]), publisher=outlet)


@pytest.fixture
def free(monkeypatch: pytest.MonkeyPatch) -> Event:
    """Nothing is found beside the desk before this is set."""
    free, start = Event(), beside.Beside.start
    monkeypatch.setattr(beside.Beside, "start", lambda one: free.is_set() and start(one))
    return free


@pytest.fixture
def large(free: Event, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Visitor:
    """A case that counts as large from its first report on."""
    monkeypatch.setattr(model, "_SOON", 0)
    monkeypatch.setattr(model, "_LARGE", 0)
    # It never rests.
    monkeypatch.setattr(beside, "monotonic", lambda: 0.0)
    return Visitor(put(tmp_path / "case", [_raid("Herald")]))


def _until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not done():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)


def _found(desk: Visitor, count: int) -> Callable[[], bool]:
    return lambda: (
        desk.client.get("/incidents").status_code == 200 and len(desk.incidents()) == count
    )


def test_pages_say_that_incidents_are_being_found_until_they_are(
    large: Visitor, free: Event
) -> None:
    for path in ("/incidents", "/map", "/review", "/journal", "/incident/1", "/incidents.csv"):
        answer = large.client.get(path)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "2"), path
        assert "are being taken in" in answer.text
    assert large.send("/note", {"id": "1", "version": "1"}).status_code == 503
    for path in ("/intake", "/health"):
        assert "are being taken in" in words(large.page(path).xpath("//*[@role='status']")[0])
    free.set()
    _until(_found(large, 1))
    assert "are being taken in" not in large.client.get("/incidents").text


def test_what_stood_before_is_shown_and_decided_on_while_more_is_taken_in(
    large: Visitor, free: Event
) -> None:
    free.set()
    _until(_found(large, 1))
    free.clear()
    put(large.folder, [_raid("Courier", BARID, 30)])
    (one,) = large.incidents()
    page = large.page(f"/incident/{one}")
    assert "shows what stood before" in words(page.xpath("//*[@role='status']")[0])
    assert large.decide(page, "/mark", said="right").status_code == 303
    correct = page.xpath("//section[@aria-labelledby='claims']//a[text()='Correct']/@href")[0]
    told = {"field": "figure", "value": "killed 14 people"}
    assert large.decide(large.page(correct), "/correct", **told).status_code == 303
    (row,) = large.page("/incidents").xpath("//tbody/tr")
    assert "14" in words(row)
    assert "changed" in words(row)
    free.set()
    _until(_found(large, 2))
    (row,) = [row for row in large.page("/incidents").xpath("//tbody/tr") if "14" in words(row)]
    assert "changed" in words(row)
    with Case.open(large.folder) as case:
        assert not list(case.verify())


def test_a_large_case_is_checked_beside_the_desk(large: Visitor, free: Event) -> None:
    free.set()
    page = large.page("/health?check=yes")
    assert "Every byte is being looked at" in words(page.xpath("//p[@data-again]")[0])
    _until(lambda: "Intact" in large.client.get("/health").text)


def test_where_another_program_is_at_the_same_the_desk_finds_them_itself(
    large: Visitor, free: Event
) -> None:
    free.set()
    with closing(
        sqlite3.connect(large.folder / "register.sqlite.part", isolation_level=None)
    ) as it:
        it.execute("BEGIN EXCLUSIVE")
        _until(_found(large, 1))


def test_a_register_that_is_made_anew_disturbs_nobody_who_reads_it(tmp_path: Path) -> None:
    folder = put(tmp_path / "case", [_raid("Herald")])
    with Case.open(folder) as case, Listed.of(case) as before:
        put(folder, [_raid("Courier", BARID, 30)])
        seen: list[str] = []
        renew(case, lambda told: seen.append(f"{told} {before.lines.sums(Where())}"))
        assert seen == ["compared with each other (1, 0)", "listed: 0 of 2 incidents (1, 0)"]
        with Listed.kept(case) as after:
            assert (after.lines.sums(Where()), after.mark) == ((2, 0), case.ledger.mark())
        # The one that was replaced is not written to any more.
        with pytest.raises(CaseError):
            before.update(case, tuple(case.ledger.judgements()))
