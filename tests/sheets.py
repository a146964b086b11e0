"""Documents of office programs and messages, written byte by byte by the tests themselves."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from boxes import zipped
from khaldun.records import Capture

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
_MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
#: Name and first lines of a page of PDFium's test: a standard font that is in no file.
_FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


def captured(content: bytes, kind: str) -> Capture:
    """A document as it was captured, of this media type."""
    return Capture(
        id=hashlib.sha256(content).hexdigest(),
        location="/somewhere/document",
        media_type=kind,
        size=len(content),
        captured_at=datetime(2020, 6, 1, tzinfo=UTC),
        method="file",
        run="run",
    )


def run(words: str, looks: str = "") -> str:
    """A run of a DOCX, with the properties that make it look so."""
    made = f"<w:rPr>{looks}</w:rPr>" if looks else ""
    return f'<w:r>{made}<w:t xml:space="preserve">{words}</w:t></w:r>'


def docx(body: str, **parts: str) -> bytes:
    """A DOCX of this body; a body without paragraphs is one. `parts` are its other XML files."""
    paragraphs = body if "<w:p>" in body else f"<w:p>{body}</w:p>"
    whole = f"<w:document {_W} {_M} {_MC}><w:body>{paragraphs}</w:body></w:document>"
    others = {
        f"word/{name}.xml": f"<w:{name} {_W}>{xml}</w:{name}>".encode()
        for name, xml in parts.items()
    }
    return zipped({"word/document.xml": whole.encode(), **others})


def line(words: str, *, y: float = 700, x: float = 72, size: float = 12) -> str:
    """Operators that write a line of a page of a PDF."""
    plain = words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT /F1 {size} Tf {x} {y} Td ({plain}) Tj ET\n"


def pdf(*pages: str, extra: Mapping[int, bytes] | None = None) -> bytes:
    """A PDF of pages with these operators, with further objects by number from 100 on."""
    objects: dict[int, bytes] = {1: b"<< /Type /Catalog /Pages 2 0 R >>", 3: _FONT.encode()}
    kids = []
    for number, operators in enumerate(pages):
        page, content = 10 + 2 * number, 11 + 2 * number
        stream = operators.encode("cp1252", "replace")
        objects[page] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {content} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        ).encode()
        objects[content] = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream)
        kids.append(f"{page} 0 R")
    objects[2] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    return written(objects | dict(extra or {}))


def written(objects: Mapping[int, bytes]) -> bytes:
    """A PDF of these objects, with its table of where they lie."""
    out, places = bytearray(b"%PDF-1.7\n"), {}
    for number, content in sorted(objects.items()):
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(out)
    out += b"xref\n"
    for number, place in places.items():
        out += b"%d 1\n%010d 00000 n \n" % (number, place)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        max(places) + 1,
        table,
    )
    return bytes(out)


def message(number: int, text: Any, **fields: Any) -> dict[str, Any]:
    """A message of an export, of the 5th of March 2019."""
    return {
        "id": number,
        "type": "message",
        "date": f"2019-03-05T10:00:{number % 60:02}",
        "from": "Example Channel",
        "from_id": "channel1",
        "text": text,
        **fields,
    }


def chat(
    messages: Sequence[dict[str, Any]], kind: str = "public_channel", name: str = "Example Channel"
) -> bytes:
    """An export in JSON of one chat."""
    told = {"name": name, "type": kind, "id": 1, "messages": list(messages)}
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def chat_page(*messages: str, name: str = "Example Channel") -> bytes:
    """An export as a page, of messages as `chat_message` writes them."""
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8"/><title>Exported Data</title></head>'
        '<body><div class="page_wrap"><div class="page_header"><div class="content">'
        f'<div class="text bold">{name}</div></div></div>'
        f'<div class="page_body chat_page"><div class="history">{"".join(messages)}'
        "</div></div></div></body></html>"
    ).encode()


def chat_message(
    number: int, text: str, *, sender: str = "", reply: int = 0, forwarded: str = ""
) -> str:
    """A message of an export as a page."""
    joined = "" if sender else " joined"
    named = f'<div class="from_name">\n{sender}\n</div>' if sender else ""
    words = f'<div class="text">\n{text}\n</div>'
    if forwarded:
        words = f'<div class="forwarded body"><div class="from_name">{forwarded}</div>{words}</div>'
    link = f'<a href="#go_to_message{reply}">this message</a>'
    answered = f'<div class="reply_to details">In reply to {link}</div>' if reply else ""
    dated = f"05.03.2019 10:00:{number % 60:02}"
    return (
        f'<div class="message default clearfix{joined}" id="message{number}"><div class="body">'
        f'<div class="pull_right date details" title="{dated}">10:00</div>'
        f"{named}{answered}{words}</div></div>"
    )
