"""Where a report plays: what all its names of places mean, weighed together.

One name rarely tells ("Athens", "Paris", "Huntsville"); of several those are meant that lie
together. Each name spreads one vote over its places: at first by their size, then, round by round,
also by how many of the other names' votes lie in the same country, the same province and near by.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

from khaldun.knowledge.gazetteer import Gazetteer, Place

#: Rounds, and names and places a name that are weighed: more change nothing, and cost time.
_ROUNDS, _NAMES, _PLACES = 3, 60, 12
#: What is added to a place's score (by size: 1 to 8) where all other votes are in its country, in
#: its province, and around it. A country is named from everywhere.
_COUNTRY, _PROVINCE, _NEAR, _NATION = 4.0, 3.0, 4.0, 3.0
#: Votes around a place that count as much as may be expected of any.
_ENOUGH = 1.0
#: How sharply votes follow the scores.
_SHARPNESS = 1.5

#: A continent, an ocean or a part of one is as wide as this.
_VAST_KM = 500.0

Cell = tuple[int, int]


class Setting:
    """What the names of a report speak for. Votes of a name add up to one."""

    def __init__(self, names: Sequence[str], gazetteer: Gazetteer) -> None:
        few = list(dict.fromkeys(names))[:_NAMES]
        found = {name: gazetteer.find(name)[:_PLACES] for name in few}
        self.votes = {name: _shares([size(p) for p in places]) for name, places in found.items()}
        self.places = found
        self._sums = _Sums()
        for _ in range(_ROUNDS):
            self._sums = _Sums()
            for name, places in found.items():
                self._sums.add(places, self.votes[name])
            self.votes = {
                name: _shares([size(p) + self.support(p, name) for p in places])
                if len(places) > 1
                else self.votes[name]
                for name, places in found.items()
            }

    def support(self, place: Place, name: str) -> float:
        """What the other names than this say for a place."""
        return self._sums.support(place, self.places.get(name, ()), self.votes.get(name, ()))

    def believed(self, name: str) -> Iterator[tuple[Place, float]]:
        """The places that a name can mean, each with its vote."""
        return zip(self.places.get(name, ()), self.votes.get(name, ()), strict=True)


class _Sums:
    """Votes by country, by province and by square degree."""

    def __init__(self) -> None:
        self.names = 0
        self.countries: defaultdict[str, float] = defaultdict(float)
        self.provinces: defaultdict[tuple[str, str], float] = defaultdict(float)
        self.cells: defaultdict[Cell, float] = defaultdict(float)

    def add(self, places: Sequence[Place], votes: Sequence[float]) -> None:
        self.names += bool(places)
        for place, vote in zip(places, votes, strict=True):
            if not place.country:
                continue
            self.countries[place.country] += vote
            if place.region:
                self.provinces[place.country, place.region] += vote
            if place.feature not in ("country", "region"):
                self.cells[_cell(place)] += vote

    def support(self, place: Place, own: Sequence[Place], votes: Sequence[float]) -> float:
        """Of all votes but a name's own: how many are in the place's country, province, around."""
        others = self.names - bool(own)
        known = _NATION if is_known_everywhere(place) else 0.0
        if not place.country or others <= 0:
            return known
        same = [(p, vote) for p, vote in zip(own, votes, strict=True) if p.country == place.country]
        country = self.countries[place.country] - sum(vote for _, vote in same)
        if known:
            return known + _COUNTRY * max(country, 0.0) / others
        here = [(p, vote) for p, vote in same if p.region == place.region]
        key = place.country, place.region or ""
        province = self.provinces[key] - sum(vote for _, vote in here) if place.region else 0.0
        cells = _around(place)
        near = sum(self.cells.get(cell, 0.0) for cell in cells)
        near -= sum(
            vote for p, vote in same if p.feature not in ("country", "region") and _cell(p) in cells
        )
        if place.feature == "region":
            near = province
        return (
            _COUNTRY * max(country, 0.0) / others
            + _PROVINCE * max(province, 0.0) / others
            + _NEAR * (1 - math.exp(-max(near, 0.0) / _ENOUGH))
        )


def size(place: Place) -> float:
    """How large a place is: the logarithm of its people, or of what is taken for them."""
    people = place.population if place.feature == "country" and place.population else place.weight
    return math.log10(people + 10)


def is_known_everywhere(place: Place) -> bool:
    """Whether a report of any country names it: a country, a continent, an ocean."""
    return place.feature == "country" or (place.country is None and place.within_km >= _VAST_KM)


def _shares(scores: Sequence[float]) -> tuple[float, ...]:
    top = max(scores, default=0.0)
    raised = [math.exp(_SHARPNESS * (score - top)) for score in scores]
    return tuple(value / sum(raised) for value in raised)


def _cell(place: Place) -> Cell:
    return round(place.lat), round(place.lon)


@lru_cache(maxsize=256)  # asked for in each round
def _around(place: Place) -> frozenset[Cell]:
    lat, lon = _cell(place)
    return frozenset((lat + north, lon + east) for north in (-1, 0, 1) for east in (-1, 0, 1))
