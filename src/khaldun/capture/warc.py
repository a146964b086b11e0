"""What was asked of a server and what it answered, as a WARC 1.1 file (ISO 28500:2017).

One gzip member per record: `warcinfo`, then for each hop a `request` and a `response`, byte for
byte as they went over the wire (after TLS). Block and payload digests are SHA-256 in base 32, as
the standard's examples and its readers have it.
"""

import base64
import gzip
import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

#: What a file of ours is called, and is stored as.
MEDIA_TYPE = "application/warc"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and its whole response.

    `body` is the response's payload, without the chunks of its transfer. `address` is the numeric
    one that was connected to; a proxy's is not known.
    """

    url: str
    at: datetime
    address: str | None
    request: bytes
    response: bytes
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        """The first header of that name."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


def write(exchanges: Iterable[Exchange], *, software: str, at: datetime) -> bytes:
    """The file of these exchanges, in their order."""
    about = f"software: {software}\r\nformat: WARC File Format 1.1\r\n".encode()
    records = [_record("warcinfo", about, at=at, kind="application/warc-fields")]
    for one in exchanges:
        where = {"WARC-Target-URI": one.url}
        if one.address:
            where["WARC-IP-Address"] = one.address
        identity = _identity()
        payload = {"WARC-Payload-Digest": digest(one.body)}
        records += [
            _record(
                "request",
                one.request,
                at=one.at,
                kind="application/http;msgtype=request",
                fields={**where, "WARC-Concurrent-To": identity},
            ),
            _record(
                "response",
                one.response,
                at=one.at,
                kind="application/http;msgtype=response",
                fields={**where, **payload, "WARC-Record-ID": identity},
            ),
        ]
    return b"".join(gzip.compress(record, mtime=0) for record in records)


def digest(content: bytes) -> str:
    """A digest as WARC writes it."""
    return f"sha256:{base64.b32encode(hashlib.sha256(content).digest()).decode()}"


def _record(
    kind_of: str, block: bytes, *, at: datetime, kind: str, fields: dict[str, str] | None = None
) -> bytes:
    head = {
        "WARC-Type": kind_of,
        "WARC-Record-ID": _identity(),
        "WARC-Date": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        **(fields or {}),
        "WARC-Block-Digest": digest(block),
        "Content-Type": kind,
        "Content-Length": str(len(block)),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return b"WARC/1.1\r\n" + lines.encode() + b"\r\n" + block + b"\r\n\r\n"


def _identity() -> str:
    return f"<urn:uuid:{uuid.uuid4()}>"
