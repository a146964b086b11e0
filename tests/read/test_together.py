"""Those who tell one thing together: each is a source of what is told."""

import pytest

from khaldun.faces.measuring import reading_by
from khaldun.records import Details

_KILLED = "Shells hit the market of Nubbul on Monday and killed nine people"
_READERS = pytest.mark.parametrize("reader", ["rules", "learned"])


def _origins(text: str, reader: str = "rules") -> list[str | None]:
    """Who says that nine were killed, origin by origin."""
    _, accounts = reading_by(reader)("nubbul", text, Details())
    claims = [claim for account in accounts for claim in account.figures]
    nine = [claim for claim in claims if claim.figure and claim.figure.low == 9]
    return [claim.chain[-1].name if claim.chain else None for claim in nine]


@_READERS
@pytest.mark.parametrize(
    ("credit", "names"),
    [
        (", activists and the Syrian Civil Defence said.",
         ["Syrian Civil Defence", "unnamed activists"]),
        (" according to the Syrian Observatory for Human Rights and a hospital official.",
         ["Syrian Observatory for Human Rights", "unnamed hospital official"]),
        (", according to residents, two officials and the Syrian Observatory for Human Rights.",
         ["unnamed residents", "unnamed officials", "Syrian Observatory for Human Rights"]),
        (", the Syrian army and the Red Crescent said.", ["Red Crescent", "Syrian army"]),
    ],
    ids=["before", "behind", "three", "an army"],
)  # fmt: skip
def test_each_of_those_named_together_says_the_count(
    credit: str, names: list[str], reader: str
) -> None:
    assert sorted(map(str, _origins(_KILLED + credit, reader))) == sorted(names)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (f"{_KILLED} in a raid by the army and activists said that more were hurt.",
         "unnamed activists"),
        (f"{_KILLED} amid talks between the government and rebels, officials say.",
         "unnamed officials"),
        (f"{_KILLED}, a medic said, and the mayor fled.", "unnamed medic"),
        (f"{_KILLED}, according to a medic and five houses burned.", "unnamed medic"),
        (f"{_KILLED}, the medic and the medic said.", "unnamed medic"),
    ],
    ids=["who did it", "two sides", "another clause", "a count", "himself"],
)  # fmt: skip
def test_who_only_stands_beside_and_tells_nothing(text: str, name: str) -> None:
    assert _origins(text) == [name]


def test_an_occurrence_has_each_of_its_sources() -> None:
    text = "Jets bombed Nubbul on Monday, activists and the Syrian Civil Defence said."
    _, accounts = reading_by("rules")("nubbul", text, Details())
    (account,) = accounts
    told = [claim for claim in account.claims if claim.about == "occurrence"]
    assert {claim.chain[-1].name for claim in told} == {"unnamed activists", "Syrian Civil Defence"}


def test_a_sentence_of_a_thousand_tellers_is_read_without_delay() -> None:
    text = _KILLED + ", according to " + ", ".join(["a medic", "a nurse"] * 1000) + " and a boy."
    assert len(_origins(text)) <= 6
