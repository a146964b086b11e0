"""A toll that another source confirms is a figure of his."""

import pytest

from khaldun.faces.measuring import reading_by
from khaldun.records import Claim, Details

_TOLL = "A car bomb killed 17 people, among them 4 children, in Qamishli on Monday, SANA reported. "


def _confirmed(words: str, reader: str = "rules") -> list[Claim]:
    _, accounts = reading_by(reader)("qamishli", _TOLL + words, Details())
    claims = [claim for account in accounts for claim in account.figures]
    return [claim for claim in claims if claim.rule == "a toll confirmed"]


@pytest.mark.parametrize("reader", ["rules", "learned"])
@pytest.mark.parametrize(
    ("words", "origin"),
    [
        ("The Syrian Observatory for Human Rights reported the same toll.",
         "Syrian Observatory for Human Rights"),
        ("A hospital official confirmed the death toll.", "unnamed hospital official"),
        ("The toll was confirmed by the health ministry.", "unnamed health ministry"),
        ("The Red Crescent also reported the attack and the same death toll.", "Red Crescent"),
    ],
)  # fmt: skip
def test_it_is_the_count_just_told_by_the_one_who_confirms_it(
    words: str, origin: str, reader: str
) -> None:
    (claim,) = _confirmed(words, reader)
    assert claim.figure
    assert (claim.figure.kind, claim.figure.low, claim.chain[-1].name) == ("killed", 17, origin)
    assert claim.span.text in words


@pytest.mark.parametrize(
    "words",
    [
        "The police have not confirmed the death toll.",
        "Nobody confirmed the toll, a medic said.",
        "The death toll could not be confirmed, the police said.",
        "The police hope to confirm the toll.",
        "The toll was confirmed.",
    ],
)
def test_what_is_not_confirmed_or_by_nobody_is_no_figure(words: str) -> None:
    assert not _confirmed(words)


def test_a_toll_told_long_before_is_not_what_is_confirmed() -> None:
    assert not _confirmed("Traders swept the street. " * 30 + "The police confirmed the toll.")
