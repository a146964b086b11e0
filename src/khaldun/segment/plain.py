"""Plain text and Markdown: the text stays as it is, and its paragraphs become passages."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from khaldun.records import Passage, PassageKind
from khaldun.segment.draft import Draft
from khaldun.segment.guard import (
    INVISIBLE,
    direction_flags,
    has_invisible_in_number,
    turned_numbers,
)
from khaldun.segment.markdown import find_unread, read_marks
from khaldun.segment.voices import find_turn, group

#: The longest headline; beyond it a first line is a lead or a paragraph.
_HEADLINE, _LEAD = 200, 300
_SUBHEADING, _CAPTION, _SHORT = 90, 320, 140
_CLOSED = re.compile(r"[.!?…:;,]+[\"'”’)\]]*$")
_CAPTION_HEAD = re.compile(
    r"(?:file )?(?:photos?|images?|pictures?|video|illustration|caption|credits?|map)"
    r"(?: (?:by|from|credit|courtesy)\b| ?[:©/])",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"[(\[][^()\[\]]{0,200}\b(?:page|photo|picture|image|facebook|twitter|telegram|youtube|reuters"
    r"|afp|ap|getty|epa|anadolu|screenshot|handout|file|archive|social media)\b"
    r"[^()\[\]]{0,60}[)\]]$",
    re.IGNORECASE,
)
_RELATED_HEAD = re.compile(
    r"(?:related|recommended|more)(?: (?:articles?|news|stories|topics|posts|reading|links|content"
    r"|from .{1,40}|on .{1,40}))?:?|(?:read|see) (?:also|more)(?: on .{1,40})?:?|also read:?"
    r"|you (?:may|might) also like:?|most read:?",
    re.IGNORECASE,
)
_ITEM = re.compile(r"(?:\d{1,2}[.)]|[-–•*·])\s")
_PLEA = re.compile(
    r"^(?:donate|subscribe|share|tweet|print|email|advertisement|follow us)\W*$"
    r"|\b(?:support (?:us|our)|need your support|donate (?:now|today|here|to us)|your donation"
    r"|make a (?:donation|contribution)|subscribe (?:to|now|here)|newsletter|click here|follow us"
    r"|share (?:this|on|via)|sign up|all rights reserved|copyright ©|© \d{4}|makes a difference"
    r"|leave a (?:reply|comment)|your email address|terms of (?:use|service)|privacy policy"
    r"|uses cookies|cookie policy)\b",
    re.IGNORECASE,
)
_LINE = re.compile(r"[^\n\r]+")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A stretch of the text without its outer space; `kind` is None until it is told."""

    start: int
    end: int
    text: str
    kind: PassageKind | None = None
    #: Whether a blank line stands before it.
    set_off: bool = False


def read_plain(text: str, *, markdown: bool = False) -> Draft:
    """The passages of a text whose characters are kept as they are.

    Recognised: a headline, image captions and credits, subheadings, a list of related articles,
    pleas and site furniture, and readers' comments that follow the news without any mark. In
    Markdown, headings and lists of links are told by their marks. Numbers that a reader would
    not see as they stand (turned round by a direction override; struck out, raised or hidden in
    Markdown) are boilerplate.
    """
    paragraphs = list(_paragraphs(text))
    if markdown:
        kinds = read_marks([paragraph.text for paragraph in paragraphs])
        paragraphs = [replace(p, kind=k) for p, k in zip(paragraphs, kinds, strict=True)]
    paragraphs = _find_furniture(_find_captions(_find_headline(paragraphs)))
    turn = _find_comments(paragraphs)
    told = _find_subheadings(paragraphs, before=turn)
    cuts = sorted([*turned_numbers(text), *(find_unread(text) if markdown else ())])
    passages = _without(text, tuple(_passages(told, turn)), cuts)
    flags = direction_flags(text, [text[a:b] for a, b in turned_numbers(text)])
    if has_invisible_in_number(text):
        flags.add(INVISIBLE)
    title = next((p.text for p in told if p.kind == "headline"), None)
    return Draft(text=text, passages=passages, flags=tuple(sorted(flags)), title=_line(title))


