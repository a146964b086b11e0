"""States and what belongs to them: "Turkish soldiers", "Russia's defence ministry".

Two tables say how countries are called (`countries.csv`) and which words name a part of a state
(`roles.csv`), so that the forces of a country that has no entry in the roster are known as well.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from khaldun.knowledge.aliases import (
    Alias,
    Head,
    Tokens,
    aliases_of,
    fold_name,
    head_of,
    is_written,
    letters_of,
    split_name,
)
from khaldun.knowledge.tables import Row, read_table

COUNTRY_COLUMNS = ("iso", "names", "demonyms", "capitals")
ROLE_COLUMNS = ("role", "kind", "part_of", "label", "words")
#: The row of `roles.csv` whose words may stand between the nationality and the role.
MODIFIER = "modifier"
#: The row whose words may stand beside a party's own name and only say what sort of thing it is:
#: "Islamic State fighters", "terrorist group Nusra Front", "SANA news agency".
DESCRIPTOR = "descriptor"
#: "Syrian government special forces" has two; more were not seen in the development set.
_MODIFIERS = 2


@dataclass(frozen=True, slots=True)
class Role:
    """A part of a state: its kind, the role above it, and a label with a place for the country."""

    kind: str
    part_of: str | None
    label: str


@dataclass(frozen=True, slots=True)
class Composite:
    """A nationality and a role at the head of some words, and how many words they take."""

    words: int
    country: str
    role: str


class States:
    """Countries by ISO code, roles by name, and the patterns that they make together."""

    def __init__(self, countries: Sequence[Row], roles: Sequence[Row]) -> None:
        """Made by `open` from the two tables.

        Raises:
            KnowledgeError: a code, role, demonym or role word stands twice, or a role's
                `part_of` is no role.
        """
        self.countries: Mapping[str, str] = _unique(countries)
        self.roles: Mapping[str, Role] = _roles(roles)
        self._modifiers = frozenset(
            token for row in roles if row.entry == MODIFIER for token in row.names("words")
        )
        self._descriptors = frozenset(
            token
            for row in roles
            if row.entry == DESCRIPTOR
            for word in row.names("words")
            for token in fold_name(word)
        )
        self._words = _phrases([row for row in roles if row.cells["kind"]])
        self._heads: dict[str, list[Alias]] = {}
        self._named: dict[Tokens, Alias] = {}
        demonyms: dict[Tokens, str] = {}
        for row in countries:
            self._add_country(row, demonyms)
        for found in self._heads.values():
            found.sort(key=lambda alias: -len(alias.tokens))

    @classmethod
    def open(cls, folder: Path) -> "States":
        """The states of the two tables in a folder."""
        return cls(
            list(read_table(folder / "countries.csv", COUNTRY_COLUMNS)),
            list(read_table(folder / "roles.csv", ROLE_COLUMNS)),
        )

    @property
    def heads(self) -> frozenset[str]:
        """The tokens that a composite can begin with."""
        return frozenset(self._heads)

    def composite(
        self, head: Head, words: Sequence[str], *, loose: bool = False
    ) -> Composite | None:
        """The longest "nationality, up to two modifiers, role" at the head of some words.

        A country's bare name counts as nationality only as a possessive, with or without its
        apostrophe; `loose` lets "Syria rebels" pass too, which in a running text may be a place
        and then a subject.
        """
        for alias in self._heads.get(head.tokens[0], ()) if head.tokens else ():
            size = len(alias.tokens)
            end = head.ends[size - 1] if head.tokens[:size] == alias.tokens else 0
            if not end or not is_written(alias, words[:end], None):
                continue
            if alias.find_only and not loose and not words[end - 1].lower().endswith("s"):
                continue
            found = self._role_at(head, size)
            if found:
                return Composite(found[0], alias.party, found[1])
        return None

    def nationality(self, name: str) -> tuple[str, str] | None:
        """The country of the demonym at the head of a name, and the rest of the name."""
        words = split_name(name)
        head = head_of(words)
        for alias in self._heads.get(head.tokens[0], ()) if head.tokens else ():
            size = len(alias.tokens)
            end = head.ends[size - 1] if head.tokens[:size] == alias.tokens else 0
            if end and end < len(words):
                return alias.party, " ".join(words[end:])
        return None

    def named(self, name: str) -> str | None:
        """The country whose name or capital a whole name is ("Russia", "Moscow", "US")."""
        alias = self._named.get(fold_name(name))
        if alias is None:
            return None
        exact = alias.form != "letters" or letters_of(split_name(name)) == alias.letters
        return alias.party if exact else None

    def describes(self, word: str) -> bool:
        """Whether a word beside a party's name only says what sort of thing it is."""
        tokens = fold_name(word)
        return bool(tokens) and self._descriptors.issuperset(tokens)

    def role_of(self, name: str) -> str | None:
        """The role that a whole name is the word for, with no nationality ("the army")."""
        tokens = fold_name(name)
        tokens = tokens[1:] if tokens[:1] == ("the",) else tokens
        found = self._role_at(Head(tokens, tuple(range(1, len(tokens) + 1))), 0)
        return found[1] if found and found[0] == len(tokens) else None

    def _role_at(self, head: Head, start: int) -> tuple[int, str] | None:
        best: tuple[int, str] | None = None
        for place in range(start, min(start + _MODIFIERS + 1, len(head.tokens))):
            token = head.tokens[place]
            for tokens, role in self._words.get(token, ()):
                end = place + len(tokens)
                if head.tokens[place:end] == tokens and head.ends[end - 1]:
                    if best is None or head.ends[end - 1] > best[0]:
                        best = head.ends[end - 1], role
                    break
            if token not in self._modifiers:
                break
        return best

    def _add_country(self, row: Row, demonyms: dict[Tokens, str]) -> None:
        for spelling in row.names("demonyms"):
            alias = _nationality(row.entry, spelling)
            if demonyms.setdefault(alias.tokens, row.entry) != row.entry:
                raise row.fault(f"the demonym {spelling!r} is of {demonyms[alias.tokens]} too")
            self._heads.setdefault(alias.tokens[0], []).append(alias)
        for spelling in row.names("names"):
            for alias in aliases_of(row.entry, spelling):
                owner = self._named.setdefault(alias.tokens, alias)
                if owner.party != row.entry:
                    raise row.fault(f"the name {spelling!r} is of {owner.party} too")
                head = alias._replace(find_only=True)
                self._heads.setdefault(alias.tokens[0], []).append(head)
        for spelling in row.names("capitals"):
            self._named.setdefault(fold_name(spelling), _nationality(row.entry, spelling))


