"""On which day of which year a birthday, an anniversary or a festival is kept."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable

FEBRUARY, LEAP_DAY = 2, 29


def kept_on(month: int, day: int, year: int) -> dt.date:
    """The day of ``year`` on which a date of birth is kept; 29 February falls on the 28th in common years.

    >>> kept_on(2, 29, 2027)
    datetime.date(2027, 2, 28)
    """
    if (month, day) == (FEBRUARY, LEAP_DAY) and not calendar.isleap(year):
        return dt.date(year, FEBRUARY, LEAP_DAY - 1)
    return dt.date(year, month, day)


def month_days(days: Iterable[dt.date]) -> dict[tuple[int, int], dt.date]:
    """(month, day) of births kept on any of ``days`` → the day; a leap day's children come to the 28th.

    The span must be shorter than a year, or a month and day would stand for two.
    """
    found = {(day.month, day.day): day for day in days}
    for day in list(found.values()):
        if (day.month, day.day) == (FEBRUARY, LEAP_DAY - 1) and not calendar.isleap(day.year):
            found[FEBRUARY, LEAP_DAY] = day
    return found


def span(first: dt.date, last: dt.date) -> list[dt.date]:
    """All days from ``first`` to ``last``, both included."""
    return [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
