"""The parties to conflicts and the outlets that report on them, read from tables and checked.

The tables list names and affiliations and pass no verdict: names are the parties' own or neutral
ones, and a loaded word is no alias, except in a compound that can mean one party only.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from khaldun.knowledge.aliases import Alias, Tokens, aliases_of, fold_name
from khaldun.knowledge.states import States
from khaldun.knowledge.tables import Row, read_table

PARTY_COLUMNS = ("id", "name", "aliases", "kind", "country", "part_of", "role", "note")
OUTLET_COLUMNS = (
    "id", "name", "aliases", "kind", "country", "speaks_for", "control", "role", "note",
)  # fmt: skip

#: A collective is a sort of party that names no one organisation ("Kurdish forces", "Syrian
#: rebels"): it contradicts no party of that sort.
PARTY_KINDS = frozenset(
    {
        "state_force", "government", "coalition", "armed_group", "militia", "political",
        "collective", "observatory", "rescue", "international", "ngo", "people",
    }
)  # fmt: skip
#: A state, and what it commands.
OF_STATE = frozenset({"government", "state_force"})
OUTLET_KINDS = frozenset({"agency", "outlet"})
CONTROLS = frozenset({"state", "party", "independent", "unknown"})
#: What an outlet's `speaks_for` may hold beside a party's id.
FOR_NOBODY = frozenset({"independent", "unknown"})

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Someone who fights, governs, suffers, counts or reports, under a stable id.

    `country` is ISO 3166 alpha-2 (XK for Kosovo): the state that it belongs to or mainly acts in.
    `part_of` is the next larger party, `side_of` the whole way up from there. `speaks_for` (a
    party, "independent" or "unknown") and `control` are for outlets and agencies. `role` says
    what it is to its country ("state-force": the one that "Syrian soldiers" are). `aliases` are
    as the table has them, marks included ("~" for `find` alone, "?" with its country alone).
    """

    id: str
    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    country: str | None = None
    part_of: str | None = None
    side_of: tuple[str, ...] = ()
    role: str | None = None
    speaks_for: str | None = None
    control: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class PartyTable:
    """All parties by id, and by what they are to their country."""

    parties: Mapping[str, Party]
    holders: Mapping[tuple[str, str], str]
    states: States
    aliases: tuple[Alias, ...] = ()

    def party(self, party_id: str) -> Party | None:
        """The party of this id. "state-force:TR" is one too, whether or not it has an entry."""
        if party_id in self.parties:
            return self.parties[party_id]
        role, _, country = party_id.partition(":")
        known = role in self.states.roles and country in self.states.countries
        return self.of(country, role) if known else None

    def of(self, country: str, role: str) -> Party:
        """What has this role in this country: the entry, or one made for the purpose."""
        holder = self.holders.get((country, role))
        if holder is not None:
            return self.parties[holder]
        named = self.states.roles[role]
        above = self.of(country, named.part_of) if named.part_of else None
        reports = named.kind in OUTLET_KINDS
        return Party(
            id=f"{role}:{country}",
            # Of the smallest lands the tables have no name.
            name=named.label.format(country=self.states.countries.get(country, country)),
            kind=named.kind,
            country=country,
            part_of=above.id if above and not reports else None,
            side_of=(above.id, *above.side_of) if above and not reports else (),
            role=role,
            speaks_for=above.id if above and reports else None,
            control="state" if reports else None,
        )

    def above(self, party: Party) -> Party | None:
        """The next larger party: as the entry says, else as the role says."""
        if party.part_of:
            return self.party(party.part_of)
        if party.role is None or party.country is None or party.kind in OUTLET_KINDS:
            return None
        role = self.states.roles[party.role].part_of
        return self.of(party.country, role) if role else None


def load_parties(folder: Path, states: States) -> PartyTable:
    """The parties of `parties.csv` and `outlets.csv`, checked one by one and together.

    Raises:
        KnowledgeError: naming the file, the line, the entry and the rule that it breaks.
    """
    rows: dict[str, Row] = {}
    parties: dict[str, Party] = {}
    holders: dict[tuple[str, str], str] = {}
    for row, party in _entries(folder):
        _check(row, party, states)
        if party.id in rows:
            raise row.fault(f"{rows[party.id].file}, line {rows[party.id].line} has the same id")
        if party.role and party.country:
            holder = holders.setdefault((party.country, party.role), party.id)
            if holder != party.id:
                raise row.fault(f"{holder!r} is {party.role!r} of {party.country} already")
        rows[party.id], parties[party.id] = row, party
    table = PartyTable(parties, holders, states, tuple(_aliases(rows, parties)))
    for name, row in rows.items():
        if parties[name].part_of:
            referred(row, "part_of", table.party)
        if parties[name].speaks_for not in {None, *FOR_NOBODY}:
            referred(row, "speaks_for", table.party)
    sided = {name: replace(parties[name], side_of=_sides(row, table)) for name, row in rows.items()}
    return replace(table, parties=sided)


