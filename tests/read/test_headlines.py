"""Counts that only a headline tells: what is read of it, and what is left to the text below."""

import pytest

from khaldun.faces.measuring import reading_by
from khaldun.records import Account, Details

_DATE = "\n\nDate of publication 10 July 2016. "


def _read(text: str, reader: str = "rules") -> tuple[Account, ...]:
    _, accounts = reading_by(reader)("towns", text, Details())
    return tuple(accounts)


def _tolls(accounts: tuple[Account, ...]) -> list[tuple[str, str, int | None]]:
    return [
        (account.kind, claim.figure.kind, claim.figure.low)
        for account in accounts
        for claim in account.figures
        if claim.figure
    ]


@pytest.mark.parametrize("reader", ["rules", "learned"])
def test_a_toll_that_only_the_headline_tells_is_of_what_the_text_tells(reader: str) -> None:
    text = f"Army raid on camp kills 18{_DATE}Jets bombed a camp near Raqqa on Saturday."
    (account,) = _read(text, reader)
    assert _tolls((account,)) == [("airstrike", "killed", 18)]
    (claim,) = account.figures
    assert claim.span.text == "18"
    assert claim.span.start < text.index("\n")


@pytest.mark.parametrize("toll", ["18", "at least 18", "more than 15"])
def test_what_the_text_tells_again_is_read_there(toll: str) -> None:
    text = f"Air strike kills {toll} in camp{_DATE}An air strike killed 18 people near Raqqa."
    (account,) = _read(text)
    (claim,) = account.figures
    assert claim.span.start > text.index("\n")


@pytest.mark.parametrize("head", ["Air strike kills dozens in camp", "Air strike kills a woman"])
def test_a_headline_s_words_and_single_persons_are_left_to_the_text(head: str) -> None:
    assert _tolls(_read(f"{head}{_DATE}Jets bombed a camp near Raqqa on Saturday.")) == []


def test_the_sum_of_several_incidents_is_an_incident_of_its_own() -> None:
    text = (
        f"Nine civilians killed in rocket attacks on Aleppo and Homs{_DATE}"
        "Rebels shelled the Seif al-Dawla district of Aleppo on Monday, killing six civilians. "
        "In Homs a car bomb killed three civilians on Tuesday."
    )
    tolls = _tolls(_read(text))
    assert tolls[0] == ("shelling", "killed", 9)
    assert sorted(low for _, _, low in tolls if low) == [3, 6, 9]
    assert len(_read(text)) == 3


def test_a_headline_alone_is_read_as_ever() -> None:
    assert _tolls(_read("Shelling kills 18 in Raqqa")) == [("shelling", "killed", 18)]
