"""Documents with their answers as the network takes them, and what it loses by its answers."""

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from khaldun.cards import Card
from khaldun.evaluate.names import Equivalences
from khaldun.read.features import KINDS, Node
from khaldun.read.inputs import Input
from khaldun.read.links import Links, Spot, link_places, link_roles, link_times
from khaldun.read.material import Material
from khaldun.read.network import Sort
from khaldun.read.pieces import WordPieces
from training.documents import DataSet, Document, DocumentReader
from training.labels import Labels
from training.network import Network, Read
from training.wear import draw_hidden, draw_losses

#: By what each head's loss is divided, so that none drowns the others: a document has some ten
#: sentences with 25 answers each, eight candidates, and pairs by the square of its nodes.
_KINDS, _FIGURES, _CARDS, _PAIRS, _DOUBT = 10.0, 4.0, 6.0, 2.0, 4.0
_SOURCES, _ROLES, _PHRASES = 3.0, 30.0, 6.0
#: The kinds of figures and of their accounts are learned as this much less than sure: a second
#: annotator would differ on some.
_SMOOTH = 0.05
#: How often a document is read without what the rules say of it while it is learned from.
_ALONE = 0.15


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A question with many answers: which pairs are right, and which questions have none."""

    right: Tensor
    none: Tensor


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A document to learn from: its answers, and its nodes and spots as the cards have them.

    `told` is 1.0 for each (sentence, kind) that a card tells, `asked` 0.0 where nobody knows;
    `same` for each two nodes whether they are of one card; `hedged` and `kinds` (of the card that
    has a candidate) are -1 where it is no figure. `sides` numbers the side that each pair of
    `parties` asks about, for each spot anew; `role` is what each is, -1 where two cards compete.
    """

    document: Document
    told: Tensor
    asked: Tensor
    figures: Tensor
    kinds: Tensor
    hedged: Tensor
    sources: Choice
    nodes: tuple[Node, ...]
    pairs: Tensor
    same: Tensor
    spots: tuple[Spot, ...]
    parties: Links
    sides: Tensor
    role: Tensor
    phrases: dict[Sort, tuple[Links, Choice]]

    @property
    def answers(self) -> Iterator[Tensor]:
        """Every answer, to tell one example from another."""
        yield from (self.told, self.asked, self.figures, self.kinds, self.hedged, self.same)
        yield from (self.sides, self.role, self.sources.right, self.sources.none, self.pairs)
        for _, choice in self.phrases.values():
            yield from (choice.right, choice.none)


class Workshop:
    """Makes examples of documents, and inputs of their texts."""

    def __init__(self, reader: DocumentReader, pieces: WordPieces) -> None:
        self._reader, self._pieces = reader, pieces
        self._names = Equivalences.open()
        self.tally: Counter[str] = Counter()

    def examples(self, names: Iterable[str], data: DataSet) -> Iterator[Example]:
        """The examples of these documents; `tally` counts what could not be aligned."""
        for name in names:
            document = self._reader.read(name, data.texts[name], data.details[name])
            if document is not None:
                yield self.example(document, data.cards[name])

    def example(self, document: Document, cards: Sequence[Card]) -> Example:
        """The example of one document with its cards."""
        material = document.material
        labels = Labels(material, cards, self._names, self.tally)
        told = torch.zeros(len(material.sentences), len(KINDS))
        asked = torch.ones_like(told)
        for spot in labels.spots:
            told[spot] = 1.0
        for spot in labels.unsure():
            asked[spot] = 0.0
        nodes, same = labels.nodes()
        owners = [labels.owners.get(number) for number in range(len(material.candidates))]
        given = self.encode(document)
        linked = given.sources.pairs.tolist()
        parties = link_roles(material, labels.spots)
        sides, role = _sides(labels, material, parties)
        return Example(
            document=document,
            told=told,
            asked=asked,
            figures=torch.tensor(labels.figures(), dtype=torch.long),
            kinds=torch.tensor([owner.kind if owner else -1 for owner in owners], dtype=torch.long),
            hedged=torch.tensor(
                [float(owner.claim.certainty == "hedged") if owner else -1.0 for owner in owners]
            ),
            sources=Choice(
                right=torch.tensor([labels.credited(*one) for one in linked], dtype=torch.bool),
                none=torch.tensor(
                    [bool(owner and not owner.claim.chain) for owner in owners], dtype=torch.bool
                ),
            ),
            nodes=tuple(nodes),
            pairs=torch.from_numpy(document.rows.pairs(nodes)),
            same=torch.tensor(same),
            spots=labels.spots,
            parties=parties,
            sides=torch.tensor(sides, dtype=torch.long),
            role=torch.tensor(role, dtype=torch.long),
            phrases=dict(self._phrases(labels, document)),
        )

    def encode(self, document: Document, chance: random.Random | None = None) -> Input:
        """A document's input; with `chance` some of its marks may be lost, some words hidden."""
        if chance is None:
            given = self._reader.prepare(document, self._pieces)
            assert given is not None, "a document has a sentence"
            return given
        lost = draw_losses(document.report.text, chance)
        given = self._reader.prepare(document, self._pieces, lost)
        if given is None:
            return self.encode(document)
        hidden = draw_hidden(given, chance)
        return replace(given, ids=np.where(hidden, self._pieces.hidden, given.ids))

    def _phrases(
        self, labels: Labels, document: Document
    ) -> Iterator[tuple[Sort, tuple[Links, Choice]]]:
        material, spots = document.material, labels.spots
        times, places = link_times(material, spots), link_places(material, spots)
        is_time = [labels.is_time(spots[s], material.times[p][1]) for s, p in times.pairs.tolist()]
        is_place = [
            labels.is_place(spots[s], material.places[p][1]) for s, p in places.pairs.tolist()
        ]
        yield "times", (times, _choice(is_time, [labels.has_none(s, "when") for s in spots]))
        yield "places", (places, _choice(is_place, [labels.has_none(s, "where") for s in spots]))


