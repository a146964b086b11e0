"""Counts how many accounts hold each word: `python -m training.common_words --data …`.

Writes the table by which the matcher of incidents knows a telling word from a common one. Counted
are the accounts of the reports to learn from, those given and those written, by the words that
stand in their sentences; the names of their own places are left out, as the matcher does.
"""

import argparse
import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from khaldun.cards import from_document
from khaldun.evaluate.fusion import report_of
from khaldun.fuse.traits import telling_words
from khaldun.knowledge.common_words import LEAST, OUT_OF
from khaldun.records import Account
from training.documents import DataSet

TABLE = Path(__file__).parents[1] / "src/khaldun/knowledge/data/common_words.csv"


def accounts(data: DataSet) -> Iterator[Account]:
    """The accounts that a data set's cards tell."""
    for name, cards in data.cards.items():
        report = report_of(name, data.texts[name], data.details[name])
        yield from from_document({"document": name, "incidents": cards}, report)


def main() -> None:
    """Counts, and writes the table by word."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="cards.jsonl, meta.json, texts/")
    parser.add_argument("--out", type=Path, default=TABLE)
    asked = parser.parse_args()
    told = [*accounts(DataSet.open(asked.data)), *accounts(DataSet.written())]
    holders = Counter(word for account in told for word in telling_words(account))
    shares = {word: round(OUT_OF * count / len(told)) for word, count in holders.items()}
    with asked.out.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(("key", "accounts"))
        table.writerows(sorted(item for item in shares.items() if item[1] >= LEAST))
    print(f"{len(told)} accounts, {sum(share >= LEAST for share in shares.values())} words")


if __name__ == "__main__":
    main()
