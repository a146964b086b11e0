"""The marks of Markdown, as far as they tell whose words a line is or what a reader sees."""

import re
from collections.abc import Iterator, Sequence

from khaldun.records import PassageKind

_HEADING = re.compile(r"#{1,6}\s")
_LINK_ITEM = re.compile(r"(?:[-*+]|\d{1,2}[.)])\s+\[[^\]]{1,300}\]\([^)]{1,2000}\)[.,;]?")
_IMAGE = re.compile(r"!\[[^\]]{0,300}\]\([^)]{0,2000}\)")
_RULE = re.compile(r"(?:[-*_]\s?){3,60}|`{3}.{0,60}|~{3}.{0,60}")
#: What a rendered page shows raised, struck out or not at all: struck words, comments, footnote
#: marks, the targets of links, and the same as HTML tags.
_UNREAD = re.compile(
    r"~~[^~\n]{1,500}~~|<!--(?:(?!-->).){0,2000}-->|\[\^[^\]\n]{1,40}\]|\]\([^)\n]{1,2000}\)"
    r"|<(sup|sub|del|s|strike)>[^<\n]{0,200}</\1>|<[^<>\n]{1,500}>",
    re.DOTALL,
)


def read_marks(lines: Sequence[str]) -> list[PassageKind | None]:
    """The kind of each line where its marks tell: headings, images, lists of links, rules.

    The first heading is the headline, later ones are subheadings. One link in a list is a
    reference; two or more in a row are related articles.
    """
    kinds: list[PassageKind | None] = []
    links = [bool(_LINK_ITEM.fullmatch(line)) for line in lines]
    for i, line in enumerate(lines):
        beside = (i > 0 and links[i - 1]) or (i + 1 < len(lines) and links[i + 1])
        if _HEADING.match(line):
            kinds.append("subheading" if "headline" in kinds else "headline")
        elif _IMAGE.fullmatch(line):
            kinds.append("caption")
        elif _RULE.fullmatch(line):
            kinds.append("boilerplate")
        else:
            kinds.append("related" if links[i] and beside else None)
    return kinds


def find_unread(text: str) -> Iterator[tuple[int, int]]:
    """The stretches that a reader of the rendered text would not take as part of it, in order."""
    return (match.span() for match in _UNREAD.finditer(text))
