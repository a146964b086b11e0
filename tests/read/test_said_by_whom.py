"""Whose words a sentence gives, where a clause, a count or another party stands beside them."""

import pytest

from short_reports import chains

SOHR = "Syrian Observatory for Human Rights"


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


@pytest.mark.parametrize(
    ("text", "chain"),
    [
        ("Nine people died, the army was quoted by SANA as saying.", ("SANA", "unnamed army")),
        ("Nine people died in clashes with Kurdish troops on Sunday reports said.",
         ("unnamed reports",)),
        (f'"Nine people died" in a village south of Azaz, said Sami Ali of the {SOHR}.', (SOHR,)),
        ("A convoy of nine fled, said Red Crescent director Sami Ali.", ("Red Crescent",)),
        ("Elsewhere an AFP photographer saw nine wounded children.", ("AFP",)),
    ],
    ids=["quoted by", "reports", "of a body", "head of a body", "own eyes"],
)  # fmt: skip
def test_who_tells_is_found_in_these_forms_too(text: str, chain: tuple[str, ...]) -> None:
    assert chains(text) == [chain]


@pytest.mark.parametrize(
    ("told", "chain"),
    [
        (f"The {SOHR} said nine died. Sami Ali the Observatorys director said ten were hurt.",
         (SOHR,)),
        ("A source at Hama Hospital said nine died. The source earlier put the toll at 5.",
         ("Hama Hospital",)),
        (f"The {SOHR} said nine died. A group said ten were hurt.", (SOHR,)),
        (f"The {SOHR} said nine died. A civil defence group said ten were hurt.",
         ("unnamed civil defence group",)),
    ],
    ids=["an owner without apostrophe", "a source told of before", "a group", "another group"],
)  # fmt: skip
def test_whom_a_description_means_is_known_from_before(told: str, chain: tuple[str, ...]) -> None:
    assert chains(told) == [chain]


@pytest.mark.parametrize(
    ("text", "chain"),
    [
        ("Radio Okapi put the dead at seven.", ("Radio Okapi",)),
        ("Jaish al-Fatah put its own losses at seven.", ("Jaish al-Fatah",)),
        ("Local officials speak of ten dead.", ("unnamed Local officials",)),
        ("The army admitted the loss of ten men.", ("unnamed army",)),
        ("The Health Ministry for its part said ten died.", ("Health Ministry",)),
        ("A clinic lost ten patients, by the army's own account.", ("unnamed army",)),
        (f"Ten houses burned, by the {SOHR}'s count.", (SOHR,)),
        ("Ten were hurt, by the count of the town council.", ("unnamed town council",)),
        ("The White Helmets, the volunteer rescue service, said ten died.", ("White Helmets",)),
        ("A farmer told Reuters that ten died.", ("Reuters", "unnamed farmer")),
        ("Ten were buried at dusk, the village priest said.", ("unnamed village priest",)),
        ('"Ten of us died," recalled Sami Omar, who keeps a shop there.', ("Sami Omar",)),
        ("Ten died, according to a list drawn up by local lawyers.", ("unnamed local lawyers",)),
        ("The army said its forces killed ten people.", ("unnamed army",)),
        ("The ministry reported the troops had killed ten.", ("unnamed ministry",)),
    ],
)
def test_clean_and_varied_english_is_credited(text: str, chain: tuple[str, ...]) -> None:
    assert chains(text) == [chain]


@pytest.mark.parametrize(
    "text",
    [
        "I learned that ten died.",
        "Families of five rebels were among the dead.",
        "Local hospitals admitted ten wounded.",
        "SANA, which has not said so, counts ten dead.",
    ],
)
def test_who_says_nothing_of_it_is_no_source(text: str) -> None:
    assert chains(text) == []


def test_reports_of_reports_without_end_are_read_to_an_end() -> None:
    endless = "Ten died, according to " + "a list kept by " * 5000 + "medics."
    assert set(chains(endless)) == {("medics",)}