def _paragraphs(text: str) -> Iterator[Paragraph]:
    """Lines with words in them; where lines are wrapped by hand, the blocks that they make."""
    lines = []
    blank = False
    end = 0
    for match in _LINE.finditer(text):
        words = match.group().strip()
        gap = text[end : match.start()]
        blank = blank or (gap.count("\n") or gap.count("\r")) > 1
        end = match.end()
        if not words:
            blank = True
            continue
        start = match.start() + match.group().index(words[0])
        lines.append(Paragraph(start, start + len(words), words, set_off=blank))
        blank = False
    yield from _unwrapped(text, lines) if _is_wrapped(lines) else lines


def _is_wrapped(lines: Sequence[Paragraph]) -> bool:
    """Lines of one width that break sentences: a text set by hand for a narrow screen."""
    inner = [a for a, b in pairwise(lines) if not b.set_off]
    even = [line for line in inner if 45 <= len(line.text) <= 100]
    broken = [line for line in even if not _CLOSED.search(line.text[-8:])]
    return len(inner) >= 3 and len(even) >= 0.8 * len(inner) and len(broken) >= 0.6 * len(inner)


def _unwrapped(text: str, lines: Sequence[Paragraph]) -> Iterator[Paragraph]:
    block: Paragraph | None = None
    for line in lines:
        if block and not line.set_off:
            block = replace(block, end=line.end, text=text[block.start : line.end])
        else:
            if block:
                yield block
            block = line
    if block:
        yield block


def _find_headline(paragraphs: list[Paragraph]) -> list[Paragraph]:
    if len(paragraphs) < 2 or any(p.kind == "headline" for p in paragraphs):
        return paragraphs
    first, second, *rest = paragraphs
    if first.kind:
        return paragraphs
    open_ended = not _CLOSED.search(first.text[-8:]) and len(first.text) <= _HEADLINE
    # A lead takes the headline's place where it alone is set off, or a picture follows it.
    alone = second.set_off and not any(p.set_off for p in rest)
    lead = len(first.text) <= _LEAD and (_is_caption(second.text) or (alone and len(rest) > 1))
    if open_ended or lead:
        return [replace(first, kind="headline"), second, *rest]
    return paragraphs


def _is_caption(text: str) -> bool:
    return len(text) <= _CAPTION and bool(_CAPTION_HEAD.match(text) or _CREDIT.search(text[-300:]))


