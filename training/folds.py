"""Reports into folds by the incidents that they tell of, so that no incident is in two folds."""

import random
from collections.abc import Iterable, Mapping, Sequence

from khaldun.cards import Card, from_document
from khaldun.errors import InputError
from khaldun.evaluate.fusion import report_of
from khaldun.fuse.incidents import fuse
from khaldun.knowledge.roster import Roster
from khaldun.records import Account

from training.documents import DataSet

FOLDS = 5
SEED = 17
#: Kinds of card that do not tie reports together: they tell of a war, of no event.
_LOOSE = frozenset({"aggregate", "other"})


def split(data: DataSet, roster: Roster) -> tuple[tuple[str, ...], ...]:
    """The documents' names in `FOLDS` parts of about one size, the same at every call.

    Documents that share an incident, directly or through others, stand in one part.
    """
    events = components(data.cards, _shared(data, roster))
    chance = random.Random(SEED)  # noqa: S311 - chance for a split, not for secrets
    chance.shuffle(events)
    folds: list[list[str]] = [[] for _ in range(FOLDS)]
    for event in sorted(events, key=len, reverse=True):
        min(folds, key=len).extend(event)
    return tuple(tuple(sorted(fold)) for fold in folds)


def components(names: Iterable[str], shared: Iterable[Sequence[str]]) -> list[tuple[str, ...]]:
    """The names in groups that no group of `shared` crosses, in order of the names."""
    group = {name: {name} for name in names}
    for together in shared:
        whole: set[str] = set().union(*(group[name] for name in together))
        group |= dict.fromkeys(whole, whole)
    unique = {id(members): members for members in group.values()}
    return sorted(tuple(sorted(members)) for members in unique.values())


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


def held_out(folds: Sequence[Sequence[str]], fold: str) -> tuple[str, ...]:
    """The documents that a training for this fold must not see: none for "all".

    Raises:
        InputError: there is no such fold.
    """
    if fold == "all":
        return ()
    if not fold.isdecimal() or int(fold) >= len(folds):
        raise InputError(f"there is no fold {fold!r}: name one of 0 to {len(folds) - 1}, or all")
    return tuple(folds[int(fold)])


def cards_of(names: Iterable[str], data: DataSet) -> dict[str, list[Card]]:
    """The gold cards of these documents."""
    return {name: data.cards[name] for name in names}
