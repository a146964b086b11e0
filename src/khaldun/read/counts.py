"""Which of a material's quantities are figures, by the network, and of which kind."""

from collections import defaultdict
from collections.abc import Hashable

from khaldun.knowledge.codebook import Codebook
from khaldun.read.choice import HARMED
from khaldun.read.drafts import FEW
from khaldun.read.material import Material
from khaldun.read.network import Reading
from khaldun.records import FIGURE_KINDS, FigureKind

#: A count that is told again and again is a figure where all its mentions together are likely by
#: so much more than one would have to be.
_TOGETHER = 0.1


class Counts:
    """The candidates of one material; `limit` is how likely a figure must be."""

    def __init__(
        self, reading: Reading, material: Material, codebook: Codebook, limit: float
    ) -> None:
        self._reading, self._material = reading, material
        self._codebook, self._limit = codebook, limit
        self._harmful: dict[int, bool] = {}

    def kind(self, number: int) -> FigureKind:
        """The likeliest kind of a candidate, were it a figure."""
        return FIGURE_KINDS[int(self._reading.figures[number, 1:].argmax())]

    def chosen(self) -> list[int]:
        """The numbers of the candidates that are figures, in order.

        Of a count that is told again and again, each mention may be doubtful: then the likeliest
        is taken where all together are likely.
        """
        same: dict[Hashable, list[int]] = defaultdict(list)
        for number in range(len(self._material.candidates)):
            same[self._value(number)].append(number)
        chosen: list[int] = []
        for numbers in same.values():
            told = [number for number in numbers if self._is_told(number)]
            chance = {number: 1 - float(self._reading.figures[number, 0]) for number in told}
            sure = [number for number, likely in chance.items() if likely > self._limit]
            if not sure and sum(chance.values()) > self._limit + _TOGETHER:
                sure = [max(chance, key=lambda number: chance[number])]
            chosen += sure
        return sorted(chosen)

    def _value(self, number: int) -> Hashable:
        """What is the same of two mentions of one count; a small one is told of many things."""
        quantity = self._material.candidates[number].quantity
        if quantity.low is not None and quantity.low == quantity.high and quantity.low <= FEW:
            return number
        return quantity.value, self.kind(number)

    def _is_told(self, number: int) -> bool:
        """Whether a count of people harmed stands beside a word of harm, in its sentence.

        On the development set one of the seven that did not was right.
        """
        candidate = self._material.candidates[number]
        if candidate.kind or candidate.part or self.kind(number) not in HARMED:
            return True
        if candidate.sentence not in self._harmful:
            self._harmful[candidate.sentence] = self._tells_of_harm(candidate.sentence)
        return self._harmful[candidate.sentence]

    def _tells_of_harm(self, number: int) -> bool:
        sentence = self._material.sentences[number].sentence
        spot = self._material.report.text, sentence.start, sentence.end
        found = (kind for (kind, _), _ in self._codebook.harms.find(*spot))
        return not HARMED.isdisjoint(found) or self._codebook.hurt.search(*spot) is not None
