"""How many of the chosen incidents lie in each day, month or year: a bar is a filter by days."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from khaldun.desk.rows import Query
from khaldun.register.lines import Lines, Where

#: The units of a bar, and how many days are divided by each at most: some 120 bars.
_DAYS_AT_MOST = {"day": 120, "month": 3_700, "year": 44_000}
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """The incidents that may lie in some days, of which `disputed` are in dispute."""

    since: date
    until: date
    label: str
    count: int
    disputed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Bars without a gap; an incident of several is counted in each, as the filter takes it."""

    unit: str
    bars: Sequence[Bar]
    undated: int

    @property
    def top(self) -> int:
        """The highest count."""
        return max(bar.count for bar in self.bars)


def timeline(rows: Lines, query: Query, where: Where) -> Timeline | None:
    """The bars of the rows that are asked for; None where fewer than two would be, or too many.

    One report that speaks of the year 9 spoils it until the days are narrowed.
    """
    spans = rows.spans(where)
    if not spans:
        return None
    first = max(min(span[0] for span in spans), query.since or date.min)
    last = min(max(span[1] for span in spans), query.until or date.max)
    unit = next((u for u, most in _DAYS_AT_MOST.items() if (last - first).days < most), "")
    if not unit or last.year == date.max.year:
        return None
    edges = [*_starts(first, last, unit)]
    if len(edges) < 3:
        return None
    counts, disputed = ([0] * len(edges) for _ in range(2))
    for earliest, latest, count, part in spans:
        low = max(0, bisect_right(edges, earliest) - 1)
        high = min(len(edges) - 2, bisect_right(edges, latest) - 1)
        for place in range(low, high + 1):
            counts[place] += count
            disputed[place] += part
    return Timeline(
        unit=unit,
        bars=[
            Bar(since=a, until=b - _DAY, label=_label(a, unit), count=n, disputed=m)
            for (a, b), n, m in zip(pairwise(edges), counts, disputed, strict=False)
        ],
        undated=rows.sums(where)[0] - sum(span[2] for span in spans),
    )


def _starts(first: date, last: date, unit: str) -> Iterator[date]:
    """The first day of each unit that holds a day from first to last, and of the one after."""
    day = first if unit == "day" else first.replace(day=1)
    if unit == "year":
        day = day.replace(month=1)
    while day <= last:
        yield day
        day = _next(day, unit)
    yield day


def _next(day: date, unit: str) -> date:
    if unit == "day":
        return day + _DAY
    if unit == "year" or day.month == 12:
        return date(day.year + 1, 1, 1)
    return date(day.year, day.month + 1, 1)


def _label(day: date, unit: str) -> str:
    return {"day": f"{day}", "month": f"{day:%Y-%m}", "year": f"{day:%Y}"}[unit]
