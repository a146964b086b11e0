"""The toll over time: what was counted of the dead, by the day of the report that says so.

Only the numbers of the drawing are made here; the template draws it, and its table tells the same
in words.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from khaldun.cards import amount
from khaldun.faces.views import View
from khaldun.records import Claim, Figure, Report

#: The drawing's size, and the room that the words on its axes take, in its own units.
WIDTH, HEIGHT = 640, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 24, 16, 34
#: So far apart stand the claims of one day.
_APART = 13
#: The room that a day's label takes, on a telephone too, where letters are larger.
_LABEL = 110
#: Lines across, at most.
_LINES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One count: where it stands, from its low to its high end, and what it is.

    `bound` is "least" where no high end is told, "most" where no low one is.
    """

    x: float
    low: float
    high: float
    claim: Claim
    report: Report
    state: str
    bound: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """What is drawn: the counts, the days below, the numbers beside; and what is left out."""

    points: Sequence[Point]
    days: Sequence[tuple[float, date]]
    numbers: Sequence[tuple[float, int]]
    undated: int
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True, slots=True)
class _Count:
    day: date
    low: int
    high: int
    claim: Claim
    report: Report
    state: str


def draw(view: View) -> Chart | None:
    """The chart of all who were killed; None where fewer than two dated counts are told.

    Counts of a part ("six children") would look like a lower toll and are left out, and so are
    words that name no number.
    """
    found, undated = _counts(view)
    if len(found) < 2:
        return None
    top = max(count.high for count in found)
    step = _step(top)
    ceiling = max(step, -(-top // step) * step)
    days = sorted({count.day for count in found})

    def across(day: date) -> float:
        span = (days[-1] - days[0]).days
        share = (day - days[0]).days / span if span else 0.5
        return _LEFT + 30 + share * (WIDTH - _LEFT - _RIGHT - 60)

    def up(number: int) -> float:
        return HEIGHT - _BOTTOM - number / ceiling * (HEIGHT - _TOP - _BOTTOM)

    points = []
    for day, several in _by_day(found).items():
        for place, count in enumerate(several):
            points.append(
                Point(
                    x=round(across(day) + (place - (len(several) - 1) / 2) * _APART, 1),
                    low=round(up(count.low), 1),
                    high=round(up(count.high), 1),
                    claim=count.claim,
                    report=count.report,
                    state=count.state,
                    bound=_bound(count.claim.figure),
                )
            )
    return Chart(
        points=points,
        days=_labelled([(round(across(day), 1), day) for day in days]),
        numbers=[(round(up(number), 1), number) for number in range(0, ceiling + 1, step)],
        undated=undated,
    )


def _counts(view: View) -> tuple[list[_Count], int]:
    """The dated counts of all who were killed, and how many have no day."""
    found, undated = [], 0
    reports = {account.id: view.reports[account.report] for account in view.accounts}
    for finding in view.incident.findings:
        if finding.field != "killed":
            continue
        for value in finding.values:
            claims = () if value.partial else value.claims
            for claim in (view.claims[one] for one in claims):
                report, ends = reports[claim.account], _ends(claim.figure)
                if ends and report.published is None:
                    undated += 1
                elif ends and report.published:
                    day, told = report.published.latest, value.aside or claim.certainty
                    found.append(_Count(day, *ends, claim, report, told))
    return found, undated


def _ends(figure: Figure | None) -> tuple[int, int] | None:
    ends = [end for end in (figure.low, figure.high) if end is not None] if figure else []
    return (min(ends), max(ends)) if ends else None


def _bound(figure: Figure | None) -> str:
    if figure is None or None not in (figure.low, figure.high):
        return ""
    return "least" if figure.high is None else "most"


def _by_day(found: Sequence[_Count]) -> dict[date, list[_Count]]:
    days: defaultdict[date, list[_Count]] = defaultdict(list)
    for count in sorted(found, key=lambda one: (one.day, one.low, one.high, one.claim.id)):
        days[count.day].append(count)
    return days


def _labelled(days: Sequence[tuple[float, date]]) -> list[tuple[float, date]]:
    """The days that have room for their label."""
    shown: list[tuple[float, date]] = []
    for x, day in days:
        if not shown or x - shown[-1][0] >= _LABEL:
            shown.append((x, day))
    return shown


def _step(top: int) -> int:
    """The distance of the lines across: 1, 2 or 5 times a power of ten."""
    step, turn = 1, 0
    while top / step > _LINES:
        step = step * 5 // 2 if turn % 3 == 1 else step * 2
        turn += 1
    return step


def label(point: Point) -> str:
    """A point in words: "58 people"."""
    figure = point.claim.figure
    return f"{amount(figure)} {figure.counted}" if figure else ""
