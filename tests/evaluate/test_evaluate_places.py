"""The measure of names of places in texts, and what is found on which witness."""

import json
from pathlib import Path

import pytest

from khaldun.errors import InputError
from khaldun.evaluate.toponyms import read_documents, score, summary
from khaldun.knowledge.gazetteer import Gazetteer
from khaldun.resolve.toponyms import Toponyms

ALEPPO = {"lat": 36.2, "lon": 37.16}


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.open()


def written(folder: Path, *lines: object) -> Path:
    """A file of these lines."""
    path = folder / "gold.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return path


def measured(folder: Path, gazetteer: Gazetteer, text: str, *toponyms: object) -> dict[str, float]:
    path = written(folder, {"text": text, "toponyms": toponyms})
    return summary(score(read_documents(path), gazetteer))


def test_a_place_found_and_placed_near_is_right(tmp_path: Path, gazetteer: Gazetteer) -> None:
    got = measured(tmp_path, gazetteer, "Shells fell in Aleppo.", {"start": 15, "end": 21} | ALEPPO)
    assert got == {"recognition_f1": 1.0, "f1_161km": 1.0, "accuracy_161km": 1.0}


def test_a_place_told_far_away_is_recognised_and_wrong(
    tmp_path: Path, gazetteer: Gazetteer
) -> None:
    there = {"start": 15, "end": 21, "lat": 33.5, "lon": 36.3}
    got = measured(tmp_path, gazetteer, "Shells fell in Aleppo.", there)
    assert got == {"recognition_f1": 1.0, "f1_161km": 0.0, "accuracy_161km": 0.0}


def test_a_toponym_without_coordinates_counts_neither_way(
    tmp_path: Path, gazetteer: Gazetteer
) -> None:
    text = "Shells fell in Aleppo and Homs."
    there = ({"start": 15, "end": 21} | ALEPPO, {"start": 26, "end": 30, "lat": None, "lon": None})
    assert set(measured(tmp_path, gazetteer, text, *there).values()) == {1.0}


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ({"text": "In Aleppo"}, "a line is"),
        ({"text": "In Aleppo", "toponyms": [{"start": 3}]}, "KeyError"),
        ({"text": "In Aleppo", "toponyms": [{"start": 3, "end": 90}]}, "3 to 90 is no part"),
        ({"text": "x", "toponyms": [{"start": 0, "end": 1, "lat": 99, "lon": 0}]}, "no place"),
    ],
)
def test_a_line_of_another_form_is_named(tmp_path: Path, line: object, fault: str) -> None:
    with pytest.raises(InputError, match=f"line 2: .*{fault}"):
        list(read_documents(written(tmp_path, {"text": "", "toponyms": []}, line)))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Two men from Berea, Ky., were held.", ["Berea", "Ky."]),
        ("A fire near Harrodsburg spread.", ["Harrodsburg"]),
        ("Mr. Houston and Paris Smith spoke to Judge Jackson.", []),
        ("The sheriff of Laurel County spoke.", ["Laurel County"]),
        ("The Aleppo University students left Damascus.", ["Damascus"]),
        ("BEREA, Ky. — A man was held.", ["BEREA", "Ky."]),
    ],
)
def test_names_are_places_by_what_stands_around_them(
    gazetteer: Gazetteer, text: str, names: list[str]
) -> None:
    assert [name for _, _, name in Toponyms(gazetteer).find(text)] == names
