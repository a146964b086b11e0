"""A field is corrected, an incident marked or noted: each is a judgement, and can be taken back."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from desk.cases import Visitor, put, words
from incident_cases import card, figure, tell
from khaldun import codec
from khaldun.case import Case
from khaldun.records import ActorRef, Claim, Interval, Judgement, PlaceRef
from khaldun.register.lines import Where


@pytest.fixture
def raid(tmp_path: Path) -> Visitor:
    """One raid, told by two outlets; another one elsewhere."""
    told = [
        tell(
            outlet,
            card(f"{outlet}: Tel Amal was hit, 12 people died.", figures=[figure(12)]),
            publisher=outlet,
        )
        for outlet in ("Herald", "Courier")
    ]
    far = card("A market was shelled.", place=("Farhat", 10.0, 10.0, 3.0))
    return Visitor(put(tmp_path / "raid", [*told, tell("Post", far, publisher="Post")]))


def _journal(visitor: Visitor) -> list[Judgement]:
    with Case.open(visitor.folder) as case:
        assert not list(case.verify())
        return list(case.ledger.judgements())


def _of(raid: Visitor, place: str = "amal") -> str:
    (found,) = raid.incidents(f"?place={place}")
    return found


def _sheet(raid: Visitor) -> Any:
    return raid.page(f"/incident/{_of(raid)}")


def _form(raid: Visitor, what: str) -> Any:
    """The page with the form that corrects a claim of a count, or an account."""
    links = _sheet(raid).xpath(f"//section[@aria-labelledby='{what}']//a[text()='Correct']/@href")
    return raid.page(links[0])


def test_a_toll_is_corrected_and_the_undo_puts_it_back(raid: Visitor) -> None:
    page = _form(raid, "claims")
    sent = raid.decide(page, "/correct", field="figure", value="killed at least 14 people")
    assert sent.status_code == 303
    assert "12–14" in words(raid.page("/incidents").xpath("//tbody")[0])
    shown = raid.page(sent.headers["location"])
    assert "corrected, seen on site" in words(shown.xpath("//*[@role='status']")[0])
    assert raid.decide(shown, "/undo").status_code == 303
    assert "14" not in words(raid.page("/incidents").xpath("//tbody")[0])
    assert [one.verdict for one in _journal(raid)] == ["yes", "unsure"]


def test_a_claim_that_nobody_makes_is_taken_away(raid: Visitor) -> None:
    before = len(_sheet(raid).xpath("//section[@aria-labelledby='claims']//li[@id]"))
    assert raid.decide(_form(raid, "claims"), "/reject").status_code == 303
    assert len(_sheet(raid).xpath("//section[@aria-labelledby='claims']//li[@id]")) == before - 1
    assert [(one.relation, one.verdict) for one in _journal(raid)] == [("field", "no")]


def test_an_account_gets_another_kind_and_day(raid: Visitor) -> None:
    raid.decide(_form(raid, "accounts"), "/correct", field="kind", value="shelling")
    raid.decide(_form(raid, "accounts"), "/correct", field="when", value="2024-05-09 to 2024-05-11")
    assert {one.right for one in _journal(raid)} == {"kind", "when"}
    # A day that is none is told, and nothing is written.
    wrong = raid.decide(_form(raid, "accounts"), "/correct", field="when", value="soon")
    assert (wrong.status_code, len(_journal(raid))) == (400, 2)
    assert "is no day" in wrong.text


def test_what_a_name_means_is_decided_once_for_the_case_and_undone_as_one(raid: Visitor) -> None:
    form = _form(raid, "accounts")
    assert "Tel Amal" in words(form.xpath("//label[.//input[@name='everywhere']]")[0])
    meant = {"field": "where", "value": "Tel Amal @ 34 36 2", "everywhere": "yes"}
    sent = raid.decide(form, "/correct", **meant)
    assert sent.status_code == 303
    spots = [codec.decode(one.value or "", PlaceRef) for one in _journal(raid)]
    assert [(spot.lat, spot.lon) for spot in spots] == [(34, 36)] * 3, "the name, and two accounts"
    assert raid.decide(raid.page(sent.headers["location"]), "/undo").status_code == 303
    assert [one.verdict for one in _journal(raid)][3:] == ["unsure"] * 3


def test_a_mark_stands_until_its_incident_changes(raid: Visitor) -> None:
    assert raid.incidents("?review=reviewed") == []
    answer = raid.decide(_sheet(raid), "/mark", said="right", reason="")
    assert answer.status_code == 303
    assert raid.incidents("?review=reviewed") == [_of(raid)]
    assert raid.incidents("?review=unreviewed") == [_of(raid, "farhat")]
    (mark,) = _journal(raid)
    assert (mark.relation, mark.verdict, mark.right) == ("review", "yes", "A. Analyst")
    assert mark.reason == "told as its reports have it"
    hit = card("Post: Tel Amal was hit, 15 people died.", figures=[figure(15)])
    put(raid.folder, [tell("Late", hit, publisher="Late")])
    assert raid.incidents("?review=changed") == [_of(raid)]
    assert _of(raid) in raid.incidents("?review=unreviewed")
    assert "changed since review" in words(_sheet(raid).xpath("//p[@class='lead']")[0])
    raid.decide(_sheet(raid), "/mark", said="wrong", reason="15 is of another day")
    assert raid.incidents("?review=wrong") == [_of(raid)]


def test_a_mark_that_is_withdrawn_is_none_for_whoever_opens_the_case(raid: Visitor) -> None:
    answer = raid.decide(_sheet(raid), "/mark", said="right")
    shown = raid.page(answer.headers["location"])
    assert raid.incidents("?review=reviewed")
    assert raid.decide(shown, "/withdraw").status_code == 303
    for visitor in (raid, Visitor(raid.folder)):
        assert visitor.incidents("?review=reviewed") == []
        assert len(visitor.incidents("?review=unreviewed")) == 2


def test_a_note_stays_in_the_journal_and_changes_no_incident(raid: Visitor) -> None:
    before = _sheet(raid).xpath("//form[@action='/mark']/input[@name='version']/@value")
    raid.decide(_sheet(raid), "/note", reason="ask the <b>hospital</b>")
    assert "ask the <b>hospital</b>" in words(_sheet(raid).xpath("//ol[@class='acts']")[0])
    assert before == _sheet(raid).xpath("//form[@action='/mark']/input[@name='version']/@value")
    assert (raid.decide(_sheet(raid), "/note", reason=" ").status_code) == 400


@pytest.mark.parametrize("action", ["/correct", "/reject"])
def test_a_stale_correction_is_a_conflict(raid: Visitor, action: str) -> None:
    stale = _form(raid, "claims")
    raid.decide(_form(raid, "claims"), "/correct", field="figure", value="killed 14 people")
    answer = raid.decide(stale, action, field="figure", value="killed 15 people")
    assert (answer.status_code, len(_journal(raid))) == (409, 1)


def test_a_mark_on_an_incident_that_has_changed_is_a_conflict(raid: Visitor) -> None:
    stale = _sheet(raid)
    raid.decide(_form(raid, "claims"), "/correct", field="figure", value="killed 14 people")
    for action in ("/mark", "/note"):
        answer = raid.decide(stale, action, said="right")
        assert (answer.status_code, len(_journal(raid))) == (409, 1)


def _report(raid: Visitor) -> tuple[Any, str]:
    """The page of a report, and its text as the page has it."""
    page = raid.page(_sheet(raid).xpath("//a[@class='source']/@href")[0].partition("#")[0])
    (text,) = page.xpath("//bdi[@class='text']")
    assert text.get("data-start") == "0"
    return page, text.text_content()


def test_a_count_that_was_missed_is_added_where_it_was_selected(raid: Visitor) -> None:
    page, text = _report(raid)
    start = text.index("12 people died")
    account = page.xpath("//select[@name='account']/option/@value")[0]
    told = {"account": account, "kind": "wounded", "number": "at least 12", "of": "people"}
    where = {"start": str(start), "end": str(start + 14), "words": "12  people died"}
    sent = raid.decide(page, "/claim", says="AFP < hospital", **told, **where)
    assert sent.status_code == 303
    (claim,) = [c for c in _claims(raid) if c.figure and c.figure.kind == "wounded"]
    assert (claim.span.start, claim.span.text) == (start, "12 people died")
    assert [source.name for source in claim.chain] == ["AFP", "hospital"]
    assert raid.decide(raid.page(sent.headers["location"]), "/undo").status_code == 303
    assert not [c for c in _claims(raid) if c.figure and c.figure.kind == "wounded"]


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [("0", "14", "12 people died"), ("-1", "14", "x"), ("5", "5", ""), ("1", "9999999", "x")],
)
def test_words_that_do_not_stand_there_are_refused(
    raid: Visitor, start: str, end: str, said: str
) -> None:
    page, _ = _report(raid)
    account = page.xpath("//select[@name='account']/option/@value")[0]
    told = {"account": account, "kind": "wounded", "number": "3", "of": "people"}
    answer = raid.decide(page, "/claim", start=start, end=end, words=said, **told)
    assert (answer.status_code, len(_journal(raid))) == (400, 0)


def _claims(raid: Visitor) -> list[Claim]:
    now = raid.app.state.desk.now()
    return [claim for view in now.views(now.rows.choose(Where())) for claim in view.claims.values()]


def _add(raid: Visitor, words: str, **told: str) -> Any:
    """Select these words of a report, and say what they tell."""
    page, text = _report(raid)
    start = text.index(words)
    where = {"start": str(start), "end": str(start + len(words)), "words": words}
    account = page.xpath("//select[@name='account']/option/@value")[0]
    return raid.decide(page, "/claim", account=account, **where, **told)


def test_who_did_it_and_who_denies_it_are_added_at_the_selected_words(raid: Visitor) -> None:
    assert _add(raid, "Tel Amal", field="by", value="Syrian army").status_code == 303
    denial = _add(raid, "was hit", field="by", value="rebels", says="rebels", certainty="denied")
    assert denial.status_code == 303
    told = {c.actor.name: c for c in _claims(raid) if c.actor}
    army, rebels = told["Syrian army"], told["rebels"]
    assert (army.span.text, army.certainty) == ("Tel Amal", "asserted")
    assert army.actor
    assert army.actor.actor, "a party that is known"
    assert (rebels.span.text, rebels.certainty) == ("was hit", "denied")


def test_who_was_hit_comes_beside_who_was_read(raid: Visitor) -> None:
    for name in ("people", "Tel Amal"):
        assert _add(raid, name, field="against").status_code == 303
    told = codec.decode(_journal(raid)[-1].value or "", tuple[ActorRef, ...])
    assert [(one.name, one.words.text) for one in told] == [("people",) * 2, ("Tel Amal",) * 2]


@pytest.mark.parametrize(("said", "day"), [("late on Tuesday", 7), ("2024-05-08", 8)])
def test_a_day_that_was_missed_is_read_as_a_report_is(raid: Visitor, said: str, day: int) -> None:
    assert _add(raid, "was hit", field="when", value=said).status_code == 303
    told = codec.decode(_journal(raid)[-1].value or "", Interval)
    assert (told.earliest, told.latest) == (date(2024, 5, day),) * 2
    assert told.words
    assert told.words.text == "was hit"


def test_a_place_is_looked_up_by_whichever_thread_answers(raid: Visitor) -> None:
    # Opened in this thread, asked in those of the desk.
    assert raid.app.state.desk.tools.gazetteer.find("Kunduz")
    for _ in range(3):
        assert _add(raid, "12", field="where", value="Qwertzuiop").status_code == 400


def test_a_place_that_was_missed_is_looked_up(raid: Visitor) -> None:
    # What no gazetteer has, and a day that is none, are told, and nothing is written.
    for field in ("where", "when"):
        assert _add(raid, "12", field=field, value="Qwertzuiop").status_code == 400
    assert _add(raid, "Tel Amal", field="where", value="Kunduz, AF").status_code == 303
    (judgement,) = _journal(raid)
    told = codec.decode(judgement.value or "", PlaceRef)
    assert (told.country, told.words.text) == ("AF", "Tel Amal")


@pytest.mark.parametrize("told", [{"field": "kind"}, {"field": "figure", "kind": "killed"}])
def test_words_that_tell_nothing_of_what_is_asked_are_refused(
    raid: Visitor, told: dict[str, str]
) -> None:
    assert _add(raid, "was hit", **told).status_code == 400
    assert _journal(raid) == []


def test_a_count_is_read_from_the_selected_words_alone(raid: Visitor) -> None:
    assert _add(raid, "12 people", field="figure", kind="wounded").status_code == 303
    (hurt,) = [c.figure for c in _claims(raid) if c.figure and c.figure.kind == "wounded"]
    assert (hurt.low, hurt.of) == (12, "people")
