"""How far reviewers agree beyond chance."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence


def alpha(units: Iterable[Sequence[Hashable]]) -> float | None:
    """Krippendorff's alpha for nominal values: 1 is full agreement, 0 is chance.

    A unit holds the values that it was given, in any order; one with fewer than two says nothing.
    None where no two values differ or nothing can be compared (Krippendorff, Computing
    Krippendorff's Alpha-Reliability, 2011).
    """
    paired = [values for values in units if len(values) > 1]
    totals = Counter(value for values in paired for value in values)
    count = totals.total()
    # Pairs of unlike values, within units (weighed so that each value counts once) and by chance.
    observed = sum(_unlike(Counter(values)) / (len(values) - 1) for values in paired)
    expected = _unlike(totals) / (count - 1) if count > 1 else 0
    return 1 - observed / expected if expected else None


def _unlike(counts: Counter[Hashable]) -> int:
    """How many ordered pairs of these are of two values."""
    return counts.total() ** 2 - sum(count**2 for count in counts.values())
