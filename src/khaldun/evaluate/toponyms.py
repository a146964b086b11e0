"""How well the names of places in texts are found and placed.

A line of the file is a JSON object with a text and its toponyms:

    {"text": "…", "toponyms": [{"start": 12, "end": 18, "lat": 36.34, "lon": 43.13}]}

`start` and `end` are offsets in code points. *recognition*: words that overlap a toponym were told
to be a place. *end to end*: and placed within 161 km (100 miles, the customary measure) of it.
*given*: its words and those of the text's other toponyms are given, only the spot is asked.
Toponyms without coordinates (left out, or null) are not counted, nor is what is told of them.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from khaldun.errors import InputError
from khaldun.evaluate.fusion import report_of
from khaldun.evaluate.tables import Table, Tally, tabulate
from khaldun.knowledge.gazetteer import Gazetteer
from khaldun.knowledge.sphere import Spot, distance_km
from khaldun.records import Details, Gap, PlacePhrase
from khaldun.resolve.setting import Setting
from khaldun.resolve.toponyms import Toponyms
from khaldun.resolve.where import country_of, resolve_where

NEAR_KM = 161.0
#: The names of the measures as JSON has them.
KEYS = {
    "recognition": "recognition_f1",
    "end to end": "f1_161km",
    "given": "accuracy_161km",
}


@dataclass(frozen=True, slots=True)
class Toponym:
    """Annotated words; `spot` is None where the annotators gave none."""

    start: int
    end: int
    spot: Spot | None

    def overlaps(self, phrase: PlacePhrase) -> bool:
        """Whether the phrase has a character of it."""
        return phrase.words.start < self.end and self.start < phrase.words.end

    def is_near(self, spot: Spot | None) -> bool:
        """Whether a spot is within 161 km of its own."""
        return bool(spot and self.spot and distance_km(spot, self.spot) <= NEAR_KM)


Document = tuple[str, list[Toponym]]


def read_documents(path: Path) -> Iterator[Document]:
    """The texts of a file with their toponyms.

    Raises:
        InputError: the file cannot be read, or a line breaks the form; names it.
    """
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _document(line, f"{path}, line {number}")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read as UTF-8 text: {error}") from error


def _document(line: str, where: str) -> Document:
    try:
        match json.loads(line):
            case {"text": str(text), "toponyms": list(listed)}:
                return text, [_toponym(one, text) for one in listed]
    except (ValueError, TypeError, KeyError) as error:
        raise InputError(f"{where}: {error!r}; {_FORM}") from error
    raise InputError(f"{where}: {_FORM}")


_FORM = 'a line is {"text": …, "toponyms": [{"start": …, "end": …, "lat": …, "lon": …}]}'


def _toponym(told: dict[str, Any], text: str) -> Toponym:
    start, end, lat, lon = told["start"], told["end"], told.get("lat"), told.get("lon")
    if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text)):
        raise ValueError(f"{start!r} to {end!r} is no part of the text")
    if lat is None or lon is None:
        return Toponym(start, end, None)
    if not (-90 <= float(lat) <= 90 and -180 <= float(lon) <= 180):
        raise ValueError(f"{lat}, {lon} is no place on Earth")
    return Toponym(start, end, (float(lat), float(lon)))


def score(documents: Iterator[Document], gazetteer: Gazetteer) -> Table:
    """The three measures over all documents."""
    finder = Toponyms(gazetteer)
    return tabulate([_tally(text, listed, gazetteer, finder) for text, listed in documents])


def summary(table: Table) -> dict[str, float]:
    """The measures by their names in JSON."""
    return {key: round(table[measure].value, 4) for measure, key in KEYS.items()}


def _tally(text: str, listed: list[Toponym], gazetteer: Gazetteer, finder: Toponyms) -> Tally:
    report = report_of("toponyms", text, Details())
    gold = [one for one in listed if one.spot]
    unplaced = [one for one in listed if not one.spot]
    found = finder.phrases(report, finder.find(text))
    told = [phrase for phrase in found if not any(one.overlaps(phrase) for one in unplaced)]
    words = [(one.start, one.end, text[one.start : one.end]) for one in gold]
    given = finder.phrases(report, words)
    answers = list(zip(told, _spots(told, gazetteer), strict=True))
    tally = Tally()
    hits = [[spot for phrase, spot in answers if one.overlaps(phrase)] for one in gold]
    tally.found("recognition", len(gold), len(told), sum(map(bool, hits)))
    right = sum(any(map(one.is_near, spots)) for one, spots in zip(gold, hits, strict=True))
    tally.found("end to end", len(gold), len(told), right)
    for one, spot in zip(gold, _spots(given, gazetteer), strict=True):
        tally.answered("given", right=one.is_near(spot))
    return tally


def _spots(asked: Sequence[PlacePhrase], gazetteer: Gazetteer) -> list[Spot | None]:
    """Where each phrase leads, None for a gap."""
    names = [phrase.name for phrase in asked]
    country, setting = country_of(names, gazetteer), Setting(names, gazetteer)
    found = (
        resolve_where(
            phrase,
            gazetteer=gazetteer,
            nearby=_nearest_first(phrase, asked),
            country=country,
            setting=setting,
        )
        for phrase in asked
    )
    return [None if isinstance(one, Gap) else (one.lat, one.lon) for one in found]


def _nearest_first(phrase: PlacePhrase, asked: Sequence[PlacePhrase]) -> list[str]:
    """The names of the text, each once, as they stand from this one outwards."""
    start = phrase.words.start
    ranked = sorted(asked, key=lambda other: abs(other.words.start - start))
    return list(dict.fromkeys(other.name for other in ranked))
