"""Three short reports with their cards."""

from typing import Any

from khaldun.cards import Card

TEXTS = {
    "market": (
        "Shells hit the market of Aleppo on Monday.\n\n"
        "At least 12 civilians were killed and 30 others were wounded in the shelling, the mayor "
        "said. Later that day an air strike on the town of Binnish killed 4 fighters, a medic said."
    ),
    "convoy": (
        "A bomb went off beside a convoy near Homs on Tuesday, killing 7 soldiers.\n\n"
        "The same blast wounded 7 drivers, the army said. The bombing was the second this week."
    ),
    "clinic": (
        "Warplanes bombed a clinic in Idlib on Friday and killed 3 nurses, doctors there said.\n\n"
        "Some 200 families fled the town after the air strike, the doctors said."
    ),
}


def figure(kind: str, of: str, low: int, quote: str, high: int | None = -1) -> dict[str, Any]:
    """A figure of a card; exact, unless its high end is given."""
    return {
        "kind": kind, "of": of, "low": low, "high": low if high == -1 else high, "approx": False,
        "vague": None, "says": [], "certainty": "asserted", "quote": quote,
    }  # fmt: skip


def card(kind: str, evidence: str, *figures: dict[str, Any]) -> Card:
    """A card with what training asks of it."""
    return {
        "id": "i1", "kind": kind, "status": "happened", "evidence": [evidence], "when": None,
        "where": None, "by": [], "against": [], "figures": list(figures),
    }  # fmt: skip


CARDS = {
    "market": [
        card(
            "shelling",
            "Shells hit the market of Aleppo",
            figure("killed", "civilians", 12, "At least 12 civilians were killed", None),
            figure("wounded", "others", 30, "30 others were wounded"),
        ),
        card(
            "airstrike",
            "an air strike on the town of Binnish",
            figure("killed", "fighters", 4, "killed 4 fighters"),
        ),
    ],
    "convoy": [
        card(
            "bombing",
            "A bomb went off beside a convoy near Homs",
            figure("killed", "soldiers", 7, "killing 7 soldiers"),
            figure("wounded", "drivers", 7, "wounded 7 drivers"),
        )
    ],
    "clinic": [
        card(
            "airstrike",
            "Warplanes bombed a clinic in Idlib",
            figure("killed", "nurses", 3, "killed 3 nurses"),
        ),
        card("displacement", "Some 200 families fled the town"),
    ],
}
