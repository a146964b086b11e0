"""Comparing as functions of Arrow batches: they find what one process finds, however it is cut."""

from collections.abc import Iterable, Iterator
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incident_cases import ROSTER, Told
from khaldun.fuse.blocks import Columns, Item, pairs
from khaldun.fuse.hopes import possible
from khaldun.fuse.lineage import Texts
from khaldun.fuse.matcher import Matcher
from khaldun.fuse.traits import Parties
from khaldun.fuse.weighing import Comparer, Here
from scale.wars import war
from strategies import items

pa = pytest.importorskip("pyarrow", reason="comparing in batches needs khaldun[parquet]")

from khaldun.scale.meeting import (  # noqa: E402 - after what it needs was asked for
    item_of,
    look,
    meet,
    meet_within,
    records_of,
    score,
)

PARTIES = Parties(ROSTER)


def comparers(told: list[Told]) -> Iterator[tuple[Comparer, list[str]]]:
    """What compares the accounts, and the reports, with their ids in order."""
    reports = {report.id: report for report, _ in told}
    accounts = {account.id: account for _, several in told for account in several}
    yield Matcher(accounts, reports, PARTIES), sorted(accounts)
    yield Texts(reports), sorted(reports)


def looked_at(comparer: Comparer, names: list[str]) -> list[dict[str, Any]]:
    """The rows of the items, as a worker makes them."""
    batches = look(records_of(comparer, names), comparer.relation)
    return [row for batch in batches for row in batch.to_pylist()]


def rows_of(items: Iterable[dict[str, Any]], size: int) -> Iterator[Any]:
    """Rows for each key, sorted as an engine sorts them, in batches of this size."""
    told = [row | {"key": key} for row in items for key in row["keys"]]
    told.sort(key=lambda row: (row["key"], row["rank"], row["number"]))
    schema = pa.schema(
        [(name, pa.int64()) for name in ("key", "rank", "number", "sort", "suits", "first", "last")]
        + [(name, pa.float64()) for name in ("lat", "lon", "within_km")]
        + [("top", pa.int64())]
    )
    for start in range(0, len(told), size):
        yield pa.RecordBatch.from_pylist(told[start : start + size], schema=schema)


def found(batches: Iterable[Any], least: int = 1) -> list[tuple[int, int]]:
    """The pairs that come so many times."""
    every = [(row["left"], row["right"]) for batch in batches for row in batch.to_pylist()]
    return sorted({pair for pair in every if every.count(pair) >= least})


@settings(max_examples=15)
@given(seed=st.integers(0, 10**6), size=st.integers(1, 40), window=st.integers(1, 6))
def test_the_edges_are_those_of_one_process(seed: int, size: int, window: int) -> None:
    for comparer, names in comparers(war(8, seed)):
        items = looked_at(comparer, names)
        assert [item_of(row, names) for row in items] == list(Here(comparer, names).items())
        met = found(meet(rows_of(items, size), window), comparer.least)
        assert {(names[left], names[right]) for left, right in met} == hopeful(
            comparer, names, window
        )
        traits = [row["traits"] for row in items]
        sided = [
            {"left": one, "right": other, "left_traits": traits[one], "right_traits": traits[other]}
            for one, other in met
        ]
        batch = pa.RecordBatch.from_pylist(sided) if sided else None
        for edges in score([batch] if batch else [], comparer.relation):
            for edge in edges.to_pylist():
                left, right = names[edge["left"]], names[edge["right"]]
                assert edge["points"] == comparer.score(left, right)


def hopeful(comparer: Comparer, names: list[str], window: int) -> set[tuple[str, str]]:
    """The pairs that meet here and are not ruled out by kind, days and places."""
    items = list(map(comparer.item, names))
    columns = Columns.of(items)
    met = pairs(items, window, comparer.least)
    places = np.array([list(map(columns.ids.index, pair)) for pair in met], np.int64)
    return {met[row] for row in possible(columns, places.reshape(-1, 2))}


@settings(max_examples=100)
@given(told=items, window=st.integers(1, 5), size=st.integers(1, 9), seed=st.integers(0, 99))
def test_within_components_meet_those_that_meet_in_one_process(
    told: list[Item], window: int, size: int, seed: int
) -> None:
    told.sort(key=lambda item: item.id)
    draw = Random(seed)
    tops = [draw.randrange(2) for _ in told]
    rows = [
        {"number": n, "rank": item.rank, "keys": sorted(item.keys), "top": tops[n]}
        for n, item in enumerate(told)
    ]
    number = {item.id: n for n, item in enumerate(told)}
    here = [(number[one], number[other]) for one, other in pairs(told, window)]
    expected = sorted(pair for pair in here if tops[pair[0]] == tops[pair[1]])
    assert found(meet_within(rows_of(rows, size), window)) == expected


def test_a_crowd_costs_its_length_times_the_window() -> None:
    rows = [
        {"number": n, "rank": n, "keys": [7], "sort": 1, "suits": 1, "first": 0, "last": 0}
        for n in range(3_000)
    ]
    batches = list(meet(rows_of(rows, 100), 5))
    assert sum(map(len, batches)) == 3_000 * 5 - 15
    assert max(map(len, batches)) == 100 * 5, "and no batch holds more than its own"
