"""Counts of things that count nothing: named again, where something happened, numbers that name."""

import pytest

from short_reports import counts, read


def _counted(text: str) -> set[int | None]:
    return {low for account in read(text) for _, low, _ in counts(account)}


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("The army captured two villages near Hama on Monday.", {2}),
        ("The army captured the two villages near Hama on Monday.", set()),
        ("Air strikes hit seven districts of Hama on Monday.", {7}),
        ("Air strikes in seven districts of Hama killed nine people on Monday.", {9}),
        ("Rebels captured the 21, 22 and 23 gas fields near Hama on Monday.", set()),
        ("Air strikes on Hama killed the four medics on Monday.", {4}),
    ],
    ids=["things", "named again", "what was hit", "where it happened", "names", "people"],
)
def test_a_count_of_things_is_a_figure_where_it_tells_how_many(
    text: str, numbers: set[int]
) -> None:
    assert _counted(text) == numbers


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Hama saw three rounds of fierce fighting and clashes on Monday.", "other"),
        ("Rebels shelled Hama with three rounds on Monday.", "strikes"),
        ("Dozens of fighters were deployed to Hama on Monday.", "troops"),
        ("Two vehicles laden with explosives hit a base in Hama in a suicide attack.", "vehicles"),
    ],
)
def test_a_thing_is_of_the_kind_that_its_words_name(text: str, kind: str) -> None:
    assert kind in {kind for account in read(text) for kind, _, _ in counts(account)}
