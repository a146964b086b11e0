"""WARC 1.0 and 1.1, plain or gzipped by the record, checked by us.

The usual reader takes damaged files for whole, so every check is made here: that each record has
the length that it states and ends as one, that each gzip member has its trailer (CRC and length),
and that what a record holds hashes to its digests. A file that was cut exactly between two records
is a whole file with fewer records; only an index beside it, as a WACZ has, can tell.
"""

import base64
import gzip
import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from khaldun.errors import UnreadableInput
from khaldun.kinds import HTML, MARKDOWN, PDF, PLAIN, media_type
from khaldun.records import Details
from khaldun.unpack.documents import Caps, Document, Part, Passed

_MAGIC = b"\x1f\x8b"
_CHUNK = 1 << 16
_MAX_HEADER = 65_536
#: What is read; a web archive holds ten pictures and scripts to a page.
_TEXTS = frozenset((HTML, PLAIN, MARKDOWN, PDF, "application/xhtml+xml"))
_XHTML = "application/xhtml+xml"
_HASHES = {"sha1": 20, "sha256": 32, "md5": 16, "sha512": 64}


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record: where it begins and ends in the file, its header, and its block.

    `oversize` where the block has more bytes than the caps allow; it is then empty.
    """

    start: int
    end: int
    header: dict[str, str]
    block: bytes
    oversize: bool = False


def open_warc(file: IO[bytes], start: int, caps: Caps) -> Iterator[Part]:
    """The responses and resources that hold text, under their offsets; `start` is an offset."""
    for record in records(file, start, caps.max_archive_bytes):
        yield record.end, read_record(record, caps)


def records(file: IO[bytes], start: int, limit: int) -> Iterator[Record]:
    """The records of a file from an offset on.

    Raises:
        UnreadableInput: the file is cut short or damaged; the records before came out.
    """
    file.seek(start)
    gzipped = file.read(2) == _MAGIC
    file.seek(start)
    at = start
    while True:
        source = _Member(file, limit) if gzipped else _Plain(file)
        if source.at_end():
            break
        record = _record(source, at, limit)
        at = record.end
        yield record
    if at == 0:
        raise UnreadableInput("it is empty; get it again")


class _Plain:
    """An uncompressed WARC, read record by record."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def at_end(self) -> bool:
        """Whether no record follows."""
        more = self._file.read(1)
        self._file.seek(-len(more), 1)
        return not more

    def read(self, size: int) -> bytes:
        """So many bytes, or fewer at the end."""
        return self._file.read(size)

    def skip(self, size: int) -> int:
        """Pass over bytes; how many there were."""
        return sum(len(chunk) for chunk in _chunks(self._file, size))

    def finish(self) -> int:
        """The offset after the record."""
        return self._file.tell()


class _Member:
    """One gzip member of a file, unpacked as it is read, up to a limit."""

    def __init__(self, file: IO[bytes], limit: int) -> None:
        self._file, self._limit, self._held, self._given = file, limit, b"", 0
        self._inflate = zlib.decompressobj(wbits=31)

    def at_end(self) -> bool:
        """Whether no member follows."""
        self._held = self._held or self._file.read(_CHUNK)
        return not self._held

    def read(self, size: int) -> bytes:
        """So many unpacked bytes, or fewer at the member's end; a cut file is one that ends."""
        out = bytearray()
        while len(out) < size and not self._inflate.eof:
            data = self._inflate.unconsumed_tail or self._held or self._file.read(_CHUNK)
            self._held = b""
            if not data:
                break
            try:
                out += self._inflate.decompress(data, size - len(out))
            except zlib.error as error:
                raise UnreadableInput(f"a gzip member is damaged ({error})") from error
        return bytes(out)

    def skip(self, size: int) -> int:
        """Pass over unpacked bytes; how many there were."""
        # An unbounded one is a bomb: it costs time, which is capped, and no memory.
        return sum(len(chunk) for chunk in _chunks(self, size))

    def finish(self) -> int:
        """The offset after the member, once its trailer is checked."""
        if self.read(1) or not self._inflate.eof:
            raise UnreadableInput("a gzip member does not end where its record does")
        unread = len(self._inflate.unused_data)
        end = self._file.tell() - unread
        self._file.seek(end)
        return end


def _chunks(source: "IO[bytes] | _Member", size: int) -> Iterator[bytes]:
    while size > 0 and (chunk := source.read(min(size, _CHUNK))):
        size -= len(chunk)
        yield chunk


def _record(source: _Plain | _Member, at: int, limit: int) -> Record:
    """The record that begins at an offset, its length and end checked."""
    head = _head(source, at)
    lines = head.decode("utf-8", "replace").split("\r\n")
    if lines[0] not in {"WARC/1.0", "WARC/1.1"}:
        raise UnreadableInput(f"what stands at byte {at:,} is no WARC record; get it again")
    pairs = (line.partition(":") for line in lines[1:] if line)
    header = {name.strip().lower(): value.strip() for name, _, value in pairs}
    stated = header.get("content-length", "")
    if not (stated.isascii() and stated.isdigit() and len(stated) < 16):
        raise UnreadableInput(f"the record at byte {at:,} states no length; get it again")
    length = int(stated)
    oversize = length > limit
    block = b"" if oversize else source.read(length)
    found = source.skip(length) if oversize else len(block)
    if found < length or source.read(4) != b"\r\n\r\n":
        raise UnreadableInput(
            f"cut off or damaged: the record at byte {at:,} should have {length:,} bytes; "
            "get it again"
        )
    return Record(start=at, end=source.finish(), header=header, block=block, oversize=oversize)


