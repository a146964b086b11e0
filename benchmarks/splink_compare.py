"""Our matcher beside Splink, on gold cards: each scorer with each way of grouping.

    KHALDUN_DATA=<folder> python benchmarks/splink_compare.py [--words]

Splink (Linacre and others 2022; MIT; no dependency of Khaldun) is the usual open tool for linking
records: a Fellegi-Sunter model, of which u comes from random pairs and m from EM, without labels.
Its columns are kind, days, place, numbers, sides and sources, with `--words` also the words, all of
which our scorer sees; its blocks are what a user would write. Its weights are brought to natural
logarithms; its time is that of learning too. Without labels it learns from the cards themselves, or
from the training cards, which are more. "labels" has m from the true groups of these very cards, in
its favour: the training cards have no groups.

Every cell stands at the threshold that is best for its pairwise F1 here, which nobody could have
known; "as shipped" is our matcher as it is. Connected components join whatever a chain of pairs
above the threshold joins; average link is `khaldun.fuse.groups`. The largest incident has nearly
half of the true pairs: the last column but one is the pairwise F1 without its cards.
"""

import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path
from typing import Any

from coreference import measures

from khaldun.cards import from_document
from khaldun.details import read_details
from khaldun.evaluate.fusion import CardKey, Groups, read_groups, report_of, score
from khaldun.faces.measuring import read_texts
from khaldun.fuse.blocks import pairs
from khaldun.fuse.decisions import root
from khaldun.fuse.groups import REFUSED, group
from khaldun.fuse.matcher import Matcher
from khaldun.fuse.meetings import TELLING_NUMBER
from khaldun.fuse.pairs import LIMIT
from khaldun.fuse.traits import Parties, Traits, observe
from khaldun.knowledge.roster import Roster
from khaldun.records import Account, Details, Report
from khaldun.settings import DATA_VARIABLE, data_folder

try:
    import pyarrow as pa
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on
    from splink import comparison_library as cl
    from splink.blocking_rule_library import CustomRule
except ImportError:
    sys.exit(f"{__doc__}\nSplink is not installed: pip install splink")

Scores = dict[tuple[str, str], float]
Grouping = Callable[["Cards", Scores, float], Sequence[Sequence[str]]]
_NEAR = "abs(l.first - r.first) <= 7 and l.voice <> r.voice"
#: Which pairs Splink scores.
BLOCKS = (
    f"l.kind = r.kind and l.country = r.country and {_NEAR}",
    f"l.cell = r.cell and {_NEAR}",
    "l.toll = r.toll and l.voice <> r.voice",
    "l.kind = r.kind and l.place = r.place and l.voice <> r.voice",
)
#: Pairs that are one incident for sure, from which Splink reckons how many pairs are.
SURE = "l.kind = r.kind and l.first = r.first and l.place = r.place and l.voice <> r.voice"
#: Where each cell's threshold is sought, in natural logarithms of odds.
THRESHOLDS = [number / 4 for number in range(-16, 61)]


@dataclass(frozen=True, slots=True)
class Cards:
    """Gold cards as accounts; `keys` has the card of each account's id."""

    keys: Mapping[str, CardKey]
    accounts: tuple[Account, ...]
    reports: Mapping[str, Report]

    @classmethod
    def read(cls, folder: Path, names: Sequence[str]) -> "Cards":
        """The cards of some files of a folder with `texts` and `meta.json`."""
        lines = [line for name in names for line in (folder / name).read_text("utf-8").splitlines()]
        documents = [json.loads(line) for line in lines]
        texts = read_texts(folder / "texts", (told["document"] for told in documents))
        meta = read_details(folder / "meta.json")
        keys: dict[str, CardKey] = {}
        accounts: list[Account] = []
        reports: dict[str, Report] = {}
        for told in documents:
            name = told["document"]
            report = report_of(name, texts[name], meta.get(name, Details()))
            reports[report.id] = report
            own = from_document(told, report)
            accounts += own
            keys |= {a.id: (name, c["id"]) for a, c in zip(own, told["incidents"], strict=True)}
        return cls(keys, tuple(accounts), reports)

    def groups(self, ids: Iterable[Sequence[str]]) -> Groups:
        """A grouping of accounts as one of cards."""
        return {"incidents": [{"cards": [self.keys[one] for one in own]} for own in ids]}


