"""The time a report covers: whole months, and what it is compared with.

The union's year is the calendar year (domain notes, trap 34); halves, quarters and any run of months exist
for the half-year summary and for inspections.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re

from union.common.errors import DomainError
from union.common.registries import Period

_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
_FIRST_YEAR, _LAST_YEAR = 1949, 2999
_NAMED = {(1, 12): "{y} 年度", (1, 6): "{y} 年上半年", (7, 12): "{y} 年下半年"} | {
    (3 * n + 1, 3 * n + 3): f"{{y}} 年第{word}季度" for n, word in enumerate("一二三四")
}


def year_period(year: int, branch_id: int | None = None) -> Period:
    """Return 1 January to 31 December of ``year``.

    Raises:
        DomainError: no calendar year.
    """
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise DomainError(f"“{year}”不是年份，请填写四位数字，如 2026", field="year")
    return Period(dt.date(year, 1, 1), dt.date(year, 12, 31), branch_id)


def months_period(first: str, last: str, branch_id: int | None = None) -> Period:
    """Return the first day of month ``first`` to the last day of month ``last`` ("2026-01", "2026-10").

    Raises:
        DomainError: no month, or the end before the beginning; ``field`` names the one at fault.
    """
    start, end = _month(first, "first"), _month(last, "last")
    if end < start:
        raise DomainError(f"结束月份（{last}）早于开始月份（{first}），请核对", field="last")
    return Period(start, _month_end(end), branch_id)


def _month(text: str, field: str) -> dt.date:
    found = _MONTH.fullmatch(text.strip())
    year, month = (int(found[1]), int(found[2])) if found else (0, 0)
    if not (_FIRST_YEAR <= year <= _LAST_YEAR and 1 <= month <= 12):  # noqa: PLR2004 - months of a year
        raise DomainError(f"“{text}”不是月份，请写成 2026-01 这样", field=field)
    return dt.date(year, month, 1)


def _month_end(day: dt.date) -> dt.date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def year_before(period: Period) -> Period:
    """Return the same months of the year before; the last day stays the end of its month.

    >>> str(year_before(Period(dt.date(2024, 2, 1), dt.date(2024, 2, 29))).last)
    '2023-02-28'
    """
    first = period.first.replace(year=period.first.year - 1, day=1)
    last = _month_end(period.last.replace(year=period.last.year - 1, day=1))
    return Period(first, last, period.branch_id)


def words_before(first: dt.date, last: dt.date) -> str:
    """Return what the time before is called: 上年 of a whole year, else 上年同期."""
    return "上年" if (first.month, last.month) == (1, 12) and first.year == last.year else "上年同期"


def period_label(first: dt.date, last: dt.date) -> str:
    """Return the words for a run of whole months.

    >>> period_label(dt.date(2026, 1, 1), dt.date(2026, 10, 31))
    '2026 年 1 月至 10 月'
    """
    if first.year != last.year:
        return f"{first.year} 年 {first.month} 月至 {last.year} 年 {last.month} 月"
    named = _NAMED.get((first.month, last.month))
    if named:
        return named.format(y=first.year)
    if first.month == last.month:
        return f"{first.year} 年 {first.month} 月"
    return f"{first.year} 年 {first.month} 月至 {last.month} 月"
