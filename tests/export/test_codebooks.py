"""Codebooks: each table keeps its own columns and rules, and every number leads to its claims."""

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incident_cases import BARID, Told, blame, card, figure, fused, tell
from khaldun.errors import KhaldunError
from khaldun.export.acled import ACLED
from khaldun.export.casualties import AIRWARS, IBC
from khaldun.export.codebooks import OWN, Codebook, write
from khaldun.export.exporters import EXPORTERS
from khaldun.export.ucdp import UCDP
from khaldun.records import INCIDENT_KINDS, Report

BOOKS = (ACLED, AIRWARS, IBC, UCDP)
WORDS = "Jets struck the village of Tel Amal overnight and people died."


def says(name: str, *figures: Any, country: str | None = "SY", **fields: Any) -> Told:
    told = card(WORDS, figures=list(figures), **fields)
    if told["where"]:
        told["where"] |= {"country": country, "region": "Idlib"}
    return tell(name, told)


def table(book: Codebook, *told: Told) -> tuple[list[dict[str, str]], list[str]]:
    """The rows of a codebook, and what was left out."""
    accounts = [account for _, several in told for account in several]
    stream = io.StringIO(newline="")
    left_out = write(book, fused(told), accounts, [report for report, _ in told], stream)
    lines = csv.reader(io.StringIO(stream.getvalue(), newline=""))
    assert tuple(next(lines)) == (*book.columns, *OWN)
    rows = list(csv.DictReader(io.StringIO(stream.getvalue(), newline="")))
    return rows, left_out


def row(book: Codebook, *told: Told) -> dict[str, str]:
    rows, left_out = table(book, *told)
    assert left_out == []
    (only,) = rows
    return only


def test_a_row_of_acled_names_the_day_the_place_the_sides_and_the_toll() -> None:
    told = says(
        "gazette",
        figure(15, "Red Cross"),
        figure(21, "Amal Watch"),
        by=[blame("Syrian army")],
        against=[{"actor": "civilians", "quote": None}],
    )
    found = row(ACLED, told)
    expected = {
        "event_date": "2024-05-09", "year": "2024", "time_precision": "1", "iso": "760",
        "event_type": "Explosions/Remote violence", "sub_event_type": "Air/drone strike",
        "actor1": "Military Forces of Syria (2000-2024)", "inter1": "State forces",
        "actor2": "civilians", "inter2": "Civilians", "civilian_targeting": "Civilian targeting",
        "country": "Syria", "admin1": "Idlib", "location": "Tel Amal", "geo_precision": "1",
        "fatalities": "15", "policy": "acled/2",
    }  # fmt: skip
    assert {name: found[name] for name in expected} == expected
    assert set(found["origins"].split("; ")) == {"Red Cross", "Amal Watch", "gazette"}


def test_the_claims_behind_a_number_stand_in_its_row() -> None:
    told = says("gazette", figure(15, "Red Cross"), figure(21, "Amal Watch"))
    low, high = (claim.id for claim in told[1][0].figures)
    behind = json.loads(row(ACLED, told)["claims"])["fatalities"]
    assert behind["used"] == [low]
    assert list(behind["set aside"]) == [high]


@pytest.mark.parametrize(
    ("days", "day", "precision"),
    [
        (("2024-05-09", "2024-05-09"), "2024-05-09", "1"),
        (("2024-05-06", "2024-05-12"), "2024-05-09", "2"),
        (("2024-05-01", "2024-05-31"), "2024-05-16", "3"),
    ],
)
def test_a_vague_day_is_the_middle_with_its_precision(
    days: tuple[str, str], day: str, precision: str
) -> None:
    found = row(ACLED, says("gazette", days=days))
    assert (found["event_date"], found["time_precision"]) == (day, precision)


def test_an_actor_has_the_name_of_its_era_and_its_own_where_that_is_not_sure() -> None:
    def actor(name: str, first: str, last: str) -> str:
        return row(ACLED, says("gazette", by=[blame(name)], days=(first, last)))["actor1"]

    army, era = "Syrian army", "Military Forces of Syria (2000-2024)"
    assert actor(army, "2024-11-30", "2024-11-30") == era
    assert actor(army, "2024-11-30", "2024-12-01") == era
    assert actor(army, "2024-12-01", "2024-12-15") == army
    assert actor(army, "2025-02-01", "2025-02-01") == army
    assert actor("Nowhere Brigade", "2024-11-30", "2024-11-30") == "Nowhere Brigade"


def test_names_of_one_actor_are_told_once() -> None:
    found = row(ACLED, says("gazette", by=[blame("Syrian army"), blame("Assad forces")]))
    assert (found["actor1"], found["assoc_actor_1"]) == ("Military Forces of Syria (2000-2024)", "")


def test_a_town_taken_back_by_its_state_is_regained() -> None:
    army, rebels = (
        says("gazette", kind="capture", by=[blame(name)]) for name in ("Syrian army", "rebels")
    )
    assert row(ACLED, army)["sub_event_type"] == "Government regains territory"
    assert row(ACLED, rebels)["sub_event_type"] == "Non-state actor overtakes territory"


