"""What is expunged while the desk is open is gone from the desk, and the desk goes on."""

from pathlib import Path

import pytest

from custody import kept_case
from custody.kept_case import SECRET, order, secret_capture
from desk.cases import Visitor, words
from khaldun.case import Case
from khaldun.custody.expunging import expunge


@pytest.fixture
def open_desk(tmp_path: Path) -> Visitor:
    """A desk that has shown its incidents and its journal."""
    kept_case.make(tmp_path / "case")
    visitor = Visitor(tmp_path / "case")
    assert len(visitor.incidents("?text=marzuqa")) == 1
    assert SECRET in words(visitor.page("/journal"))
    return visitor


def test_an_open_desk_shows_nothing_of_what_was_expunged(open_desk: Visitor) -> None:
    with Case.open(open_desk.folder, write=True) as case:
        expunge(case, order(secret_capture(case)))
    assert open_desk.incidents("?text=marzuqa") == []
    assert SECRET not in words(open_desk.page("/journal"))


def test_an_open_desk_decides_on_after_an_expunging(open_desk: Visitor) -> None:
    with Case.open(open_desk.folder, write=True) as case:
        expunge(case, order(secret_capture(case)))
    for _ in range(2):
        first, *_ = open_desk.incidents()
        page = open_desk.page(f"/incident/{first}")
        assert open_desk.decide(page, "/note", reason="asked the mayor").status_code == 303
        assert "asked the mayor" in words(open_desk.page("/journal"))
    assert open_desk.judgements() == 4
