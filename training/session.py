"""A training that can stop at any minute and go on to the same end."""

import hashlib
import math
import os
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from khaldun.errors import InputError
from training.examples import Example, Workshop, losses
from training.network import Network


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How a training goes; a checkpoint goes on only under the plan that it was made by.

    Rates are those after warming up; they fall in a line to `floor` of it at the last step.
    """

    epochs: int
    #: `seed` draws the heads, `order` the order of documents and what is hidden of them: networks
    #: of one seed and several orders can be averaged.
    seed: int = 1
    order: int = 1
    batch: int = 4
    encoder_rate: float = 1e-4
    head_rate: float = 1e-3
    warm_steps: int = 60
    floor: float = 0.02
    decay: float = 0.01
    clip: float = 1.0
    #: The weights that are kept are a mean over some so many of the last steps.
    steps_averaged: int = 100


@dataclass(slots=True)
class Session:
    """A network on its way. `epoch` and `done` say how many epochs, and batches of the next."""

    plan: Plan
    network: Network
    workshop: Workshop
    examples: Sequence[Example]
    epoch: int = 0
    done: int = 0
    lost: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    averaged: dict[str, Tensor] = field(init=False)
    _optimiser: torch.optim.AdamW = field(init=False)

    def __post_init__(self) -> None:
        encoder = [p for p in self.network.encoder.parameters() if p.requires_grad]
        inside = {id(parameter) for parameter in encoder}
        heads = [p for p in self.network.parameters() if p.requires_grad and id(p) not in inside]
        rates = [
            {"params": encoder, "lr": self.plan.encoder_rate},
            {"params": heads, "lr": self.plan.head_rate},
        ]
        self._optimiser = torch.optim.AdamW(rates, weight_decay=self.plan.decay)
        self.averaged = {name: value.clone() for name, value in self._learned()}

    def _learned(self) -> Iterator[tuple[str, Tensor]]:
        """What is learned, by name; word vectors are not."""
        for name, parameter in self.network.named_parameters():
            if parameter.requires_grad:
                yield name, parameter.detach()

    @property
    def result(self) -> dict[str, Tensor]:
        """The network as it is kept: averaged where it was learned."""
        return {**self.network.state_dict(), **self.averaged}

    @property
    def batches(self) -> int:
        """Batches of an epoch."""
        return math.ceil(len(self.examples) / self.plan.batch)

    @property
    def finished(self) -> bool:
        """Whether every epoch is done."""
        return self.epoch >= self.plan.epochs

    def advance(self) -> None:
        """Learns from one batch; after the last of an epoch the next begins."""
        if self.done == 0:
            self.lost.clear()
        self.network.train()
        self._set_rates()
        self._optimiser.zero_grad()
        for number in self._batch():
            example = self.examples[number]
            chance = self._chance(example.document.name)
            given = self.workshop.encode(example.document, chance)
            found = losses(self.network, given, example, chance)
            loss = torch.stack(list(found.values())).sum() / self.plan.batch
            torch.autograd.backward(loss)
            for head, value in found.items():
                self.lost[head] += value.item() / len(self.examples)
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), self.plan.clip)
        self._optimiser.step()
        self._average()
        self.done += 1
        if self.done == self.batches:
            self.epoch, self.done = self.epoch + 1, 0

    def _average(self) -> None:
        step = self.epoch * self.batches + self.done
        share = 1 / min(self.plan.steps_averaged, 1 + step / 2)
        for name, value in self._learned():
            self.averaged[name].lerp_(value, share)

    def _batch(self) -> list[int]:
        order = list(range(len(self.examples)))
        self._chance("order").shuffle(order)
        low = self.done * self.plan.batch
        return order[low : low + self.plan.batch]

    def _chance(self, purpose: str) -> random.Random:
        """Chance that depends on the place in the training alone, so that nothing need be kept."""
        return random.Random(f"{self.plan.order} {self.epoch} {purpose}")  # noqa: S311 - no secret

    def _set_rates(self) -> None:
        step = self.epoch * self.batches + self.done
        warm = min(1.0, (step + 1) / self.plan.warm_steps)
        left = max(self.plan.floor, 1 - step / (self.batches * self.plan.epochs))
        rates = (self.plan.encoder_rate, self.plan.head_rate)
        for group, rate in zip(self._optimiser.param_groups, rates, strict=True):
            group["lr"] = rate * warm * left

    def save(self, path: Path) -> None:
        """Writes all that is needed to go on; a cut leaves the checkpoint before whole."""
        state = {
            "plan": self._fingerprint(),
            "network": self.network.state_dict(),
            "averaged": self.averaged,
            "optimiser": self._optimiser.state_dict(),
            "chance": torch.get_rng_state(),
            "epoch": self.epoch,
            "done": self.done,
            "lost": dict(self.lost),
        }
        part = path.with_suffix(".part")
        with part.open("wb") as file:
            torch.save(state, file)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)

    def restore(self, path: Path) -> None:
        """Takes up where `save` left off.

        Raises:
            InputError: the checkpoint is of another plan or of other examples.
        """
        state: dict[str, Any] = torch.load(path, weights_only=True)
        if state["plan"] != self._fingerprint():
            raise InputError(
                f"{path} was made by another plan or from other documents; choose another folder"
            )
        self.network.load_state_dict(state["network"])
        self._optimiser.load_state_dict(state["optimiser"])
        self.averaged = state["averaged"]
        torch.set_rng_state(state["chance"])
        self.epoch, self.done = state["epoch"], state["done"]
        self.lost.clear()
        self.lost.update(state["lost"])

    def _fingerprint(self) -> str:
        """The plan, the documents' texts and their answers, in one hash."""
        hasher = hashlib.sha256(repr(self.plan).encode())
        for example in self.examples:
            hasher.update(example.document.report.id.encode())
            for answer in example.answers:
                hasher.update(answer.numpy().tobytes())
        return hasher.hexdigest()
