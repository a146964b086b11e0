"""A page that we fetched, taken out of the WARC file that it is kept in."""

import gzip
import re
import zlib
from collections.abc import Iterator
from dataclasses import replace

from khaldun.errors import RefusedInput, UnreadableInput
from khaldun.records import Capture

_LENGTH = re.compile(rb"\r\nContent-Length: (\d+)", re.IGNORECASE)
_TEXT = {"application/xhtml+xml": "text/html"}


def unwrap(capture: Capture, content: bytes, *, max_bytes: int) -> tuple[Capture, bytes]:
    """The page and its capture, whose kind and headers are then the page's.

    It is the last response of the file; those before it are redirects.

    Raises:
        RefusedInput: the server's answer was no page but an error, or the page is too long.
        UnreadableInput: the file is not as we write it.
    """
    try:
        *_, answer = _responses(gzip.decompress(content))
        head, _, body = answer.partition(b"\r\n\r\n")
        status, *lines = head.decode("latin-1").split("\r\n")
        code = int(status.split()[1])
        headers = tuple((key, value.strip()) for key, _, value in (s.partition(":") for s in lines))
        found = {key.lower(): value for key, value in headers}
        if "chunked" in found.get("transfer-encoding", "").lower():
            body = b"".join(_chunks(body))
    except (ValueError, IndexError, EOFError, OSError, zlib.error) as error:
        raise UnreadableInput(
            f"{capture.location}: no WARC file as we write it: {error}"
        ) from error
    if not 200 <= code < 300:
        raise RefusedInput(f"{capture.location}: the server answered {code}; the answer is kept")
    if "gzip" in found.get("content-encoding", "").lower():
        body = _inflated(capture, body, max_bytes)
    kind = found.get("content-type", "").partition(";")[0].strip().lower()
    return replace(capture, media_type=_TEXT.get(kind, kind) or "text/html", headers=headers), body


def _responses(records: bytes) -> Iterator[bytes]:
    """The blocks of the records that hold a server's answer."""
    place = 0
    while place < len(records):
        end = records.index(b"\r\n\r\n", place)
        head = records[place:end]
        length = _LENGTH.search(head)
        if length is None:
            raise ValueError(f"the record at byte {place} has no length")
        block = end + 4
        place = block + int(length[1]) + 4
        if b"\r\nWARC-Type: response\r\n" in head:
            yield records[block : place - 4]


def _chunks(body: bytes) -> Iterator[bytes]:
    """The data of a chunked transfer (RFC 9112, 7.1)."""
    place = 0
    while True:
        end = body.index(b"\r\n", place)
        size = int(body[place:end].partition(b";")[0], 16)
        if size == 0:
            return
        yield body[end + 2 : end + 2 + size]
        place = end + 2 + size + 2


def _inflated(capture: Capture, body: bytes, most: int) -> bytes:
    inflate = zlib.decompressobj(wbits=31)
    try:
        whole = inflate.decompress(body, most + 1)
    except zlib.error as error:
        raise UnreadableInput(f"{capture.location}: its gzip is broken: {error}") from error
    if len(whole) > most:
        raise RefusedInput(f"{capture.location}: it unpacks to more than {most:,} bytes")
    if not inflate.eof:
        raise UnreadableInput(f"{capture.location}: its gzip is cut short; fetch it again")
    return whole
