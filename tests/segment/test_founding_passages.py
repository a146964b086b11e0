"""The founding documents and the development set: the kind of passage, by characters."""

import json
from pathlib import Path
from typing import Any

import pytest

from khaldun.segment.plain import read_plain
from khaldun.settings import data_folder

pytestmark = pytest.mark.data

#: The share of characters whose kind must be right in each founding document; 1.00 was measured.
_FLOOR = 0.90
#: Of single-voice articles, the share that must be headline or body; 1.00 was measured.
_ONE_VOICE = 0.995


@pytest.fixture
def data() -> Path:
    folder = data_folder()
    if folder is None:
        pytest.skip("KHALDUN_DATA names no folder of development data")
    return folder


def _kinds(text: str, passages: list[tuple[int, int, str]]) -> list[str | None]:
    kinds: list[str | None] = [None] * len(text)
    for start, end, kind in passages:
        kinds[start:end] = [kind] * (end - start)
    return kinds


def _share_right(text: str, truth: list[dict[str, Any]]) -> float:
    told = [(p.start, p.end, str(p.kind)) for p in read_plain(text).passages]
    found = _kinds(text, told)
    wanted = _kinds(text, [(p["start"], p["end"], p["kind"]) for p in truth])
    judged = [i for i, kind in enumerate(wanted) if kind and not text[i].isspace()]
    return sum(found[i] == wanted[i] for i in judged) / len(judged)


def test_the_passages_of_both_founding_documents_are_told_apart(data: Path) -> None:
    truth = json.loads((data / "gold" / "seeds.passages.json").read_text("utf-8"))
    for name, passages in truth.items():
        text = (data / "gold" / "texts" / f"{name}.txt").read_bytes().decode()
        assert _share_right(text, passages) >= _FLOOR, name


def test_articles_in_one_voice_have_no_comments(data: Path) -> None:
    counts: dict[str, int] = {}
    for path in sorted((data / "train" / "texts").glob("*.txt")):
        for passage in read_plain(path.read_bytes().decode()).passages:
            assert passage.kind != "comment", path.name
            counts[passage.kind] = counts.get(passage.kind, 0) + passage.end - passage.start
    assert counts["headline"] + counts["body"] >= _ONE_VOICE * sum(counts.values())
