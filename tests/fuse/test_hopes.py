"""What is ruled out for all pairs at once is ruled out pair by pair as well."""

from datetime import date, timedelta
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from incident_cases import ROSTER, card, tell
from khaldun.fuse.blocks import Columns
from khaldun.fuse.hopes import possible
from khaldun.fuse.matcher import Matcher
from khaldun.fuse.traits import Parties

DAY = date(2024, 5, 9)

days = st.none() | st.tuples(st.integers(0, 12), st.integers(0, 45)).map(
    lambda told: (str(DAY + timedelta(told[0])), str(DAY + timedelta(sum(told))))
)
places = st.none() | st.tuples(
    st.just("Amal"), st.floats(35, 36.5), st.floats(-0.8, 0.8), st.floats(0.1, 60)
)
cards = st.fixed_dictionaries(
    {"kind": st.sampled_from(["airstrike", "shelling", "aggregate", "battle"])},
    optional={"days": days, "place": places},
)


@settings(max_examples=100)
@given(left=cards, right=cards)
def test_no_pair_that_could_match_is_passed_over(left: Any, right: Any) -> None:
    words = "Shells fell on the village and killed some."
    told = [tell("gazette", card(words, **left)), tell("herald", card(words, **right))]
    accounts = {account.id: account for _, several in told for account in several}
    matcher = Matcher(accounts, {report.id: report for report, _ in told}, Parties(ROSTER))
    names = sorted(accounts)
    hoped = possible(Columns.of(map(matcher.item, names)), np.array([[0, 1]]))
    if matcher.match(*names) is not None:
        assert len(hoped) == 1


def test_places_and_days_far_apart_are_passed_over() -> None:
    words = "Shells fell on the village and killed some."
    apart: list[dict[str, Any]] = [
        {"days": (str(DAY), str(DAY))},
        {"days": (str(DAY + timedelta(9)), str(DAY + timedelta(9)))},
        {"days": (str(DAY), str(DAY)), "place": ("Far", 50.0, 9.0, 3.0)},
    ]
    told = [tell(f"paper {n}", card(words, **one)) for n, one in enumerate(apart)]
    accounts = {account.id: account for _, several in told for account in several}
    matcher = Matcher(accounts, {report.id: report for report, _ in told}, Parties(ROSTER))
    items = Columns.of(map(matcher.item, accounts))
    assert len(possible(items, np.array([[0, 1], [0, 2], [1, 2]]))) == 0
