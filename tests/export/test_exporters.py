"""Exports: nothing is lost, nothing runs in a spreadsheet, every row leads to its words."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_cases import Told, blame, card, figure, fused, tell
from khaldun.codec import decode
from khaldun.export.exporters import EXPORTERS
from khaldun.export.tables import COLUMNS
from khaldun.records import Account, Incident

WORDS = "A strike on Tel Amal killed at least 15 people, a medic told Wire One."


def told() -> list[Told]:
    toll = figure(15, "Wire One", "unnamed medic", high=None, quote="at least 15")
    return [
        tell("gazette", card(WORDS, figures=[toll], by=[blame("Northern Army")])),
        tell("herald", card("Shells fell on Barid.", kind="shelling", place=None, days=None)),
    ]


def exported(kind: str, several: list[Told]) -> str:
    accounts = [account for _, some in several for account in some]
    stream = io.StringIO(newline="")
    EXPORTERS[kind](fused(several), accounts, [report for report, _ in several], stream)
    return stream.getvalue()


def rows(several: list[Told]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(exported("csv", several), newline="")))


def test_the_table_has_a_row_for_each_claim_and_for_an_account_without_any() -> None:
    table = rows(told())
    assert [row["about"] for row in table] == ["responsibility", "figure", ""]
    assert tuple(table[0]) == COLUMNS


def test_a_row_leads_from_the_number_to_the_words_and_the_capture() -> None:
    several = told()
    row = rows(several)[1]
    report, (account,) = several[0]
    assert (row["low"], row["high"], row["chain"]) == ("15", "", "Wire One ← unnamed medic")
    assert report.text[int(row["start"]) : int(row["end"])] == row["quote"] == "at least 15"
    assert (row["report"], row["capture"], row["account"]) == (
        report.id,
        report.capture,
        account.id,
    )


def test_what_is_unknown_is_empty_and_says_why() -> None:
    row = rows(told())[2]
    assert (row["lat"], row["when_earliest"]) == ("", "")
    assert row["when_unknown"] == row["where_unknown"] == "the card states none"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_cell_of_text_starts_a_formula(start: str) -> None:
    words = f"{start}HYPERLINK told of a strike."
    table = rows([tell(f"{start}cmd", card(words, by=[blame(f"{start}SUM(1)")]))])
    assert all(not cell.startswith(start) for row in table for cell in row.values())
    assert table[0]["quote"] == f"'{words}"


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20))
def test_any_text_comes_back_from_the_table(words: str) -> None:
    (row,) = rows([tell("gazette", card(words))])
    assert row["quote"].removeprefix("'") == words.removeprefix("'")


def test_a_negative_number_stays_a_number() -> None:
    south = ("Tel Amal", -35.5, -40.25, 3.0)
    (row,) = rows([tell("gazette", card(WORDS, place=south))])
    assert (row["lat"], row["lon"]) == ("-35.5", "-40.25")


def test_parquet_has_the_table_s_cells_with_types_and_gaps(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    south = ("Tel Amal", -35.5, -40.25, 3.0)
    several = [tell("southern star", card(WORDS, place=south, figures=[figure(15)])), *told()]
    accounts = [account for _, some in several for account in some]
    path = tmp_path / "claims.parquet"
    with path.open("w", encoding="utf-8") as stream:
        reports = [report for report, _ in several]
        EXPORTERS["parquet"](fused(several), accounts, reports, stream)
    read = parquet.read_table(path).to_pylist()
    table = rows(several)
    assert [row["claim"] or "" for row in read] == [row["claim"] for row in table]
    for typed, plain in zip(read, table, strict=True):
        for name in ("lat", "low", "start", "published", "when_earliest", "country"):
            assert ("" if typed[name] is None else str(typed[name])) == plain[name]
    assert (-35.5, 15) in {(row["lat"], row["low"]) for row in read}


def test_lines_hold_incidents_and_accounts_without_loss() -> None:
    several = told()
    lines = [json.loads(line) for line in exported("jsonl", several).splitlines()]
    incidents = tuple(decode(json.dumps(line["incident"]), Incident) for line in lines)
    assert incidents == fused(several)
    accounts = [decode(json.dumps(one), Account) for line in lines for one in line["accounts"]]
    assert {one.id: one for one in accounts} == {
        account.id: account for _, some in several for account in some
    }


def test_lines_name_the_reports_and_leave_their_texts_in_the_case() -> None:
    line: dict[str, Any] = json.loads(exported("jsonl", told()).splitlines()[0])
    (report,) = line["reports"]
    assert report["name"] == "gazette"
    assert "text" not in report


def test_cards_hold_every_report_those_without_incidents_too() -> None:
    report, _ = tell("atlas", card("Nothing of our kind."))
    documents = [
        json.loads(line) for line in exported("cards", [*told(), (report, ())]).splitlines()
    ]
    assert [(one["document"], len(one["incidents"])) for one in documents] == [
        ("atlas", 0),
        ("gazette", 1),
        ("herald", 1),
    ]
    assert documents[1]["incidents"][0]["figures"][0]["says"] == ["Wire One", "unnamed medic"]
