"""Reports with their cards, and the material that the package finds in them.

Nothing is cut or found here in another way than the package does it, so that training and reading
see the same.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from khaldun.cards import Card
from khaldun.evaluate.cards import read_cards
from khaldun.faces.measuring import captured, read_texts
from khaldun.read.features import Features
from khaldun.read.inputs import Input, prepare
from khaldun.read.material import Material, gather
from khaldun.read.pieces import WordPieces
from khaldun.read.tellings import Knowledge, Telling, tellings
from khaldun.records import ARTICLE, Details, Report
from khaldun.segment.report import segment
from khaldun.settings import Settings
from khaldun.tools import build_tools

#: The reports that were written to learn from, beside this file.
WRITTEN = Path(__file__).parent / "written"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A report with the material of its article; readers' comments are not learned from.

    `told` are all sentences of the article, also those that the material leaves out.
    """

    name: str
    told: Sequence[Telling]
    material: Material
    rows: Features

    @property
    def report(self) -> Report:
        """The report."""
        return self.material.report


class DocumentReader:
    """Reads texts into documents with the package's own knowledge."""

    def __init__(self) -> None:
        tools = build_tools(Settings(reader="rules"))
        self.roster = tools.roster
        self.gazetteer = tools.gazetteer
        self.knowledge = Knowledge.of(tools.codebook, tools.gazetteer, tools.roster)

    def read(self, name: str, text: str, details: Details) -> Document | None:
        """The document of one text; None where no sentence of the article tells of anything."""
        content = text.encode()
        report = segment(captured(name, content), content, details=details, max_bytes=len(content))
        assert report.text == text, "plain text stays as it is"
        for voice, told in tellings(report, self.knowledge):
            if voice == ARTICLE:
                material = gather(report, voice, told, self.knowledge)
                rows = Features(material, self.knowledge.codebook)
                document = Document(name=name, told=told, material=material, rows=rows)
                return document if material.sentences else None
        return None

    def prepare(
        self, document: Document, pieces: WordPieces, lost: frozenset[int] = frozenset()
    ) -> Input | None:
        """What the network is given of a document."""
        return prepare(document.material, document.rows, pieces, self.knowledge, lost=lost)


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

    @classmethod
    def written(cls, folder: Path = WRITTEN) -> "DataSet":
        """The reports written for training: JSON lines that hold text and cards together.

        Their places have no coordinates, which training does not ask for.
        """
        cards: dict[str, list[Card]] = {}
        texts: dict[str, str] = {}
        details: dict[str, Details] = {}
        for line in _lines(folder):
            name = line["document"]
            for card in line["incidents"]:
                if card["where"]:
                    card["where"] |= {"lat": 0.0, "lon": 0.0, "within_km": 400}
            cards[name], texts[name] = line["incidents"], line["text"]
            details[name] = _details(line)
        return cls(cards=cards, texts=texts, details=details)


def _lines(folder: Path) -> Iterable[dict[str, Any]]:
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


def _details(known: dict[str, Any]) -> Details:
    day = known.get("published")
    return Details(
        publisher=known.get("publisher"), published=date.fromisoformat(day) if day else None
    )
