"""Which party of the roster a name in a report means."""

from khaldun.knowledge.roster import Roster


def resolve_who(name: str, *, roster: Roster, country: str | None = None) -> str | None:
    """The id of the party that a name means, or `None` where the roster knows none.

    `country` is the one that the report's places speak for (ISO 3166 alpha-2): with it "the
    army" and "government forces" are that country's, and a name that several parties bear is
    that country's one. A source without a name ("unnamed officer of …") is nobody's voice for
    sure and stays unknown.
    """
    if name.lower().startswith("unnamed "):
        return None
    party = roster.meant(name, country)
    return party.id if party else None
