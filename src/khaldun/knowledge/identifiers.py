"""What others call the parties of the roster, and when they did: `identifiers.csv`.

A name of another's codebook is not the roster's: several parties may share one (a government and
its army have UCDP's "Government of Syria"), and ACLED gives an army another with each era.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Self

from khaldun.knowledge.parties import OF_STATE, Party, referred
from khaldun.knowledge.roster import DATA, Roster
from khaldun.knowledge.spells import Spell
from khaldun.knowledge.tables import Row, read_table

FILE = "identifiers.csv"
COLUMNS = ("party", "scheme", "identifier", "from", "until")
#: How an identifier of a scheme is written. UCDP's actors have a name and a number.
SCHEMES = {
    "wikidata": re.compile(r"Q[1-9]\d*", re.ASCII),
    "acled": re.compile(r".+"),
    "ucdp": re.compile(r".+"),
    "ucdp-id": re.compile(r"[1-9]\d*", re.ASCII),
    "cameo": re.compile(r"([A-Z]{3})+"),
}
#: Where these name a state's forces, they name the state.
_OF_STATES = frozenset({"ucdp", "ucdp-id"})


@dataclass(frozen=True, slots=True)
class Identifier:
    """What a scheme calls a party; without days, always."""

    party: Party
    scheme: str
    identifier: str
    spell: Spell


class Identifiers:
    """The table, by party."""

    def __init__(self, roster: Roster) -> None:
        """Made by `open`."""
        self._roster = roster
        self._of: dict[str, list[Identifier]] = defaultdict(list)
        self._wikidata: dict[str, Party] = {}

    @classmethod
    def open(cls, roster: Roster, folder: Path = DATA) -> Self:
        """The table of the package, or of another folder.

        Raises:
            KnowledgeError: naming the file, the line, the entry and the rule that it breaks.
        """
        opened = cls(roster)
        for row in read_table(folder / FILE, COLUMNS):
            opened._add(row, _identifier(row, roster))
        return opened

    def __iter__(self) -> Iterator[Identifier]:
        """All lines, party by party."""
        return chain.from_iterable(self._of.values())

    def of(self, party: Party) -> list[Identifier]:
        """The lines of a party, and those of its state where they are for the whole state."""
        lines = list(self._of.get(party.id, ()))
        whole = self._roster.above(party)
        if whole is not None and {party.kind, whole.kind} <= OF_STATE:
            missing = _OF_STATES - {line.scheme for line in lines}
            lines += [line for line in self.of(whole) if line.scheme in missing]
        return lines

    def find(self, party: Party, scheme: str, first: date, last: date) -> str | None:
        """What a scheme surely called a party on all days from `first` to `last`."""
        for line in self.of(party):
            if line.scheme == scheme and line.spell.held(first, last) == "yes":
                return line.identifier
        return None

    def _add(self, row: Row, line: Identifier) -> None:
        for other in self._of[line.party.id]:
            if other.scheme == line.scheme and other.spell.meets(line.spell):
                raise row.fault(f"{line.scheme} calls it {other.identifier!r} at the same time")
        if line.scheme == "wikidata":
            holder = self._wikidata.setdefault(line.identifier, line.party)
            if holder != line.party:
                raise row.fault(f"{line.identifier} is {holder.id!r} already")
        self._of[line.party.id].append(line)


def _identifier(row: Row, roster: Roster) -> Identifier:
    party = referred(row, "party", roster.party)
    scheme, identifier = row.cells["scheme"], row.cells["identifier"]
    if scheme not in SCHEMES:
        raise row.fault(f"unknown scheme {scheme!r}; one of {', '.join(sorted(SCHEMES))}")
    if not SCHEMES[scheme].fullmatch(identifier):
        raise row.fault(f"{identifier!r} is none of {scheme}; they are {SCHEMES[scheme].pattern}")
    return Identifier(party, scheme, identifier, Spell.read(row))
