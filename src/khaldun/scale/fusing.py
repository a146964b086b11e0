"""Fusing by Spark: workers find who meets whom and score them, the driver groups.

What workers and driver hand each other lies as Parquet in the case's folder while it is fused: the
records of all items; the items made of them; the edges of all pairs that could be one; and, once
positive edges and judgements have told the components, the edges within these, with the pairs
that were ruled out. So the groups are those that one process finds (`khaldun.fuse.weighing`).
"""

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import compute, dataset, parquet
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as sql

from khaldun.case import Case
from khaldun.fuse.blocks import Item, Places
from khaldun.fuse.components import Connected, components
from khaldun.fuse.decisions import Pair
from khaldun.fuse.groups import REFUSED
from khaldun.fuse.weighing import Comparer, places_of
from khaldun.knowledge.roster import Roster
from khaldun.register.current import update
from khaldun.scale.meeting import (
    EDGES,
    ITEMS,
    RECORDS,
    item_of,
    look,
    meet,
    meet_within,
    records_of,
    score,
)
from khaldun.scale.session import STAGING, session

#: Rows that a worker takes at once: pairs of long texts are some 80 MB.
_BATCH = 2_000
#: What lies in the folder, in Spark's words; `meeting` says what it is.
_STAGED = {
    "records": "number long, account string, report string",
    "items": """number long, rank long, keys array<long>, sort long, suits long,
        first long, last long, lat double, lon double, within_km double, traits binary""",
    "edges": "left long, right long, points double",
    "tops": "number long, top long",
}
_PAIRS = "left long, right long"
_Met = Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]
_FACTS = [name for name in ITEMS.names if name != "traits"]


@dataclass(frozen=True, slots=True)
class Fusing:
    """Brings registers up by the workers of a master ("local[2]", "spark://host:7077").

    `more` is set too. What is grouped anew goes out; news of a case is compared here, as it
    touches little. The workers write to the case's folder, as in reading.
    """

    master: str
    more: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, case: Case, *, roster: Roster) -> int:
        """As `khaldun.register.current.update`, whose register it gives; the roster is the
        package's.

        Raises:
            CaseError: the register cannot be written.
            InputError: there is no Java.
        """
        engine = _Engine(case, partial(session, self.master, batch=_BATCH, more=self.more))
        try:
            return update(case, roster=roster, weigh=engine.weigh)
        finally:
            engine.close()


class _Engine:
    """Spark, started when something is to be weighed, and a folder for it."""

    def __init__(self, case: Case, start: Callable[[], SparkSession]) -> None:
        self._staging = case.folder.absolute() / STAGING
        self._folder = self._staging / "fusing"
        self._start = start
        self._spark: SparkSession | None = None

    def weigh(self, comparer: Comparer, names: Sequence[str]) -> "_Weighed":
        self._spark = self._spark or self._start()
        folder = self._folder / comparer.relation
        # Left by a run that was stopped: a register has one writer.
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return _Weighed(comparer, names, self._spark, folder)

    def close(self) -> None:
        if self._spark:
            self._spark.stop()
            shutil.rmtree(self._folder, ignore_errors=True)
            with suppress(OSError):  # a run that reads may have its answers beside it
                self._staging.rmdir()


class _Weighed:
    """Items that Spark has looked at; see `khaldun.fuse.weighing.Weighing`."""

    def __init__(
        self, comparer: Comparer, names: Sequence[str], spark: SparkSession, folder: Path
    ) -> None:
        self.relation = comparer.relation
        self._window, self._least = comparer.window, comparer.least
        self._names, self._spark, self._folder = names, spark, folder
        with parquet.ParquetWriter(folder / "records", RECORDS) as file:
            for batch in records_of(comparer, names):
                file.write_batch(batch)
        looked_at = partial(look, relation=self.relation)
        self._write(self._read("records").mapInArrow(looked_at, _STAGED["items"]), "items")

    def items(self) -> Iterator[Item]:
        table = parquet.read_table(self._folder / "items", columns=_FACTS, schema=ITEMS)
        for batch in table.sort_by("number").to_batches(max_chunksize=_BATCH):
            for row in batch.to_pylist():
                yield item_of(row, self._names)

    def components(self, ties: Iterable[Pair]) -> Iterator[tuple[list[str], dict[Pair, float]]]:
        self._score()
        tops = self._tops(ties)
        self._score_within(tops)
        edges = parquet.read_table(self._folder / "within", schema=EDGES)
        pairs = np.stack([edges["left"].to_numpy(), edges["right"].to_numpy()], axis=1)
        points = edges["points"].fill_null(REFUSED).to_numpy()
        for places, rows in components(tops, pairs):
            told = zip(pairs[rows].tolist(), points[rows].tolist(), strict=True)
            names = self._names
            yield (
                [names[place] for place in places],
                {(names[left], names[right]): own for (left, right), own in told},
            )

    def _score(self) -> None:
        """Write the edges of all pairs that meet and could be one."""
        items = self._read("items")
        pairs = self._distinct(items.drop("traits"), partial(meet, window=self._window))
        for side in ("right", "left"):
            traits = items.select(
                sql.col("number").alias(side), sql.col("traits").alias(f"{side}_traits")
            )
            pairs = pairs.join(traits, side)
        scored = partial(score, relation=self.relation)
        self._write(pairs.mapInArrow(scored, _STAGED["edges"]), "edges")

    def _tops(self, ties: Iterable[Pair]) -> Places:
        """For each item the first of its component."""
        connected = Connected(len(self._names))
        edges = dataset.dataset(self._folder / "edges", schema=EDGES)
        for batch in edges.to_batches(["left", "right"], filter=compute.field("points") > 0):
            for pair in zip(batch["left"].to_pylist(), batch["right"].to_pylist(), strict=True):
                connected.join(*pair)
        for pair in places_of(self._names, ties):
            connected.join(*pair)
        return connected.tops()

    def _score_within(self, tops: Places) -> None:
        """Write the edges of all pairs that meet within components; no points, no hope."""
        table = pa.table({"number": np.arange(len(tops)), "top": tops})
        parquet.write_table(table, self._folder / "tops")
        items = self._read("items").select("number", "rank", "keys")
        told = items.join(self._read("tops"), "number")
        pairs = self._distinct(told, partial(meet_within, window=self._window))
        self._write(pairs.join(self._read("edges"), ["left", "right"], "left"), "within")

    def _distinct(self, items: DataFrame, met: _Met) -> DataFrame:
        """The pairs that meet in so many blocks as there must be, each once."""
        rows = items.withColumn("key", sql.explode("keys")).drop("keys")
        blocks = rows.repartition("key").sortWithinPartitions("key", "rank", "number")
        often = blocks.mapInArrow(met, _PAIRS).groupBy("left", "right").count()
        return often.where(sql.col("count") >= self._least).drop("count")

    def _read(self, name: str) -> DataFrame:
        # With a schema, as where nothing meets there may be no file to take it from.
        return self._spark.read.schema(_STAGED[name]).parquet((self._folder / name).as_uri())

    def _write(self, rows: DataFrame, name: str) -> None:
        rows.write.parquet((self._folder / name).as_uri())
