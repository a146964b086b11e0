"""Reports as the reader will see them: sentences, quantities, and what the rules make of them.

Nothing is cut or found here in another way than the package does it, so that training and reading
see the same.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from khaldun.cards import Card
from khaldun.evaluate.cards import Read, read_cards
from khaldun.faces.measuring import read_texts, reader
from khaldun.read.quantities import Quantity
from khaldun.read.story import Story
from khaldun.read.tellings import Knowledge, Telling, find_counts, tellings
from khaldun.records import Account, Details, FigureKind, Report
from khaldun.settings import Settings
from khaldun.tools import build_tools


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A quantity that may be a figure. `sentence` counts the document's sentences from 0.

    `kind` is the figure that the rules take it for, None if for none; `part` marks a part of the
    count before; `account` is the rules' account that has it, by number, None if none has.
    """

    quantity: Quantity
    sentence: int
    kind: FigureKind | None
    part: bool
    account: int | None

    @property
    def end(self) -> int:
        """Where the quantity ends with what it counts."""
        return max(self.quantity.end, self.quantity.noun_end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A report with its sentences, the candidates in them, and the rules' own accounts.

    `places` are, for each sentence, the folded names of those of its places that tell incidents
    apart (no provinces, no countries).
    """

    report: Report
    sentences: tuple[Telling, ...]
    voices: tuple[str, ...]
    places: tuple[frozenset[str], ...]
    candidates: tuple[Candidate, ...]
    accounts: tuple[Account, ...]

    @property
    def name(self) -> str:
        """The document's name, as the cards give it."""
        return self.report.name


class DocumentReader:
    """Reads texts into documents with the package's own knowledge."""

    def __init__(self) -> None:
        tools = build_tools(Settings())
        self._read: Read = reader()
        self.roster = tools.roster
        self.knowledge = Knowledge.of(tools.codebook, tools.gazetteer, tools.roster)

    def read(self, name: str, text: str, details: Details) -> Document:
        """The document of one text.

        Headlines are left out where there is anything else, as the rule reader does.
        """
        report, accounts = self._read(name, text, details)
        told = [
            (voice, telling)
            for voice, heard in tellings(report, self.knowledge)
            for telling in [one for one in heard if not one.headline] or heard
        ]
        sentences = tuple(telling for _, telling in told)
        story = Story(report, self.knowledge)
        return Document(
            report=report,
            sentences=sentences,
            voices=tuple(voice for voice, _ in told),
            places=tuple(
                frozenset(_fold(place.name) for place in one.places if not story.width(place))
                for one in sentences
            ),
            candidates=tuple(
                candidate
                for number, telling in enumerate(sentences)
                for candidate in self._candidates(report.text, number, telling, accounts)
            ),
            accounts=tuple(accounts),
        )

    def _candidates(
        self, text: str, number: int, telling: Telling, accounts: Sequence[Account]
    ) -> list[Candidate]:
        counted = {figure.quantity: figure for figure in telling.figures}
        owners = {
            claim.span.start: index
            for index, account in enumerate(accounts)
            for claim in account.figures
        }
        quantities = find_counts(
            text, telling.sentence, telling.times, telling.attributions, self.knowledge.codebook
        )
        return [
            Candidate(
                quantity=quantity,
                sentence=number,
                kind=counted[quantity].kind if quantity in counted else None,
                part=quantity in counted and counted[quantity].part,
                account=owners.get(quantity.start),
            )
            for quantity in quantities
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSet:
    """Texts with their cards, and what is known of each text; all by the document's name."""

    cards: dict[str, list[Card]]
    texts: dict[str, str]
    details: dict[str, Details]

    @classmethod
    def open(cls, folder: Path) -> "DataSet":
        """Reads `cards.jsonl`, `meta.json` and `texts/` of a folder.

        Raises:
            InputError: a line holds no cards, or a text is missing; names it.
        """
        cards = read_cards(folder / "cards.jsonl")
        meta: dict[str, Any] = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        return cls(
            cards=cards,
            texts=read_texts(folder / "texts", cards),
            details={name: _details(meta.get(name, {})) for name in cards},
        )


def _details(known: dict[str, Any]) -> Details:
    day = known.get("published")
    return Details(
        publisher=known.get("publisher"), published=date.fromisoformat(day) if day else None
    )


def _fold(name: str) -> str:
    return "".join(mark for mark in name.lower() if mark.isalnum()).removeprefix("al")
