"""By what accounts meet, so that they are compared: place and time, or what stands in for them.

Accounts with no day or no narrow place meet the others by their kind and country, their numbers,
or the words of their place.
"""

import math
from collections.abc import Iterator
from datetime import date
from hashlib import blake2b

from khaldun.fuse.blocks import Item
from khaldun.fuse.kinds import is_rare, sort_of
from khaldun.fuse.traits import Traits

#: Cells of half a degree, about 55 km: places nearer than that always share a cell.
CELLS_PER_DEGREE = 2
#: Days within a week of each other always share a bucket.
BUCKET_DAYS = 7
#: From here on an interval is a period; up to `LONGEST_DAYS` it has buckets too.
PERIOD_DAYS, LONGEST_DAYS = 28, 31
#: In a crowded block each account is compared with so many that follow it by day, and no more.
#: The largest block of 1,800 accounts of one war holds about as many.
WINDOW = 80
#: Smaller numbers are shared by chance; they bring no pair about alone.
TELLING_NUMBER = 10


def item_of(account: str, trait: Traits) -> Item:
    """The account as an item of blocks; its rank is its first day, or that of its report."""
    keys = frozenset(map(_number, _keys(trait)))
    rank = trait.days.first if trait.days else trait.published or 0
    days = (trait.days.first, trait.days.last) if trait.days else None
    place = trait.place
    spot = (place.lat, place.lon, place.within_km) if place else None
    return Item(account, rank, keys, *sort_of(trait.kind), days, spot)


def _number(key: tuple[object, ...]) -> int:
    """A key as a number of 63 bits, the same on every machine."""
    return int.from_bytes(blake2b(repr(key).encode(), digest_size=8).digest()) >> 1


def _keys(trait: Traits) -> Iterator[tuple[object, ...]]:
    aggregate = trait.kind == "aggregate"
    country = trait.place.country if trait.place else None
    for when in _times(trait):
        for cell in _cells(trait):
            yield aggregate, cell, when
        if trait.regional or is_rare(trait.kind):
            yield trait.kind, country, when
    for kind, number in trait.numbers:
        if number >= TELLING_NUMBER:
            yield from ((aggregate, kind, number, when) for when in _times(trait))
    if trait.days is None or trait.days.length >= PERIOD_DAYS:
        for word in trait.place.words if trait.place else ():
            yield trait.kind, word


def _times(trait: Traits) -> Iterator[int | str]:
    if trait.days is None:
        # Undated news is mostly of the days before its publication.
        if trait.published is not None:
            last = trait.published // BUCKET_DAYS
            yield from (last - 1, last)
        return
    if trait.days.length <= LONGEST_DAYS:
        first, last = trait.days.first // BUCKET_DAYS, trait.days.last // BUCKET_DAYS
        yield from range(first, last + 2)
    if trait.days.length >= PERIOD_DAYS:
        yield f"a period from {date.fromordinal(trait.days.first).year}"


def _cells(trait: Traits) -> Iterator[tuple[int, int]]:
    """The four cells whose middles surround the place."""
    if trait.place is None or trait.regional:
        return
    row = math.floor(trait.place.lat * CELLS_PER_DEGREE - 0.5)
    column = math.floor(trait.place.lon * CELLS_PER_DEGREE - 0.5)
    yield from ((row + dy, column + dx) for dy in (0, 1) for dx in (0, 1))
