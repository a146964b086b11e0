"""The words of a sentence for those who act."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khaldun.read.actors import ActorMention, find_actors
from khaldun.text import sentences
from short_reports import knowledge


def actors(text: str) -> list[ActorMention]:
    codebook, roster = knowledge().codebook, knowledge().roster
    return [
        mention
        for sentence in sentences(text)
        for mention in find_actors(text, sentence, roster=roster, codebook=codebook)
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Islamic State took the town.", ["Islamic State"]),
        ("The Islamic State fighters left.", ["Islamic State fighters"]),
        ("Syrian government forces left.", ["Syrian government forces"]),
        ("Rebel fighters and gunmen left.", ["Rebel fighters", "gunmen"]),
        ("Pro-government forces left.", ["Pro-government forces"]),
        ("Clashes between rebels and the army.", ["rebels", "army"]),
        ("The minister left the hall.", []),
        ("They entered the Tabqa military airport.", []),
    ],
)
def test_parties_and_described_actors_are_found_with_their_words(
    text: str, names: list[str]
) -> None:
    assert [mention.name for mention in actors(text)] == names


def test_a_party_of_the_roster_keeps_its_id() -> None:
    (mention,) = actors("Hezbollah left the town.")
    assert (mention.party, mention.adjective) == ("hezbollah", False)


def test_a_described_actor_has_no_party() -> None:
    (mention,) = actors("Masked gunmen left the town.")
    assert mention.party is None


def test_a_bare_nationality_is_marked_as_an_adjective() -> None:
    (mention,) = actors("Turkish shells hit the town.")
    assert (mention.name, mention.adjective) == ("Turkish", True)


@pytest.mark.parametrize("text", ["Reuters left.", "The White Helmets left.", "SANA reported it."])
def test_those_who_only_tell_are_no_actors(text: str) -> None:
    assert actors(text) == []


@settings(max_examples=150)
@given(
    st.lists(
        st.sampled_from(["Syrian ", "army ", "the ", "Islamic State ", "rebels ", "Turkish ", ". "])
        | st.text(max_size=3),
        max_size=15,
    ).map("".join)
)
def test_actors_are_in_order_and_never_overlap(text: str) -> None:
    found = actors(text)
    for mention in found:
        assert text[mention.start : mention.end] == mention.name
    for left, right in pairwise(found):
        assert left.end <= right.start
