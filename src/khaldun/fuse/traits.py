"""What of an account is compared with others: plain values, computed once for each account."""

import math
import re
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import blake2b

from khaldun.knowledge.affiliations import Affiliations
from khaldun.knowledge.common_words import CommonWords
from khaldun.knowledge.parties import FOR_NOBODY, Party
from khaldun.knowledge.roster import Roster
from khaldun.knowledge.spelling import soft_key
from khaldun.knowledge.sphere import distance_km
from khaldun.records import Account, ActorRef, IncidentKind, PlaceRef, Report, Source, Status

_WORD = re.compile(r"\w[\w'’-]+")
#: Words that tell no incident from another, and the class words of places.
_COMMON = """the and for from that this with were was are has have had been its their his her who
    which said says after when while into near area around about than more least some other others
    also two three four five one all town city village province district countryside region
    northern southern eastern western north south east west neighbourhood neighborhood governorate
    suburb suburbs outskirts"""
_IDLE = frozenset(_COMMON.split())
#: Kinds of parties that name no one organisation.
_MANY = frozenset(("collective", "people"))
#: Beyond this a place is a region: two incidents of one region are not thereby near each other.
REGION_KM = 30.0


@dataclass(frozen=True, slots=True)
class Days:
    """An interval as day numbers, both ends included."""

    first: int
    last: int

    @property
    def length(self) -> int:
        """How many days; 1 for a single day."""
        return self.last - self.first + 1

    def shared(self, other: "Days") -> int:
        """How many days both hold; 0 for neighbours, -1 for one day between them, and so on."""
        return min(self.last, other.last) - max(self.first, other.first) + 1


@dataclass(frozen=True, slots=True, eq=False)
class Spot:
    """A place as compared; `words` are those of its name. Accounts of one place share one spot."""

    name: str
    country: str | None
    lat: float
    lon: float
    within_km: float
    words: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """Words by number, and the weight of each; the squares of the weights add up to 1.

    Both as the bytes of arrays, of "Q" and of "d": so they take least and can be encoded.
    """

    words: bytes
    weights: bytes

    def alike(self, other: "Wording") -> float:
        """The cosine of the two: 1 for the same words, 0 for no word in common."""
        own = dict(self.weighed())
        # An exact sum, so that the order of the words is no matter.
        return math.fsum([own[word] * weight for word, weight in other.weighed() if word in own])

    def weighed(self) -> Iterator[tuple[int, float]]:
        """Each word with its weight."""
        words, weights = memoryview(self.words).cast("Q"), memoryview(self.weights).cast("d")
        return zip(words, weights, strict=True)


@dataclass(frozen=True, slots=True, eq=False)
class Traits:
    """An account as the matcher sees it. Parties go by roster id, or else by their own words.

    All of it follows from the account and its report: what else a case holds changes no score. A
    million are held at a time, so none holds its account, and what many have in common is shared.
    `counts` are the numbers of each kind of figure, largest first.
    """

    kind: IncidentKind
    status: Status
    voice: tuple[str, str]
    days: Days | None
    published: int | None
    place: Spot | None
    numbers: frozenset[tuple[str, int]]
    counts: Mapping[str, tuple[int, ...]]
    by: "Actors"
    against: "Actors"
    sources: frozenset[str]
    wording: Wording

    @property
    def regional(self) -> bool:
        """Whether the place is a whole region, or not known at all."""
        return self.place is None or self.place.within_km > REGION_KM


@dataclass(frozen=True, slots=True)
class Side:
    """An actor as compared: its key, and the parties that it is part of or speaks for.

    The key is the id of a party of the roster, or else made of the name. `known` is whether it is
    one organisation of the roster: "rebels" or "villagers" contradict no other name.
    """

    key: str
    known: bool
    sides: frozenset[str] = frozenset()

    @property
    def keys(self) -> frozenset[str]:
        """The actor and all that it is of: two actors who share one are of one side."""
        return self.sides | {self.key}


@dataclass(frozen=True, slots=True)
class Actors:
    """Those who did or suffered it, by all keys of theirs.

    `known` is set where each of them is one organisation, so that others contradict them.
    """

    keys: frozenset[str]
    known: bool


