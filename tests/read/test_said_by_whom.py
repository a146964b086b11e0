"""Whose words a sentence gives, where a clause, a count or another party stands beside them."""

import pytest

from short_reports import chains


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("The U.N. said nine people died.", "U.N."),
        ("Nine people died, the U.S. says.", "U.S."),
        ("The U.S. military said it killed 20 fighters.", "U.S. military"),
        ("Central Command said the strikes killed 20 fighters.", "Central Command"),
        ("The raid left scores wounded reports say.", "unnamed reports"),
        ("Tanks fired killing four civilians residents said.", "unnamed residents"),
        ("The local director also said Hezbollah killed nine.", "unnamed local director"),
        (
            "According to a source at the Aleppo Police Command two people died.",
            "unnamed source at the Aleppo Police Command",
        ),
        ("According to sources in the Church at least 15 died.", "unnamed sources in the Church"),
    ],
)
def test_a_teller_is_no_clause_and_takes_no_count(text: str, source: str) -> None:
    assert [chain[-1] for chain in chains(text)] == [source]


def test_a_party_that_said_nothing_is_none_of_the_sources() -> None:
    text = 'The Syrian army took the town. "It killed nine people," the sources said.'
    assert chains(text) == [("unnamed sources",)]
