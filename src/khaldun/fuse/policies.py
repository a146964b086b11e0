"""Policies: named rules that make of an incident's findings the numbers that a codebook wants.

A policy finds nothing out: of the values that reports state it says which the codebook would take,
and every cell lists the claims that it rests on and those that it sets aside, with the reason.
`policies.toml` holds what each makes of words such as "dozens"; docs/decisions/policies.md says
where each rule comes from.
"""

import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from khaldun.fuse.nouns import group_of
from khaldun.records import Claim, Figure, FigureKind, FindingValue, Incident

#: Groups of people that do not overlap; together they are all the dead where no total is told.
_APART = ("civilians", "soldiers", "fighters")
_COMBATANTS = frozenset({"soldiers", "fighters", "attackers", "commanders"})
#: Parts of the civilians.
_OF_CIVILIANS = ("children", "women", "medics", "journalists")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of a codebook: its value, the claims that it rests on, and (claim, why not)."""

    value: int | str | None
    used: tuple[str, ...] = ()
    aside: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """One stated value of a count: at least `low`, at most `high` (None: no upper end told)."""

    group: str | None
    low: int
    high: int | None
    value: FindingValue

    @property
    def origins(self) -> int:
        """How many independent origins state it."""
        return len(self.value.origins)


Render = Callable[[Incident, Mapping[str, Claim]], dict[str, Cell]]


@dataclass(frozen=True, slots=True)
class Policy:
    """A named, versioned rule. `render` takes an incident and all claims by id."""

    name: str
    version: str
    render: Render

    @property
    def label(self) -> str:
        """What a table says of where its numbers come from: "acled/1"."""
        return f"{self.name}/{self.version}"


# --- what is stated ------------------------------------------------------------------------------


class Tolls:
    """The counts of one kind in an incident, as one policy understands their words."""

    def __init__(
        self, incident: Incident, claims: Mapping[str, Claim], kind: FigureKind, policy: str
    ) -> None:
        self._aside: dict[str, str] = {}
        self.counts: list[Count] = []
        for finding in incident.findings:
            if finding.field.partition(" (")[0] == kind:
                for value in finding.values:
                    self._take(value, claims, _words(policy))
        self._leave_none()

    def _take(
        self, value: FindingValue, claims: Mapping[str, Claim], words: Mapping[str, int]
    ) -> None:
        figures = [figure for claim in value.claims if (figure := claims[claim].figure)]
        ends = _ends(figures[0], words)
        if value.certainty == "denied":
            self.set_aside(value, "denied")
        elif value.aside:
            self.set_aside(value, value.aside)
        elif ends is None:
            self.set_aside(value, "no number")
        else:
            # "58 people" and "58 civilians" are one value: it is known who they were.
            groups = (group for figure in figures if (group := group_of(figure)))
            self.counts.append(Count(next(groups, None), *ends, value))

    def _leave_none(self) -> None:
        """No codebook takes one side's "nobody" for the least where another counts the dead."""
        some = [count for count in self.counts if count.high != 0]
        for count in self.counts if some else ():
            if count.high == 0:
                self.set_aside(count.value, "counts nobody, where another counts some")
        self.counts = some or self.counts

    def set_aside(self, value: FindingValue, why: str) -> None:
        """Notes why the claims of a value are not used."""
        self._aside |= dict.fromkeys(value.claims, why)

    def of(self, *groups: str | None) -> list[Count]:
        """The counts of these groups."""
        return [count for count in self.counts if count.group in groups]

    def cell(self, value: int | str | None, used: Iterable[Count], why_not: str) -> Cell:
        """A cell that rests on these counts; the others are set aside for this reason."""
        claims = {claim for count in used for claim in count.value.claims}
        others = {c: why_not for count in self.counts for c in count.value.claims}
        aside = {c: why for c, why in (others | self._aside).items() if c not in claims}
        return Cell(value=value, used=tuple(sorted(claims)), aside=tuple(sorted(aside.items())))


def _ends(figure: Figure, words: Mapping[str, int]) -> tuple[int, int | None] | None:
    """The least and the most that a figure states; None for a word that names no number."""
    if figure.vague:
        low = words.get(figure.vague.lower())
        return None if low is None else (low, None)
    if figure.low is None:
        # "Up to 20" are one at least.
        return min(1, figure.high or 0), figure.high
    return figure.low, figure.high


# --- the rules -----------------------------------------------------------------------------------


def _lowest(counts: Sequence[Count]) -> Count | None:
    return min(counts, key=lambda count: (count.low, count.value.value), default=None)


def _all_dead(tolls: Tolls, choose: Callable[[Sequence[Count]], Count | None]) -> list[Count]:
    """The counts that make up the whole toll, chosen alike for each group.

    The total, or the groups that do not overlap where they come to more; else the largest part
    ("six children").
    """
    whole = choose(tolls.of(None))
    groups = [found for group in _APART if (found := choose(tolls.of(group)))]
    if whole and sum(count.low for count in groups) <= whole.low:
        return [whole]
    if groups:
        return groups
    named = sorted({count.group for count in tolls.counts if count.group})
    parts = [found for group in named if (found := choose(tolls.of(group)))]
    return [max(parts, key=lambda count: count.low)] if parts else []


def _acled(incident: Incident, claims: Mapping[str, Claim]) -> dict[str, Cell]:
    """One number, the most conservative; 0 where no report tells of deaths. Wounded never count."""
    tolls = Tolls(incident, claims, "killed", "acled")
    chosen = _all_dead(tolls, _lowest)
    value = sum(count.low for count in chosen)
    return {"fatalities": tolls.cell(value, chosen, "not the most conservative, or a part")}


