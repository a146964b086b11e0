"""Stretches of the calendar and their parts: months, seasons, "early", "the first week of"."""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import MAXYEAR, MINYEAR, date, timedelta

#: A first and a last day, both included.
Days = tuple[date, date]

#: Seasons of the northern half of the Earth, by their first month; winter ends in the next year.
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
_FIRST = re.compile(r"first (\d+) (hour|day|week|month|year|decade)s")
_RANKED = re.compile(r"(first|second|third|fourth|last) (half|hour|day|week|month|year|decade)")
_RANKS = {"first": 0, "second": 1, "third": 2, "fourth": 3}


def month_days(year: int, month: int) -> Days:
    """The days of a month."""
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def year_days(year: int, *, years: int = 1) -> Days:
    """The days of a year, or of so many from it on."""
    return date(year, 1, 1), date(year + years - 1, 12, 31)


def week_days(day: date) -> Days:
    """The week of a day, from Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def season_days(year: int, season: str) -> Days | None:
    """The three months of a season; None where this is the name of none."""
    if season not in _SEASONS:
        return None
    start = date(year, _SEASONS[season], 1)
    return start, add_months(start, 3) - timedelta(days=1)


def add_months(day: date, count: int) -> date:
    """The same day of the month that many months on, or the last day of that month.

    Raises:
        OverflowError: the calendar does not reach there.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    if not MINYEAR <= year <= MAXYEAR:
        raise OverflowError(f"the year {year} is out of the calendar")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_units(day: date, count: int, unit: str) -> date:
    """The day that many units on; hours are rounded up to days.

    Raises:
        OverflowError: the calendar does not reach there.
    """
    if unit == "hour":
        return day + timedelta(days=-(-abs(count) // 24) * (1 if count > 0 else -1))
    if unit in {"day", "week"}:
        return day + timedelta(days=count * (7 if unit == "week" else 1))
    return add_months(day, count * {"month": 1, "year": 12, "decade": 120}[unit])


def narrow(days: Days, part: str | None) -> Days:
    """The part of a week, month, year or decade; the whole where the part is of another size.

    Early, mid and late are days 1 to 10, 11 to 20 and 21 on of a month; months 1 to 4, 5 to 8 and
    10 on of a year (the shares that annotators gave most often); start and end are 7 days of a
    month and one month of a year.
    """
    first, last = days
    if part is None:
        return days
    counted = _FIRST.fullmatch(part)
    if counted:
        return first, min(last, add_units(first, int(counted[1]), counted[2]) - timedelta(days=1))
    ranked = _RANKED.fullmatch(part)
    if ranked:
        return _ranked(days, ranked[1], ranked[2])
    length = (last - first).days + 1
    size = (
        "week" if length <= 7 else "month" if length <= 31 else "year" if length <= 366 else "many"
    )
    share = _SHARES[size].get(part)
    return share(first, last) if share else days


def _ranked(days: Days, rank: str, unit: str) -> Days:
    first, last = days
    if unit == "half":
        middle = _middle(first, last)
        return (first, middle) if rank == "first" else (middle + timedelta(days=1), last)
    if rank == "last":
        return max(first, add_units(last, -1, unit) + timedelta(days=1)), last
    start = add_units(first, _RANKS[rank], unit)
    return start, add_units(start, 1, unit) - timedelta(days=1)


def _middle(first: date, last: date) -> date:
    """The last day of the first half: 15 of a month, 30 June of a year."""
    if (last - first).days > 31:
        return add_months(first, 6) - timedelta(days=1)
    return first + timedelta(days=14)


Share = Callable[[date, date], Days]


def _days_from(low: int, high: int) -> Share:
    """Days of a month by their numbers."""
    return lambda first, last: (first.replace(day=low), last.replace(day=min(high, last.day)))


def _months_from(low: int, high: int) -> Share:
    """Months of a year by their numbers."""
    return lambda first, _: (first.replace(month=low), month_days(first.year, high)[1])


def _years_from(low: int, high: int) -> Share:
    """Years of a decade by their last digits."""
    return lambda first, _: (year_days(first.year + low)[0], year_days(first.year + high)[1])


def _offsets(low: int, high: int) -> Share:
    """Days of a week, from Monday, which is 0."""
    return lambda first, _: (first + timedelta(days=low), first + timedelta(days=high))


_SHARES: dict[str, dict[str, Share]] = {
    "week": {
        "early": _offsets(0, 2),
        "mid": _offsets(2, 4),
        "late": _offsets(3, 6),
        "start": _offsets(0, 1),
        "end": _offsets(4, 6),
        "weekend": _offsets(5, 6),
    },
    "month": {
        "early": _days_from(1, 10),
        "mid": _days_from(11, 20),
        "late": _days_from(21, 31),
        "start": _days_from(1, 7),
        "end": lambda _, last: (last - timedelta(days=6), last),
    },
    "year": {
        "early": _months_from(1, 4),
        "mid": _months_from(5, 8),
        "late": _months_from(10, 12),
        "start": _months_from(1, 1),
        "end": _months_from(12, 12),
    },
    "many": {
        "early": _years_from(0, 3),
        "mid": _years_from(4, 6),
        "late": _years_from(6, 9),
        "start": _years_from(0, 0),
        "end": _years_from(9, 9),
    },
}
