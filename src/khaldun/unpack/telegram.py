"""Exports of Telegram's desktop program, as JSON or as pages, cut into threads.

A channel's message is a report of its own. In a group a message and the replies to it are one: the
first is the report, the others are comments. A thread's bytes are those of its messages, in order.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from khaldun.errors import RefusedInput, UnreadableInput
from khaldun.kinds import TELEGRAM_JSON, TELEGRAM_PAGE
from khaldun.records import Details
from khaldun.unpack.documents import Caps, Document, Part, Passed

_decoder = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\n\r]*")
#: A saved export is text; one of a larger size is cut by hand.
_MAX_BYTES = 60_000_000
_MESSAGE = re.compile(rb'<div class="message (default|service)[^"]*" id="(message-?\d+)"')
_REPLY = re.compile(rb'href="#go_to_(message-?\d+)"|GoToMessage\((\d+)\)')
_SENDER = re.compile(rb'<div class="from_name">\s*([^<]{0,300})')
_CHAT = re.compile(rb'<div class="text bold">\s*([^<]{0,300}?)\s*</div>')
_DATE = re.compile(rb'class="pull_right date details" title="(\d\d)\.(\d\d)\.(\d{4})')


@dataclass(slots=True)
class _Thread:
    place: str
    messages: list[str] = field(default_factory=list)


def is_page(content: bytes) -> bool:
    """Whether a page is part of an export."""
    return b'<div class="page_wrap">' in content[:8192] and bool(_MESSAGE.search(content))


def open_json(file: IO[bytes], start: int, caps: Caps) -> Iterator[Part]:
    """The threads of each chat, by the id of their first message; `start` counts them."""
    text = _text(file, min(_MAX_BYTES, caps.max_archive_bytes))
    try:
        chats = list(_chats(text))
    except (ValueError, IndexError, RecursionError) as error:
        raise UnreadableInput(f"no whole JSON ({type(error).__name__}); export it again") from error
    if not chats:
        raise RefusedInput("JSON, but no export of Telegram (no chat with messages)")
    number = 0
    for position, (chat, messages) in enumerate(chats):
        told = [message for message in messages if message[0].get("type") == "message"]
        if number >= start:  # else they were counted by the batch that began with this chat
            passed = len(messages) - len(told)
            yield from ((number, Passed("service messages")) for _ in range(passed))
        for thread in _threads(told, is_channel="channel" in str(chat.get("type"))):
            number += 1
            if number > start:
                yield number, _document(chat, thread, len(chats) > 1, position)


def _text(file: IO[bytes], limit: int) -> str:
    content = file.read(limit + 1)
    if len(content) > limit:
        raise RefusedInput(f"more than {limit:,} bytes; export fewer days at a time")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableInput(f"not UTF-8 (byte {error.start}); export it again") from error


_Message = tuple[dict[str, Any], str]


def _threads(messages: list[_Message], *, is_channel: bool) -> Iterator[_Thread]:
    roots: dict[str, _Thread] = {}
    threads = []
    for message, written in messages:
        root = None if is_channel else roots.get(str(message.get("reply_to_message_id")))
        if root is None:
            root = _Thread(place=f"message {message.get('id')}")
            threads.append(root)
        root.messages.append(written)
        roots[str(message.get("id"))] = root
    return iter(threads)


def _document(chat: dict[str, Any], thread: _Thread, many: bool, position: int) -> Document:  # noqa: FBT001 - private
    name = str(chat.get("name") or "") or None
    within = f"chat {position + 1}/" if many else ""
    content = ("[" + ",\n".join(thread.messages) + "]").encode("utf-8", "replace")
    return Document(
        place=within + thread.place,
        content=content,
        media_type=TELEGRAM_JSON,
        details=Details(publisher=name),
    )


def _chats(text: str) -> Iterator[tuple[dict[str, Any], list[_Message]]]:
    """Each chat's own fields, and its messages as read and as written."""
    top, lists = _object(text, _SPACE.match(text).end())  # type: ignore[union-attr]  # may be empty
    if "messages" in lists:
        yield top, lists["messages"]
    nested = top.get("chats")
    for chat in nested.get("list", ()) if isinstance(nested, dict) else ():
        if isinstance(chat, dict) and isinstance(chat.get("messages"), list):
            own = {key: value for key, value in chat.items() if key != "messages"}
            made = [(m, json.dumps(m, ensure_ascii=False)) for m in chat["messages"]]
            yield own, [message for message in made if isinstance(message[0], dict)]


def _object(text: str, at: int) -> tuple[dict[str, Any], dict[str, list[_Message]]]:
    """An object's fields; of its list of messages also how each is written."""
    if text[at : at + 1] != "{":
        raise ValueError("no object")
    fields: dict[str, Any] = {}
    lists: dict[str, list[_Message]] = {}
    at = _after_space(text, at + 1)
    while text[at] != "}":
        key, at = _decoder.raw_decode(text, at)
        at = _after_space(text, _after_space(text, at) + 1)
        if key == "messages" and text[at] == "[":
            lists[key], at = _items(text, at)
        else:
            fields[key], at = _decoder.raw_decode(text, at)
        at = _after_space(text, at)
        if text[at] == ",":
            at = _after_space(text, at + 1)
    return fields, lists


def _items(text: str, at: int) -> tuple[list[_Message], int]:
    found: list[_Message] = []
    at = _after_space(text, at + 1)
    while text[at] != "]":
        value, end = _decoder.raw_decode(text, at)
        if isinstance(value, dict):
            found.append((value, text[at:end]))
        at = _after_space(text, end)
        if text[at] == ",":
            at = _after_space(text, at + 1)
    return found, at + 1


def _after_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def open_pages(file: IO[bytes], start: int, caps: Caps) -> Iterator[Part]:
    """The threads of a page of an export; `start` counts them."""
    content = file.read(caps.max_file_bytes + 1)
    if len(content) > caps.max_file_bytes:
        raise RefusedInput(f"more than {caps.max_file_bytes:,} bytes; export it in parts")
    found = list(_MESSAGE.finditer(content))
    chat = _CHAT.search(content[: found[0].start()]) if found else None
    name = chat[1].decode("utf-8", "replace") if chat else None
    ends = [*(match.start() for match in found[1:]), len(content)]
    told = [
        (match[2].decode(), content[match.start() : end])
        for match, end in zip(found, ends, strict=True)
        if match[1] == b"default"
    ]
    senders = {match[1].strip() for match in _SENDER.finditer(content)}
    threads = _page_threads(told, is_channel=chat is not None and senders <= {chat[1]})
    if not start:
        yield from ((0, Passed("service messages")) for _ in found[len(told) :])
    for number, (place, parts) in enumerate(threads, start=1):
        if number > start:
            yield (
                number,
                Document(
                    place=place,
                    content=b"".join(parts),
                    media_type=TELEGRAM_PAGE,
                    details=Details(publisher=name or None),
                ),
            )


def _page_threads(
    messages: list[tuple[str, bytes]], *, is_channel: bool
) -> list[tuple[str, list[bytes]]]:
    roots: dict[str, tuple[str, list[bytes]]] = {}
    threads: list[tuple[str, list[bytes]]] = []
    for key, written in messages:
        answered = None if is_channel else _REPLY.search(written)
        target = (answered[1] or b"message" + answered[2]).decode() if answered else ""
        root = roots.get(target)
        if root is None:
            root = (key, [])
            threads.append(root)
        root[1].append(written)
        roots[key] = root
    return threads
