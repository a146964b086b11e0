"""The measure of groupings, and what the fusion of gold cards reaches on the development set."""

import json
import random
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from incident_cases import ROSTER, card, figure
from khaldun.errors import InputError
from khaldun.evaluate.fusion import matched, predict, read_groups, report_of, score
from khaldun.fuse.lineage import copies
from khaldun.records import Details, Report
from khaldun.settings import data_folder

CARDS = [("a", "i1"), ("b", "i1"), ("c", "i1"), ("c", "i2")]


def groups(*members: list[tuple[str, str]]) -> dict[str, Any]:
    return {"incidents": [{"cards": [list(key) for key in keys]} for keys in members]}


def test_the_true_grouping_is_right_and_cards_left_alone_find_no_pair() -> None:
    truth = groups(CARDS[:3])
    b_cubed, pairwise = score(CARDS, truth, truth)
    assert (b_cubed.f1, pairwise.f1, pairwise.gold) == (1.0, 1.0, 3)
    b_cubed, pairwise = score(CARDS, truth, groups())
    assert (b_cubed.precision, pairwise.f1) == (1.0, 0.0)


def test_two_cards_of_one_document_are_no_pair() -> None:
    _, pairwise = score(CARDS, groups(CARDS[2:]), groups(CARDS[2:]))
    assert pairwise.gold == 0


@pytest.mark.parametrize("wrong", [groups([("a", "i9")]), groups(CARDS[:2], CARDS[1:3])])
def test_a_grouping_of_unknown_or_repeated_cards_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=r"a has no card i9|in two groups"):
        score(CARDS, wrong, groups())


def test_documents_that_are_not_given_are_left_out() -> None:
    more = {"incidents": [{"cards": [*(list(key) for key in CARDS[:2]), ["z", "i1"]]}]}
    b_cubed, pairwise = score(CARDS, more, groups(CARDS[:2]))
    assert (b_cubed.f1, pairwise.f1, pairwise.gold) == (1.0, 1.0, 1)


def test_a_file_that_is_no_grouping_is_refused_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "groups.json"
    for content in ("[", "{}", '{"incidents": [{"cards": [["a"]]}]}'):
        path.write_text(content)
        with pytest.raises(InputError, match=re.escape(str(path))):
            read_groups(path)


def test_cards_are_fused_into_groups_of_the_file_s_format() -> None:
    words = "A strike on Tel Amal overnight killed 15 people."
    told = card(words, figures=[figure(15)]) | {"id": "i1"}
    documents = [{"document": name, "incidents": [told]} for name in ("gazette", "herald")]
    reports = {
        name: report_of(name, words, Details(publisher=name)) for name in ("gazette", "herald")
    }
    found = predict(documents, reports, ROSTER)
    assert found == {"incidents": [{"cards": [["gazette", "i1"], ["herald", "i1"]]}]}


def test_groups_of_read_cards_count_as_those_of_the_annotated_cards_that_they_match() -> None:
    words = "A strike on Tel Amal killed 15 people. Gunmen took a teacher in Barid."
    strike, taken = words.split(". ")
    annotated = {
        "gazette": [card(strike) | {"id": "i1"}, card(taken, kind="abduction") | {"id": "i2"}]
    }
    read = {
        "gazette": [card(strike) | {"id": "i7"}, card("Tel Amal", kind="protest") | {"id": "i8"}]
    }
    groups = {"incidents": [{"cards": [["gazette", "i7"], ["gazette", "i8"]]}]}
    found = matched(groups, read, annotated, {"gazette": words})
    assert found == {"incidents": [{"cards": [["gazette", "i1"]]}]}


def test_two_cards_that_nothing_tells_apart_are_refused() -> None:
    told = card("A strike hit Tel Amal.") | {"id": "i1"}
    document = {"document": "gazette", "incidents": [told, told | {"id": "i2"}]}
    reports = {"gazette": report_of("gazette", "A strike hit Tel Amal.", Details())}
    with pytest.raises(InputError, match="gazette, card i2"):
        predict([document], reports, ROSTER)


def development() -> tuple[list[dict[str, Any]], dict[str, Report], dict[str, Any]]:
    """The documents of the development set, their reports, and the true grouping."""
    folder = data_folder()
    if folder is None:
        pytest.skip("KHALDUN_DATA names no folder of development data")
    gold = folder / "gold"
    meta = json.loads((gold / "meta.json").read_text("utf-8"))
    files = [(gold / f"{name}.jsonl").read_text("utf-8") for name in ("dev", "seeds")]
    documents = [json.loads(line) for told in files for line in told.splitlines()]
    reports = {}
    for document in documents:
        name = document["document"]
        text = (gold / "texts" / f"{name}.txt").read_text("utf-8")
        published = date.fromisoformat(meta[name]["published"])
        details = Details(publisher=meta[name]["publisher"], published=published)
        reports[name] = report_of(name, text, details)
    return documents, reports, read_groups(gold / "dev.incidents.json")


@pytest.mark.data
@pytest.mark.parametrize("seed", range(3))
def test_every_number_equals_the_reference_s(seed: int, tmp_path: Path) -> None:
    documents, _, truth = development()
    keys = [(told["document"], one["id"]) for told in documents for one in told["incidents"]]
    draw = random.Random(seed)
    parts: dict[int, list[tuple[str, str]]] = {}
    for number, incident in enumerate(truth["incidents"]):
        for key in incident["cards"]:
            place = number if draw.random() > 0.3 else draw.randrange(20)
            parts.setdefault(place, []).append(tuple(key))
    predicted = groups(*parts.values())
    paths = [tmp_path / name for name in ("cards.jsonl", "truth.json", "predicted.json")]
    paths[0].write_text("\n".join(map(json.dumps, documents)), encoding="utf-8")
    for path, content in zip(paths[1:], (truth, predicted), strict=True):
        path.write_text(json.dumps(content), encoding="utf-8")
    folder = data_folder()
    assert folder
    script = [sys.executable, str(folder / "gold" / "score_fusion.py"), *map(str, paths)]
    answer = subprocess.run(script, capture_output=True, check=True, text=True).stdout
    theirs = [[float(n) for n in re.findall(r"\d\.\d{3}", line)] for line in answer.splitlines()]
    ours = score(keys, truth, predicted)
    assert theirs == [[round(n, 3) for n in (one.precision, one.recall, one.f1)] for one in ours]


@pytest.mark.data
def test_gold_cards_fuse_into_the_true_incidents_above_the_floors() -> None:
    """Floors a little under what `docs/decisions/fusion.md` reports."""
    documents, reports, truth = development()
    keys = [(told["document"], one["id"]) for told in documents for one in told["incidents"]]
    b_cubed, pairwise = score(keys, truth, predict(documents, reports, ROSTER))
    assert b_cubed.f1 >= 0.94
    assert pairwise.f1 >= 0.85
    assert pairwise.precision >= 0.95


@pytest.mark.data
def test_all_copies_of_the_development_set_are_found_and_no_other() -> None:
    _, reports, truth = development()
    names = {report.id: name for name, report in reports.items()}
    found = {frozenset(names[one] for one in pair) for pair in copies(reports.values())}
    assert found == {frozenset(pair[:2]) for pair in truth["copies"]}