def test_what_a_codebook_does_not_take_is_counted_by_reason() -> None:
    told = [
        says("gazette", days=None),
        says("herald", place=None, kind="siege"),
        says("courier", kind="aggregate", days=("2011-01-01", "2024-05-01")),
        says("mirror", status="planned", kind="battle"),
    ]
    rows, left_out = table(ACLED, *told)
    assert rows == []
    assert left_out == [
        "1 left out: a toll over many events (aggregate)",
        "1 left out: no day is known",
        "1 left out: no place is known",
        "1 left out: planned, possible or denied",
    ]


def test_a_row_of_ucdp_has_the_state_for_side_a_and_parts_that_add_up() -> None:
    told = says(
        "gazette",
        figure(20),
        figure(5, of="soldiers"),
        figure(12, of="militants"),
        kind="battle",
        by=[blame("Islamic State")],
        against=[{"actor": "Syrian army", "quote": None}],
    )
    found = row(UCDP, told)
    assert (found["side_a"], found["side_b"]) == ("Government of Syria", "IS")
    assert (found["side_a_new_id"], found["side_b_new_id"]) == ("118", "234")
    assert found["dyad_name"] == "Government of Syria - IS"
    parts = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")
    assert [found[name] for name in parts] == ["5", "12", "0", "3"]
    assert (found["type_of_violence"], found["best"]) == ("1", "20")
    assert (found["where_prec"], found["date_prec"], found["priogrid_gid"]) == ("1", "1", "180441")


def test_the_dead_of_sides_that_are_both_no_state_are_of_an_unknown_side() -> None:
    told = says(
        "gazette",
        figure(12, of="militants"),
        kind="battle",
        by=[blame("Islamic State")],
        against=[{"actor": "rebels", "quote": None}],
    )
    found = row(UCDP, told)
    assert (found["type_of_violence"], found["best"]) == ("2", "12")
    parts = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")
    assert [found[name] for name in parts] == ["0", "0", "0", "12"]


def test_an_attack_on_civilians_is_one_sided() -> None:
    told = says("gazette", figure(6, of="civilians"), by=[blame("Islamic State")])
    found = row(UCDP, told)
    assert (found["type_of_violence"], found["side_b"]) == ("3", "Civilians")
    assert (found["deaths_civilians"], found["deaths_unknown"]) == ("6", "0")


def test_ucdp_takes_no_event_without_a_death_or_a_doer() -> None:
    elsewhere = says("herald", figure(6), kind="battle", place=BARID)
    _, left_out = table(UCDP, says("gazette"), elsewhere)
    assert left_out == ["1 left out: no death is told", "1 left out: nobody is named who did it"]


def test_airwars_takes_strikes_alone() -> None:
    battle = says("gazette", figure(6, of="civilians"), kind="battle")
    assert table(AIRWARS, battle)[1] == ["1 left out: no strike from the air or by artillery"]
    strike = row(AIRWARS, says("gazette", figure(6, of="civilians"), by=[blame("Russia")]))
    assert (strike["belligerents"], strike["grading"]) == ("Russia", "weak")


def test_no_cell_of_a_codebook_starts_a_formula() -> None:
    rows, _ = table(IBC, says("=HYPERLINK(1)", figure(6), by=[blame("+cmd")]))
    assert all(not cell.startswith(("=", "+", "@")) for cell in rows[0].values())


def test_a_cell_that_breaks_its_rule_is_an_error_that_names_it() -> None:
    broken = Codebook(
        name="acled",
        columns=("fatalities",),
        row=lambda _event, _cells: {"fatalities": -1},
        rules=ACLED.rules,
    )
    with pytest.raises(KhaldunError, match=r"acled: event_id_cnty of \w+ is ''"):
        table(broken, says("gazette"))


def test_a_map_has_a_point_for_each_place() -> None:
    placed, placeless = says("gazette", figure(15)), says("herald", place=None, kind="siege")
    accounts = [account for _, several in (placed, placeless) for account in several]
    reports: list[Report] = [placed[0], placeless[0]]
    stream = io.StringIO()
    left_out = EXPORTERS["geojson"](fused([placed, placeless]), accounts, reports, stream)
    (feature,) = json.loads(stream.getvalue())["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [40.0, 35.0]}
    assert feature["properties"]["killed"] == ["15"]
    assert left_out == ["1 left out: no place is known"]


_COUNTS = st.none() | st.integers(0, 10_000)
_FIGURES = st.builds(
    lambda low, extra, of: (
        figure(None, of=of, vague="dozens")
        if low is None and extra is None
        else figure(low, of=of, high=None if extra is None else (low or 0) + extra)
    ),
    _COUNTS,
    _COUNTS,
    st.sampled_from(("people", "civilians", "soldiers", "militants", "children", "")),
)
_CASES = st.builds(
    lambda told, by, **fields: says("gazette", told, by=[blame(by)] if by else [], **fields),
    _FIGURES,
    st.sampled_from(("Syrian army", "Islamic State", "Nowhere Brigade", "")),
    kind=st.sampled_from(INCIDENT_KINDS),
    status=st.sampled_from(("happened", "denied", "planned", "possible")),
    country=st.sampled_from(("SY", "XK", None)),
)


@settings(max_examples=60)
@given(_CASES)
def test_every_row_keeps_the_rules_of_its_codebook(case: Told) -> None:
    for book in BOOKS:
        rows, left_out = table(book, case)
        assert len(rows) + len(left_out) == 1
