"""What the grammars take the words of a material for, as marks of the encoder's input."""

from khaldun.read.features import FIGURES, KINDS
from khaldun.read.material import Material

#: How many marks there are.
MARKS = 21 + 2 * len(KINDS)


def mark(material: Material) -> list[tuple[int, int, int]]:
    """(start, end, mark) of everything that the grammars found, by offsets of the text."""
    found: list[tuple[int, int, int]] = []
    for candidate in material.candidates:
        quantity = candidate.quantity
        found.append((quantity.start, quantity.end, 0))
        if quantity.noun_end > quantity.end:
            found.append((quantity.end, quantity.noun_end, 1))
        if candidate.kind:
            found.append((quantity.start, quantity.end, 1 + FIGURES.index(candidate.kind)))
        if candidate.bare:
            found.append((quantity.start, quantity.noun_end, 14))
    for telling in material.sentences:
        for credit in telling.attributions:
            if credit.cue != "continues":
                found.append((credit.cue_end - len(credit.cue), credit.cue_end, 15))
            found += [(s.words.start, s.words.end, 16) for s in credit.chain if s.words]
        found += [(place.words.start, place.words.end, 17) for place in telling.places]
        found += [(time.words.start, time.words.end, 18) for time in telling.times]
        found += [(actor.start, actor.end, 19) for actor in telling.actors]
        for clue in telling.clues:
            kind = KINDS.index(clue.kind) + (0 if clue.sure else len(KINDS))
            found.append((clue.start, clue.end, 21 + kind))
    found += [(m.start, m.end, 20) for m in material.mentions if m.sort == "victims"]
    return found
