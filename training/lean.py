"""The encoder as it is exported: the same function, by a graph that is run in less time.

Attention is one operator of onnxruntime's, which never writes down all scores of a window. And in
each layer a few inner values are so large that eight bits, shared with the others, leave nothing
of these; the few are computed apart, in full precision, so that the many can be int8.
"""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from khaldun.read.inputs import Input
from training.network import Layer, Network, Size

#: How many inner values of a layer are computed apart. In the weights of the package one in each
#: of the first four layers reaches 14 to 25, in one piece of each window; all others stay below 8,
#: but for one of 14. Loss of cosine against full precision, the largest of 9,191 pieces: 0.0375
#: with one, 0.0247 with two, 0.0195 with four, 0.0177 with eight.
LOUD = 8


class _Attention(torch.autograd.Function):
    """Attention of several heads; in the graph, the operator of that name."""

    @staticmethod
    def forward(_: object, query: Tensor, key: Tensor, value: Tensor, heads: int) -> Tensor:
        """(window, pieces, width), three times, to the same."""
        shape = (query.shape[0], query.shape[1], heads, -1)
        parts = (part.view(shape).transpose(1, 2) for part in (query, key, value))
        seen = functional.scaled_dot_product_attention(*parts)
        return seen.transpose(1, 2).reshape(query.shape)

    @staticmethod
    def symbolic(graph: Any, *given: Any) -> Any:  # noqa: ANN401 - the exporter's types are private
        """As the exporter asks for it."""
        *parts, heads = given
        made = graph.op("com.microsoft::MultiHeadAttention", *parts, num_heads_i=heads)
        return made.setType(parts[0].type())


class LeanLayer(Layer):
    """A trained layer, its loudest inner values apart."""

    def __init__(self, layer: Layer, size: Size, loudest: Tensor) -> None:
        """`loudest` are numbers of inner values."""
        super().__init__(size)
        self.load_state_dict(layer.state_dict())
        count = len(loudest)
        loud_in = nn.Linear(size.width, count)
        loud_out = nn.Linear(count, size.width, bias=False)
        with torch.no_grad():
            loud_in.weight.copy_(self.wide.weight[loudest])
            loud_in.bias.copy_(self.wide.bias[loudest])
            loud_out.weight.copy_(self.narrow.weight[:, loudest])
            self.wide.weight[loudest] = 0
            self.wide.bias[loudest] = 0
            self.narrow.weight[:, loudest] = 0
        self.loud = nn.Sequential(loud_in, nn.GELU(), loud_out)

    def attend(self, x: Tensor) -> Tensor:
        """By the operator."""
        parts = (part(x) for part in (self.query, self.key, self.value))
        seen: Tensor = _Attention.apply(*parts, self.heads)
        return seen

    def inner(self, x: Tensor) -> Tensor:
        """The many and the few."""
        made: Tensor = super().inner(x) + self.loud(x)
        return made


def make_lean(trained: Network, heard: Sequence[Input]) -> None:
    """Gives the encoder of a network lean layers; the loudest values are those in these inputs."""
    encoder, size = trained.encoder, trained.size
    encoder.layers = nn.ModuleList(
        LeanLayer(layer, size, peaks.topk(LOUD).indices)
        for layer, peaks in zip(encoder.layers, _peaks(trained, heard), strict=True)
    )
    encoder.eval()


def _peaks(trained: Network, heard: Sequence[Input]) -> Tensor:
    """(layer, inner value): the largest size that each takes."""
    peaks = torch.zeros(trained.size.layers, trained.size.inner)

    def hear(number: int, inner: Tensor) -> None:
        peaks[number] = torch.maximum(peaks[number], inner.abs().amax((0, 1)))

    hooks = [
        layer.narrow.register_forward_pre_hook(lambda _, given, n=number: hear(n, given[0]))
        for number, layer in enumerate(trained.encoder.layers)
    ]
    with torch.no_grad():
        for given in heard:
            trained.encode(given)
    for hook in hooks:
        hook.remove()
    return peaks
