"""Who is counted: the nouns of figures sorted, so that children are not weighed against all."""

import re

from khaldun.records import PART, Account, Figure

_WORD = re.compile(r"[^\W\d_]+")
#: Looked for in order: "women and children" are children here, as both are a part of the whole.
_PARTS = {
    "children": """child children kid kids infant infants baby babies minor minors boy boys girl
        girls son sons daughter daughters schoolchildren pupils toddler toddlers""",
    "women": "woman women wife wives mother mothers lady ladies",
    "medics": "medic medics doctor doctors nurse nurses paramedic paramedics rescuers",
    "journalists": "journalist journalists reporter reporters cameraman photographer",
    "attackers": "bomber bombers attacker attackers assailant assailants",
    "commanders": "commander commanders leader leaders officer officers general generals",
    "soldiers": """soldier soldiers troop troops army guards serviceman servicemen police policeman
        policemen forces recruits conscripts""",
    "fighters": """fighter fighters militant militants rebel rebels jihadist jihadists gunman gunmen
        terrorist terrorists insurgent insurgents militia militiaman militiamen mercenaries
        members extremists""",
    "civilians": "civilian civilians",
}
_GROUPS = {name: frozenset(nouns.split()) for name, nouns in _PARTS.items()}
#: People with no more said of them: the whole, not a part.
_WHOLE = """people person persons man men resident residents citizen citizens victim victims dead
    death deaths martyrs lives others other injured wounded casualties bodies villagers
    worshippers inhabitants refugees families"""
_PEOPLE = frozenset(_WHOLE.split())
_OF_PEOPLE = frozenset(
    ("killed", "wounded", "casualties", "captured", "abducted", "missing", "displaced")
)


def counted_group(figure: Figure, account: Account) -> str | None:
    """The part of the people that a figure counts, or the things; None for people as a whole.

    Civilians are the whole, unless the account counts people of that kind beside them.
    """
    group = group_of(figure)
    if group != "civilians":
        return group
    others = (claim.figure for claim in account.figures if claim.figure)
    beside = any(other.kind == figure.kind and group_of(other) is None for other in others)
    return group if beside else None


def group_of(figure: Figure) -> str | None:
    """The sort of people or things that a figure counts; None for people as a whole."""
    words = _WORD.findall(figure.of.lower())
    for name, nouns in _GROUPS.items():
        if nouns.intersection(words):
            return name
    if figure.kind in _OF_PEOPLE and (not words or _PEOPLE.intersection(words)):
        return None
    if words[:2] == ["part", "of"]:
        return PART
    # "trucks loaded with arms": the first word is the thing in most figures of things.
    return " ".join(words[:2]) or None
