"""Dates as the office writes them."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterable

from django.utils import timezone

EARLIEST = dt.date(1900, 1, 1)
LATEST = dt.date(2199, 12, 31)
# Serials of Excel's 1900 system that can be a date of a working life: 1927-05-18 … 2118-12-31.
_SERIALS = range(10_000, 80_000)
_EPOCH = dt.date(1899, 12, 30)
_FULL = re.compile(
    r"(\d{4})(?:-|/|\.|年|,|_)(\d{1,2})(?:-|/|\.|月|,|_)(\d{1,2})日?(?:(?:T|\s)?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
)
_MONTH = re.compile(r"(\d{4})(?:(?:-|/|\.|年)(\d{1,2})月?份?|(\d{2}))")
_DIGITS = re.compile(r"\d{8}")
_SERIAL = re.compile(r"\d{5}(?:\.0+)?")
_WIDE = str.maketrans("０１２３４５６７８９．－／：　", "0123456789.-/: ")


def today() -> dt.date:
    """Return today's date in Shanghai."""
    return timezone.localdate()


def day_of(moment: dt.date | dt.datetime) -> dt.date:
    """Return the day in Shanghai of a moment (aware, or local already); a day is itself."""
    if not isinstance(moment, dt.datetime):
        return moment
    return timezone.localdate(moment) if timezone.is_aware(moment) else moment.date()


def parse_date(value: object) -> dt.date:
    """Return the day a cell means.

    Understood: date and datetime, Excel serials (46070 → 2026-02-17, as number or text), ``1985-07-03``,
    ``1985.7.3``, ``1985/7/3``, ``1985年7月3日``, ``19850703``, each also with full-width digits or a time
    behind. Years 1900–2199.

    Raises:
        ValueError: a Chinese sentence; also for a month without a day.
    """
    day, is_month_only = parse_month_or_date(value)
    if is_month_only:
        raise ValueError(f"“{value}”只有年月，缺少日")
    return day


def parse_month_or_date(value: object) -> tuple[dt.date, bool]:
    """Return ``(day, is_month_only)``.

    For ``1985.07``, ``1985年7月``, ``198507`` the day is the first of the month.

    Raises:
        ValueError: a Chinese sentence.
    """
    if isinstance(value, dt.date):
        return _in_range(value.date() if isinstance(value, dt.datetime) else value, value), False
    if isinstance(value, bool):
        raise ValueError(f"“{value}”不是日期")  # noqa: TRY004  (a cell's content, not a type error of ours)
    if isinstance(value, int | float):
        return _from_number(value)
    text = str(value).translate(_WIDE).strip().replace(" ", "")
    if _DIGITS.fullmatch(text):
        return _build(text[:4], text[4:6], text[6:], value), False
    if found := _FULL.fullmatch(text):
        return _build(found[1], found[2], found[3], value), False
    if found := _MONTH.fullmatch(text):
        return _build(found[1], found[2] or found[3], "1", value), True
    if _SERIAL.fullmatch(text):
        return _from_number(float(text))
    raise ValueError(f"“{value}”看不懂：日期请写成 1985-07-03 或 1985年7月3日")


def parse_month(value: object) -> dt.date:
    """Return the first day of the month meant by ``2026-01``, ``2026年1月``, ``202601`` or any full date.

    Raises:
        ValueError: a Chinese sentence.
    """
    try:
        return first_of_month(parse_month_or_date(value)[0])
    except ValueError:
        raise ValueError(f"“{value}”看不懂：月份请写成 2026-01 或 2026年1月") from None


def first_of_month(day: dt.date) -> dt.date:
    """Return the first day of the month of ``day``."""
    return day.replace(day=1)


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the same day ``months`` later (or earlier), the last of the month where there is no such day.

    2024-01-31 plus 1 month → 2024-02-29.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, days_in_month(year, month + 1)))


def next_turn(first: dt.date, months: int, after: dt.date) -> dt.date:
    """Return the first day after ``after`` in steps of ``months`` from ``first``; the day of the month stays.

    From 2026-01-31 every 3 months, after 2026-02-01 → 2026-04-30; after that day → 2026-07-31.
    """
    turn = 1
    while (day := add_months(first, months * turn)) <= after:
        turn += 1
    return day


def month_days(days: Iterable[dt.date]) -> dict[tuple[int, int], dt.date]:
    """(month, day) of births kept on any of ``days`` → the day; a leap day's children come to the 28th.

    The span must be shorter than a year, or a month and day would stand for two.
    """
    found = {(day.month, day.day): day for day in days}
    for day in list(found.values()):
        if (day.month, day.day) == (2, 28) and not calendar.isleap(day.year):
            found[2, 29] = day
    return found


def days_in_month(year: int, month: int) -> int:
    """Return 28 to 31."""
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    return (following - dt.timedelta(days=1)).day


def months_between(earlier: dt.date, later: dt.date) -> int:
    """Return the difference of the calendar months, the days ignored: 1965-01-31 to 1965-04-01 → 3."""
    return (later.year - earlier.year) * 12 + later.month - earlier.month


def _from_number(value: float) -> tuple[dt.date, bool]:
    """A serial (38899 → 2006-07-01), or a date written as a number: 19850703, 198507, 1985.07 (July)."""
    if not -1e9 < value < 1e9:  # noqa: PLR2004  (NaN and infinity too)
        raise ValueError(f"“{value:g}”不是日期：请写成 1985-07-03 或 1985年7月3日")
    whole = int(value)
    if whole == value and len(str(whole)) in (6, 8):
        return parse_month_or_date(str(whole))
    if whole in _SERIALS:
        return _EPOCH + dt.timedelta(days=whole), False
    if EARLIEST.year <= whole <= LATEST.year and whole != value:
        return _from_decimal(value)
    raise ValueError(f"“{value:g}”不是日期：请写成 1985-07-03 或 1985年7月3日")


def _from_decimal(value: float) -> tuple[dt.date, bool]:
    """Excel turns the text 1985.07 into a number; 1985.1 may have been January or October."""
    if round(value % 1, 6) == 0.1:  # noqa: PLR2004
        raise ValueError(f"“{value}”分不清是 1 月还是 10 月：请把单元格设为文本，写成 1985.01 或 1985.10")
    return parse_month_or_date(repr(value))


def _build(year: str, month: str, day: str, value: object) -> dt.date:
    try:
        return _in_range(dt.date(int(year), int(month), int(day)), value)
    except ValueError:
        raise ValueError(f"“{value}”不是实际存在的日期") from None


def _in_range(day: dt.date, value: object) -> dt.date:
    if not EARLIEST <= day <= LATEST:
        raise ValueError(f"“{value}”不是合理的日期（1900–2199 年）")
    return day
