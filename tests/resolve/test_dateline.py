"""The date that a report states for itself."""

from datetime import date

import pytest

from khaldun.records import Gap, Interval, Report
from khaldun.resolve.when import reporting_day

#: A Wednesday.
REPORTED = date(2016, 6, 15)


def day(value: date) -> Interval:
    return Interval(earliest=value, latest=value, basis="stated")


def report(text: str, published: date | None = REPORTED) -> Report:
    roles = ("publisher", "language", "title", *(() if published else ("published",)))
    return Report(
        id="r",
        capture="c",
        name="n",
        publisher=None,
        published=day(published) if published else None,
        language=None,
        title=None,
        text=text,
        passages=(),
        gaps=tuple(Gap(role=role, reason="not given") for role in roles),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bomb in the city\n\nThu Sep 5 2013 A bomb went off.", date(2013, 9, 5)),
        ("Published February 18 2015 Planes struck.", date(2015, 2, 18)),
        ("Title\n\n27-07-2015 Title. Planes struck.", date(2015, 7, 27)),
        ("Sunday 16 April 2017", date(2017, 4, 16)),
        ("Last updated at Jul 262016 BEIRUT Forces", date(2016, 7, 26)),
        ("Strikes hit town Monitor AFP Saturday 16 Jul 2016 Raids", date(2016, 7, 16)),
        ("BEIRUT, July 5, 2016 (Agency) - Planes", date(2016, 7, 5)),
        ("Date of publication: 5 June 2016", date(2016, 6, 5)),
    ],
)
def test_a_dateline_goes_before_the_given_day(text: str, expected: date) -> None:
    found = reporting_day(report(text))
    assert found is not None
    assert (found.earliest, found.latest, found.basis) == (expected, expected, "stated")
    assert found.words is not None
    assert text[found.words.start : found.words.end] == found.words.text


@pytest.mark.parametrize(
    "text",
    [
        "On August 21 2013 rockets fell.",
        "The attack of 21 August 2013 is remembered.",
        "Killed since Friday 27 March 2015 in the town.",
        "5-04-2016 has lost a digit",
        "31-02-2016 never was",
        "x" * 400 + "\nThu Sep 5 2013",
    ],
)
def test_the_date_of_a_sentence_is_no_dateline(text: str) -> None:
    found = reporting_day(report(text))
    assert found == day(REPORTED)
    assert reporting_day(report(text, published=None)) is None
