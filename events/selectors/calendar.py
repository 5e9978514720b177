"""The calendar: activities within the scope and what other apps put in, by day; a handful of queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from events.models import Activity
from events.rules.activities import AHEAD
from events.rules.conflicts import Slot, conflicts
from events.selectors.activities import activities_visible_to
from union.accounts.models import User
from union.common.dates import day_of
from union.common.registries import CalendarEntry, calendar_entries

OWN_KEY = "events.activities"
_DAY = dt.timedelta(days=1)
_LONG = dt.timedelta(days=7)  # an overlay as long as this is not repeated in every cell


@dataclass(frozen=True, slots=True)
class Shown:
    """One line in a cell: ``clock`` is 14:00 or "" for whole days."""

    title: str
    clock: str
    kind: str
    url: str
    state: str = ""
    place: str = ""
    conflict: tuple[str, ...] = ()
    is_overlay: bool = False


@dataclass(slots=True)
class CalendarFilter:
    """What the bar above asks for; empty means all."""

    kind: str = ""
    branch: str = ""
    organiser: str = ""
    overlays: bool = True


@dataclass(slots=True)
class Days:
    """What happens, by day."""

    by_day: dict[dt.date, list[Shown]] = field(default_factory=dict)
    count: int = 0


def activities_between(user: User, first: dt.date, last: dt.date) -> QuerySet[Activity]:
    """Activities ``user`` may see that touch the days ``first`` to ``last``, in order of time."""
    starts = timezone.make_aware(dt.datetime.combine(first, dt.time.min))
    ends = timezone.make_aware(dt.datetime.combine(last + _DAY, dt.time.min))
    rows = activities_visible_to(user).filter(starts_at__lt=ends, ends_at__gte=starts)
    return rows.order_by("starts_at", "pk")


def narrowed(rows: QuerySet[Activity], asked: CalendarFilter) -> QuerySet[Activity]:
    """Apply the filter bar."""
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.branch == "union":
        rows = rows.filter(branch=None)
    elif asked.branch.isdecimal() and len(asked.branch) < 10:  # noqa: PLR2004 - a key
        rows = rows.filter(branch_id=int(asked.branch))
    if asked.organiser:
        rows = rows.filter(organiser__icontains=asked.organiser)
    return rows


def days_between(user: User, first: dt.date, last: dt.date, asked: CalendarFilter) -> Days:
    """Return what ``user`` may see from ``first`` to ``last``, by day in order of time."""
    found = Days()
    rows = list(narrowed(activities_between(user, first, last), asked))
    clashes = _clashes(rows)
    for row in rows:
        for day in _days(day_of(row.starts_at), day_of(row.ends_at), first, last):
            found.by_day.setdefault(day, []).append(_shown(row, day, _first(clashes.get(row.pk, []))))
    found.count = len(rows)
    if asked.overlays and not (asked.kind or asked.branch or asked.organiser):
        for entry in overlays(user, first, last):
            for day, note in _marks(day_of(entry.starts), day_of(entry.ends), first, last):
                found.by_day.setdefault(day, []).append(_overlay(entry, note))
    return found


def overlays(user: User, first: dt.date, last: dt.date) -> Iterator[CalendarEntry]:
    """What the other apps put into the calendar, as far as ``user`` may see it."""
    for key, provider in calendar_entries.items():
        if key != OWN_KEY:
            yield from provider(user, first, last)


def _first(clashes: list[str]) -> tuple[str, ...]:
    """The first conflict in words, the others as a number: the activity's own page names them all."""
    return tuple(clashes) if len(clashes) <= 1 else (clashes[0], f"另有 {len(clashes) - 1} 项冲突")


def _clashes(rows: Iterable[Activity]) -> dict[int, list[str]]:
    ahead = [row for row in rows if row.state in AHEAD]
    return conflicts([Slot(a.pk, a.starts_at, a.ends_at, a.place, a.branch_id, a.title) for a in ahead])


def _local(moment: dt.datetime) -> dt.datetime:
    return timezone.localtime(moment)


def _days(starts: dt.date, ends: dt.date, first: dt.date, last: dt.date) -> Iterator[dt.date]:
    day, until = max(starts, first), min(ends, last)
    while day <= until:
        yield day
        day += _DAY


def _marks(starts: dt.date, ends: dt.date, first: dt.date, last: dt.date) -> Iterator[tuple[dt.date, str]]:
    """Days on which an overlay stands: each, or of a long one the first that is shown and the last."""
    days = list(_days(starts, ends, first, last))
    if ends - starts < _LONG or not days:
        yield from ((day, "") for day in days)
        return
    yield days[0], f"（{starts:%m-%d} 至 {ends:%m-%d}）"
    if ends == days[-1] != days[0]:
        yield ends, "（结束）"


def _shown(row: Activity, day: dt.date, conflict: tuple[str, ...]) -> Shown:
    starts = _local(row.starts_at)
    clock = f"{starts:%H:%M}" if starts.date() == day else ""
    url = reverse("events:activity_detail", args=[row.pk])
    return Shown(row.title, clock, row.get_kind_display(), url, row.state, row.place, conflict)


def _overlay(entry: CalendarEntry, note: str) -> Shown:
    clock = ""
    if isinstance(entry.starts, dt.datetime):
        starts = _local(entry.starts) if timezone.is_aware(entry.starts) else entry.starts
        clock = f"{starts:%H:%M}"
    return Shown(entry.title + note, clock, entry.kind, entry.url, is_overlay=True)
