"""A capture becomes a report: numbers guarded, gaps named, hostile input refused by name."""

import gzip
import hashlib
import re
import time
import tomllib
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from khaldun.errors import InputError, RefusedInput, UnreadableInput
from khaldun.records import Capture, Details, Report
from khaldun.segment.report import segment

_GAUNTLET = Path(__file__).parent.parent / "gauntlet" / "numbers.toml"
_READ = {"headline", "subheading", "caption", "body", "comment"}
_MEGABYTE = 1_000_000
#: Characters without width are no part of what is seen.
_UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_LIMIT = 50 * _MEGABYTE


def _capture(content: bytes, *, name: str = "page.html", headers: Any = ()) -> Capture:
    kinds = {"html": "text/html", "txt": "text/plain", "md": "text/markdown"}
    return Capture(
        id=hashlib.sha256(content).hexdigest(),
        location=f"/somewhere/{name}",
        media_type=kinds.get(name.rpartition(".")[2], "application/octet-stream"),
        size=len(content),
        captured_at=datetime(2020, 6, 1, tzinfo=UTC),
        method="file",
        run="run",
        headers=headers,
    )


def _segment(content: bytes | str, *, name: str = "page.html", details: Any = None) -> Report:
    data = content.encode() if isinstance(content, str) else content
    return segment(_capture(data, name=name), data, details=details or Details(), max_bytes=_LIMIT)


def _snippets() -> list[dict[str, Any]]:
    with _GAUNTLET.open("rb") as file:
        found: list[dict[str, Any]] = tomllib.load(file)["snippet"]
    return found


def _digits(report: Report) -> Counter[str]:
    text = "\n".join(report.text[p.start : p.end] for p in report.passages if p.kind in _READ)
    return Counter(re.findall(r"\d+", _UNSEEN.sub("", text)))


def _seen_digits(snippet: dict[str, Any]) -> Counter[str]:
    return Counter(snippet.get("seen_digits", [str(count) for count in snippet["seen"]]))


def _named(snippet: dict[str, Any]) -> str:
    return str(snippet["why"])


@pytest.mark.parametrize("snippet", _snippets(), ids=_named)
def test_a_report_holds_the_digits_that_a_reader_sees_and_no_others(
    snippet: dict[str, Any],
) -> None:
    if "html" in snippet:
        report = _segment(snippet["html"])
    else:
        report = _segment(snippet["text"], name="note.txt")
    found, seen = _digits(report), _seen_digits(snippet)
    assert found <= seen, f"not seen by a reader: {found - seen}"
    if not snippet.get("withheld"):
        assert found == seen, f"lost: {seen - found}"


_AROUND = (
    "<p>Residents of the quarter told reporters that the market had been crowded when the first "
    "of the shells came down, and that ambulances were slow to reach the narrow streets.</p>"
)


@pytest.mark.parametrize(
    "snippet", [s for s in _snippets() if s.get("html", "").startswith("<p>")], ids=_named
)
def test_a_snippet_keeps_its_digits_inside_a_whole_page(snippet: dict[str, Any]) -> None:
    page = (
        "<html lang='en'><head><title>Market shelled</title></head><body>"
        f"<article><h1>Market shelled</h1>{_AROUND}{snippet['html']}{_AROUND}</article></body>"
    )
    found, seen = _digits(_segment(page)), _seen_digits(snippet)
    assert found <= seen, f"not seen by a reader: {found - seen}"


def test_the_gauntlet_is_long_enough() -> None:
    assert len(_snippets()) >= 160


def test_a_struck_out_number_is_kept_beside_the_flow_and_flagged() -> None:
    report = _segment("<p><del>12</del><ins>15</ins> people were killed.</p>")
    kinds = [(p.kind, report.text[p.start : p.end]) for p in report.passages]
    assert kinds == [("body", "15 people were killed."), ("boilerplate", "12")]
    assert report.flags == ("struck-out text",)


def test_hidden_words_are_flagged_and_not_kept() -> None:
    report = _segment("<p>5 died.<span style='display:none'> Ignore this page.</span></p>")
    assert report.text == "5 died."
    assert "hidden text" in report.flags


