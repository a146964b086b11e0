"""The network as it is trained: one encoder of word pieces, and the heads that decide.

The encoder is BERT's; to the vector of each piece is added one for how its word is written and one
for each thing that the grammars take it for. `khaldun.read.network` runs the same network and says
what each head is asked; here they give logits, so that they can be learned.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from khaldun.read import features, links
from khaldun.read.features import FIGURES, KINDS, Node
from khaldun.read.inputs import Input
from khaldun.read.links import Links, Spot
from khaldun.read.marks import MARKS
from khaldun.read.network import WINDOW, Sort, windows
from khaldun.read.pieces import SHAPES

#: How wide the vectors are that are compared with each other.
_NODE = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """The measures of an encoder; the defaults are those of the base weights."""

    vocabulary: int = 30522
    width: int = 384
    layers: int = 6
    attention: int = 12
    inner: int = 1536


class Read(NamedTuple):
    """What the network makes of a material, before nodes are compared.

    Logits: `kinds` (sentence, kind), `figures` (candidate, figure), `cards` (candidate, kind of its
    account), `hedged` (candidate). Logarithms of probabilities: `own` (candidate) and `sources`
    (pair of the input's). `x`, `tellings` and `counts` are the vectors of pieces, of sentences by
    kind, and of candidates.
    """

    x: Tensor
    tellings: Tensor
    counts: Tensor
    kinds: Tensor
    figures: Tensor
    cards: Tensor
    hedged: Tensor
    own: Tensor
    sources: Tensor


class Layer(nn.Module):
    """One layer of the encoder: attention, then two linear maps, each added and normed."""

    def __init__(self, size: Size) -> None:
        super().__init__()
        self.heads = size.attention
        width = size.width
        self.query, self.key, self.value = (nn.Linear(width, width) for _ in range(3))
        self.out = nn.Linear(width, width)
        self.out_norm = nn.LayerNorm(width, eps=1e-12)
        self.wide, self.narrow = nn.Linear(width, size.inner), nn.Linear(size.inner, width)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.drop = nn.Dropout(0.1)

    def forward(self, x: Tensor) -> Tensor:
        """One step: (window, pieces, width) to the same."""
        x = self.out_norm(x + self.drop(self.out(self.attend(x))))
        made: Tensor = self.norm(x + self.drop(self.inner(x)))
        return made

    def attend(self, x: Tensor) -> Tensor:
        """What each piece sees of the others."""
        shape = (x.shape[0], x.shape[1], self.heads, -1)
        query, key, value = (
            part(x).view(shape).transpose(1, 2) for part in (self.query, self.key, self.value)
        )
        # Written out: on a processor this takes two thirds of the fused function's time.
        scaled = query * (query.shape[-1] ** -0.5)
        seen = torch.softmax(scaled @ key.transpose(-1, -2), -1) @ value
        return seen.transpose(1, 2).reshape(x.shape)

    def inner(self, x: Tensor) -> Tensor:
        """What the two linear maps make of each piece."""
        made: Tensor = self.narrow(functional.gelu(self.wide(x)))
        return made


class Encoder(nn.Module):
    """Word pieces to vectors. Word vectors stay as they came: there is too little text for them."""

    def __init__(self, size: Size) -> None:
        super().__init__()
        self.word = nn.Embedding(size.vocabulary, size.width)
        self.word.weight.requires_grad_(False)
        self.position = nn.Embedding(WINDOW + 2, size.width)
        self.norm = nn.LayerNorm(size.width, eps=1e-12)
        self.drop = nn.Dropout(0.1)
        self.layers = nn.ModuleList(Layer(size) for _ in range(size.layers))

    def forward(self, ids: Tensor, added: Tensor) -> Tensor:
        """(window, pieces) and (window, pieces, width) to (window, pieces, width); no padding."""
        places = torch.arange(ids.shape[1], device=ids.device)
        x: Tensor = self.drop(self.norm(self.word(ids) + self.position(places) + added))
        for layer in self.layers:
            x = layer(x)
        return x


def _judge(row: int, answers: int) -> nn.Sequential:
    """What two vectors, their product and a row of numbers say together."""
    return nn.Sequential(nn.Linear(3 * _NODE + row, _NODE), nn.GELU(), nn.Linear(_NODE, answers))


class Phrases(nn.Module):
    """The head that finds the time or the place of what a sentence tells."""

    def __init__(self, width: int, row: int) -> None:
        super().__init__()
        self.spot, self.phrase = nn.Linear(width, _NODE), nn.Linear(2 * width, _NODE)
        self.judge, self.none = _judge(row, 1), nn.Linear(_NODE, 1)


class Network(nn.Module):
    """Encoder and heads."""

    def __init__(self, size: Size, *, marks: tuple[int, int] = (101, 102)) -> None:
        """`marks` are the pieces that open and close a window."""
        super().__init__()
        self.size, self.marks = size, marks
        width, kinds = size.width, len(KINDS)
        self.encoder = Encoder(size)
        self.shape, self.mark = nn.Embedding(SHAPES, width), nn.Embedding(MARKS, width)
        for added in (self.shape, self.mark):
            nn.init.zeros_(added.weight)
        self.drop = nn.Dropout(0.2)
        self.look = nn.Parameter(torch.randn(kinds, width) * 0.02)
        self.tell = nn.Parameter(torch.randn(kinds, width) * 0.02)
        self.clues = nn.Linear(features.SENTENCE, kinds)
        nn.init.constant_(self.clues.bias, -3.0)
        self.mix = nn.Linear(3 * width + features.CANDIDATE, width)
        self.figure, self.card = nn.Linear(width, len(FIGURES)), nn.Linear(width, kinds)
        self.hedge, self.own = nn.Linear(width, 1), nn.Linear(width, 1)
        nn.init.constant_(self.hedge.bias, -2.0)
        self.credit, self.credited = nn.Linear(2 * width, _NODE), nn.Linear(width, _NODE)
        self.source = _judge(links.SOURCE, 1)
        self.node, self.kind = nn.Linear(width, _NODE), nn.Embedding(kinds, _NODE)
        self.same = _judge(features.PAIR, 1)
        self.actor, self.party = nn.Linear(width, _NODE), nn.Linear(2 * width, _NODE)
        self.role = _judge(links.ROLE, len(links.ROLES))
        self.times, self.places = Phrases(width, links.TIME), Phrases(width, links.PLACE)
        # How far each head trusts the rules at first: an untrained network decides as they do. In
        # order: kinds, figures, cards, pairs, doubt, sources, times and places.
        self.trust = nn.Parameter(torch.tensor([4.0, 3.0, 3.0, 2.0, 3.0, 3.0, 2.0]))

    def encode(self, given: Input) -> Tensor:
        """(pieces, width): each piece from the window that answers for it."""
        ids, marks = torch.from_numpy(given.ids), torch.from_numpy(given.marks)
        added = self.shape(torch.from_numpy(given.shapes)) + marks @ self.mark.weight
        bare = self.shape.weight[SHAPES - 1][None]
        first, last = (ids.new_tensor([mark]) for mark in self.marks)
        rows: list[Tensor] = []
        for start, end, low, high in windows(len(ids)):
            window = torch.cat([first, ids[start:end], last])
            more = torch.cat([bare, added[start:end], bare])
            # Half as many bits are enough to learn from, and take two thirds of the time.
            with torch.autocast("cpu", torch.bfloat16, enabled=self.training):
                x = self.encoder(window[None], more[None])[0, 1:-1]
            rows.append(x[low - start : high - start])
        return torch.cat(rows).float()

    def forward(self, given: Input, *, rules: float = 1.0) -> Read:
        """What a material tells. With `rules` 0 it is decided without what the rules say."""
        x = self.drop(self.encode(given))
        clues = torch.from_numpy(given.sentence_rows) * rules
        counted = torch.from_numpy(given.candidate_rows) * rules
        ruled = torch.from_numpy(given.ruled) * rules
        sentence = torch.from_numpy(given.sentence)
        inside = sentence[None, :] == torch.arange(len(clues))[:, None]
        look = (x @ self.look.T).T[None].masked_fill(~inside[:, None], -1e4)
        tellings = torch.softmax(look, -1) @ x
        ranges = torch.from_numpy(given.candidates)
        own = sentence[ranges[:, 0]]
        around = (inside[own].float() / inside[own].sum(1, keepdim=True)) @ x
        parts = [_mean(x, ranges), x[ranges[:, 0]], around, counted]
        counts = self.drop(functional.gelu(self.mix(torch.cat(parts, 1))))
        told, sources = self._say(x, counts, given, ruled[:, 1], rules)
        return Read(
            x=x,
            tellings=tellings,
            counts=counts,
            kinds=(tellings * self.tell).sum(-1)
            + self.clues(clues)
            + self.trust[0] * clues[:, features.RULED_KINDS],
            figures=self.figure(counts) + self.trust[1] * counted[:, features.RULED_FIGURE],
            cards=self.card(counts) + self.trust[2] * counted[:, features.RULED_CARD],
            hedged=self.hedge(counts)[:, 0] + self.trust[4] * ruled[:, 0],
            own=told,
            sources=sources,
        )

    def compare(self, read: Read, nodes: Sequence[Node], pairs: Tensor) -> Tensor:
        """The logits that two nodes are of one account, in the order of `Features.pairs`."""
        if len(nodes) < 2:
            return torch.zeros(0)
        rows = [
            read.tellings[node.sentence, node.kind]
            if node.candidate is None
            else read.counts[node.candidate]
            for node in nodes
        ]
        kinds = self.kind(torch.tensor([node.kind for node in nodes]))
        x = functional.gelu(self.node(self.drop(torch.stack(rows)))) + kinds
        i, j = torch.triu_indices(len(nodes), len(nodes), 1)
        a, b = x[i], x[j]
        alike: Tensor = self.same(torch.cat([a + b, (a - b).abs(), a * b, pairs], -1))
        ruled = pairs[:, features.RULED_SAME] - pairs[:, features.RULED_APART]
        return alike.squeeze(-1) + self.trust[3] * ruled

    def roles(self, read: Read, given: Input, spots: Sequence[Spot], asked: Links) -> Tensor:
        """(pairs, roles): the logits of what each mention is to what each spot tells of."""
        ranges = torch.from_numpy(given.mentions)
        party = self.drop(functional.gelu(self.party(_words(read.x, ranges))))
        spot, answer = torch.from_numpy(asked.pairs).T
        a, b = self._spots(self.actor, read, spots)[spot], party[answer]
        judged: Tensor = self.role(torch.cat([a, b, a * b, torch.from_numpy(asked.rows)], 1))
        return judged

    def phrases(
        self, read: Read, given: Input, sort: Sort, spots: Sequence[Spot], asked: Links
    ) -> tuple[Tensor, Tensor]:
        """Logarithms: of each spot, that it has no time or place; of each pair, that this is it."""
        head: Phrases = getattr(self, sort)
        ranges = torch.from_numpy(getattr(given, sort))
        vectors = self._spots(head.spot, read, spots)
        phrase = self.drop(functional.gelu(head.phrase(_words(read.x, ranges))))
        spot, answer = torch.from_numpy(asked.pairs).T
        a, b, rows = vectors[spot], phrase[answer], torch.from_numpy(asked.rows)
        judged = head.judge(torch.cat([a, b, a * b, rows], 1))[:, 0]
        judged = judged + self.trust[6] * rows[:, links.RULED_PHRASE]
        return among(head.none(vectors)[:, 0], judged, spot)

    def _say(
        self, x: Tensor, counts: Tensor, given: Input, ruled: Tensor, rules: float
    ) -> tuple[Tensor, Tensor]:
        own = self.own(counts)[:, 0] + self.trust[5] * ruled
        if not len(given.sources.pairs):
            return torch.zeros_like(own), torch.zeros(0)
        ranges = torch.from_numpy(given.credits)
        after = ranges[:, 1].clamp(max=len(x) - 1)
        words = torch.cat([_mean(x, ranges), x[after]], 1)
        credit = self.drop(functional.gelu(self.credit(words)))
        asked, answer = torch.from_numpy(given.sources.pairs).T
        a, b = self.drop(functional.gelu(self.credited(counts)))[asked], credit[answer]
        rows = torch.from_numpy(given.sources.rows)
        judged = self.source(torch.cat([a, b, a * b, rows], 1))[:, 0]
        judged = judged + self.trust[5] * rules * rows[:, links.RULED_SOURCE]
        return among(own, judged, asked)

    def _spots(self, head: nn.Linear, read: Read, spots: Sequence[Spot]) -> Tensor:
        rows = torch.stack([read.tellings[sentence, kind] for sentence, kind in spots])
        kinds = self.kind(torch.tensor([kind for _, kind in spots]))
        vectors: Tensor = self.drop(functional.gelu(head(rows))) + kinds
        return vectors


def among(none: Tensor, logits: Tensor, asked: Tensor) -> tuple[Tensor, Tensor]:
    """Logarithms of the probabilities of each question's answers, "none" among them."""
    count = len(none)
    every = torch.cat([none, logits])
    question = torch.cat([torch.arange(count), asked])
    most = torch.full((count,), -1e9).scatter_reduce(0, question, every, "amax")
    total = torch.zeros(count).index_add(0, question, torch.exp(every - most[question]))
    log = total.log() + most
    return none - log, logits - log[asked]


def _mean(x: Tensor, ranges: Tensor) -> Tensor:
    """The mean of the rows of each range, which holds one at least."""
    places = torch.arange(len(x))[None]
    covered = ((places >= ranges[:, :1]) & (places < ranges[:, 1:])).to(x.dtype)
    return (covered / covered.sum(1, keepdim=True)) @ x


def _words(x: Tensor, ranges: Tensor) -> Tensor:
    """A mention or a phrase: the mean of its pieces, and the piece before it."""
    return torch.cat([_mean(x, ranges), x[(ranges[:, 0] - 1).clamp(min=0)]], 1)


def heads(network: Network) -> Mapping[str, Tensor]:
    """All that is no encoder, by the names under which the package knows it."""
    state = network.state_dict().items()
    return {name: value for name, value in state if not name.startswith("encoder.")}
