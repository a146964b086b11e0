"""The number gauntlet over all forms: no number that is not seen, unless the text is marked."""

import io
import re
from collections import Counter
from typing import Any

import pytest
from forms import lines, snippets
from test_figures_seen import _counted, _numbers, _stated
from test_figures_seen import _snippets as pages

from khaldun import kinds
from khaldun.records import Details, Report
from khaldun.segment.report import segment
from khaldun.unpack.containers import _OPENERS
from khaldun.unpack.documents import Caps, Document
from sheets import captured

pytest.importorskip("pypdfium2", reason="the extra `pdf` is not installed")

_READ = {"headline", "subheading", "caption", "body", "comment"}
_CAPS = Caps(max_file_bytes=20_000_000, max_archive_bytes=60_000_000)
_MADE = list(snippets())


def _report(form: str, content: bytes) -> Report:
    kind = kinds.TELEGRAM_PAGE if form == "messages.html" else kinds.media_type(f"x.{form}")
    assert kind
    if kind in _OPENERS:
        parts = [part for _, part in _OPENERS[kind](io.BytesIO(content), 0, _CAPS)]
        (document,) = (part for part in parts if isinstance(part, Document))
        assert document.content is not None, document.fault
        content, kind = document.content, document.media_type
    return segment(captured(content, kind), content, details=Details(), max_bytes=1_000_000)


def _digits(report: Report) -> Counter[str]:
    text = "\n".join(report.text[p.start : p.end] for p in report.passages if p.kind in _READ)
    return Counter(re.findall(r"\d+", text.replace("²", "")))


def _names() -> list[str]:
    return [f"{form}: {entry['why']}" for form, entry, _ in _MADE]


def test_the_gauntlet_has_300_snippets_over_all_forms() -> None:
    assert len(pages()) + len(_MADE) >= 300
    assert {form for form, _, _ in _MADE} == {"docx", "pdf", "eml", "json", "messages.html"}
    assert {entry["why"] for _, entry, _ in _MADE} == {entry["why"] for entry in lines()}


@pytest.mark.parametrize(("form", "entry", "content"), _MADE, ids=_names())
def test_no_form_gives_a_number_that_is_not_seen(
    form: str, entry: dict[str, Any], content: bytes
) -> None:
    report = _report(form, content)
    seen = Counter(entry.get("seen_digits", [str(count) for count in entry["seen"]]))
    found = _digits(report)
    assert found <= seen, f"not seen by a reader: {found - seen} in {report.text!r}"
    if not entry.get("withheld"):
        assert found == seen, f"lost: {seen - found} in {report.text!r}"
    figures = _numbers(quantity for quantity, harmed in _counted(report) if harmed)
    assert not (figures | _stated(report)) - set(entry["seen"]), report.text


@pytest.mark.parametrize(("form", "entry", "content"), _MADE, ids=_names())
def test_what_a_form_changes_is_flagged(form: str, entry: dict[str, Any], content: bytes) -> None:
    changed = {"{sup:", "{sub:", "{strike:", "{del:", "{hidden:", "{white:", "{pow:", "{spoiler:"}
    changed = {mark for mark in changed if mark in entry["line"].replace("{sup:th}", "")}
    assert bool(_report(form, content).flags) == bool(changed)
