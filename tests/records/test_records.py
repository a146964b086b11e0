"""Records hold their own invariants: ids from identity, spans of their words, gaps for unknowns."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import strategies
from khaldun.records import (
    Account,
    Capture,
    Claim,
    Figure,
    Gap,
    Interval,
    Judgement,
    Outcome,
    Passage,
    PlaceRef,
    Report,
    Span,
    record_id,
    without_gaps,
)

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
WORDS = Span(start=0, end=1, text="x")

fields = st.none() | st.integers() | st.text(st.characters(exclude_categories=["Cs"]))


@given(st.lists(fields), st.lists(fields))
def test_ids_are_equal_only_for_equal_fields(left: list[Any], right: list[Any]) -> None:
    assert (record_id("x", *left) == record_id("x", *right)) == (left == right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (("ab", "c"), ("a", "bc")),
        (("1",), (1,)),
        ((None,), ("",)),
        ((None,), ()),
        (("null",), (None,)),
    ],
)
def test_fields_that_look_alike_have_different_ids(left: Any, right: Any) -> None:
    assert record_id("x", *left) != record_id("x", *right)


def test_an_id_stays_what_it_is_from_release_to_release() -> None:
    # The SHA-256 of ["claim","a",1,null,"\\ufdfa"], made with another program.
    assert record_id("claim", "a", 1, None, "ﷺ") == "7f41e186ca0e930f8472"


@given(strategies.documents(), st.data())
def test_a_reports_span_says_what_its_text_says(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    report = make_report(text=text)
    span = report.span(start, end)
    assert report.text[span.start : span.end] == span.text == text[start:end]


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_ids_of_reports_and_accounts_do_not_rest_on_what_was_resolved(data: st.DataObject) -> None:
    report = data.draw(strategies.reports())
    account = data.draw(strategies.accounts(report))
    bare = replace(
        account,
        when=None,
        where=None,
        gaps=(Gap(role="when", reason="not asked"), Gap(role="where", reason="not asked")),
    )
    made = Account.make_id(bare.report, bare.voice, bare.kind, bare.evidence, bare.where_phrase)
    assert made == account.id
    again = Report.make_id(report.capture, report.text, report.publisher, report.published)
    assert again == report.id


def make_report(**changes: Any) -> Report:
    """A report that says "x" and knows nothing else, with changes."""
    roles = ("publisher", "published", "language", "title")
    usual: dict[str, Any] = {
        "id": "r",
        "capture": "c",
        "name": "n",
        "text": "x",
        "passages": (),
        "gaps": tuple(Gap(role=role, reason="not said") for role in roles),
        **dict.fromkeys(roles),
    }
    return Report(**{**usual, **changes})


def make_figure(**changes: Any) -> Figure:
    return Figure(**{"kind": "killed", "of": "people", **changes})


def make_place(**changes: Any) -> PlaceRef:
    usual = {"words": WORDS, "place": "p", "name": "n", "lat": 0.5, "lon": 0.5, "how": "only one"}
    return PlaceRef(**{**usual, "within_km": 3.0, **changes})


def make_outcome(**changes: Any) -> Outcome:
    return Outcome(**{"location": "a", "name": "a", "capture": None, "run": "r", **changes})


def make_judgement(**changes: Any) -> Judgement:
    usual = {"id": "i", "relation": "same", "left": "a", "right": "b", "verdict": "yes"}
    rest = {"reason": "r", "decided_by": "d", "decided_at": NOON, "previous": None}
    return Judgement(**{**usual, **rest, **changes})


def make_capture(**changes: Any) -> Capture:
    usual = {"id": "0" * 64, "location": "a", "media_type": "text/plain", "size": 1}
    return Capture(**{**usual, "captured_at": NOON, "method": "file", "run": "r", **changes})


def make_account(**changes: Any) -> Account:
    usual = {"id": "a", "report": "r", "voice": "article", "kind": "battle", "status": "happened"}
    gaps = (Gap(role="when", reason="none"), Gap(role="where", reason="none"))
    return Account(**{**usual, "evidence": (WORDS,), "claims": (), "gaps": gaps, **changes})


CLAIM = Claim.make(account="a", span=WORDS, rule="test")
MAY = date(2024, 5, 1)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Span(start=2, end=2, text=""),
        lambda: Span(start=3, end=2, text="x"),
        lambda: Span(start=-1, end=0, text="x"),
        lambda: Span(start=0, end=2, text="x"),
        lambda: Gap(role="when", reason=""),
        lambda: Gap(role="", reason="none"),
        lambda: Interval(earliest=MAY, latest=date(2024, 4, 30), basis="stated"),
        lambda: make_capture(id="abc"),
        lambda: make_capture(captured_at=NOON.replace(tzinfo=None)),
        lambda: Passage(kind="comment", start=0, end=1),
        lambda: Passage(kind="body", start=0, end=1, number=1),
        lambda: Passage(kind="body", start=1, end=1),
        lambda: make_report(gaps=()),
        lambda: make_report(title="t"),
        lambda: make_report(passages=(Passage(kind="body", start=0, end=2),)),
        lambda: make_report(
            text="xy",
            passages=(Passage(kind="body", start=0, end=2), Passage(kind="body", start=1, end=2)),
        ),
        lambda: make_place(lat=90.1),
        lambda: make_place(lon=-180.1),
        lambda: make_place(lat=float("nan")),
        lambda: make_place(within_km=0.0),
        lambda: make_place(within_km=float("nan")),
        make_figure,
        lambda: make_figure(low=1, vague="dozens"),
        lambda: make_figure(low=3, high=2),
        lambda: make_figure(low=-1),
        lambda: make_account(evidence=()),
        lambda: make_account(gaps=()),
        lambda: make_account(claims=(replace(CLAIM, account="b"),)),
        lambda: replace(CLAIM, about="figure"),
        lambda: replace(CLAIM, about="responsibility"),
        lambda: make_outcome(state="failed"),
        lambda: make_outcome(state="refused", reason=""),
        lambda: make_outcome(state="read"),
        lambda: make_judgement(left="b", right="a"),
        lambda: make_judgement(right="a"),
        lambda: make_judgement(decided_at=NOON.replace(tzinfo=None)),
    ],
)
def test_a_record_that_breaks_its_rules_cannot_be_made(make: Any) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        make()


def test_the_usual_records_of_these_tests_can_be_made() -> None:
    """Otherwise the test above would pass for the wrong reason."""
    make_report()
    make_figure(low=1)
    make_place()
    make_outcome(state="failed", reason="no permission")
    make_judgement()
    make_capture()
    make_account(claims=(CLAIM,))


def test_a_filled_role_loses_its_gap_and_keeps_the_others() -> None:
    when, where = Gap(role="when", reason="none"), Gap(role="where", reason="none")
    assert without_gaps((when, where), "when") == (where,)


def test_comments_are_voices_of_their_own() -> None:
    assert Passage(kind="comment", start=0, end=1, number=3).voice == "comment:3"
    assert Passage(kind="caption", start=0, end=1).voice == "article"


@pytest.mark.parametrize(
    "change",
    [
        {"relation": "copy"}, {"left": "0"}, {"right": "c"}, {"verdict": "no"}, {"reason": "s"},
        {"decided_by": "e"}, {"decided_at": NOON.replace(hour=13)}, {"previous": "p"},
    ],
)  # fmt: skip
def test_a_judgements_id_changes_with_each_field_of_the_decision(change: dict[str, Any]) -> None:
    names = (
        "relation",
        "left",
        "right",
        "verdict",
        "reason",
        "decided_by",
        "decided_at",
        "previous",
    )
    usual, other = make_judgement(), make_judgement(**change)
    ids = {Judgement.make_id(*(getattr(made, name) for name in names)) for made in (usual, other)}
    assert len(ids) == 2
