"""A thread of Telegram's export: a message, and the replies to it as comments.

What a channel forwards has the words "Forwarded from X" before it, and X as the author of its
passages; everything that is told there is credited to X (`khaldun.read.forwards`).
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from lxml.etree import _Element

from khaldun.errors import UnreadableInput
from khaldun.segment.draft import Draft
from khaldun.segment.flow import read_flow
from khaldun.segment.guard import CUT, STRUCK
from khaldun.segment.markup import parse
from khaldun.segment.sheet import Sheet, clean

SPOILER = "text behind a spoiler"
FORWARDED = "Forwarded from "
_DAY = re.compile(r"(\d\d)\.(\d\d)\.(\d{4})")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Message:
    """A message: its blocks, who wrote it, when it was posted, and whom it forwards."""

    blocks: tuple[str, ...]
    author: str | None
    posted: str | None
    day: date | None
    forwarded: str | None = None
    #: Written by a person in a group, and not by a channel.
    personal: bool = False


def read_thread(text: str, *, name: str) -> Draft:
    """A thread of an export in JSON: a list of messages as they stood there.

    Raises:
        UnreadableInput: it is no list of messages.
    """
    try:
        messages = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableInput(f"{name} is no JSON ({type(error).__name__})") from error
    if not isinstance(messages, list) or not all(isinstance(one, dict) for one in messages):
        raise UnreadableInput(f"{name} is no list of messages")
    sheet = Sheet()
    return _draft([_message(one, sheet) for one in messages], sheet)


def _message(told: dict[str, Any], sheet: Sheet) -> _Message:
    pieces = told.get("text_entities") or told.get("text") or ""
    raw = "".join(_piece(piece, sheet) for piece in _as_list(pieces))
    posted = _words(told.get("date"))
    return _Message(
        blocks=tuple(raw.split("\n")),
        author=_words(told.get("from")),
        posted=posted,
        day=_day(posted),
        forwarded=_words(told.get("forwarded_from")),
        personal=str(told.get("from_id", "")).startswith("user"),
    )


def _as_list(pieces: object) -> list[Any]:
    return pieces if isinstance(pieces, list) else [pieces]


def _piece(piece: object, sheet: Sheet) -> str:
    if isinstance(piece, str):
        return clean(piece)
    if not isinstance(piece, dict):
        return ""
    words, kind = clean(str(piece.get("text", ""))), piece.get("type")
    if kind == "strikethrough":
        sheet.set_aside(words, STRUCK)
        return CUT
    if kind == "spoiler":
        sheet.flags.add(SPOILER)
    return words


def read_pages(markup: str, *, name: str) -> Draft:
    """A thread of an export as pages.

    Raises:
        UnreadableInput: the page's parser lost its text.
    """
    tree, lost = parse(markup, name=name)
    sheet = Sheet(flags=set(lost))
    author: str | None = None
    messages = []
    for element in tree.xpath('//div[starts-with(@class, "message default")]'):
        message = _page_message(element, sheet)
        # Messages that follow each other from one sender name it once.
        author = message.author or author
        messages.append(message if message.author else replace(message, author=author))
    return _draft(messages, sheet)


def _page_message(element: _Element, sheet: Sheet) -> _Message:
    forwarded = _first(
        element, './/div[contains(@class, "forwarded body")]//div[@class="from_name"]'
    )
    dated = next(iter(element.xpath('.//div[contains(@class, "date details")]')), None)
    posted = None if dated is None else dated.get("title")
    blocks: list[str] = []
    for part in element.xpath('.//div[@class="text"]'):
        for spoiler in part.xpath('.//span[contains(@class, "spoiler")]'):
            sheet.flags.add(SPOILER)
            spoiler.attrib.clear()  # its words are read, so they are not hidden
        part.tail = None
        flow = read_flow(part)
        sheet.flags |= flow.flags
        sheet.removed += flow.removed
        blocks += [line for block in flow.blocks for line in block.text.split("\n")]
    return _Message(
        blocks=tuple(blocks),
        author=_first(element, './div[@class="body"]/div[@class="from_name"]'),
        posted=posted,
        day=_day(posted),
        forwarded=forwarded,
    )


def _first(element: _Element, path: str) -> str | None:
    found = next(iter(element.xpath(path)), None)
    return None if found is None else _words(found.text)


def _draft(messages: list[_Message], sheet: Sheet) -> Draft:
    """The first message as the report's own words, or a person's; the others as comments."""
    number = 0
    for position, message in enumerate(messages):
        told = any(any(map(str.isalnum, block)) for block in message.blocks)
        if (position or message.personal) and told:
            number += 1
            body = "\n".join(message.blocks)
            sheet.add(body, "comment", number=number, author=message.author, posted=message.posted)
        elif told:
            for block in _told(message, sheet):
                sheet.add(block, author=message.forwarded)
    first = messages[0].day if messages else None
    return replace(sheet.draft(), published=first)


def _told(message: _Message, sheet: Sheet) -> Iterator[str]:
    if message.forwarded:
        sheet.add(FORWARDED + message.forwarded, "caption", author=message.forwarded)
    yield from message.blocks


def _words(value: object) -> str | None:
    return clean(" ".join(value.split())) or None if isinstance(value, str) else None


def _day(posted: str | None) -> date | None:
    """The day of "2019-03-05T10:00:00" or "05.03.2019 10:00:00"."""
    match = _DAY.match(posted or "")
    words = "-".join(reversed(match.groups())) if match else (posted or "")[:10]
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None
