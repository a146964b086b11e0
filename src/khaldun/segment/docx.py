"""A Word document (DOCX): its paragraphs as a reader of the printed page sees them.

Footnotes come at the end, cells stand apart, and what a tracked change deletes is left out and
said, as is hidden text. What it inserts is in, and said too. Formulas, whose powers would join the
number before them, leave the flow.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree
from lxml.etree import _Element

from khaldun.errors import RefusedInput, UnreadableInput
from khaldun.records import PassageKind
from khaldun.segment.draft import Draft
from khaldun.segment.guard import APART, CUT, HIDDEN, RAISED, RAISED_MARK, STRUCK, UNSURE
from khaldun.segment.raised import leaves_flow
from khaldun.segment.sheet import Sheet, clean

INSERTED, NOTES = "tracked insertion", "notes of its editors left out"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: What the libraries were seen to raise on documents that were changed by chance or by hand.
_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, ValueError, NotImplementedError, RuntimeError,
    EOFError, OSError, OverflowError, LookupError,
)  # fmt: skip
_MAX_PART = 50_000_000
#: Notes and margins, and the kind of passage that they are.
_PARTS: tuple[tuple[str, PassageKind], ...] = (
    (r"word/document\.xml", "body"),
    (r"word/(?:footnotes|endnotes)\.xml", "body"),
    (r"word/(?:header|footer)\d*\.xml", "boilerplate"),
)
_OFF = frozenset(("0", "false", "off", "none"))
_SKIPPED = frozenset((f"{_W}instrText", f"{_W}pPr", f"{_W}rPr", f"{_W}sectPr", f"{_W}delInstrText"))
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_FORMULA = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"


@dataclass(frozen=True, slots=True)
class _Look:
    """How a run looks, as far as it changes what is read."""

    hidden: bool = False
    struck: bool = False
    raised: bool = False


@dataclass(slots=True)
class _Styles:
    """The looks of a document's named styles, those that they rest on included."""

    elements: dict[str, _Element] = field(default_factory=dict)

    def look(self, name: str | None) -> _Look:
        """The look of a style by its id."""
        found, seen = _Look(), set()
        while name and name not in seen and (style := self.elements.get(name)) is not None:
            seen.add(name)
            found = _over(_look(style.find(f"{_W}rPr")), found)
            base = style.find(f"{_W}basedOn")
            name = None if base is None else base.get(f"{_W}val")
        return found


def read_docx(content: bytes, *, name: str) -> Draft:
    """The document's text, and its title.

    Raises:
        UnreadableInput: it is damaged, or no document is in it.
        RefusedInput: it unpacks to more than is read, or declares entities of its own.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            styles = _styles(_tree(archive, "word/styles.xml", name) if _has(names) else None)
            sheet = Sheet()
            for pattern, kind in _PARTS:
                for part in filter(re.compile(pattern).fullmatch, names):
                    _read(_tree(archive, part, name), kind, styles, sheet)
            core = "docProps/core.xml"
            title = _tree(archive, core, name).findtext(_TITLE) if core in names else None
    except (etree.LxmlError, *_BROKEN) as error:
        raise UnreadableInput(f"{name} is no whole DOCX ({error}); get it again") from error
    if "word/document.xml" not in names:
        raise UnreadableInput(f"{name} is no DOCX: no word/document.xml is in it")
    if any(part.startswith("word/comments") for part in names):
        sheet.flags.add(NOTES)
    return sheet.draft(title=clean(title) if title else None)


def _has(names: list[str]) -> bool:
    return "word/styles.xml" in names


def _tree(archive: zipfile.ZipFile, part: str, name: str) -> _Element:
    with archive.open(part) as source:
        xml = source.read(_MAX_PART + 1)
    if len(xml) > _MAX_PART:
        raise RefusedInput(f"{name}: {part} has more than {_MAX_PART:,} bytes")
    if b"<!DOCTYPE" in xml or b"<!\x00D\x00" in xml:
        raise RefusedInput(f"{name} declares entities of its own, as no office program does")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(xml, parser)


def _styles(tree: _Element | None) -> _Styles:
    if tree is None:
        return _Styles()
    return _Styles({s.get(f"{_W}styleId") or "": s for s in tree.iter(f"{_W}style")})


def _read(tree: _Element, kind: PassageKind, styles: _Styles, sheet: Sheet) -> None:
    for paragraph in _paragraphs(tree):
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        named = style.get(f"{_W}val") if style is not None else None
        raw = _written(paragraph, styles, styles.look(named), sheet)
        sheet.add(raw, _kind(named, kind, sheet))


def _kind(style: str | None, kind: PassageKind, sheet: Sheet) -> PassageKind:
    if (
        kind != "body"
        or not style
        or not re.match(r"(?:Title|Heading|Subtitle)", style, re.IGNORECASE)
    ):
        return kind
    first = not any(passage.kind in {"headline", "body"} for passage in sheet.passages)
    return "headline" if first else "subheading"


def _paragraphs(tree: _Element) -> Iterator[_Element]:
    """Every paragraph in order; of the two forms of a drawing the first alone."""
    walk = etree.iterwalk(tree, events=("start",))
    for _, element in walk:
        if element.tag == _FALLBACK:
            walk.skip_subtree()
        elif element.tag == f"{_W}p":
            yield element


@dataclass(slots=True)
class _Line:
    """A paragraph as it is written, and the words that are taken out of it."""

    sheet: Sheet
    pieces: list[str] = field(default_factory=list)

    def cut(self, words: str, flag: str) -> None:
        self.pieces.append(RAISED_MARK if flag == RAISED else CUT)
        self.sheet.set_aside(clean(words), flag)


def _written(paragraph: _Element, styles: _Styles, base: _Look, sheet: Sheet) -> str:
    """A paragraph's words with the marks of the guard; text boxes in it come by themselves."""
    line = _Line(sheet)
    walk = etree.iterwalk(paragraph, events=("start", "end"))
    for event, element in walk:
        tag = str(element.tag)
        if event == "end":
            if tag == f"{_W}bdo" and element.get(f"{_W}val") == "rtl":
                line.pieces.append("\u202c")
            continue
        if (tag == f"{_W}p" and element is not paragraph) or tag in _SKIPPED or tag == _FALLBACK:
            walk.skip_subtree()
        elif tag in {f"{_W}del", f"{_W}moveFrom"}:
            walk.skip_subtree()
            line.cut(_words(element), STRUCK)
        elif tag in {_FORMULA, f"{_W}rt"}:
            walk.skip_subtree()
            line.cut(_words(element), UNSURE if tag == _FORMULA else RAISED)
        elif tag == f"{_W}bdo" and element.get(f"{_W}val") == "rtl":
            line.pieces.append("\u202e")
        elif tag in {f"{_W}ins", f"{_W}moveTo"}:
            sheet.flags.add(INSERTED)
        elif tag == f"{_W}r":
            _run(element, _over(base, _look_of(element, styles)), line)
    return "".join(line.pieces)


