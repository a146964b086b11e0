"""Incidents that a report tells twice: all that one of them counts, another counts as well.

A lead says that "at least 43 people were killed", and ten sentences on the report says so again, by
the same source. In the training reports 20 of 22 counts above four that stood in two incidents by
one source were one, and the second incident was none. A sum of several stands in one of them only
by mistake, and stays.
"""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import replace

from khaldun.read.drafts import Draft, Statement
from khaldun.read.told import SPANS

#: Counts up to this are told of several incidents ("five civilians").
_COMMON = 5
#: So many incidents with one of the counts are compared; a hostile report has thousands.
_MOST = 20


def without_repeats(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts of one voice, each incident once; the one that counts more takes the other in."""
    kept: list[Draft] = []
    counted: dict[Hashable, list[int]] = defaultdict(list)
    for draft in sorted(drafts, key=lambda draft: -len(draft.figures)):
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
    return sorted(kept, key=lambda draft: draft.evidence[0].start)


def _is_large(statement: Statement) -> bool:
    return statement.figure is not None and (statement.figure.low or 0) > _COMMON


def _count(statement: Statement) -> Hashable:
    """What is the same of two statements of one count by one source."""
    figure = statement.figure
    if figure is None:
        return None
    origin = statement.chain[-1].name if statement.chain else None
    return figure.kind, figure.low, figure.high, figure.vague, origin


def _joined(draft: Draft, other: Draft) -> Draft:
    return replace(
        draft,
        evidence=tuple(dict.fromkeys((*draft.evidence, *other.evidence)))[:SPANS],
        by=draft.by or other.by,
        against=draft.against or other.against,
        when=draft.when or other.when,
        where=draft.where or other.where,
    )
