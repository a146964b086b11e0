"""Land, borders and towns are where they are."""

import numpy as np
import pytest

from khaldun.errors import KnowledgeError
from khaldun.knowledge import shapes as module
from khaldun.knowledge.shapes import APART, HALF, Layer, Shapes, place, spot, stretch
from khaldun.knowledge.towns import towns

SHAPES = Shapes.open()


@pytest.mark.parametrize(
    ("lat", "lon", "dry"),
    [
        (36.2, 37.16, True),  # Aleppo
        (33.34, 44.4, True),  # Baghdad
        (35.0, 33.2, True),  # Cyprus
        (35.0, 34.9, False),  # the sea before Syria
        (0.0, -30.0, False),  # the Atlantic
        (-25.0, 135.0, True),  # Australia
    ],
)
def test_land_is_land_and_sea_is_sea(lat: float, lon: float, *, dry: bool) -> None:
    assert _inside(SHAPES.land, *spot(lat, lon)) == dry


def _inside(layer: Layer, x: float, y: float) -> bool:
    """Whether a point lies in an odd number of rings."""
    crossed = 0
    for ring in np.split(layer.points, layer.starts[1:]):
        (x1, y1), (x2, y2) = ring.T, np.roll(ring, 1, axis=0).T
        over = (y1 > y) != (y2 > y)
        crossed += int((x < (x2 - x1)[over] * (y - y1[over]) / (y2 - y1)[over] + x1[over]).sum())
    return crossed % 2 == 1


def test_a_border_lies_where_two_countries_meet() -> None:
    # Abu Kamal, on the Euphrates, where Syria and Iraq meet; within 10 km.
    x, y = spot(34.39, 40.99)
    away = np.hypot(*(SHAPES.border.points - (x, y)).T).min()
    assert away / stretch(y) < 1_000
    assert len(SHAPES.disputed.starts) > 20
    assert len(SHAPES.province.starts) > 5_000


@pytest.mark.parametrize("name", ["land", "border", "disputed", "province"])
def test_neighbouring_points_of_a_line_are_near(name: str) -> None:
    layer: Layer = getattr(SHAPES, name)
    steps = np.abs(np.diff(layer.points, axis=0)).max(axis=1)
    steps[layer.starts[1:] - 1] = 0
    assert 0 < steps.max() <= APART
    assert (layer.boxes[:, :2] <= layer.boxes[:, 2:]).all()


def test_towns_are_named_as_they_are_written() -> None:
    names = {town.name: town for town in SHAPES.towns}
    assert len(SHAPES.towns) > 5_000
    assert "\N{REPLACEMENT CHARACTER}" not in "".join(names)
    found = place(names["Baghdad"].x, names["Baghdad"].y)
    assert found == pytest.approx((33.3, 44.4), abs=0.1)
    assert names["Baghdad"].country == "IQ"


def test_the_most_peopled_towns_of_a_part_come_first() -> None:
    found = [name for name, _, _ in towns(32.0, 35.5, 37.5, 42.5, most=12)]
    assert {"Aleppo", "Damascus", "Homs"} <= set(found)
    assert len(found) == 12
    assert towns(-60.0, -30.0, -59.0, -29.0, most=3) == []


def test_a_place_comes_back_from_the_map() -> None:
    assert place(*spot(-33.5, 151.2)) == pytest.approx((-33.5, 151.2))
    assert spot(0, 180) == pytest.approx((HALF, 0))
    assert abs(spot(90, 0)[1]) < 2 * HALF


def test_what_was_not_made_is_told_with_its_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LAYERS", ("moon",))
    Shapes.open.cache_clear()
    with pytest.raises(KnowledgeError, match=r"python build_shapes\.py"):
        Shapes.open()
