"""From what the network makes of a material to drafts: what is told, what belongs together.

Nodes are the sentences that tell of a kind of incident and the candidates that are figures. Nodes
of one incident become one draft; its time, place, parties and sources are chosen among what the
grammars found. Every value says by which head it was chosen, and how sure that head was.
"""

from collections import defaultdict
from collections.abc import Hashable, Sequence

import numpy as np

from khaldun.knowledge.codebook import Codebook
from khaldun.read.answers import Answers
from khaldun.read.blame import Blame
from khaldun.read.choice import HARMED
from khaldun.read.clues import find_status
from khaldun.read.cluster import Group, cluster
from khaldun.read.counts import Counts
from khaldun.read.drafts import Draft, Statement
from khaldun.read.features import KINDS, Features, Node
from khaldun.read.limits import Limits
from khaldun.read.links import Spot
from khaldun.read.material import Material, Mention
from khaldun.read.network import Network, Reading
from khaldun.read.nouns import counted_noun
from khaldun.read.tellings import is_doubted
from khaldun.read.told import SPANS, find_evidence, lent_place, lent_time
from khaldun.records import (
    Account,
    ActorRef,
    Figure,
    Source,
    Span,
    Status,
)

#: How far before a party a word of doubt may stand, in characters.
_LOOK = 40
#: So many nodes are compared with each other; of a longer text one stretch after another. No report
#: of the training set has a third of it.
_MOST = 300

#: An explosion is a bombing of which no more is known.
_BLASTS = {KINDS.index("explosion"): KINDS.index("bombing")}


