"""The trained network as it runs: the encoder by onnxruntime, the heads in numpy.

`training/network.py` is the same network as it is trained; `training.export` holds the two
together. Shapes: P pieces, S sentences, C candidates, K kinds of incident, W the encoder's width.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from khaldun.read import features, links
from khaldun.read.arrays import Floats, Ints
from khaldun.read.features import KINDS, Node
from khaldun.read.gelu import gelu
from khaldun.read.inputs import Input
from khaldun.read.links import Links, Spot
from khaldun.read.pieces import SHAPES

#: The pieces read at once, and how many of them two windows share; without the two marks.
WINDOW, OVERLAP = 510, 128
Doubles = NDArray[np.float64]
#: What a spot is linked to by one answer out of many.
Sort = Literal["times", "places"]
#: The encoder: ids (1, P), vectors to add (1, P, W) → vectors (1, P, W).
Encode = Callable[[Ints, Floats], Floats]


def windows(length: int) -> Iterator[tuple[int, int, int, int]]:
    """(start, end) of each window over so many pieces, and (low, high) of what it answers for.

    Every piece is answered for once, by the window in which it stands farther from an end.
    """
    start = 0
    while True:
        end = min(start + WINDOW, length)
        last = end == length
        yield start, end, start + OVERLAP // 2 if start else 0, end if last else end - OVERLAP // 2
        if last:
            return
        start = end - OVERLAP


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the network makes of one material before nodes are compared.

    Probabilities: `kinds` (S, K) that a sentence tells of a kind, `figures` (C, 13) and `cards`
    (C, K) one of each row, `hedged` (C), `own` (C) that a candidate is told in the report's own
    voice, `sources` that it is told by a credit, one for each pair of the input's. Vectors: `x`
    (P, W), `tellings` (S, K, W), `counts` (C, W); `sums` (P + 1, W) of the pieces up to each.
    """

    given: Input
    x: Floats
    sums: Doubles
    tellings: Floats
    counts: Floats
    kinds: Floats
    figures: Floats
    cards: Floats
    hedged: Floats
    own: Floats
    sources: Floats


