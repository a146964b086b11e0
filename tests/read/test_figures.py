"""From quantities to figures: which counts are of the killed, the wounded, of things."""

import pytest

from short_reports import figures

Expected = list[tuple[str, str, int | None, int | None]]


def told(text: str) -> Expected:
    found = (counted.figure() for counted in figures(text))
    return [(figure.kind, figure.of, figure.low, figure.high) for figure in found]


HARMED: dict[str, tuple[str, Expected]] = {
    "active": (
        "Shelling killed five people and wounded 12 others.",
        [("killed", "people", 5, 5), ("wounded", "others", 12, 12)],
    ),
    "passive": ("Nine soldiers were killed.", [("killed", "soldiers", 9, 9)]),
    "passive, and the second word alone": (
        "Five people were killed and 12 wounded.",
        [("killed", "people", 5, 5), ("wounded", "people", 12, 12)],
    ),
    "as headlines set them, without a comma": (
        "Nine persons killed 12 injured in a rocket attack.",
        [("killed", "persons", 9, 9), ("wounded", "people", 12, 12)],
    ),
    "behind a count of those who harm nobody": (
        "The shelling left five civilians killed a source said.",
        [("killed", "civilians", 5, 5)],
    ),
    "behind a count of nobody named": (
        "Three people were killed and 40 injured following a raid.",
        [("killed", "people", 3, 3), ("wounded", "people", 40, 40)],
    ),
    "behind a count that has a word of harm of its own": (
        "Shells claimed the lives of 15 people injuring tens of others.",
        [("killed", "people", 15, 15), ("wounded", "others", None, None)],
    ),
    "between a count and those who harmed": (
        "Two gunmen killed five guards.",
        [("killed", "guards", 5, 5)],
    ),
    "of those who were what another count says": (
        "Among the 23 killed was a family of ten people.",
        [("killed", "people", 23, 23), ("killed", "people", 10, 10)],
    ),
    "victims, who may be harmed otherwise": (
        "Four other victims had died.",
        [("killed", "people", 4, 4)],
    ),
    "a toll far from what it rose to": (
        f"The toll of {'the blasts in the markets of ' * 5} the town rose to 32.",
        [("killed", "people", 32, 32)],
    ),
    "some of those harmed otherwise": (
        "The raids killed 31 rebels and wounding dozens of them they left.",
        [("killed", "rebels", 31, 31), ("wounded", "part of them", None, None)],
    ),
    "of gas": (
        "Some twenty others suffered from suffocation.",
        [("wounded", "others", 20, 20)],
    ),
    "hostages": ("They took 900 villagers hostage.", [("abducted", "villagers", 900, 900)]),
    "fate": ("The fate of eight nurses is unknown.", [("missing", "nurses", 8, 8)]),
    "an adjective before the noun": (
        "The province counted seven dead children.",
        [("killed", "children", 7, 7)],
    ),
    "killed, and so no troops on the move": (
        "28 SDF troops had been killed.",
        [("killed", "SDF troops", 28, 28)],
    ),
    "inverted": ("Killed in the attack were nine soldiers.", [("killed", "soldiers", 9, 9)]),
    "gerund": (
        "The blast hit a market, killing five and wounding 12 others.",
        [("killed", "people", 5, 5), ("wounded", "others", 12, 12)],
    ),
    "gerund without its comma": (
        "The blast hit a market killing five and wounding 12 others.",
        [("killed", "people", 5, 5), ("wounded", "others", 12, 12)],
    ),
    "adjective": (
        "The raid left 12 dead and 30 injured.",
        [("killed", "people", 12, 12), ("wounded", "people", 30, 30)],
    ),
    "adjective after the noun": (
        "The raid left at least 12 people dead.",
        [("killed", "people", 12, None)],
    ),
    "two clauses": (
        "The shelling killed 4 and the raids killed 6.",
        [("killed", "people", 4, 4), ("killed", "people", 6, 6)],
    ),
    "lives": ("The raid claimed the lives of 11 people.", [("killed", "people", 11, 11)]),
    "deaths": ("The deaths of 14 farmers were confirmed.", [("killed", "farmers", 14, 14)]),
    "toll": ("The toll rose to 31.", [("killed", "people", 31, 31)]),
    "a range": ("Between 10 and 15 rebels died.", [("killed", "rebels", 10, 15)]),
    "a bound above": ("Up to 15 rebels died.", [("killed", "rebels", None, 15)]),
    "not told apart": (
        "The clashes left 20 killed or wounded.",
        [("casualties", "people", 20, 20)],
    ),
    "captured": ("The army arrested 14 men.", [("captured", "men", 14, 14)]),
    "abducted": ("Gunmen kidnapped eight engineers.", [("abducted", "engineers", 8, 8)]),
    "missing": ("Seven people are missing.", [("missing", "people", 7, 7)]),
    "displaced": ("Some 3,000 families fled their homes.", [("displaced", "families", 3000, 3000)]),
    "hit and spared": (
        "No civilians were killed, and 3 soldiers were wounded.",
        [("wounded", "soldiers", 3, 3)],
    ),
    "one person": ("A young woman was killed.", [("killed", "young woman", 1, 1)]),
}


@pytest.mark.parametrize(("text", "expected"), HARMED.values(), ids=HARMED)
def test_a_word_of_harm_takes_the_count_that_its_grammar_gives_it(
    text: str, expected: Expected
) -> None:
    assert told(text) == expected


