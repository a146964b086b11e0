"""What a report tells twice: counts that restate another, and incidents that count nothing new.

A lead says that "at least 43 people were killed", and ten sentences on the report says so again, by
the same source. In the training reports 20 of 22 counts above four that stood in two incidents by
one source were one, and the second incident was none. A sum of several stands in one of them only
by mistake, and stays. Of twelve counts that one source told with a bound ("at least 43") and
without, eleven are one there.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace

from khaldun.read.drafts import FEW, Draft, Statement
from khaldun.read.told import SPANS
from khaldun.records import Figure

#: Counts up to this are told of several incidents ("five civilians").
_COMMON = 5
#: So near two counts are of one list: "four women and four children".
_BESIDE = 6
#: So many incidents with one of the counts are compared; a hostile report has thousands.
_MOST = 20


def without_repeats(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts of one voice, each incident once; the one that counts more takes the other in."""
    kept: list[Draft] = []
    counted: dict[Hashable, list[int]] = defaultdict(list)
    single = [replace(draft, figures=_each_once(draft.figures)) for draft in drafts]
    for draft in sorted(single, key=lambda draft: -len(draft.figures)):
        counts = {_count(one) for one in draft.figures}
        large = next((_count(one) for one in draft.figures if _is_large(one)), None)
        others = counted[large][:_MOST] if large and draft.kind != "aggregate" else []
        at = next((at for at in others if counts <= set(map(_count, kept[at].figures))), None)
        if at is not None:
            kept[at] = _joined(kept[at], draft)
            continue
        for count in counts:
            counted[count].append(len(kept))
        kept.append(draft)
    return sorted(_counted_once(kept), key=lambda draft: draft.evidence[0].start)


def _counted_once(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts, each large count in one: rather where it is credited, and little else counted."""
    told: dict[Hashable, list[Statement]] = defaultdict(list)
    again: set[int] = set()
    by_size = sorted(drafts, key=lambda draft: len(draft.figures))
    large = [one for draft in by_size for one in draft.figures if _is_large(one)]
    for one in sorted(large, key=lambda one: not one.chain):
        figure = one.figure
        twins = told[figure and (_value(figure), figure.kind, figure.of)]
        if any(_share_source(twin, one) for twin in twins):
            again.add(id(one))
        else:
            twins.append(one)
    return [
        replace(draft, figures=[one for one in draft.figures if id(one) not in again])
        for draft in drafts
    ]


def _each_once(statements: Iterable[Statement]) -> list[Statement]:
    """Counts without those that restate another by the same source, or by none.

    Of two the first stays, unless only the later is credited, or has a bound ("at least").
    """
    kept: list[Statement] = []
    for statement in statements:
        double = next((one for one in kept if _restates(one, statement)), None)
        if double is not None:
            if _rank(double) >= _rank(statement):
                continue
            kept.remove(double)
        kept.append(statement)
    return kept


def _rank(statement: Statement) -> tuple[bool, bool]:
    figure = statement.figure
    return bool(statement.chain), figure is not None and figure.low != figure.high


def _restates(one: Statement, other: Statement) -> bool:
    before, figure = one.figure, other.figure
    if before is None or figure is None or before.kind != figure.kind:
        return False
    first, second = sorted((one.span, other.span), key=lambda span: span.start)
    if second.start - first.end <= _BESIDE:
        return False
    if _value(before) != _value(figure):
        number = _number(before)
        same = number is not None and number > _COMMON and number == _number(figure)
        return same and bool(one.chain) == bool(other.chain) and _share_source(one, other)
    if before.low is not None and before.low <= FEW and before.of != figure.of:
        return False
    return _share_source(one, other)


def _value(figure: Figure) -> Hashable:
    return figure.low, figure.high, figure.vague


def _number(figure: Figure) -> int | None:
    return figure.high if figure.low is None else figure.low


def _share_source(one: Statement, other: Statement) -> bool:
    """Whether one is credited to nobody, or both to one source: "SANA", "state agency SANA"."""
    left, right = ([set(source.name.split()) for source in each.chain] for each in (one, other))
    return not left or not right or any(a <= b or b <= a for a in left for b in right)


def _is_large(statement: Statement) -> bool:
    return statement.figure is not None and (statement.figure.low or 0) > _COMMON


def _count(statement: Statement) -> Hashable:
    """What is the same of two statements of one count by one source."""
    figure = statement.figure
    if figure is None:
        return None
    origin = statement.chain[-1].name if statement.chain else None
    return figure.kind, _value(figure), origin


def _joined(draft: Draft, other: Draft) -> Draft:
    return replace(
        draft,
        evidence=tuple(dict.fromkeys((*draft.evidence, *other.evidence)))[:SPANS],
        by=draft.by or other.by,
        against=draft.against or other.against,
        when=draft.when or other.when,
        where=draft.where or other.where,
    )
