"""Registries of venues: figures, calendar, reminders of bookings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet, Sum
from django.urls import reverse
from django.utils import timezone

from events.choices.venues import VenueKind
from events.ledgers.venues import LEDGERS
from events.models import Booking, Venue, VisitorCount
from events.room_registering import Subject, mover, register_subject, text_search
from union.accounts.models import User
from union.common.figures import of_the_hospital
from union.common.registries import (
    Breakdown,
    CalendarEntry,
    Figure,
    FigureValue,
    MergeHandler,
    Period,
    SearchProvider,
)
from union.organisation.choices import Right
from union.organisation.rights import works_here
from union.reminders.declare import Audience, Due, ReminderRule, Step

_RIGHT = Right.VIEW_MEMBERS.value


def booked_in(period: Period) -> QuerySet[Booking]:
    """Bookings in ``period`` that were not given up; venues are the whole hospital's."""
    return Booking.objects.filter(state="booked", starts_at__date__range=(period.first, period.last))


def visits_in(period: Period) -> QuerySet[VisitorCount]:
    """Tallies of days in ``period``."""
    rows = VisitorCount.objects.filter(day__range=(period.first, period.last))
    return rows.none() if period.branch_id else rows


def _url(name: str, period: Period, **more: str) -> str:
    asked = {"day_from": str(period.first), "day_to": str(period.last), **more}
    return f"{reverse(name)}?{urlencode(asked)}"


def _bookings_url(period: Period) -> str:
    return _url("rooms:booking_list", period, counted="yes")


def _visitors_url(period: Period, **more: str) -> str:
    return _url("rooms:visitor_list", period, **more)


def visitors(period: Period) -> int:
    """人次: tallies of all venues."""
    return visits_in(period).aggregate(n=Sum("visitors"))["n"] or 0


def readers(period: Period) -> int:
    """人次: tallies of the 职工书屋 ([S003]: 52 reader visits)."""
    rows = visits_in(period).filter(venue__kind=VenueKind.LIBRARY)
    return rows.aggregate(n=Sum("visitors"))["n"] or 0


def by_kind(period: Period) -> Iterator[FigureValue]:
    """人次: tallies by kind of venue."""
    found = visits_in(period).order_by().values("venue__kind").annotate(n=Sum("visitors"))
    sums = {row["venue__kind"]: row["n"] for row in found}
    for kind, label in VenueKind.choices:
        if kind in sums:
            yield FigureValue(kind, str(label), sums[kind], _visitors_url(period, kind=kind))


def _figure(label: str, unit: str, text: str, compute: Any, rows: Any, **more: Any) -> Figure:
    count = of_the_hospital(compute)
    return Figure("activities", label, unit, text, count, rows, right=_RIGHT, **more)


FIGURES: dict[str, Figure | Breakdown] = {
    "events.reader_visits": _figure(
        "职工书屋读者", "人次", "职工书屋每日到访登记之和", readers,
        lambda period: _visitors_url(period, kind="library"), phrase="职工书屋接待读者 {value}",
    ),
    "events.venue_visits": _figure("场地到访", "人次", "各场地每日到访登记之和", visitors, _visitors_url),
    "events.venue_visits_by_kind": Breakdown(
        "activities", "各类场地到访", "人次", "按场地类型的每日到访登记之和", by_kind, right=_RIGHT
    ),
    "events.bookings": _figure(
        "场地预约使用", "次", "期间的预约，不含已取消的",
        lambda period: booked_in(period).count(), _bookings_url,
    ),
}  # fmt: skip


def calendar(user: User, first: dt.date, last: dt.date) -> Iterator[CalendarEntry]:
    """One's own bookings."""
    rows = Booking.objects.filter(
        member__user_id=user.pk, state="booked", starts_at__date__range=(first, last)
    )
    for row in rows.select_related("venue"):
        start, end = timezone.localtime(row.starts_at), timezone.localtime(row.ends_at)
        yield CalendarEntry(start, end, f"{row.venue}：{row.purpose}", "场地", row.venue.get_absolute_url())


def bookings_coming(today: dt.date, horizon: dt.date) -> Iterator[Due]:
    """Bookings ahead, for who made them."""
    rows = Booking.objects.filter(
        state="booked", member__user__isnull=False, starts_at__date__range=(today, horizon)
    )
    for row in rows.select_related("venue", "member"):
        at = timezone.localtime(row.starts_at)
        yield Due(
            f"events.booking:{row.pk}", at.date(), f"场地预约：{row.venue}", row.venue.get_absolute_url(),
            f"{at:%m-%d %H:%M}", person_id=row.member.user_id,
        )  # fmt: skip


SUBJECT = Subject(
    "venues", "场地预约", "rooms:venue_home", 60, works_here, ledgers=LEDGERS, figures=FIGURES,
    rules={
        "events.booking": ReminderRule("场地预约", bookings_coming, (Step(0, (Audience.PERSON.value,)),))
    },
    calendar=calendar,
    search=SearchProvider(
        "场地",
        text_search(
            lambda user: Venue.objects.filter(closed_on=None) if works_here(user) else Venue.objects.none(),
            ("name", "place"), lambda row: row.place,
        ),
    ),
    merges={"events.Booking.member": MergeHandler("场地预约", mover(Booking))},
)  # fmt: skip


def register() -> None:
    """Fill the registries."""
    register_subject(SUBJECT)
