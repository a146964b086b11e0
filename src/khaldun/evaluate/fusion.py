"""How well a grouping of cards into incidents agrees with the true one.

B-cubed asks, for each card, which share of its group belongs with it (precision) and which share
of what belongs with it is in its group (recall). Pairwise asks the same of every two cards of
different documents. A card in no group stands alone.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from khaldun.cards import Card, from_document
from khaldun.errors import InputError
from khaldun.evaluate.cards import Comparison
from khaldun.evaluate.names import Equivalences
from khaldun.fuse.incidents import fuse
from khaldun.knowledge.roster import Roster
from khaldun.records import Account, Details, Gap, Interval, Passage, Report

#: A card's name: its document and its id in there.
CardKey = tuple[str, str]
#: The file format: {"incidents": [{"cards": [[document, card id], …]}, …]}.
Groups = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """One measure of a grouping; `gold` and `predicted` are what was compared (cards, pairs)."""

    measure: str
    precision: float
    recall: float
    gold: int
    predicted: int

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def text(self) -> str:
        """The measure in a line."""
        shares = f"P {self.precision:.3f}  R {self.recall:.3f}  F1 {self.f1:.3f}"
        return f"{self.measure:10} {shares}   ({self.gold} gold, {self.predicted} predicted)"

    def plain(self) -> dict[str, Any]:
        """The measure as JSON has it: shares rounded to four decimals."""
        shares = {name: round(getattr(self, name), 4) for name in ("precision", "recall", "f1")}
        return shares | {"gold": self.gold, "predicted": self.predicted}


def report_of(name: str, text: str, details: Details) -> Report:
    """A document as a report of one passage, for cards that quote its text as it stands."""
    day = details.published
    known = {"publisher": details.publisher, "published": day, "language": None, "title": None}
    published = Interval(earliest=day, latest=day, basis="stated") if day else None
    gaps = (Gap(role=role, reason="not stated") for role, value in known.items() if value is None)
    return Report(
        id=Report.make_id(name, text, details.publisher, published),
        capture=name,
        name=name,
        publisher=details.publisher,
        published=published,
        language=None,
        title=None,
        text=text,
        passages=(Passage(kind="body", start=0, end=len(text)),) if text else (),
        url=details.url,
        gaps=tuple(gaps),
    )


def predict(documents: Iterable[Card], reports: Mapping[str, Report], roster: Roster) -> Groups:
    """Fuses the accounts that the documents' cards tell; `reports` go by the document's name.

    Raises:
        InputError: a card quotes what its report does not hold, or two cards are one account.
    """
    keys: dict[str, CardKey] = {}
    accounts: list[Account] = []
    for document in documents:
        name = document["document"]
        told = from_document(document, reports[name])
        for card, account in zip(document["incidents"], told, strict=True):
            if account.id in keys:
                raise InputError(
                    f"{name}, card {card['id']}: same kind, evidence and place as card "
                    f"{keys[account.id][1]}. Merge them, or quote what tells them apart."
                )
            keys[account.id] = name, card["id"]
        accounts += told
    incidents = fuse(accounts, {report.id: report for report in reports.values()}, roster=roster)
    groups = (sorted(keys[account] for account in incident.accounts) for incident in incidents)
    return {"incidents": [{"cards": [list(key) for key in group]} for group in sorted(groups)]}


def score(cards: Iterable[CardKey], gold: Groups, predicted: Groups) -> tuple[Agreement, Agreement]:
    """B-cubed over all cards, and pairwise over pairs of cards from different documents.

    A grouping may hold more documents than `cards`; what it says of the others is left out.

    Raises:
        InputError: a grouping names a card that does not exist, or one card twice.
    """
    keys = frozenset(cards)
    truth, guess = _grouping(gold, keys, "gold"), _grouping(predicted, keys, "predicted")
    both = [(len(truth[key] & guess[key]), truth[key], guess[key]) for key in sorted(keys)]
    pairs, guessed = _pairs(truth), _pairs(guess)
    right = len(pairs & guessed)
    return (
        Agreement(
            measure="b_cubed",
            precision=sum(shared / len(group) for shared, _, group in both) / max(1, len(keys)),
            recall=sum(shared / len(group) for shared, group, _ in both) / max(1, len(keys)),
            gold=len(keys),
            predicted=len(keys),
        ),
        Agreement(
            measure="pairwise",
            precision=right / len(guessed) if guessed else 0.0,
            recall=right / len(pairs) if pairs else 0.0,
            gold=len(pairs),
            predicted=len(guessed),
        ),
    )


def matched(
    groups: Groups,
    read: Mapping[str, Sequence[Card]],
    annotated: Mapping[str, Sequence[Card]],
    texts: Mapping[str, str],
) -> Groups:
    """Groups of read cards as groups of the annotated ones that these match.

    Cards are paired as `khaldun.evaluate.cards` pairs them; a read card without a partner is left
    out, so an annotated one that nobody read stands alone.
    """
    names, partner = Equivalences.open(), {}
    for document, cards in annotated.items():
        found = read.get(document, ())
        for i, j in Comparison(cards, found, texts[document], names).cards.items():
            partner[document, found[j]["id"]] = [document, cards[i]["id"]]
    told = (map(tuple, group["cards"]) for group in groups["incidents"])
    kept = ([partner[card] for card in group if card in partner] for group in told)
    return {"incidents": [{"cards": group} for group in kept if group]}


def read_groups(path: Path) -> Groups:
    """A grouping from its file.

    Raises:
        InputError: the file holds no {"incidents": [{"cards": …}]}.
    """
    try:
        groups: Groups = json.loads(path.read_text(encoding="utf-8"))
        _members(groups)
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            f'{path}: no grouping of cards ({error!r}). It holds {{"incidents": '
            '[{"cards": [[document, card id], …]}, …]}.'
        ) from error
    return groups


def _grouping(
    groups: Groups, cards: frozenset[CardKey], name: str
) -> dict[CardKey, frozenset[CardKey]]:
    group_of = {card: frozenset((card,)) for card in cards}
    documents = {document for document, _ in cards}
    grouped: set[CardKey] = set()
    for whole in _members(groups):
        members = [member for member in whole if member[0] in documents]
        for member in members:
            if member not in cards:
                raise InputError(
                    f"{name} grouping: {member[0]} has no card {member[1]}. "
                    "Group cards of the documents that are given."
                )
            if member in grouped:
                raise InputError(f"{name} grouping: card in two groups: {member[0]} {member[1]}")
            grouped.add(member)
        group_of |= dict.fromkeys(members, frozenset(members))
    return group_of


def _members(groups: Groups) -> list[list[CardKey]]:
    return [
        [(document, card) for document, card in incident["cards"]]
        for incident in groups["incidents"]
    ]


def _pairs(group_of: Mapping[CardKey, frozenset[CardKey]]) -> set[tuple[CardKey, CardKey]]:
    groups: Sequence[frozenset[CardKey]] = list(set(group_of.values()))
    return {
        pair
        for group in groups
        for pair in combinations(sorted(group), 2)
        if pair[0][0] != pair[1][0]
    }
