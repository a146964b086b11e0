"""Tables of measures: counts of each document, summed, with the interval that chance allows."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Unit = Literal["f1", "accuracy"]
#: Draws of the bootstrap and their seed: the same table for the same cards, always. 1,000 draws
#: hold the ends of a 95 % interval to about a hundredth.
DRAWS, SEED = 1000, 20


@dataclass(slots=True)
class Tally:
    """The counts of one document: (in gold, predicted, right) of each measure.

    A measure of accuracy has no `predicted` of its own: there the second count equals the first.
    """

    counts: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)

    def found(self, measure: str, gold: int, predicted: int, right: int) -> None:
        """Adds things that are found or missed: judged by precision and recall."""
        self._add(measure, "f1", (gold, predicted, right))

    def answered(self, measure: str, *, right: bool) -> None:
        """Adds one answer that is right or wrong: judged by accuracy."""
        self._add(measure, "accuracy", (1, 1, int(right)))

    def _add(self, measure: str, unit: Unit, more: tuple[int, int, int]) -> None:
        self.units[measure] = unit
        gold, predicted, right = self.counts.get(measure, (0, 0, 0))
        self.counts[measure] = gold + more[0], predicted + more[1], right + more[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One measure over all documents; `low` to `high` is its 95 % interval over documents."""

    measure: str
    unit: Unit
    gold: int
    predicted: int
    right: int
    low: float
    high: float

    @property
    def precision(self) -> float:
        """The share of what was predicted that is right."""
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """The share of what is in gold that was predicted; the accuracy, where that is asked."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def value(self) -> float:
        """The measure itself: F1, or accuracy."""
        return _value(self.gold, self.predicted, self.right)


@dataclass(frozen=True, slots=True)
class Table:
    """The measures of one comparison, in the order in which they are asked."""

    rows: tuple[Row, ...]
    documents: int

    def __getitem__(self, measure: str) -> Row:
        """The row of this name; KeyError where it was not measured."""
        return {row.measure: row for row in self.rows}[measure]

    def plain(self) -> dict[str, Any]:
        """The table as JSON has it: shares rounded to four decimals."""
        return {row.measure: _plain(row) for row in self.rows}

    def text(self) -> str:
        """The table for people, one measure a line."""
        lines = [f"{'':15} {'P':>6} {'R':>6} {'value':>6}   95 % interval   gold  predicted  right"]
        for row in self.rows:
            found = row.unit == "f1"
            shares = f"{row.precision:6.3f} {row.recall:6.3f}" if found else " " * 13
            counts = f"{row.gold:5} {row.predicted if found else '':>10} {row.right:6}"
            interval = f"{row.low:.3f} to {row.high:.3f}"
            lines.append(f"{row.measure:15} {shares} {row.value:6.3f}   {interval}  {counts}")
        return "\n".join([*lines, f"{self.documents} documents"])


def tabulate(tallies: Sequence[Tally]) -> Table:
    """Sums the documents' tallies and draws documents anew for the intervals."""
    units: dict[str, Unit] = {}
    for tally in tallies:
        units |= tally.units
    rows = (_row(measure, unit, tallies) for measure, unit in units.items())
    return Table(rows=tuple(rows), documents=len(tallies))


def _row(measure: str, unit: Unit, tallies: Sequence[Tally]) -> Row:
    counts = [tally.counts.get(measure, (0, 0, 0)) for tally in tallies]
    gold, predicted, right = _sum(counts)
    # Every measure draws the same documents, so that two rows of a table can be compared.
    draw = random.Random(SEED)  # noqa: S311 - chance for statistics, not for secrets
    values = sorted(_value(*_sum(draw.choices(counts, k=len(counts)))) for _ in range(DRAWS))
    return Row(
        measure=measure,
        unit=unit,
        gold=gold,
        predicted=predicted,
        right=right,
        low=values[DRAWS * 25 // 1000],
        high=values[DRAWS * 975 // 1000],
    )


def _sum(counts: Iterable[tuple[int, int, int]]) -> tuple[int, int, int]:
    gold, predicted, right = (sum(column) for column in zip(*counts, strict=True))
    return gold, predicted, right


def _value(gold: int, predicted: int, right: int) -> float:
    """F1 from counts; where gold and predicted are the same number, this is the accuracy."""
    return 2 * right / (gold + predicted) if gold + predicted else 0.0


def _plain(row: Row) -> Mapping[str, Any]:
    interval = {"low": round(row.low, 4), "high": round(row.high, 4)}
    if row.unit == "accuracy":
        return {"of": row.gold, "accuracy": round(row.value, 4)} | interval
    shares = {"precision": round(row.precision, 4), "recall": round(row.recall, 4)}
    counts = {"gold": row.gold, "predicted": row.predicted}
    return counts | shares | {"f1": round(row.value, 4)} | interval
