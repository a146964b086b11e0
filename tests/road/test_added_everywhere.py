"""Places that were added to a case are known to whatever reads into it."""

from datetime import date
from pathlib import Path

from capture.wire import NO_ROBOTS, Wire, page
from khaldun.capture.web import fetch_all
from khaldun.case import Case
from khaldun.desk.model import Desk
from khaldun.knowledge.added import add_dump
from khaldun.pipeline import ingest_pages
from khaldun.records import Details
from khaldun.settings import Settings
from road.test_added_places import REPORT, ROW

URL = "http://courier.example/raid"


def make(folder: Path) -> Path:
    """A case to which one village was added."""
    (folder / "SY.txt").write_text(ROW, encoding="utf-8")
    with Case.open(folder / "case", create=True) as case:
        add_dump(folder / "SY.txt", case.places)
    return folder / "case"


def test_a_page_from_the_web_is_read_with_the_places_that_were_added(tmp_path: Path) -> None:
    words = REPORT.replace(" on Monday", "")
    article = f"<html><body><article><h1>Raid</h1><p>{words}</p></article></body></html>"
    wire, details = Wire([NO_ROBOTS, page(article)]), Details(published=date(2017, 5, 2))
    with Case.open(make(tmp_path), write=True) as case:
        pages = ((one, details) for one in fetch_all([URL], wire.client()))
        (done,) = ingest_pages(case, pages, settings=Settings(reader="rules"))
        assert done.outcome.state == "read"
        (account,) = case.ledger.accounts()
    assert account.where
    assert account.where.place == "geonames:901"


def test_a_correction_at_the_desk_knows_the_places_that_were_added(tmp_path: Path) -> None:
    tools = Desk(make(tmp_path)).tools
    assert tools.gazetteer.find("Kafr Mithal")
