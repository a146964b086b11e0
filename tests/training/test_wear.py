"""What a text loses while it is learned from."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from khaldun.read.arrays import table
from khaldun.read.inputs import Input
from khaldun.read.links import Links
from training import wear
from training.wear import draw_hidden, draw_losses


@given(st.text(alphabet="a1 ,.'’;", max_size=40), st.integers(0, 50))
def test_losing_marks_never_makes_another_number(text: str, seed: int) -> None:
    lost = draw_losses(text, random.Random(seed))
    assert all(not text[at].isalnum() for at in lost)
    for at in lost:
        assert not (text[at - 1 : at].isdecimal() and text[at + 1 : at + 2].isdecimal())


def test_marks_are_lost_some_of_the_time() -> None:
    drawn = {draw_losses("a, b.", random.Random(seed)) for seed in range(40)}
    assert drawn == {frozenset(), frozenset({1}), frozenset({1, 4})}


def _input(pieces: list[int], mentions: list[tuple[int, int]]) -> Input:
    numbers, none = np.array(pieces), np.zeros((0, 2), dtype=np.int64)
    return Input(
        ids=numbers,
        shapes=numbers,
        sentence=numbers,
        marks=table([], 1),
        candidates=none,
        mentions=np.array(mentions),
        credits=none,
        times=none,
        places=none,
        sentence_rows=table([], 1),
        candidate_rows=table([], 1),
        ruled=table([], 2),
        sources=Links(np.zeros((0, 2), np.int64), table([], 1)),
    )


def test_a_name_is_hidden_all_over_a_text_or_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wear, "_HIDDEN", 0.0)
    # One name is 5 6, and stands twice; the other is 7.
    told = _input([5, 6, 1, 1, 5, 6, 1, 7], [(0, 2), (4, 6), (7, 8)])
    drawn = [tuple(draw_hidden(told, random.Random(seed)).tolist()) for seed in range(400)]
    one, other = (True, True, False, False, True, True, False, False), (*[False] * 7, True)
    both = tuple(a or b for a, b in zip(one, other, strict=True))
    assert set(drawn) == {(False,) * 8, one, other, both}
    assert 0.14 < sum(hidden[0] for hidden in drawn) / len(drawn) < 0.26


def test_single_pieces_are_hidden_anywhere() -> None:
    hidden = draw_hidden(_input([1] * 4000, [(0, 1)]), random.Random(0))
    assert 0.06 < hidden[1:].mean() < 0.1
