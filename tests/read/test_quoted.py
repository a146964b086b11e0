"""Who is credited with a quotation of several sentences."""

import pytest

from khaldun.read.tellings import Telling, tellings
from short_reports import knowledge, report


def _told(text: str) -> list[Telling]:
    return [told for _, voice in tellings(report(text), knowledge()) for told in voice]


def _credited(text: str) -> list[list[str]]:
    return [[source.name for source in told.credit(told.sentence.end - 1)] for told in _told(text)]


@pytest.mark.parametrize(
    ("text", "credited"),
    [
        (
            'Smoke rose. "Forty raids hit us. The clinic burned," a medic told AFP.',
            [[], ["AFP", "unnamed medic"], ["AFP", "unnamed medic"]],
        ),
        (
            "“Nine died. Ten were hurt. It goes on,” an activist said. The town is old.",
            [["unnamed activist"]] * 3 + [[]],
        ),
        ('The army said: "Nine died. Ten were hurt."', [["unnamed army"]] * 2),
        (
            'The police said: "Nine people died. Four were men. All were young." Shops burned.',
            [["unnamed police"]] * 3 + [[]],
        ),
        ('He called it "a raid". Nine died. A medic said ten did.', [[], [], ["unnamed medic"]]),
    ],
)
def test_each_sentence_of_a_quotation_is_credited_to_its_speaker(
    text: str, credited: list[list[str]]
) -> None:
    assert _credited(text) == credited


def test_what_stands_before_the_quotation_is_no_part_of_it() -> None:
    text = 'Nine died. He shouted "Ten more are hurt. They need help," a medic said.'
    (_, opening, _) = _told(text)
    assert opening.credit(opening.sentence.start) == ()
    (source,) = opening.credit(opening.sentence.end - 1)
    assert source.name == "unnamed medic"


def test_a_mark_without_its_fellow_credits_nobody_with_what_is_told() -> None:
    text = (
        'A 5" shell fell on a school. Shelling killed twelve people. A bomb killed five. '
        '"It is a lie," an officer told SANA, "and we hit no one. Nobody."'
    )
    assert _credited(text)[:3] == [[], [], []]
    lone = 'He spoke of "raids. Twelve died. "It is a lie," an officer said.'
    assert _credited(lone)[:2] == [[], []]


def test_a_quotation_that_never_ends_is_credited_to_nobody() -> None:
    first, *_ = _credited('"Nine died. ' + "It rained. " * 8 + 'The clinic burned," a medic said.')
    assert first == []
