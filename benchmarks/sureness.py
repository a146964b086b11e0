"""How often what the learned reader tells is right, by how sure it is of it.

    KHALDUN_DATA=<folder> PYTHONPATH=src python benchmarks/sureness.py

On the development set: figures (kind, number and sentence), the sources of those that are right,
and the parties of incidents that were found; below and from the limit at which they are marked as
unsure. The chances are those that a claim's rule and an account's reasons tell.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from khaldun.cards import Card, to_document
from khaldun.details import read_details
from khaldun.evaluate.cards import Comparison, read_cards
from khaldun.evaluate.names import Equivalences
from khaldun.faces.measuring import read_texts, reading_by
from khaldun.read.limits import Limits
from khaldun.records import Account, Details
from khaldun.settings import DATA_VARIABLE, data_folder

_CHANCE = re.compile(r"\d\.\d\d")


def main() -> None:
    """Print the table."""
    folder = data_folder()
    if folder is None:
        sys.exit(f"{__doc__}\nSet {DATA_VARIABLE}.")
    told, right = Counter[tuple[str, bool]](), Counter[tuple[str, bool]]()
    for what, chance, hit in _answers(folder / "gold"):
        told[what, chance >= Limits().sure] += 1
        right[what, chance >= Limits().sure] += hit
    for what in ("figure", "source", "by", "against"):
        for sure in (False, True):
            count, side = told[what, sure], "from" if sure else "below"
            share = right[what, sure] / max(1, count)
            print(f"{what:8} {side:5} {Limits().sure}: {count:4} told, {share:.2f} right")


def _answers(gold: Path) -> Iterator[tuple[str, float, bool]]:
    """What is told, how likely the reader held it, and whether it is right."""
    cards, names = read_cards(gold / "dev.jsonl"), Equivalences.open()
    texts, meta = read_texts(gold / "texts", cards), read_details(gold / "meta.json")
    read = reading_by("learned")
    for name, annotated in cards.items():
        report, accounts = read(name, texts[name], meta.get(name, Details()))
        predicted: list[Card] = to_document(report, accounts)["incidents"]
        one = Comparison(annotated, predicted, texts[name], names)
        yield from _figures(one, accounts)
        for i, j in one.cards.items():
            by = [claim.rule for claim in accounts[j].by]
            reasons = dict(accounts[j].reasons)
            against = [reasons[f"against {actor.name}"] for actor in accounts[j].against]
            for role, rules in (("by", by), ("against", against)):
                hits = {b for _, b in one.pair_actors(role, i, j)}
                for b, rule in enumerate(rules):
                    # A denial is the grammar's, which holds nothing for more or less likely.
                    yield from ((role, chance, b in hits) for chance in _chances(rule)[:1])


def _figures(one: Comparison, accounts: Sequence[Account]) -> Iterator[tuple[str, float, bool]]:
    rules = [claim.rule for account in accounts for claim in account.figures]
    partner = {b: a for a, b in one.figures}
    for b, rule in enumerate(rules):
        if not (chances := _chances(rule)):
            continue  # a count of nobody is the grammar's
        figure, source = chances
        yield "figure", figure, b in partner
        if b in partner:
            yield "source", source, one.same_source(partner[b], b)


def _chances(rule: str) -> list[float]:
    return [float(chance) for chance in _CHANCE.findall(rule)]


if __name__ == "__main__":
    main()
