"""The learned reader: what it reads is in the text, and the same every time."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from khaldun.errors import IntegrityError, KnowledgeError, RefusedInput
from khaldun.faces.measuring import reading_by
from khaldun.read.learned import ENCODER, HEADS, MODEL, VOCABULARY, Weights
from khaldun.records import Details

_TEXT = (
    "Shells hit the market of Aleppo on Monday.\n\nAt least 12 civilians were killed and 30 "
    "others were wounded in the shelling, the Syrian Observatory for Human Rights said."
)


def test_a_plain_report_is_read_alike_every_time_and_keeps_its_words() -> None:
    read = reading_by("learned")
    report, accounts = read("market", _TEXT, Details())
    assert accounts == read("market", _TEXT, Details())[1]
    counted = {(c.figure.kind, c.figure.low) for a in accounts for c in a.figures if c.figure}
    assert {("killed", 12), ("wounded", 30)} <= counted
    for account in accounts:
        assert dict(account.reasons)["kind"]
        for span in (*account.evidence, *(claim.span for claim in account.claims)):
            assert report.text[span.start : span.end] == span.text


@pytest.mark.parametrize(
    "text",
    [
        "Seven " + "7" * 50_000 + " were killed.",
        "12 " * 20_000,
        "a" * 100_000,
        ("The army said 12 people were killed in Aleppo and " * 1_000) + "more.",
        "Killed. " * 5_000,
        "\u202e\u0000\ufeff 12 killed \u0301" * 500,
    ],
    ids=["one number", "numbers", "no spaces", "one sentence", "clues", "marks"],
)
def test_a_hostile_text_is_read_or_refused_and_nothing_else(text: str) -> None:
    read = reading_by("learned")
    try:
        report, accounts = read("hostile", text, Details())
    except RefusedInput:
        return
    for account in accounts:
        for claim in account.claims:
            assert report.text[claim.span.start : claim.span.end] == claim.span.text


def test_the_model_card_names_the_weights_that_are_used() -> None:
    weights = Path(__file__).parents[2] / "src/khaldun/read/weights"
    card = (Path(__file__).parents[2] / "docs/model-card.md").read_text("utf-8")
    model = json.loads((weights / MODEL).read_text("utf-8"))
    for name, expected in model["sha256"].items():
        assert f"| `{name}` | {(weights / name).stat().st_size:,} | `{expected}` |" in card


def test_weights_that_are_not_whole_are_refused(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"lacks model\.json .*--reader rules"):
        Weights.open(tmp_path)
    hashes = dict.fromkeys((ENCODER, HEADS, VOCABULARY), "0")
    (tmp_path / MODEL).write_text(json.dumps({"limits": {}, "sha256": hashes}))
    (tmp_path / "encoder.onnx").write_bytes(b"other")
    with pytest.raises(IntegrityError, match=r"encoder\.onnx .*install Khaldun again"):
        Weights.open(tmp_path)


_BLAST = (
    "An explosion in the town of Qardaha killed at least four people on Saturday, state television "
    "said. A suicide bomber drove his car into the hospital of Qardaha on Saturday, killing two "
    "soldiers, the Observatory said."
)
_CAUSE_LATER = (
    "At least four people were killed in an explosion in the town of Qardaha on Saturday, media "
    "reported.\n\nThe war began in 2011. Its victims are many.\n\nThe car bomb in Qardaha wounded "
    "several others on Saturday, the governor said."
)


@pytest.mark.parametrize("text", [_BLAST, _CAUSE_LATER])
def test_a_blast_told_before_its_cause_was_known_is_no_second_one(text: str) -> None:
    _, accounts = reading_by("learned")("qardaha", text, Details())
    assert [account.kind for account in accounts] == ["bombing"]


#: A toll, and what goes on around it.
_BACKGROUND = (
    "A car bomb killed 12 civilians in Homs on Monday. The army has been fighting rebels across "
    "the country. Rebels hold areas near the border and have tried to advance on several fronts."
)


def test_background_that_counts_nobody_is_told_only_where_it_is_sure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    weights, told = Weights.open(), []
    for sure in (0.0, 1.0):
        surer = replace(weights, limits=replace(weights.limits, kind=0.2, sure=sure))
        monkeypatch.setattr(Weights, "open", lambda surer=surer: surer)
        told.append(reading_by("learned")("homs", _BACKGROUND, Details())[1])
    (bombing,) = told[1]
    assert [claim.figure.low for claim in bombing.figures if claim.figure] == [12]
    assert len(told[0]) > 1
