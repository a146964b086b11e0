"""The parts of a text without markup, whose characters are kept as they are."""

import time

import pytest

from khaldun.segment.plain import read_plain

_BODY = "Shells fell on the market on Thursday, killing seven people, a medical source said."
_NEXT = "The ministry said on Friday that it had opened an inquiry, according to state media."


def _kinds(text: str, *, markdown: bool = False) -> list[tuple[str, str]]:
    draft = read_plain(text, markdown=markdown)
    assert draft.text == text
    return [(p.kind, text[p.start : p.end]) for p in draft.passages]


def test_a_short_first_line_without_a_closing_mark_is_the_headline() -> None:
    assert _kinds(f"Seven die in market\n\n{_BODY}") == [
        ("headline", "Seven die in market"),
        ("body", _BODY),
    ]
    assert read_plain(f"Seven die in market\n\n{_BODY}").title == "Seven die in market"


def test_a_text_of_one_paragraph_is_body() -> None:
    assert _kinds(_BODY) == [("body", _BODY)]


@pytest.mark.parametrize(
    "caption",
    [
        "Photo: an agency",
        "Smoke over the town (the governor's Facebook page)",
        "Image by A. Writer",
    ],
)
def test_a_credit_makes_a_caption(caption: str) -> None:
    assert _kinds(f"Seven die\n\n{caption}\n\n{_BODY}")[1] == ("caption", caption)


def test_a_line_that_stands_twice_is_a_caption() -> None:
    line = "Smoke over the old town"
    assert [k for k, _ in _kinds(f"Seven die\n\n{line}\n\n{line}\n\n{_BODY}")] == [
        "headline",
        "caption",
        "caption",
        "body",
    ]


def test_a_short_open_line_over_a_paragraph_is_a_subheading() -> None:
    text = f"Seven die\n\n{_BODY}\n\nAn inquiry is opened\n\n{_NEXT}"
    assert [k for k, _ in _kinds(text)] == ["headline", "body", "subheading", "body"]


def test_related_articles_and_pleas_are_no_body() -> None:
    text = (
        f"Seven die\n\n{_BODY}\n\nRelated Articles\n\n  1. Ten flee\n  2. Two trucks burn\n\n"
        "Free media matter..\n\nDonate now to keep them"
    )
    assert [k for k, _ in _kinds(text)] == ["headline", "body", "related", "boilerplate"]


def test_a_line_in_another_script_is_boilerplate() -> None:
    assert _kinds(f"Seven die\n\n{_BODY}\n\nبالعربية")[-1] == ("boilerplate", "بالعربية")


def test_lines_wrapped_by_hand_are_one_paragraph() -> None:
    block = (
        "Shells fell on the market of the old town on Thursday morning\n"
        "while people were buying bread there, and seven of them died\n"
        "before the ambulances came through the narrow streets of it\n"
        "to carry the wounded to the hospital, a medical source said."
    )
    assert _kinds(f"Seven die\n\n{block}") == [("headline", "Seven die"), ("body", block)]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system_part_paragraphs(line_end: str) -> None:
    text = line_end.join(["Seven die", "", _BODY, "", _NEXT])
    assert [w for _, w in _kinds(text)] == ["Seven die", _BODY, _NEXT]


def test_a_number_under_an_override_is_no_body() -> None:
    text = f"Seven die\n\n\u202e81\u202c people fled. {_BODY}"
    assert _kinds(text)[1:] == [
        ("boilerplate", "\u202e81\u202c"),
        ("body", f" people fled. {_BODY}"),
    ]
    assert "direction-changed text" in read_plain(text).flags


def test_invisible_characters_in_a_number_are_flagged() -> None:
    assert read_plain("1\u200b20 people fled.").flags == ("invisible characters in a number",)


def test_markdown_headings_lists_and_struck_words_are_told_apart() -> None:
    text = (
        f"# Seven die\n\n~~12~~ 15 people died.\n\n## Inquiry\n\n{_NEXT}\n\n"
        "- [Ten flee](https://example.org/1)\n- [Two trucks burn](https://example.org/2)\n"
    )
    kinds = _kinds(text, markdown=True)
    assert [k for k, _ in kinds[:5]] == ["headline", "boilerplate", "body", "subheading", "body"]
    assert kinds[1] == ("boilerplate", "~~12~~")
    assert not any("example.org" in words for k, words in kinds if k != "boilerplate")
    assert read_plain(text, markdown=True).title == "Seven die"


@pytest.mark.parametrize(
    "text",
    [
        "7 died" + " " * 200_000 + "x",
        " \n" * 100_000 + "7 died",
        "(" * 100_000,
        "7 died. " * 30_000,
        "a\n" * 50_000,
        "~~" * 100_000,
        "\u202e" * 100_000 + "7",
        "“" * 50_000,
    ],
    ids=[
        "spaces",
        "blank lines",
        "brackets",
        "sentences",
        "lines",
        "tildes",
        "overrides",
        "quotes",
    ],
)
@pytest.mark.parametrize("markdown", [False, True], ids=["text", "markdown"])
def test_no_text_takes_long(text: str, *, markdown: bool) -> None:
    began = time.process_time()
    read_plain(text, markdown=markdown)
    assert time.process_time() - began < 5
