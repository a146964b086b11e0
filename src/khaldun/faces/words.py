"""Values as people read them. Everything that comes out of a report passes `safe` first."""

import unicodedata
from calendar import monthrange
from collections.abc import Iterable, Sequence

from khaldun.cards import amount
from khaldun.records import Claim, Figure, Gap, Interval, PlaceRef, Report, Source, Span

#: Characters of the report's text shown on either side of a quote.
_CONTEXT = 60
#: Categories that a terminal might obey or hide: controls, formats (bidi), surrogates, private.
_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def safe(text: str) -> str:
    """Text of a report on one line, where nothing can steer the terminal or reorder the line."""
    words = " ".join(text.split())
    return "".join("\N{REPLACEMENT CHARACTER}" if _unsafe(mark) else mark for mark in words)


def days(when: Interval | None) -> str:
    """An interval of days as a year ("2011"), a month ("2011-03"), a day, or a range of days."""
    if when is None:
        return "unknown"
    first, last = when.earliest, when.latest
    if first == last:
        return str(first)
    # Not by the day after, as the last day of the calendar has none.
    month_ends = last.day == monthrange(last.year, last.month)[1]
    if first.year == last.year and first.day == 1 and month_ends:
        if first.month == last.month:
            return f"{first:%Y-%m}"
        if (first.month, last.month) == (1, 12):
            return f"{first:%Y}"
    return f"{first} to {last}"


def place(where: PlaceRef | None, *, region: bool = True) -> str:
    """A place by its name, its region where that is wanted, and its country; or "unknown"."""
    if where is None:
        return "unknown"
    parts = (where.name, where.region if region else None, where.country)
    return safe(", ".join(dict.fromkeys(part for part in parts if part)))


def total(figures: Sequence[Figure]) -> str:
    """Several figures of one thing as one range: "12–15", "12+", "dozens"; "" for none."""
    ends = [end for figure in figures for end in (figure.low, figure.high) if end is not None]
    if not ends:
        return safe(", ".join(dict.fromkeys(figure.vague or "" for figure in figures)))
    lowest, highest = min(ends), max(ends)
    open_ended = any(figure.high is None and figure.low == highest for figure in figures)
    number = f"{lowest:,}" if lowest == highest else f"{lowest:,}–{highest:,}"
    return f"{number}+" if open_ended else number


def chain(sources: Iterable[Source]) -> str:
    """Who is credited, nearest first: "AFP ← hospital official"; the report itself for nobody."""
    return " ← ".join(safe(source.name) for source in sources) or "the report itself"


def statement(claim: Claim) -> str:
    """What a claim says, without who says so."""
    if claim.figure:
        return f"{claim.figure.kind}: {safe(f'{amount(claim.figure)} {claim.figure.counted}')}"
    if claim.actor:
        return f"by: {safe(claim.actor.name)}"
    return "that it occurred"


def quote(span: Span, text: str) -> str:
    """A span's words in brackets, with a little of their line before and after."""
    before, inside, after = in_context(span, text)
    return f"{before}[{inside}]{after}"


def in_context(span: Span, text: str) -> tuple[str, str, str]:
    """A little of the line before a span's words, these, and a little of the line after."""
    before = text[max(0, span.start - _CONTEXT) : span.start]
    after = text[span.end : span.end + _CONTEXT]
    if "\n" in before:
        before = before.rpartition("\n")[2]
    elif span.start > _CONTEXT:
        before = "…" + before.partition(" ")[2]
    if "\n" in after:
        after = after.partition("\n")[0]
    elif span.end + _CONTEXT < len(text):
        after = after.rpartition(" ")[0] + "…"
    return _edge(before, left=False), safe(span.text), _edge(after, left=True)


def headline(report: Report) -> str:
    """A report by its publisher and day, as far as they are known."""
    publisher = safe(report.publisher) if report.publisher else "unknown publisher"
    day = days(report.published) if report.published else "undated"
    return f"{publisher}, {day}"


def gaps(found: Iterable[Gap]) -> str:
    """Why something is unknown."""
    return "; ".join(f"{gap.role}: {safe(gap.reason)}" for gap in found)


def _edge(text: str, *, left: bool) -> str:
    """Context with its space towards the quote kept, which `safe` would trim."""
    words = safe(text)
    touching = text[:1] if left else text[-1:]
    if not touching.isspace():
        return words
    return f" {words}" if left else f"{words} "


def _unsafe(mark: str) -> bool:
    return unicodedata.category(mark) in _UNSAFE
