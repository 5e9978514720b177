"""The calendar: month, week, list; drawn on the server, cards on a phone."""

from __future__ import annotations

import calendar as months
import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from events.choices.activities import ActivityKind
from events.ledgers.activities import branches
from events.permissions.activities import manages_any
from events.selectors.activities import activities_visible_to
from events.selectors.calendar import CalendarFilter, Days, days_between
from union.common.calendar import DayCell, is_provisional, month_cells
from union.common.dates import today

_VIEWS = (("month", "月"), ("week", "周"), ("list", "列表"))
_FIRST, _LAST = dt.date(2000, 1, 1), dt.date(2099, 12, 31)
_SHOWN, _SHOWN_WEEK, _LISTED = 4, 12, 15  # entries of a day in a cell, in the list; more have a page
_WEEK = dt.timedelta(days=7)


@login_required
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """One month, one week, the month as a list or one day, by type, branch and organiser."""
    asked = request.GET
    view = asked.get("view") if asked.get("view") in (*dict(_VIEWS), "day") else "month"
    day = _day(asked.get("day", ""))
    found = CalendarFilter(
        kind=asked.get("kind", "") if asked.get("kind") in ActivityKind.values else "",
        branch=asked.get("branch", ""),
        organiser=asked.get("organiser", "")[:40],
    )
    weeks = month_cells(day.year, day.month)
    if view == "week":
        weeks = [week for week in weeks if any(cell.day == day for cell in week)]
    first, last = _span(weeks, view, day)
    days = days_between(request.user, first, last, found)
    context: dict[str, Any] = {
        "view": view, "views": _VIEWS, "day": day, "asked": found,
        "weeks": [[_cell(cell, days, view) for cell in week] for week in weeks],
        "listed": _listed(weeks, days, first, last, view), "count": days.count,
        "previous": _step(day, view, -1), "following": _step(day, view, 1),
        "today": today(), "provisional": is_provisional(day.year),
        "kinds": ActivityKind.choices, "branches": branches(request.user),
        "organisers": _organisers(request.user),
        "may_create": manages_any(request.user), "weekday_names": "一二三四五六日",
        "heading": _heading(view, first, last, day),
    }  # fmt: skip
    return render(request, "events/calendar.html", context)


def _heading(view: str, first: dt.date, last: dt.date, day: dt.date) -> str:
    if view == "day":
        return f"{day:%Y-%m-%d}"
    return f"{first:%m-%d} 至 {last:%m-%d}" if view == "week" else f"{day.year} 年 {day.month} 月"


def _day(text: str) -> dt.date:
    try:
        found = dt.date.fromisoformat(text)
    except ValueError:
        return today()
    return min(max(found, _FIRST), _LAST)


def _span(weeks: list[list[DayCell]], view: str, day: dt.date) -> tuple[dt.date, dt.date]:
    if view == "day":
        return day, day
    if view == "list":
        last = months.monthrange(day.year, day.month)[1]
        return day.replace(day=1), day.replace(day=last)
    return weeks[0][0].day, weeks[-1][-1].day


def _step(day: dt.date, view: str, step: int) -> dt.date:
    """The same view before or after."""
    if view in ("week", "day"):
        return day + step * (_WEEK if view == "week" else dt.timedelta(days=1))
    first = day.replace(day=1)
    return (
        (first + dt.timedelta(days=32)).replace(day=1)
        if step > 0
        else (first - dt.timedelta(days=1)).replace(day=1)
    )


def _cell(cell: DayCell, days: Days, view: str) -> dict[str, Any]:
    shown, most = days.by_day.get(cell.day, []), _SHOWN_WEEK if view == "week" else _SHOWN
    return {
        "cell": cell, "shown": shown[:most], "more": max(len(shown) - most, 0),
        "is_today": cell.day == today(),
    }  # fmt: skip


def _listed(
    weeks: list[list[DayCell]], days: Days, first: dt.date, last: dt.date, view: str
) -> list[tuple[DayCell, list[Any], int]]:
    """Days with something on them, for the list and for phones: (day, what is shown, how many more)."""
    cells = [cell for week in weeks for cell in week if first <= cell.day <= last]
    if view == "month":
        cells = [cell for cell in cells if cell.in_month]
    found = [(cell, days.by_day[cell.day]) for cell in cells if cell.day in days.by_day]
    most = None if view == "day" else _LISTED
    return [(cell, shown[:most], len(shown[most:]) if most else 0) for cell, shown in found]


def _organisers(user: Any) -> list[tuple[str, str]]:
    rows = activities_visible_to(user).exclude(organiser="").order_by("organiser")
    names = rows.values_list("organiser", flat=True).distinct()[:60]
    return [(name, name) for name in names]
