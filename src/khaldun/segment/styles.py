"""What a page's own styles do to its words: hide, strike out, raise, turn round, set apart.

Honoured are `style` attributes and the simple rules of `<style>` elements: a tag, a class, an id,
or a compound of them (`p.note`), in comma lists, outside at-rules. Rules with descendants,
attributes or states, and style sheets in other files, are not known here; for the last, the class
names by which the common frameworks hide words from the screen are.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

from lxml.etree import _Element

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_SIMPLE = re.compile(
    r"(?P<tag>[a-z][a-z0-9]*|\*)?(?P<marks>(?:[.#][\w-]+)*)(?P<made>::?(?:before|after))?"
)
_MARK = re.compile(r"[.#][\w-]+")
_ESCAPE = re.compile(r"\\([0-9a-f]{1,6})\s?")
_ZERO = re.compile(r"[+-]?0*\.?0*(?:px|em|rem|%|pt|ex|ch|vw|vh|cm|mm|in|pc)?")
_FAR = re.compile(r"-\d{3,}|-[5-9]\d(?:em|rem)")
_WORDS_FOR_SCREEN_READERS = frozenset(
    ("sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "screenreader-only",
     "screen-reader-only", "element-invisible", "assistive-text", "u-hiddenvisually", "sr_only")
)  # fmt: skip
#: `display` values that put a break before and after an element.
_BLOCKS = frozenset(("block", "flex", "grid", "table", "list-item", "flow-root", "table-row"))
#: Those that put it beside its neighbours with a gap, as a cell is.
_CELLS = frozenset(("table-cell", "inline-block", "inline-flex", "inline-grid", "inline-table"))
#: More rules than any real page has: a style sheet made to be slow is cut off here.
_MAX_RULES = 20_000


@dataclass(frozen=True, slots=True)
class Style:
    """What the declarations of an element come to; None where they say nothing."""

    hidden: bool | None = None
    invisible: bool | None = None
    shrunk: bool | None = None
    struck: bool | None = None
    raised: bool | None = None
    preformatted: bool | None = None
    turned: bool | None = None
    display: str | None = None
    apart: bool | None = None

    def over(self, lower: "Style") -> "Style":
        """These declarations where they speak, the lower ones where they are silent."""
        named = {name: getattr(self, name) for name in self.__slots__}
        return replace(lower, **{name: value for name, value in named.items() if value is not None})

    @property
    def is_block(self) -> bool:
        """Whether it stands on lines of its own."""
        return self.display in _BLOCKS

    @property
    def is_cell(self) -> bool:
        """Whether it stands beside its neighbours, but apart from them."""
        return self.display in _CELLS or bool(self.apart)


@dataclass(slots=True)
class StyleSheet:
    """The simple rules of a page, by the rarest part of their selector, in their order."""

    rules: dict[str, list[tuple[frozenset[str], Style]]] = field(default_factory=dict)
    #: Selectors whose ::before or ::after writes letters or digits that are not in the document.
    writers: list[frozenset[str]] = field(default_factory=list)
    _known: dict[tuple[object, str | None, str | None], Style] = field(default_factory=dict)

    @classmethod
    def read(cls, sheets: Iterable[str]) -> "StyleSheet":
        """The rules of these `<style>` elements."""
        sheet = cls()
        rules = (rule for text in sheets for rule in _rules(_COMMENT.sub(" ", text)))
        for _, (selectors, body) in zip(range(_MAX_RULES), rules, strict=False):
            declared, style = _meant(body)
            for selector in selectors.lower().split(","):
                sheet._add(selector.strip(), style, declared)
        return sheet

    def _add(self, selector: str, style: Style, declared: dict[str, str]) -> None:
        match = _SIMPLE.fullmatch(selector)
        if not match or not selector:
            return
        parts = frozenset(_MARK.findall(match["marks"])) | {match["tag"] or "*"} - {"*"}
        if match["made"]:
            if _writes(declared.get("content", "")):
                self.writers.append(parts)
        elif style != Style():
            key = min(parts, key=_rarity) if parts else "*"
            self.rules.setdefault(key, []).append((parts, style))

    def style(self, element: _Element) -> Style:
        """The style of an element, without what it inherits."""
        tag, classes, identity = key = (element.tag, element.get("class"), element.get("id"))
        found = self._known.get(key)
        if found is None:
            found = self._ruled(names_of(str(tag), classes, identity))
            if len(self._known) < _MAX_RULES:
                self._known[key] = found
        own = element.get("style")
        if own:
            found = _style(_declarations(own.lower())).over(found)
        if classes and not _WORDS_FOR_SCREEN_READERS.isdisjoint(classes.lower().split()):
            found = replace(found, hidden=True)
        return found

    def _ruled(self, names: frozenset[str]) -> Style:
        """What the rules make of an element of these names, the weightier over the others."""
        found = Style()
        hits = [hit for name in names for hit in self.rules.get(name, ()) if hit[0] <= names]
        hits += self.rules.get("*", ())
        for _, style in sorted(hits, key=lambda hit: _weight(hit[0])):
            found = style.over(found)
        return found

    def writes_on(self, element: _Element) -> bool:
        """Whether the style sheet puts letters or digits before or after this element's words."""
        if not self.writers:
            return False
        names = names_of(str(element.tag), element.get("class"), element.get("id"))
        return any(parts <= names for parts in self.writers)


