"""A reader may not become worse without somebody saying so."""

import pytest

from floors import (
    CHANGELOG,
    FLOORS,
    faults,
    lowered,
    measured,
    raised,
    read_floors,
    reason_line,
)
from khaldun.settings import data_folder

_PINNED = {"rules.card": {"floor": 700, "best": 700}}


def test_a_measure_below_its_floor_is_a_fault() -> None:
    assert list(faults(_PINNED, {"rules.card": 700}, "")) == []
    (told,) = faults(_PINNED, {"rules.card": 699}, "")
    assert told == "rules.card is 0.699, below its floor 0.700"


def test_a_floor_is_raised_by_steps_and_never_sinks_by_itself() -> None:
    assert raised(_PINNED, {"rules.card": 724})["rules.card"] == {"floor": 710, "best": 710}
    assert raised(_PINNED, {"rules.card": 650}) == _PINNED


def test_a_lowered_floor_needs_its_reason_in_the_changelog() -> None:
    floors = lowered(_PINNED, "rules.card", 662)
    (told,) = faults(floors, {"rules.card": 652}, "")
    assert "CHANGELOG.md gives no reason" in told
    reason = reason_line("rules.card") + "0.650: sieges are read as battles no more."
    assert list(faults(floors, {"rules.card": 652}, f"### Changed\n{reason}\n")) == []


def test_every_floor_that_was_ever_lowered_is_explained() -> None:
    assert list(faults(read_floors(), {}, CHANGELOG.read_text("utf-8"))) == []


@pytest.mark.data
def test_every_reader_holds_its_floors_on_the_development_set() -> None:
    folder = data_folder()
    if folder is None:
        pytest.skip("KHALDUN_DATA names no folder of development data")
    found = measured(folder / "gold")
    assert set(found) == set(read_floors()), f"{FLOORS} pins other measures"
    assert list(faults(read_floors(), found, CHANGELOG.read_text("utf-8"))) == []
