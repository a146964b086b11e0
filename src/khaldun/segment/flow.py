"""A page's tree as the blocks of text that a reader sees, in order, each in its surroundings."""

import re
from dataclasses import dataclass, field
from itertools import islice

from lxml import etree
from lxml.etree import _Element

from khaldun.segment.guard import (
    APART,
    CUT,
    HIDDEN,
    MADE,
    RAISED,
    RAISED_MARK,
    STRUCK,
    WRITTEN,
    guard,
)
from khaldun.segment.markup import SILENT
from khaldun.segment.places import Place, enter
from khaldun.segment.raised import ORDINAL, leaves_flow
from khaldun.segment.styles import Style, StyleSheet

#: Elements that stand on lines of their own in every browser.
_BLOCKS = frozenset(
    ("html", "body", "address", "article", "aside", "blockquote", "center", "dd", "details",
     "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form",
     "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "legend", "li",
     "listing", "main", "menu", "nav", "ol", "optgroup", "option", "p", "plaintext", "pre",
     "search", "section", "select", "summary", "table", "caption", "tbody", "tfoot", "thead", "tr",
     "ul", "xmp", "textarea", "button")
)  # fmt: skip
_CELLS = frozenset(("td", "th", "br", "input", "img", "svg", "math", "meter", "progress"))
_STRUCK = frozenset(("del", "s", "strike"))
_PREFORMATTED = frozenset(("pre", "listing", "xmp", "plaintext", "textarea"))
_SPACES = re.compile(r"[ \t\n\r\f]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A block's words and where in the page it stands. `linked` is the share of them in links."""

    text: str
    place: Place
    linked: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """The blocks of a page; what was taken out of the flow, to be kept beside it; the flags."""

    blocks: tuple[Block, ...]
    removed: tuple[str, ...]
    flags: frozenset[str]


# Not frozen, as every element of a page makes one: freezing triples what that costs.
@dataclass(slots=True, kw_only=True)
class _Frame:
    """What an element hands down to the text in it."""

    place: Place
    breaks: bool = False
    apart: bool = False
    hidden: bool = False
    invisible: bool = False
    shrunk: bool = False
    out: str | None = None
    preformatted: bool = False
    linked: bool = False
    turned: bool = False
    made: bool = False


@dataclass(slots=True)
class _Writer:
    """The block that is being written, and those that are whole."""

    blocks: list[Block] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)
    _pieces: list[str] = field(default_factory=list)
    _aside: list[str] = field(default_factory=list)
    _place: Place | None = None
    _linked: int = 0

    def write(self, text: str | None, frame: _Frame) -> None:
        """Take a text node: into the block, beside the flow, or nowhere if it is not seen."""
        if not text:
            return
        if frame.hidden or frame.invisible or frame.shrunk:
            if any(map(str.isalnum, text)):
                self.flags.add(HIDDEN)
        elif frame.out:
            self._aside.append(text)
        else:
            self._add(text if frame.preformatted else _SPACES.sub(" ", text), frame)

    def mark(self, mark: str) -> None:
        """Put a mark or a line break into the block."""
        self._pieces.append(mark)

    def mark_aside(self) -> None:
        """Keep apart what stands apart in words that were taken out."""
        self._aside.append(" ")

    def _add(self, text: str, frame: _Frame) -> None:
        if self._pieces and self._pieces[-1][-1:] in {" ", "\n"} and not frame.preformatted:
            text = text.removeprefix(" ")
        if not text:
            return
        self._pieces.append(text)
        if not text.isspace():
            self._place = self._place or frame.place
        if frame.linked:
            self._linked += len(text)

    def close_aside(self, flag: str) -> None:
        """End a stretch that was taken out of the flow."""
        text = " ".join("".join(self._aside).split())
        self._aside.clear()
        if text:
            self.flags.add(flag)
            self.removed.append(text)

    def end(self) -> None:
        """End the block: its lines are trimmed, its numbers guarded."""
        if not self._pieces:
            return
        raw = "".join(self._pieces)
        place, linked = self._place, self._linked
        self._pieces.clear()
        self._place, self._linked = None, 0
        if place is None:
            return
        found = guard(
            "\n".join(filter(None, (line.strip(f" \t\r\f{APART}") for line in raw.split("\n"))))
        )
        self.flags |= found.flags
        self.removed += found.removed
        if found.text.strip():
            share = min(1.0, linked / len(raw))
            self.blocks.append(Block(text=found.text, place=place, linked=share))