def _run(run: _Element, look: _Look, line: _Line) -> None:
    raw = "".join(_pieces(run, line.sheet))
    words = raw.strip(f"{CUT}{APART} \n")
    if look.hidden:
        if any(map(str.isalnum, words)):
            line.sheet.flags.add(HIDDEN)
    elif look.struck and words:
        line.cut(words, STRUCK)
    elif look.raised and leaves_flow(words):
        line.cut(words, RAISED)
    elif look.raised and words:
        line.pieces.append(raw if raw[:1].isalpha() else f"{APART}{raw}{APART}")
    else:
        line.pieces.append(raw)


def _pieces(run: _Element, sheet: Sheet) -> Iterator[str]:
    for part in run:
        tag = str(part.tag).removeprefix(_W)
        if tag == "t":
            yield clean(part.text or "")
        elif tag in {"tab", "ptab"}:
            yield APART
        elif tag in {"br", "cr"}:
            yield "\n"
        elif tag == "noBreakHyphen":
            yield "-"
        elif tag == "sym":
            # A letter of a picture font: which, only that font knows.
            sheet.flags.add(UNSURE)
            yield CUT
        elif tag in {"footnoteReference", "endnoteReference"}:
            yield CUT
        elif tag == "delText":
            sheet.set_aside(clean(part.text or ""), STRUCK)
            yield CUT


def _look_of(run: _Element, styles: _Styles) -> _Look:
    properties = run.find(f"{_W}rPr")
    style = None if properties is None else properties.find(f"{_W}rStyle")
    named = styles.look(style.get(f"{_W}val")) if style is not None else _Look()
    return _over(named, _look(properties))


def _look(properties: _Element | None) -> _Look:
    if properties is None:
        return _Look()
    align = properties.find(f"{_W}vertAlign")
    shift = properties.find(f"{_W}position")
    return _Look(
        hidden=_on(properties, "vanish") or _on(properties, "webHidden"),
        struck=_on(properties, "strike") or _on(properties, "dstrike"),
        raised=(align is not None and align.get(f"{_W}val") in {"superscript", "subscript"})
        or (shift is not None and shift.get(f"{_W}val") not in {None, "0"}),
    )


def _on(properties: _Element, name: str) -> bool:
    found = properties.find(f"{_W}{name}")
    return found is not None and (found.get(f"{_W}val") or "true").lower() not in _OFF


def _over(base: _Look, look: _Look) -> _Look:
    return _Look(
        hidden=base.hidden or look.hidden,
        struck=base.struck or look.struck,
        raised=base.raised or look.raised,
    )


def _words(element: _Element) -> str:
    """All words of an element, parts of a formula apart from each other."""
    return " ".join(text for text in map(str, element.itertext()) if text.strip())