def _sides(labels: Labels, material: Material, parties: Links) -> tuple[list[int], list[int]]:
    """The number of the side of each pair, and the role of each side; -1 where nobody knows."""
    numbers: dict[tuple[int, str], int] = {}
    sides: list[int] = []
    roles: list[int] = []
    for asked, answer in parties.pairs.tolist():
        name = material.mentions[answer].name
        number = numbers.setdefault((asked, material.sides.of(name)), len(numbers))
        role = labels.role(labels.spots[asked], name)
        sides.append(number)
        if number == len(roles):
            roles.append(-1 if role is None else role)
        elif role:
            # A side is what any of its names is.
            roles[number] = roles[number] or role
    return sides, roles


def _choice(right: Sequence[bool], none: Sequence[bool]) -> Choice:
    return Choice(
        right=torch.tensor(right, dtype=torch.bool), none=torch.tensor(none, dtype=torch.bool)
    )


def losses(
    network: Network, given: Input, example: Example, chance: random.Random | None = None
) -> dict[str, Tensor]:
    """What each head loses on an example; heads that are asked nothing there are left out.

    With `chance` the rules' answers may be kept from the network.
    """
    alone = chance is not None and chance.random() < _ALONE
    read = network(given, rules=0.0 if alone else 1.0)
    found = {"kinds": _told(read.kinds, example.told, example.asked) / _KINDS}
    if len(example.figures):
        found |= _counted(read, given, example)
    if len(example.same):
        alike = network.compare(read, example.nodes, example.pairs)
        found["pairs"] = _told(alike, example.same) / len(example.same) ** 0.5 / _PAIRS
    if bool((example.role >= 0).any()):
        roles = network.roles(read, given, example.spots, example.parties)
        found["roles"] = parted(roles, example.sides, example.role) / _ROLES
    for sort, (asked, choice) in example.phrases.items():
        if len(asked.pairs):
            none, each = network.phrases(read, given, sort, example.spots, asked)
            lost = _chosen(none, each, asked, choice)
            found |= {sort: lost / _PHRASES} if lost is not None else {}
    return found


def parted(logits: Tensor, sides: Tensor, role: Tensor) -> Tensor:
    """What is lost on roles: one mention is enough to show what a side is, none may show another.

    `Answers.roles` puts the mentions of a side together in the same way.
    """
    log = torch.log_softmax(logits, 1)
    asked = role[sides]
    known, right = asked >= 0, asked.clamp(min=0)
    chance = log.gather(1, right[:, None])[:, 0]
    allowed = torch.where(right > 0, torch.logaddexp(log[:, 0], chance), chance)
    missed = torch.log1p(-chance.exp().clamp(max=1 - 1e-6))
    shown = -torch.expm1(torch.zeros(len(role)).index_add(0, sides, missed))
    return -allowed[known].sum() - shown[role > 0].clamp(min=1e-6).log().sum()


def _counted(read: Read, given: Input, example: Example) -> dict[str, Tensor]:
    """What is lost on candidates."""
    wrong = functional.cross_entropy(
        read.figures, example.figures, reduction="sum", label_smoothing=_SMOOTH
    )
    found = {"figures": wrong / _FIGURES}
    owned = example.kinds >= 0
    if bool(owned.any()):
        wrong = functional.cross_entropy(
            read.cards[owned], example.kinds[owned], reduction="sum", label_smoothing=_SMOOTH
        )
        found["cards"] = wrong / _CARDS
        found["hedged"] = _told(read.hedged[owned], example.hedged[owned]) / _DOUBT
    if len(given.sources.pairs):
        lost = _chosen(read.own, read.sources, given.sources, example.sources)
        found |= {"sources": lost / _SOURCES} if lost is not None else {}
    return found


def _told(logits: Tensor, told: Tensor, asked: Tensor | None = None) -> Tensor:
    return functional.binary_cross_entropy_with_logits(logits, told, weight=asked, reduction="sum")


def _chosen(none: Tensor, each: Tensor, asked: Links, choice: Choice) -> Tensor | None:
    """What is lost by not giving all the probability to right answers; None if there are none."""
    question = torch.from_numpy(asked.pairs)[:, 0][choice.right]
    right = torch.zeros(len(none)).index_add(0, question, each[choice.right].exp())
    right = right + choice.none * none.exp()
    answered = torch.zeros(len(none)).index_add(0, question, torch.ones(len(question)))
    known = (answered > 0) | choice.none
    if not bool(known.any()):
        return None
    return -right[known].clamp(min=1e-6).log().sum()
