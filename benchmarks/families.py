"""Counts the origins of made-up families of reports: an original, five reprints, an altered copy.

    python benchmarks/families.py [--families 500] [--seed 1]

Reprints change what reprints change: the headline, the end (cut off), a credit to the agency, a
few words. The altered copy has another toll. Right is: one incident of seven accounts, whose toll
has one origin; the altered toll is marked and gains nothing. Everything is made up.
"""

import argparse
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from khaldun.cards import from_document
from khaldun.evaluate.fusion import report_of
from khaldun.fuse.incidents import fuse
from khaldun.knowledge.roster import Roster
from khaldun.records import Account, Details, FindingValue, Incident, Report

_LEADS = (
    "Warplanes struck the {thing} of {place} {time}, killing {toll} people{credit}.",
    "{toll} people died when bombs fell on the {thing} of {place} {time}{credit}.",
    "An air raid on {place} {time} killed {toll} people near the {thing}{credit}.",
    "At the {thing} of {place} {toll} people were killed in an air strike {time}{credit}.",
)
_MORE = (
    "Rescuers dug through the rubble of the {thing} with {tool} until {hour}.",
    "{name}, who sells {goods} there, said that he had heard two planes before the blast.",
    "The road to {place} was closed to all but ambulances and {goods} lorries.",
    "A hospital in the next town asked for {goods} and for blood of every group.",
    "It was the {nth} raid on {place} since the {season} rains began.",
    "Families spent the night in {shelter}, where {name} handed out {goods}.",
    "No side spoke of the raid, and the {thing} stayed without power until {hour}.",
    "{name}, a teacher, counted {many} craters between the {thing} and the river.",
    "Children had been queuing for {goods} when the first of {many} bombs came down.",
    "The {season} market had only just opened, and most of the {goods} burned.",
    "Neighbours carried the wounded on {tool} past the ruins of the {thing}.",
    "{name} lost a brother in {place} and went back at {hour} to look for the other.",
    "The mayor asked the {nth} time this {season} for shelters of concrete.",
    "Smoke from the {thing} could be seen from {shelter}, {many} kilometres away.",
    "A drone had circled above {place} for {many} days, said {name}, a shepherd.",
    "Those who could leave took {tool}, {goods} and what they could carry.",
)
_FILL = {
    "thing": "market mill bakery school station mosque dairy depot bridge clinic".split(),
    "tool": "shovels|bare hands|doors|two borrowed diggers|blankets|handcarts".split("|"),
    "goods": "flour bread onions diesel blankets dates lamps water lentils cloth".split(),
    "hour": "noon|dusk|three in the morning|the evening prayer|daybreak".split("|"),
    "nth": "third fourth sixth eighth twelfth twentieth".split(),
    "season": "winter spring summer autumn".split(),
    "shelter": "a cave|the old khan|two tents|an unfinished house|the olive groves".split("|"),
    "name": "Tarif Mourad|Salma Haddar|Yunis Abboud|Rima Qasbah|Fawwaz Dirani".split("|"),
    "many": "nine eleven seven thirteen fifteen".split(),
}
_SYLLABLES = "tal mar zeb qor din haf sur bel nah wad jir kam".split()
_SOURCES = ("", "", ", the Hollow Watch said", ", according to the Orchard Committee")
_NAMES = {", the Hollow Watch said": "Hollow Watch"} | {
    ", according to the Orchard Committee": "Orchard Committee"
}


@dataclass(frozen=True, slots=True)
class Family:
    """The reports of one text and their accounts; the last is the altered copy."""

    toll: int
    altered: int
    told: tuple[tuple[Report, tuple[Account, ...]], ...]


