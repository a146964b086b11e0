"""What a report says never becomes a part of the page that shows it, and never turns its words."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from lxml import etree, html

from desk.cases import Visitor, put
from desk.hostile import PAYLOADS, TURN, hostile
from khaldun.case import Case
from khaldun.records import Report


@pytest.fixture(scope="module")
def trap(tmp_path_factory: pytest.TempPathFactory) -> Visitor:
    """A case of hostile reports, one of which a hostile person has judged."""
    told = [hostile(payload, number) for number, payload in enumerate(PAYLOADS)]
    folder = put(tmp_path_factory.mktemp("trap") / "<script>case", told)
    accounts = sorted(account.id for _, several in told for account in several)
    with Case.open(folder, write=True) as case:
        for left, right in pairwise(accounts):
            case.ledger.judge(
                relation="same",
                left=left,
                right=right,
                verdict="no",
                reason=PAYLOADS[0],
                decided_by=PAYLOADS[2],
                decided_at=datetime.now(UTC),
            )
    return Visitor(folder)


def _pages(trap: Visitor) -> Iterator[tuple[str, str]]:
    """Every page of the case, and what it answers."""
    ids = trap.incidents()
    with Case.open(trap.folder) as case:
        reports: list[Report] = list(case.ledger.reports())
    assert len(reports) == len(PAYLOADS)
    paths = [
        "/incidents",
        "/map",
        "/intake",
        "/journal",
        "/health?check=yes",
        f"/compare?id={ids[0]}&id={ids[1]}",
    ]
    paths += [f"/incident/{one}" for one in ids] + [f"/report/{one.id}" for one in reports]
    for path in paths:
        answer = trap.client.get(path)
        assert answer.status_code == 200, path
        yield path, answer.text
    for payload in PAYLOADS:
        for path in ("/incidents", "/map", "/incident/x", "/compare", "/static/x", "/export/x"):
            names = ("text", "place", "who", "since", "kind", "sort", "at", "there")
            asked = dict.fromkeys(names, payload)
            yield path, trap.client.get(path, params=asked | {"id": payload}).text
            yield path, trap.client.get(path, params={"text": payload}).text
            yield path, trap.client.get(f"{path}/{payload}").text


def test_no_payload_becomes_a_part_of_any_page(trap: Visitor) -> None:
    seen = 0
    for path, text in _pages(trap):
        if not text.startswith("<!doctype html>"):
            assert text.startswith(("This is no address", "{")), (path, text[:80])
            continue
        page = html.fromstring(text)
        assert [one.get("src") for one in page.iter("script")] == ["/static/desk.js"], path
        foreign = {"iframe", "img", "style", "base", "object", "embed", "textarea", "b"}
        assert not {one.tag for one in page.iter(etree.Element)} & foreign, path
        for one in page.iter(etree.Element):
            assert not [name for name in one.attrib if name.startswith("on")], path
            assert "style" not in one.attrib, path
            for name in ("href", "src", "action", "formaction"):
                value = one.get(name)
                assert value is None or value.startswith(("/", "#")), (path, value)
                assert not str(value).startswith("//"), (path, value)
        assert {one.get("http-equiv") for one in page.iter("meta")} == {None}
        seen += text.count("document.title")
    assert seen > 500, "the payloads were shown"


def test_what_a_report_says_is_isolated_in_its_direction(trap: Visitor) -> None:
    for path, text in _pages(trap):
        assert TURN not in text.replace(f'value="{TURN}', ""), path


def test_every_captured_word_stands_in_an_element_of_its_own_direction(trap: Visitor) -> None:
    marked = [(path, text) for path, text in _pages(trap) if path.startswith(("/inc", "/rep"))]
    for path, text in marked:
        if not text.startswith("<!doctype html>"):
            continue
        for part in _loose(html.fromstring(text).find("body")):
            assert "document.title" not in part, (path, part)
            assert "evil.example" not in part, (path, part)


def _loose(element: Any) -> Iterator[str]:
    """The text of an element that no `<bdi>` isolates."""
    if element.tag == "bdi" or not isinstance(element.tag, str):
        return
    # A chart's title and a choice hold no elements, and isolate by characters.
    if element.tag in {"title", "option"}:
        return
    yield element.text or ""
    for child in element:
        yield from _loose(child)
        yield child.tail or ""
