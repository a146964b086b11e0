"""The bars above the table: each shows as many incidents as the filter that it leads to."""

import re
from pathlib import Path

import pytest

from desk.cases import Visitor, put
from incident_cases import card, tell


@pytest.mark.parametrize("query", ["", "?place=syria", "?since=2017-04-01&until=2017-04-20"])
def test_a_bar_shows_as_many_as_its_filter(reader: Visitor, query: str) -> None:
    bars = _bars(reader, query)
    assert len(bars) > 1
    assert sum(count for _, count, _ in bars) > 0
    for address, count, disputed in bars:
        assert len(reader.incidents(address)) == count
        assert len(reader.incidents(f"{address}&disputed=yes")) == disputed


@pytest.mark.parametrize(
    ("days", "unit", "bars"),
    [
        (("2024-05-09", "2024-05-12"), "day", 4),
        (("2023-12-31", "2024-05-01"), "month", 6),
        (("2010-06-30", "2024-01-01"), "year", 15),
    ],
)
def test_days_months_or_years_as_the_whole_is_long(
    tmp_path: Path, days: tuple[str, str], unit: str, bars: int
) -> None:
    told = [
        tell(day, card(f"Hit on {day}.", days=(day, day), place=(day, lat, 40.0, 3.0)))
        for day, lat in zip(days, (30.0, 35.0), strict=True)
    ]
    visitor = Visitor(put(tmp_path / "case", told))
    found = _bars(visitor, "")
    assert [count for _, count, _ in found] == [1, *[0] * (bars - 2), 1]
    assert f"by {unit}, at most 1" in visitor.client.get("/incidents").text


@pytest.mark.parametrize(
    "days",
    [("2024-05-09", "2024-05-09"), ("0009-05-09", "2024-05-09"), ("9999-01-01", "9999-12-31")],
)
def test_without_bars_that_can_be_told_there_are_none(
    tmp_path: Path, days: tuple[str, str]
) -> None:
    told = [tell("herald", card("Tel Amal was hit.", days=days))]
    assert _bars(Visitor(put(tmp_path / "case", told)), "") == []


def _bars(visitor: Visitor, query: str) -> list[tuple[str, int, int]]:
    """Where each bar leads, how many it shows, and how many of these in dispute."""
    links = visitor.page(f"/incidents{query}").xpath("//figure//*[local-name()='a'][@tabindex]")
    found = []
    for link in links:
        title = link.xpath("string(.//*[local-name()='title'])")
        count = re.search(r": ([\d,]+) incident", title)
        disputed = re.search(r", (\d+) disputed", title)
        assert count
        address = link.get("href").removeprefix("/incidents")
        found.append((address, int(count[1]), int(disputed[1]) if disputed else 0))
    return found
