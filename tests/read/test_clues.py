"""Clues: which kinds of incident the words of a sentence tell, and whether they happened."""

from itertools import pairwise

import pytest

from khaldun.read.clues import find_clues, find_status
from khaldun.records import IncidentKind
from short_reports import heard, knowledge

KINDS: list[tuple[str, IncidentKind]] = [
    ("Air strikes hit the town.", "airstrike"),
    ("Airstrikes hit the town.", "airstrike"),
    ("A drone strike hit the convoy.", "airstrike"),
    ("Helicopters dropped barrel bombs on the town.", "airstrike"),
    ("Artillery shelled the town.", "shelling"),
    ("Rockets landed in the market.", "shelling"),
    ("A car bomb went off.", "bombing"),
    ("He stepped on a land mine.", "bombing"),
    ("Chlorine was used on the town.", "chemical"),
    ("A gas explosion shook the town.", "explosion"),
    ("Clashes broke out in the town.", "battle"),
    ("A sniper killed the boy.", "shooting"),
    ("The captives were beheaded.", "execution"),
    ("Gunmen kidnapped the engineers.", "abduction"),
    ("The police arrested the men.", "arrest"),
    ("Troops raided the quarter.", "raid"),
    ("The army recaptured the town.", "capture"),
    ("The rebels withdrew from the town.", "withdrawal"),
    ("The army besieged the town.", "siege"),
    ("The army deployed to the town.", "deployment"),
    ("The army built a base there.", "base"),
    ("The families fled.", "displacement"),
    ("An aid convoy reached the town.", "aid"),
    ("The rebels shot down a jet.", "aircraft_loss"),
    ("The mosque was demolished.", "destruction"),
    ("The police found a weapons cache.", "seizure"),
    ("The sides signed a ceasefire.", "deal"),
    ("The people protested.", "protest"),
]


@pytest.mark.parametrize(("text", "kind"), KINDS, ids=[kind for _, kind in KINDS])
def test_every_kind_has_words_that_tell_of_it_alone(text: str, kind: IncidentKind) -> None:
    clues = find_clues(text, 0, len(text), knowledge().codebook)
    assert kind in {clue.kind for clue in clues if clue.sure}


def test_of_two_clues_that_overlap_the_longer_stays() -> None:
    text = "A tunnel bomb attack hit the base."
    clues = find_clues(text, 0, len(text), knowledge().codebook)
    assert all(a.end <= b.start for a, b in pairwise(clues))


@pytest.mark.parametrize(
    ("text", "kinds"), [("A riot squad left.", {"protest"}), ("The anti-riot squad left.", set())]
)
def test_what_is_against_a_thing_is_not_that_thing(text: str, kinds: set[str]) -> None:
    clues = find_clues(text, 0, len(text), knowledge().codebook)
    assert {clue.kind for clue in clues if clue.sure} == kinds


def test_a_sentence_is_read_within_its_bounds() -> None:
    text = "Air strikes hit the town. Clashes broke out."
    assert {clue.kind for clue in find_clues(text, 0, 25, knowledge().codebook)} == {"airstrike"}


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("The army launched an offensive.", "happened"),
        ("The army plans to launch an offensive.", "planned"),
        ("The army will launch an offensive.", "planned"),
        ("The army is preparing to launch an offensive.", "planned"),
        ("An offensive is expected.", "planned"),
        ("The army vowed to launch an offensive.", "planned"),
        ("The army threatened to launch an offensive.", "possible"),
        ("The army could launch an offensive.", "possible"),
        ("There is fear of an offensive.", "possible"),
        ("On 3 May the army launched an offensive.", "happened"),
        ("On May 3 the army launched an offensive.", "happened"),
    ],
)
def test_the_words_around_a_clue_say_whether_it_happened(text: str, status: str) -> None:
    codebook = knowledge().codebook
    clue = next(c for c in find_clues(text, 0, len(text), codebook) if c.kind == "battle")
    assert find_status(text, clue, 0, codebook) == status


def test_speech_alone_has_no_clue() -> None:
    assert heard("The minister praised the talks.")[0].clues == ()


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("The rebels seized the town.", {"capture"}),
        ("The rebels hope to seize the town.", set()),
        ("The rebels managed to seize the town.", {"capture"}),
        ("The town has been under the control of rebels for years.", set()),
        ("The town fell under the control of rebels.", {"capture"}),
        ("The two sides fight for control of the town.", {"battle"}),
    ],
)
def test_what_is_held_or_wanted_was_not_taken(text: str, kinds: set[str]) -> None:
    clues = find_clues(text, 0, len(text), knowledge().codebook)
    assert {clue.kind for clue in clues if clue.sure} == kinds


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Rebels battling the army left the town.", set()),
        ("Men fighting to topple the king left the town.", set()),
        ("It is the strongest fighting force of the north.", set()),
        ("The army was battling rebels in the town.", {"battle"}),
        ("The fighting moved north.", {"battle"}),
    ],
)
def test_words_for_who_somebody_is_tell_of_no_battle(text: str, kinds: set[str]) -> None:
    clues = find_clues(text, 0, len(text), knowledge().codebook)
    assert {clue.kind for clue in clues} == kinds


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Barrel bomb attacks hit the town.", {"airstrike"}),
        ("Firefighters came.", set()),
        ("The executive council met.", set()),
        ("The executions went on.", {"execution"}),
        ("It is the last supply route to the town.", set()),
    ],
)
def test_words_are_not_taken_for_others_that_begin_alike(text: str, kinds: set[str]) -> None:
    clues = find_clues(text, 0, len(text), knowledge().codebook)
    assert {clue.kind for clue in clues} == kinds
