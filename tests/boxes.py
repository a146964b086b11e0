"""Containers of made-up reports, written byte by byte by the tests themselves."""

import base64
import gzip
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence

import pyarrow as pa
from pyarrow import parquet

from khaldun.records import Outcome

#: Outcomes by location, and what takes files into a case.
Taken = dict[str, Outcome]
Take = Callable[..., Taken]

REPORT = (
    "At least {n} people were killed and {m} others were wounded on Tuesday when warplanes bombed "
    "a market in Idlib, local activists said."
)


def told(n: int) -> str:
    """A report of one incident, another for each number."""
    return REPORT.format(n=n, m=n + 2)


def page(n: int) -> bytes:
    """The same as a page."""
    return (
        f"<html><body><article><h1>Raid {n}</h1><p>{told(n)}</p></article></body></html>".encode()
    )


def parquet_of(**columns: list[object]) -> bytes:
    """A Parquet file of these columns."""
    out = io.BytesIO()
    parquet.write_table(pa.table(columns), out)
    return out.getvalue()


def zipped(entries: Mapping[str, bytes] | Sequence[tuple[str, bytes]]) -> bytes:
    """A ZIP of these entries, deflated."""
    out = io.BytesIO()
    pairs = entries.items() if isinstance(entries, Mapping) else entries
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in pairs:
            archive.writestr(name, content)
    return out.getvalue()


def digest(content: bytes) -> str:
    """A digest as WARC headers write it."""
    return "sha1:" + base64.b32encode(hashlib.sha1(content).digest()).decode()


def record(kind: str, block: bytes, *, packed: bool = True, **fields: str) -> bytes:
    """One WARC record with its block digest; `fields` are further lines of its header."""
    lines = {
        "WARC-Type": kind,
        "WARC-Date": "2019-03-02T10:00:00Z",
        "WARC-Block-Digest": digest(block),
        **{name.replace("_", "-"): value for name, value in fields.items()},
        "Content-Length": str(len(block)),
    }
    head = "WARC/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    whole = head.encode() + b"\r\n" + block + b"\r\n\r\n"
    return gzip.compress(whole, mtime=0) if packed else whole


def response(body: bytes, *lines: str, status: str = "200 OK") -> bytes:
    """An HTTP response as a server sends it."""
    head = "\r\n".join((f"HTTP/1.1 {status}", "Content-Type: text/html; charset=utf-8", *lines))
    return head.encode() + b"\r\n\r\n" + body


def answered(n: int, *, packed: bool = True) -> bytes:
    """A response record with a page, under its address and with both digests."""
    return record(
        "response",
        response(page(n)),
        packed=packed,
        Content_Type="application/http; msgtype=response",
        WARC_Target_URI=f"https://example.org/{n}",
        WARC_Payload_Digest=digest(page(n)),
    )


def warc(count: int, *, packed: bool = True) -> list[bytes]:
    """A web archive's records: who made it, then a request and a response for each page."""
    made = [record("warcinfo", b"software: a test\r\n", packed=packed)]
    for n in range(3, 3 + count):
        made.append(record("request", f"GET /{n} HTTP/1.1\r\n\r\n".encode(), packed=packed))
        made.append(answered(n, packed=packed))
    return made


def wacz(archive: bytes, *, listed: bytes | None = None) -> bytes:
    """A WACZ of one WARC; `listed` is what its list takes the WARC for."""
    content = archive if listed is None else listed
    resource = {
        "path": "archive/data.warc.gz",
        "bytes": len(content),
        "hash": "sha256:" + hashlib.sha256(content).hexdigest(),
    }
    package = json.dumps({"profile": "data-package", "resources": [resource]}).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as file:
        file.writestr("archive/data.warc.gz", archive)
        file.writestr("datapackage.json", package)
    return out.getvalue()


def mail(n: int, *, attachment: bytes = b"") -> bytes:
    """A mail with a text, the same as a page, and perhaps an attached page."""
    parts = [
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{told(n)}\r\n",
        f"Content-Type: text/html; charset=utf-8\r\n\r\n{page(n).decode()}\r\n",
    ]
    alternative = "--in\r\n" + "--in\r\n".join(parts) + "--in--\r\n"
    attached = (
        "--out\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n"
        'Content-Disposition: attachment; filename="statement.html"\r\n\r\n'
        + base64.b64encode(attachment).decode()
        + "\r\n"
    )
    return (
        "From: Example Press Office <press@example.org>\r\nTo: desk@example.net\r\n"
        f"Date: Tue, 05 Mar 2019 09:00:00 +0000\r\nSubject: Raid {n} on a market\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="out"\r\n\r\n'
        '--out\r\nContent-Type: multipart/alternative; boundary="in"\r\n\r\n'
        f"{alternative}{attached if attachment else ''}--out--\r\n"
    ).encode()


def mail_of(markup: str) -> bytes:
    """A mail of one page."""
    head = "From: press@example.org\r\nSubject: Report\r\nMIME-Version: 1.0\r\n"
    kind = "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    return (head + kind + markup + "\r\n").encode()


def mbox(count: int) -> bytes:
    """A mailbox of so many mails."""
    head = b"From press@example.org Tue Mar  5 09:00:00 2019\n"
    return b"\n".join(head + mail(n).replace(b"\r\n", b"\n") for n in range(3, 3 + count))
