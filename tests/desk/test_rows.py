"""The table of incidents: the filter is the address, and what is exported is what is shown."""

import csv
import io
import json
import re
from datetime import date
from pathlib import Path

import pytest

from desk.cases import Visitor, words
from khaldun.case import Case
from khaldun.desk.rows import COLUMNS, Query
from khaldun.errors import InputError
from khaldun.faces.views import views

_QUERIES = (
    "",
    "?kind=airstrike",
    "?disputed=yes",
    "?place=syria",
    "?place=KHAN+sheikhoun&sort=-killed",
    "?who=observatory&sort=-origins",
    "?text=hospital+afghan",
    "?since=2016-01-01&until=2017-12-31&sort=where",
    "?text=no-such-word",
    "?sort=-wounded",
)


def _table(visitor: Visitor, query: str) -> list[list[str]]:
    """The cells that the table shows; the id as its link has it whole."""
    page = visitor.page(f"/incidents{query}")
    rows = []
    for line in page.xpath("//table/tbody/tr"):
        link = line.xpath("./th/a")[0]
        whole = link.get("href").removeprefix("/incident/")
        assert whole.startswith(words(link))
        rows.append([whole, *(words(cell) for cell in line.xpath("./td[not(@class='pick')]"))])
    return rows


@pytest.mark.parametrize("query", _QUERIES)
def test_the_csv_is_the_table(reader: Visitor, query: str) -> None:
    answer = reader.client.get(f"/incidents.csv{query}")
    assert answer.headers["content-disposition"] == 'attachment; filename="incidents.csv"'
    header, *rows = csv.reader(io.StringIO(answer.text, newline=""))
    assert header == list(COLUMNS)
    shown = _table(reader, query)
    # A spreadsheet's guard against formulas is the one difference that there may be.
    assert [[cell.removeprefix("'") for cell in row] for row in rows] == shown
    assert words(reader.page(f"/incidents{query}").xpath("//p[@role='status']/strong")[0]) == (
        f"{len(shown)} incident{'' if len(shown) == 1 else 's'}"
    )


def test_every_incident_of_the_case_is_in_the_table_by_its_first_day(reader: Visitor) -> None:
    with Case.open(reader.folder) as case:
        assert reader.incidents() == [view.incident.id for view in views(case)]


def test_a_filter_keeps_what_is_asked_for_and_nothing_else(reader: Visitor) -> None:
    with Case.open(reader.folder) as case:
        all_views = list(views(case))

    def chosen(query: str) -> set[str]:
        return set(reader.incidents(query))

    def those(test: object) -> set[str]:
        assert callable(test)
        found = {view.incident.id for view in all_views if test(view)}
        assert 0 < len(found) < len(all_views)
        return found

    assert chosen("?kind=shelling") == those(lambda view: view.incident.kind == "shelling")
    assert chosen("?disputed=yes") == those(lambda view: view.incident.disputed)
    assert chosen("?place=somalia") == those(lambda v: v.where and v.where.country == "SO")
    assert chosen("?who=pentagon") == those(
        lambda view: any(s.name == "Pentagon" for c in view.claims.values() for s in c.chain)
    )
    assert chosen("?until=2016-01-01") == those(
        lambda view: view.when and view.when.earliest <= date(2016, 1, 1)
    )
    assert chosen("?place=somalia&kind=airstrike") == chosen("?place=somalia") & chosen(
        "?kind=airstrike"
    )
    # Case and accents make no difference, and neither does the order of words.
    assert chosen("?text=frontieres+MEDECINS") == chosen("?text=Médecins+Frontières") != set()


def test_the_form_shows_the_filter_that_the_address_asks(reader: Visitor) -> None:
    page = reader.page("/incidents?text=a+b&kind=raid&place=x&who=y&since=2015-01-01&disputed=yes")
    values = {one.get("name"): one.get("value") for one in page.xpath("//form[1]//input")}
    assert values["text"] == "a b"
    assert (values["place"], values["who"], values["since"]) == ("x", "y", "2015-01-01")
    assert page.xpath("//option[@selected]/@value") == ["raid"]
    assert page.xpath("//input[@name='disputed']/@checked")


def test_a_kind_is_offered_with_how_many_there_are_of_it(reader: Visitor) -> None:
    page = reader.page("/incidents?place=syria")
    offered = page.xpath("//select[@name='kind']/option[@value!='']")
    assert offered
    for option in offered:
        count = len(reader.incidents(f"?place=syria&kind={option.get('value')}"))
        assert words(option).endswith(f"({count})")


@pytest.mark.parametrize("column", COLUMNS)
def test_a_column_is_sorted_both_ways_by_its_head(reader: Visitor, column: str) -> None:
    up, down = reader.incidents(f"?sort={column}"), reader.incidents(f"?sort=-{column}")
    assert sorted(up) == sorted(down) == sorted(reader.incidents())
    if column == "id":
        assert up == sorted(up) == down[::-1]
    page = reader.page(f"/incidents?sort=-{column}")
    assert page.xpath("//th[@aria-sort]/@aria-sort") == ["descending"]
    assert page.xpath("//th[@aria-sort]/@class") == [column]


def test_the_largest_toll_is_first_and_no_toll_is_last(reader: Visitor) -> None:
    tolls = [row[COLUMNS.index("killed")] for row in _table(reader, "?sort=-killed")]
    told = [toll for toll in tolls if toll]
    assert len(told) > 3
    assert tolls[: len(told)] == told
    highest = [max(int(number) for number in re.findall(r"\d+", toll)) for toll in told]
    assert highest == sorted(highest, reverse=True)


def test_an_address_that_cannot_be_understood_says_why(reader: Visitor) -> None:
    for query, told in (
        ("?since=yesterday", "since: 'yesterday' is no day"),
        ("?kind=earthquake", "kind: 'earthquake' is none of airstrike"),
        ("?sort=colour", "sort: 'colour' is none of id"),
    ):
        page = reader.page(f"/incidents{query}", status=400)
        assert told in words(page.xpath("//*[@role='alert']")[0])


def test_a_query_comes_back_from_its_own_address() -> None:
    asked = Query(text="a b&c", kind="raid", since=date(2015, 1, 2), disputed=True, page=3)
    address = asked.address()
    pairs = dict(pair.split("=") for pair in address[1:].split("&"))
    assert pairs["text"] == "a+b%26c"
    assert Query.parse(pairs | {"text": "a b&c"}) == asked
    assert Query().address() == ""
    assert Query.parse({"page": "-4"}).page == Query.parse({"page": "٣"}).page == 1
    with pytest.raises(InputError):
        Query.parse({"sort": ""})


def test_other_forms_export_the_same_incidents(reader: Visitor) -> None:
    ids = set(reader.incidents("?place=somalia"))
    answer = reader.client.get("/export/jsonl?place=somalia")
    told = [json.loads(line) for line in answer.text.splitlines()]
    assert {line["incident"]["id"] for line in told} == ids
    rows = list(csv.DictReader(io.StringIO(reader.client.get("/export/csv?place=somalia").text)))
    assert {row["incident"] for row in rows} == ids
    assert reader.client.get("/export/parquet").content.startswith(b"PAR1")
    assert reader.client.get("/export/exe").status_code == 404


def test_a_case_without_incidents_says_what_to_do(tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    with Case.open(folder, create=True):
        pass
    page = Visitor(folder).page("/incidents")
    assert "khaldun read" in words(page.xpath("//*[@class='empty']")[0])