class Network:
    """Encoder and heads. `weights` are the heads' arrays by the names that training gives them.

    `encoding` are the seconds of the processor that have gone into the encoder so far.
    """

    def __init__(
        self, encode: Encode, weights: Mapping[str, Floats], marks: tuple[int, int]
    ) -> None:
        """`marks` are the pieces that open and close a window."""
        self._encode, self._w, self._marks = encode, weights, marks
        self.encoding = 0.0

    def read(self, given: Input) -> Reading:
        """All that is decided of sentences and candidates."""
        x = self._vectors(given)
        sums = _sums(x)
        tellings, kinds = self._tell(x, given)
        counts = self._counts(x, sums, given)
        trust, ruled = self._w["trust"], given.candidate_rows
        figures = self._linear("figure", counts) + trust[1] * ruled[:, features.RULED_FIGURE]
        cards = self._linear("card", counts) + trust[2] * ruled[:, features.RULED_CARD]
        hedged = self._linear("hedge", counts)[:, 0] + trust[4] * given.ruled[:, 0]
        own, sources = self._say(x, sums, counts, given)
        return Reading(
            given=given,
            x=x,
            sums=sums,
            tellings=tellings,
            counts=counts,
            kinds=_sigmoid(kinds),
            figures=_softmax(figures),
            cards=_softmax(cards),
            hedged=_sigmoid(hedged),
            own=own,
            sources=sources,
        )

    def compare(self, reading: Reading, nodes: Sequence[Node], pairs: Floats) -> Floats:
        """The logits that two nodes are of one account, in the order of `Features.pairs`."""
        if len(nodes) < 2:
            return np.zeros(0, dtype=np.float32)
        rows = np.stack(
            [
                reading.tellings[node.sentence, node.kind]
                if node.candidate is None
                else reading.counts[node.candidate]
                for node in nodes
            ]
        )
        kinds = self._w["kind.weight"][[node.kind for node in nodes]]
        x = gelu(self._linear("node", rows)) + kinds
        i, j = np.triu_indices(len(nodes), 1)
        a, b = x[i], x[j]
        told = np.concatenate([a + b, np.abs(a - b), a * b, pairs], 1)
        alike = self._linear("same.2", gelu(self._linear("same.0", told)))[:, 0]
        ruled = pairs[:, features.RULED_SAME] - pairs[:, features.RULED_APART]
        logits: Floats = alike + self._w["trust"][3] * ruled
        return logits

    def roles(self, reading: Reading, spots: Sequence[Spot], asked: Links) -> Floats:
        """(pairs, roles): what each mention is to what each spot tells of."""
        if not len(asked.pairs):
            return np.zeros((0, len(links.ROLES)), dtype=np.float32)
        party = self._words("party", reading, reading.given.mentions)
        return _softmax(self._link("role", self._spots("actor", reading, spots), party, asked))

    def phrases(
        self, reading: Reading, sort: Sort, spots: Sequence[Spot], asked: Links
    ) -> tuple[Floats, Floats]:
        """Of each spot, that it has no time or place; of each pair, that this is the one."""
        vectors = self._spots(f"{sort}.spot", reading, spots)
        none = self._linear(f"{sort}.none", vectors)[:, 0]
        if not len(asked.pairs):
            return np.ones_like(none), np.zeros(0, dtype=np.float32)
        phrase = self._words(f"{sort}.phrase", reading, getattr(reading.given, sort))
        logits = self._link(f"{sort}.judge", vectors, phrase, asked)[:, 0]
        logits += self._w["trust"][6] * asked.rows[:, links.RULED_PHRASE]
        return _among(none, logits, asked.pairs[:, 0])

    def _vectors(self, given: Input) -> Floats:
        """(P, W): each piece from the window that answers for it."""
        added = self._w["shape.weight"][given.shapes] + given.marks @ self._w["mark.weight"]
        bare = self._w["shape.weight"][SHAPES - 1][None]
        rows: list[Floats] = []
        for start, end, low, high in windows(len(given.ids)):
            ids = np.concatenate([[self._marks[0]], given.ids[start:end], [self._marks[1]]])
            more = np.concatenate([bare, added[start:end], bare])
            began = time.process_time()
            x = self._encode(ids[None], more[None])[0, 1:-1]
            self.encoding += time.process_time() - began
            rows.append(x[low - start : high - start])
        return np.concatenate(rows)

    def _tell(self, x: Floats, given: Input) -> tuple[Floats, Floats]:
        """For each sentence and kind a vector of its pieces, and the logit that it tells of it."""
        look = x @ self._w["look"].T
        count = len(given.sentence_rows)
        tellings = np.zeros((count, len(KINDS), x.shape[1]), dtype=np.float32)
        edges = np.searchsorted(given.sentence, np.arange(count + 1))
        for number, (low, high) in enumerate(pairwise(edges)):
            if low < high:
                tellings[number] = _softmax(look[low:high].T) @ x[low:high]
        kinds = (tellings * self._w["tell"]).sum(-1) + self._linear("clues", given.sentence_rows)
        kinds += self._w["trust"][0] * given.sentence_rows[:, features.RULED_KINDS]
        return tellings, kinds

    def _counts(self, x: Floats, sums: Doubles, given: Input) -> Floats:
        """A vector of each candidate: its words, the first of them, its sentence, its row."""
        ranges = given.candidates
        own = given.sentence[ranges[:, 0]]
        low = np.searchsorted(given.sentence, own)
        high = np.searchsorted(given.sentence, own + 1)
        around = _mean(sums, np.stack([low, high], 1))
        parts = [_mean(sums, ranges), x[ranges[:, 0]], around, given.candidate_rows]
        return gelu(self._linear("mix", np.concatenate(parts, 1)))

    def _say(self, x: Floats, sums: Doubles, counts: Floats, given: Input) -> tuple[Floats, Floats]:
        """Of each candidate, that nobody is credited; of each pair, that this credit is."""
        trust = self._w["trust"][5]
        own = self._linear("own", counts)[:, 0] + trust * given.ruled[:, 1]
        if not len(given.sources.pairs):
            return np.ones_like(own), np.zeros(0, dtype=np.float32)
        ranges = given.credits
        words = [_mean(sums, ranges), x[np.minimum(ranges[:, 1], len(x) - 1)]]
        credit = gelu(self._linear("credit", np.concatenate(words, 1)))
        credited, asked = gelu(self._linear("credited", counts)), given.sources
        logits = self._link("source", credited, credit, asked)[:, 0]
        return _among(own, logits + trust * asked.rows[:, links.RULED_SOURCE], asked.pairs[:, 0])

    def _words(self, name: str, reading: Reading, ranges: Ints) -> Floats:
        """A vector of each mention or phrase: the mean of its pieces, and the piece before it."""
        before = reading.x[np.maximum(ranges[:, 0] - 1, 0)]
        parts = [_mean(reading.sums, ranges), before]
        return gelu(self._linear(name, np.concatenate(parts, 1)))

    def _spots(self, name: str, reading: Reading, spots: Sequence[Spot]) -> Floats:
        rows = np.stack([reading.tellings[sentence, kind] for sentence, kind in spots])
        kinds = self._w["kind.weight"][[kind for _, kind in spots]]
        vectors: Floats = gelu(self._linear(name, rows)) + kinds
        return vectors

    def _linear(self, name: str, x: Floats) -> Floats:
        y: Floats = x @ self._w[f"{name}.weight"].T + self._w[f"{name}.bias"]
        return y

    def _link(self, name: str, a: Floats, b: Floats, asked: Links) -> Floats:
        """Two linear maps: what a question's vector, an answer's and their row say together.

        The first is of [a, b, a · b, row]; what it makes of a and b alone it makes once of each.
        """
        one, other = asked.pairs.T
        width = a.shape[1]
        of_a, of_b, of_both, of_row = np.split(
            self._w[f"{name}.0.weight"].T, (width, 2 * width, 3 * width)
        )
        x = (a[one] * b[other]) @ of_both
        x += (a @ of_a + self._w[f"{name}.0.bias"])[one]
        x += (b @ of_b)[other]
        x += asked.rows @ of_row
        return self._linear(f"{name}.2", gelu(x))


