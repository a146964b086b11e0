"""What the accounts of one incident say of each field, by whom, and whether it can all be so.

`single`: one origin states it, with one value. `agreed`: two or more origins state the same.
`range`: the values differ, but can stand together (12 and "at least 10"; a town and its province;
the toll that one source raises day by day). `disputed`: two origins, and nothing that the one
states can stand with anything that the other states, or the one denies what the other states.
Nothing here says who is right.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from operator import eq
from typing import Any

from khaldun.fuse.compatible import (
    common_days,
    same_days,
    same_figure,
    same_party,
    same_place,
    share_a_side,
    stand_days,
    stand_figures,
    stand_parties,
    stand_places,
    stand_statuses,
)
from khaldun.fuse.statements import Statement, Statements, altered, partial, superseded
from khaldun.records import CERTAINTIES, Agreement, Finding, FindingValue, IncidentKind

Test = Callable[[Any, Any], bool]


@dataclass(frozen=True, slots=True)
class Field:
    """How the values of a field are compared: which are the same, which can stand together.

    `several` is set where one incident has more than one value, as an attack has attackers,
    `grows` where what one origin says later takes the place of what it said, as a toll rises.
    Of values that equally many origins state, the one that is more like all others (`near`) comes
    first. `covers` tells whether the denial of one value contradicts another: an army's denial
    speaks for its government.
    """

    same: Test
    stand: Test
    covers: Test
    several: bool = False
    grows: bool = False
    near: Callable[[Any, Any], float] | None = None


_OCCURRENCE = Field(same=eq, stand=stand_statuses, covers=eq)
_WHEN = Field(same=same_days, stand=stand_days, covers=same_days, near=common_days)
_WHERE = Field(same=same_place, stand=stand_places, covers=same_place)
_BY = Field(same=same_party, stand=stand_parties, covers=share_a_side, several=True)
#: Those who agree on a deal do it together, whichever of them a report names.
_PARTNERS = replace(_BY, stand=lambda *_: True)
_AGAINST = Field(same=same_party, stand=stand_parties, covers=same_party, several=True)
_FIGURE = Field(same=same_figure, stand=stand_figures, covers=same_figure, grows=True)


def find(stated: Statements, kind: IncidentKind) -> tuple[Finding, ...]:
    """The findings of one incident: occurrence, when, where, by, against, then the figures."""
    found = [
        _finding(name, field, statements)
        for name, field, statements in (
            ("occurrence", _OCCURRENCE, stated.occurrence()),
            ("when", _WHEN, stated.when()),
            ("where", _WHERE, stated.where()),
            ("by", _PARTNERS if kind == "deal" else _BY, stated.by()),
            ("against", _AGAINST, stated.against()),
        )
        if statements
    ]
    figures = stated.figures()
    return (*found, *(_finding(name, _FIGURE, figures[name]) for name in sorted(figures)))


def _finding(name: str, field: Field, statements: Sequence[Statement]) -> Finding:
    return Finding(
        field=name, agreement=_agreement(field, statements), values=_values(field, statements)
    )


def _agreement(field: Field, statements: Sequence[Statement]) -> Agreement:
    by_origin: defaultdict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        by_origin[statement.origin].append(statement)
    sides = [by_origin[origin] for origin in sorted(by_origin)]

    def any_pair(test: Test) -> Callable[[Sequence[Statement], Sequence[Statement]], bool]:
        return lambda left, right: any(test(one, other) for one in left for other in right)

    def stand(one: Statement, other: Statement) -> bool:
        return _stand(field, one, other)

    def contradict(one: Statement, other: Statement) -> bool:
        return one.denied != other.denied and field.covers(one.payload, other.payload)

    def same(one: Statement, other: Statement) -> bool:
        return one.denied == other.denied and field.same(one.payload, other.payload)

    denied = any(any_pair(contradict)(*pair) for pair in combinations(sides, 2))
    if denied or not all(any_pair(stand)(*pair) for pair in combinations(sides, 2)):
        return "disputed"
    if field.several:
        alike = all(any_pair(same)(*pair) for pair in combinations(sides, 2))
    else:
        # Of each two: of three places in a row, the middle one is the same as either end.
        alike = all(same(*pair) for pair in combinations(statements, 2))
    if not alike:
        return "range"
    return "agreed" if len(sides) > 1 else "single"


def _stand(field: Field, one: Statement, other: Statement) -> bool:
    """Whether two statements can both be so: what one denies, the other must not state."""
    if one.denied and other.denied:
        return True
    if one.denied or other.denied:
        return not field.covers(one.payload, other.payload)
    return field.stand(one.payload, other.payload)


def _values(field: Field, statements: Sequence[Statement]) -> tuple[FindingValue, ...]:
    """Statements of one value together, the value that most origins state first."""
    piles: list[list[Statement]] = []
    for statement in sorted(statements, key=lambda s: (s.value, s.account, s.claim or "")):
        for pile in piles:
            if pile[0].denied == statement.denied and _one_value(field, pile[0], statement):
                pile.append(statement)
                break
        else:
            piles.append([statement])
    ranked = [
        (_rank(value, pile, _likeness(pile[0], field, statements)), value)
        for pile in piles
        for value in (_value(pile, field, statements),)
    ]
    return tuple(value for _, value in sorted(ranked, key=lambda pair: pair[0]))


def _likeness(one: Statement, field: Field, statements: Sequence[Statement]) -> float:
    if field.near is None:
        return 0.0
    # An exact sum, so that the order of the accounts is no matter.
    return math.fsum(field.near(one.payload, other.payload) for other in statements)


def _rank(value: FindingValue, pile: Sequence[Statement], likeness: float) -> tuple[Any, ...]:
    """Superseded values and parts come last, the superseded in the order of time."""
    first = min(one.carrier.day or date.max for one in pile)
    since = first if value.superseded else date.min
    last = value.superseded, value.partial, since
    return *last, -len(value.origins), -likeness, value.value, value.certainty


def _one_value(field: Field, one: Statement, other: Statement) -> bool:
    # Near places and days are told apart for the reader, who sees every wording of a report.
    return one.value == other.value or (field.several and field.same(one.payload, other.payload))


def _value(
    pile: Sequence[Statement], field: Field, statements: Sequence[Statement]
) -> FindingValue:
    certainties = {statement.certainty for statement in pile}
    return FindingValue(
        value=pile[0].value,
        certainty=next(sure for sure in CERTAINTIES if sure in certainties),
        accounts=tuple(sorted({statement.account for statement in pile})),
        claims=tuple(sorted({s.claim for s in pile if s.claim})),
        origins=tuple(sorted({statement.origin for statement in pile})),
        superseded=field.grows and all(superseded(one, statements) for one in pile),
        altered=field.grows and all(altered(one, statements) for one in pile),
        partial=field.grows and all(partial(one, statements) for one in pile),
    )
