"""A PDF's text layer, with what only the eye can tell of it: sizes, heights, gaps, lines through.

PDFium gives each character, its box and its baseline. The guard's marks are made from these: a
small figure above the line is a footnote mark or a power, a wide gap is another column, a thin line
through the middle of letters strikes them out. What lies under a picture or a black bar cannot be
told from what is seen.
"""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

from khaldun.errors import RefusedInput, UnreadableInput
from khaldun.records import Passage
from khaldun.segment.draft import Draft
from khaldun.segment.guard import (
    APART,
    CUT,
    HIDDEN,
    RAISED,
    RAISED_MARK,
    STRUCK,
    guard,
)
from khaldun.segment.plain import read_plain
from khaldun.segment.raised import leaves_flow
from khaldun.segment.sheet import BREAK, clean

MACHINE = "text laid under a picture by a machine"
PICTURES = "pages without text"
_MAX_PAGES = 2_000
#: Of the line's own: a raised figure is smaller than this, and its baseline off by more than that.
_SMALL, _OFF_LINE = 0.85, 0.1
#: Shares of the height of a line: two words of a sentence stand closer, also where it is justified;
#: two figures further apart than the second are two numbers.
_GAP, _NUMBER_GAP = 1.5, 0.6
#: What is less far above or below goes on in the line, if it is also close beside.
_SAME_LINE = 0.6
#: Baselines further apart than so many heights leave a blank line.
_PARAGRAPH = 1.7
#: A line through letters is thinner than this (points) and crosses the middle half of their height.
_THIN = 2.0
_MAX_LINES = 2_000
#: PDFium's signs for a hyphen at a line's end.
_HYPHENS = {0x02, 0xFFFE}
_WHITE = 250
_INVISIBLE = 3


@dataclass(frozen=True, slots=True)
class _Letter:
    """A character, its box and baseline in points, and why it is not simply read."""

    text: str
    left: float
    right: float
    bottom: float
    height: float
    hidden: bool = False
    struck: bool = False


def read_pdf(content: bytes, *, name: str) -> Draft:
    """The text of all pages, in PDFium's order, and its passages as of a plain text.

    Raises:
        RefusedInput: it has no text (a scan), a password, or more pages than are read; or the extra
            that reads PDF is not installed.
        UnreadableInput: it is damaged.
    """
    try:
        import pypdfium2  # noqa: PLC0415 - an extra, and slow to load
    except ImportError as error:
        raise RefusedInput(f"{name} is a PDF; to read it: pip install 'khaldun[pdf]'") from error
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise RefusedInput(f"{name} has a password; save it without one") from error
        raise UnreadableInput(f"{name} is no whole PDF ({error}); get it again") from error
    if len(document) > _MAX_PAGES:
        raise RefusedInput(f"{name} has {len(document):,} pages, more than {_MAX_PAGES:,}")
    reading = _Reading()
    for number in range(len(document)):
        try:
            reading.take(list(_letters(document[number])))
        except pypdfium2.PdfiumError as error:
            raise UnreadableInput(f"{name}: page {number + 1} is damaged ({error})") from error
    if not reading.pages:
        raise RefusedInput(
            f"{name}: no text on its {len(document):,} pages, as of a scan; run OCR first"
        )
    return reading.draft()


class _Reading:
    """The pages that have text so far, and what left them."""

    def __init__(self) -> None:
        self.pages: list[str] = []
        self._flags: set[str] = set()
        self._removed: list[str] = []

    def take(self, letters: list[_Letter]) -> None:
        """A page: what is not seen is left out, unless nothing else is there."""
        seen = [letter for letter in letters if not letter.hidden]
        if any(letter.text.isalnum() for letter in letters if letter.hidden):
            # A scan with recognised text has that alone; otherwise someone hid words.
            whole = not any(letter.text.isalnum() for letter in seen)
            self._flags.add(MACHINE if whole else HIDDEN)
            seen = letters if whole else seen
        lines = [self._written(line) for line in _lines(seen)]
        text = "".join(_joined(lines))
        if any(map(str.isalnum, text)):
            self.pages.append(text.strip("\n"))
        else:
            self._flags.add(PICTURES)

    def draft(self) -> Draft:
        """The whole, what left it at its end as boilerplate."""
        draft = read_plain(BREAK.join(self.pages))
        text, passages = draft.text, list(draft.passages)
        for words in self._removed:
            start = len(text) + len(BREAK)
            text = f"{text}{BREAK}{words}"
            passages.append(Passage(kind="boilerplate", start=start, end=len(text)))
        flags = tuple(sorted({*draft.flags, *self._flags}))
        return replace(draft, text=text, passages=tuple(passages), flags=flags)

    def _written(self, line: list[_Letter]) -> tuple[str, _Letter | None]:
        """A line's guarded text, and a letter that stands for its place."""
        marked = [letter for letter in line if not letter.text.isspace()]
        if not marked:
            return "", None
        found = guard("".join(self._marked(line, marked)))
        self._flags |= found.flags
        self._removed += found.removed
        base = median(letter.bottom for letter in marked)
        tall = max(letter.height for letter in marked)
        return found.text, replace(marked[0], bottom=base, height=tall)

    def _marked(self, line: list[_Letter], marked: list[_Letter]) -> Iterator[str]:
        """The line's characters with the guard's marks between them."""
        height = median(letter.height for letter in marked)
        base = median(letter.bottom for letter in marked)
        last: _Letter | None = None
        for off, run in _runs(line, height, base):
            words = "".join(letter.text for letter in run)
            if off == STRUCK or (off == RAISED and leaves_flow(words)):
                yield RAISED_MARK if off == RAISED else CUT
                self._flags.add(off)
                self._removed.append(words.strip())
            else:
                for letter in run:
                    if _is_apart(last, letter, height):
                        yield APART
                    yield letter.text
                    last = last if letter.text.isspace() else letter
            last = run[-1] if off and not run[-1].text.isspace() else last


