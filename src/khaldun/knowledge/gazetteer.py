"""Places by name, however spelt: GeoNames and our own, compiled into one read-only SQLite file."""

import hashlib
import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from operator import itemgetter
from pathlib import Path

from khaldun.errors import KnowledgeError
from khaldun.knowledge.placefile import Entry, read_entries
from khaldun.knowledge.placeindex import SCALE, digest_of, opened
from khaldun.knowledge.spelling import (
    likeness,
    people_key,
    plain_key,
    short_key,
    skeleton,
    soft_key,
    without_article,
)

#: Countries whose small places are named in reports of war. Elsewhere `longest` claims a name only
#: for places that a foreign report would name without their state or province.
WATCHED = frozenset(
    "SY IQ YE LB PS IL LY UA SD SS ET SO CD ML BF NE NG CM TD MZ CF MM AF PK AM AZ CO HT TR"
    " JO EG IR GE RU XK BI ER DJ".split()
)
#: People a place needs to be claimed, outside those countries and inside. Below these, most single
#: names claimed in the development set were persons or English words. Curated places need none.
_WELL_KNOWN, _KNOWN = 100_000, 20_000
#: Longest name looked for, in words: "Ras al-Ayn", "Democratic Republic of the Congo".
_LONGEST = 6
#: Lower-case words that may stand inside a name.
_JOINTS = frozenset("of the and al el de del la le los las du des da do el-din ibn bin i e".split())
#: Words with which no name ends; soft keys ignore them.
_NEVER_LAST = frozenset("a an at as ash es in on is to by from and".split())
#: Letters of a name that an added index claims: shorter ones are too often words.
_ADDED_FLOOR = 5
#: A soft key alone is too weak a witness when it is shorter (letters).
_SOFT_FLOOR = 4
#: Likeness of soft keys, and a skeleton's length, from which it is believed: one vowel in four off.
_ALIKE, _SKELETON_FLOOR = 0.72, 4
#: The Arabic article written as one with its word.
_GLUED = re.compile(r"\b[Aa]l(?=\w{4})")


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the gazetteer. `region` is its first-level province, where we name those.

    `country` is an ISO 3166 alpha-2 code, None for seas and the like; `population` is 0 where it
    is unknown; `weight` orders places of one name (people, or a guess by feature); `within_km` is
    how far from the point a thing said to be "in" the place can be.
    """

    id: str
    name: str
    lat: float
    lon: float
    feature: str
    country: str | None
    region: str | None
    population: int
    within_km: float
    weight: int = 0

    def __hash__(self) -> int:
        """That of the id: places are put into sets and dictionaries at every look-up."""
        return hash(self.id)


#: The key under which a place was found, where it stands among others, and the place.
Kept = tuple[str, tuple[int, int, int], Place]
_PLACES = (
    "SELECT key, place.id, ref, place.name, lat, lon, feature, country, region, population,"
    " within_km, weight FROM name JOIN place ON place.id = name.place WHERE key IN "
)
_WEIGHTS = (
    "SELECT known OR feature = 'country', weight, country FROM name"
    " JOIN place ON place.id = place WHERE key IN (?, ?)"
)


class Gazetteer:
    """Look-ups by name. Open one per process: it holds a connection and caches."""

    def __init__(
        self,
        indexes: Sequence[sqlite3.Connection],
        extra: Iterable[tuple[str, Place]],
        *,
        digest: str,
    ) -> None:
        self.digest = digest
        self._indexes = tuple(indexes)
        self._regions = [
            dict(index.execute("SELECT id, name FROM region").fetchall()) for index in indexes
        ]
        self._own: dict[str, list[Place]] = {}
        for key, place in extra:
            self._own.setdefault(key, []).append(place)
        text = files("khaldun.knowledge").joinpath("data", "not_places.txt").read_text("utf-8")
        lines = (line.partition("#")[0] for line in text.splitlines())
        names = [name for line in lines for name in line.split(",")]
        self._not_places = frozenset(map(plain_key, names)) - {""}
        self._nor_these = self._not_places | frozenset(map(soft_key, names))
        # Bound to this gazetteer, so that its caches go when it goes.
        self._found = lru_cache(maxsize=20_000)(self._look_up)
        self._longest = lru_cache(maxsize=1 << 13)(self._run)
        self._is_claimed = lru_cache(maxsize=1 << 13)(self._claims)

    @classmethod
    def open(cls, *, extra: Sequence[Path] = (), added: Sequence[Path] = ()) -> "Gazetteer":
        """The package's gazetteer, the user's own files (form: `placefile`) on top of it, and
        indexes of dumps that were added (`added`) beside it.

        Raises KnowledgeError where the compiled file is missing or a file of the user is at fault.
        """
        path = Path(str(files("khaldun.knowledge").joinpath("data", "places.sqlite")))
        if not path.exists():
            raise KnowledgeError(
                f"the compiled gazetteer {path} is missing: install the package (pip install .), "
                "or run `python build_places.py` in a checkout"
            )
        indexes = [opened(one) for one in (path, *added)]
        told = hashlib.sha256()
        for index in indexes:
            told.update(digest_of(index).encode())
        own: list[tuple[str, Place]] = []
        for file in extra:
            told.update(file.read_bytes())
            for entry in read_entries(file):
                own += _keyed(entry)
        return cls(indexes, own, digest=told.hexdigest())

    def find(self, name: str) -> tuple[Place, ...]:
        """All places of that name, exact spelling first, then softer; in each, largest first.

        Only where neither has any: places whose consonants agree and whose vowels nearly do.
        """
        return self._found(name)

    def _look_up(self, name: str) -> tuple[Place, ...]:
        plain, soft = plain_key(name), soft_key(name)
        if not plain:
            return ()
        short, people = short_key(name), people_key(name)
        kept = self._kept(list({short, plain, people, "~" + soft, soft} - {"", "~"}))
        exact = _under(kept, {short}) or _under(kept, {plain, people})
        softer = _under(kept, {"~" + soft, soft})
        return tuple(dict.fromkeys((*exact, *softer))) or self.alike(name)

    def alike(self, name: str) -> tuple[Place, ...]:
        """Places whose consonants agree with the name's and whose vowels nearly do.

        Also without an article written as one with its word ("Alnuzha").
        """
        forms = dict.fromkeys((name, _GLUED.sub("", name)))
        keys = (key for form in forms for key in self._alike(soft_key(form)))
        return tuple(self._places(list(dict.fromkeys(keys))))

    def exactly(self, name: str) -> tuple[Place, ...]:
        """Those of `find` that have just this spelling, but for case, marks and Arabic article."""
        bare = plain_key(without_article(name))
        return tuple(self._places([bare, "al" + bare])) if bare else ()

    def is_no_place(self, word: str) -> bool:
        """Whether a word with a capital is known to be none: weekdays, parties, persons."""
        return plain_key(word) in self._not_places

    def longest(self, words: Sequence[str]) -> int:
        """How many of the leading words form the longest name of a place; 0 = none.

        Stricter than `find`: ordinary words, persons' names and small places far from any war
        are not claimed (see `WATCHED`, `data/not_places.txt`), nor is anything that does not
        begin with a capital. A final possessive ("Syria's") is for the caller to cut.
        """
        # The first test is the second for most words, and quicker.
        if not words or words[0].islower() or not any(c.isupper() for c in words[0]):
            return 0
        return self._longest(tuple(words[:_LONGEST]))

    def _run(self, words: tuple[str, ...]) -> int:
        """`longest` of words of which the first has a capital."""
        end = 1
        while end < len(words) and _goes_on(words[end]):
            end += 1
        for count in range(end, 0, -1):
            last = words[count - 1].lower()
            ends = last[0].isalnum() and last not in _JOINTS | _NEVER_LAST
            if ends and self._is_claimed(" ".join(words[:count])):
                return count
        return 0

    def _claims(self, name: str) -> bool:
        plain, soft = plain_key(name), soft_key(name)
        if plain in self._not_places or (len(plain) < 3 and not name.isupper()):
            return False
        if plain in self._own or "~" + soft in self._own or self._is_added(plain):
            return True
        exact = self._weights(plain, plain)
        if any(known for known, _, _ in exact) and not (len(name) == 4 and name.isupper()):
            return True
        # What follows is guessing, and abbreviations and persons' names are not worth it.
        if soft in self._nor_these or (name.isupper() and len(name) < 5):
            return False
        if any(weight >= _needed(country) for _, weight, country in exact):
            return True
        near = self._weights("~" + soft, soft) if len(soft) >= _SOFT_FLOOR else []
        return any(
            known or (weight >= _WELL_KNOWN and country in WATCHED)
            for known, weight, country in near
        )

    def _is_added(self, plain: str) -> bool:
        """Whether an index that was added has the name; who adds it wants its villages read."""
        query = "SELECT 1 FROM name WHERE key = ?"
        return len(plain) >= _ADDED_FLOOR and any(
            base.execute(query, (plain,)).fetchone() for base in self._indexes[1:]
        )

    def _weights(self, *keys: str) -> list[tuple[bool, int, str | None]]:
        """Of all places with these two keys: whether curated (or a country), weight, country."""
        return [row for base in self._indexes for row in base.execute(_WEIGHTS, keys)]

    def _alike(self, soft: str) -> list[str]:
        shape = skeleton(soft)
        if len(shape) < _SKELETON_FLOOR:
            return []
        query = "SELECT key FROM shape WHERE shape = ?"
        found = (base.execute(query, (shape,)) for base in self._indexes)
        keys = list(dict.fromkeys(key for rows in found for (key,) in rows))
        close = {key: likeness(soft, key) for key in keys}
        best = sorted((key for key in keys if close[key] >= _ALIKE), key=lambda key: -close[key])
        return [form for key in best for form in ("~" + key, key)]

    def _places(self, keys: Sequence[str]) -> list[Place]:
        return _under(self._kept(keys), set(keys))

    def _kept(self, keys: Sequence[str]) -> list[Kept]:
        """What stands under these keys: the user's own first; of two indexes, the first one's."""
        kept = [(key, (0, -p.weight, -1), p) for key in keys for p in self._own.get(key, ())]
        query = _PLACES + f"({','.join('?' * len(keys))})"
        seen: dict[str, Place] = {}
        for base, regions in zip(self._indexes, self._regions, strict=True):
            for key, number, ref, *told, region, population, within_km, weight in base.execute(
                query, keys
            ):
                id_ = f"khaldun:{ref}" if ref else f"geonames:{number}"
                if id_ not in seen:
                    name, lat, lon, feature, country = told
                    seen[id_] = Place(
                        id=id_,
                        name=name,
                        lat=lat / SCALE,
                        lon=lon / SCALE,
                        feature=feature,
                        country=country or None,
                        region=regions.get(region),
                        population=population,
                        within_km=within_km,
                        weight=weight,
                    )
                kept.append((key, (1, -seen[id_].weight, number), seen[id_]))
        return sorted(kept, key=itemgetter(1))


def _under(kept: Iterable[Kept], keys: set[str]) -> list[Place]:
    """The places under these keys, each once, in order."""
    return list(dict.fromkeys(place for key, _, place in kept if key in keys))


def _needed(country: str | None) -> int:
    return _KNOWN if country in WATCHED else _WELL_KNOWN


def _goes_on(word: str) -> bool:
    return word in _JOINTS or word == "-" or any(c.isupper() for c in word) or word.isdigit()


def _keyed(entry: Entry) -> list[tuple[str, Place]]:
    """A user's entry under each of its keys; it goes before all others of its name."""
    place = Place(
        id=f"own:{plain_key(entry.name)}:{entry.lat:.3f},{entry.lon:.3f}",
        name=entry.name,
        lat=entry.lat,
        lon=entry.lon,
        feature=entry.feature,
        country=entry.country,
        region=entry.region,
        population=0,
        within_km=entry.within_km,
        weight=1_000_000_000,
    )
    keys = {k for name in entry.names for k in (plain_key(name), "~" + soft_key(name))}
    return [(key, place) for key in sorted(keys - {"", "~"})]
