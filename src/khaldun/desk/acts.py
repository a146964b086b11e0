"""The journal in acts: the judgements that one decision needed, and what takes an act back."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import groupby

from khaldun.faces.judging import RULING_OF, Decided, value_of
from khaldun.ledger.journal import Pair
from khaldun.records import ONE_SIDED, Judgement


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Judgements with one reason, one name and one time; `former` is what they took the place of.

    `stands` unless a later judgement is on one of the same pairs.
    """

    judgements: Sequence[Judgement]
    former: Sequence[Judgement | None]
    stands: bool

    @property
    def first(self) -> Judgement:
        """The first of its judgements, which tells what all share."""
        return self.judgements[0]

    @property
    def id(self) -> str:
        """The id of its first judgement."""
        return self.first.id

    @property
    def ruling(self) -> str:
        """What was decided: a name of `judging.RULINGS`, "withdrawn"; or "undone"."""
        rulings = {
            RULING_OF.get((one.relation, one.verdict), "withdrawn") for one in self.judgements
        }
        return rulings.pop() if len(rulings) == 1 else "undone"

    @property
    def sides(self) -> Sequence[str]:
        """The accounts or reports that were judged, each once."""
        fields = {one.right for one in self.judgements if one.relation in ONE_SIDED}
        sides = {side for one in self.judgements for side in (one.left, one.right)}
        return sorted(sides - fields)

    @property
    def on_reports(self) -> bool:
        """Whether it is on reports, and not on accounts."""
        return self.first.relation == "copy"

    def is_on(self, sides: AbstractSet[str]) -> bool:
        """Whether any of these accounts or reports was judged."""
        return any(one.left in sides or one.right in sides for one in self.judgements)

    @property
    def changes(self) -> Sequence[tuple[str, str]]:
        """The fields that were corrected, each with what it is now; none of other acts."""
        fields = (one for one in self.judgements if one.relation == "field")
        return [(one.right, value_of(one)) for one in fields if one.verdict != "unsure"]

    def undone(self) -> list[Decided]:
        """The verdicts that put back what stood before."""
        return [
            Decided(*_pair(one), former.verdict, former.value) if former else _none(one)
            for one, former in zip(self.judgements, self.former, strict=True)
        ]

    def withdrawn(self) -> list[Decided]:
        """The verdicts after which nothing is decided on its pairs."""
        return [_none(one) for one in self.judgements]


def acts(journal: Sequence[Judgement]) -> list[Act]:
    """All acts of a journal, oldest first."""
    last = {_pair(one): one.id for one in journal}
    return list(_acts(journal, last))


def _acts(journal: Sequence[Judgement], last: dict[Pair, str]) -> Iterator[Act]:
    standing: dict[Pair, Judgement] = {}
    for _, group in groupby(journal, lambda one: (one.decided_at, one.decided_by, one.reason)):
        judgements = tuple(group)
        former = tuple(standing.get(_pair(one)) for one in judgements)
        stands = all(last[_pair(one)] == one.id for one in judgements)
        standing |= {_pair(one): one for one in judgements}
        yield Act(judgements=judgements, former=former, stands=stands)


def _pair(one: Judgement) -> Pair:
    return one.relation, one.left, one.right


def _none(one: Judgement) -> Decided:
    return Decided(*_pair(one), "unsure")
