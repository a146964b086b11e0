"""The names around a place in a report's text."""

from khaldun.records import Report, Span
from khaldun.resolve.surroundings import Surroundings
from short_reports import report, tools


def span(told: Report, words: str) -> Span:
    start = told.text.index(words)
    return told.span(start, start + len(words))


def test_the_nearest_name_in_the_text_goes_first_and_each_stands_once() -> None:
    told = report("Aleppo was calm. Shells hit Manbij near Raqqa, not Aleppo, nor Palmyra.")
    around = Surroundings(told, tools().gazetteer)
    assert around.of(span(told, "Manbij")) == ["Raqqa", "Aleppo", "Palmyra"]
    assert around.of(span(told, "Palmyra")) == ["Aleppo", "Raqqa", "Manbij"]
    assert around.names == ["Aleppo", "Manbij", "Raqqa", "Palmyra"]


def test_a_text_without_places_has_no_names() -> None:
    assert Surroundings(report("It was calm on Tuesday."), tools().gazetteer).names == []
