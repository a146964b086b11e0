"""Details of documents from JSON and CSV; what is wrong is named with its file and row."""

from datetime import date
from pathlib import Path

import pytest

from khaldun.details import details_of, read_details
from khaldun.errors import InputError
from khaldun.records import Details


def write(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.write_bytes(content.encode())
    return path


def test_json_and_csv_say_the_same(tmp_path: Path) -> None:
    as_json = write(
        tmp_path,
        "meta.json",
        '{"one": {"publisher": "The Herald", "published": "2020-02-29"}, "two.html": {"url": "x"}}',
    )
    as_csv = write(
        tmp_path,
        "meta.csv",
        "\ufeffdocument,published,publisher,url\r\n"
        "one,2020-02-29, The Herald ,\r\ntwo.html,,,x\r\n",
    )
    table = read_details(as_json)
    assert table == read_details(as_csv)
    assert table["one"] == Details(publisher="The Herald", published=date(2020, 2, 29))
    assert table["two.html"] == Details(url="x")


def test_a_document_is_found_with_or_without_its_ending_and_flags_fill_the_rest() -> None:
    table = {"one": Details(publisher="A"), "two.html": Details(published=date(2021, 1, 1))}
    flags = Details(publisher="B", published=date(2020, 1, 1))
    assert details_of(Path("x/one.txt"), table, otherwise=flags) == Details(
        publisher="A", published=date(2020, 1, 1)
    )
    assert details_of(Path("two.html"), table, otherwise=flags) == Details(
        publisher="B", published=date(2021, 1, 1)
    )
    assert details_of(Path("two.txt"), table, otherwise=flags) == flags


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("m.json", '{"a": {"published": "12 May"}}', "m.json, document 'a': '12 May' is no day"),
        ("m.json", '{"a": {"published": "20200101"}}', "document 'a': '20200101' is no day"),
        ("m.json", '{"a": {"publihser": "x"}}', "document 'a': unknown publihser; known are"),
        ("m.json", '{"a": {"publisher": 7}}', "document 'a': publisher is 7; put it in quotes"),
        ("m.json", '{"a": 7}', "document 'a': expected an object with publisher"),
        ("m.json", '{"a": {}, "a": {}}', "m.json is not JSON: 'a' is there twice"),
        ("m.json", "[]", "m.json is not of the form"),
        ("m.json", "{", "m.json is not JSON"),
        ("m.csv", "name,publisher\na,b\n", 'm.csv: the header line has no "document"'),
        ("m.csv", "", "it has nothing"),
        ("m.csv", "document,published\na,2020-01-01\nb,soon\n", "m.csv, line 3: 'soon' is no day"),
        ("m.csv", "document,publisher\na,x\na,y\n", "m.csv, line 3: 'a' is there twice"),
        ("m.csv", "document,publisher\na,x,y\n", "m.csv, line 2: more cells than the header"),
        ("m.csv", "document,publisher\n,x\n", "m.csv, line 2: the document is not named"),
        ("m.csv", "document,when\na,x\n", "m.csv, line 2: unknown when; known are"),
        ("m.xls", "", "m.xls is neither .json nor .csv"),
    ],
)
def test_what_is_wrong_is_named_with_its_row(
    tmp_path: Path, name: str, content: str, message: str
) -> None:
    with pytest.raises(InputError) as raised:
        read_details(write(tmp_path, name, content))
    assert message in str(raised.value)


def test_a_missing_or_misencoded_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"gone\.csv cannot be read \(No such file"):
        read_details(tmp_path / "gone.csv")
    path = tmp_path / "latin.csv"
    path.write_bytes("document,publisher\na,\xe9\n".encode("latin-1"))
    with pytest.raises(InputError, match=r"latin\.csv is not UTF-8 \(byte 21\)"):
        read_details(path)
