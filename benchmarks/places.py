"""How well places are found, on the development set: `KHALDUN_DATA=… python benchmarks/places.py`.

Each card's place is asked for by the name and province that the card gives, so that this measures
gazetteer and ranking alone: what a reader that makes no mistakes would get. Right is as the scorer
has it: within the card's own radius and 10 km.
"""

import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from khaldun.knowledge.gazetteer import Gazetteer
from khaldun.knowledge.sphere import distance_km
from khaldun.records import Gap, PlacePhrase, Span
from khaldun.resolve.where import resolve_where
from khaldun.settings import DATA_VARIABLE, data_folder

_SIDE = re.compile(
    r"^((?:(?:north|south|east|west|northeast|northwest|southeast|southwest)(?:ern)?[- ]?)*"
    r"(?: ?(?:countryside|suburbs?|outskirts|part) of)?|rural|near|outskirts of) +(?=\S)",
    re.IGNORECASE,
)
_SIDE_AFTER = re.compile(
    r" +((?:(?:north|south|east|west)(?:east|west)?(?:ern)? )?(?:countryside|outskirts|suburbs))$",
    re.IGNORECASE,
)
_FEATURE = re.compile(
    r" +(province|governorate|city|town|village|district|neighbou?rhood|air ?base|airport|camp|"
    r"(?:oil|gas)? ?field|countryside|region|crossing|military airport|area|dam)$",
    re.IGNORECASE,
)


def cards(path: Path) -> Iterator[dict[str, Any]]:
    """The places of all cards that have one."""
    for line in path.read_text(encoding="utf-8").splitlines():
        for card in json.loads(line)["incidents"]:
            if card["where"]:
                yield card["where"]


def phrase_of(where: dict[str, Any]) -> PlacePhrase:
    """The card's name taken apart as a perfect reader would have done."""
    name, part, feature = where["name"].strip(), None, None
    if match := _SIDE.match(name):
        if match[1]:
            part, name = match[1], name[match.end() :]
    elif match := _SIDE_AFTER.search(name):
        part, name = match[1], name[: match.start()]
    if match := _FEATURE.search(name):
        feature, name = match[1].lower(), name[: match.start()]
    region = where["region"]
    within = (region,) if region and region.split()[0] != name.split()[0] else ()
    words = Span(start=0, end=len(name), text=name)
    return PlacePhrase(words=words, name=name, feature=feature, part=part, within=within)


def outcome(where: dict[str, Any], gazetteer: Gazetteer, *, context: bool) -> tuple[str, float]:
    """right, wrong, gap or container, and the distance in km."""
    phrase = phrase_of(where)
    country = where["country"] if context else None
    found = resolve_where(phrase, gazetteer=gazetteer, country=country)
    if isinstance(found, Gap):
        return ("ambiguous" if found.reason.startswith("ambiguous") else "unknown"), -1.0
    km = distance_km((found.lat, found.lon), (where["lat"], where["lon"]))
    right = km <= where["within_km"] + 10
    known = not found.how.startswith("no gazetteer has")
    return ("right" if right else "wrong") + ("" if known else " by container"), km


def main() -> None:
    """Prints the table, and with -v every place that is not right."""
    folder = data_folder()
    if folder is None:
        sys.exit(f"{DATA_VARIABLE} names no folder of development data")
    gazetteer = Gazetteer.open()
    for name in ("train/cards.jsonl", "gold/dev.jsonl"):
        places = list(cards(folder / name))
        tally: Counter[str] = Counter()
        started = time.perf_counter()
        for where in places:
            kind, km = outcome(where, gazetteer, context=True)
            tally[kind] += 1
            if "-v" in sys.argv and kind != "right" and "train" in name:
                spot = f"{where['lat']},{where['lon']} ±{where['within_km']}"
                print(
                    kind, f"{km:.0f}", where["name"], "|", where["region"], where["country"], spot
                )
        took = time.perf_counter() - started
        share = tally["right"] + tally["right by container"]
        print(f"{name}: {len(places)} places, {share / len(places):.1%} right, {took:.1f} s")
        print("  " + ", ".join(f"{kind} {count}" for kind, count in tally.most_common()))


if __name__ == "__main__":
    main()
