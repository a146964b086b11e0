"""Where a text turns from the news to its readers, with no mark between them."""

import pytest

from khaldun.segment.voices import SIGNS, find_turn, group, score

_NEWS = [
    "Shells fell on the market on Thursday, killing seven people, a medical source said.",
    "The ministry announced on Friday that it had opened an inquiry, according to state media.",
    "Residents told the news agency that aircraft had been heard before the blasts.",
]
_TALK = [
    "I don't believe a word of this article. Do you?",
    "Well, you should have been there. It's just a show!",
    "lol, what do you know about it",
]


def test_the_turn_is_the_first_readers_paragraph() -> None:
    assert find_turn(_NEWS + _TALK) == len(_NEWS)


def test_news_alone_has_no_turn() -> None:
    assert find_turn(_NEWS * 5) is None


def test_a_column_in_the_first_person_is_not_taken_for_comments() -> None:
    assert find_turn(_TALK * 3) is None


def test_people_quoted_in_the_news_are_not_its_readers() -> None:
    quoted = ["“I don't know why you came. We lost my brother!” a resident said."] * 6
    assert find_turn(_NEWS + quoted) is None


def test_a_paragraph_that_quotes_an_earlier_one_answers_it() -> None:
    repeated = "Aircraft were heard over the market for an hour before the first of the blasts."
    answers = [f"{repeated} {own}" for own in ("They were late.", "Late.", "Twice.", "Why?")]
    assert find_turn([*_NEWS, repeated, *answers]) == len(_NEWS) + 1


def test_no_paragraphs_have_no_turn() -> None:
    assert find_turn([]) is None
    assert find_turn(["Only one."]) is None


@pytest.mark.parametrize(
    ("paragraphs", "numbers"),
    [
        (["Yes.", "No."], [1, 2]),
        (["Yes.", "And so say they all."], [1, 1]),
        (["no capitals here", "none here either"], [1, 1]),
        (["Long. " * 80, "Also long. " * 60, "Short."], [1, 1, 2]),
        ([], []),
    ],
)
def test_comments_are_numbered_by_how_they_go_on(paragraphs: list[str], numbers: list[int]) -> None:
    assert group(paragraphs) == numbers


def test_every_sign_has_a_name_of_its_own() -> None:
    assert len({sign.name for sign in SIGNS}) == len(SIGNS)


def test_a_sign_counts_no_more_than_its_most() -> None:
    assert score("Who? " * 50 + "Them.") == score("Who? " * 2 + "Them.")
