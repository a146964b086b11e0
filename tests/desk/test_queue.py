"""The review queue: what most needs a person is first, a blind reviewer sees nothing of others."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from desk.cases import Visitor, put, words
from incident_cases import card, figure, tell
from khaldun.case import Case
from khaldun.desk.queue import Progress
from khaldun.records import Judgement

_PLACES = {"Amal": 20.0, "Barid": 30.0, "Cedre": 40.0}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small incident, a disputed one and a large one, far apart."""
    told = []
    for (name, lat), tolls in zip(_PLACES.items(), ([2], [5, 40], [90]), strict=True):
        for number, toll in enumerate(tolls):
            hit = card(
                f"{name} was hit, {toll} died, says paper {number}.",
                place=(name, lat, 40.0, 3.0),
                figures=[figure(toll)],
            )
            told.append(tell(f"{name}-{number}", hit, publisher=f"Paper {number}"))
    return put(tmp_path / "case", told)


def _begin(folder: Path, name: str, **more: str) -> Visitor:
    visitor = Visitor(folder)
    assert visitor.send("/reviewer", {"by": name} | more).status_code == 303
    return visitor


def _shown(visitor: Visitor) -> tuple[str, Any]:
    """The place that is asked about, and the page."""
    page = visitor.page("/review")
    heads = page.xpath("//article/h2")
    return (words(heads[0]).rpartition(" · ")[2] if heads else ""), page


def _say(visitor: Visitor, said: str) -> Any:
    _, page = _shown(visitor)
    (name,) = page.xpath("//form[@action='/mark']/input[@name='by']/@value")
    return visitor.decide(page, "/mark", said=said, by=name, then="review", reason="")


def test_the_disputed_one_is_first_and_what_was_reviewed_is_not_asked_again(folder: Path) -> None:
    visitor = _begin(folder, "R. One")
    order = []
    for _ in range(3):
        order.append(_shown(visitor)[0])
        assert _say(visitor, "right").headers["location"].startswith("/review?done=")
    assert order == ["Barid", "Cedre", "Amal"]
    place, page = _shown(visitor)
    assert place == ""
    assert "Nothing is left" in words(page)
    assert words(page.xpath("//dl/div[dt = 'yours, this session']/dd")[0]) == "3"


def test_a_decision_is_undone_with_one_press(folder: Path) -> None:
    visitor = _begin(folder, "R. One")
    answer = _say(visitor, "wrong")
    page = visitor.page(answer.headers["location"])
    (form,) = page.xpath("//form[@action='/undo']")
    given = {one.get("name"): one.get("value") for one in form.iter("input")}
    assert visitor.send("/undo", given).headers["location"].startswith("/review")
    assert _shown(visitor)[0] == "Barid"
    assert visitor.incidents("?review=wrong") == []


def test_a_blind_reviewer_gets_what_others_reviewed_and_sees_nothing_of_it(folder: Path) -> None:
    first = _begin(folder, "R. One")
    _say(first, "wrong")
    _say(first, "right")
    second = _begin(folder, "R. Two", blind="yes")
    for said in ("wrong", "wrong"):
        place, page = _shown(second)
        assert place in {"Barid", "Cedre"}
        link = page.xpath("//article/h2/a/@href")[0]
        for path in (link, "/journal"):
            shown = words(second.page(path).xpath("//main")[0])
            assert "R. One" not in shown
            assert "found wrong" not in shown
        _say(second, said)
    assert _shown(second)[0] == ""
    # One of two alike; by hand, alpha is 1 - 2 / (6 / 3).
    assert "0.00 over 2" in words(_shown(first)[1].xpath("//dl")[0])


def test_a_blind_reviewer_learns_nothing_by_filters_and_order(folder: Path) -> None:
    first = _begin(folder, "R. One")
    _say(first, "wrong")
    assert len(first.incidents("?review=wrong")) == 1
    second = _begin(folder, "R. Two", blind="yes")
    everything = second.incidents()
    assert second.incidents("?review=wrong") == everything
    assert second.incidents("?sort=-review") == everything
    assert "3 incidents" in words(second.page("/map?review=wrong"))
    assert second.client.get("/incidents.csv?review=wrong").text.count("\n") == 4


def test_a_filter_narrows_the_queue(folder: Path) -> None:
    visitor = _begin(folder, "R. One")
    page = visitor.page("/review?place=amal")
    assert words(page.xpath("//article/h2")[0]).endswith("Amal")


def test_without_a_name_nothing_can_be_said(folder: Path) -> None:
    visitor = Visitor(folder)
    assert not visitor.page("/review").xpath("//form[@action='/mark']")
    assert visitor.send("/reviewer", {"by": " "}).status_code == 400
    with Case.open(folder) as case:
        assert not list(case.ledger.judgements())


def test_a_pause_of_an_hour_ends_a_session() -> None:
    at = datetime(2024, 6, 1, 12, tzinfo=UTC)
    minutes = [300, 290, 30, 20, 10]
    marks = [_mark(at - timedelta(minutes=ago)) for ago in minutes]
    progress = Progress.of(marks, at)
    assert (progress.done, progress.now) == (5, 3)
    assert progress.pace == pytest.approx(6)
    assert progress.last == at - timedelta(minutes=290)
    assert Progress.of([], at).pace is None


def _mark(at: datetime) -> Judgement:
    return Judgement(
        id="", relation="review", left="a", right="R", verdict="yes", value="v",
        reason="r", decided_by="R", decided_at=at, previous=None,
    )  # fmt: skip
