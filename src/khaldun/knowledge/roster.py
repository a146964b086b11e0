"""Who is who: the parties to recent conflicts, found by the names that reports give them."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from khaldun.knowledge.aliases import REACH, AliasIndex, fold, head_of, split_name
from khaldun.knowledge.parties import Party, PartyTable, load_parties
from khaldun.knowledge.states import States
from khaldun.text import Word

#: Where the tables of the package are.
DATA = Path(__file__).parent / "data"
FILES = ("countries.csv", "roles.csv", "parties.csv", "outlets.csv")


@dataclass(frozen=True, slots=True)
class PartyMention:
    """A party named in a text, from offset `start` up to `end`."""

    start: int
    end: int
    party: Party


class Roster:
    """The parties, their aliases, and the states whose forces need no entry."""

    def __init__(self, table: PartyTable, digest: str) -> None:
        """Made by `open`."""
        self.digest = digest
        self._table = table
        self._states = table.states
        self._index = AliasIndex(table.aliases)
        self._heads = frozenset(self._index.heads) | self._states.heads
        self._openings = self._index.openings | {(head,) for head in self._states.heads}
        #: How many tokens the names have at most that begin with one.
        self._reach = {token: sizes[0] for token, sizes in self._index.heads.items()}
        self._reach |= dict.fromkeys(self._states.heads, REACH)
        # Bound to this roster, so that its caches go when it goes. Reports repeat their names.
        self._found = lru_cache(maxsize=20_000)(self._look_up)
        self._composed = lru_cache(maxsize=20_000)(self._compose)
        self._begins = lru_cache(maxsize=1 << 13)(self._may_begin)

    @classmethod
    def open(cls, folder: Path = DATA) -> "Roster":
        """The roster of the package, or of another folder with the same four tables.

        Raises:
            KnowledgeError: a table breaks its rules; names the file, the line and the entry.
        """
        table = load_parties(folder, States.open(folder))
        content = b"\0".join((folder / name).read_bytes() for name in FILES)
        return cls(table, hashlib.sha256(content).hexdigest()[:20])

    def __iter__(self) -> Iterator[Party]:
        """The parties that have an entry, in the order of the tables."""
        return iter(self._table.parties.values())

    def party(self, party_id: str) -> Party | None:
        """The party of an id, "state-force:TR" and the like included; `None` if there is none."""
        return self._table.party(party_id)

    def of(self, country: str, role: str) -> Party:
        """What has a role of `roles.csv` in a country: `of("TR", "state-force")`."""
        return self._table.of(country, role)

    def above(self, party: Party) -> Party | None:
        """The next larger party, whatever the day."""
        return self._table.above(party)

    def role_of(self, name: str) -> str | None:
        """The role that a name without nationality is the word for: "the army", "state media"."""
        return self._states.role_of(name)

    def state_called(self, word: str) -> str | None:
        """The name of the state that a name, a demonym or a capital stands for: "US", "Russian"."""
        found = self._states.nationality(f"{word} forces")
        whole = found is not None and found[1] == "forces"
        iso = found[0] if found and whole else self._states.named(word)
        return self._states.countries[iso] if iso else None

    def find(self, name: str, *, country: str | None = None) -> Party | None:
        """The party that a whole name stands for.

        Case, diacritics, hyphens, apostrophes, a leading article, brackets and words of sort
        beside the name ("group", "fighters") do not count; acronyms of up to three letters keep
        their case. A name of several parties is believed for the one of `country`, if given.
        """
        return self._found(name, country)

    def bearers(self, name: str) -> list[Party]:
        """All parties of which this is a name: the one that `find` means, and its namesakes."""
        usual = self.find(name)
        named = (self._table.parties[alias.party] for alias in self._index.exactly(name))
        return list(dict.fromkeys(filter(None, (usual, *named))))

    def meant(self, name: str, country: str | None) -> Party | None:
        """The party of a name in what is told of a country: "the army" is that country's."""
        party = self.find(name, country=country)
        role = self.role_of(name) if country and party is None else None
        return self.of(country, role) if country and role else party

    def _look_up(self, name: str, country: str | None) -> Party | None:
        versions = list(dict.fromkeys(self._versions(name)))
        for version in versions:
            party = self._called(version, country) or self._national(version, country)
            if party is not None:
                return party
        for version in versions:
            words = split_name(version)
            count, party = self.composite(words, loose=True)
            if party is not None and count == len(words):
                return party
        state = self._states.named(_without_the(name))
        return self.of(state, "government") if state else None

    def longest(self, words: Sequence[str]) -> tuple[int, Party | None]:
        """The longest name at the head of some words, and its party; (0, None) if there is none.

        Words are as `khaldun.text.words` cuts them. Names of countries and capitals do not
        count here, since in a text they are places until the grammar says otherwise: ask `find`
        for those that do something.
        """
        if not words or not self._begins(words[0], words[1] if len(words) > 1 else None):
            return 0, None
        head = head_of(words, self._reach.get(next(iter(fold(words[0])), ""), REACH))
        if not head.tokens:
            return 0, None
        count, party_id = self._index.longest(head, words)
        composed = self._states.composite(head, words)
        if composed is not None and composed.words > count:
            return composed.words, self.of(composed.country, composed.role)
        return (count, self._table.parties[party_id]) if party_id else (0, None)

    def _may_begin(self, first: str, second: str | None) -> bool:
        """Whether the first two words allow a name: "the" begins many, "the road" none."""
        tokens = fold(first)
        if not tokens:
            return second is not None and first.lower() in {"al", "el"}
        if tokens[0] not in self._heads or len(tokens) > 1 or second is None:
            return tokens[0] in self._heads
        after = fold(second)
        openings = self._openings
        return not after or tokens in openings or (tokens[0], after[0]) in openings

    def composite(self, words: Sequence[str], *, loose: bool = False) -> tuple[int, Party | None]:
        """A nationality and a role at the head of some words: "Turkish soldiers".

        `loose` lets a country's bare name pass for the nationality. The party is the country's
        entry for that role, or one made for the purpose; (0, None) if the words begin otherwise.
        """
        return self._composed(tuple(words), loose)

    def _compose(self, words: tuple[str, ...], loose: bool) -> tuple[int, Party | None]:  # noqa: FBT001 - a key of the cache
        found = self._states.composite(head_of(words), words, loose=loose)
        return (found.words, self.of(found.country, found.role)) if found else (0, None)

    def mentions(self, words: Sequence[Word]) -> list[PartyMention]:
        """Every party that a sentence names, from left to right, without overlaps."""
        texts = [word.text for word in words]
        found: list[PartyMention] = []
        place = 0
        while place < len(texts):
            count, party = self.longest(texts[place:])
            if party is not None:
                last = words[place + count - 1]
                found.append(PartyMention(words[place].start, last.end, party))
            place += count or 1
        return found

    def _versions(self, name: str) -> Iterator[str]:
        """The name, then with less and less around it."""
        yield name
        bare = _without_the(name)
        yield bare
        before, bracket, inside = bare.partition("(")
        if bracket:
            yield before
            yield inside.partition(")")[0]
        words = split_name(before)
        describing = [self._states.describes(word) for word in words]
        heads = describing.index(False) if False in describing else 0
        tails = describing[::-1].index(False) if False in describing else 0
        cuts = ((head, tail) for head in range(heads + 1) for tail in range(tails + 1))
        for head, tail in sorted(cuts, key=sum):
            yield " ".join(words[head : len(words) - tail])

    def _called(self, name: str, country: str | None) -> Party | None:
        aliases = self._index.exactly(name)
        parties = [self._table.parties[alias.party] for alias in aliases]
        here = [party for party in parties if country and party.country == country]
        plain = [party for party, alias in zip(parties, aliases, strict=True) if not alias.shared]
        return next(iter(here or plain), None)

    def _national(self, name: str, country: str | None) -> Party | None:
        """So "Lebanese Hezbollah" is Hezbollah; "Iraqi Hezbollah" is not, and stays unknown.

        A party that belongs to no country ("Syrian Kurdish fighters") may stand behind any.
        """
        found = self._states.nationality(name)
        party = self._called(found[1], country) if found else None
        fits = party is not None and found is not None and party.country in {found[0], None}
        return party if fits else None


def _without_the(name: str) -> str:
    first, _, rest = name.strip().partition(" ")
    return rest if first.lower() == "the" and rest else name
