"""Krippendorff's alpha equals what its author computed by hand (2011, sections A to C)."""

import pytest

from khaldun.evaluate.agreement import alpha

#: Values by observer; a point is a unit that was not seen.
_BINARY = ("0100000010", "1110010000")
_NOMINAL = ("aabbdcccedda", "babbbccceddd")
_MISSING = ("123321412...", "1233224125.3", ".3332342251.", "1233244125" + "1.")


def _units(observers: tuple[str, ...]) -> list[list[str]]:
    return [[v for v in values if v != "."] for values in zip(*observers, strict=True)]


@pytest.mark.parametrize(
    ("observers", "published"), [(_BINARY, 0.095), (_NOMINAL, 0.692), (_MISSING, 0.743)]
)
def test_alpha_is_what_was_published(observers: tuple[str, ...], published: float) -> None:
    found = alpha(_units(observers))
    assert found is not None
    assert round(found, 3) == published


def test_alpha_is_one_where_all_agree_and_nothing_where_nothing_differs() -> None:
    assert alpha([["yes", "yes"], ["no", "no"]]) == 1
    assert alpha([["yes", "yes"], ["yes", "yes"]]) is None
    assert alpha([["yes"], []]) is None
