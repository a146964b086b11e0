"""How accounts are grouped far from their ground: gold mentions of ECB+, news of all sorts.

    python benchmarks/ecbplus.py FOLDER [--part train]

ECB+ (Cybulska and Vossen 2014; CC BY 3.0) marks in news on trials, sports, films, earthquakes and
some shootings which words tell of one event, in one report and over several. FOLDER holds it as
`ECB_Dev_corpus.txt` (document, sentence, token, word, chain), `ECB_Dev_Event_gold_mentions.json`
and `ECB_Dev_Entity_gold_mentions.json`. Nothing that groups accounts was set on it, dev or train.

Each mention becomes an account: its words and its sentence are the evidence, the clue of the
codebook on its words is the kind (else "other"). ECB+ does not say which time, place and
participants belong to which mention, so they are those marked in its sentence: the time and place
nearest to it, resolved as those of any report are; participants before it did it, those after it
suffered it. Chains of entities are not looked at. Hardly a report states its day, so "on Tuesday"
is mostly no day at all; figures are not marked.

Two tasks: `mentions`, which is the usual one; and `told once`, where what a report tells of one
event, by the gold chains, is one account, as a reader would hand it over. Khaldun's matcher rules
out two accounts of one voice of one report; in the first task each mention is a voice of its own,
so that it may. The lemma baseline joins what has the same stem of its head within a topic or within
a subtopic (the two events of a topic, told apart by the file's name); Khaldun is told of neither
and gets all topics at once. Each is scored on all, and on those with an incident kind of the
codebook.
"""

import argparse
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path

from coreference import measures
from ecbplus_data import PARTS, Document, Item, items, read_documents

from khaldun.evaluate.fusion import CardKey, Groups
from khaldun.fuse.blocks import pairs
from khaldun.fuse.incidents import fuse
from khaldun.fuse.matcher import Matcher
from khaldun.fuse.traits import Parties
from khaldun.knowledge.roster import Roster
from khaldun.read.clues import find_clues
from khaldun.read.places import Places
from khaldun.read.times import find_times
from khaldun.records import (
    Account,
    ActorRef,
    Claim,
    Gap,
    IncidentKind,
    PlacePhrase,
    Report,
    Span,
    TimePhrase,
)
from khaldun.resolve.account import resolve
from khaldun.settings import Settings
from khaldun.text import Sentence, words
from khaldun.tools import Tools, build_tools

_GAPS = tuple(Gap(role=role, reason="not resolved yet") for role in ("when", "where"))


class Telling:
    """Makes accounts of items, as a reader would that finds what is marked."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._places = Places(tools.codebook, tools.gazetteer)

    def accounts(self, document: Document, told: Sequence[Item]) -> tuple[Account, ...]:
        """The accounts of one document's items, in their order."""
        drafts = [self._draft(document, item) for item in told]
        tools = self._tools
        return resolve(document.report, drafts, gazetteer=tools.gazetteer, roster=tools.roster)

    def _kind(self, item: Item) -> IncidentKind:
        """The kind of the first clue on the words of a mention, sure ones first."""
        clues = [
            clue
            for one in item.mentions
            for clue in find_clues(one.span.text, 0, len(one.span.text), self._tools.codebook)
        ]
        return min(clues, key=lambda clue: not clue.sure).kind if clues else "other"

    def _draft(self, document: Document, item: Item) -> Account:
        kind, where = self._kind(item), self._where(document, item)
        spans = [span for one in item.mentions for span in (one.span, one.sentence)]
        evidence = tuple(dict.fromkeys(spans))
        identity = Account.make_id(document.report.id, item.voice, kind, evidence, where)
        before, after = _participants(document, item)
        accused = (
            Claim.make(account=identity, span=actor.words, actor=actor, rule="gold")
            for actor in before
        )
        return Account(
            id=identity,
            report=document.report.id,
            voice=item.voice,
            kind=kind,
            status="happened",
            evidence=evidence,
            claims=tuple(accused),
            against=tuple(after),
            when_phrase=_when(document, item),
            where_phrase=where,
            gaps=_GAPS,
        )

    def _where(self, document: Document, item: Item) -> PlacePhrase | None:
        """The nearest marked place that holds a name which the grammar of places knows."""
        report = document.report
        for mention in item.mentions:
            for entity in document.beside(mention, "LOC"):
                start, end = entity.span.start, entity.span.end
                told = Sentence(start, end, tuple(words(report.text, start, end)))
                for phrase in self._places.find(report, told, []):
                    return phrase
        return None


