"""E-mail: the text part, and each attachment by itself."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime
from typing import IO

from khaldun.errors import RefusedInput, UnreadableInput
from khaldun.kinds import HTML, MAIL, PLAIN, UNKNOWN, media_type
from khaldun.records import Details
from khaldun.unpack.documents import Caps, Document, Part, Passed

_FROM_LINE = re.compile(rb"From \S+ .*\d{4}\r?\n?$")
_MAX_PARTS = 1_000
#: What the library was seen to raise on mails that were made to break it.
_FAILURES = (MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError)


def open_mbox(file: IO[bytes], start: int, caps: Caps) -> Iterator[Part]:
    """The mails of a mailbox, as they stand between its "From " lines; `start` is an offset."""
    file.seek(start)
    number, lines, size = start, [b""], 0
    begun, blank = False, True
    for line in iter(lambda: file.readline(caps.max_archive_bytes), b""):
        if blank and _FROM_LINE.match(line):
            if begun:
                yield file.tell() - len(line), _mail(b"".join(lines), number)
            elif size:
                raise RefusedInput("it does not begin as a mailbox does")
            number, lines, size, begun = file.tell() - len(line), [], 0, True
        else:
            lines.append(line)
            size += len(line)
            if size > caps.max_archive_bytes:
                raise RefusedInput(f"a mail of more than {caps.max_archive_bytes:,} bytes")
        blank = not line.strip()
    if not begun and start:
        return  # the batch before ended with the last mail
    if not begun:
        raise RefusedInput('it is no mailbox: no line begins a mail with "From "')
    yield file.tell(), _mail(b"".join(lines), number)


def _mail(content: bytes, offset: int) -> Document:
    # Mailboxes write ">From" where a line of a mail begins with "From".
    content = re.sub(rb"(?m)^>(>*From )", rb"\1", content)
    return Document(place=f"mail at {offset}.eml", content=content, media_type=MAIL)


def open_mail(file: IO[bytes], start: int, caps: Caps) -> Iterator[Part]:
    """The body of a mail, then its attachments; `start` counts them."""
    try:
        mail = message_from_bytes(file.read(), policy=policy.default)
        details = _details(mail)
        body = mail.get_body(("plain", "html"))
        parts = [part for part in mail.walk() if not part.is_multipart()]
    except _FAILURES as error:
        raise UnreadableInput(f"no mail that can be read ({type(error).__name__})") from error
    if not mail.keys():
        raise RefusedInput("it has no header, and so is no mail")
    if len(parts) > _MAX_PARTS:
        raise RefusedInput(f"a mail of {len(parts):,} parts, more than {_MAX_PARTS:,}")
    for number, part in enumerate(parts):
        if number < start:
            continue
        if part is body:
            yield number + 1, _document(part, "body", caps, details)
        elif body is not None and part.get_content_type() == HTML and not _name(part):
            yield number + 1, Passed("other forms of the text")
        else:
            place = f"part {number} {_name(part)}".strip()
            yield number + 1, _document(part, place, caps, Details())


def _document(part: EmailMessage, place: str, caps: Caps, details: Details) -> Document:
    try:
        content = part.get_payload(decode=True)
    except _FAILURES as error:
        return Document(place=place, fault=f"broken ({type(error).__name__})", damaged=True)
    if not isinstance(content, bytes) or len(content) > caps.max_archive_bytes:
        return Document(place=place, fault=f"more than {caps.max_archive_bytes:,} bytes")
    written = part.get_content_type()
    kind = written if written in {HTML, PLAIN, MAIL} else media_type(_name(part)) or UNKNOWN
    header = (("content-type", _plain(str(part.get("content-type", ""))) or ""),)
    return Document(place=place, content=content, media_type=kind, details=details, headers=header)


def _name(part: EmailMessage) -> str:
    try:
        name = part.get_filename() or ""
    except _FAILURES:
        return "with a broken name"
    return "".join(c if c.isprintable() and c not in "/\\" else "_" for c in str(name))[:100]


def _details(mail: EmailMessage) -> Details:
    name, address = parseaddr(str(mail.get("from", "")))
    try:
        sent = parsedate_to_datetime(str(mail.get("date", ""))).date()
    except (ValueError, TypeError, IndexError):
        sent = None
    title = " ".join(str(mail.get("subject", "")).split())
    return Details(publisher=_plain(name or address), published=sent, title=_plain(title))


def _plain(words: str) -> str | None:
    return words.encode("utf-8", "replace").decode().strip() or None