def _find_captions(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Credits and "Photo:" lines, and short lines that stand twice, as alt text and caption do."""
    doubled = {
        i
        for i, (a, b) in enumerate(pairwise(paragraphs))
        if a.text == b.text and len(a.text) <= _CAPTION and not _CLOSED.search(a.text[-8:])
    }
    found = []
    for i, paragraph in enumerate(paragraphs):
        twice = i in doubled or i - 1 in doubled
        if paragraph.kind is None and (twice or _is_caption(paragraph.text)):
            paragraph = replace(paragraph, kind="caption")  # noqa: PLW2901 - the same, now told
        found.append(paragraph)
    return found


def _find_furniture(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Related articles, pleas, and lines in another script than the text's."""
    kinds = [p.kind for p in paragraphs]
    latin = _is_latin("".join(p.text for p in paragraphs[:50]))
    listing = False
    for i, paragraph in enumerate(paragraphs):
        words = paragraph.text
        if _RELATED_HEAD.fullmatch(words.strip("* ")):
            listing = True
        elif listing and not (_ITEM.match(words) or kinds[i] == "related"):
            # Unmarked items go on as long as they are short, open-ended and not set off.
            listing = not paragraph.set_off and len(words) <= _SHORT and not _CLOSED.search(words)
        if listing:
            kinds[i] = "related"
        elif kinds[i] is None and len(words) <= _SHORT:
            other_script = _is_latin(words) != latin and any(map(str.isalpha, words))
            kinds[i] = "boilerplate" if other_script or _PLEA.search(words) else None
    _close_furniture(paragraphs, kinds)
    return [replace(p, kind=kind) for p, kind in zip(paragraphs, kinds, strict=True)]


def _close_furniture(paragraphs: list[Paragraph], kinds: list[PassageKind | None]) -> None:
    """Short lines between a list of related articles, or one plea, and the next plea go with it."""
    for i in range(len(kinds) - 1, 0, -1):
        if kinds[i] != "boilerplate":
            continue
        j = i - 1
        while j >= 0 and kinds[j] is None and len(paragraphs[j].text) <= _SHORT:
            j -= 1
        if j >= 0 and kinds[j] in {"related", "boilerplate"}:
            kinds[j + 1 : i] = ["boilerplate"] * (i - j - 1)


def _is_latin(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return sum(c < "\u0250" for c in letters) * 2 >= len(letters)


def _find_comments(paragraphs: Sequence[Paragraph]) -> int:
    """The offset at which readers begin to talk; past the end where none do."""
    prose = [p for p in paragraphs if p.kind is None]
    turn = find_turn([p.text for p in prose])
    if turn is None:
        return paragraphs[-1].end if paragraphs else 0
    return prose[turn].start


def _find_subheadings(paragraphs: Sequence[Paragraph], *, before: int) -> list[Paragraph]:
    """Short lines without a closing mark that stand over a paragraph; the rest is body."""
    told: list[Paragraph] = []
    for i, paragraph in enumerate(paragraphs):
        follows = next((p for p in paragraphs[i + 1 : i + 2] if p.start < before), None)
        heads = (
            paragraph.kind is None
            and paragraph.start < before
            and len(paragraph.text) <= _SUBHEADING
            and not _CLOSED.search(paragraph.text[-8:])
            and any(p.kind == "body" for p in told)
            and follows is not None
            and follows.kind is None
            and len(follows.text) > len(paragraph.text)
        )
        told.append(replace(paragraph, kind=paragraph.kind or ("subheading" if heads else "body")))
    return told


def _passages(paragraphs: Sequence[Paragraph], turn: int) -> Iterator[Passage]:
    """Passages in order; one comment's paragraphs, and lists, are one passage each."""
    talk = [p for p in paragraphs if p.start >= turn and p.kind == "body"]
    numbers = dict(zip((p.start for p in talk), group([p.text for p in talk]), strict=True))
    last: Passage | None = None
    for paragraph in paragraphs:
        number = numbers.get(paragraph.start)
        kind: PassageKind = "comment" if number else paragraph.kind or "body"
        passage = Passage(kind=kind, start=paragraph.start, end=paragraph.end, number=number)
        joined = last and (last.kind, last.number) == (kind, number)
        if last and joined and kind in {"comment", "related", "boilerplate"}:
            last = replace(last, end=passage.end)
            continue
        if last:
            yield last
        last = passage
    if last:
        yield last


def _without(
    text: str, passages: tuple[Passage, ...], cuts: Sequence[tuple[int, int]]
) -> tuple[Passage, ...]:
    """The passages with these stretches as boilerplate of their own; space alone is no passage."""
    found: list[Passage] = []
    waiting = list(cuts)
    for passage in passages:
        at = passage.start
        while waiting and waiting[0][0] < passage.end:
            start, end = max(waiting[0][0], at), min(waiting[0][1], passage.end)
            if start < end:
                found += [replace(passage, start=at, end=start)] if at < start else []
                found.append(Passage(kind="boilerplate", start=start, end=end))
                at = end
            if waiting[0][1] > passage.end:
                break
            waiting.pop(0)
        found += [replace(passage, start=at)] if at < passage.end else []
    return tuple(passage for passage in found if text[passage.start : passage.end].strip())


def _line(text: str | None) -> str | None:
    return " ".join(text.lstrip("# ").split()) or None if text else None
