"""What a text loses while it is learned from: marks, as the press texts have lost them."""

import random

_COMMAS, _STOPS = frozenset(",'’‘"), frozenset(".;:")
#: How often a document loses its commas and apostrophes, and how often its stops as well.
_LOSES_COMMAS, _LOSES_STOPS = 0.5, 0.25


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


def _between_digits(text: str, at: int) -> bool:
    return text[at - 1 : at].isdecimal() and text[at + 1 : at + 2].isdecimal()
