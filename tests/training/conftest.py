"""Three short reports with their cards, and a vocabulary of their words."""

import sys
from pathlib import Path
from typing import Any

import pytest

from khaldun.cards import Card
from khaldun.records import Details

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from khaldun.read.pieces import WordPieces, plain
from training.documents import DataSet, DocumentReader

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


@pytest.fixture(scope="session")
def reader() -> DocumentReader:
    """The reader of documents, loaded once."""
    return DocumentReader()


@pytest.fixture(scope="session")
def data() -> DataSet:
    """The three reports."""
    return DataSet(cards=CARDS, texts=TEXTS, details=dict.fromkeys(TEXTS, Details()))


@pytest.fixture(scope="session")
def pieces() -> WordPieces:
    """The words of the three reports as a vocabulary."""
    marks = ["[CLS]", "[SEP]", "[UNK]", "[MASK]", ".", ","]
    words = sorted({plain(w) for text in TEXTS.values() for w in text.replace(".", " ").split()})
    return WordPieces({piece: number for number, piece in enumerate([*marks, *words])})


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    """Threads only wait for each other where there is so little to do."""
    if torch := sys.modules.get("torch"):
        torch.set_num_threads(1)