class Decider:
    """Decides on one material."""

    def __init__(
        self,
        network: Network,
        reading: Reading,
        material: Material,
        rows: Features,
        codebook: Codebook,
        limits: Limits,
    ) -> None:
        self._network, self._reading, self._limits = network, reading, limits
        self._material, self._rows, self._codebook = material, rows, codebook
        self._counts = Counts(reading, material, codebook, limits.figure)
        # What the rules read as a denial is never told as an accusation.
        self._denying = {
            claim.actor.words.start
            for account in material.accounts
            for claim in account.by
            if claim.actor and claim.certainty == "denied"
        }

    def drafts(self) -> list[Draft]:
        """The incidents that the material tells of."""
        nodes = [*self._tellings(), *self._figures()]
        nodes.sort(key=lambda node: node.sentence)
        groups = [
            self._group(group)
            for low in range(0, len(nodes), _MOST)
            for group in self._cut(nodes[low : low + _MOST])
        ]
        spots = sorted({spot for group in groups for spot in group.spots})
        if not spots:
            return []
        answers = Answers(self._network, self._reading, self._material, spots)
        joined = self._joined(groups, answers)
        return [self._draft(group, answers) for group in joined if self._is_told(group)]

    def _is_told(self, group: Group) -> bool:
        """Whether a group is an incident; one that counts nobody harmed is mostly background."""
        kinds = {self._counts.kind(number) for number in group.counted}
        limit = self._limits.kind if kinds else self._limits.sure
        return not kinds.isdisjoint(HARMED) or self._reading.kinds[group.spots[0]] > limit

    def _cut(self, nodes: Sequence[Node]) -> list[list[Node]]:
        alike = self._network.compare(self._reading, nodes, self._rows.pairs(nodes))
        groups = cluster(len(nodes), alike, self._limits.same)
        return [[nodes[number] for number in group] for group in groups]

    def _group(self, nodes: Sequence[Node]) -> Group:
        reading = self._reading
        votes = np.zeros(len(KINDS))
        for node in nodes:
            if node.candidate is None:
                votes[node.kind] += reading.kinds[node.sentence, node.kind]
            else:
                votes += reading.cards[node.candidate]
        kind = int(votes.argmax())
        told = {(node.sentence, node.kind) for node in nodes if node.candidate is None}
        spots = told or {(node.sentence, kind) for node in nodes}
        counted = (node.candidate for node in nodes if node.candidate is not None)
        return Group(
            nodes=tuple(nodes),
            kind=kind,
            sure=float(votes[kind]) / len(nodes),
            spots=tuple(sorted(spots, key=lambda spot: (-reading.kinds[spot], spot))),
            counted=tuple(sorted(counted, key=lambda number: reading.figures[number, 0])),
        )

    def _joined(self, groups: Sequence[Group], answers: Answers) -> list[Group]:
        """Groups of one kind, place and day are one incident, unless both count something.

        A bombing and an explosion are one also then: the blast told before its cause was known.
        """
        kept: dict[int, Group] = {}
        days: dict[int, Hashable] = {}
        near: dict[tuple[int, Hashable], list[int]] = defaultdict(list)
        for number, group in enumerate(groups):
            where, when = answers.spot(group.spots), answers.day(group.spots)
            here = [] if where is None else near[_BLASTS.get(group.kind, group.kind), where]
            fitting = (n for n in here if when in {days[n], None} or days[n] is None)
            fit = next((n for n in fitting if not kept[n].counts_beside(group)), None)
            if fit is None:
                kept[number], days[number] = group, when
                here.append(number)
            else:
                kept[fit] = self._group([*kept[fit].nodes, *group.nodes])
                days[fit] = when if days[fit] is None else days[fit]
        return list(kept.values())

    def _tellings(self) -> list[Node]:
        told = np.argwhere(self._reading.kinds > self._limits.kind).tolist()
        return [Node(sentence, kind) for sentence, kind in told]

    def _figures(self) -> list[Node]:
        chosen = self._counts.chosen()
        cards = self._reading.cards.argmax(1) if chosen else []
        candidates = self._material.candidates
        return [Node(candidates[n].sentence, int(cards[n]), n) for n in chosen]

    def _draft(self, group: Group, answers: Answers) -> Draft:
        spots, material = group.spots, self._material
        by, against = self._parties(answers.roles(spots))
        # Where the network finds no time or place, those of the rules stand, which lend one from
        # the sentences around (docs/decisions/learned.md has what that is worth).
        time, sure_time = answers.phrase("times", spots)
        place, sure_place = answers.phrase("places", spots)
        ruled, status = self._ruled(spots), self._status(spots)
        return Draft(
            kind=KINDS[group.kind],
            status=status,
            evidence=tuple(dict.fromkeys(self._evidence(spot) for spot in spots))[:SPANS],
            occurrence=[self._occurrence(spots[0], status)],
            figures=[self._statement(number, *answers.chain(number)) for number in group.counted],
            by=by,
            against=[actor for actor, _ in against],
            when=lent_time(ruled, KINDS[group.kind]) if time is None else material.times[time][1],
            where=lent_place(ruled) if place is None else material.places[place][1],
            reasons=(
                ("kind", self._tell("kind", group.sure)),
                ("when", "rules" if time is None else self._tell("time", sure_time)),
                ("where", "rules" if place is None else self._tell("place", sure_place)),
                *((f"against {actor.name}", rule) for actor, rule in against),
            ),
        )

    def _ruled(self, spots: Sequence[Spot]) -> list[Account]:
        """The rules' accounts that are told in some of these sentences, the nearest first."""
        asked = {sentence for sentence, _ in spots}
        shared = [len(asked & evidence) for evidence in self._rows.told]
        found = [number for number, count in enumerate(shared) if count]
        return [self._material.accounts[n] for n in sorted(found, key=lambda n: (-shared[n], n))]

    def _clue(self, spot: Spot) -> tuple[int, int]:
        """The words of a sentence that tell of the kind, or else the whole sentence."""
        telling, kind = self._material.sentences[spot[0]], KINDS[spot[1]]
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
            rule=self._tell("kind", self._reading.kinds[spot]),
        )

    def _status(self, spots: Sequence[Spot]) -> Status:
        """By the words before the clue of the surest sentence."""
        sentence, kind = spots[0]
        telling = self._material.sentences[sentence]
        clue = next((one for one in telling.clues if one.kind == KINDS[kind]), None)
        if clue is None:
            return "happened"
        return find_status(self._material.report.text, clue, telling.sentence.start, self._codebook)

    def _statement(self, number: int, chain: tuple[Source, ...], sure: float) -> Statement:
        reading, candidate = self._reading, self._material.candidates[number]
        quantity, kind = candidate.quantity, self._counts.kind(number)
        chance = float(reading.figures[number, 1:].max())
        told, text = self._material.sentences[candidate.sentence], self._material.report.text
        doubted = is_doubted(text, told, quantity.start, candidate.end, self._codebook)
        return Statement(
            span=self._material.report.span(quantity.start, candidate.end),
            chain=chain,
            certainty="hedged" if doubted or reading.hedged[number] > 0.5 else "asserted",
            rule=f"{self._tell('figure', chance)}, {self._tell('source', sure)}",
            figure=Figure(
                kind=kind,
                of=counted_noun(quantity.counted, part=candidate.part),
                low=quantity.low,
                high=quantity.high,
                approx=quantity.approx,
                vague=quantity.vague,
            ),
        )

    def _parties(
        self, roles: Sequence[tuple[int, str, float]]
    ) -> tuple[list[Blame], list[tuple[ActorRef, str]]]:
        """Who did it or is said not to have, and who was hit; the surest first.

        Of one party the surest name stands, in one role; a denial stands beside an accusation.
        """
        sides = self._material.sides
        by: list[Blame] = []
        against: list[tuple[ActorRef, str]] = []
        taken: dict[bool, list[str]] = {True: [], False: []}
        for number, role, chance in roles:
            if chance <= self._limits.party:
                break  # the others are less likely still
            mention = self._material.mentions[number]
            denied = role == "denied" or (role == "by" and mention.start in self._denying)
            if any(sides.alike(mention.name, name) for name in taken[denied]):
                continue
            taken[denied].append(mention.name)
            if role == "against":
                against.append((self._actor(mention), self._tell("party", chance)))
            else:
                by.append(self._blame(mention, chance, denied=denied))
        return by, against

    def _tell(self, head: str, chance: float) -> str:
        """Which head chose a value, how likely it held it, and whether that is little."""
        return f"{head} {chance:.2f}{'' if chance >= self._limits.sure else ' (unsure)'}"

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
            self._tell("party", chance),
        )
