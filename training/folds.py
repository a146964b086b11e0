"""Reports into folds by the incidents that they tell of: training sees few that it is asked of."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from khaldun.cards import from_document
from khaldun.errors import InputError
from khaldun.evaluate.fusion import report_of
from khaldun.fuse.incidents import fuse
from khaldun.knowledge.roster import Roster
from khaldun.records import Account
from training.documents import DataSet

FOLDS = 5
SEED = 17
#: Kinds of card that do not tie reports together: they tell of states and sums more than of events.
_LOOSE = frozenset("aggregate other deployment base displacement aid deal siege".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Folds:
    """Parts of a data set; `crossing` are the incidents that more than one part tells of."""

    parts: tuple[tuple[str, ...], ...]
    crossing: int

    def held_out(self, fold: str) -> tuple[str, ...]:
        """The documents that a training for this fold must not see: none for "all".

        Raises:
            InputError: there is no such fold.
        """
        if fold == "all":
            return ()
        if not fold.isdecimal() or int(fold) >= len(self.parts):
            last = len(self.parts) - 1
            raise InputError(f"there is no fold {fold!r}: name one of 0 to {last}, or all")
        return self.parts[int(fold)]


def split(data: DataSet, roster: Roster) -> Folds:
    """The documents' names in `FOLDS` parts of about one size, the same at every call."""
    return divide(data.cards, _shared(data, roster))


def divide(names: Iterable[str], shared: Sequence[Sequence[str]]) -> Folds:
    """Names in parts, those that share an incident together.

    Chains of incidents tie half of a war's reports together, so that no split keeps every incident
    whole. The incidents of most reports are kept first; one that would tie more reports together
    than a part holds may cross parts, and is counted.
    """
    group = {name: [name] for name in names}
    size = -(-len(group) // FOLDS)
    for together in sorted(shared, key=lambda one: (-len(one), one)):
        whole = sorted({other for name in together for other in group[name]})
        if len(whole) <= size:
            group |= dict.fromkeys(whole, whole)
    events = sorted({tuple(members) for members in group.values()})
    chance = random.Random(SEED)  # noqa: S311 - chance for a split, not for secrets
    chance.shuffle(events)
    parts: list[list[str]] = [[] for _ in range(FOLDS)]
    for event in sorted(events, key=len, reverse=True):
        min(parts, key=len).extend(event)
    place = {name: number for number, part in enumerate(parts) for name in part}
    crossing = sum(len({place[name] for name in together}) > 1 for together in shared)
    return Folds(parts=tuple(tuple(sorted(part)) for part in parts), crossing=crossing)


def _shared(data: DataSet, roster: Roster) -> list[list[str]]:
    """For each incident that the cards tell, the documents that tell of it."""
    reports = {name: report_of(name, text, data.details[name]) for name, text in data.texts.items()}
    names = {report.id: name for name, report in reports.items()}
    accounts: dict[str, Account] = {}
    for name, cards in data.cards.items():
        firm: Mapping[str, object] = {
            "document": name,
            "incidents": [card for card in cards if card["kind"] not in _LOOSE],
        }
        accounts |= {account.id: account for account in from_document(dict(firm), reports[name])}
    incidents = fuse(
        list(accounts.values()), {report.id: report for report in reports.values()}, roster=roster
    )
    return [
        sorted({names[accounts[account].report] for account in incident.accounts})
        for incident in incidents
    ]
