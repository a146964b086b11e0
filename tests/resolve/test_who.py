"""Which party a name means, with and without the country that the report is about."""

import pytest

from khaldun.knowledge.roster import Roster
from khaldun.resolve.who import resolve_who


@pytest.fixture(scope="module")
def roster() -> Roster:
    return Roster.open()


@pytest.mark.parametrize(
    ("name", "country", "party"),
    [
        ("Syrian Observatory for Human Rights", None, "sohr"),
        ("government forces", "SY", "syrian-armed-forces"),
        ("the army", "SD", "sudanese-armed-forces"),
        ("police", "NO", "police:NO"),
        ("rebel fighters", "SY", "rebels:SY"),
        ("state television", "SY", "syrian-television"),
        ("RSF", "SD", "rapid-support-forces"),
        ("al-Shabab", "MZ", "islamic-state-mozambique"),
        ("al-Shabab", "SO", "al-shabaab"),
    ],
)
def test_a_name_is_resolved_to_its_party(
    roster: Roster, name: str, country: str | None, party: str
) -> None:
    assert resolve_who(name, roster=roster, country=country) == party


@pytest.mark.parametrize(
    "name", ["government forces", "the army", "rebels", "Abu Omar al-Golani", "Damascus residents"]
)
def test_what_names_nobody_stays_unknown_without_a_country(roster: Roster, name: str) -> None:
    assert resolve_who(name, roster=roster) is None


def test_a_loaded_word_is_nobody_even_in_a_known_country(roster: Roster) -> None:
    assert resolve_who("terrorists", roster=roster, country="SY") is None


def test_an_unnamed_source_speaks_for_nobody(roster: Roster) -> None:
    assert resolve_who("unnamed Syrian army officers", roster=roster, country="SY") is None
