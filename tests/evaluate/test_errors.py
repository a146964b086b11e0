"""Errors are told by kind, each once, with words that show it."""

from collections import Counter
from copy import deepcopy
from typing import Any

from khaldun.evaluate.errors import find_faults, tell_faults

_TEXT = (
    "Rebels shelled Homs on Monday. At least 12 people were killed, a doctor said. "
    "Troops seized Palmyra."
)
_SHELLING: dict[str, Any] = {
    "kind": "shelling",
    "status": "happened",
    "evidence": ["Rebels shelled Homs"],
    "when": None,
    "where": None,
    "by": [{"actor": "rebels", "says": [], "certainty": "asserted", "quote": "Rebels"}],
    "against": [],
    "figures": [
        {
            "kind": "killed",
            "of": "people",
            "low": 12,
            "high": None,
            "vague": None,
            "says": ["unnamed doctor"],
            "certainty": "asserted",
            "quote": "At least 12 people were killed",
        }
    ],
}
_CAPTURE: dict[str, Any] = _SHELLING | {
    "kind": "capture",
    "evidence": ["Troops seized Palmyra"],
    "by": [{"actor": "troops", "says": [], "certainty": "asserted", "quote": "Troops"}],
    "figures": [],
}


def kinds(*predicted: dict[str, Any]) -> Counter[str]:
    gold = {"one": [_SHELLING, _CAPTURE]}
    return Counter(f.kind for f in find_faults(gold, {"one": list(predicted)}, {"one": _TEXT}))


def test_a_reading_like_the_annotators_has_no_errors() -> None:
    assert not kinds(_SHELLING, _CAPTURE)


def test_what_is_missed_and_what_is_invented_is_told() -> None:
    assert kinds(_SHELLING) == {"incident missed: capture": 1}
    assert kinds(_SHELLING, _CAPTURE, _CAPTURE) == {"incident too many: capture": 1}
    assert kinds() == {
        "incident missed: shelling": 1,
        "incident missed: capture": 1,
        "figure missed: killed, a bound or a range": 1,
    }


def test_a_figure_with_a_wrong_source_certainty_or_kind_is_told_as_such() -> None:
    wrong = deepcopy(_SHELLING)
    wrong["figures"][0] |= {"says": [], "certainty": "hedged"}
    assert kinds(wrong, _CAPTURE) == {
        "source: none read": 1,
        "certainty: asserted read as hedged": 1,
    }
    wrong["figures"][0] |= {"kind": "wounded"}
    assert kinds(wrong, _CAPTURE) == {"figure: killed read as wounded": 1}
    wrong["figures"][0] |= {"kind": "killed", "low": 21}
    assert kinds(wrong, _CAPTURE) == {"figure: number read wrongly": 1}


def test_a_figure_told_twice_is_one_too_many() -> None:
    twice = _SHELLING | {"figures": _SHELLING["figures"] * 2}
    assert kinds(twice, _CAPTURE) == {"figure told a second time": 1}


def test_cards_that_lack_what_is_not_needed_are_compared_all_the_same() -> None:
    bare = {"kind": "capture", "evidence": [], "figures": [{"kind": "killed", "low": 3}]}
    assert kinds(_SHELLING, _CAPTURE, bare) == {
        "incident too many: capture": 1,
        "figure too many: killed": 1,
    }


def test_a_figure_on_the_wrong_incident_and_a_wrong_party_are_told() -> None:
    bare = _SHELLING | {"figures": [], "by": []}
    takes = _CAPTURE | {"figures": _SHELLING["figures"], "by": _SHELLING["by"]}
    assert kinds(bare, takes) == {
        "by: missed": 1,
        "by: another party": 1,
        "figure's incident: on another incident": 1,
    }


def test_the_most_frequent_kind_stands_first_with_its_example() -> None:
    faults = find_faults({"one": [_SHELLING, _CAPTURE]}, {}, {"one": _TEXT})
    told = tell_faults(faults, 1).splitlines()
    assert len(told) == 2
    assert told[0].split()[0] == "1"
    assert told[1].strip().startswith("one: ")