def names_of(tag: str, classes: str | None, identity: str | None) -> frozenset[str]:
    """An element as simple selectors name it: its tag, `.class`es and `#id`."""
    named = {tag, *("." + name for name in (classes or "").lower().split())}
    return frozenset(named | {"#" + identity.lower()} if identity else named)


def _rarity(part: str) -> int:
    return {"#": 0, ".": 1}.get(part[0], 2)


def _weight(parts: frozenset[str]) -> tuple[int, int, int]:
    """CSS specificity: ids, then classes, then tags."""
    kinds = [_rarity(part) for part in parts]
    return kinds.count(0), kinds.count(1), kinds.count(2)


def _rules(text: str) -> Iterator[tuple[str, str]]:
    """Selector list and body of each rule outside at-rules, in one pass over the braces."""
    depth, start, selectors, inside_at = 0, 0, "", False
    for match in re.finditer(r"[{};]", text):
        mark = match.group()
        if mark == "{":
            if depth == 0:
                selectors = text[start : match.start()].strip()
                inside_at = selectors.startswith("@")
                start = match.end()
            depth += 1
        elif mark == "}" and depth:
            depth -= 1
            if depth == 0:
                if not inside_at:
                    yield selectors, text[start : match.start()]
                start = match.end()
        elif depth == 0:
            start = match.end()


def _declarations(body: str) -> dict[str, str]:
    pairs = (part.partition(":") for part in body.lower().split(";"))
    return {name.strip(): value.replace("!important", "").strip() for name, _, value in pairs}


@lru_cache(maxsize=5_000)
def _meant(body: str) -> tuple[dict[str, str], Style]:
    """A rule's declarations and what they come to; the pages of one outlet share their rules."""
    declared = _declarations(body)
    return declared, _style(declared)


def _style(declared: dict[str, str]) -> Style:
    """What these declarations come to, as far as it changes which words are seen, and how."""
    get = declared.get
    display = get("display")
    vanishes = (
        display == "none"
        or _is_zero(get("opacity"))
        or get("content-visibility") == "hidden"
        or _is_clipped(declared)
        or get("color") == "transparent"
        or _is_unseen_colour(declared)
    )
    visibility, line = get("visibility"), get("text-decoration") or get("text-decoration-line")
    turned = "override" in get("unicode-bidi", "") and get("direction") == "rtl"
    return Style(
        hidden=True if vanishes else False if display else None,
        invisible=None if visibility is None else visibility in {"hidden", "collapse"},
        shrunk=_shrinks(get("font-size")),
        struck=None if line is None else "line-through" in line,
        raised=True if get("vertical-align") in {"super", "sub"} else None,
        preformatted=None if "white-space" not in declared else get("white-space", "")[:3] == "pre",
        turned=True if turned else None,
        display=display,
        apart=_is_apart(declared) or None,
    )


def _writes(content: str) -> bool:
    """Whether a `content` is a string with letters or digits in it, escapes resolved."""
    if content[:1] not in {"'", '"'}:
        return False
    return any(map(str.isalnum, _ESCAPE.sub(lambda m: chr(min(int(m[1], 16), 0xFFFD)), content)))


def _is_zero(value: str | None) -> bool:
    return bool(value) and any(map(str.isdigit, value or "")) and bool(_ZERO.fullmatch(value or ""))


def _shrinks(size: str | None) -> bool | None:
    """Whether a font size makes words vanish; None where it hangs on the size around it."""
    if size is None or _is_zero(size):
        return None if size is None else True
    return None if size.endswith(("%", "em")) and not size.endswith("rem") else False


def _is_unseen_colour(declared: dict[str, str]) -> bool:
    """Words in the colour of their own ground, as far as one element says both."""
    colour = declared.get("color", "")
    grounds = (declared.get(name, "").split(" ")[0] for name in ("background", "background-color"))
    return (colour.startswith(("#", "rgb", "hsl")) or colour in {"white", "black"}) and (
        colour in grounds
    )


def _is_clipped(declared: dict[str, str]) -> bool:
    """The ways in which pages hide words from the eye and keep them for screen readers."""
    offsets = (declared.get(name, "") for name in ("left", "top", "text-indent", "margin-left"))
    tiny = declared.get("overflow") == "hidden" and any(
        declared.get(side) in {"0", "1px", "0px"} for side in ("width", "height", "max-height")
    )
    clip = declared.get("clip", "").replace(",", " ").replace("px", "").split()
    return (
        tiny
        or any(_FAR.match(offset) for offset in offsets)
        or clip in (["rect(0", "0", "0", "0)"], ["rect(1", "1", "1", "1)"])
        or declared.get("clip-path", "") in {"inset(50%)", "inset(100%)", "circle(0)"}
        or declared.get("transform", "").replace(" ", "") in {"scale(0)", "scale(0,0)"}
    )


def _is_apart(declared: dict[str, str]) -> bool:
    """A gap to the neighbours: then digits on both sides are two numbers."""
    if declared.get("position") in {"absolute", "fixed"} or declared.get("float", "none") != "none":
        return True
    gaps = ("margin", "margin-left", "margin-right", "padding", "padding-left", "padding-right")
    return any(not _is_zero(declared[name]) for name in gaps if name in declared)