def rows(cards: Cards, parties: Parties, gold: Groups) -> list[dict[str, Any]]:
    """The accounts as rows for Splink; what is unknown is null."""
    incident = {
        tuple(key): str(number)
        for number, one in enumerate(gold["incidents"])
        for key in one["cards"]
    }
    traits = [observe(one, cards.reports[one.report], parties) for one in cards.accounts]
    ids = [account.id for account in cards.accounts]
    return [
        _row(one) | {"unique_id": name, "incident": incident.get(cards.keys[name])}
        for name, one in zip(ids, traits, strict=True)
    ]


def _row(one: Traits) -> dict[str, Any]:
    first, last = (one.days.first, one.days.last) if one.days else (None, None)
    spot = one.place if one.place and not one.regional else None
    return {
        "voice": "/".join(one.voice),
        "kind": one.kind,
        "first": first,
        "last": last,
        "week": first // 7 if first else None,
        "country": one.place.country if one.place else None,
        "place": " ".join(sorted(one.place.words if one.place else ())) or None,
        "lat": one.place.lat if one.place else None,
        "lon": one.place.lon if one.place else None,
        "cell": f"{spot.lat:.0f} {spot.lon:.0f}" if spot else None,
        "numbers": sorted(f"{n} {kind}" for kind, n in one.numbers) or None,
        "toll": max((n for _, n in one.numbers if n >= TELLING_NUMBER), default=None),
        "accused": sorted(one.by.keys) or None,
        "hit": sorted(one.against.keys) or None,
        "sources": sorted(one.sources) or None,
        "words": [word for word, _ in one.wording.weighed()] or None,
    }


def settings() -> SettingsCreator:
    """The model: what is compared, and which pairs are."""
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.ExactMatch("kind").configure(term_frequency_adjustments=True),
            cl.DistanceInKMAtThresholds("lat", "lon", [2, 10, 30, 100]),
            cl.ExactMatch("place").configure(term_frequency_adjustments=True),
            _days(),
            cl.ArrayIntersectAtSizes("numbers", [2, 1]),
            *(cl.ArrayIntersectAtSizes(name, [1]) for name in ("accused", "hit", "sources")),
            *([_words()] if "--words" in sys.argv else []),
        ],
        blocking_rules_to_generate_predictions=list(map(CustomRule, BLOCKS)),
    )


def _days() -> cl.CustomComparison:
    """The same days, some days in common, a day, a week, or more apart."""
    gap = "greatest(first_l, first_r) - least(last_l, last_r)"
    levels = [("same", "first_l = first_r and last_l = last_r"), ("common", f"{gap} <= 0")]
    levels += [("a day apart", f"{gap} <= 1"), ("a week apart", f"{gap} <= 7")]
    return _levels("days", "first_l is null or first_r is null", levels)


def _words() -> cl.CustomComparison:
    """The share of the fewer words that both hold."""
    shared = "len(list_intersect(words_l, words_r)) / least(len(words_l), len(words_r))"
    levels = [(f"{share} shared", f"{shared} >= {share}") for share in (0.6, 0.4, 0.25, 0.1)]
    return _levels("words", "words_l is null or words_r is null", levels)


def _levels(name: str, unknown: str, levels: Iterable[tuple[str, str]]) -> cl.CustomComparison:
    null = {"sql_condition": unknown, "label_for_charts": "unknown", "is_null_level": True}
    known = [{"sql_condition": sql, "label_for_charts": label} for label, sql in levels]
    rest = {"sql_condition": "ELSE", "label_for_charts": "else"}
    return cl.CustomComparison([null, *known, rest], output_column_name=name)


def splink_scores(
    table: Sequence[Mapping[str, Any]],
    *,
    learn_from: Sequence[Mapping[str, Any]] = (),
    labels: bool = False,
) -> Scores:
    """Splink's match weights of the pairs that its blocks propose.

    Args:
        table: what is scored.
        learn_from: what u and m are estimated on; empty for the table itself.
        labels: whether m comes from the column `incident`, and not from EM.
    """
    database = DuckDBAPI()
    linker = _linker(database, learn_from or table)
    train = linker.training
    train.estimate_probability_two_random_records_match([CustomRule(SURE)], recall=0.3)
    train.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
    if labels:
        train.estimate_m_from_label_column("incident")
    else:
        for rule in (block_on("kind", "week"), block_on("place"), block_on("toll")):
            train.estimate_parameters_using_expectation_maximisation(rule)
    if learn_from:
        linker = _linker(database, table, linker.misc.save_model_to_json())
    found = linker.inference.predict().as_record_list()
    return {
        (min(ids), max(ids)): row["match_weight"] * log(2)
        for row in found
        for ids in [(row["unique_id_l"], row["unique_id_r"])]
    }


