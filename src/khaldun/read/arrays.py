"""Arrays of numbers as the network is given them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Truths = NDArray[np.bool_]


def table(rows: Sequence[Sequence[float]], width: int) -> Floats:
    """Rows of numbers as an array (n, width), also where there is none."""
    return np.array(rows, dtype=np.float32).reshape(-1, width)


def columns(*parts: ArrayLike | NDArray[Any]) -> Floats:
    """Columns side by side; each part is one, (n), or several, (n, k)."""
    return np.column_stack(parts).astype(np.float32)
