"""Accounts compared with each other, each looked at once."""

from dataclasses import replace
from functools import lru_cache

from khaldun import codec
from khaldun.fuse.blocks import Item
from khaldun.fuse.groups import REFUSED
from khaldun.fuse.meetings import WINDOW, item_of
from khaldun.fuse.pairs import Match, compare, points
from khaldun.fuse.traits import Parties, Traits, observe
from khaldun.fuse.weighing import Shelf
from khaldun.records import Account, Relation, Report


class Matcher:
    """Accounts by id, and the reports that they come from; both are asked for when needed."""

    relation: Relation = "same"
    window = WINDOW
    least = 1

    def __init__(self, accounts: Shelf[Account], reports: Shelf[Report], parties: Parties) -> None:
        self._accounts, self._reports = accounts, reports
        self._traits = _Traits(accounts, reports, parties)

    def item(self, account: str) -> Item:
        """An account as an item of blocks."""
        return item_of(account, self._traits[account])

    def match(self, left: str, right: str) -> Match | None:
        """How two accounts match, and why; None is ruled out."""
        return compare(self._traits[left], self._traits[right])

    def score(self, left: str, right: str) -> float:
        """The points alone; `REFUSED` where the two are ruled out."""
        return _score(self._traits[left], self._traits[right])

    def records(self, account: str) -> tuple[Account, Report]:
        """The account, and its report without its text."""
        told = self._accounts[account]
        return told, replace(self._reports[told.report], text="", passages=())

    def traits(self, account: str) -> bytes:
        """The traits of an account in JSON."""
        return codec.encode(self._traits[account])

    @staticmethod
    def points(left: bytes, right: bytes) -> float:
        """As `score`, of two accounts by their `traits`."""
        return _score(_decoded(left), _decoded(right))


def _score(left: Traits, right: Traits) -> float:
    found = points(left, right)
    return REFUSED if found is None else found


@lru_cache(maxsize=16_384)
def _decoded(traits: bytes) -> Traits:
    return codec.decode(traits, Traits)


class _Traits(dict[str, Traits]):
    """The traits of accounts, worked out when they are first asked for."""

    def __init__(self, accounts: Shelf[Account], reports: Shelf[Report], parties: Parties) -> None:
        super().__init__()
        self._accounts, self._reports, self._parties = accounts, reports, parties

    def __missing__(self, account: str) -> Traits:
        told = self._accounts[account]
        self[account] = observe(told, self._reports[told.report], self._parties)
        return self[account]
