"""Times of what was said about an incident, and days that are told twice."""

import pytest

from khaldun.read.times import find_times


def _times(text: str) -> list[tuple[str, bool]]:
    return [(phrase.words.text, phrase.saying) for phrase in find_times(text, 0, len(text))]


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("In June, a mission had confirmed that people were exposed to sarin.", "June"),
        ("The commission wrote in September that at least 83 were killed.", "September"),
        ("Two days after the gas attack, monitors counted 86 dead.", "Two days after"),
    ],
)
def test_when_somebody_found_it_is_not_when_it_was(text: str, phrase: str) -> None:
    assert _times(text) == [(phrase, True)]


@pytest.mark.parametrize(
    "text",
    [
        "In June, jets bombed the town, the army said.",
        "Rebels said that in September jets bombed the town.",
        "Two days after the attack, jets bombed the town again.",
    ],
)
def test_when_it_was_stays_so(text: str) -> None:
    assert [saying for _, saying in _times(text)] == [False]


def test_a_day_that_is_also_reckoned_from_an_incident_is_told_once() -> None:
    text = "Overnight on 7 April 2017, three days after the attack, jets struck."
    assert [words for words, _ in _times(text)] == ["Overnight", "7 April 2017"]
