"""How well places are found and placed in news that is not of war: LGL and GeoVirus.

    KHALDUN_DATA=<folder> python benchmarks/toponyms.py

LGL (Lieberman and others 2010) is of local papers, most of them American; GeoVirus (Gritta and
others 2018) of epidemics. *End to end*: a toponym is right if words that overlap it are told to lie
within 161 km (100 miles) of its spot. *Given*: its words are given, and those of the text's other
toponyms beside them; only the spot is asked. Toponyms that the sets leave without coordinates are
not counted, nor is what is told of them.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from khaldun.evaluate.fusion import report_of
from khaldun.evaluate.tables import Tally, tabulate
from khaldun.knowledge.sphere import distance_km
from khaldun.read.tellings import Knowledge, tellings
from khaldun.records import Details, Gap, PlacePhrase
from khaldun.resolve.setting import Setting
from khaldun.resolve.where import country_of, resolve_where
from khaldun.settings import DATA_VARIABLE, Settings, data_folder
from khaldun.tools import build_tools

#: 100 miles, the customary measure.
_NEAR_KM = 161


def main() -> None:
    """Print a table for each set."""
    folder = data_folder()
    if folder is None:
        sys.exit(f"{__doc__}\nSet {DATA_VARIABLE}.")
    tools = build_tools(Settings(reader="rules"))
    knowledge = Knowledge.of(tools.codebook, tools.gazetteer, tools.roster)
    for name in ("lgl", "GeoVirus"):
        print(name)
        print(tabulate(_tallies(folder / "data" / "toponyms" / f"{name}.jsonl", knowledge)).text())


def _tallies(path: Path, knowledge: Knowledge) -> list[Tally]:
    return [_tally(json.loads(line), knowledge) for line in path.open(encoding="utf-8")]


def _tally(document: dict[str, Any], knowledge: Knowledge) -> Tally:
    report = report_of("toponyms", document["text"], Details())
    phrases = [
        place
        for _, told in tellings(report, knowledge)
        for telling in told
        for place in telling.places
    ]
    gold = [one for one in document["toponyms"] if one.get("lat") is not None]
    unplaced = [one for one in document["toponyms"] if one.get("lat") is None]
    given = [
        PlacePhrase(words=report.span(one["start"], one["end"]), name=one["words"]) for one in gold
    ]
    told = [phrase for phrase in phrases if not any(_overlap(phrase, one) for one in unplaced)]
    spots, own = _spots(told, knowledge), _spots(given, knowledge)
    tally = Tally()
    for one, spot in zip(gold, own, strict=True):
        tally.answered("given", right=_is_near(spot, one))
    right = sum(
        any(
            _overlap(phrase, one) and _is_near(spot, one)
            for phrase, spot in zip(told, spots, strict=True)
        )
        for one in gold
    )
    tally.found("end to end", len(gold), len(told), right)
    return tally


def _spots(
    phrases: Sequence[PlacePhrase], knowledge: Knowledge
) -> list[tuple[float, float] | None]:
    """Where each phrase leads, None for a gap."""
    country = country_of([phrase.name for phrase in phrases], knowledge.gazetteer)
    setting = Setting([phrase.name for phrase in phrases], knowledge.gazetteer)
    found = (
        resolve_where(
            phrase,
            gazetteer=knowledge.gazetteer,
            nearby=_nearest_first(phrase, phrases),
            country=country,
            setting=setting,
        )
        for phrase in phrases
    )
    return [None if isinstance(one, Gap) else (one.lat, one.lon) for one in found]


def _nearest_first(phrase: PlacePhrase, phrases: Sequence[PlacePhrase]) -> list[str]:
    """The names of the text, each once, as they stand from this one outwards."""
    start = phrase.words.start
    ranked = sorted(phrases, key=lambda other: abs(other.words.start - start))
    return list(dict.fromkeys(other.name for other in ranked))


def _overlap(phrase: PlacePhrase, toponym: dict[str, Any]) -> bool:
    return bool(phrase.words.start < toponym["end"] and toponym["start"] < phrase.words.end)


def _is_near(spot: tuple[float, float] | None, toponym: dict[str, Any]) -> bool:
    there = toponym["lat"], toponym["lon"]
    return spot is not None and distance_km(spot, there) <= _NEAR_KM


if __name__ == "__main__":
    main()
