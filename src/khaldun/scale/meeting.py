"""Comparing as functions of Arrow batches, for whichever engine carries them.

    records  (number int64, account string, report string)     what the driver sends of each item
    items    (number, rank, keys, sort, suits, first, last, lat, lon, within_km, traits)
    rows     (key, rank, number, …)                            an item for each of its keys
    pairs    (left int64, right int64)
    edges    (left int64, right int64, points float64)

A number is the place of an item's id among all ids in order, so that numbers are in the order of
their ids. `account` and `report` are in JSON, days are by number, places in degrees and km. Rows
come sorted by key, rank and number; whoever slides over them holds one batch and one window,
however large a block is.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from khaldun import codec
from khaldun.fuse.blocks import ALWAYS, ANYWHERE, Columns, Item, Places, neighbours
from khaldun.fuse.hopes import possible
from khaldun.fuse.lineage import Texts
from khaldun.fuse.matcher import Matcher
from khaldun.fuse.traits import Parties
from khaldun.fuse.weighing import Comparer
from khaldun.knowledge.roster import Roster
from khaldun.records import Account, Relation, Report

RECORDS = pa.schema({"number": pa.int64(), "account": pa.string(), "report": pa.string()})
ITEMS = pa.schema(
    {
        "number": pa.int64(),
        "rank": pa.int64(),
        "keys": pa.list_(pa.int64()),
        "sort": pa.int64(),
        "suits": pa.int64(),
        "first": pa.int64(),
        "last": pa.int64(),
        "lat": pa.float64(),
        "lon": pa.float64(),
        "within_km": pa.float64(),
        "traits": pa.binary(),
    }
)
PAIRS = pa.schema({"left": pa.int64(), "right": pa.int64()})
EDGES = pa.schema({"left": pa.int64(), "right": pa.int64(), "points": pa.float64()})
#: Records that the driver holds at once.
_AT_ONCE = 1_000


def records_of(comparer: Comparer, names: Sequence[str]) -> Iterator[pa.RecordBatch]:
    """The records behind these ids, which are in order."""
    for start in range(0, len(names), _AT_ONCE):
        told = [comparer.records(name) for name in names[start : start + _AT_ONCE]]
        columns = [
            range(start, start + len(told)),
            [account and codec.encode(account).decode() for account, _ in told],
            [codec.encode(report).decode() for _, report in told],
        ]
        yield pa.record_batch(columns, schema=RECORDS)


def look(batches: Iterable[pa.RecordBatch], relation: Relation) -> Iterator[pa.RecordBatch]:
    """Records to items; parties are those of the installed package."""
    for batch in batches:
        told = [
            (row["account"] and codec.decode(row["account"], Account), row["report"])
            for row in batch.to_pylist()
        ]
        reports = [codec.decode(report, Report) for _, report in told]
        accounts = [account for account, _ in told if account]
        comparer = _comparer(relation, accounts, reports)
        names = [one.id for one in accounts or reports]
        rows = [
            {"number": number, "traits": comparer.traits(name)} | _facts(comparer.item(name))
            for number, name in zip(batch["number"].to_pylist(), names, strict=True)
        ]
        yield pa.RecordBatch.from_pylist(rows, schema=ITEMS)


def item_of(row: dict[str, Any], names: Sequence[str]) -> Item:
    """The item of a row of items."""
    days, spot = (row["first"], row["last"]), (row["lat"], row["lon"], row["within_km"])
    return Item(
        id=names[row["number"]],
        rank=row["rank"],
        keys=frozenset(row["keys"]),
        sort=row["sort"],
        suits=row["suits"],
        days=None if None in days else days,
        spot=None if None in spot else spot,
    )


def meet(batches: Iterable[pa.RecordBatch], window: int) -> Iterator[pa.RecordBatch]:
    """The pairs that meet and that kind, days and places do not rule out, once for each block."""
    return _met(batches, window, _hopeful)


def meet_within(batches: Iterable[pa.RecordBatch], window: int) -> Iterator[pa.RecordBatch]:
    """The pairs that meet and are of one component, of rows with a `top`; once for each block."""
    return _met(batches, window, _within)


def score(batches: Iterable[pa.RecordBatch], relation: Relation) -> Iterator[pa.RecordBatch]:
    """The edges of pairs (left, right, left_traits, right_traits)."""
    points = _COMPARERS[relation].points
    for batch in batches:
        traits = (batch["left_traits"].to_pylist(), batch["right_traits"].to_pylist())
        columns = [batch["left"], batch["right"], pa.array(map(points, *traits), pa.float64())]
        yield pa.record_batch(columns, schema=EDGES)


#: Whose points are the same everywhere.
_COMPARERS: dict[Relation, type[Comparer]] = {"same": Matcher, "copy": Texts}


def _comparer(
    relation: Relation, accounts: Sequence[Account], reports: Sequence[Report]
) -> Comparer:
    by_id = {report.id: report for report in reports}
    if relation == Texts.relation:
        return Texts(by_id)
    return Matcher({account.id: account for account in accounts}, by_id, _parties())


@cache
def _parties() -> Parties:
    return Parties(Roster.open())


def _facts(item: Item) -> dict[str, Any]:
    days, spot = item.days or (None, None), item.spot or (None, None, None)
    facts = (item.rank, sorted(item.keys), item.sort, item.suits, *days, *spot)
    names = ("rank", "keys", "sort", "suits", "first", "last", "lat", "lon", "within_km")
    return dict(zip(names, facts, strict=True))


#: Made of rows: of pairs of them, those that count.
_Choose = Callable[[Places], Places]


def _met(
    batches: Iterable[pa.RecordBatch], window: int, chooser: Callable[[pa.RecordBatch], _Choose]
) -> Iterator[pa.RecordBatch]:
    before = None
    for batch in batches:
        rows = batch if before is None else pa.concat_batches([before, batch])
        seen = len(rows) - len(batch)
        choose, numbers = chooser(rows), rows["number"].to_numpy()
        several = neighbours(rows["key"].to_numpy(), window)
        # Of two rows that were seen before it was said already.
        found = [numbers[choose(pairs[pairs[:, 1] >= seen])] for pairs in several]
        met = np.concatenate([np.empty((0, 2), np.int64), *found])
        yield pa.record_batch(list(np.sort(met, axis=1).T), schema=PAIRS)
        before = rows.slice(max(0, len(rows) - window))


def _hopeful(rows: pa.RecordBatch) -> _Choose:
    def column(name: str, unknown: float = 0) -> npt.NDArray[Any]:
        return np.asarray(rows[name].fill_null(unknown))

    items = Columns(
        ids=[],
        keys=column("key"),
        held=np.arange(len(rows)),
        sorts=np.stack([column("sort"), column("suits")], axis=1),
        days=np.stack(list(map(column, ("first", "last"), ALWAYS)), axis=1),
        spots=np.stack(list(map(column, ("lat", "lon", "within_km"), ANYWHERE)), axis=1),
    )
    return lambda pairs: pairs[possible(items, pairs)]


def _within(rows: pa.RecordBatch) -> _Choose:
    tops = rows["top"].to_numpy()
    return lambda pairs: pairs[tops[pairs[:, 0]] == tops[pairs[:, 1]]]
