"""What the commands on parties print."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from khaldun.details import parse_country
from khaldun.errors import InputError
from khaldun.knowledge.affiliations import Affiliation, Affiliations
from khaldun.knowledge.aliases import aliases_of, fold_name, split_name
from khaldun.knowledge.identifiers import SCHEMES, Identifier, Identifiers
from khaldun.knowledge.parties import Party
from khaldun.knowledge.roster import Roster
from khaldun.knowledge.spells import UNKNOWN, Held, Spell

_SHARED = "one of its names, in reports on its country"
_PERHAPS: Mapping[Held, str] = {"yes": "", "perhaps": " (perhaps)"}


@dataclass(frozen=True, slots=True)
class Named:
    """A party that a name can mean, why, and what is known of it: on `day`, or on all days."""

    party: Party
    why: str
    day: date | None
    affiliations: Sequence[Affiliation]
    identifiers: Sequence[Identifier]
    wholes: Mapping[Party, Held] | None
    """All larger parties on the day."""


def find_parties(name: str, *, country: str | None, day: date | None) -> list[Named]:
    """The parties that a name can mean; in a country, the one that a report on it would mean.

    With a day, only that is told which held on it, or perhaps did.

    Raises:
        InputError: the country is no code of two letters, or is needed and not given.
    """
    roster = Roster.open()
    if country:
        party = roster.meant(name, parse_country(country, where="--country"))
        parties = [party] if party else []
    else:
        parties = roster.bearers(name)
        if not parties and roster.role_of(name):
            raise InputError(f"{name!r} is a part of any state; say of which one with --country")
    affiliations, identifiers = Affiliations.open(roster), Identifiers.open(roster)
    return [
        Named(
            party=party,
            why=_why(name, party, roster),
            day=day,
            affiliations=[line for line in affiliations.of(party) if _told(line.spell, day)],
            identifiers=[line for line in identifiers.of(party) if _told(line.spell, day)],
            wholes=affiliations.wholes(party, day, day) if day else None,
        )
        for party in parties
    ]


def _told(spell: Spell, day: date | None) -> bool:
    return day is None or spell.held(day, day) != "no"


def _why(name: str, party: Party, roster: Roster) -> str:
    """What in the roster makes a name that of a party."""
    tokens = fold_name(name)
    if tokens == fold_name(party.name):
        return "its name"
    spellings = (alias for text in party.aliases for alias in aliases_of(party.id, text))
    called = [alias for alias in spellings if alias.tokens == tokens]
    if called:
        return _SHARED if all(alias.shared for alias in called) else "one of its names"
    if roster.role_of(name):
        return "what a report on its country calls it"
    if roster.composite(split_name(name), loose=True)[1] == party:
        return "its state, and what it is there"
    return "the name of its state" if roster.state_called(name) else "one of its names, and more"


def table(found: Sequence[Named], name: str) -> str:
    """The parties for people, each with a line for each thing that is known of it."""
    if not found:
        return f"no party named {name} is known"
    return "\n".join(line for number, one in enumerate(found, 1) for line in _lines(number, one))


def _lines(number: int, one: Named) -> Iterator[str]:
    party = one.party
    sort = ", ".join(filter(None, (party.kind.replace("_", " "), party.country)))
    yield f"{number:2}. {party.name} ({sort})  {party.id}  {one.why}"
    if one.wholes is not None:
        wholes = (whole.name + _PERHAPS[held] for whole, held in one.wholes.items())
        yield f"    on {one.day} part of: {', '.join(wholes) or 'no other, as far as is known'}"
    for line in one.affiliations:
        note = f" ({line.note})" if line.note else ""
        yield f"    {line.sort} {line.of.name}{_spelt(line.spell)}{note}"
    for named in one.identifiers:
        yield f"    {named.scheme}: {named.identifier}{_spelt(named.spell)}"


def _spelt(spell: Spell) -> str:
    ends = spell.begun and f"since {spell.begun}", spell.ended and f"until {spell.ended}"
    return "".join(f", {end}" for end in ends if end).replace(UNKNOWN, "an unknown day")


def plain(one: Named) -> str:
    """A party as a JSON object. Days that are not known are "?"; no day at all is null."""
    party = one.party
    told = {
        "party": party.id,
        "name": party.name,
        "kind": party.kind,
        "country": party.country,
        "why": one.why,
        "on": str(one.day) if one.day else None,
        "part_of": None
        if one.wholes is None
        else {whole.id: held for whole, held in one.wholes.items()},
        "affiliations": [
            {"sort": line.sort, "of": line.of.id, **_ends(line.spell), "note": line.note}
            for line in one.affiliations
        ],
        "identifiers": [
            {"scheme": line.scheme, "identifier": line.identifier, **_ends(line.spell)}
            for line in one.identifiers
        ],
    }
    return json.dumps(told, ensure_ascii=False)


def _ends(spell: Spell) -> dict[str, str | None]:
    return {"from": spell.begun or None, "until": spell.ended or None}


def coverage() -> dict[str, int]:
    """How many parties have identifiers, by scheme, and how many dated affiliations there are."""
    roster = Roster.open()
    identifiers, affiliations = list(Identifiers.open(roster)), list(Affiliations.open(roster))
    entries, named = set(roster), {line.party for line in identifiers}
    by_scheme = Counter(scheme for scheme, _ in {(line.scheme, line.party) for line in identifiers})
    return {
        "parties and outlets": len(entries),
        "with an identifier": len(entries & named),
        "other parts of states with one": len(named - entries),
        **{f"called by {scheme}": by_scheme[scheme] for scheme in SCHEMES},
        "dated affiliations": len(affiliations),
        **Counter(line.sort for line in affiliations),
    }