JOINED: dict[str, tuple[str, Expected]] = {
    "and": (
        "12 soldiers and 5 civilians were killed.",
        [("killed", "soldiers", 12, 12), ("killed", "civilians", 5, 5)],
    ),
    "a list": (
        "Two soldiers, 3 medics and 5 farmers were killed.",
        [("killed", "soldiers", 2, 2), ("killed", "medics", 3, 3), ("killed", "farmers", 5, 5)],
    ),
    "after the word of harm": (
        "The raid killed 12 soldiers and 5 civilians.",
        [("killed", "soldiers", 12, 12), ("killed", "civilians", 5, 5)],
    ),
    "single people": (
        "A mother and her two children were killed.",
        [("killed", "mother", 1, 1), ("killed", "children", 2, 2)],
    ),
}


@pytest.mark.parametrize(("text", "expected"), JOINED.values(), ids=JOINED)
def test_joined_counts_share_the_word_of_harm(text: str, expected: Expected) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Nineteen people, including six children, were killed.",
        "Nineteen people including six children were killed.",
        "The raid killed nineteen people, including six children.",
        "Nineteen people were killed, among them six children.",
        "Nineteen people were killed, six of them children.",
        "Nineteen people were killed, of whom six were children.",
    ],
)
def test_a_part_takes_the_kind_of_its_whole(text: str) -> None:
    whole, part = figures(text)
    assert (whole.kind, whole.quantity.low, whole.part) == ("killed", 19, False)
    assert (part.kind, part.quantity.low, part.part) == ("killed", 6, True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The jets dropped 14 bombs.", [("strikes", "bombs", 14, 14)]),
        ("Six rockets were fired at the base.", [("strikes", "rockets", 6, 6)]),
        ("The army lost 3 tanks.", [("vehicles", "tanks", 3, 3)]),
        ("A convoy of 30 trucks was seen.", [("vehicles", "trucks", 30, 30)]),
        ("Four jets were over the hills.", [("aircraft", "jets", 4, 4)]),
        ("Some 400 troops are at the base.", [("troops", "troops", 400, 400)]),
        ("The raid ruined 20 houses.", [("other", "houses", 20, 20)]),
        ("Dozens of shells fell overnight.", [("strikes", "shells", None, None)]),
        ("Two rocket shells hit Douma town.", [("strikes", "rocket shells", 2, 2)]),
        ("Three suicide bombers came.", [("other", "suicide bombers", 3, 3)]),
        ("Six Tupolev bombers came.", [("aircraft", "Tupolev bombers", 6, 6)]),
        ("They ruined 10 of their armed vehicles.", [("vehicles", "armed vehicles", 10, 10)]),
    ],
)
def test_things_are_counted_by_the_last_word_of_their_name(text: str, expected: Expected) -> None:
    assert told(text) == expected


def test_a_count_of_things_is_never_one_of_the_dead() -> None:
    assert told("Ten fighters were killed and 3 tanks were destroyed.") == [
        ("killed", "fighters", 10, 10),
        ("vehicles", "tanks", 3, 3),
    ]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Dozens were wounded.", "dozens"),
        ("Scores of civilians were wounded.", "scores"),
        ("The raid wounded several people.", "several"),
    ],
)
def test_a_vague_count_is_a_figure_without_a_number(text: str, word: str) -> None:
    (counted,) = figures(text)
    figure = counted.figure()
    assert (figure.kind, figure.low, figure.high, figure.vague) == ("wounded", None, None, word)


@pytest.mark.parametrize(
    "text",
    [
        "The council has 14 members and met for two hours.",
        "Thirty ministers discussed five proposals.",
        "Nobody was killed among the 40 guests.",
        "She has three brothers.",
        "He is one of 20 candidates.",
        "The war has many dead.",
        "No one was killed and nobody was hurt.",
    ],
)
def test_a_sentence_without_harm_holds_no_figure(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Sami, 12, was killed.",
        "Sami Qadri, 34, and his dog died.",
        "Sami Qadri, 34, of Douma, was killed.",
        "Killed were Sami Qadri, 34; Huda Ali, 12.",
        "Huda Ali, who was 38, was killed.",
        "She was killed at the age of 36.",
    ],
)
def test_an_age_is_no_toll(text: str) -> None:
    assert told(text) == []


def test_also_keeps_an_active_verb_active() -> None:
    assert told("The attack also wounded 12.") == [("wounded", "people", 12, 12)]


def test_the_rule_says_how_a_count_was_read() -> None:
    text = "Nineteen people, including six children, were killed."
    assert [counted.rule for counted in figures(text)] == [
        "count before word of harm",
        "part of the count before",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "A terrorist attack caused casualties.",
        "The terrorist attacks caused casualties.",
        "The army killed a rebel commander's hopes.",
        "A militant group was killed off.",
    ],
)
def test_a_noun_that_only_qualifies_another_counts_nobody(text: str) -> None:
    assert figures(text) == []


@pytest.mark.parametrize(
    ("text", "kind", "counted"),
    [
        ("Dozens of trucks entered the town.", "vehicles", "trucks"),
        ("Three shells landed on the market.", "strikes", "shells"),
        ("Some 400 troops arrived on Monday.", "troops", "troops"),
        ("Two tank shells hit the school.", "strikes", "tank shells"),
    ],
)
def test_a_verb_is_no_part_of_what_is_counted(text: str, kind: str, counted: str) -> None:
    (found,) = figures(text)
    assert (found.kind, found.quantity.counted) == (kind, counted)
    assert text[: found.quantity.noun_end].endswith(counted)
