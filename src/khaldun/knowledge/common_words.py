"""How common a word is in what reports tell of war: what most accounts hold tells none apart."""

import hashlib
import math
from functools import cache
from pathlib import Path

from khaldun.knowledge.tables import Row, read_table

_TABLE = Path(__file__).parent / "data" / "common_words.csv"
#: The table counts the accounts that hold a word out of so many, and lists words from `LEAST` on.
OUT_OF = 10_000
LEAST = 10


class CommonWords:
    """The words of `common_words.csv` by spelling key; `training/common_words.py` makes it."""

    def __init__(self, path: Path) -> None:
        self.digest = hashlib.sha256(path.read_bytes()).hexdigest()
        self._rarity = {
            row.cells["key"]: math.log(OUT_OF / _accounts(row))
            for row in read_table(path, ("key", "accounts"))
        }

    @classmethod
    @cache
    def open(cls) -> "CommonWords":
        """The package's own table, read once.

        Raises:
            KnowledgeError: the file is missing or breaks its rules.
        """
        return cls(_TABLE)

    def rarity(self, key: str) -> float:
        """The logarithm of how few accounts hold the word: 0 for all, 6.9 for one in a thousand.

        Rarer ones count as one in a thousand: below that a table says more of its own texts than
        of a word.
        """
        return self._rarity.get(key, math.log(OUT_OF / LEAST))


def _accounts(row: Row) -> int:
    count = row.cells["accounts"]
    if not (count.isdecimal() and LEAST <= int(count) <= OUT_OF):
        raise row.fault(f"{count!r} accounts; a whole number from {LEAST} to {OUT_OF} is needed")
    return int(count)
