"""The measure of cards: the same numbers as the reference, on the same cards."""

import json
import random
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from incident_cases import card, figure, tell
from khaldun.errors import InputError
from khaldun.evaluate.cards import predict, read_cards, score
from khaldun.evaluate.names import Equivalences
from khaldun.records import INCIDENT_KINDS, Details
from khaldun.settings import data_folder

WORDS = "At least 15 people died in Tel Amal, a medic said."
TEXTS = {"doc": WORDS + " It was the second strike of the day. The first killed nobody."}
GOLD = card(WORDS, figures=[figure(15, "unnamed medic", quote="15")]) | {"by": []}


def value(measure: str, *predicted: dict[str, Any]) -> float:
    return score({"doc": [GOLD]}, {"doc": list(predicted)}, TEXTS)[measure].value


def test_the_same_cards_are_right_in_every_measure() -> None:
    table = score({"doc": [GOLD]}, {"doc": [deepcopy(GOLD)]}, TEXTS)
    assert {row.value for row in table.rows if row.gold} == {1.0}


def test_no_cards_at_all_find_nothing() -> None:
    assert value("card") == value("ledger_row") == 0.0


def test_a_ledger_row_needs_number_source_certainty_and_card() -> None:
    told = GOLD["figures"][0]
    wrongs: list[dict[str, Any]] = [{"low": 16}, {"says": []}, {"certainty": "hedged"}]
    for wrong in wrongs:
        assert value("ledger_row", GOLD | {"figures": [told | wrong]}) == 0.0
    astray = GOLD | {"kind": "aggregate"}
    assert value("figure_sourced", astray) == 1.0
    assert value("ledger_row", astray) == 0.0


def test_a_card_that_quotes_another_sentence_is_another_card() -> None:
    astray = GOLD | {"evidence": ["The first killed nobody."], "figures": []}
    assert value("card", astray) == 0.0


def test_the_intervals_are_the_same_on_every_run_and_hold_the_value() -> None:
    gold = {f"doc{n}": [GOLD] for n in range(12)}
    predicted = {name: [GOLD] for name in list(gold)[::2]}
    texts = dict.fromkeys(gold, TEXTS["doc"])
    row = score(gold, predicted, texts)["card"]
    assert row == score(gold, predicted, texts)["card"]
    assert 0 < row.low < row.value < row.high < 1


def test_the_table_reads_as_text_and_as_json() -> None:
    table = score({"doc": [GOLD]}, {"doc": [GOLD]}, TEXTS)
    assert "ledger_row" in table.text()
    assert json.loads(json.dumps(table.plain()))["ledger_row"]["f1"] == 1.0
    assert table.plain()["kind"]["accuracy"] == 1.0


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("ISIS", "the Islamic State group", True),
        ("Syrian Observatory for Human Rights", "SOHR", True),
        ("Wire One news agency", "Wire One", True),
        ("unnamed medic", "unnamed activists", False),
        ("Russia", "Turkey", False),
    ],
)
def test_names_of_one_party_are_the_same(left: str, right: str, same: bool) -> None:  # noqa: FBT001 - a parameter of the table
    assert Equivalences.open().same_name(left, right) is same


def test_a_vague_word_may_be_a_number_of_its_order() -> None:
    names, dozens = Equivalences.open(), figure(None, vague="dozens")
    assert names.same_number(dozens, figure(39))
    assert not names.same_number(dozens, figure(9))
    assert names.same_number(dozens, figure(None, vague="Dozens"))
    assert not names.same_number(figure(39), dozens)


def test_prediction_reads_every_document_once_and_names_it() -> None:
    details = Details(publisher="Gazette")
    asked = []

    def read(name: str, text: str, known: Details) -> Any:
        asked.append((name, text, known))
        return tell("elsewhere", GOLD)

    told = predict(["doc"], TEXTS, {"doc": details}, read)
    assert asked == [("doc", TEXTS["doc"], details)]
    assert told["doc"]["document"] == "doc"
    assert len(told["doc"]["incidents"]) == 1


def test_a_line_that_is_no_document_is_refused_by_its_number(tmp_path: Path) -> None:
    path = tmp_path / "cards.jsonl"
    path.write_text('{"document": "a", "incidents": []}\n\n{"document": "b"}\n')
    with pytest.raises(InputError, match="line 3"):
        read_cards(path)


def perturbed(cards: list[dict[str, Any]], draw: random.Random) -> list[dict[str, Any]]:
    """The cards with a part of everything that is measured changed, dropped or moved."""
    cards = deepcopy(cards)
    kept = [deepcopy(one) for one in cards if draw.random() > 0.15]
    for one in kept:
        if draw.random() < 0.2:
            one["kind"] = draw.choice(INCIDENT_KINDS)
        if draw.random() < 0.2:
            one["status"] = "planned"
        if draw.random() < 0.2:
            one["evidence"] = draw.choice(cards)["evidence"]
        if one["when"] and draw.random() < 0.3:
            one["when"] = draw.choice([None, one["when"] | {"latest": "2016-12-31"}])
        if one["where"] and draw.random() < 0.3:
            one["where"] = draw.choice([None, one["where"] | {"lat": draw.uniform(33, 37)}])
        for role in ("by", "against", "figures"):
            one[role] = [told for told in one[role] if draw.random() > 0.1]
            one[role] += [dict(told) for told in draw.choice(cards)[role] if draw.random() < 0.2]
        for told in one["figures"] + one["by"]:
            _perturb_claim(told, draw)
    return kept


def _perturb_claim(told: dict[str, Any], draw: random.Random) -> None:
    if draw.random() < 0.15:
        told["says"] = draw.choice([[], ["SOHR"], ["an activist"]])
    if draw.random() < 0.15:
        told["certainty"] = draw.choice(["hedged", "denied"])
    if "low" in told and draw.random() < 0.15:
        told["low"], told["vague"] = draw.choice([(30, None), (None, "dozens")])
    if "actor" in told and draw.random() < 0.2:
        told["actor"] = draw.choice(["the regime", "ISIL", "Someone Else"])


@pytest.mark.data
@pytest.mark.parametrize("seed", range(4))
def test_every_number_equals_the_reference_s(seed: int, tmp_path: Path) -> None:
    folder = data_folder()
    if folder is None:
        pytest.skip("KHALDUN_DATA names no folder of development data")
    source = folder / "gold" / "dev.jsonl"
    gold = read_cards(source)
    draw = random.Random(seed)
    predicted = {
        name: perturbed(cards, draw) for name, cards in gold.items() if draw.random() > 0.05
    }
    path = tmp_path / "predicted.jsonl"
    lines = ({"document": name, "incidents": cards} for name, cards in predicted.items())
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    texts = folder / "gold" / "texts"
    script = [sys.executable, str(folder / "gold" / "score.py"), str(source), str(path)]
    script += ["--texts", str(texts), "--json"]
    answer = subprocess.run(script, capture_output=True, check=True, text=True)
    told = {name: (texts / f"{name}.txt").read_text("utf-8") for name in gold}
    ours = score(gold, predicted, told).plain()
    for measure, numbers in json.loads(answer.stdout).items():
        assert {name: ours[measure][name] for name in numbers} == numbers, measure