def _head(source: _Plain | _Member, at: int) -> bytes:
    head = bytearray()
    while not head.endswith(b"\r\n\r\n"):
        byte = source.read(1)
        head += byte
        if not byte or len(head) > _MAX_HEADER:
            raise UnreadableInput(f"cut off or damaged in the header at byte {at:,}; get it again")
    return bytes(head[:-4])


def read_record(record: Record, caps: Caps) -> Document | Passed:
    """A record as a document, if it holds one and is what its digests say."""
    header = record.header
    kind, place = header.get("warc-type", "?"), str(record.start)
    fault = None if record.oversize else _digest_fault(header, "warc-block-digest", record.block)
    if fault:
        return Document(place=place, fault=fault, damaged=True)
    if kind not in {"response", "resource"}:
        # A kind of our own spelling would let a file write what it likes into our sentences.
        known = kind if kind in {"request", "metadata", "warcinfo", "revisit"} else "other"
        return Passed(f"{known} records")
    if record.oversize:
        return Document(place=place, fault=f"its block has more than {caps.max_archive_bytes:,}")
    if kind == "resource" or not header.get("content-type", "").startswith("application/http"):
        fields = (("content-type", header.get("content-type", "")),)
        return _document(record, fields, record.block, caps)
    return _response(record, caps)


def _response(record: Record, caps: Caps) -> Document | Passed:
    """An HTTP response: its header and its body, decoded as its header says."""
    place = str(record.start)
    head, _, body = record.block.partition(b"\r\n\r\n")
    status, *lines = head.decode("utf-8", "replace").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    fields = tuple((name.strip().lower()[:100], value.strip()[:1000]) for name, _, value in pairs)
    fault = _digest_fault(record.header, "warc-payload-digest", body)
    chunked = any(n == "transfer-encoding" and "chunked" in v.lower() for n, v in fields)
    if chunked:
        whole = _unchunked(body)
        # Some tools hash the payload as sent, others as it was before it was cut into chunks.
        if fault and whole is not None:
            fault = _digest_fault(record.header, "warc-payload-digest", whole)
        body = body if whole is None else whole
    if fault:
        return Document(place=place, fault=fault, damaged=True)
    if status.split(" ")[1:2] != ["200"]:
        return Passed("responses other than 200")
    coding = next((v.lower() for n, v in fields if n == "content-encoding" and v), "identity")
    decoded = _decoded(body, coding, caps.max_file_bytes)
    if isinstance(decoded, str):
        return Document(place=place, fault=decoded, damaged=True)
    return _document(record, fields, decoded, caps)


def _document(
    record: Record, fields: tuple[tuple[str, str], ...], body: bytes, caps: Caps
) -> Document | Passed:
    url = record.header.get("warc-target-uri", "").strip("<>")
    written = next((v for n, v in fields if n == "content-type"), "")
    kind = written.partition(";")[0].strip().lower() or media_type(url) or "?"
    if kind not in _TEXTS:
        return Passed("pictures, scripts and other files")
    if len(body) > caps.max_file_bytes:
        return Document(place=str(record.start), fault=f"more than {caps.max_file_bytes:,} bytes")
    dated = ("warc-date", record.header.get("warc-date", ""))
    return Document(
        place=str(record.start),
        content=body,
        media_type=HTML if kind == _XHTML else kind,
        details=Details(url=url or None),
        headers=(*fields, dated),
    )


def _digest_fault(header: dict[str, str], name: str, content: bytes) -> str | None:
    """What is wrong with a digest of the header; None where it holds, or none is given."""
    algorithm, _, stated = header.get(name, "").partition(":")
    algorithm = algorithm.lower().replace("-", "")
    if not stated or algorithm not in _HASHES:
        return None
    found = hashlib.new(algorithm, content, usedforsecurity=False).digest()
    plain = stated.strip()
    forms = {found.hex(), base64.b32encode(found).decode().rstrip("=").lower()}
    if plain.rstrip("=").lower() in forms or plain == base64.b64encode(found).decode():
        return None
    return f"damaged: it does not hash to its {name}; get the archive again"


def _unchunked(body: bytes) -> bytes | None:
    """A body put together from its chunks; None where it is not in chunks after all."""
    out: list[bytes] = []
    at = 0
    while True:
        end = body.find(b"\r\n", at, at + 64)
        size = body[at:end].partition(b";")[0].strip()
        if end < 0 or not size or len(size) > 8 or size.strip(b"0123456789abcdefABCDEF"):
            return None
        length = int(size, 16)
        if length == 0:
            return b"".join(out)
        out.append(body[end + 2 : end + 2 + length])
        at = end + 2 + length + 2


def _decoded(body: bytes, coding: str, limit: int) -> bytes | str:
    """A body without its content coding, or what is wrong with it."""
    if coding == "identity" or (coding == "gzip" and not body.startswith(_MAGIC)):
        return body  # some tools store it decoded and keep the header
    if coding not in {"gzip", "x-gzip", "deflate"}:
        return f"packed as {coding[:20]!r}, which is not unpacked"
    try:
        if coding == "deflate":
            inflate = zlib.decompressobj(wbits=15 if body[:1] == b"\x78" else -15)
            out = inflate.decompress(body, limit + 1)
            whole = inflate.eof
        else:
            inflate = zlib.decompressobj(wbits=31)
            out = inflate.decompress(body, limit + 1)
            whole = inflate.eof
    except (zlib.error, gzip.BadGzipFile) as error:
        return f"its packed body is damaged ({error})"
    if len(out) > limit:
        return f"its body unpacks to more than {limit:,} bytes"
    return out if whole else "its packed body is cut off"
