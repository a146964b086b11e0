"""Folds: reports of one event stay together, and every report is held out once."""

from itertools import pairwise

import pytest

from khaldun.errors import InputError
from training.documents import DataSet, DocumentReader
from training.folds import FOLDS, divide, split

_NAMES = [f"r{number:02}" for number in range(25)]


def test_reports_of_one_incident_are_in_one_part() -> None:
    shared = [["r00", "r07"], ["r07", "r19"], ["r03", "r04", "r05"], ["r20"]]
    folds = divide(_NAMES, shared)
    place = {name: number for number, part in enumerate(folds.parts) for name in part}
    assert place["r00"] == place["r07"] == place["r19"]
    assert place["r03"] == place["r04"] == place["r05"]
    assert folds.crossing == 0


def test_every_report_is_held_out_once_and_parts_are_of_one_size() -> None:
    folds = divide(_NAMES, [["r00", "r01"]])
    assert sorted(name for part in folds.parts for name in part) == _NAMES
    assert {len(part) for part in folds.parts} == {len(_NAMES) // FOLDS}


def test_a_chain_longer_than_a_part_is_cut_and_counted() -> None:
    chain = [list(two) for two in pairwise(_NAMES)]
    folds = divide(_NAMES, chain)
    assert max(map(len, folds.parts)) <= 2 * len(_NAMES) // FOLDS
    assert 0 < folds.crossing < len(chain)


def test_the_order_of_what_is_given_changes_nothing() -> None:
    shared = [["r00", "r07"], ["r03", "r04", "r05"]]
    assert divide(_NAMES, shared) == divide(_NAMES[::-1], shared[::-1])


def test_cards_of_one_incident_tie_their_reports(data: DataSet, reader: DocumentReader) -> None:
    names = ("market", "copy")
    twice = DataSet(
        cards=dict.fromkeys(names, data.cards["market"]),
        texts=dict.fromkeys(names, data.texts["market"]),
        details=dict.fromkeys(names, data.details["market"]),
    )
    assert sorted(map(len, split(data, reader.roster).parts)) == [0, 0, 1, 1, 1]
    assert sorted(map(len, split(twice, reader.roster).parts)) == [0, 0, 0, 1, 1]


def test_a_fold_that_does_not_exist_is_refused_by_name() -> None:
    folds = divide(_NAMES, [])
    assert folds.held_out("all") == ()
    assert folds.held_out("1") == folds.parts[1]
    with pytest.raises(InputError, match="'5'"):
        folds.held_out("5")
