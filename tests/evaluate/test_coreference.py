"""The measures of coreference, on groupings small enough to score by hand."""

from itertools import permutations

import numpy as np
import pytest
from coreference import best_sum, ceaf, measures, muc
from hypothesis import given
from hypothesis import strategies as st

from khaldun.evaluate.fusion import CardKey, Groups


def _groups(*groups: str) -> list[frozenset[CardKey]]:
    return [frozenset((f"report {name}", name) for name in group) for group in groups]


def _file(*groups: str) -> Groups:
    return {"incidents": [{"cards": sorted(group)} for group in _groups(*groups)]}


#: The example of Luo (2005): three groups, of which two were joined.
TRUE, JOINED = _groups("12345", "67", "89ABC"), _groups("12345", "6789ABC")


def test_a_group_in_two_pieces_lacks_one_link() -> None:
    halves = muc(_groups("abcd"), _groups("ab", "cd"))
    assert halves.precision == 1
    assert halves.recall == pytest.approx(2 / 3)
    assert (halves.gold, halves.predicted) == (3, 2)


def test_two_groups_as_one_have_a_link_too_many() -> None:
    joined = muc(TRUE, JOINED)
    assert joined.precision == pytest.approx(9 / 10)
    assert joined.recall == 1


def test_what_stands_alone_has_no_link() -> None:
    assert muc(_groups("a", "b"), _groups("a", "b")).f1 == 0


def test_of_two_groups_as_one_only_one_is_aligned() -> None:
    # The five of the whole group are shared with the seven: 10/12; the two are left out.
    shared = 1 + 10 / 12
    found = ceaf(TRUE, JOINED)
    assert found.recall == pytest.approx(shared / 3)
    assert found.precision == pytest.approx(shared / 2)


def test_the_same_grouping_is_all_right() -> None:
    keys = [key for group in TRUE for key in group]
    found, conll = measures(keys, _file("12345", "67", "89ABC"), _file("67", "89ABC", "12345"))
    assert conll == 1
    assert [one.measure for one in found] == ["pairwise", "muc", "b_cubed", "ceaf_e"]
    assert {one.f1 for one in found} == {1}


def test_what_is_not_asked_for_is_left_out_of_both() -> None:
    keys = [key for group in _groups("ac") for key in group]
    (pairwise, *_), _ = measures(keys, _file("ab", "c"), _file("abc"))
    assert (pairwise.gold, pairwise.predicted) == (0, 1)


def test_what_is_in_no_group_stands_alone() -> None:
    keys = [key for group in _groups("abc") for key in group]
    assert measures(keys, _file("ab"), _file("ab", "c"))[1] == 1


@given(st.lists(st.lists(st.floats(0, 1), min_size=4, max_size=4), min_size=1, max_size=5))
def test_no_alignment_gains_more_than_the_best(rows: list[list[float]]) -> None:
    gains = np.array(rows)
    wide = gains if gains.shape[0] <= gains.shape[1] else gains.T
    count, columns = wide.shape
    tried = (
        sum(wide[row, column] for row, column in enumerate(order))
        for order in permutations(range(columns), count)
    )
    assert best_sum(gains) == pytest.approx(max(tried))
