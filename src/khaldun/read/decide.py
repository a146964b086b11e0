"""From what the network makes of a material to drafts: what is told, what belongs together.

Nodes are the sentences that tell of a kind of incident and the candidates that are figures. Nodes
of one incident become one draft; its time, place, parties and sources are chosen among what the
grammars found. Every value says by which head it was chosen, and how sure that head was.
"""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from khaldun.knowledge.codebook import Codebook
from khaldun.read import features
from khaldun.read.blame import Blame
from khaldun.read.clues import find_status
from khaldun.read.cluster import cluster
from khaldun.read.drafts import FEW, Draft, Statement, without_restatements
from khaldun.read.features import KINDS, Features, Node
from khaldun.read.inputs import Floats, table
from khaldun.read.links import ROLES, Links, Spot, link_places, link_roles, link_times
from khaldun.read.material import Candidate, Material, Mention
from khaldun.read.network import Network, Reading, Sort
from khaldun.read.told import SPANS, find_evidence, fold_name, moment
from khaldun.records import (
    FIGURE_KINDS,
    ActorRef,
    Figure,
    FigureKind,
    PlacePhrase,
    Source,
    Span,
    Status,
    TimePhrase,
)

#: How far before a party a word of doubt may stand, in characters.
_LOOK = 40
#: So many nodes are compared with each other; of a longer text one stretch after another. No report
#: of the training set has a third of it.
_MOST = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """From where on a sentence tells, a candidate counts, two groups are one, a party is one.

    All but `same`, a mean of logits, are probabilities. `docs/benchmarks.md` says on what they
    were set.
    """

    kind: float = 0.5
    figure: float = 0.3
    same: float = 0.5
    role: float = 0.5


