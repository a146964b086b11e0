"""Sums by one source that differ are told apart; rival sums by two sources stay together."""

import pytest

from khaldun.read.drafts import Draft, Statement
from khaldun.read.sums import apart
from khaldun.read.tellings import tellings
from khaldun.records import Figure, IncidentKind, Report, Source
from short_reports import knowledge, report

_SUMS = (
    "The war has cost 7,000 lives since the vote. "
    "Shelling killed 1,100 civilians over the year. "
    "Of them 230 were children."
)


def _draft(told: Report, counts: list[tuple[str, str | None]], kind: IncidentKind) -> Draft:
    figures = []
    for words, source in counts:
        start = told.text.index(words)
        figures.append(
            Statement(
                span=told.span(start, start + len(words)),
                chain=(Source(name=source),) if source else (),
                certainty="asserted",
                rule="test",
                figure=Figure(
                    kind="killed",
                    of="part of them" if words == "230" else "people",
                    low=int(words.replace(",", "")),
                    high=int(words.replace(",", "")),
                ),
            )
        )
    return Draft(
        kind=kind,
        status="happened",
        evidence=(figures[0].span,),
        occurrence=[],
        figures=figures,
        by=(),
        against=(),
        when=None,
        where=None,
        reasons=(),
    )


def _read(
    counts: list[tuple[str, str | None]], kind: IncidentKind = "aggregate"
) -> list[list[str]]:
    told = report(_SUMS)
    ((_, sentences),) = tellings(told, knowledge())
    drafts = list(apart([_draft(told, counts, kind)], told, sentences))
    assert all(draft.evidence for draft in drafts)
    return [[one.span.text for one in draft.figures] for draft in drafts]


def test_two_sums_by_one_source_are_two_incidents() -> None:
    assert _read([("7,000", "UN"), ("1,100", "UN")]) == [["7,000"], ["1,100"]]


def test_a_part_stays_with_the_first_sum_of_its_sentence_or_draft() -> None:
    assert _read([("7,000", "UN"), ("230", "UN")]) == [["7,000", "230"]]


def test_rival_sums_are_one_incident() -> None:
    assert _read([("7,000", "UN"), ("1,100", "SOHR")]) == [["7,000", "1,100"]]


@pytest.mark.parametrize("kind", ["shelling", "battle"])
def test_what_is_no_sum_is_not_taken_apart(kind: IncidentKind) -> None:
    assert _read([("7,000", "UN"), ("1,100", "UN")], kind) == [["7,000", "1,100"]]
