"""How the words of an incident are weighed against each other."""

from khaldun.read.told import lent_time
from khaldun.records import Account
from short_reports import resolved


def accounts() -> tuple[Account, ...]:
    text = "Air strikes hit Manbij on Tuesday, killing nine. Families fled to Palmyra on Wednesday."
    return tuple(resolved(text))


def test_a_time_is_lent_by_an_account_of_the_same_kind_first() -> None:
    lent = lent_time(accounts(), "displacement")
    assert lent is not None
    assert lent.words.text == "Wednesday"


def test_a_time_is_lent_by_another_kind_before_by_none() -> None:
    lent = lent_time(accounts(), "battle")
    assert lent is not None
    assert lent.words.text == "Tuesday"
    assert lent_time((), "battle") is None