class Decider:
    """Decides on one material."""

    def __init__(
        self,
        network: Network,
        reading: Reading,
        material: Material,
        rows: Features,
        codebook: Codebook,
    ) -> None:
        self._network, self._reading = network, reading
        self._material, self._rows, self._codebook = material, rows, codebook

    def drafts(self, limits: Limits) -> list[Draft]:
        """The incidents that the material tells of."""
        nodes = [*self._tellings(limits.kind), *self._figures(limits.figure)]
        nodes.sort(key=lambda node: node.sentence)
        return [
            self._draft(group, limits)
            for low in range(0, len(nodes), _MOST)
            for group in self._groups(nodes[low : low + _MOST], limits.same)
        ]

    def _groups(self, nodes: Sequence[Node], limit: float) -> list[list[Node]]:
        pairs = table(self._rows.pairs(nodes), features.PAIR)
        alike = self._network.compare(self._reading, nodes, pairs)
        return [[nodes[number] for number in group] for group in cluster(len(nodes), alike, limit)]

    def _tellings(self, limit: float) -> list[Node]:
        told = np.argwhere(self._reading.kinds > limit).tolist()
        return [Node(sentence, kind) for sentence, kind in told]

    def _figures(self, limit: float) -> list[Node]:
        """The candidates that are figures.

        Of a count that is told again and again, each mention may be doubtful: then the likeliest
        is taken where all together are likely.
        """
        same: dict[Hashable, list[int]] = defaultdict(list)
        for number, candidate in enumerate(self._material.candidates):
            same[self._restated(number, candidate)].append(number)
        chosen: list[int] = []
        for numbers in same.values():
            chance = {number: 1 - float(self._reading.figures[number, 0]) for number in numbers}
            sure = [number for number in numbers if chance[number] > limit]
            if not sure and sum(chance.values()) > limit + 0.1:
                sure = [max(numbers, key=lambda number: chance[number])]
            chosen += sure
        cards = self._reading.cards.argmax(1) if chosen else []
        candidates = self._material.candidates
        return [Node(candidates[n].sentence, int(cards[n]), n) for n in sorted(chosen)]

    def _restated(self, number: int, candidate: Candidate) -> Hashable:
        quantity = candidate.quantity
        if quantity.low is not None and quantity.low == quantity.high and quantity.low <= FEW:
            return number
        return (quantity.low, quantity.high, quantity.vague, self._figure_kind(number))

    def _figure_kind(self, number: int) -> FigureKind:
        return FIGURE_KINDS[int(self._reading.figures[number, 1:].argmax())]

    def _draft(self, nodes: Sequence[Node], limits: Limits) -> Draft:
        reading = self._reading
        votes = np.zeros(len(KINDS))
        for node in nodes:
            if node.candidate is None:
                votes[node.kind] += reading.kinds[node.sentence, node.kind]
            else:
                votes += reading.cards[node.candidate]
        best = int(votes.argmax())
        told = [node for node in nodes if node.candidate is None]
        spots = sorted({(n.sentence, n.kind) for n in told} or {(n.sentence, best) for n in nodes})
        spots.sort(key=lambda spot: -reading.kinds[spot])
        by, against = self._parties(spots, limits.role)
        when, how_when = self._time(spots)
        where, how_where = self._place(spots)
        counted = sorted(
            (node.candidate for node in nodes if node.candidate is not None),
            key=lambda number: reading.figures[number, 0],
        )
        status = self._status(spots)
        return Draft(
            kind=KINDS[best],
            status=status,
            evidence=tuple(dict.fromkeys(self._evidence(spot) for spot in spots))[:SPANS],
            occurrence=self._occurrence(spots[0], status),
            figures=without_restatements(self._statement(number) for number in counted),
            by=by,
            against=[actor for actor, _ in against],
            when=when,
            where=where,
            reasons=(
                ("kind", f"kind {votes[best] / len(nodes):.2f}"),
                *((("when", how_when),) if when else ()),
                *((("where", how_where),) if where else ()),
                *((f"against {actor.name}", rule) for actor, rule in against),
            ),
        )

    def _clue(self, spot: Spot) -> tuple[int, int]:
        """The words of a sentence that tell of the kind, or else the whole sentence."""
        telling = self._material.sentences[spot[0]]
        kind = KINDS[spot[1]]
        clues = [clue for clue in telling.clues if clue.kind == kind] or telling.clues
        first = next(iter(clues), None)
        return (first.start, first.end) if first else (telling.sentence.start, telling.sentence.end)

    def _evidence(self, spot: Spot) -> Span:
        sentence = self._material.sentences[spot[0]].sentence
        return find_evidence(self._material.report, sentence, *self._clue(spot))

    def _occurrence(self, spot: Spot, status: Status) -> Statement:
        start, end = self._clue(spot)
        return Statement(
            span=self._material.report.span(start, end),
            chain=self._material.sentences[spot[0]].credit(start),
            certainty="denied" if status == "denied" else "asserted",
            rule=f"kind {self._reading.kinds[spot]:.2f}",
        )

    def _status(self, spots: Sequence[Spot]) -> Status:
        """By the words before the clue of the surest sentence."""
        sentence, kind = spots[0]
        telling = self._material.sentences[sentence]
        clue = next((one for one in telling.clues if one.kind == KINDS[kind]), None)
        if clue is None:
            return "happened"
        return find_status(self._material.report.text, clue, telling.sentence.start, self._codebook)

    def _statement(self, number: int) -> Statement:
        reading, candidate = self._reading, self._material.candidates[number]
        quantity, kind = candidate.quantity, self._figure_kind(number)
        chain, sure = self._chain(number)
        chance = float(reading.figures[number, 1 + FIGURE_KINDS.index(kind)])
        return Statement(
            span=self._material.report.span(quantity.start, candidate.end),
            chain=chain,
            certainty="hedged" if reading.hedged[number] > 0.5 else "asserted",
            rule=f"figure {chance:.2f}, source {sure:.2f}",
            figure=Figure(
                kind=kind,
                of=quantity.counted or ("part of them" if candidate.part else "people"),
                low=quantity.low,
                high=quantity.high,
                approx=quantity.approx,
                vague=quantity.vague,
            ),
        )

    def _chain(self, number: int) -> tuple[tuple[Source, ...], float]:
        """Who says a figure, and how sure that is; credits of one origin stand together."""
        chance: dict[str, float] = defaultdict(float)
        best: dict[str, tuple[float, int]] = {}
        for (asked, answer), share in zip(
            self._reading.given.sources.pairs, self._reading.sources, strict=True
        ):
            if asked == number:
                origin = self._material.credits[answer][1].chain[-1].name
                chance[origin] += float(share)
                best[origin] = max(best.get(origin, (0.0, 0)), (float(share), answer))
        own = float(self._reading.own[number])
        most = max(chance, key=lambda name: chance[name], default=None)
        if most is None or own >= chance[most]:
            return (), own
        return self._material.credits[best[most][1]][1].chain, chance[most]

    def _parties(
        self, spots: Sequence[Spot], limit: float
    ) -> tuple[list[Blame], list[tuple[ActorRef, str]]]:
        """Who did it or is said not to have, and who was hit; the surest first.

        Of one side the surest name stands, in one role; a denial stands beside an accusation.
        """
        asked = link_roles(self._material, spots)
        most: dict[int, Floats] = {}
        for (_, answer), row in zip(
            asked.pairs, self._network.roles(self._reading, spots, asked), strict=True
        ):
            most[answer] = np.maximum(most[answer], row) if answer in most else row
        by: list[Blame] = []
        against: list[tuple[ActorRef, str]] = []
        taken: set[tuple[str, bool]] = set()
        for answer, row in sorted(most.items(), key=lambda item: -item[1][1:].max()):
            role = ROLES[1 + int(row[1:].argmax())]
            mention = self._material.mentions[answer]
            chance = float(row[1:].max())
            side = self._material.sides.of(mention.name), role == "denied"
            if chance <= limit or side in taken:
                continue
            taken.add(side)
            if role == "against":
                against.append((self._actor(mention), f"party {chance:.2f}"))
            else:
                by.append(self._blame(mention, chance, denied=role == "denied"))
        return by, against

    def _actor(self, mention: Mention) -> ActorRef:
        words = self._material.report.span(mention.start, mention.end)
        return ActorRef(words=words, name=mention.name, actor=mention.party)

    def _blame(self, mention: Mention, chance: float, *, denied: bool) -> Blame:
        telling = self._material.sentences[mention.sentence]
        low = max(telling.sentence.start, mention.start - _LOOK)
        doubt = self._codebook.hedging.search(self._material.report.text, low, mention.end)
        return Blame(
            self._actor(mention),
            telling.credit(mention.start),
            "denied" if denied else "hedged" if doubt else "asserted",
            f"party {chance:.2f}",
        )

    def _time(self, spots: Sequence[Spot]) -> tuple[TimePhrase | None, str]:
        asked = link_times(self._material, spots)
        keys = [moment(phrase) for _, phrase in self._material.times]
        best, sure = self._phrase("times", spots, asked, keys)
        return None if best is None else self._material.times[best][1], f"time {sure:.2f}"

    def _place(self, spots: Sequence[Spot]) -> tuple[PlacePhrase | None, str]:
        asked = link_places(self._material, spots)
        keys = [fold_name(phrase.name) for _, phrase in self._material.places]
        best, sure = self._phrase("places", spots, asked, keys)
        return None if best is None else self._material.places[best][1], f"place {sure:.2f}"

    def _phrase(
        self, sort: Sort, spots: Sequence[Spot], asked: Links, keys: Sequence[Hashable]
    ) -> tuple[int | None, float]:
        """The likeliest phrase over all spots, by number, and its share; one key is one answer."""
        none, shares = self._network.phrases(self._reading, sort, spots, asked)
        chance: dict[Hashable, float] = defaultdict(float)
        best: dict[Hashable, tuple[float, int]] = {}
        for (_, answer), share in zip(asked.pairs, shares, strict=True):
            key = keys[answer]
            chance[key] += float(share)
            best[key] = max(best.get(key, (0.0, 0)), (float(share), -answer))
        key = max(chance, key=lambda one: chance[one], default=None)
        if key is None or float(none.sum()) >= chance[key]:
            return None, float(none.mean())
        return -best[key][1], chance[key] / len(spots)

