"""The protests with which a war began, told in passing beside its toll."""

from datetime import date

import pytest

from khaldun.faces.measuring import reading_by
from khaldun.records import Account, Details

_READERS = pytest.mark.parametrize("reader", ["rules", "learned"])


def _protests(text: str, reader: str) -> list[Account]:
    details = Details(published=date(2016, 5, 4))
    _, accounts = reading_by(reader)("rising", text, details)
    return [account for account in accounts if account.kind == "protest"]


@_READERS
@pytest.mark.parametrize(
    "words",
    [
        "Protests in March 2011 started the war in Syria, which has killed 250,000 people.",
        "The uprising in Syria, which broke out in March 2011, has cost thousands of lives.",
        "What emerged in Syria in March 2011 as a peaceful movement is now a war of many sides.",
    ],
    ids=["the toll", "the uprising", "the movement"],
)
def test_the_rising_is_an_incident_beside_the_toll_of_its_war(words: str, reader: str) -> None:
    (protest,) = _protests(words, reader)
    assert protest.when
    assert (protest.when.earliest, protest.when.latest) == (date(2011, 3, 1), date(2011, 3, 31))
    assert protest.where
    assert protest.where.country == "SY"


@_READERS
def test_it_is_told_once_however_often_a_report_comes_back_to_it(reader: str) -> None:
    told = "Syria's war began in 2011 with protests. "
    assert len(_protests(told + "A bomb killed four men in Homs on Monday. " + told, reader)) == 1


@pytest.mark.parametrize(
    ("words", "against"),
    [
        ("The war grew out of demonstrations against President Saleh in 2011.",
         ["President Saleh"]),
        ("An anti-Saleh uprising started the war in 2011.", ["Saleh"]),
        ("A revolt seeking Salehs resignation began in 2011.", ["Saleh"]),
        ("Peaceful protests started the war in 2011.", []),
    ],
)  # fmt: skip
def test_against_whom_people_rose_is_told_where_he_is_named(words: str, against: list[str]) -> None:
    (protest,) = _protests(words, "rules")
    assert [actor.name for actor in protest.against] == against


@pytest.mark.parametrize(
    "words",
    [
        "Idlib had long been the heart of the revolt.",
        "An uprising in the prison was put down by guards.",
        "The commission of the revolution began to count the dead.",
    ],
)
def test_a_rising_without_a_beginning_or_a_war_is_none(words: str) -> None:
    assert not _protests(words, "rules")


def test_what_is_told_with_a_day_is_news_and_no_beginning_of_a_war() -> None:
    protests = _protests("Protests over the war started in Idlib on Monday.", "rules")
    assert all(one.when and one.when.earliest > date(2016, 4, 1) for one in protests)
    assert "a rising with which a war began" not in {dict(one.reasons)["kind"] for one in protests}


def test_the_evidence_of_a_rising_is_short_in_a_long_sentence() -> None:
    words = "The war began with protests in Syria in 2011" + " and went on" * 200 + "."
    (protest,) = _protests(words, "rules")
    assert all(len(span.text) < 300 for span in protest.evidence)


@_READERS
def test_the_crackdown_that_answered_it_is_an_incident_of_its_own(reader: str) -> None:
    text = (
        "Bombs fell on Hama on Monday. Syria's war began in 2011 with peaceful protests, on which "
        "it turned when the Syrian government launched a bloody crackdown on dissent."
    )
    details = Details(published=date(2016, 5, 4))
    _, accounts = reading_by(reader)("rising", text, details)
    (crackdown,) = [account for account in accounts if account.kind == "other"]
    assert "Syrian government" in {claim.actor.name for claim in crackdown.by if claim.actor}
    assert [actor.name for actor in crackdown.against] == ["dissent"]
    assert "protest" in {account.kind for account in accounts}
