"""The floors that each reader must hold on the development set; CI asks for them.

    KHALDUN_DATA=<folder> python tests/floors.py      what is measured, and the floors
    … --raise                                         raises floors that are passed
    … --lower learned.by --because WHY                lowers one

A floor is ten thousandths below the measure, cut to five: the encoder's int8 arithmetic differs a
little from processor to processor. Lowering one writes the reason into
CHANGELOG.md, and a floor that is lower than it ever was is refused where none is given there.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from khaldun.details import read_details
from khaldun.evaluate.cards import predict, read_cards, score
from khaldun.faces.measuring import read_texts, reading_by
from khaldun.settings import DATA_VARIABLE, READERS, data_folder

HERE = Path(__file__).resolve().parent
FLOORS, CHANGELOG = HERE / "floors.json", HERE.parent / "CHANGELOG.md"
MEASURES = "card kind when where by against figure figure_sourced ledger_row".split()
_STEP, _SLACK = 5, 10

#: By "reader.measure": the floor, and the highest that it ever was, both in thousandths.
Floors = dict[str, dict[str, int]]


def read_floors(path: Path = FLOORS) -> Floors:
    """The floors as they are pinned."""
    floors: Floors = json.loads(path.read_text("utf-8"))
    return floors


def measured(gold: Path) -> dict[str, int]:
    """What every reader reaches on the development set of a folder, in thousandths."""
    cards = read_cards(gold / "dev.jsonl")
    texts, meta = read_texts(gold / "texts", cards), read_details(gold / "meta.json")
    found: dict[str, int] = {}
    for reader in READERS:
        read = predict(cards, texts, meta, reading_by(reader))
        table = score(cards, {name: one["incidents"] for name, one in read.items()}, texts)
        found |= {f"{reader}.{row}": round(1000 * table[row].value) for row in MEASURES}
    return found


def reason_line(name: str) -> str:
    """How the changelog begins to say why a floor was lowered."""
    return f"- The floor of {name} is lowered to "


def faults(floors: Floors, found: Mapping[str, int], changelog: str) -> Iterator[str]:
    """Floors that are missed, that nobody pinned, or that were lowered without a reason."""
    for name, value in found.items():
        if name not in floors:
            yield f"{name} has no floor; run with --raise"
        elif value < (floor := floors[name]["floor"]):
            yield f"{name} is {value / 1000:.3f}, below its floor {floor / 1000:.3f}"
    for name, pinned in floors.items():
        given = any(told.startswith(reason_line(name)) for told in changelog.splitlines())
        if pinned["floor"] < pinned["best"] and not given:
            best = f"{pinned['best'] / 1000:.3f}"
            yield f"{name} was lowered from {best}, and CHANGELOG.md gives no reason"


def raised(floors: Floors, found: Mapping[str, int]) -> Floors:
    """The floors with those raised that are passed by a step or more."""
    new = dict(floors)
    for name, value in found.items():
        old = floors.get(name, {"floor": 0, "best": 0})
        floor = max(old["floor"], _floor(value))
        new[name] = {"floor": floor, "best": max(old["best"], floor)}
    return dict(sorted(new.items()))


def _floor(value: int) -> int:
    return (value - _SLACK) // _STEP * _STEP


def lowered(floors: Floors, name: str, value: int) -> Floors:
    """The floors with one lowered to what is measured; what it once was stays on record."""
    floor = min(floors[name]["floor"], _floor(value))
    return floors | {name: {"floor": floor, "best": floors[name]["best"]}}


def _explain(name: str, floor: int, because: str) -> None:
    """Add the reason at the head of the changes that are not yet released."""
    head, mark, rest = CHANGELOG.read_text("utf-8").partition("## Unreleased\n\n### Added\n")
    line = f"{reason_line(name)}{floor / 1000:.3f}: {because}\n"
    CHANGELOG.write_text(f"{head}{mark}{line}{rest}", "utf-8")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--raise", action="store_true", dest="up")
    parser.add_argument("--lower", metavar="READER.MEASURE")
    parser.add_argument("--because", metavar="WHY")
    given = parser.parse_args()
    folder, floors = data_folder(), read_floors()
    if folder is None:
        sys.exit(f"{DATA_VARIABLE} names no folder of development data")
    if bool(given.lower) != bool(given.because):
        sys.exit("a floor is lowered with --lower READER.MEASURE and a reason, --because WHY")
    if given.lower and given.lower not in floors:
        sys.exit(f"there is no floor {given.lower}; floors: {', '.join(floors)}")
    found = measured(folder / "gold")
    if given.lower:
        if found[given.lower] >= floors[given.lower]["floor"]:
            sys.exit(f"{given.lower} holds its floor; nothing was lowered")
        floors = lowered(floors, given.lower, found[given.lower])
        _explain(given.lower, floors[given.lower]["floor"], given.because)
    if given.up:
        floors = raised(floors, found)
    if given.lower or given.up:
        FLOORS.write_text(json.dumps(floors, indent=2) + "\n", "utf-8")
    for name, value in found.items():
        floor = floors.get(name, {"floor": 0})["floor"]
        print(f"{name:22} {value / 1000:.3f}   floor {floor / 1000:.3f}")
    print("\n".join(faults(floors, found, CHANGELOG.read_text("utf-8"))) or "every floor is held")


if __name__ == "__main__":
    main()
