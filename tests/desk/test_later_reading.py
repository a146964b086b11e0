"""What was said of an incident can be taken back after a later reader has read it otherwise."""

from pathlib import Path

from desk.cases import Visitor, put
from incident_cases import card, tell


def test_a_review_of_an_earlier_reading_is_taken_back(tmp_path: Path) -> None:
    words = "Tel Amal was hit, and twelve people died."
    visitor = Visitor(put(tmp_path / "case", [tell("Herald", card(words))]))
    (found,) = visitor.incidents()
    page = visitor.page(f"/incident/{found}")
    assert visitor.decide(page, "/mark", said="right").status_code == 303
    assert visitor.incidents("?review=reviewed") == [found]
    put(tmp_path / "case", [tell("Herald", card(words, kind="shelling"))])
    (later,) = visitor.incidents("?review=changed")
    assert later != found
    assert visitor.decide(visitor.page("/journal"), "/undo").status_code == 303
    assert visitor.incidents("?review=changed") == []
