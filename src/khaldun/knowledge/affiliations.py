"""Who was part of whom, allied with whom, called what next, and when: `affiliations.csv`.

`part_of` in the roster's own tables knows no days; dated lines on the same two parties replace it.
"""

import hashlib
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Self

from khaldun.knowledge.parties import Party, referred
from khaldun.knowledge.roster import DATA, Roster
from khaldun.knowledge.spells import ALWAYS, Held, Spell
from khaldun.knowledge.tables import Row, read_table

FILE = "affiliations.csv"
COLUMNS = ("party", "of", "sort", "from", "until", "note")
PART = "part of"
#: "renamed to" gives a party's next name, "split from" those whose people it first was.
SORTS = frozenset({PART, "allied with", "renamed to", "split from"})


@dataclass(frozen=True, slots=True)
class Affiliation:
    """What `party` was to `of`, and when."""

    party: Party
    of: Party
    sort: str
    spell: Spell
    note: str | None = None


class Affiliations:
    """The dated lines, and with them the roster's own, which have no date."""

    def __init__(self, lines: Iterable[Affiliation], roster: Roster, *, digest: str = "") -> None:
        """Made by `open`."""
        self.digest = digest
        self._roster = roster
        self._dated: dict[str, list[Affiliation]] = defaultdict(list)
        for line in lines:
            self._dated[line.party.id].append(line)

    @classmethod
    def open(cls, roster: Roster, folder: Path = DATA) -> Self:
        """The table of the package, or of another folder.

        Raises:
            KnowledgeError: naming the file, the line, the entry and the rule that it breaks.
        """
        rows = list(read_table(folder / FILE, COLUMNS))
        lines = [_affiliation(row, roster) for row in rows]
        content = (folder / FILE).read_bytes()
        opened = cls(lines, roster, digest=hashlib.sha256(content).hexdigest()[:20])
        for row, line in zip(rows, lines, strict=True):
            # A circle is whole on the day on which the last of its lines can begin, or never.
            begun = line.spell.begins[0]
            if line.party in opened.wholes(line.party, begun, begun):
                raise row.fault(f"with this line {line.party.id!r} is part of itself")
        return opened

    def __iter__(self) -> Iterator[Affiliation]:
        """The dated lines, party by party."""
        return chain.from_iterable(self._dated.values())

    def of(self, party: Party) -> list[Affiliation]:
        """What a party was to others, the undated first, then in the order of the table."""
        dated = self._dated.get(party.id, [])
        whole = self._roster.above(party)
        if whole is None or any(line.sort == PART and line.of == whole for line in dated):
            return list(dated)
        return [Affiliation(party, whole, PART, ALWAYS), *dated]

    def wholes(self, party: Party, first: date, last: date) -> dict[Party, Held]:
        """All larger parties from a first to a last day, the nearest first.

        "perhaps" is where it is not sure, or not of all of these days.
        """
        found: dict[Party, Held] = {}
        reached = deque[tuple[Party, Held]]([(party, "yes")])
        while reached:
            here, sure = reached.popleft()
            for line in self.of(here):
                held = line.spell.held(first, last)
                if line.sort != PART or held == "no":
                    continue
                held = held if sure == "yes" else sure
                if found.get(line.of) not in {"yes", held}:
                    found[line.of] = held
                    reached.append((line.of, held))
        return found


def _affiliation(row: Row, roster: Roster) -> Affiliation:
    party, of = referred(row, "party", roster.party), referred(row, "of", roster.party)
    sort = row.cells["sort"]
    if sort not in SORTS:
        raise row.fault(f"unknown sort {sort!r}; one of {', '.join(sorted(SORTS))}")
    if not row.cells["from"]:
        raise row.fault("say from when; '?' where it is not known")
    if party == of:
        raise row.fault(f"{party.id!r} is {sort} itself")
    return Affiliation(party, of, sort, Spell.read(row), row.text("note"))
