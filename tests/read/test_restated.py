"""Incidents that a report tells twice are one, by what they count and who says it."""

import time

import pytest

from khaldun.read.drafts import Draft, Statement
from khaldun.read.restated import without_repeats
from khaldun.records import Figure, IncidentKind, Source, Span


def _count(at: int, number: int, source: str | None, of: str = "people") -> Statement:
    return Statement(
        span=Span(start=at, end=at + len(str(number)), text=str(number)),
        chain=(Source(name=source),) if source else (),
        certainty="asserted",
        rule="test",
        figure=Figure(kind="killed", of=of, low=number, high=number),
    )


def _draft(at: int, *counts: Statement, kind: IncidentKind = "shelling") -> Draft:
    span = Span(start=at, end=at + 5, text="shell")
    occurrence = Statement(span=span, chain=(), certainty="asserted", rule="test", figure=None)
    return Draft(
        kind=kind,
        status="happened",
        evidence=(span,),
        occurrence=occurrence,
        figures=counts,
        by=(),
        against=(),
        when=None,
        where=None,
        reasons=(),
    )


def test_the_incident_that_counts_more_takes_in_the_one_that_repeats_it() -> None:
    lead = _draft(0, _count(10, 43, "Observatory"))
    whole = _draft(100, _count(110, 43, "Observatory"), _count(120, 7, "Observatory", "children"))
    (one,) = without_repeats([lead, whole])
    assert one.figures == whole.figures
    assert [span.start for span in one.evidence] == [100, 0]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (_draft(0, _count(10, 43, "Observatory")), _draft(100, _count(110, 43, "SANA"))),
        (_draft(0, _count(10, 43, "Observatory")), _draft(100, _count(110, 44, "Observatory"))),
        (_draft(0, _count(10, 5, None)), _draft(100, _count(110, 5, None))),
        (_draft(0), _draft(100)),
        (
            _draft(0, _count(10, 43, None), kind="aggregate"),
            _draft(100, _count(110, 43, None), _count(120, 9, None)),
        ),
        (
            _draft(0, _count(10, 43, None), _count(20, 8, None)),
            _draft(100, _count(110, 43, None), _count(120, 9, None)),
        ),
    ],
    ids=["other source", "other count", "few", "no counts", "a sum", "each counts more"],
)
def test_other_incidents_stay_apart_and_in_order(first: Draft, second: Draft) -> None:
    assert without_repeats([second, first]) == [first, second]


def test_many_incidents_of_one_count_are_read_without_delay() -> None:
    drafts = [
        _draft(at * 10, _count(at * 10, 43, None), _count(at * 10 + 5, 1000 + at, None))
        for at in range(4000)
    ]
    started = time.process_time()
    assert without_repeats(drafts) == drafts
    assert time.process_time() - started < 3
