"""The development set without the figures that its guide does not count.

Words such as "many" are no figure, the guide says; in the development set some of them have a
figure all the same, in the training cards none. A reader that keeps to the guide misses them.

    python benchmarks/by_the_guide.py
"""

import sys

from khaldun.cards import Card
from khaldun.details import read_details
from khaldun.evaluate.cards import predict, read_cards, score
from khaldun.faces.measuring import read_texts, reading_by
from khaldun.settings import DATA_VARIABLE, data_folder

#: Words that the guide names as no figure, and those like them.
_UNCOUNTED = frozenset(("many", "most", "some", "others"))
_ROWS = ("figure", "figure_sourced", "ledger_row")


def main() -> None:
    """Print the rows of figures, as annotated and by the guide."""
    folder = data_folder()
    if folder is None:
        sys.exit(f"{__doc__}\nSet {DATA_VARIABLE}.")
    gold = folder / "gold"
    cards = read_cards(gold / "dev.jsonl")
    texts, meta = read_texts(gold / "texts", cards), read_details(gold / "meta.json")
    read = predict(cards, texts, meta, reading_by("learned"))
    told = {name: document["incidents"] for name, document in read.items()}
    counted = {name: [_counted(card) for card in annotated] for name, annotated in cards.items()}
    for words, annotated in (("as annotated", cards), ("by the guide", counted)):
        table = score(annotated, told, texts)
        values = ", ".join(f"{row} {table[row].value:.3f}" for row in _ROWS)
        print(f"{words}: {table['figure'].gold} figures, {values}")


def _counted(card: Card) -> Card:
    figures = [one for one in card["figures"] if one.get("vague") not in _UNCOUNTED]
    return {**card, "figures": figures}


if __name__ == "__main__":
    main()