def _when(document: Document, item: Item) -> TimePhrase | None:
    """The nearest marked time of which the grammar of times makes something."""
    for mention in item.mentions:
        for entity in document.beside(mention, "TIM"):
            for phrase in find_times(document.report.text, entity.span.start, entity.span.end):
                return replace(phrase, saying=False)
    return None


def _participants(document: Document, item: Item) -> tuple[list[ActorRef], list[ActorRef]]:
    before, after = dict[Span, ActorRef](), dict[Span, ActorRef]()
    for mention in item.mentions:
        for entity in document.beside(mention, "HUM"):
            side = before if entity.span.start < mention.span.start else after
            side[entity.span] = ActorRef(words=entity.span, name=entity.span.text)
    return list(before.values()), list(after.values())


def grouped(told: Iterable[Item], by: Callable[[Item], Hashable]) -> Groups:
    """Items of equal value together."""
    piles: defaultdict[Hashable, list[CardKey]] = defaultdict(list)
    for item in told:
        piles[by(item)].append(item.key)
    return {"incidents": [{"cards": pile} for pile in piles.values()]}


def topic(item: Item) -> str:
    """The topic of a document: what its name begins with."""
    return item.key[0].partition("_")[0]


def subtopic(item: Item) -> tuple[str, bool]:
    """The topic's event: that of the first corpus, or the one added as "plus"."""
    return topic(item), item.key[0].endswith("plus")


def fused(
    accounts: Mapping[CardKey, Account], reports: Mapping[str, Report], roster: Roster
) -> Groups:
    """The items as our matcher groups their accounts."""
    keys = {account.id: key for key, account in accounts.items()}
    incidents = fuse(list(accounts.values()), reports, roster=roster)
    return {"incidents": [{"cards": [keys[a] for a in one.accounts]} for one in incidents]}


def known(accounts: Mapping[CardKey, Account], reports: Mapping[str, Report], gold: Groups) -> str:
    """How much the matcher is told, and how many of the true pairs it looks at, in words."""
    told = sorted(accounts.values(), key=lambda account: account.id)
    dated, placed = (sum(bool(getattr(a, role)) for a in told) for role in ("when", "where"))
    matcher = Matcher({one.id: one for one in told}, reports, Parties(Roster.open()))
    met = set(map(frozenset, pairs((matcher.item(one.id) for one in told), matcher.window)))
    true = [
        frozenset((accounts[one].id, accounts[other].id))
        for group in gold["incidents"]
        for one, other in combinations(group["cards"], 2)
        if one[0] != other[0]
    ]
    shares = f"{dated / len(told):.0%} with a day, {placed / len(told):.0%} with a place"
    compared = sum(pair in met for pair in true)
    return f"{len(told)} accounts, {shares}; of {len(true)} true pairs {compared} are compared"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--part", choices=PARTS, default="dev")
    options = parser.parse_args()
    tools = build_tools(Settings(reader="rules"))
    telling = Telling(tools)
    try:
        documents = read_documents(options.folder, options.part)
    except FileNotFoundError as missing:
        parser.error(f"{missing.filename}: no such file; --help says which three FOLDER holds")
    reports = {document.report.id: document.report for document in documents}
    for task in ("mentions", "told once"):
        read = list(items(documents, once=task == "told once"))
        told = [item for _, own in read for item in own]
        accounts = {
            item.key: account
            for document, own in read
            for item, account in zip(own, telling.accounts(document, own), strict=True)
        }
        gold = grouped(told, lambda item: item.chain)
        systems = {
            "each alone": grouped(told, lambda item: item.key),
            "lemma, topic": grouped(told, lambda item: (item.lemma, topic(item))),
            "lemma, subtopic": grouped(told, lambda item: (item.lemma, subtopic(item))),
            "khaldun": fused(accounts, reports, tools.roster),
        }
        print(f"{task}: {known(accounts, reports, gold)}")
        _print("all", told, gold, systems)
        kinds = [item for item in told if accounts[item.key].kind != "other"]
        _print("incident kinds", kinds, gold, systems)


def _print(title: str, chosen: Sequence[Item], gold: Groups, systems: Mapping[str, Groups]) -> None:
    print(f"  {f'{title} ({len(chosen)})':32}  pairwise P     R    F1    MUC     B3  CEAFe  CoNLL")
    for name, groups in systems.items():
        (pairwise, *others), conll = measures((item.key for item in chosen), gold, groups)
        shares = f"{pairwise.precision:.3f} {pairwise.recall:.3f} {pairwise.f1:.3f}"
        print(f"    {name:38}", shares, *(f"{one.f1:6.3f}" for one in others), f" {conll:.3f}")


if __name__ == "__main__":
    main()
