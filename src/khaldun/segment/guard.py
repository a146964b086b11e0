"""The guard on numbers: what stays in a report's text is what a reader of the page sees.

While a page is walked, marks stand where something left the flow. Here, once a block is whole,
each mark is resolved: a number that the removed words cut in two has no sure reading, so it leaves
the flow as well. Nothing is ever joined, and no digit is changed.
"""

import re
from dataclasses import dataclass

#: Noncharacters, which no document may hold (a page's own become U+FFFD before the walk).
#: CUT: words were taken out here; digits on both sides of it were one written number.
CUT = "\ufdd0"
#: RAISED_MARK: a cut where the words were raised or lowered, so that 10 before it may be a power.
RAISED_MARK = "\ufdd2"
#: MADE: the style sheet writes letters here that are not in the document.
MADE = "\ufdd1"
#: APART: two things stand side by side with a gap that is no space character.
APART = "\ufdd3"
NONCHARACTERS = re.compile("[\ufdd0-\ufdef\ud800-\udfff]")

STRUCK = "struck-out text"
RAISED = "raised or lowered figures"
HIDDEN = "hidden text"
TURNED = "direction-changed text"
INVISIBLE = "invisible characters in a number"
WRITTEN = "text made by the style sheet"
UNSURE = "a number without a sure reading"

#: Characters without width: soft hyphen, zero-width space, joiners, word joiner, BOM.
_WIDTHLESS = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_IN_NUMBER = re.compile(rf"(?<=\d)[{_WIDTHLESS}]+(?=[\d.,])|(?<=[.,])[{_WIDTHLESS}]+(?=\d)")
# Each begins only where a number begins, so that a long run of digits is read once.
_CUTS = CUT + RAISED_MARK
_CUT_NUMBER = re.compile(
    rf"(?<![\d.,])(?:[\d.,]*\d[{_CUTS}]+\d[\d.,{_CUTS}]*|(?:\d{{1,3}}[×x])?10{RAISED_MARK})"
)
_MADE_NUMBER = re.compile(rf"(?:(?<![\d.,])[\d.,]*\d)?{MADE}+(?:[\d.,]*\d)?")
_MARK = re.compile(f"[{_CUTS}{MADE}{APART}]")
_MARKS = re.compile(rf" ?[{_CUTS}{MADE}{APART}][{_CUTS}{MADE}{APART} ]*")
#: Right-to-left override, up to its end mark or the end of the line: digits inside are seen in
#: reverse. Embeddings and isolates keep the order of digits; they are only flagged.
_OVERRIDE = re.compile("\u202e[^\u202c\n]*\u202c?")
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
_TURNED_NUMBER = re.compile(
    "\\d[^\\w\\n]?[\u202a-\u202e\u2066-\u2069]|[\u202a-\u202e\u2066-\u2069][^\\w\\n]?\\d"
)


@dataclass(frozen=True, slots=True)
class Guarded:
    """A block's text after the guard, what left it, and the flags that it earned."""

    text: str
    removed: tuple[str, ...]
    flags: frozenset[str]


def guard(text: str) -> Guarded:
    """Resolve the marks of a block, and take out numbers that have no sure reading."""
    if text.isascii():  # neither a mark nor an invisible character is
        return Guarded(text.strip(), (), frozenset())
    removed: list[str] = []
    flags: set[str] = set()

    def take(match: re.Match[str]) -> str:
        if not any(map(str.isdigit, match.group())):
            return match.group()
        removed.append(_MARK.sub(" ", match.group()).strip())
        flags.add(UNSURE)
        return CUT

    if _MARK.search(text):
        text = _MADE_NUMBER.sub(take, _CUT_NUMBER.sub(take, text))
    if _IN_NUMBER.search(text):
        flags.add(INVISIBLE)
        # The eye sees one number, and a reader of the text must too.
        text = _IN_NUMBER.sub("", text)
    for start, end in reversed(turned_numbers(text)):
        removed.append(text[start:end])
        text = f"{text[:start]}{CUT}{text[end:]}"
    flags |= direction_flags(text, removed)
    text = _MARKS.sub(_gap, text).strip()
    return Guarded(text, tuple(filter(None, removed)), frozenset(flags))


def turned_numbers(text: str) -> list[tuple[int, int]]:
    """The stretches that a right-to-left override turns round, where they hold digits."""
    if "\u202e" not in text:
        return []
    return [m.span() for m in _OVERRIDE.finditer(text) if any(map(str.isdigit, m.group()))]


def direction_flags(text: str, removed: list[str] | tuple[str, ...] = ()) -> set[str]:
    """The flag for controls of direction beside digits."""
    turned = any("\u202e" in word for word in removed) or (
        bool(_DIRECTION.search(text)) and bool(_TURNED_NUMBER.search(text))
    )
    return {TURNED} if turned else set()


def has_invisible_in_number(text: str) -> bool:
    """Whether a number holds characters that the eye does not see."""
    return bool(_IN_NUMBER.search(text))


def _gap(match: re.Match[str]) -> str:
    """What stands where words left: a space, or nothing before punctuation.

    Between two digits it is a line break, as "12 000" would be read as one number.
    """
    text, end = match.string, match.end()
    before = text[match.start() - 1] if match.start() else " "
    after = text[end] if end < len(text) else " "
    if before.isdigit() and after.isdigit():
        return "\n"
    joined = before.isspace() or after.isspace() or after in ".,;:!?)]}’”-–—%"
    return "" if joined else " "
