"""How sure the learned reader must be of what it tells."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """From where on a sentence tells, a candidate counts, two groups are one, a party has a role.

    All but `same`, a mean of logits, are probabilities. What is told but is less likely than
    `sure` is marked as unsure; an incident of which nothing is counted is then not told at all.
    `docs/benchmarks.md` says on what they were set.
    """

    kind: float = 0.5
    figure: float = 0.5
    same: float = -0.8
    party: float = 0.35
    sure: float = 0.7