class Parties:
    """Who is meant by a name, and of whom they were part: each looked up once."""

    def __init__(self, roster: Roster) -> None:
        self._roster = roster
        self._affiliations = Affiliations.open(roster)
        self._found: dict[tuple[str, str | None], Party | None] = {}
        self._sides: dict[tuple[str, date | None, date | None], Side] = {}

    def side(self, actor: ActorRef, account: Account) -> Side:
        """An actor of an account, by what it was resolved to or else by its name.

        "The army" and the like are those of the place's country, where that is known; parts are
        what they surely were on the days, where these are.
        """
        country = account.where.country if account.where else None
        party = self._roster.party(actor.actor) if actor.actor else None
        party = party or self._find(actor.name, country)
        if party is None:
            return Side(_key(actor.name), known=False)
        when = account.when
        days = (when.earliest, when.latest) if when else (None, None)
        if (party.id, *days) not in self._sides:
            self._sides[party.id, *days] = self._side(party, *days)
        return self._sides[party.id, *days]

    def source(self, source: Source) -> str:
        """The party's id, or the key of the name where the roster has none."""
        return source.party or self.named(source.name)

    def title(self, source: Source) -> str:
        """The name by which the roster has it, else its own."""
        party = self._roster.party(self.source(source))
        return party.name if party else source.name

    def named(self, name: str) -> str:
        """The id of the party of this name, or a key that spellings of the name share."""
        party = self._find(name, None)
        return party.id if party else _key(name)

    def _find(self, name: str, country: str | None) -> Party | None:
        if (name, country) not in self._found:
            self._found[name, country] = self._roster.meant(name, country)
        return self._found[name, country]

    def _side(self, party: Party, first: date | None, last: date | None) -> Side:
        sides = {*party.side_of}
        if first and last:
            wholes = self._affiliations.wholes(party, first, last)
            sides = {whole.id for whole, held in wholes.items() if held == "yes"}
        if party.speaks_for and party.speaks_for not in FOR_NOBODY:
            sides.add(party.speaks_for)
        return Side(party.id, known=party.kind not in _MANY, sides=frozenset(sides))


def _key(name: str) -> str:
    return f"~{soft_key(name)}"


def observe(account: Account, report: Report, parties: Parties) -> Traits:
    """The traits of an account; a word weighs more the fewer accounts of any war hold it."""
    when, where, published = account.when, account.where, report.published
    numbers, counts = _counted(frozenset(_numbers(account)))
    return Traits(
        kind=account.kind,
        status=account.status,
        voice=(account.report, account.voice),
        days=Days(when.earliest.toordinal(), when.latest.toordinal()) if when else None,
        published=published.latest.toordinal() if published else None,
        place=(
            _spot(where.name, where.country, where.lat, where.lon, where.within_km)
            if where
            else None
        ),
        numbers=numbers,
        counts=counts,
        by=_actors(account, parties, (c.actor for c in account.by if c.certainty != "denied")),
        against=_actors(account, parties, account.against),
        sources=frozenset(
            parties.source(claim.chain[-1]) for claim in account.claims if claim.chain
        ),
        wording=_weighed(telling_words(account)),
    )


def _actors(account: Account, parties: Parties, actors: Iterable[ActorRef | None]) -> Actors:
    sides = [parties.side(actor, account) for actor in actors if actor]
    keys = frozenset(key for side in sides for key in side.keys)
    return _acting(keys, bool(sides) and all(side.known for side in sides))


#: What is equal is one object: most accounts share their place, their parties and their numbers.
_acting = lru_cache(maxsize=65_536)(Actors)


@lru_cache(maxsize=65_536)
def _spot(name: str, country: str | None, lat: float, lon: float, within_km: float) -> Spot:
    return Spot(name, country, lat, lon, within_km, name_words(name))


@lru_cache(maxsize=65_536)
def _counted(
    numbers: frozenset[tuple[str, int]],
) -> tuple[frozenset[tuple[str, int]], Mapping[str, tuple[int, ...]]]:
    ranked = sorted(numbers, key=lambda told: -told[1])
    kinds = {kind for kind, _ in ranked}
    return numbers, {kind: tuple(n for k, n in ranked if k == kind) for kind in kinds}


def name_words(name: str) -> frozenset[str]:
    """A place's name and its single words by their spelling keys, class words left out."""
    told = [word for word in _WORD.findall(name) if word.lower() not in _IDLE]
    keys = map(soft_key, [*told, " ".join(told)])
    return frozenset(key for key in keys if len(key) > 1)


def km_apart(left: PlaceRef | Spot, right: PlaceRef | Spot) -> float:
    """The distance between two places' middles."""
    return distance_km((left.lat, left.lon), (right.lat, right.lon))


def _numbers(account: Account) -> Iterable[tuple[str, int]]:
    for claim in account.figures:
        figure = claim.figure
        if figure and claim.certainty != "denied":
            yield from ((figure.kind, n) for n in {figure.low, figure.high} if n is not None)


def telling_words(account: Account) -> frozenset[str]:
    """The words of an account's sentences by their spelling keys, its place's name left out.

    Places are compared as places; their names would make all accounts of a town alike.
    """
    spans = [*account.evidence, *(claim.span for claim in account.claims)]
    texts = {span.text for span in spans}  # many claims stand in one sentence
    told = {word for text in texts for word in _WORD.findall(text)}
    keys = {soft_key(word) for word in told if len(word) > 2 and word.lower() not in _IDLE}
    return frozenset(keys - name_words(account.where.name) if account.where else keys)


def _weighed(keys: Iterable[str]) -> Wording:
    """Each word by its rarity."""
    told = [_word(key) for key in keys]
    length = math.sqrt(math.fsum([rarity * rarity for _, rarity in told])) or 1.0
    words = array("Q", [word for word, _ in told])
    weights = array("d", [rarity / length for _, rarity in told])
    return Wording(words.tobytes(), weights.tobytes())


@lru_cache(maxsize=65_536)
def _word(key: str) -> tuple[int, float]:
    """A word's number, the same on every machine, and its rarity."""
    number = int.from_bytes(blake2b(key.encode(), digest_size=8).digest())
    return number, CommonWords.open().rarity(key)
