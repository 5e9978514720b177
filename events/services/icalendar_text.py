"""Activities as iCalendar (RFC 5545): Asia/Shanghai with its VTIMEZONE, stable UID, SEQUENCE, STATUS.

Clients shift floating times and times without VTIMEZONE; hence both are given.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from icalendar import Alarm, Calendar, Event, Timezone

from events.models import Activity
from events.services.feeds import is_cancelled

_ZONE = ZoneInfo("Asia/Shanghai")
_SPAN = dt.date(2020, 1, 1), dt.date(2050, 1, 1)


def calendar_text(activities: Iterable[Activity], *, name: str) -> bytes:
    """Return an iCalendar file of ``activities``; ``name`` is what clients call the calendar."""
    calendar = Calendar()
    calendar.add("prodid", "-//Trade Union Office//Events//ZH")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", "Asia/Shanghai")
    calendar.add_component(Timezone.from_tzid("Asia/Shanghai", first_date=_SPAN[0], last_date=_SPAN[1]))
    for activity in activities:
        calendar.add_component(_event(activity))
    return bytes(calendar.to_ical())


def _event(activity: Activity) -> Event:
    event = Event()
    event.add("uid", f"{activity.uid}@union-events")
    event.add("sequence", activity.sequence)
    event.add("dtstamp", activity.updated_at.astimezone(dt.UTC))
    event.add("last-modified", activity.updated_at.astimezone(dt.UTC))
    event.add("dtstart", activity.starts_at.astimezone(_ZONE))
    event.add("dtend", activity.ends_at.astimezone(_ZONE))
    cancelled = is_cancelled(activity)
    event.add("summary", f"（已取消）{activity.title}" if cancelled else activity.title)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("location", activity.place)
    event.add("categories", [activity.get_kind_display()])
    if activity.description:
        event.add("description", activity.description)
    site = str(getattr(settings, "UNION_SITE_URL", "")).rstrip("/")
    if site:
        event.add("url", site + reverse("events:activity_detail", args=[activity.pk]))
    if not cancelled:
        event.add_component(_alarm(activity))
    return event


def _alarm(activity: Activity) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", activity.title)
    alarm.add("trigger", dt.timedelta(hours=-1))
    return alarm
