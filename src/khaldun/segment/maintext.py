"""Which blocks of a page are its main text, and what the page says of itself: trafilatura's part.

trafilatura is the best-kept library for this question, but it gives no offsets and joins digits
across tags; so it only votes on blocks that `khaldun.segment.flow` cut, and no character of its
output enters a report. It is imported with the first page (0.2 s): who reads texts needs none.
"""

# ruff: noqa: PLC0415 - see above

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from lxml.html import HtmlElement

if TYPE_CHECKING:
    from trafilatura.settings import Document

#: Above this many elements its time grows past that of a report's cap (500,000 paragraphs take
#: more than a minute); the page is then judged by its markup alone.
_MAX_ELEMENTS = 30_000
#: trafilatura is not written for hostile pages; this is what it was seen to raise on them.
_FAILURES = (RecursionError, ValueError, TypeError, LookupError, AttributeError)
#: Words without digits: a block is known again although the guard took some of its digits out.
_WORD = re.compile(r"[^\W\d_]+")
_TOKEN = re.compile(r"\w+")
#: Runs of this many words tell a block of the main text from others.
_RUN = 4
#: trafilatura's own bound: what it finds below it is no better than a guess.
_LEAST_LETTERS = 250
#: Half of a block's runs: words that the guard took out break those around them, no others.
_SHARE = 0.5
#: The start of a block speaks for all of it: paragraphs are shorter, enormous blocks are slow.
_VOTING = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PageData:
    """What a page says of itself; None where it does not."""

    title: str | None = None
    publisher: str | None = None
    published: date | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class MainText:
    """The runs of words, and the short lines, that trafilatura takes for the main text."""

    runs: frozenset[tuple[str, ...]] = frozenset()
    lines: frozenset[tuple[str, ...]] = frozenset()

    def holds(self, text: str) -> bool:
        """Whether a block of this text belongs to the main text."""
        words = tuple(_WORD.findall(text[:_VOTING]))
        if len(words) < _RUN:
            return tuple(_TOKEN.findall(text)) in self.lines or (
                bool(words) and words in self.lines
            )
        held = sum(map(self.runs.__contains__, _runs(words)))
        return held >= _SHARE * (len(words) - _RUN + 1)


def find_main_text(tree: HtmlElement) -> MainText | None:
    """The main text of a page; None where there is none or it could not be told."""
    import trafilatura

    if _is_large(tree):
        return None
    try:
        found = trafilatura.bare_extraction(tree, fast=True, include_comments=False)
    except _FAILURES:
        return None
    text = getattr(found, "text", None) or ""
    return _indexed(text.split("\n")) if len(text) >= _LEAST_LETTERS else None


def read_page_data(tree: HtmlElement, *, latest: date) -> PageData:
    """Title, publisher, publication date and address, as the page's head and markup state them.

    A date after `latest` (the day of capture) is not believed. Only dates that are marked as such
    are taken (metadata, `<time>`, the address), never one from the running text.
    """
    if _is_large(tree):
        return PageData()
    try:
        found = _stated(tree, latest)
    except _FAILURES:
        return PageData()
    return PageData(
        title=_clean(found.title),
        publisher=_clean(found.sitename),
        published=_day(found.date),
        url=_clean(found.url),
    )


def _stated(tree: HtmlElement, latest: date) -> "Document":
    """`trafilatura.metadata.extract_metadata`, but for what we do not keep (authors, categories,
    tags, licence), which takes it three quarters of its time; a test holds the two together.
    """
    from trafilatura import metadata as page

    found = page.examine_meta(tree)
    with suppress(*_FAILURES):
        found = page.extract_meta_json(tree, found)
    found.title = found.title or page.extract_title(tree)
    found.url = found.url or page.extract_url(tree)
    found.date = page.find_date(  # type: ignore[attr-defined]  # htmldate's, which trafilatura brings
        tree,
        url=found.url,
        original_date=True,
        extensive_search=False,
        max_date=latest.isoformat(),
    )
    name = (found.sitename or page.extract_sitename(tree) or "").lstrip("@")
    if not name and (host := page.META_URL.match(found.url or "")):
        name = host[1]
    elif name and "." not in name and not name[0].isupper():
        name = name.title()
    found.sitename = name
    found.clean_and_trim()
    return found


def _is_large(tree: HtmlElement) -> bool:
    return float(tree.xpath("count(//*)")) > _MAX_ELEMENTS


def _indexed(lines: Iterable[str]) -> MainText:
    runs: set[tuple[str, ...]] = set()
    short: set[tuple[str, ...]] = set()
    for line in lines:
        words = tuple(_WORD.findall(line))
        runs.update(_runs(words))
        if len(words) < _RUN:
            short |= {tuple(_TOKEN.findall(line)), words} - {()}
    return MainText(frozenset(runs), frozenset(short))


def _runs(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    return zip(*(words[i:] for i in range(_RUN)), strict=False)


def _clean(value: object) -> str | None:
    words = " ".join(str(value or "").split())
    return words or None


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
