"""A table of many pages, and how long each page takes."""

import csv
import io
import time
from pathlib import Path

import pytest

from desk.cases import Visitor
from desk.many import many, many_found
from khaldun.desk.rows import PAGE

#: What a page may take on the server, in seconds: a person does not notice a fifth. Measured are
#: 0.005 to 0.07; the rest is for a machine that has other work.
_SOON = 0.5


def test_the_pages_of_a_table_together_are_the_csv(tmp_path: Path) -> None:
    visitor = Visitor(many(tmp_path / "case", 2 * PAGE + 30))
    for query in ("", "?sort=-killed", "?text=place+1&sort=-when"):
        shown = visitor.incidents(query)
        text = visitor.client.get(f"/incidents.csv{query}").text
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        assert [row["id"] for row in rows] == shown
        assert len(set(shown)) == len(shown) > PAGE
    page = visitor.page("/incidents?sort=-killed&page=3")
    assert len(page.xpath("//tbody/tr")) == 30
    assert page.xpath("//a[@rel='prev']/@href") == ["/incidents?sort=-killed&page=2"]
    assert not page.xpath("//a[@rel='next']")
    # A page beyond the last is the last.
    beyond = visitor.page("/incidents?sort=-killed&page=99")
    assert len(beyond.xpath("//tbody/tr")) == 30


@pytest.mark.soak
def test_every_page_of_5000_incidents_comes_at_once(tmp_path: Path) -> None:
    visitor = Visitor(many_found(tmp_path / "case", 5000))
    (first, second, *_) = visitor.incidents("?kind=airstrike&since=2022-11-01")
    report = visitor.page(f"/incident/{first}").xpath("//a[@class='source']/@href")[0]
    slow = {}
    for path in (
        "/incidents",
        "/incidents?page=40&sort=-killed",
        "/incidents?text=place+77&who=army&disputed=yes",
        "/incidents.csv",
        f"/incident/{first}",
        f"/compare?id={first}&id={second}",
        report.partition("#")[0],
        "/journal",
        "/health",
    ):
        started = time.perf_counter()
        assert visitor.client.get(path).status_code == 200
        taken = time.perf_counter() - started
        if taken > _SOON:
            slow[path] = taken
    assert not slow
