"""What a text loses while it is learned from."""

import random

from hypothesis import given
from hypothesis import strategies as st

from training.wear import draw_losses


@given(st.text(alphabet="a1 ,.'’;", max_size=40), st.integers(0, 50))
def test_losing_marks_never_makes_another_number(text: str, seed: int) -> None:
    lost = draw_losses(text, random.Random(seed))
    assert all(not text[at].isalnum() for at in lost)
    for at in lost:
        assert not (text[at - 1 : at].isdecimal() and text[at + 1 : at + 2].isdecimal())


def test_marks_are_lost_some_of_the_time() -> None:
    drawn = {draw_losses("a, b.", random.Random(seed)) for seed in range(40)}
    assert drawn == {frozenset(), frozenset({1}), frozenset({1, 4})}
