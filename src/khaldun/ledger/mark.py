"""How far a ledger was written when somebody looked."""

import sqlite3
from typing import NamedTuple

from khaldun.ledger import journal, queries

_LAST = "SELECT hash FROM readings ORDER BY number DESC LIMIT 1"


class Mark(NamedTuple):
    """How far a ledger was written when somebody looked: how many readings, the hash of the last
    one, and the id of the last judgement.

    Where the first two are the same, so are reports and accounts; where all are, all is.
    """

    readings: int = 0
    reading: str = ""
    judgement: str = ""

    @classmethod
    def of(cls, connection: sqlite3.Connection) -> "Mark":
        """How far this one is written now."""
        row = connection.execute(_LAST).fetchone()
        count = queries.next_number(connection) - 1
        return cls(count, str(row["hash"]) if row else "", journal.head(connection))

    def changed_since(self, connection: sqlite3.Connection) -> queries.Changed | None:
        """What may stand otherwise by now; None, all of it, where this ledger never was so."""
        query = "SELECT hash FROM readings WHERE number = ?"
        row = connection.execute(query, (self.readings,)).fetchone()
        same = row is not None and str(row["hash"]) == self.reading
        return queries.changed_since(connection, self.readings) if same else None

    def __str__(self) -> str:
        return " ".join(map(str, self))

    @classmethod
    def parse(cls, text: str) -> "Mark":
        """A mark from its text."""
        readings, reading, judgement = text.split(" ")
        return cls(int(readings), reading, judgement)
