"""A case of many made-up incidents, each in a place and on a day of its own."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from desk.cases import put
from incident_cases import Told, blame, card, figure, tell

#: So many incidents have one report.
_EACH = 10


def many(folder: Path, count: int) -> Path:
    """A case of so many incidents."""
    return put(folder, _told(count))


def _told(count: int) -> Iterator[Told]:
    for first in range(0, count, _EACH):
        cards = [_card(number) for number in range(first, min(count, first + _EACH))]
        yield tell(f"report-{first:06}", *cards, publisher=f"Outlet {first % 40}")


def _card(number: int) -> dict[str, object]:
    day = (date(2012, 1, 1) + timedelta(days=number % 4000)).isoformat()
    # On a grid of half a degree, so that no two incidents of one day are near.
    place = (f"Place {number}", (number % 160) / 2 - 40.0, (number // 160 % 300) / 2 - 70.0, 3.0)
    return card(
        f"Place {number} was hit and {number % 90} people were killed.",
        place=place,
        days=(day, day),
        figures=[figure(number % 90, f"source {number % 70}")],
        by=[blame(f"army {number % 9}")],
    )
