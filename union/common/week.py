"""本周: the coming seven days on the start page, from the calendars of all apps."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from union.common.dates import day_of
from union.common.registries import CalendarEntry, calendar_entries

DAYS = 7
SHOWN = 12
_WEEKDAYS = "一二三四五六日"


def week_card(user: Any, today: dt.date) -> Mapping[str, Any] | None:
    """Entries of ``today`` and the six days after it, by day; None when there is nothing to show."""
    last = today + dt.timedelta(days=DAYS - 1)
    by_day: dict[dt.date, list[CalendarEntry]] = defaultdict(list)
    for provider in calendar_entries:
        for entry in provider(user, today, last):
            by_day[max(today, day_of(entry.starts))].append(entry)
    if not by_day:
        return None
    days = [(_label(day, today), entry) for day in sorted(by_day) for entry in by_day[day]]
    return {"days": days[:SHOWN], "more": days[SHOWN:]}


def _label(day: dt.date, today: dt.date) -> str:
    return "今天" if day == today else f"{day:%m/%d} 周{_WEEKDAYS[day.weekday()]}"
