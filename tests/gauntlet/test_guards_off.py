"""Each guard is needed: with any one of them off, the gauntlet or the hostile set is not passed."""

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from forms import snippets
from test_figures_seen import _counted, _numbers, _segmented
from test_figures_seen import _snippets as pages
from test_forms import _digits, _report

from khaldun.segment import docx, flow, guard, markup, pdf, telegram

pytest.importorskip("pypdfium2", reason="the extra `pdf` is not installed")

NOTHING = re.compile("(?!)")


def _seen(entry: dict[str, Any]) -> Counter[str]:
    return Counter(entry.get("seen_digits", [str(count) for count in entry["seen"]]))


def _unseen() -> int:
    """How many snippets of all forms now give a number that a reader does not see."""
    made = [(entry, _report(form, content)) for form, entry, content in snippets()]
    made += [(entry, _segmented(entry)) for entry in pages()]
    return sum(
        not _digits(report) <= _seen(entry)
        or bool(_numbers(quantity for quantity, _ in _counted(report)) - set(entry["seen"]))
        for entry, report in made
    )


def _never(*_: object) -> bool:
    return False


def _unstruck(piece: object, _: object) -> str:
    return str(piece["text"]) if isinstance(piece, dict) else str(piece)


GUARDS: dict[str, tuple[object, str, object]] = {
    "cut numbers": (guard, "_CUT_NUMBER", NOTHING),
    "numbers of style sheets": (guard, "_MADE_NUMBER", NOTHING),
    "turned numbers": (guard, "_OVERRIDE", NOTHING),
    "raised figures of pages": (flow, "leaves_flow", _never),
    "struck-out text of pages": (flow, "_STRUCK", frozenset()),
    "hidden text of pages": (flow, "_hides_itself", _never),
    "looks of Word": (docx, "_on", _never),
    "raised figures of Word": (docx, "leaves_flow", _never),
    "raised figures of PDF": (pdf, "leaves_flow", _never),
    "columns of PDF": (pdf, "_is_apart", _never),
    "hidden text of PDF": (pdf, "_INVISIBLE", -1),
    "white text of PDF": (pdf, "_WHITE", 999),
    "lines through words of PDF": (pdf, "_bars", lambda *_: ()),
    "struck-out text of messages": (telegram, "_piece", _unstruck),
}


@pytest.fixture(scope="module")
def before() -> int:
    """What is counted with all guards on: forms in which other scripts write their digits."""
    return _unseen()


@pytest.mark.parametrize(("module", "name", "off"), GUARDS.values(), ids=GUARDS)
def test_without_a_guard_the_gauntlet_is_not_passed(
    module: object, name: str, off: object, before: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, name, off)
    assert _unseen() > before


@pytest.mark.parametrize("lose", [lambda _: 10**9], ids=["lost letters uncounted"])
def test_without_the_count_of_letters_a_page_is_lost_in_silence(
    lose: Callable[[object], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(markup, "letters_of", lose)
    tree, flags = markup.parse("<div>" * 50_000 + "12 died", name="deep")
    assert not flags
    assert "12 died" not in "".join(tree.itertext())