def _nationality(iso: str, spelling: str) -> Alias:
    """A demonym may be in lower case, as comments write it: a role must follow it anyway."""
    alias = aliases_of(iso, spelling)[0]
    return alias if alias.form == "letters" else alias._replace(form="any")


def _unique(rows: Sequence[Row]) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in rows:
        if row.entry in found:
            raise row.fault("the country stands twice")
        found[row.entry] = row.names("names")[0]
    return found


def _roles(rows: Sequence[Row]) -> dict[str, Role]:
    found: dict[str, Role] = {}
    for row in rows:
        if row.entry in found:
            raise row.fault("the role stands twice")
        if row.cells["kind"]:
            found[row.entry] = Role(row.cells["kind"], row.text("part_of"), row.cells["label"])
    for row in rows:
        above = row.text("part_of")
        if above is not None and above not in found:
            raise row.fault(f"part_of names {above!r}, which is no role")
    return found


def _phrases(rows: Sequence[Row]) -> dict[str, list[tuple[Tokens, str]]]:
    owner: dict[Tokens, str] = {}
    for row in rows:
        for words in row.names("words"):
            holder = owner.setdefault(fold_name(words), row.entry)
            if holder != row.entry:
                raise row.fault(f"the words {words!r} are of {holder!r} too")
    heads: dict[str, list[tuple[Tokens, str]]] = {}
    for tokens, role in sorted(owner.items(), key=lambda item: -len(item[0])):
        heads.setdefault(tokens[0], []).append((tokens, role))
    return heads
