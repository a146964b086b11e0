"""Counts of nobody: which words make one, whose they are, and which incident they are laid to."""

import pytest

from khaldun.faces.measuring import reading_by
from khaldun.records import Account, Claim, Details

_SHELLS = "Rebels shelled the village of Fuah on Monday. "


def _accounts(text: str, reader: str) -> tuple[Account, ...]:
    _, accounts = reading_by(reader)("fuah", text, Details())
    return tuple(accounts)


def _nobody(text: str, reader: str = "rules") -> list[Claim]:
    figures = (claim for account in _accounts(text, reader) for claim in account.figures)
    return [claim for claim in figures if claim.figure and claim.figure.high == 0]


@pytest.mark.parametrize("reader", ["rules", "learned"])
@pytest.mark.parametrize(
    ("words", "kind", "of"),
    [
        ("No one was killed.", "killed", "people"),
        ("The shells fell in fields without causing any casualties.", "casualties", "people"),
        ("It caused no casualties among the civilians.", "casualties", "civilians"),
        ("There were no injuries.", "wounded", "people"),
        ("No civilian was harmed, the army said.", "casualties", "civilians"),
        ("The army denied that any of its soldiers had been hurt.", "casualties", "soldiers"),
    ],
)
def test_who_says_that_nobody_was_hurt_is_heard(
    words: str, kind: str, of: str, reader: str
) -> None:
    (claim,) = _nobody(_SHELLS + words, reader)
    assert claim.figure
    assert (claim.figure.kind, claim.figure.of, claim.figure.low) == (kind, of, 0)
    assert claim.span.text in words


@pytest.mark.parametrize(
    "words",
    [
        "There were no immediate reports of casualties.",
        "No word on casualties came from the village.",
        "The army promised to ensure no civilians were harmed.",
        "The blast hurt nobody else.",
        "No more deaths followed.",
        "It is not true that no one was killed, residents said.",
        "The army could not say that there were no casualties.",
        "It was unclear whether there were no casualties.",
        "If no civilians were hurt, it was luck.",
        "It is a street where no deaths had been reported in weeks.",
    ],
)
def test_what_nobody_knows_or_wishes_is_no_count(words: str) -> None:
    assert not _nobody(_SHELLS + words)


def test_who_says_so_is_credited() -> None:
    (claim,) = _nobody(_SHELLS + "The army said that no one was hurt.")
    assert [source.name for source in claim.chain] == ["unnamed army"]


def test_nobody_goes_to_the_incident_told_before_it() -> None:
    text = "An air strike hit Douma on Monday and killed 12 people.\n\n" + _SHELLS + "No one died."
    counted = {
        account.kind
        for account in _accounts(text, "rules")
        for claim in account.figures
        if claim.figure and claim.figure.high == 0
    }
    assert counted == {"shelling"}


@pytest.mark.parametrize("words", ["No one was killed.", "No one was hurt."])
def test_of_one_source_nobody_does_not_stand_beside_the_dead(words: str) -> None:
    assert not _nobody("Shells killed four people in Fuah on Monday. " + words)


def test_of_one_source_nobody_may_be_dead_where_some_are_wounded() -> None:
    (claim,) = _nobody("Shells wounded four people in Fuah on Monday. No one was killed.")
    assert claim.figure
    assert claim.figure.kind == "killed"
