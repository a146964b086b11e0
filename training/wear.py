"""What a text loses while it is learned from: marks, as the press texts have, and names."""

import random

import numpy as np
from numpy.typing import NDArray

from khaldun.read.inputs import Input

_COMMAS, _STOPS = frozenset(",'’‘"), frozenset(".;:")
#: How often a document loses its commas and apostrophes, and how often its stops as well.
_LOSES_COMMAS, _LOSES_STOPS = 0.5, 0.25
#: The share of single pieces that are hidden, and of the names and times, wherever they stand.
_HIDDEN, _NAMELESS = 0.08, 0.2


def draw_losses(text: str, chance: random.Random) -> frozenset[int]:
    """The offsets of the marks that a document loses this time, to be ready for worn texts.

    Half the time commas and apostrophes go, half of that time stops as well. A mark between two
    digits stays: without it another number would stand there.
    """
    drawn = chance.random()
    lost = _COMMAS if drawn < _LOSES_COMMAS else frozenset()
    lost |= _STOPS if drawn < _LOSES_STOPS else frozenset()
    return frozenset(
        at for at, mark in enumerate(text) if mark in lost and not _between_digits(text, at)
    )


def draw_hidden(given: Input, chance: random.Random) -> NDArray[np.bool_]:
    """Which pieces are hidden this time, so that what is told is learned, not who and where.

    A party, a source, a place or a time is hidden as a whole, and all over the text or nowhere.
    """
    hidden = np.array([chance.random() < _HIDDEN for _ in given.ids])
    drawn: dict[bytes, bool] = {}
    for ranges in (given.mentions, given.credits, given.places, given.times):
        for low, high in ranges.tolist():
            name = given.ids[low:high].tobytes()
            if drawn.setdefault(name, chance.random() < _NAMELESS):
                hidden[low:high] = True
    return hidden


def _between_digits(text: str, at: int) -> bool:
    return text[at - 1 : at].isdecimal() and text[at + 1 : at + 2].isdecimal()
