"""The network: one encoder of word pieces, and the heads that decide.

The encoder is BERT's with a vector for the shape of each word added; a document is encoded whole,
in windows that overlap. Heads: the kinds of incident that a sentence tells of; the kind of figure
that a candidate is; the kind of the card that has it; whether two nodes belong to one card.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from training import features
from training.labels import FIGURES, KINDS
from training.pieces import SHAPES


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """The measures of an encoder; the defaults are those of the base weights.

    `window` is how many pieces are read at once, the two marks around them not counted.
    """

    vocabulary: int = 30522
    width: int = 384
    layers: int = 6
    attention: int = 12
    inner: int = 1536
    window: int = 510


class Encoded(NamedTuple):
    """A document for the network; all indices count from 0.

    `sentence` is the sentence of each piece, `ranges` the (first, past last) piece of each
    candidate. `sentences` and `candidates` are the rows of `training.features`.
    """

    ids: Tensor
    shapes: Tensor
    sentence: Tensor
    ranges: Tensor
    sentences: Tensor
    candidates: Tensor


class Read(NamedTuple):
    """What the network makes of a document, before nodes are compared.

    `kinds` are the logits (sentence, kind), `figures` (candidate, figure), `cards` (candidate,
    kind of its card); `tellings` (sentence, kind, width) and `counts` (candidate, width) are the
    vectors of what can be a node.
    """

    kinds: Tensor
    figures: Tensor
    cards: Tensor
    tellings: Tensor
    counts: Tensor


class Layer(nn.Module):
    """One layer of the encoder: attention, then two linear maps, each added and normed."""

    def __init__(self, size: Size) -> None:
        super().__init__()
        self._heads = size.attention
        width = size.width
        self.query, self.key, self.value = (nn.Linear(width, width) for _ in range(3))
        self.out = nn.Linear(width, width)
        self.out_norm = nn.LayerNorm(width, eps=1e-12)
        self.wide, self.narrow = nn.Linear(width, size.inner), nn.Linear(size.inner, width)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.drop = nn.Dropout(0.1)

    def forward(self, x: Tensor) -> Tensor:
        """One step: (window, pieces, width) to the same."""
        shape = (x.shape[0], x.shape[1], self._heads, -1)
        query, key, value = (
            part(x).view(shape).transpose(1, 2) for part in (self.query, self.key, self.value)
        )
        # No dropout here: it would take the slow way on a processor, a quarter of all the time.
        seen = functional.scaled_dot_product_attention(query, key, value)
        x = self.out_norm(x + self.drop(self.out(seen.transpose(1, 2).reshape(x.shape))))
        x = self.norm(x + self.drop(self.narrow(functional.gelu(self.wide(x)))))
        return x


class Encoder(nn.Module):
    """Word pieces to vectors. Word vectors stay as they came: there is too little text for them."""

    def __init__(self, size: Size) -> None:
        super().__init__()
        self.word = nn.Embedding(size.vocabulary, size.width)
        self.word.weight.requires_grad_(False)
        self.position = nn.Embedding(size.window + 2, size.width)
        self.shape = nn.Embedding(SHAPES, size.width)
        nn.init.zeros_(self.shape.weight)
        self.norm = nn.LayerNorm(size.width, eps=1e-12)
        self.drop = nn.Dropout(0.1)
        self.layers = nn.ModuleList(Layer(size) for _ in range(size.layers))

    def forward(self, ids: Tensor, shapes: Tensor) -> Tensor:
        """(window, pieces) of ids and shapes to (window, pieces, width); there is no padding."""
        places = torch.arange(ids.shape[1], device=ids.device)
        summed = self.word(ids) + self.position(places) + self.shape(shapes)
        x: Tensor = self.drop(self.norm(summed))
        for layer in self.layers:
            x = layer(x)
        return x


class Network(nn.Module):
    """Encoder and heads."""

    def __init__(self, size: Size, *, marks: tuple[int, int] = (101, 102)) -> None:
        """`marks` are the pieces that open and close a window."""
        super().__init__()
        self.size, self._marks = size, marks
        width, kinds, node = size.width, len(KINDS), 128
        self.encoder = Encoder(size)
        self.drop = nn.Dropout(0.2)
        self.look = nn.Parameter(torch.randn(kinds, width) * 0.02)
        self.tell = nn.Parameter(torch.randn(kinds, width) * 0.02)
        self.clues = nn.Linear(features.SENTENCE, kinds)
        nn.init.constant_(self.clues.bias, -3.0)
        self.mix = nn.Linear(2 * width + features.CANDIDATE, width)
        self.figure, self.card = nn.Linear(width, len(FIGURES)), nn.Linear(width, kinds)
        # How far each head trusts the rules at first: an untrained network decides as they do.
        self.trust = nn.Parameter(torch.tensor([4.0, 3.0, 3.0, 2.0]))
        self.node, self.kind = nn.Linear(width, node), nn.Embedding(kinds, node)
        self.same = nn.Sequential(
            nn.Linear(3 * node + features.PAIR, node), nn.GELU(), nn.Linear(node, 1)
        )

    def encode(
        self, document: Encoded, *, by: Callable[[Tensor, Tensor], Tensor] | None = None
    ) -> Tensor:
        """(pieces, width): each piece from the window in which it stands farthest from an end.

        `by` takes the place of the encoder.
        """
        length, step = len(document.ids), self.size.window // 2
        rows: list[Tensor] = []
        first, last = (document.ids.new_tensor([mark]) for mark in self._marks)
        bare = document.shapes.new_tensor([SHAPES - 1])
        for start in range(0, max(length - step, 1), step):
            end = min(start + 2 * step, length)
            ids = torch.cat([first, document.ids[start:end], last])
            shapes = torch.cat([bare, document.shapes[start:end], bare])
            x = (by or self.encoder)(ids[None], shapes[None])[0, 1:-1]
            # Of the half that two windows share, the earlier one gives the first half.
            low = step // 2 if start else 0
            high = len(x) if end == length else step + step // 2
            rows.append(x[low:high])
        return torch.cat(rows)

    def forward(self, document: Encoded) -> Read:
        """What a document tells; its nodes are compared by `compare`."""
        return self.decide(self.encode(document), document)

    def decide(self, x: Tensor, document: Encoded) -> Read:
        """The heads, from the vectors of the pieces."""
        x = self.drop(x)
        numbers = torch.arange(len(document.sentences))
        inside = document.sentence[None, :] == numbers[:, None]
        look = (x @ self.look.T).T[None].masked_fill(~inside[:, None], -1e4)
        tellings = torch.softmax(look, -1) @ x
        kinds = (tellings * self.tell).sum(-1) + self.clues(document.sentences)
        low, high = document.ranges[:, :1], document.ranges[:, 1:]
        places = torch.arange(len(x))[None]
        covered = ((places >= low) & (places < high)).to(x.dtype)
        mean = (covered / covered.sum(1, keepdim=True)) @ x
        told = torch.cat([mean, x[low[:, 0]], document.candidates], 1)
        counts = functional.gelu(self.mix(told))
        ruled = document.candidates
        return Read(
            kinds=kinds + self.trust[0] * document.sentences[:, features.RULED_KINDS],
            figures=self.figure(counts) + self.trust[1] * ruled[:, features.RULED_FIGURE],
            cards=self.card(counts) + self.trust[2] * ruled[:, features.RULED_CARD],
            tellings=tellings,
            counts=counts,
        )

    def compare(self, read: Read, nodes: Sequence[features.Node], pairs: Tensor) -> Tensor:
        """The logits that two nodes are of one card, in the order of `Features.pairs`."""
        if len(nodes) < 2:
            return torch.zeros(0)
        rows = [
            read.tellings[node.sentence, node.kind]
            if node.candidate is None
            else read.counts[node.candidate]
            for node in nodes
        ]
        kinds = torch.tensor([node.kind for node in nodes])
        x = functional.gelu(self.node(self.drop(torch.stack(rows)))) + self.kind(kinds)
        i, j = torch.triu_indices(len(nodes), len(nodes), 1)
        a, b = x[i], x[j]
        alike: Tensor = self.same(torch.cat([a + b, (a - b).abs(), a * b, pairs], -1))
        ruled = pairs[:, features.RULED_SAME] - pairs[:, features.RULED_APART]
        return alike.squeeze(-1) + self.trust[3] * ruled
