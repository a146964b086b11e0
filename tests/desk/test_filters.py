"""A filter is kept by name in the case's folder, and leads where its address does."""

import stat

import pytest

from desk.cases import Visitor, ledger_hash, words


def _links(visitor: Visitor) -> dict[str, str]:
    links = visitor.page("/incidents").xpath("//nav[@aria-label='Saved filters']//a")
    return {words(link): link.get("href") for link in links}


def _save(visitor: Visitor, query: str, name: str) -> int:
    page = visitor.page(f"/incidents{query}")
    status: int = visitor.decide(page, "/save", name=name).status_code
    return status


def test_a_saved_filter_is_there_in_every_browser_and_leads_to_its_incidents(
    visitor: Visitor,
) -> None:
    before = ledger_hash(visitor.folder)
    assert _save(visitor, "?place=syria&sort=-killed&page=2", "Syria <b>") == 303
    other = Visitor(visitor.folder)
    assert _links(other) == {"Syria <b>": "/incidents?place=syria&sort=-killed"}
    mode = (visitor.folder / "filters.json").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600
    assert other.incidents(_links(other)["Syria <b>"].removeprefix("/incidents"))
    assert ledger_hash(visitor.folder) == before
    page = other.page("/incidents?place=syria&sort=-killed")
    assert other.decide(page, "/drop").status_code == 303
    assert _links(visitor) == {}


def test_a_name_that_is_taken_is_not_given_away(visitor: Visitor) -> None:
    assert _save(visitor, "?place=syria", "mine") == 303
    assert _save(visitor, "?place=iraq", "mine") == 409
    # The same once more is no conflict.
    again = visitor.send("/save", {"name": "mine", "query": "?place=syria"})
    assert again.status_code == 303
    assert _links(visitor) == {"mine": "/incidents?place=syria"}


@pytest.mark.parametrize(
    "form",
    [
        {"name": "", "query": "?kind=raid"},
        {"name": "x" * 61, "query": "?kind=raid"},
        {"name": "all", "query": ""},
        {"name": "none", "query": "?kind=earthquake"},
        {"name": "out", "query": "http://evil.example/?page=2"},
    ],
)
def test_what_is_no_filter_is_not_kept(visitor: Visitor, form: dict[str, str]) -> None:
    assert visitor.send("/save", form).status_code == 400
    assert not (visitor.folder / "filters.json").exists()


@pytest.mark.parametrize("content", ["[1]", "{", '{"a": 5}', '{"a": "?sort=no"}', "\x00"])
def test_a_file_that_holds_something_else_is_left_alone(visitor: Visitor, content: str) -> None:
    path = visitor.folder / "filters.json"
    path.write_text(content)
    assert _links(visitor) == {}
    assert _save(visitor, "?place=syria", "mine") == 409
    assert path.read_text() == content