def _sums(x: Floats) -> Doubles:
    """The sums of the rows up to each. By rows it takes a sixth of the time of numpy's `cumsum`."""
    sums = np.zeros((len(x) + 1, x.shape[1]))
    sums[1:] = x
    for before, row in pairwise(sums):
        np.add(row, before, out=row)
    return sums


def _mean(sums: Doubles, ranges: Ints) -> Floats:
    """The mean of the rows of each range, which holds one at least, from their running sums."""
    low, high = ranges[:, 0], ranges[:, 1]
    means: Floats = ((sums[high] - sums[low]) / (high - low)[:, None]).astype(np.float32)
    return means


def _among(none: Floats, logits: Floats, asked: Ints) -> tuple[Floats, Floats]:
    """Probabilities of each question's answers, "none" among them."""
    most = none.copy()
    np.maximum.at(most, asked, logits)
    alone, each = np.exp(none - most), np.exp(logits - most[asked])
    total = alone.copy()
    np.add.at(total, asked, each)
    return alone / total, each / total[asked]


def _softmax(x: Floats) -> Floats:
    """Of each row."""
    e = np.exp(x - x.max(-1, keepdims=True)) if x.size else x
    y: Floats = e / e.sum(-1, keepdims=True) if x.size else x
    return y


def _sigmoid(x: Floats) -> Floats:
    y: Floats = 0.5 * (1 + np.tanh(0.5 * x))
    return y