def _linker(database: DuckDBAPI, table: Sequence[Mapping[str, Any]], model: Any = None) -> Linker:  # noqa: ANN401 - Splink's own JSON
    registered = database.register(pa.Table.from_pylist(list(table)))
    return Linker(registered, model or settings(), log_level=None)


def components(cards: Cards, scores: Scores, threshold: float) -> list[list[str]]:
    """What chains of pairs above the threshold hold together."""
    parent = {one.id: one.id for one in cards.accounts}
    for (left, right), points in scores.items():
        if points > threshold:
            parent[root(parent, left)] = root(parent, right)
    piles: defaultdict[str, list[str]] = defaultdict(list)
    for one in parent:
        piles[root(parent, one)].append(one)
    return list(piles.values())


def average_link(cards: Cards, scores: Scores, threshold: float) -> list[tuple[str, ...]]:
    """Our own grouping, of points counted from the threshold."""
    moved = {
        pair: points if points == REFUSED else max(-LIMIT, min(LIMIT, points - threshold))
        for pair, points in scores.items()
    }
    return group((one.id for one in cards.accounts), moved)


def main() -> None:
    """Print the table."""
    folder = data_folder()
    if folder is None:
        sys.exit(f"{__doc__}\nSet {DATA_VARIABLE}.")
    parties, gold = Parties(Roster.open()), read_groups(folder / "gold" / "dev.incidents.json")
    cards = Cards.read(folder / "gold", ("dev.jsonl", "seeds.jsonl"))
    table = rows(cards, parties, gold)
    training = rows(Cards.read(folder / "train", ("cards.jsonl",)), parties, {"incidents": []})
    home = {row["unique_id"]: row["incident"] for row in table}
    print(f"{'':29} at  pairwise P     R    F1     B3  without the largest      s")
    scorers: dict[str, Callable[[], Scores]] = {
        "khaldun": lambda: khaldun_scores(cards, parties),
        "splink, EM": lambda: splink_scores(table),
        "splink, EM, training cards": lambda: splink_scores(table, learn_from=training),
        "splink, labels": lambda: splink_scores(table, labels=True),
    }
    for name, scorer in scorers.items():
        start = time.perf_counter()
        scores = scorer()
        took = time.perf_counter() - start
        true = sum(home[one] == home[other] is not None for one, other in scores)
        print(f"{name:26}  {len(scores)} pairs, {true} of them true {took:25.2f}")
        if name == "khaldun":
            print(f"  {'average link, as shipped':24}", _line(cards, gold, scores, average_link, 0))
        for how, grouping in (("components", components), ("average link", average_link)):
            best = _best(cards, gold, scores, grouping)
            print(f"  {how:24}", _line(cards, gold, scores, grouping, best))


def khaldun_scores(cards: Cards, parties: Parties) -> Scores:
    """Our own points of the pairs that our blocks propose."""
    by_id = {account.id: account for account in cards.accounts}
    matcher = Matcher(by_id, cards.reports, parties)
    met = pairs(map(matcher.item, by_id), matcher.window)
    return {pair: matcher.score(*pair) for pair in met}


def _best(cards: Cards, gold: Groups, scores: Scores, grouping: Grouping) -> float:
    """The threshold of the highest pairwise F1."""

    def pairwise(threshold: float) -> float:
        groups = cards.groups(grouping(cards, scores, threshold))
        return score(cards.keys.values(), gold, groups)[1].f1

    return max(THRESHOLDS, key=pairwise)


def _line(cards: Cards, gold: Groups, scores: Scores, grouping: Grouping, at: float) -> str:
    start = time.perf_counter()
    found = cards.groups(grouping(cards, scores, at))
    took = time.perf_counter() - start
    b_cubed, pairwise = score(cards.keys.values(), gold, found)
    largest = max((one["cards"] for one in gold["incidents"]), key=len)
    rest = frozenset(cards.keys.values()) - frozenset(map(tuple, largest))
    (other, *_), _ = measures(rest, gold, found)
    shares = f"{pairwise.precision:.3f} {pairwise.recall:.3f} {pairwise.f1:.3f}"
    return f"{at:5.2f}       {shares}  {b_cubed.f1:.3f}           {other.f1:.3f}      {took:.3f}"


if __name__ == "__main__":
    main()