def _ucdp(incident: Incident, claims: Mapping[str, Claim]) -> dict[str, Cell]:
    """Low, best and high. Best is what most origins state, the lower of two that as many do."""
    tolls = Tolls(incident, claims, "killed", "ucdp")
    best = _all_dead(tolls, _most_stated)
    low, high = _all_dead(tolls, _lowest), _all_dead(tolls, _highest)
    # The sides of a fight are told apart by `export.ucdp`.
    sides = ("soldiers", "fighters", "civilians")
    deaths = {f"deaths_{side}": _most_stated(tolls.of(side)) for side in sides}
    known = sum(count.low for count in deaths.values() if count)
    total = sum(count.low for count in best)
    cells = {
        "best": tolls.cell(total, best, "fewer origins state it, or a part"),
        "low": tolls.cell(sum(c.low for c in low), low, "not the lowest, or a part"),
        "high": tolls.cell(sum(_top(c) for c in high), high, "not the highest, or a part"),
        "deaths_unknown": tolls.cell(max(0, total - known), best, "of a known group"),
    }
    for name, count in deaths.items():
        used = [count] if count else []
        cells[name] = tolls.cell(count.low if count else 0, used, "of another group")
    return cells


def _most_stated(counts: Sequence[Count]) -> Count | None:
    return min(counts, key=lambda c: (-c.origins, c.low, c.value.value), default=None)


def _highest(counts: Sequence[Count]) -> Count | None:
    return max(counts, key=lambda count: (_top(count), count.value.value), default=None)


def _top(count: Count) -> int:
    return count.low if count.high is None else count.high


def _civilians(tolls: Tolls) -> tuple[Cell, Cell]:
    """At least, at most. People of whom nobody says what they were may be civilians or not."""
    named = tolls.of("civilians") or tolls.of(*_OF_CIVILIANS)
    least, unsorted = _lowest(named), tolls.of(None)
    most = _highest([*named, *unsorted])
    low = least.low if least else 0
    return (
        tolls.cell(low, [least] if least else [], "not the lowest, or not said to be civilians"),
        tolls.cell(_top(most) if most else 0, [most] if most else [], "not the highest"),
    )


def _airwars(incident: Incident, claims: Mapping[str, Claim]) -> dict[str, Cell]:
    """Civilian dead and injured, at least and at most, and a grade of how they are claimed."""
    killed = Tolls(incident, claims, "killed", "airwars")
    injured = Tolls(incident, claims, "wounded", "airwars")
    (killed_min, killed_max), (injured_min, injured_max) = _civilians(killed), _civilians(injured)
    return {
        "civilians_killed_min": killed_min,
        "civilians_killed_max": killed_max,
        "civilians_injured_min": injured_min,
        "civilians_injured_max": injured_max,
        "grading": _grade(incident, killed, claims),
    }


def _grade(incident: Incident, tolls: Tolls, claims: Mapping[str, Claim]) -> Cell:
    accused = [value for finding in _fields(incident, "by") for value in finding]
    blaming = [value for value in accused if value.certainty != "denied"]
    owned = [value for value in blaming if _owns_up(value, claims)]
    if owned:
        return Cell(value="confirmed", used=_claims(owned))
    only_fighters = bool(tolls.counts) and all(c.group in _COMBATANTS for c in tolls.counts)
    if only_fighters:
        return tolls.cell("discounted", tolls.counts, "")
    if _competing(incident, blaming):
        return Cell(value="contested", used=_claims(blaming))
    stated = [count.value for count in tolls.counts] or blaming
    origins = {origin for value in stated for origin in value.origins}
    return Cell(value="fair" if len(origins) > 1 else "weak", used=_claims(stated))


def _owns_up(value: FindingValue, claims: Mapping[str, Claim]) -> bool:
    """Whether the accused says so itself."""
    for claim in (claims[claim] for claim in value.claims):
        actor, origin = claim.actor, claim.chain[-1] if claim.chain else None
        if actor is None or origin is None:
            continue
        if actor.name == origin.name or (actor.actor and actor.actor == origin.party):
            return True
    return False


def _competing(incident: Incident, blaming: Sequence[FindingValue]) -> bool:
    """Whether one origin blames one and another somebody else."""
    disputed = any(f.field == "by" and f.agreement == "disputed" for f in incident.findings)
    apart = any(not set(one.origins) & set(other.origins) for one in blaming for other in blaming)
    return disputed and apart


def _fields(incident: Incident, name: str) -> list[tuple[FindingValue, ...]]:
    return [finding.values for finding in incident.findings if finding.field == name]


def _claims(values: Iterable[FindingValue]) -> tuple[str, ...]:
    return tuple(sorted({claim for value in values for claim in value.claims}))


def _ibc(incident: Incident, claims: Mapping[str, Claim]) -> dict[str, Cell]:
    """Civilian dead, at least and at most, once two independent origins count them."""
    tolls = Tolls(incident, claims, "killed", "ibc")
    low, high = _civilians(tolls)
    civilian = tolls.of(None, "civilians", *_OF_CIVILIANS)
    origins = {origin for count in civilian for origin in count.value.origins}
    entered = "yes" if len(origins) > 1 else "no"
    return {
        "deaths_min": low,
        "deaths_max": high,
        "entered": tolls.cell(entered, civilian, "not said to be civilians"),
    }


_RENDERS: Mapping[str, Render] = {"acled": _acled, "ucdp": _ucdp, "airwars": _airwars, "ibc": _ibc}


@cache
def _table() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files(__package__).joinpath("policies.toml").read_text("utf-8"))


def _words(policy: str) -> Mapping[str, int]:
    return {**_table()["words"], **_table().get(policy, {})}


def policies() -> dict[str, Policy]:
    """All policies by name, in the versions of `policies.toml`."""
    versions = _table()["versions"]
    return {name: Policy(name, versions[name], render) for name, render in _RENDERS.items()}
