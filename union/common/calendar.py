"""Festivals, union dates and working days: what the library knows, what the office enters wins.

Working days follow the yearly notice of the State Council (国务院办公厅关于部分节假日安排的通知): its
holidays and make-up working days (调休上班) are rows of CalendarDay. A year whose notice is not out yet
is computed from weekends and the statutory festivals and says so (`is_provisional`).
"""

from __future__ import annotations

import calendar as months
import datetime as dt
import functools
from dataclasses import dataclass, field

from union.common.choices import DataSource, DayKind
from union.common.errors import DomainError
from union.common.models import CalendarDay

FEWEST_STATUTORY_DAYS = 11  # a notice names at least these; fewer rows are no whole year
_SEARCHED_DAYS = 60
_SATURDAY = 5
_APRIL = 4

# (month, day) of the solar calendar
_SOLAR_FESTIVALS = {(1, 1): "元旦", (5, 1): "劳动节", (10, 1): "国庆节"}
# (month, day) of the lunar calendar
_LUNAR_FESTIVALS = {(1, 1): "春节", (1, 15): "元宵节", (5, 5): "端午节", (8, 15): "中秋节", (9, 9): "重阳节"}
UNION_DATES = {
    (3, 8): "国际劳动妇女节",
    (5, 1): "国际劳动节",
    (5, 4): "青年节",
    (5, 12): "国际护士节",
    (6, 1): "国际儿童节",
    (7, 1): "建党纪念日",
    (8, 1): "建军节",
    (8, 19): "中国医师节",
}


@dataclass(frozen=True, slots=True)
class LunarDate:
    """A day of the lunar calendar (农历)."""

    year: int
    month: int
    day: int
    is_leap_month: bool
    label: str  # 农历八月十五


@functools.lru_cache(maxsize=2048)
def lunar_date(day: dt.date) -> LunarDate:
    """Return ``day`` in the lunar calendar: 2026-09-25 -> 农历八月十五."""
    from lunar_python import Solar

    lunar = Solar.fromYmd(day.year, day.month, day.day).getLunar()
    label = f"农历{lunar.getMonthInChinese()}月{lunar.getDayInChinese()}"
    return LunarDate(lunar.getYear(), abs(lunar.getMonth()), lunar.getDay(), lunar.getMonth() < 0, label)


def lunar_label(day: dt.date) -> str:
    """Return 农历八月十五, with the festival or union date of the day behind it if there is one."""
    return " · ".join((lunar_date(day).label, *festivals_on(day), *union_dates_on(day)))


@functools.lru_cache(maxsize=2048)
def festivals_on(day: dt.date) -> tuple[str, ...]:
    """Return the festivals of ``day``: 元旦 除夕 春节 元宵节 清明节 劳动节 端午节 中秋节 重阳节 国庆节."""
    names = [_SOLAR_FESTIVALS.get((day.month, day.day), "")]
    lunar = lunar_date(day)
    if not lunar.is_leap_month:
        names.append(_LUNAR_FESTIVALS.get((lunar.month, lunar.day), ""))
    tomorrow = lunar_date(day + dt.timedelta(days=1))
    if (tomorrow.month, tomorrow.day, tomorrow.is_leap_month) == (1, 1, False):
        names.append("除夕")
    if day.month == _APRIL and _is_qingming(day):
        names.append("清明节")
    return tuple(name for name in names if name)


def _is_qingming(day: dt.date) -> bool:
    from lunar_python import Solar

    return str(Solar.fromYmd(day.year, day.month, day.day).getLunar().getJieQi()) == "清明"


def union_dates_on(day: dt.date) -> tuple[str, ...]:
    """Return the dates a hospital's union keeps: 三八, 5·12 护士节, 七一 and the like."""
    name = UNION_DATES.get((day.month, day.day))
    return (name,) if name else ()


def festival_day(name: str, year: int) -> dt.date:
    """Return the day in ``year`` on which a festival or union date falls.

    ``festival_day("中秋节", 2026)`` -> 2026-09-25.

    Raises:
        DomainError: no festival of that name.
    """
    for day in _days_of(year):
        if name in festivals_on(day) or name in union_dates_on(day):
            return day
    raise DomainError(f"没有“{name}”这个节日")


def _days_of(year: int) -> list[dt.date]:
    first = dt.date(year, 1, 1)
    return [first + dt.timedelta(days=n) for n in range(366 if months.isleap(year) else 365)]


@functools.lru_cache(maxsize=64)
def statutory_days(year: int) -> frozenset[dt.date]:
    """Return the days off by law, without any shifting.

    《全国年节及纪念日放假办法》(2024 revision, in force 2025-01-01), art. 2: 元旦 1, 春节 4 (除夕 to 初三),
    清明 1, 劳动节 2 (May 1 and 2), 端午 1, 中秋 1, 国庆 3: 13 days.
    """
    spring = festival_day("春节", year)
    found = {dt.date(year, 1, 1), dt.date(year, 5, 1), dt.date(year, 5, 2)}
    found |= {dt.date(year, 10, n) for n in (1, 2, 3)}
    found |= {spring + dt.timedelta(days=n) for n in (-1, 0, 1, 2)}
    return frozenset(found | {festival_day(name, year) for name in ("清明节", "端午节", "中秋节")})