def families(count: int, seed: int) -> Iterator[Family]:
    """Families of made-up reports, each of another village."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    for number in range(count):
        yield _family(number, chance)


def _family(number: int, chance: random.Random) -> Family:
    place = "Tell " + "".join(chance.sample(_SYLLABLES, 3)).capitalize() + f" {number}"
    day = date(2023, 1, 1) + timedelta(days=chance.randrange(700))
    toll = chance.randint(3, 60)
    altered = toll + chance.choice([-1, 1, 2]) * chance.randint(1, max(1, toll // 2))
    credit = chance.choice(_SOURCES)
    fill = {name: chance.choice(words) for name, words in _FILL.items()}
    fill |= {"place": place, "time": "overnight", "credit": credit, "toll": "{toll}"}
    body = [chance.choice(_LEADS).format(**fill)]
    body += [
        line.format(**fill | {n: chance.choice(w) for n, w in _FILL.items()})
        for line in chance.sample(_MORE, 7)
    ]
    spot = (round(chance.uniform(33, 37), 3), round(chance.uniform(36, 42), 3))
    edits: list[Callable[[list[str]], list[str]]] = [
        lambda lines: lines,
        lambda lines: [f"Raid on {place}\n", *lines],
        lambda lines: lines[:5],
        lambda lines: [*lines, "(Foothill Agency)"],
        lambda lines: [line.replace("said", "recounted") for line in lines],
        lambda lines: lines[:6],
        lambda lines: lines,
    ]
    told = []
    for copy, edit in enumerate(edits):
        last = copy == len(edits) - 1
        count = altered if last else toll
        late = 1 if last else chance.randint(0, 2) if copy > 1 else 0
        report = _report(f"Outlet {number}-{copy}", edit(body), count, day + timedelta(days=late))
        lead = body[0].format(toll=count)
        told.append((report, _accounts(report, lead, count, (place, spot, day), credit)))
    return Family(toll, altered, tuple(told))


def _report(publisher: str, lines: list[str], toll: int, published: date) -> Report:
    text = " ".join(lines).format(toll=toll)
    return report_of(publisher, text, Details(publisher=publisher, published=published))


def _accounts(
    report: Report,
    lead: str,
    toll: int,
    event: tuple[str, tuple[float, float], date],
    credit: str,
) -> tuple[Account, ...]:
    place, (lat, lon), day = event
    said = lead.replace("said", "recounted") if lead not in report.text else lead
    figure = {
        "kind": "killed", "of": "people", "low": toll, "high": toll, "approx": False,
        "vague": None, "says": [_NAMES[credit]] if credit else [], "certainty": "asserted",
        "quote": said,
    }  # fmt: skip
    card = {
        "id": "i1", "kind": "airstrike", "status": "happened", "evidence": [said],
        "when": {"earliest": day.isoformat(), "latest": day.isoformat(), "quote": None},
        "where": {"name": place, "lat": lat, "lon": lon, "within_km": 3.0},
        "by": [], "against": [], "figures": [figure],
    }  # fmt: skip
    return from_document({"document": report.name, "incidents": [card]}, report)


def judge(family: Family, incidents: list[Incident]) -> Iterator[str]:
    """What is right of a family."""
    whole = len(incidents) == 1
    if whole:
        yield "one incident"
    tolls = {v.value: v for one in incidents for v in _tolls(one)}
    true, false = tolls.get(str(family.toll)), tolls.get(str(family.altered))
    origins = {origin for value in tolls.values() for origin in value.origins}
    if whole and len(origins) == 1:
        yield "one origin"
    if false and false.altered and true and not true.altered and not true.superseded:
        yield "altered copy marked"
    if false and true and (set(false.origins) - set(true.origins)):
        yield "altered copy raises confidence"


def _tolls(incident: Incident) -> tuple[FindingValue, ...]:
    return next((f.values for f in incident.findings if f.field == "killed"), ())


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--families", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    made = list(families(given.families, given.seed))
    told = [pair for family in made for pair in family.told]
    incidents = fuse(
        [account for _, several in told for account in several],
        {report.id: report for report, _ in told},
        roster=Roster.open(),
    )
    home = {account: incident for incident in incidents for account in incident.accounts}
    found: Counter[str] = Counter()
    for family in made:
        own = {a.id: home[a.id] for _, several in family.told for a in several}
        found.update(judge(family, list({one.id: one for one in own.values()}.values())))
    for what in ("one incident", "one origin", "altered copy marked"):
        print(f"{what:32} {found[what] / len(made):.3f}")
    print(f"{'altered copy raises confidence':32} {found['altered copy raises confidence']}")
    print(f"{len(made)} families of 7 reports")


if __name__ == "__main__":
    main()
