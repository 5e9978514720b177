"""Writing the calendar: the days shipped with the product, and what the office enters itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import transaction

from union.common import audit
from union.common.choices import AuditAction, DataSource, DayKind
from union.common.errors import DomainError
from union.common.models import CalendarDay

if TYPE_CHECKING:
    from union.accounts.models import User

NOTICE = "国务院办公厅关于部分节假日安排的通知"
KNOWN_YEARS = range(2015, 2027)
_NAMES = {"元旦节": "元旦"}


def seed_calendar(model: Any, years: Iterable[int] = KNOWN_YEARS) -> int:
    """Write the holidays and make-up working days the library knows; return how many rows are new.

    For a data migration: ``model = apps.get_model("common", "CalendarDay")``. Rows that exist stay as
    they are, so it may run again when a new version of lunar-python knows one more year. Festivals and
    union dates are computed (union.common.calendar) and need no rows.
    """
    before = model.objects.count()
    model.objects.bulk_create([model(**values) for values in shipped_days(years)], ignore_conflicts=True)
    return int(model.objects.count() - before)


def shipped_days(years: Iterable[int]) -> list[dict[str, Any]]:
    """Return the field values of every holiday and make-up working day of ``years``, by date."""
    from lunar_python.util import HolidayUtil

    return [
        {
            "day": dt.date.fromisoformat(holiday.getDay()),
            "kind": DayKind.WORKDAY if holiday.isWork() else DayKind.HOLIDAY,
            "name": _NAMES.get(holiday.getName(), holiday.getName()),
            "source": DataSource.SHIPPED,
            "note": f"{NOTICE}（{year} 年）",
        }
        for year in years
        for holiday in HolidayUtil.getHolidays(year)
    ]


@transaction.atomic
def enter_day(day: dt.date, kind: DayKind, name: str, *, actor: User | None, note: str = "") -> CalendarDay:
    """Enter or correct one day for the office; it wins over what the product ships.

    A second entry of the office for the same day that changes the working days replaces the first one;
    the same entry again changes nothing.

    Raises:
        DomainError: the name is missing.
    """
    name = name.strip()
    if not name:
        raise DomainError("请填写名称，例如“国庆节调休”", field="name")
    own = CalendarDay.objects.filter(day=day, source=DataSource.OFFICE)
    if kind in (DayKind.HOLIDAY, DayKind.WORKDAY):
        own.filter(kind__in=(DayKind.HOLIDAY, DayKind.WORKDAY)).exclude(kind=kind, name=name).delete()
    entry, created = CalendarDay.objects.get_or_create(
        day=day, kind=kind, name=name, defaults={"source": DataSource.OFFICE, "note": note}
    )
    if created:
        audit.record(AuditAction.CREATE, entry, actor=actor)
    return entry


@transaction.atomic
def remove_day(entry_id: int, *, actor: User | None) -> None:
    """Remove an entry of the office; what the product ships counts again.

    Raises:
        DomainError: the entry came with the product: enter a day of your own instead.
    """
    entry = CalendarDay.objects.select_for_update().get(pk=entry_id)
    if entry.source != DataSource.OFFICE:
        raise DomainError("随产品提供的日期不能删除。需要更正时，请为同一天录入本院的安排，以录入的为准")
    audit.record(AuditAction.DELETE, entry, actor=actor)
    entry.delete()