def referred(row: Row, column: str, find: Callable[[str], Party | None]) -> Party:
    """The party whose id stands in a cell.

    Raises:
        KnowledgeError: there is none, or its entry has another id.
    """
    named = row.cells[column]
    meant = find(named)
    if meant is None:
        raise row.fault(f"{column} names {named!r}, which is no entry")
    if meant.id != named:
        raise row.fault(f"{column} names {named!r}, whose entry is {meant.id!r}")
    return meant


def _entries(folder: Path) -> Iterator[tuple[Row, Party]]:
    for row in read_table(folder / "parties.csv", PARTY_COLUMNS):
        yield row, _party(row, part_of=row.text("part_of"))
    for row in read_table(folder / "outlets.csv", OUTLET_COLUMNS):
        yield row, _party(row, speaks_for=row.text("speaks_for"), control=row.text("control"))


def _party(
    row: Row,
    *,
    part_of: str | None = None,
    speaks_for: str | None = None,
    control: str | None = None,
) -> Party:
    return Party(
        id=row.cells["id"],
        name=row.cells["name"],
        kind=row.cells["kind"],
        aliases=row.names("aliases"),
        country=row.text("country"),
        role=row.text("role"),
        note=row.text("note"),
        part_of=part_of,
        speaks_for=speaks_for,
        control=control,
    )


def _check(row: Row, party: Party, states: States) -> None:
    kinds = OUTLET_KINDS if row.file == "outlets.csv" else PARTY_KINDS
    if not _ID.fullmatch(party.id):
        raise row.fault("an id is lower-case words joined by hyphens")
    if not party.name:
        raise row.fault("it has no name")
    if party.kind not in kinds:
        raise row.fault(f"unknown kind {party.kind!r}; one of {', '.join(sorted(kinds))}")
    if party.country is not None and party.country not in states.countries:
        raise row.fault(f"the country {party.country!r} is not in countries.csv")
    if party.role is not None and (party.role not in states.roles or party.country is None):
        raise row.fault(f"the role {party.role!r} is not in roles.csv, or no country is given")
    if kinds is OUTLET_KINDS:
        _check_outlet(row, party)
    for spelling in (party.name, *party.aliases):
        if not fold_name(spelling):
            raise row.fault(f"nothing is left of the alias {spelling!r} when it is folded")
        if spelling.startswith("?") and party.country is None:
            raise row.fault(f"the alias {spelling!r} is believed by its country, and none is given")


def _check_outlet(row: Row, party: Party) -> None:
    if party.control not in CONTROLS:
        raise row.fault(f"unknown control {party.control!r}; one of {', '.join(sorted(CONTROLS))}")
    if party.speaks_for is None:
        raise row.fault("say whom it speaks for: a party's id, 'independent' or 'unknown'")


def _aliases(rows: Mapping[str, Row], parties: Mapping[str, Party]) -> Iterator[Alias]:
    owner: dict[tuple[Tokens, str], str] = {}
    for party in parties.values():
        for spelling in (party.name, *party.aliases):
            for alias in aliases_of(party.id, spelling):
                # Acronyms are told apart by their case alone: "LET" is not "LeT".
                key = alias.tokens, alias.letters if alias.form == "letters" else ""
                holder = party.id if alias.shared else owner.setdefault(key, party.id)
                if holder != party.id:
                    raise rows[party.id].fault(
                        f"the alias {spelling!r} is one of {holder!r} too; where both are so"
                        " called, put '?' before it: it is then believed with the country alone"
                    )
                yield alias


def _sides(row: Row, table: PartyTable) -> tuple[str, ...]:
    chain: list[str] = []
    here = table.above(table.parties[row.entry])
    while here is not None:
        if here.id == row.entry or here.id in chain:
            raise row.fault(f"part_of leads in a circle over {here.id!r}")
        chain.append(here.id)
        here = table.above(here)
    return tuple(chain)
