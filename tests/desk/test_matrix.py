"""One incident: who says what, the toll over time, the words, and the codebooks side by side."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from desk.cases import HOME, Visitor, put, words
from incident_cases import blame, card, figure, tell
from khaldun.case import Case
from khaldun.desk.chart import draw
from khaldun.faces.views import View, views
from khaldun.fuse.policies import policies

_WORDS = "Tel Amal was hit."
#: The roster's name of the source that the reports call the Observatory.
_SOHR = "Syrian Observatory for Human Rights"


@pytest.fixture
def raid(tmp_path: Path) -> Visitor:
    """A raid of which one says 58 dead, one 86, and the army that it was not the army."""
    told = [
        tell(
            "herald",
            card(_WORDS, figures=[figure(58, "Observatory")], by=[blame("army", "Observatory")]),
            publisher="The Herald",
        ),
        tell(
            "reprint",
            card(_WORDS, figures=[figure(58, "Observatory")]),
            publisher="The Reprint",
            published="2024-05-11",
        ),
        tell(
            "courier",
            card(
                _WORDS,
                figures=[figure(86, "Red Crescent")],
                by=[blame("army", "army", certainty="denied")],
            ),
            publisher="The Courier",
            published="2024-05-12",
        ),
    ]
    return Visitor(put(tmp_path / "case", told))


def _views(visitor: Visitor) -> list[View]:
    with Case.open(visitor.folder) as case:
        return list(views(case))


def _matrix(page: Any) -> dict[str, dict[str, str]]:
    """For each origin what it says of each field."""
    (table,) = page.xpath("//table[@class='matrix']")
    fields = [head.xpath("string(bdi)") for head in table.xpath("thead//th")][1:]
    return {
        row.xpath("string(th//bdi)"): {
            field: words(cell) for field, cell in zip(fields, row.xpath("td"), strict=True)
        }
        for row in table.xpath("tbody/tr")
    }


def test_the_matrix_says_who_says_how_many_and_who_denies(raid: Visitor) -> None:
    (identity,) = raid.incidents()
    said = _matrix(raid.page(f"/incident/{identity}"))
    assert said[_SOHR]["killed"] == "58"
    assert said["Red Crescent"]["killed"] == "86"
    assert said[_SOHR]["by"] == "army"
    assert said["army"] == dict.fromkeys(said["army"], "") | {"by": "army denied"}


def test_the_matrix_holds_every_value_of_every_origin(reader: Visitor) -> None:
    for view in _views(reader):
        said = _matrix(reader.page(f"/incident/{view.incident.id}"))
        labels = {origin.id: origin.label for origin in view.incident.origins}
        for finding in view.incident.findings:
            for value in finding.values:
                for origin in value.origins:
                    assert value.value in said[labels[origin]][finding.field]


def test_reports_that_carry_one_origin_are_folded_under_it(raid: Visitor) -> None:
    (identity,) = raid.incidents()
    page = raid.page(f"/incident/{identity}")
    (fold,) = page.xpath("//table[@class='matrix']//th/details")
    assert "open" not in fold.attrib
    assert words(fold.xpath("summary")[0]) == f"{_SOHR} 2 reports"
    told = [words(link) for link in fold.xpath(".//li/a")]
    assert told == ["The Herald, 2024-05-10", "The Reprint, 2024-05-11"]


def test_every_claim_shows_its_chain_and_its_words_and_leads_to_them(reader: Visitor) -> None:
    for view in _views(reader):
        page = reader.page(f"/incident/{view.incident.id}")
        shown = {item.get("id"): item for item in page.xpath("//ul[@class='claims']/li[@id]")}
        assert shown.keys() == {f"c-{claim}" for claim in view.claims}
        for account in view.accounts:
            for claim in account.claims:
                item = shown[f"c-{claim.id}"]
                quoted = " ".join(claim.span.text.split())
                assert words(item.xpath(".//mark")[0]) == quoted
                chain = [words(name) for name in item.xpath(".//*[@class='says']/bdi")]
                assert chain == [source.name for source in claim.chain]
                link, correct = item.xpath(".//a/@href")
                assert link == f"/report/{account.report}#w-{claim.id}"
                assert correct == f"/correcting?id={view.incident.id}&target={claim.id}"


def test_every_cell_of_every_codebook_lists_its_claims(reader: Visitor) -> None:
    for view in _views(reader):
        page = reader.page(f"/incident/{view.incident.id}")
        for policy in policies().values():
            (shown,) = page.xpath(f"//section[@aria-label='{policy.label}']")
            cells = policy.render(view.incident, view.claims)
            details = shown.xpath("details")
            assert len(details) == len(cells)
            for part, (name, cell) in zip(details, cells.items(), strict=True):
                assert words(part.xpath("summary")[0]) == f"{name.replace('_', ' ')} {cell.value}"
                linked = [href.removeprefix("#c-") for href in part.xpath(".//a/@href")]
                assert linked == [*cell.used, *(claim for claim, _ in cell.aside)]


def test_a_link_within_the_page_leads_somewhere_and_no_place_has_two_names(
    reader: Visitor,
) -> None:
    for view in _views(reader):
        page = reader.page(f"/incident/{view.incident.id}")
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids))
        assert {href[1:] for href in page.xpath("//a/@href") if href[0] == "#"} <= {*ids, "main"}


def test_the_toll_is_drawn_by_day_and_height(raid: Visitor) -> None:
    (view,) = _views(raid)
    chart = draw(view)
    assert chart is not None
    points = sorted(chart.points, key=lambda point: point.x)
    assert [point.claim.figure and point.claim.figure.low for point in points] == [58, 58, 86]
    # Up is less, as it is drawn; the same height for the same number.
    assert points[0].low == points[1].low > points[2].low
    assert [number for _, number in chart.numbers] == [0, 20, 40, 60, 80, 100]
    assert all(one > other for one, other in pairwise(y for y, _ in chart.numbers))
    page = raid.page(f"/incident/{view.incident.id}")
    links = page.xpath("//*[local-name()='svg']//*[local-name()='a']/@href")
    assert links == [f"#c-{point.claim.id}" for point in chart.points]


def test_a_count_with_one_end_is_drawn_as_such(tmp_path: Path) -> None:
    ends = [figure(None, "one", low=12), figure(None, "two", high=20), figure(15, "three")]
    visitor = Visitor(put(tmp_path / "case", [tell("herald", card(_WORDS, figures=ends))]))
    chart = draw(*_views(visitor))
    assert chart is not None
    drawn = {point.claim.chain[0].name: point.bound for point in chart.points}
    assert drawn == {"one": "least", "two": "most", "three": ""}


def test_without_two_dated_counts_no_toll_is_drawn(tmp_path: Path) -> None:
    told = [tell("herald", card(_WORDS, figures=[figure(58)]))]
    visitor = Visitor(put(tmp_path / "case", told))
    (view,) = _views(visitor)
    assert draw(view) is None
    page = visitor.page(f"/incident/{view.incident.id}")
    assert "Fewer than two counts" in words(page.xpath("//section[@aria-labelledby='toll']")[0])


def test_an_incident_that_never_was_is_not_found(reader: Visitor) -> None:
    page = reader.page("/incident/" + "f" * 20, status=404)
    assert "no incident" in words(page.xpath("//*[@role='alert']")[0])


def test_the_way_back_leads_to_the_table_as_it_was_filtered(reader: Visitor) -> None:
    identity = reader.incidents()[0]
    for came, back in (
        ("/incidents?place=syria&sort=-killed", "/incidents?place=syria&sort=-killed"),
        ("/incidents", "/incidents"),
        ("/journal?place=syria", "/incidents"),
    ):
        answer = reader.client.get(f"/incident/{identity}", headers={"referer": f"{HOME}{came}"})
        assert html.fromstring(answer.text).xpath("//p[@class='crumbs']/a/@href") == [back]
    for came in ("http://evil.example/incidents?x", "http://[", f"{HOME}.evil.example/incidents?x"):
        answer = reader.client.get(f"/incident/{identity}", headers={"referer": came})
        assert html.fromstring(answer.text).xpath("//p[@class='crumbs']/a/@href") == ["/incidents"]
