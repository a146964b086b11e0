"""Accounts compared with each other, each looked at once."""

from collections.abc import Hashable, Iterable, Mapping

from khaldun.fuse.blocks import Item
from khaldun.fuse.decisions import Pair
from khaldun.fuse.meetings import WINDOW, item_of, strangers
from khaldun.fuse.pairs import Match, compare
from khaldun.fuse.traits import Parties, Traits, observe
from khaldun.records import Account, Relation, Report


class Matcher:
    """Accounts by id, and the reports that they come from; both are asked for when needed."""

    relation: Relation = "same"
    window = WINDOW

    def __init__(
        self, accounts: Mapping[str, Account], reports: Mapping[str, Report], parties: Parties
    ) -> None:
        self._accounts, self._reports, self._parties = accounts, reports, parties
        self._traits: dict[str, Traits] = {}

    def item(self, account: str) -> Item:
        """An account as an item of blocks."""
        return item_of(self._of(account))

    def matches(self, pairs: Iterable[Pair]) -> dict[Pair, Match | None]:
        """How the pairs match; None is ruled out. Those of other days altogether are left out."""
        found = {}
        for pair in pairs:
            left, right = self._of(pair[0]), self._of(pair[1])
            if not strangers(left, right):
                found[pair] = compare(left, right)
        return found

    def scores(self, pairs: Iterable[Pair]) -> dict[Pair, float | None]:
        """The points alone, in the order of the pairs."""
        return {p: match.score if match else None for p, match in self.matches(pairs).items()}

    def voice(self, account: str) -> Hashable:
        """Whose words it is: one voice of one report tells an incident once."""
        return self._of(account).voice

    def _of(self, account: str) -> Traits:
        if account not in self._traits:
            told = self._accounts[account]
            self._traits[account] = observe(told, self._reports[told.report], self._parties)
        return self._traits[account]
