"""ECB+ as its files have it: mentions of events and entities in reports, and what is grouped."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

from khaldun.evaluate.fusion import CardKey, report_of
from khaldun.records import ARTICLE, Details, Report, Span
from khaldun.resolve.when import reporting_day

PARTS = {"dev": "ECB_Dev", "train": "ECB_Train"}
_PARTICLES = frozenset("in into out up off over on to down away back from for with by of".split())
#: Forms that no ending gives away.
_FORMS = dict(
    pair.split(":")
    for pair in """said:say told:tell shot:shoot won:win found:find held:hold made:make left:leave
    lost:lose led:lead fled:flee struck:strike stole:steal broke:break took:take taken:take
    gave:give given:give went:go gone:go came:come began:begin fought:fight caught:catch
    bought:buy sold:sell threw:throw thrown:throw fell:fall fallen:fall rose:rise spoke:speak
    wrote:write knew:know saw:see seen:see got:get beaten:beat stolen:steal broken:break""".split()
)
_ENDING = re.compile(r"(?<=[a-z]{2})(?:'s|s'|ing|e?d|e?s)$")


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of a sentence that tell of one event, or name a time, a place or participants."""

    chain: str
    kind: str
    span: Span
    sentence: Span


@dataclass(slots=True)
class Document:
    """A report with its mentions, in order."""

    report: Report
    events: list[Mention] = field(default_factory=list)
    entities: list[Mention] = field(default_factory=list)

    def beside(self, event: Mention, kind: str) -> list[Mention]:
        """The entities of a kind in the event's sentence, the nearest first."""
        found = [e for e in self.entities if e.sentence == event.sentence and e.kind == kind]
        return sorted(found, key=lambda one: abs(one.span.start - event.span.start))


@dataclass(frozen=True, slots=True)
class Item:
    """What is grouped: one event of one report by one mention, or by all that the report has."""

    key: CardKey
    chain: str
    voice: str
    mentions: tuple[Mention, ...]

    @property
    def lemma(self) -> str:
        """The commonest stem of its heads; of equals the first."""
        return Counter(lemma(one.span.text) for one in self.mentions).most_common(1)[0][0]


def read_documents(folder: Path, part: str) -> list[Document]:
    """The documents of a part that have an event, in the order of the file.

    Raises:
        OSError: a file of the three is missing.
    """
    stem = PARTS[part]
    corpus = (folder / f"{stem}_corpus.txt").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in corpus if line.strip()]
    texts = {name: _laid_out(list(own)) for name, own in groupby(rows, key=lambda row: row[0])}
    documents = {name: Document(_report(name, text)) for name, (text, _) in texts.items()}
    for what in ("Event", "Entity"):
        marked = json.loads((folder / f"{stem}_{what}_gold_mentions.json").read_text("utf-8"))
        for one in marked:
            document, (_, places) = documents[one["doc_id"]], texts[one["doc_id"]]
            mention = _mention(one, document.report, places)
            (document.events if what == "Event" else document.entities).append(mention)
    return [document for document in documents.values() if document.events]


def _laid_out(rows: Sequence[Sequence[str]]) -> tuple[str, dict[str, dict[int, tuple[int, int]]]]:
    """The text, a sentence a line, and where each token of each sentence stands in it."""
    text, places = "", defaultdict[str, dict[int, tuple[int, int]]](dict)
    for sentence, tokens in groupby(rows, key=lambda row: row[1]):
        text += "\n" if text else ""
        for number, row in enumerate(tokens):
            text += " " if number else ""
            places[sentence][int(row[2])] = len(text), len(text) + len(row[3])
            text += row[3]
    return text, places


def _report(name: str, text: str) -> Report:
    day = reporting_day(report_of(name, text, Details()))
    return report_of(name, text, Details(publisher=name, published=day.latest if day else None))


def _mention(
    one: Mapping[str, Any], report: Report, places: Mapping[str, Mapping[int, tuple[int, int]]]
) -> Mention:
    """A mention; one in pieces ("checked … in") stands from its first token to its last."""
    tokens = places[str(one["sent_id"])]
    own = [tokens[number] for number in one["tokens_number"]]
    return Mention(
        chain=one["coref_chain"],
        kind=one["mention_type"],
        span=report.span(min(own)[0], max(own)[1]),
        sentence=report.span(min(tokens.values())[0], max(tokens.values())[1]),
    )


def lemma(phrase: str) -> str:
    """The stem of a phrase's head: its last word but for particles, lower, without endings."""
    told = phrase.lower().split()
    while len(told) > 1 and told[-1] in _PARTICLES:
        told.pop()
    form = _FORMS.get(told[-1], told[-1])
    stem = _ENDING.sub("", form).removesuffix("e")
    # "Stopped" has a letter more than "stop", "dies" and "dying" have others than "die".
    stem = stem[:-1] if stem[-2:-1] == stem[-1:] else stem
    return stem[:-1] + "i" if stem.endswith("y") else stem


def items(documents: Iterable[Document], *, once: bool) -> Iterator[tuple[Document, list[Item]]]:
    """What is to be grouped of each document: its mentions, or its chains."""
    for document in documents:
        piles: defaultdict[Hashable, list[Mention]] = defaultdict(list)
        for number, mention in enumerate(document.events):
            piles[mention.chain if once else number].append(mention)
        told = []
        for number, pile in enumerate(piles.values()):
            key = document.report.name, f"m{number}"
            told.append(Item(key, pile[0].chain, ARTICLE if once else key[1], tuple(pile)))
        yield document, told
