"""Whom an incident struck: areas by whose they are, and nobody where people are only counted."""

import time

import pytest

from khaldun.faces.measuring import reading_by
from khaldun.knowledge.codebook import Codebook
from khaldun.records import Account, Details

_READERS = pytest.mark.parametrize("reader", ["rules", "learned"])


def _first(text: str, reader: str) -> Account:
    _, accounts = reading_by(reader)("struck", text, Details())
    return next(iter(accounts))


def _names(text: str, reader: str) -> tuple[list[str], list[str]]:
    """Who did the first incident of a text, and whom it struck."""
    account = _first(text, reader)
    doers = [claim.actor.name for claim in account.claims if claim.actor]
    return doers, [actor.name for actor in account.against]


@pytest.mark.parametrize(
    ("words", "area"),
    [
        ("Shells hit rebel-held districts of the city.", "rebel-held districts"),
        ("Raids on opposition areas went on.", "opposition areas"),
        ("He left rebel-held eastern Aleppo.", "rebel-held eastern Aleppo"),
        ("A bomb in a mostly Kurdish town.", "Kurdish town"),
        ("A majority-Alawite district was hit.", "majority-Alawite district"),
        ("The two IS-controlled border villages burned.", "IS-controlled border villages"),
        ("residential neighbourhoods", "residential neighbourhoods"),
    ],
)
def test_areas_are_found_by_whose_they_are(words: str, area: str) -> None:
    found = Codebook.open().areas.search(words)
    assert found
    assert found.group() == area


@pytest.mark.parametrize(
    "words",
    [
        "A state-run agency said so.",
        "The rebels east of the river fled.",
        "The town is a stronghold.",
        "The Senate Majority Leader spoke.",
        "Rebels in the village fled.",
        "The opposition said that areas burned.",
    ],
)
def test_what_is_near_a_side_is_no_area_of_it(words: str) -> None:
    assert not Codebook.open().areas.search(words)


@_READERS
def test_whose_ground_was_struck_neither_did_it_nor_was_struck_itself(reader: str) -> None:
    doers, struck = _names(
        "Rebels shelled regime-held districts of Homs on Monday, killing nine people.", reader
    )
    assert doers == ["Rebels"]
    assert struck == ["regime-held districts"]


@_READERS
def test_people_who_are_only_counted_are_not_told_as_struck(reader: str) -> None:
    _, struck = _names("A car bomb killed 12 people in Homs on Monday.", reader)
    assert struck == []


@_READERS
def test_air_strikes_strike_people_only_where_no_area_is_told(reader: str) -> None:
    raid = "Warplanes bombed {} Douma on Monday, killing 12 people."
    assert _names(raid.format("the town of"), reader)[1] == ["people"]
    assert _names(raid.format("residential areas of"), reader)[1] == ["residential areas"]


@_READERS
def test_an_area_before_the_words_for_an_attack_was_struck_by_another(reader: str) -> None:
    text = (
        "Warplanes bombed opposition areas near Damascus on Monday after rebels had fired "
        "rockets at the capital, killing 12 people."
    )
    _, accounts = reading_by(reader)("struck", text, Details())
    struck = {one.kind: [actor.name for actor in one.against] for one in accounts}
    assert "opposition areas" not in struck.get("shelling", [])
    assert any("opposition areas" in names for names in struck.values())


@_READERS
def test_a_group_that_is_named_stays_alone(reader: str) -> None:
    _, struck = _names(
        "A rocket hit a residential area of Homs on Monday, killing 12 civilians.", reader
    )
    assert struck == ["civilians"]


def test_the_reason_for_an_area_is_told() -> None:
    account = _first(
        "Mortar fire on residential areas of Homs killed 12 people on Monday.", "rules"
    )
    assert ("against residential areas", "the area that was struck") in account.reasons


@pytest.mark.parametrize("words", ["rebel ", "rebel eastern ", "x-held ", "'", "a'", "majority-"])
def test_areas_are_sought_in_a_hostile_text_without_delay(words: str) -> None:
    text = words * (120_000 // len(words))
    started = time.process_time()
    list(Codebook.open().areas.finditer(text))
    assert time.process_time() - started < 5
