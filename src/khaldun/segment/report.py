"""A capture's bytes as a report: its text, its passages, and what is known of it as a document."""

import re
from dataclasses import replace
from datetime import date
from pathlib import PurePath

from khaldun import kinds
from khaldun.errors import RefusedInput, UnreadableInput
from khaldun.records import Capture, Details, Gap, Interval, Report
from khaldun.segment import telegram
from khaldun.segment.article import read_article
from khaldun.segment.decode import decode
from khaldun.segment.docx import read_docx
from khaldun.segment.draft import Draft
from khaldun.segment.language import find_language
from khaldun.segment.notices import find_notices
from khaldun.segment.pdf import read_pdf
from khaldun.segment.plain import read_plain
from khaldun.segment.wrapped import unwrap

_READ_KINDS = frozenset(("headline", "subheading", "caption", "body", "comment"))
_CHARSET = re.compile(r"charset=[\"']?([\w.:-]+)", re.IGNORECASE)


def segment(capture: Capture, content: bytes, *, details: Details, max_bytes: int) -> Report:
    """The report that a capture holds.

    HTML, DOCX, PDF and messages are read by what their reader would see; plain text and Markdown
    stay as they are, character for character (`read_plain`). The user's details go before what the
    document says. What neither says is a gap.

    Raises:
        RefusedInput: another kind of file, binary content, or more than `max_bytes`.
        UnreadableInput: empty, or its text cannot be had whole.
    """
    name = PurePath(capture.location).name or capture.location
    if capture.method == "web":
        capture, content = unwrap(capture, content, max_bytes=max_bytes)
    if len(content) > max_bytes:
        raise RefusedInput(
            f"{name} has {len(content):,} bytes, more than the {max_bytes:,} that are read; "
            "raise the limit or split it"
        )
    url = details.url or (capture.location if capture.method == "web" else None)
    draft = find_notices(_draft(capture, content, name, url=url))
    if not any(map(str.isalnum, draft.text)):
        raise UnreadableInput(f"{name} holds no words; save the document again")
    return _report(capture, draft, details)


def _draft(capture: Capture, content: bytes, name: str, *, url: str | None) -> Draft:
    kind = capture.media_type
    if kind not in kinds.READ:
        raise RefusedInput(
            f"{name} is {kind}; HTML, text, Markdown, PDF and DOCX are read, and what holds these"
        )
    if kind == kinds.PDF:
        return read_pdf(content, name=name)
    if kind == kinds.DOCX:
        return read_docx(content, name=name)
    decoded = decode(content, name=name, declared=_charset(capture))
    if kind == kinds.HTML:
        draft = read_article(decoded.text, name=name, latest=capture.captured_at.date(), url=url)
    elif kind == kinds.TELEGRAM_JSON:
        draft = telegram.read_thread(decoded.text, name=name)
    elif kind == kinds.TELEGRAM_PAGE:
        draft = telegram.read_pages(decoded.text, name=name)
    else:
        draft = read_plain(decoded.text, markdown=kind == kinds.MARKDOWN)
    return replace(draft, flags=(*draft.flags, *decoded.flags))


def _charset(capture: Capture) -> str | None:
    for name, value in capture.headers:
        match = _CHARSET.search(value) if name.lower() == "content-type" else None
        if match:
            return match[1]
    return None


def _report(capture: Capture, draft: Draft, details: Details) -> Report:
    publisher = details.publisher or draft.publisher
    published = _published(details.published or draft.published)
    title = details.title or draft.title
    read = "\n".join(draft.text[p.start : p.end] for p in draft.passages if p.kind in _READ_KINDS)
    language = find_language(read or draft.text, declared=draft.declared_language)
    reasons = {
        "publisher": (publisher, "neither the document nor the user names one"),
        "published": (published, "neither the document's markup nor the user gives a date"),
        "title": (title, "no heading and no title was found"),
        "language": (language, "too little text to tell"),
    }
    return Report(
        id=Report.make_id(capture.id, draft.text, publisher, published),
        capture=capture.id,
        name=PurePath(capture.location).stem or capture.location,
        publisher=publisher,
        published=published,
        language=language,
        title=title,
        text=draft.text,
        passages=draft.passages,
        url=details.url or draft.url,
        flags=draft.flags,
        gaps=tuple(
            Gap(role=role, reason=reason)
            for role, (value, reason) in reasons.items()
            if value is None
        ),
    )


def _published(day: date | None) -> Interval | None:
    return Interval(earliest=day, latest=day, basis="published") if day else None