def _runs(
    line: list[_Letter], height: float, base: float
) -> Iterator[tuple[str | None, list[_Letter]]]:
    """The letters of a line in stretches that are read, struck out, or raised or lowered."""
    run: list[_Letter] = []
    state: str | None = None
    for letter in line:
        raised = letter.height < _SMALL * height and abs(letter.bottom - base) > _OFF_LINE * height
        raised = raised or abs(letter.bottom - base) > height / 3
        now = STRUCK if letter.struck else RAISED if raised else None
        now = state if letter.text.isspace() else now
        if run and now != state:
            yield state, run
            run = []
        state = now
        run.append(letter)
    if run:
        yield state, run


def _is_apart(last: _Letter | None, letter: _Letter, height: float) -> bool:
    if last is None or letter.text.isspace():
        return False
    gap = letter.left - last.right
    # A step back is a new column, or letters laid over others.
    numbers = last.text.isdigit() and letter.text.isdigit()
    return abs(gap) > (_NUMBER_GAP if numbers else _GAP) * height


def _lines(letters: list[_Letter]) -> Iterator[list[_Letter]]:
    """Lines as the eye sees them: PDFium also ends one where a raised figure begins or ends."""
    line: list[_Letter] = []
    ended = False
    for letter in letters:
        if letter.text == "\n":
            ended = True
            continue
        if ended and line and not _goes_on(line[-1], letter):
            yield line
            line = []
        ended = False
        line.append(letter)
    yield line


def _goes_on(last: _Letter, letter: _Letter) -> bool:
    height = max(last.height, letter.height)
    level = abs(last.bottom - letter.bottom) < _SAME_LINE * height
    return level and -height / 2 < letter.left - last.right < _GAP * height


def _joined(lines: list[tuple[str, _Letter | None]]) -> Iterator[str]:
    """Lines with a blank one where the page leaves room."""
    last: _Letter | None = None
    for text, place in lines:
        if not text or place is None:
            continue
        if last is not None:
            far = abs(last.bottom - place.bottom) > _PARAGRAPH * max(last.height, place.height)
            yield "\n\n" if far else "\n"
        yield text
        last = place


def _letters(page: Any) -> Iterator[_Letter]:  # noqa: ANN401 - PDFium's types are not typed
    """Every character of a page, in PDFium's order, a line feed at the end of each line."""
    from pypdfium2 import raw  # noqa: PLC0415 - as above

    text = page.get_textpage()
    bars = list(_bars(page, raw))
    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    colours = [ctypes.c_uint() for _ in range(4)]
    for i in range(raw.FPDFText_CountChars(text)):
        code = raw.FPDFText_GetUnicode(text, i)
        if code in {0x0A, 0x0D}:
            if code == 0x0A:
                yield _Letter("\n", 0, 0, 0, 0)
            continue
        shown = "-" if code in _HYPHENS else clean(chr(code)) if code else "\ufffd"
        raw.FPDFText_GetLooseCharBox(text, i, box)
        raw.FPDFText_GetCharOrigin(text, i, x, y)
        height = abs(box.top - box.bottom)
        middle = y.value + height / 4
        raw.FPDFText_GetFillColor(text, i, *colours)
        held = raw.FPDFText_GetTextObject(text, i)
        mode = raw.FPDFTextObj_GetTextRenderMode(held) if held else 0
        pale = all(colour.value >= _WHITE for colour in colours[:3])
        yield _Letter(
            shown,
            box.left,
            box.right,
            y.value,
            height,
            hidden=mode == _INVISIBLE or pale or colours[3].value == 0,
            struck=any(
                left <= (box.left + box.right) / 2 <= right and abs(at - middle) < height / 8
                for left, right, at in bars
            ),
        )


def _bars(page: Any, raw: Any) -> Iterator[tuple[float, float, float]]:  # noqa: ANN401 - as above
    """Thin level lines of a page: left, right and height above its foot, in points."""
    for number, part in enumerate(page.get_objects(max_depth=2)):
        if number == _MAX_LINES:
            break
        if part.type == raw.FPDF_PAGEOBJ_PATH:
            left, bottom, right, top = part.get_bounds()
            if top - bottom <= _THIN < right - left:
                yield left, right, (top + bottom) / 2