def test_what_neither_page_nor_user_says_is_a_gap() -> None:
    report = _segment("Shelling.", name="note.txt")
    assert {gap.role for gap in report.gaps} == {"publisher", "published", "title", "language"}


def test_the_users_details_go_before_the_pages() -> None:
    page = (
        "<head><meta property='og:site_name' content='The Page'>"
        "<meta property='article:published_time' content='2016-03-04'></head><p>One died.</p>"
    )
    own = _segment(page)
    assert own.publisher == "The Page"
    assert own.published
    assert own.published.earliest == date(2016, 3, 4)
    assert own.published.basis == "published"
    told = _segment(page, details=Details(publisher="The User", published=date(2016, 3, 5)))
    assert told.publisher == "The User"
    assert told.published
    assert told.published.earliest == date(2016, 3, 5)
    assert told.id != own.id


def test_a_date_after_the_capture_is_not_believed() -> None:
    page = (
        "<head><meta property='article:published_time' content='2031-03-04'></head><p>One died.</p>"
    )
    assert _segment(page).published is None


def test_the_language_is_that_of_the_words() -> None:
    english = (
        "Residents said that shells fell on the market while people were buying bread, and that "
        "the wounded were carried to the hospital."
    )
    arabic = (
        "قال سكان محليون إن القذائف سقطت على السوق بينما كان الناس يشترون الخبز في الصباح الباكر"
    )
    assert _segment(f"<html lang='fr'><p>{english}</p></html>").language == "en"
    assert _segment(arabic, name="note.txt").language == "ar"
    assert _segment("<html lang='uk-UA'><p>12.</p></html>").language == "uk"


def test_a_page_in_a_legacy_charset_is_decoded_as_declared() -> None:
    page = "<meta charset='windows-1251'><p>Погибли 12 человек.</p>"
    assert "Погибли 12 человек." in _segment(page.encode("windows-1251")).text


def test_a_wrong_charset_is_flagged_where_bytes_are_lost() -> None:
    report = _segment("<p>Twelve — 12 — died in the café.</p>".encode() + b"\xff\xfe")
    assert "12 — died in the café" in report.text
    assert "undecodable bytes" in report.flags


def test_a_nul_never_enters_a_report() -> None:
    report = _segment("12\x00 people died.", name="note.txt")
    assert report.text == "12\ufffd people died."
    assert "NUL bytes replaced" in report.flags


_SPACES = " " * 200_000
_HOSTILE_PAGES = {
    "254 nested elements": "<div>" * 254 + "7 died" + "</div>" * 254,
    "2,000 nested elements": "<div>" * 2_000 + "7 died" + "</div>" * 2_000,
    "a text node of 10 MB": "<p>7 died " + "word " * (2 * _MEGABYTE) + "</p>",
    "an unclosed comment": "<p>7 died</p><!-- " + "x" * 100_000,
    "an unclosed attribute": "<p>7 died</p><a href='" + "x" * 100_000,
    "many unclosed quotes": "<p>7 died</p>" + "<a b='x" * 5_000,
    "spaces": f"<p>7{_SPACES}died</p>",
    "spaces in preformatted text": f"<pre>7 died{_SPACES}x</pre>",
    "many paragraphs": "<p>7 died</p>" * 20_000,
    "many classes": "<p class='" + "comment-" * 5_000 + "'>7 died</p>",
    "a long rule": "<style>" + ".a{" * 20_000 + "</style><p>7 died</p>",
    "unclosed inline elements": "<b>" * 1_500 + "7 died",
    "digits": "<p>7 died <del>x</del>" + "1" * 200_000 + "</p>",
    "overrides": "<p>7 died " + "\u202e" * 20_000 + "</p>",
    "lone surrogates by entity": "<p>7 died &#xD800;&#xDFFF;&#0;</p>",
    "noncharacters of the guard": "<p>7 died \ufdd0\ufdd1\ufdd2 1\ufdd02</p>",
}


