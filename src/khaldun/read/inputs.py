"""A material as the network is given it: pieces, marks, ranges, and the rows of numbers."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from khaldun.read import features
from khaldun.read.arrays import Floats, Ints, table
from khaldun.read.attribution import Attribution
from khaldun.read.features import Features
from khaldun.read.links import Links, link_sources
from khaldun.read.marks import MARKS, mark
from khaldun.read.material import Material
from khaldun.read.pieces import WordPieces
from khaldun.read.tellings import Knowledge, find_certainty


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """P pieces of S sentences with C candidates, as arrays.

    `ids`, `shapes` and `sentence` (P) give each piece, how its word is written, and its sentence;
    `marks` (P, MARKS) what the grammars take it for. `candidates`, `mentions`, `credits`, `times`
    and `places` (n, 2) are the first and the past last piece of each. `sentence_rows` and
    `candidate_rows` are those of `Features`; `ruled` (C, 2) tells whether the rules hedge a
    candidate and whether they find it told in the report's own voice; `sources` is what may say it.
    """

    ids: Ints
    shapes: Ints
    sentence: Ints
    marks: Floats
    candidates: Ints
    mentions: Ints
    credits: Ints
    times: Ints
    places: Ints
    sentence_rows: Floats
    candidate_rows: Floats
    ruled: Floats
    sources: Links


def prepare(
    material: Material,
    rows: Features,
    pieces: WordPieces,
    knowledge: Knowledge,
    *,
    lost: frozenset[int] = frozenset(),
) -> Input | None:
    """The input of a material, without the characters at the `lost` offsets.

    None if no piece is left.
    """
    cut = _Cut(material, pieces, lost)
    if not cut.ids:
        return None
    marks = np.zeros((len(cut.ids), MARKS), dtype=np.float32)
    for start, end, number in mark(material):
        low, high = cut.range(start, end)
        marks[low:high, number] = 1.0
    return Input(
        ids=np.array(cut.ids, dtype=np.int64),
        shapes=np.array(cut.shapes, dtype=np.int64),
        sentence=np.array(cut.sentence, dtype=np.int64),
        marks=marks,
        candidates=cut.ranges([(c.quantity.start, c.end) for c in material.candidates]),
        mentions=cut.ranges([(m.start, m.end) for m in material.mentions]),
        credits=cut.ranges([_teller(credit) for _, credit in material.credits]),
        times=cut.ranges([(p.words.start, p.words.end) for _, p in material.times]),
        places=cut.ranges([(p.words.start, p.words.end) for _, p in material.places]),
        sentence_rows=table(rows.sentences(), features.SENTENCE),
        candidate_rows=table(rows.candidates(), features.CANDIDATE),
        ruled=table(_ruled(material, knowledge), 2),
        sources=link_sources(material, knowledge.roster),
    )


def _teller(credit: Attribution) -> tuple[int, int]:
    """Where the origin of a credit is named, or else where the credit begins."""
    words = [source.words for source in credit.chain if source.words]
    return (words[-1].start, words[-1].end) if words else (credit.start, credit.start + 20)


def _ruled(material: Material, knowledge: Knowledge) -> list[list[float]]:
    text = material.report.text
    rows: list[list[float]] = []
    for candidate in material.candidates:
        told = material.sentences[candidate.sentence]
        start = candidate.quantity.start
        certainty = find_certainty(text, told, start, candidate.end, knowledge)
        rows.append([float(certainty == "hedged"), float(not told.credit(start))])
    return rows


class _Cut:
    """The pieces of a material's sentences, and where offsets of the text fall among them."""

    def __init__(self, material: Material, pieces: WordPieces, lost: frozenset[int]) -> None:
        text = material.report.text
        self.ids: list[int] = []
        self.shapes: list[int] = []
        self.sentence: list[int] = []
        spans: list[tuple[int, int]] = []
        for number, told in enumerate(material.sentences):
            start, end = told.sentence.start, told.sentence.end
            kept: Sequence[int] = range(start, end)
            words = text[start:end]
            if lost:
                kept = [at for at in kept if at not in lost]
                words = "".join(text[at] for at in kept)
            found = pieces.cut(words, kept)
            self.ids += found.ids
            self.shapes += found.shapes
            self.sentence += [number] * len(found)
            spans += found.spans
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]

    def range(self, start: int, end: int) -> tuple[int, int]:
        """The pieces between two offsets; at least one."""
        low = min(bisect_right(self._ends, start), len(self.ids) - 1)
        return low, max(bisect_left(self._starts, end), low + 1)

    def ranges(self, spans: Sequence[tuple[int, int]]) -> Ints:
        found = [self.range(start, end) for start, end in spans]
        return np.array(found, dtype=np.int64).reshape(-1, 2)
