"""Blocking: near accounts always meet, and a crowd costs in proportion to its size."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from incident_cases import ROSTER, card, figure, tell
from khaldun.fuse.blocks import Item, pairs
from khaldun.fuse.matcher import Matcher
from khaldun.fuse.traits import Parties
from strategies import items

DAY = date(2024, 5, 9)


def met(*cards: dict[str, object]) -> list[tuple[int, ...]]:
    """Which of the cards, each of a report of its own, are compared."""
    told = [tell(f"paper {n}", one) for n, one in enumerate(cards)]
    accounts = [account for _, several in told for account in several]
    reports, parties = {report.id: report for report, _ in told}, Parties(ROSTER)
    by_id = {account.id: account for account in accounts}
    matcher, place = Matcher(by_id, reports, parties), list(by_id).index
    compared = pairs(map(matcher.item, by_id), matcher.window)
    return sorted(tuple(sorted(map(place, pair))) for pair in compared)


def at(lat: float, lon: float, day: date) -> dict[str, object]:
    words = f"Shells fell at {lat} {lon} on {day}."
    return card(words, place=("Amal", lat, lon, 3.0), days=(str(day), str(day)))


@settings(max_examples=80)
@given(
    lat=st.floats(-80, 80),
    lon=st.floats(-179, 179),
    dy=st.floats(-0.45, 0.45),
    dx=st.floats(-0.45, 0.45),
    days=st.integers(-7, 7),
)
def test_accounts_within_50_km_and_a_week_are_compared(
    lat: float, lon: float, dy: float, dx: float, days: int
) -> None:
    near = met(at(lat, lon, DAY), at(lat + dy, lon + dx, DAY + timedelta(days)))
    assert near == [(0, 1)]


def test_a_telling_number_brings_an_undated_account_of_no_narrow_place_to_its_match() -> None:
    vague = card("It left 137 dead.", place=None, days=None, figures=[figure(137)])
    toll = card("There 137 died.", days=("2024-05-04", "2024-05-04"), figures=[figure(137)])
    assert met(vague, toll) == [(0, 1)]
    assert met(vague | {"figures": [figure(3)]}, toll) == []


def test_of_kinds_that_a_country_has_few_of_a_town_meets_the_whole_country() -> None:
    syria = ("Syria", 35.0, 38.5, 400.0)
    town = ("Tel Amal", 33.5, 36.3, 3.0)
    gas = [
        card(words, kind="chemical", place=place) for words, place in (("A", town), ("B", syria))
    ]
    assert met(*gas) == [(0, 1)]
    assert met(*(told | {"kind": "airstrike"} for told in gas)) == []


def test_an_equal_number_of_another_season_brings_no_pair_about() -> None:
    spring, autumn = (
        card("It left 137 dead.", days=(day, day), figures=[figure(137)])
        for day in ("2024-03-09", "2024-10-09")
    )
    assert met(spring, autumn) == []
    assert met(spring, spring | {"where": None}) == [(0, 1)]


def test_a_crowd_in_one_place_and_week_costs_in_proportion_to_its_size() -> None:
    few, many = (
        len(met(*(at(35.0, 40.0, DAY + timedelta(n % 3)) for n in range(size))))
        for size in (300, 600)
    )
    assert many < 2.5 * few


@settings(max_examples=100)
@given(told=items, window=st.integers(1, 5))
def test_items_meet_those_that_follow_them_within_the_window_of_a_block(
    told: list[Item], window: int
) -> None:
    expected = set()
    for key in range(4):
        block = sorted((item.rank, item.id) for item in told if key in item.keys)
        for place, (_, one) in enumerate(block):
            following = block[place + 1 : place + 1 + window]
            expected |= {tuple(sorted((one, other))) for _, other in following}
    met = pairs(told, window)
    assert sorted(met) == sorted(expected), "each pair once, ids in order"
