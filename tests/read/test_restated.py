"""What a report tells twice is told once: incidents and counts, by what is counted and who says."""

import time

import pytest

from khaldun.read.drafts import Draft, Statement
from khaldun.read.restated import without_repeats
from khaldun.records import Figure, IncidentKind, Source, Span


def _count(
    at: int, number: int, source: str | None, of: str = "people", *, least: bool = False
) -> Statement:
    return Statement(
        span=Span(start=at, end=at + len(str(number)), text=str(number)),
        chain=(Source(name=source),) if source else (),
        certainty="asserted",
        rule="test",
        figure=Figure(kind="killed", of=of, low=number, high=None if least else number),
    )


def _draft(at: int, *counts: Statement, kind: IncidentKind = "shelling") -> Draft:
    span = Span(start=at, end=at + 5, text="shell")
    occurrence = Statement(span=span, chain=(), certainty="asserted", rule="test", figure=None)
    return Draft(
        kind=kind,
        status="happened",
        evidence=(span,),
        occurrence=(occurrence,),
        figures=list(counts),
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
    ],
    ids=["other source", "other count", "few", "no counts"],
)
def test_other_incidents_stay_apart_and_in_order(first: Draft, second: Draft) -> None:
    assert without_repeats([second, first]) == [first, second]


def test_many_incidents_of_one_count_are_read_without_delay() -> None:
    drafts = [
        _draft(at * 10, _count(at * 10, 43, None), _count(at * 10 + 5, 1000 + at, None))
        for at in range(4000)
    ]
    started = time.process_time()
    read = without_repeats(drafts)
    assert time.process_time() - started < 3
    assert [draft.evidence for draft in read] == [draft.evidence for draft in drafts]
    assert sum(one.figure == drafts[0].figures[0].figure for d in read for one in d.figures) == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (_draft(0, _count(10, 43, "SANA"), _count(20, 8, "SANA")),
         _draft(100, _count(110, 43, "SANA"), _count(120, 9, "SANA"))),
        (_draft(0, _count(10, 43, None), kind="aggregate"),
         _draft(100, _count(110, 43, None), _count(120, 9, None))),
    ],
    ids=["each counts more", "a sum"],
)  # fmt: skip
def test_a_large_count_stands_in_one_incident_by_one_source(first: Draft, second: Draft) -> None:
    read = without_repeats([first, second])
    numbers = [one.figure.low for draft in read for one in draft.figures if one.figure]
    assert len(numbers) == len({*numbers})
    assert len(read) == 2


def test_it_stays_where_it_is_credited_and_else_where_less_is_counted() -> None:
    silent = _draft(0, _count(10, 43, None))
    credited = _draft(100, _count(110, 43, "SANA"), _count(120, 7, "SANA", "children"))
    assert [len(draft.figures) for draft in without_repeats([silent, credited])] == [0, 2]
    more = _draft(0, _count(10, 43, "SANA"), _count(20, 8, "SANA"))
    less = _draft(100, _count(110, 43, "SANA"), kind="aggregate")
    first, second = without_repeats([more, less])
    assert [one.span.start for one in first.figures] == [20]
    assert [one.span.start for one in second.figures] == [110]


@pytest.mark.parametrize(
    ("counts", "stays"),
    [
        ([_count(10, 43, "SANA"), _count(90, 43, "SANA", least=True)], [90]),
        ([_count(10, 43, "SANA", least=True), _count(90, 43, "SANA")], [10]),
        ([_count(10, 43, "SANA"), _count(90, 43, "state agency SANA")], [10]),
        ([_count(10, 43, None), _count(90, 43, "SANA")], [90]),
        ([_count(10, 43, "SANA"), _count(90, 43, "Anadolu", least=True)], [10, 90]),
        ([_count(10, 43, None), _count(90, 43, "SANA", least=True)], [10, 90]),
        ([_count(10, 4, "SANA"), _count(90, 4, "SANA", least=True)], [10, 90]),
        ([_count(10, 4, None, "women"), _count(16, 4, None, "children")], [10, 16]),
    ],
    ids=["a bound", "a bound first", "one source by two names", "credited", "two sources",
         "a bound by one source only", "few", "a list"],
)  # fmt: skip
def test_of_two_statements_of_one_count_by_one_source_one_stays(
    counts: list[Statement], stays: list[int]
) -> None:
    (draft,) = without_repeats([_draft(0, *counts)])
    assert [one.span.start for one in draft.figures] == stays
