"""What a person decides is written once, with a reason and a name, and can be taken back."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from desk.cases import Visitor, ledger_hash, put, words
from incident_cases import AMAL, BARID, card, figure, tell
from khaldun.case import Case
from khaldun.faces.judging import decide
from khaldun.records import Judgement
from khaldun.register.lines import Where


@pytest.fixture
def twins(tmp_path: Path) -> Visitor:
    """Two raids that the program keeps apart, each told by two outlets."""
    told = []
    for number, (place, days, toll) in enumerate(
        [(AMAL, ("2024-05-09", "2024-05-09"), 12), (BARID, ("2024-05-11", "2024-05-11"), 40)]
    ):
        for outlet in ("Herald", "Courier"):
            hit = card(
                f"{outlet}: {place[0]} was hit.", place=place, days=days, figures=[figure(toll)]
            )
            told.append(tell(f"{outlet}-{number}", hit, publisher=outlet))
    visitor = Visitor(put(tmp_path / "twins", told))
    assert len(visitor.incidents()) == 2
    return visitor


def _journal(visitor: Visitor) -> list[Judgement]:
    with Case.open(visitor.folder) as case:
        assert not list(case.verify())
        return list(case.ledger.judgements())


def _groups(visitor: Visitor) -> set[frozenset[str]]:
    now = visitor.app.state.desk.now()
    return {frozenset(view.incident.accounts) for view in now.views(now.rows.choose(Where()))}


def _compare(visitor: Visitor, ids: Sequence[str]) -> Any:
    return visitor.page(f"/compare?id={ids[0]}&id={ids[1]}")


def test_two_incidents_are_joined_and_the_undo_puts_them_back(twins: Visitor) -> None:
    before, ids = _groups(twins), twins.incidents()
    answer = twins.decide(_compare(twins, ids), "/join")
    assert answer.status_code == 303
    (joined,) = twins.incidents()
    assert answer.headers["location"].startswith(f"/incident/{joined}?done=")
    made = _journal(twins)
    assert len(made) == 3, "each of four accounts is tied to the first"
    assert {(one.verdict, one.reason) for one in made} == {("yes", "seen on site")}
    assert {one.decided_by for one in made} == {"A. Analyst"}
    page = twins.page(answer.headers["location"])
    assert "one incident, seen on site" in words(page.xpath("//*[@role='status']")[0])
    assert twins.decide(page, "/undo", reason="not so").status_code == 303
    assert _groups(twins) == before
    assert [one.verdict for one in _journal(twins)] == ["yes"] * 3 + ["unsure"] * 3


def test_a_correction_made_elsewhere_is_shown_in_the_journal_and_undone(twins: Visitor) -> None:
    account = next(iter(next(iter(_groups(twins)))))
    with Case.open(twins.folder, write=True) as case:
        for kind in ("shelling", "explosion"):
            case.ledger.judge(
                relation="field",
                left=account,
                right="kind",
                verdict="yes",
                value=f'"{kind}"',
                decided_at=datetime.now(UTC),
                reason="seen on a map",
                decided_by="B. Bureau",
            )
    assert "corrected, B. Bureau" in words(twins.page("/journal").xpath("//main")[0]).replace(
        " · ", ", "
    )
    assert "kind → explosion" in words(twins.page("/journal").xpath("//main")[0])
    assert twins.decide(twins.page("/journal"), "/undo", reason="not so").status_code == 303
    assert _journal(twins)[-1].value == '"shelling"'
    now = twins.app.state.desk.now()
    (view,) = now.views([now.of_account(account)])
    assert {one.kind for one in view.accounts if one.id == account} == {"shelling"}


def test_the_address_of_a_joined_incident_leads_to_what_it_is_now(twins: Visitor) -> None:
    ids = twins.incidents()
    twins.decide(_compare(twins, ids), "/join")
    (joined,) = twins.incidents()
    (former,) = set(ids) - {joined}
    answer = twins.client.get(f"/incident/{former}", follow_redirects=False)
    assert answer.headers["location"] == f"/incident/{joined}?was={former}"
    assert "part of this one now" in words(twins.page(f"/incident/{former}"))


def test_an_incident_is_split_where_a_person_says(twins: Visitor) -> None:
    twins.decide(_compare(twins, twins.incidents()), "/join")
    (joined,) = twins.incidents()
    page = twins.page(f"/incident/{joined}")
    accounts = page.xpath("//form[@action='/split']//input[@name='account']/@value")
    assert len(accounts) == 4
    assert twins.decide(page, "/split", account=accounts[:1]).status_code == 303
    assert _groups(twins) == {frozenset(accounts[:1]), frozenset(accounts[1:])}
    split = _journal(twins)[3:]
    assert {one.verdict for one in split} == {"no"}
    assert len(split) == 3
    # It is one act: one line of the journal, and one undo for all of its pairs.
    page = twins.page("/journal")
    assert len(page.xpath("//ol[@class='acts']/li")) == 2
    assert twins.decide(page, "/undo").status_code == 303
    assert _groups(twins) == {frozenset(accounts)}


@pytest.mark.parametrize("ticked", [0, 4])
def test_a_split_leaves_something_on_both_sides(twins: Visitor, ticked: int) -> None:
    twins.decide(_compare(twins, twins.incidents()), "/join")
    (joined,) = twins.incidents()
    page = twins.page(f"/incident/{joined}")
    accounts = page.xpath("//form[@action='/split']//input[@name='account']/@value")
    answer = twins.decide(page, "/split", account=accounts[:ticked])
    assert (answer.status_code, len(_journal(twins))) == (400, 3)


def test_accounts_of_another_incident_are_not_split_off(twins: Visitor) -> None:
    one, other = twins.incidents()
    stray = twins.page(f"/incident/{other}").xpath("//input[@name='account']/@value")[0]
    answer = twins.decide(twins.page(f"/incident/{one}"), "/split", account=[stray])
    assert (answer.status_code, len(_journal(twins))) == (400, 0)


def test_two_incidents_are_kept_apart_over_every_pair(twins: Visitor) -> None:
    twins.decide(_compare(twins, twins.incidents()), "/apart")
    assert [one.verdict for one in _journal(twins)] == ["no"] * 4


def test_what_is_withdrawn_is_decided_no_more(twins: Visitor) -> None:
    before, ids = _groups(twins), twins.incidents()
    twins.decide(_compare(twins, ids), "/join")
    twins.decide(twins.page("/journal"), "/withdraw", reason="too hasty")
    assert _groups(twins) == before
    assert [one.verdict for one in _journal(twins)] == ["yes"] * 3 + ["unsure"] * 3
    # And the withdrawal can itself be undone: then they are one again.
    twins.decide(twins.page("/journal"), "/undo")
    assert len(_groups(twins)) == 1


def test_an_act_that_a_later_one_has_overtaken_is_not_undone(twins: Visitor) -> None:
    ids = twins.incidents()
    twins.decide(_compare(twins, ids), "/join")
    first = _journal(twins)[0]
    twins.decide(twins.page("/journal"), "/withdraw")
    form = {"head": _journal(twins)[-1].id, "act": first.id, "reason": "r", "by": "b"}
    answer = twins.send("/undo", form)
    assert (answer.status_code, len(_journal(twins))) == (400, 6)
    assert "later judgement" in answer.text


def test_a_stale_form_is_a_conflict_and_writes_nothing(twins: Visitor) -> None:
    ids = twins.incidents()
    stale = _compare(twins, ids)
    pages = [twins.page(f"/incident/{ids[0]}"), twins.page("/journal")]
    twins.decide(_compare(twins, ids), "/apart", reason="another window was faster")
    before = ledger_hash(twins.folder)
    answer = twins.decide(stale, "/join", reason="my own <b>reason</b>")
    assert answer.status_code == 409
    for told in ("Nothing was written", "another window was faster", "my own &lt;b&gt;reason"):
        assert told in answer.text
    account = pages[0].xpath("//input[@name='account']/@value")[:1]
    assert twins.decide(pages[0], "/split", account=account).status_code == 409
    assert ledger_hash(twins.folder) == before


def test_a_form_on_an_incident_that_has_grown_is_a_conflict(twins: Visitor) -> None:
    stale = _compare(twins, twins.incidents())
    words = "Post: Tel Amal was hit."
    put(twins.folder, [tell("Post", card(words, figures=[figure(12)]), publisher="Post")])
    answer = twins.decide(stale, "/join")
    assert (answer.status_code, len(_journal(twins))) == (409, 0)
    assert "other accounts are in the incident now" in answer.text


def test_the_command_joins_two_incidents_as_the_desk_does(twins: Visitor) -> None:
    one, other = twins.incidents()
    with Case.open(twins.folder, write=True) as case:
        assert decide(case, (one, other), "same", reason="seen on site", by="A. Analyst") == 3
    assert len(twins.incidents()) == 1


@pytest.mark.parametrize("missing", [{"reason": "  "}, {"by": ""}])
def test_without_a_reason_or_a_name_nothing_is_written(
    twins: Visitor, missing: dict[str, str]
) -> None:
    answer = twins.decide(_compare(twins, twins.incidents()), "/join", **missing)
    assert (answer.status_code, len(_journal(twins))) == (400, 0)


def test_while_another_program_writes_the_desk_says_so_and_writes_nothing(twins: Visitor) -> None:
    page = _compare(twins, twins.incidents())
    with Case.open(twins.folder, write=True):
        answer = twins.decide(page, "/join")
        assert answer.status_code == 409
        assert "another program is writing" in answer.text
    assert len(_journal(twins)) == 0
    assert twins.decide(page, "/join").status_code == 303


def test_a_decision_made_elsewhere_is_seen_at_once(twins: Visitor) -> None:
    ids = twins.incidents()
    other = Visitor(twins.folder)
    other.decide(_compare(other, ids), "/join")
    assert len(twins.incidents()) == 1


def test_a_form_that_is_too_large_is_not_read(twins: Visitor) -> None:
    answer = twins.decide(_compare(twins, twins.incidents()), "/join", reason="x" * 70_000)
    assert (answer.status_code, len(_journal(twins))) == (400, 0)
    many = {str(number): "x" for number in range(8000)}
    assert twins.send("/join", many).status_code == 400


def test_the_name_is_remembered_until_the_end(twins: Visitor) -> None:
    twins.decide(_compare(twins, twins.incidents()), "/apart")
    page = _compare(twins, twins.incidents())
    assert page.xpath("//input[@name='by']/@value") == ["A. Analyst"]
