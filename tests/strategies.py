"""Hypothesis strategies for records, shared by all tests.

Texts mix what breaks offsets: combining marks, right-to-left letters and controls, zero widths,
letters whose case has another length, code points beyond the first plane, line ends, NUL.
"""

import hashlib
from typing import Any, get_args

from hypothesis import strategies as st

from khaldun.fuse.blocks import Item
from khaldun.records import (
    ARTICLE,
    Account,
    ActorRef,
    Basis,
    Certainty,
    Claim,
    Figure,
    FigureKind,
    Gap,
    IncidentKind,
    Interval,
    Passage,
    PassageKind,
    PlacePhrase,
    PlaceRef,
    Report,
    Source,
    Span,
    Status,
    TimePhrase,
)

FRAGMENTS = (
    "e\u0301", "n\u0303\u0327", "\u0627\u0644\u0645\u062f\u064a\u0646\u0629", "\u202e12\u202c",
    "\u2066x\u2069", "\u200b", "\u200d", "\ufeff", "\u00ad", "\u0130", "\u00df", "\ufdfa", "\ufb03",
    "\U0001f469\u200d\U0001f467", "\U0001f1ef\U0001f1f5", "\U00020000", "\u0660\u0661\u0662",
    "12\u00b2", "\u00bd", "\r\n", "\n", "\r", "\u2028", "\u0085", "\t", "\ufffd", "\x00",
    "\x1b[31m", "\\", '"', " killed ", "at least 12 ", "Tel Amal", ". ",
)  # fmt: skip


def documents(*, max_fragments: int = 24) -> st.SearchStrategy[str]:
    """Texts that hold at least one character, of any script, without lone surrogates."""
    anything = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6)
    pieces = st.sampled_from(FRAGMENTS) | anything
    return st.lists(pieces, min_size=1, max_size=max_fragments).map("".join)


def words(max_size: int = 12) -> st.SearchStrategy[str]:
    """Short names of any letters."""
    return st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=max_size)


@st.composite
def spans(draw: st.DrawFn, report: Report) -> Span:
    """A span of the report's text."""
    start = draw(st.integers(0, len(report.text) - 1))
    return report.span(start, draw(st.integers(start + 1, len(report.text))))


@st.composite
def intervals(draw: st.DrawFn, report: Report | None = None) -> Interval:
    """Days in order; with words of the report where one is given."""
    first, last = sorted((draw(st.dates()), draw(st.dates())))
    basis: Basis = draw(st.sampled_from(get_args(Basis)))
    read = draw(st.none() | spans(report)) if report else None
    return Interval(earliest=first, latest=last, basis=basis, words=read)


@st.composite
def passages(draw: st.DrawFn, text: str) -> tuple[Passage, ...]:
    """Passages in order that do not overlap, comments numbered from 1."""
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    found, comments = [], 0
    for start, end in zip(cuts[::2], cuts[1::2], strict=False):
        kind: PassageKind = draw(st.sampled_from(get_args(PassageKind)))
        comments += kind == "comment"
        number = comments if kind == "comment" else None
        author = draw(st.none() | words())
        found.append(Passage(kind=kind, start=start, end=end, number=number, author=author))
    return tuple(found)


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """A report with any text; what it does not know has a gap."""
    text = draw(documents())
    known: dict[str, Any] = {
        "publisher": draw(st.none() | words()),
        "published": draw(st.none() | intervals()),
        "language": draw(st.none() | st.sampled_from(["en", "ar", "uk"])),
        "title": draw(st.none() | words()),
    }
    capture = hashlib.sha256(text.encode()).hexdigest()
    return Report(
        id=Report.make_id(capture, text, known["publisher"], known["published"]),
        capture=capture,
        name=draw(words()),
        text=text,
        passages=draw(passages(text)),
        flags=tuple(draw(st.lists(words(), max_size=2))),
        gaps=tuple(Gap(role=role, reason="not said") for role in known if known[role] is None),
        **known,
    )


@st.composite
def figures(draw: st.DrawFn) -> Figure:
    """A count: exact, open on one side, a range, or a vague word."""
    kind: FigureKind = draw(st.sampled_from(get_args(FigureKind)))
    ends = draw(st.lists(st.none() | st.integers(0, 10**12), min_size=2, max_size=2))
    low, high = ends
    if low is None and high is None:
        return Figure(kind=kind, of=draw(words()), vague=draw(words()))
    if low is not None and high is not None:
        low, high = min(low, high), max(low, high)
    return Figure(kind=kind, of=draw(words()), low=low, high=high, approx=draw(st.booleans()))


@st.composite
def claims(draw: st.DrawFn, report: Report, account: str) -> Claim:
    """A claim of any payload, with a chain of up to three sources."""
    figure = draw(st.none() | figures())
    names = st.builds(Source, name=words(), words=st.none() | spans(report))
    actors = st.builds(ActorRef, words=spans(report), name=words())
    return Claim.make(
        account=account,
        span=draw(spans(report)),
        chain=tuple(draw(st.lists(names, max_size=3))),
        certainty=draw(st.sampled_from(get_args(Certainty))),
        rule=draw(words()),
        figure=figure,
        actor=draw(st.none() | actors) if figure is None else None,
    )


def time_phrases(report: Report) -> st.SearchStrategy[TimePhrase]:
    """A phrase for a time, perhaps the first half of a range."""
    forms = st.sampled_from(["date", "weekday", "relative", "span", "night"])
    plain = st.builds(
        TimePhrase, words=spans(report), form=forms, count=st.none() | st.integers(-99, 99)
    )
    return plain | st.builds(TimePhrase, words=spans(report), form=forms, until=plain)


def places(report: Report) -> st.SearchStrategy[PlaceRef]:
    """A place on Earth."""
    return st.builds(
        PlaceRef,
        words=spans(report),
        place=words(),
        name=words(),
        lat=st.floats(-90, 90),
        lon=st.floats(-180, 180),
        within_km=st.floats(0.1, 2000),
        how=words(),
    )


@st.composite
def accounts(draw: st.DrawFn, report: Report) -> Account:
    """An account of the report: phrases, resolved or with gaps, and up to three claims."""
    kind: IncidentKind = draw(st.sampled_from(get_args(IncidentKind)))
    evidence = tuple(draw(st.lists(spans(report), min_size=1, max_size=3)))
    where_phrase = draw(st.none() | st.builds(PlacePhrase, words=spans(report), name=words()))
    identity = Account.make_id(report.id, ARTICLE, kind, evidence, where_phrase)
    resolved: dict[str, Any] = {
        "when": draw(st.none() | intervals(report)),
        "where": draw(st.none() | places(report)),
    }
    return Account(
        id=identity,
        report=report.id,
        voice=ARTICLE,
        kind=kind,
        status=draw(st.sampled_from(get_args(Status))),
        evidence=evidence,
        claims=tuple(draw(st.lists(claims(report, identity), max_size=3))),
        against=tuple(
            draw(st.lists(st.builds(ActorRef, words=spans(report), name=words()), max_size=2))
        ),
        when_phrase=draw(st.none() | time_phrases(report)),
        where_phrase=where_phrase,
        gaps=tuple(Gap(role=role, reason="no words") for role in resolved if not resolved[role]),
        **resolved,
    )


#: Some items of blocks, few enough that they meet.
items = st.lists(
    st.builds(
        Item,
        id=st.text("abcdef", min_size=1, max_size=4),
        rank=st.integers(0, 3),
        keys=st.frozensets(st.integers(0, 3), max_size=3),
    ),
    unique_by=lambda item: item.id,
    max_size=14,
)
