"""Which names for parties in a report mean one side: "the regime", "Syrian army", "Damascus".

The whole state is one side, whichever of its forces is named, and so is an alliance with its
parts. A force without a nation ("government troops") is of the state that the report names most.
"""

from collections import Counter
from collections.abc import Iterable

from khaldun.knowledge.aliases import fold_name
from khaldun.knowledge.parties import OF_STATE, Party
from khaldun.knowledge.roster import Roster


class Sides:
    """The sides of one report, from the names of all parties in it."""

    def __init__(self, names: Iterable[str], roster: Roster) -> None:
        self._roster = roster
        self._found: dict[str, Party | None] = {}
        self._keys: dict[str, str] = {}
        self._words: dict[str, frozenset[str]] = {}
        named = (roster.find(name) for name in names)
        states = Counter(
            party.country for party in named if party and party.kind in OF_STATE and party.country
        )
        self._home = max(states, key=lambda state: states[state], default=None)

    def of(self, name: str) -> str:
        """The key of a name's side: equal for two names of one side."""
        if name not in self._keys:
            party = self.party(name)
            bare = name.lower().removeprefix("the ")
            self._keys[name] = (party.id, *party.side_of)[-1] if party else bare
        return self._keys[name]

    def alike(self, one: str, other: str) -> bool:
        """Whether two names are of one side, or one holds all words of the other: "the police"."""
        if self.of(one) == self.of(other):
            return True
        few, many = sorted((self._folded(one), self._folded(other)), key=len)
        return bool(few) and few <= many and not self.apart(one, other)

    def _folded(self, name: str) -> frozenset[str]:
        if name not in self._words:
            self._words[name] = frozenset(fold_name(name)) - {"the"}
        return self._words[name]

    def apart(self, one: str, other: str) -> bool:
        """Whether two names are known to be of two sides; False where one of them is unknown."""
        return bool(self.party(one) and self.party(other)) and self.of(one) != self.of(other)

    def party(self, name: str) -> Party | None:
        """The party that a name means, None where the roster does not know it."""
        if name not in self._found:
            party = self._roster.find(name)
            role = self._roster.role_of(name) if party is None and self._home else None
            self._found[name] = self._roster.of(self._home, role) if role and self._home else party
        return self._found[name]