@dataclass(frozen=True, slots=True)
class YearDays:
    """The exceptions of one year: days off and working weekends, and whether they are final."""

    off: frozenset[dt.date]
    working: frozenset[dt.date]
    is_provisional: bool

    def is_working(self, day: dt.date) -> bool:
        """Say whether people work on ``day`` of this year."""
        if day in self.off or day in self.working:
            return day in self.working
        return day.weekday() < _SATURDAY


@dataclass(slots=True)
class WorkingDays:
    """Working days over any span; one query per year, kept in this object. Make one per task."""

    _years: dict[int, YearDays] = field(default_factory=dict)

    def year(self, year: int) -> YearDays:
        """Return the exceptions of ``year``."""
        if year not in self._years:
            self._years[year] = year_days(year)
        return self._years[year]

    def is_working_day(self, day: dt.date) -> bool:
        """Say whether people work on ``day``."""
        return self.year(day.year).is_working(day)

    def next_after(self, day: dt.date, step: int = 1) -> dt.date:
        """Return the first working day after ``day`` (``step`` -1: before it)."""
        for n in range(1, _SEARCHED_DAYS):
            candidate = day + dt.timedelta(days=n * step)
            if self.is_working_day(candidate):
                return candidate
        raise DomainError(f"{day} 前后 {_SEARCHED_DAYS} 天内没有工作日，请检查日历设置")

    def add(self, day: dt.date, count: int) -> dt.date:
        """Return the ``count``-th working day after ``day``; see `add_working_days`."""
        if count == 0:
            return day if self.is_working_day(day) else self.next_after(day)
        for _ in range(abs(count)):
            day = self.next_after(day, 1 if count > 0 else -1)
        return day


def year_days(year: int) -> YearDays:
    """Read the days off and working weekends of ``year``; the office's own entries win."""
    rows = CalendarDay.objects.filter(day__year=year, kind__in=(DayKind.HOLIDAY, DayKind.WORKDAY))
    office_last = sorted(
        rows.values_list("day", "kind", "source"), key=lambda row: row[2] == DataSource.OFFICE
    )
    kinds = {day: kind for day, kind, _source in office_last}
    off = frozenset(day for day, kind in kinds.items() if kind == DayKind.HOLIDAY)
    working = frozenset(day for day, kind in kinds.items() if kind == DayKind.WORKDAY)
    is_provisional = len(off) < FEWEST_STATUTORY_DAYS
    if is_provisional:
        off |= statutory_days(year) - working
    return YearDays(off, working, is_provisional)


def is_working_day(day: dt.date) -> bool:
    """Say whether ``day`` is a working day. One query; for many days make a `WorkingDays`."""
    return WorkingDays().is_working_day(day)


def add_working_days(day: dt.date, count: int) -> dt.date:
    """Return the ``count``-th working day after ``day``, which itself is not counted.

    2026-09-30 plus 1 -> 2026-10-08. Negative counts backwards; 0 gives ``day`` itself or, if nobody
    works then, the next working day (期限顺延). Check `is_provisional` of the result's year.
    """
    return WorkingDays().add(day, count)


def is_provisional(year: int) -> bool:
    """Say whether the State Council's notice of ``year`` is still missing, so that days may shift."""
    return year_days(year).is_provisional


@dataclass(frozen=True, slots=True)
class DayCell:
    """One cell of a month's sheet."""

    day: dt.date
    in_month: bool
    lunar: str  # 初一 … 三十; the month's name on its first day
    names: tuple[str, ...]  # festivals, union dates and the office's own, without doubles
    kind: str  # DayKind.HOLIDAY, DayKind.WORKDAY or ""
    is_working: bool


def month_cells(year: int, month: int) -> list[list[DayCell]]:
    """Return the weeks (Monday first) of a month for a calendar page; two queries or three."""
    weeks = months.Calendar(0).monthdatescalendar(year, month)
    working = WorkingDays()
    own = _own_names(weeks[0][0], weeks[-1][-1])
    return [[_cell(day, month, working, own.get(day, ())) for day in week] for week in weeks]


def _own_names(first: dt.date, last: dt.date) -> dict[dt.date, tuple[str, ...]]:
    rows = CalendarDay.objects.filter(
        day__range=(first, last), kind__in=(DayKind.FESTIVAL, DayKind.UNION_DAY)
    )
    names: dict[dt.date, tuple[str, ...]] = {}
    for day, name in rows.values_list("day", "name"):
        names[day] = (*names.get(day, ()), name)
    return names


def _cell(day: dt.date, month: int, working: WorkingDays, own: tuple[str, ...]) -> DayCell:
    year = working.year(day.year)
    kind = DayKind.HOLIDAY if day in year.off else DayKind.WORKDAY if day in year.working else ""
    names = tuple(dict.fromkeys((*festivals_on(day), *union_dates_on(day), *own)))
    return DayCell(day, day.month == month, _short_lunar(day), names, str(kind), year.is_working(day))


def _short_lunar(day: dt.date) -> str:
    lunar = lunar_date(day)
    month, _, rest = lunar.label.removeprefix("农历").partition("月")
    return f"{month}月" if lunar.day == 1 else rest
