"""Cases of many made-up incidents, each in a place and on a day of its own, and of long names."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from desk.cases import put
from incident_cases import Told, blame, card, figure, tell
from khaldun.case import Case
from khaldun.faces.listed import renew

#: So many incidents have one report.
_EACH = 10


def many(folder: Path, count: int) -> Path:
    """A case of so many incidents."""
    return put(folder, _told(count))


def _told(count: int) -> Iterator[Told]:
    for first in range(0, count, _EACH):
        cards = [_card(number) for number in range(first, min(count, first + _EACH))]
        yield tell(f"report-{first:06}", *cards, publisher=f"Outlet {first % 40}")


def _card(number: int) -> dict[str, object]:
    day = (date(2012, 1, 1) + timedelta(days=number % 4000)).isoformat()
    # On a grid of half a degree, so that no two incidents of one day are near.
    place = (f"Place {number}", (number % 160) / 2 - 40.0, (number // 160 % 300) / 2 - 70.0, 3.0)
    return card(
        f"Place {number} was hit and {number % 90} people were killed.",
        place=place,
        days=(day, day),
        figures=[figure(number % 90, f"source {number % 70}")],
        by=[blame(f"army {number % 9}")],
    )


#: Names that are longer than any page is wide, in two directions.
_NAMES = (
    "Directorate for the Coordination of Emergency Medical Services of the Northern Countryside",
    "المديرية العامة لتنسيق خدمات الطوارئ الطبية والدفاع المدني في الريف الشمالي الغربي",
    "Correspondents' Association for the Documentation of Violations along the Southern Road",
    "شبكة المراسلين لتوثيق الانتهاكات على امتداد الطريق الجنوبي وما حوله من قرى وبلدات",
)
_PLACES = (
    ("Kafr al-Sheikh Abdulrahman ibn Muhammad al-Gharbiyah al-Kubra", 35.4, 36.2, 3.0),
    ("كفر الشيخ عبد الرحمن بن محمد الغربية الكبرى قرب مفرق الطريق الدولي", 36.9, 38.1, 30.0),
)


def many_found(folder: Path, count: int) -> Path:
    """The same with its incidents found, which takes a desk longer than one answer."""
    with Case.open(many(folder, count), write=True) as case:
        renew(case, lambda _: None)
    return folder


def long_names(folder: Path) -> Path:
    """A case of two incidents, and outlets whose names are long, in English and in Arabic."""
    return put(folder, _long())


def _long() -> Iterator[Told]:
    for number, outlet in enumerate(_NAMES):
        for place in _PLACES:
            report, accounts = tell(
                f"{number} {place[0]}",
                card(
                    f"{place[0]}: {_NAMES[number - 1]}: {40 + number} قتيلاً (killed).",
                    place=place,
                    figures=[
                        figure(40 + number, outlet, _NAMES[number - 1]),
                        figure(12, _NAMES[number - 2], kind="wounded", of="أطفال ومسعفون"),
                    ],
                    by=[blame(_NAMES[number - 3], _NAMES[number - 2])],
                    against=[{"actor": _NAMES[number - 1], "quote": None}],
                ),
                publisher=outlet,
            )
            title = f"{place[0]}: {_NAMES[number - 1]}"
            gaps = tuple(gap for gap in report.gaps if gap.role != "title")
            yield replace(report, title=title, gaps=gaps), accounts
