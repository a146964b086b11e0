"""How values are worded, and how ids and incidents are picked."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from khaldun.errors import CaseError, InputError
from khaldun.faces import words
from khaldun.faces.listed import line_of
from khaldun.faces.render import listing
from khaldun.faces.views import Choice, View, pick
from khaldun.records import (
    Account,
    Claim,
    Figure,
    Finding,
    FindingValue,
    Gap,
    Incident,
    Interval,
    Origin,
    PlaceRef,
    Report,
    Source,
    Span,
)
from khaldun.register.incidents import Register
from khaldun.register.lines import Where
from khaldun.register.tables import IN_MEMORY

TEXT = "At least 12 people, 6 of them children, were killed in Idlib on Tuesday."


def figure(
    low: int | None, high: int | None, vague: str | None = None, of: str = "people"
) -> Figure:
    return Figure(kind="killed", of=of, low=low, high=high, vague=vague)


def span(quote: str) -> Span:
    start = TEXT.index(quote)
    return Span(start=start, end=start + len(quote), text=quote)


IDLIB = PlaceRef(
    words=span("Idlib"), place="p", name="Idlib", region="Idlib", country="SY",
    lat=35.9, lon=36.6, within_km=10, how="largest",
)  # fmt: skip


def report() -> Report:
    """A report of which nothing is known but its text."""
    gaps = [Gap(role=role, reason="not stated") for role in ("publisher", "language", "title")]
    return Report(
        id="r1",
        capture="c" * 64,
        name="one",
        publisher=None,
        published=None,
        language=None,
        title=None,
        text=TEXT,
        passages=(),
        gaps=(*gaps, Gap(role="published", reason="not stated")),
    )


def finding(field: str, claims: Sequence[Claim], disputed: str | None) -> Finding:
    """What these claims say of one field."""
    return Finding(
        field=field,
        agreement="disputed" if field == disputed else "single",
        values=tuple(
            FindingValue(value="v", certainty="asserted", accounts=("a1",), claims=(claim.id,))
            for claim in claims
        ),
    )


def view(
    counts: Mapping[str, Sequence[Figure]], *, disputed: str | None = None, day: date | None = None
) -> View:
    """An incident of one account, whose fields hold these figures."""
    claims = {
        field: [
            Claim.make(account="a1", span=span("12 people"), rule="test", figure=one)
            for one in figures
        ]
        for field, figures in counts.items()
    }
    account = Account(
        id="a1",
        report="r1",
        voice="article",
        kind="airstrike",
        status="happened",
        evidence=(span("killed"),),
        claims=tuple(claim for made in claims.values() for claim in made),
        when=Interval(earliest=day, latest=day, basis="stated") if day else None,
        where=IDLIB,
        gaps=() if day else (Gap(role="when", reason="not stated"),),
    )
    told = FindingValue(value="v", certainty="asserted", accounts=("a1",))
    findings = (
        *(Finding(field=name, agreement="single", values=(told,)) for name in ("when", "where")),
        *(finding(field, made, disputed) for field, made in claims.items()),
    )
    incident = Incident(
        id="0123456789abcdef0123",
        version="1",
        kind="airstrike",
        accounts=("a1",),
        origins=(Origin(id="o1", label="one", reports=("r1",), reason="alone"),),
        findings=findings,
    )
    return View(incident=incident, accounts=(account,), reports={"r1": report()})


def test_nothing_of_a_report_can_steer_the_terminal_or_turn_the_line() -> None:
    assert words.safe("12\x1b[2J killed\n\u202e21") == "12\ufffd[2J killed \ufffd21"
    assert words.safe("  حلب  –  Åleppo ") == "حلب – Åleppo"


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        ("2012-02-01", "2012-02-29", "2012-02"),
        ("2012-01-01", "2012-12-31", "2012"),
        ("2012-02-29", "2012-02-29", "2012-02-29"),
        ("2012-02-01", "2012-02-28", "2012-02-01 to 2012-02-28"),
        ("2012-01-01", "2012-06-30", "2012-01-01 to 2012-06-30"),
        ("2011-01-01", "2012-12-31", "2011-01-01 to 2012-12-31"),
        ("9999-12-01", "9999-12-31", "9999-12"),
    ],
)
def test_whole_months_and_years_are_named_as_such(first: str, last: str, shown: str) -> None:
    earliest, latest = date.fromisoformat(first), date.fromisoformat(last)
    assert words.days(Interval(earliest=earliest, latest=latest, basis="stated")) == shown


def test_a_chain_is_told_from_the_nearest_source_to_the_origin() -> None:
    chain = (Source(name="AFP"), Source(name="unnamed hospital official"))
    assert words.chain(chain) == "AFP ← unnamed hospital official"
    assert words.chain(()) == "the report itself"


def test_a_quote_stands_in_brackets_inside_its_sentence() -> None:
    assert words.quote(span("12 people"), TEXT) == TEXT.replace("12 people", "[12 people]")
    text = f"{'before ' * 20}12 dead{' after' * 20}"
    start = text.index("12")
    quoted = words.quote(Span(start=start, end=start + 7, text="12 dead"), text)
    assert quoted.startswith("…before ")
    assert " before [12 dead] after " in quoted
    assert quoted.endswith(" after…")
    lines = "Headline\n12 dead, police say\nNext"
    assert words.quote(Span(start=9, end=16, text="12 dead"), lines) == "[12 dead], police say"


@pytest.mark.parametrize(
    ("figures", "total"),
    [
        ([], ""),
        ([figure(12, 12)], "12"),
        ([figure(12, 12), figure(15, 15)], "12–15"),
        ([figure(12, None)], "12+"),
        ([figure(12, None), figure(15, 15)], "12–15"),
        ([figure(None, 20), figure(12, 12)], "12–20"),
        ([figure(None, None, "dozens")], "dozens"),
        ([figure(None, None, "dozens"), figure(1200, 1200)], "1,200"),
    ],
)
def test_several_counts_are_one_range(figures: list[Figure], total: str) -> None:
    assert words.total(figures) == total
    assert view({"killed": figures}).total("killed") == total


@pytest.mark.parametrize("mark", ["superseded", "altered", "partial"])
def test_a_count_that_is_set_aside_is_out_of_the_range_unless_all_are(mark: str) -> None:
    told = view({"killed": [figure(12, 12), figure(15, 15)]})
    *others, killed = told.incident.findings
    aside: dict[str, Any] = {mark: True}

    def total(*values: FindingValue) -> str:
        findings = (*others, replace(killed, values=values))
        return replace(told, incident=replace(told.incident, findings=findings)).total("killed")

    twelve, fifteen = killed.values
    assert total(replace(twelve, **aside), fifteen) == "15"
    assert total(*(replace(value, **aside) for value in killed.values)) == "12–15"


def test_parts_are_shown_where_the_whole_is_not_counted() -> None:
    parts = {"killed (children)": [figure(6, 6)], "killed (women)": [figure(4, 4)]}
    assert view(parts).total("killed") == "6 children, 4 women"
    assert view(parts | {"killed": [figure(12, 12)]}).total("killed") == "12"
    dozens = {"wounded (part of them)": [figure(None, None, "dozens")]}
    assert view(dozens).total("wounded") == "dozens of them"


def test_the_list_marks_what_is_in_dispute() -> None:
    shown = view({"killed": [figure(12, 12)]}, disputed="killed", day=date(2016, 2, 16))
    head, line = listing([line_of("home", shown)[0]]).splitlines()
    assert head.startswith("id ")
    assert line.split("  ")[0] == "0123456789"
    assert "2016-02-16" in line
    assert "Idlib, SY" in line
    assert line.endswith("disputed: killed")
    assert listing([]) == "no incidents"


def test_a_range_of_days_takes_what_touches_it_and_nothing_undated() -> None:
    dated, undated = view({}, day=date(2016, 2, 16)), view({})
    with Register.open(IN_MEMORY, fingerprint="") as register:
        register.write_lines([line_of("dated", dated), line_of("undated", undated)])

        def taken(**asked: str) -> list[str]:
            where = Where.all_of(choice(**asked).conditions())
            return [line.home for line in register.lines.choose(where)]

        assert taken(since="2016-02-16", until="2016-02-16") == ["dated"]
        assert taken(since="2016-02-17") == taken(until="2016-02-15") == []
        assert taken(since="1900-01-01") == ["dated"]
        assert taken() == ["dated", "undated"]
        assert taken(kind="battle") == []


def choice(
    *, since: str | None = None, until: str | None = None, kind: str | None = None
) -> Choice:
    return Choice.parse(disputed=False, since=since, until=until, kind=kind)


def test_a_choice_that_means_nothing_is_refused() -> None:
    with pytest.raises(InputError, match="--kind: 'war' is none of airstrike, shelling"):
        choice(kind="war")
    with pytest.raises(InputError, match="--until: 'soon' is no day; write it as YYYY-MM-DD"):
        choice(until="soon")


def test_an_id_is_found_by_its_start() -> None:
    ids = ["abc1", "abd2", "abd23"]
    assert pick("abc", ids) == "abc1"
    assert pick("ABC", ids) == "abc1"
    assert pick("abd2", ids) == "abd2"
    with pytest.raises(CaseError, match="'ab' is the start of 3 ids: abc1, abd2, abd23; type more"):
        pick("ab", ids)
    with pytest.raises(CaseError, match="nothing in this case has an id that starts with 'x'"):
        pick("x", ids)
