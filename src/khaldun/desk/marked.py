"""A report's text cut into passages and pieces, so that the words of every claim can be lit."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from khaldun.records import Account, Passage, Report, Span

#: Characters that a browser obeys and does not show: they turn the order of what follows or hide
#: it. A reader must see that they are there.
_STEERING = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of text, and the claims whose words it is part of.

    `begins` are those whose words begin here: their place on the page.
    """

    text: str
    claims: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A passage in pieces; `passage` is None for text between passages. `start` is its offset."""

    passage: Passage | None
    start: int
    pieces: Sequence[Piece]

    @property
    def claims(self) -> int:
        """How many claims begin in it."""
        return sum(len(piece.begins) for piece in self.pieces)

    @property
    def aside(self) -> bool:
        """Whether it is no part of what the report tells."""
        return self.passage is None or self.passage.kind in {"related", "boilerplate"}


def mark(report: Report, accounts: Sequence[Account]) -> list[Part]:
    """The whole text, in order: every character is in one piece of one part."""
    spots = sorted(
        {(c.span.start, c.span.end, c.id) for account in accounts for c in account.claims}
    )
    cuts = sorted({end for start, stop, _ in spots for end in (start, stop)})
    return [
        Part(
            passage=passage, start=start, pieces=list(_pieces(report.text, start, end, spots, cuts))
        )
        for passage, start, end in _passages(report)
    ]


def stretches(parts: Sequence[Part]) -> list[tuple[bool, list[Part]]]:
    """The parts in their order; what is aside lies together as far as nothing is between."""
    return [(aside, list(several)) for aside, several in groupby(parts, lambda part: part.aside)]


def shown(text: str) -> str:
    """Text in which what steers or hides is seen as the mark of a character that is none."""
    return "".join("\N{REPLACEMENT CHARACTER}" if _steers(mark) else mark for mark in text)


def stand_at(report: Report, voice: str, ends: tuple[int, int], words: str) -> Span | None:
    """The span of these offsets, if it has these words as a page shows them, in one such voice."""
    start, end = ends
    if not 0 <= start < end <= len(report.text):
        return None
    inside = any(
        passage.start <= start and end <= passage.end and passage.voice == voice
        for passage in report.passages
    )
    span = report.span(start, end)
    # A field of a form holds one line.
    return span if inside and shown(span.text).split() == words.split() else None


def _steers(mark: str) -> bool:
    return mark in _STEERING or (mark < " " and mark not in "\n\t") or "\x7f" <= mark <= "\x9f"


def _passages(report: Report) -> Iterator[tuple[Passage | None, int, int]]:
    """The passages, and what text of more than spaces lies between them."""
    end = 0
    for passage in report.passages:
        if report.text[end : passage.start].strip():
            yield None, end, passage.start
        yield passage, passage.start, passage.end
        end = passage.end
    if report.text[end:].strip():
        yield None, end, len(report.text)


def _pieces(
    text: str,
    start: int,
    end: int,
    spots: Sequence[tuple[int, int, str]],
    cuts: Sequence[int],
) -> Iterator[Piece]:
    inside = cuts[bisect_right(cuts, start) : bisect_left(cuts, end)]
    edges = [start, *inside, end]
    for left, right in pairwise(edges):
        # Claims of one report are few, so each piece looks at all that begin before it.
        before = spots[: bisect_left(spots, (right,))]
        claims = [(low, claim) for low, high, claim in before if high > left]
        yield Piece(
            text=text[left:right],
            claims=tuple(claim for _, claim in claims),
            begins=tuple(claim for low, claim in claims if low == left),
        )