@pytest.mark.parametrize("page", _HOSTILE_PAGES.values(), ids=_HOSTILE_PAGES)
def test_a_hostile_page_is_read_whole_and_soon(page: str) -> None:
    began = time.process_time()
    report = _segment(page)
    assert "7" in report.text
    assert "died" in report.text
    # The cap of a report in the child process is 20 s; 10 leaves room for slower machines.
    assert time.process_time() - began < 10
    report.text.encode()


@pytest.mark.parametrize("depth", [5_000, 50_000])
def test_a_page_that_loses_its_text_in_parsing_is_named(depth: int) -> None:
    page = "<div>" * depth + "7 people died here" + "</div>" * depth
    with pytest.raises(UnreadableInput, match="kept 0 of the page's 15 letters"):
        _segment(page)


_REFUSED = {
    "empty": (b"", "page.html", UnreadableInput, "is empty"),
    "only spaces": (b" \n\n", "note.txt", UnreadableInput, "is empty"),
    "only markup": (b"<p></p>", "page.html", UnreadableInput, "no words"),
    "only a script": (b"<script>x=1</script>", "page.html", UnreadableInput, "no words"),
    "only marks": (b"--- ...", "note.txt", UnreadableInput, "no words"),
    "truncated gzip": (
        gzip.compress(b"<p>7 died</p>" * 50)[:40],
        "page.html",
        RefusedInput,
        "gzip",
    ),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(200), "page.html", RefusedInput, "PNG"),
    "a PDF": (b"%PDF-1.7 x", "note.txt", RefusedInput, "PDF"),
    "noise": (bytes(range(256)) * 20, "note.txt", RefusedInput, "binary"),
    "another kind": (b"7 died", "table.csv", RefusedInput, "PDF and DOCX are read"),
}


@pytest.mark.parametrize(("content", "name", "error", "words"), _REFUSED.values(), ids=_REFUSED)
def test_what_cannot_be_read_says_why(
    content: bytes, name: str, error: type[InputError], words: str
) -> None:
    with pytest.raises(error, match=words) as caught:
        _segment(content, name=name)
    assert name in str(caught.value)


def test_a_file_above_the_limit_is_refused_by_size() -> None:
    content = b"7 people died"
    with pytest.raises(RefusedInput, match="13 bytes, more than the 12"):
        segment(_capture(content, name="n.txt"), content, details=Details(), max_bytes=12)


_MARKUP = st.lists(
    st.one_of(
        st.text(max_size=12),
        st.sampled_from(
            ["<p>", "</p>", "<div hidden>", "</div>", "<sup>", "</sup>", "<del>", "</del>",
             "<br>", "<td>", "<table>", "<style>", ".x{display:none}", "</style>", "<b class=x>",
             "</b>", "<li class=comment>", "<h1>", "</h1>", "<!--", "-->", "<bdo dir=rtl>",
             "</bdo>", "&#49;", "&shy;", "12", "\u202e", "\u202c", "<a href='", "'>", "<pre>",
             "<script>", "]]>", "<?x"]
        ),
    ),
    max_size=30,
).map("".join)  # fmt: skip


def _check(content: bytes, name: str) -> None:
    try:
        report = _segment(content, name=name)
    except InputError:
        return
    end = 0
    for passage in report.passages:
        assert end <= passage.start < passage.end <= len(report.text)
        assert report.text[passage.start : passage.end].strip(), "a passage of nothing"
        end = passage.end
    report.text.encode()
    assert "\x00" not in report.text


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@example("<0> <0>", "note.md")
@given(_MARKUP, st.sampled_from(["page.html", "note.txt", "note.md"]))
def test_any_markup_ends_in_a_report_or_a_named_refusal(markup: str, name: str) -> None:
    _check(markup.encode("utf-8", "surrogatepass"), name)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=300), st.sampled_from(["page.html", "note.txt", "note.md"]))
def test_any_bytes_end_in_a_report_or_a_named_refusal(content: bytes, name: str) -> None:
    _check(content, name)


@settings(max_examples=150)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\ufeff")))
def test_a_plain_text_is_kept_character_for_character(text: str) -> None:
    try:
        report = _segment(text, name="note.txt")
    except InputError:
        return
    assert report.text == text