def read_flow(tree: _Element, *, layout: str = "") -> Flow:
    """Walk a page in document order, without recursion, and cut it into visible blocks.

    A block ends wherever a browser would begin a new line box by markup or by the page's own
    styles; cells and `<br>` put a line break inside a block. Struck-out words and raised figures
    leave the flow and come back in `removed`; hidden words leave it for good, with a flag.
    `layout` is the name of the rule by which the page's places are told, if there is one.
    """
    sheet = StyleSheet.read(filter(None, map(_sheet, tree.iter("style"))))
    writer, frames = _Writer(), [_Frame(place=Place(layout=layout))]
    walk = etree.iterwalk(tree, events=("start", "end"))
    number = 0
    for event, element in walk:
        if event == "start":
            number += 1
            place = enter(element, frames[-1].place, number)
            frame = _enter(element, frames[-1], place, sheet)
            _open(element, frame, frames[-1], writer)
            frames.append(frame)
            if element.tag in SILENT:
                if element.tag in {"noscript", "template"}:
                    _hide(element, writer)
                walk.skip_subtree()
            else:
                writer.write(element.text, frame)
        else:
            frame = frames.pop()
            _close(frame, frames[-1], writer)
            writer.write(element.tail, frames[-1])
    writer.end()
    return Flow(
        blocks=tuple(writer.blocks), removed=tuple(writer.removed), flags=frozenset(writer.flags)
    )


def _sheet(style: _Element) -> str | None:
    """The rules of a `<style>` element, if they apply to a screen with scripts."""
    parent = style.getparent()
    idle = parent is not None and parent.tag in {"noscript", "template"}
    return None if idle or (style.get("media") or "").strip().lower() == "print" else style.text


def _enter(element: _Element, parent: _Frame, place: Place, sheet: StyleSheet) -> _Frame:
    tag = str(element.tag)
    style = sheet.style(element)
    if tag in {"html", "body"}:
        # A page that hides itself whole is shown by its script once that runs.
        style = Style()
    hidden = parent.hidden or bool(style.hidden) or _hides_itself(element, style)
    # All of a frame is said here: `replace` costs more than the rest of the walk.
    return _Frame(
        place=place,
        breaks=style.is_block
        or (tag in _BLOCKS and style.display not in {"inline", "contents"})
        or _parts_credits(place, parent.place),
        apart=tag in _CELLS or style.is_cell,
        hidden=hidden,
        invisible=parent.invisible if style.invisible is None else style.invisible,
        shrunk=parent.shrunk if style.shrunk is None else style.shrunk,
        out=parent.out or _taken_out(element, style),
        preformatted=(
            tag in _PREFORMATTED or parent.preformatted
            if style.preformatted is None
            else style.preformatted
        ),
        linked=parent.linked or tag in {"a", "button", "select", "option"},
        turned=bool(style.turned) or (tag == "bdo" and (element.get("dir") or "").lower() == "rtl"),
        made=sheet.writes_on(element),
    )


def _parts_credits(place: Place, outside: Place) -> bool:
    """Where a rule says who wrote a comment and when, each is a block, though it be in one line."""
    if not place.layout or place.comment is None:
        return False
    return (place.is_author, place.is_posted) != (outside.is_author, outside.is_posted)


def _hides_itself(element: _Element, style: Style) -> bool:
    """Hidden by its markup: `hidden` yields to a `display` of the page's own styles."""
    if element.get("hidden") is not None:
        return style.display is None
    return element.tag == "rp" or (element.tag == "dialog" and element.get("open") is None)


def _taken_out(element: _Element, style: Style) -> str | None:
    """Why an element's words leave the flow: the flag to raise, or None."""
    if (element.tag in _STRUCK and style.struck is not False) or style.struck:
        return STRUCK
    if element.tag == "rt":
        return RAISED
    if element.tag in {"sup", "sub"} or style.raised:
        return RAISED if leaves_flow("".join(islice(element.itertext(), 8))) else None
    return None


def _open(element: _Element, frame: _Frame, parent: _Frame, writer: _Writer) -> None:
    if frame.hidden:
        return
    if parent.out:
        if frame.breaks or frame.apart:
            writer.mark_aside()
        return
    if frame.breaks:
        writer.end()
    elif frame.apart:
        writer.mark("\n" if element.tag in {"td", "th", "br"} else APART)
    elif _is_raised_word(element, frame):
        writer.mark(APART)
    if frame.out:
        writer.mark(RAISED_MARK if frame.out == RAISED else CUT)
    if frame.turned:
        writer.mark("\u202e")
    if frame.made:
        writer.flags.add(WRITTEN)
        writer.mark(MADE)


def _close(frame: _Frame, parent: _Frame, writer: _Writer) -> None:
    if frame.hidden:
        return
    if parent.out:
        if frame.breaks or frame.apart:
            writer.mark_aside()
        return
    if frame.out:
        writer.close_aside(frame.out)
    if frame.made:
        writer.mark(MADE)
    if frame.turned:
        writer.mark("\u202c")
    if frame.breaks:
        writer.end()
    elif frame.apart:
        writer.mark(APART)


def _is_raised_word(element: _Element, frame: _Frame) -> bool:
    """Raised words that are no ordinal do not belong to the number before them."""
    words = (element.text or "").strip()
    return element.tag in {"sup", "sub"} and not frame.out and not ORDINAL.fullmatch(words)


def _hide(element: _Element, writer: _Writer) -> None:
    if any(map(str.isalnum, "".join(islice(element.itertext(), 64)))):
        writer.flags.add(HIDDEN)
