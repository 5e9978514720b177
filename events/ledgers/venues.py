"""Ledgers of venues: 场地预约台账, 场地到访台账."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import TruncDate

from events.choices.venues import BookingState, VenueKind
from events.ledgers.hazards import yes
from events.models import Booking, Venue, VisitorCount
from events.permissions.rooms import OFFICE, keeps
from members.selectors import members_visible_to, named
from union.common.searching import search_by
from union.ledgers.declare import Action, Column, Filter, Kind, Ledger, Period
from union.ledgers.options import choices_of
from union.organisation.choices import Right

TONES = {"booked": "success", "cancelled": "neutral"}


def _venues(_user: Any) -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in Venue.objects.values_list("pk", "name")]


def _bookings(user: Any, period: Period) -> QuerySet[Any]:
    rows = Booking.objects.all()
    if user is not None and not keeps(user):
        rows = rows.filter(member__in=members_visible_to(user).order_by())
    if period.year:
        rows = rows.filter(starts_at__year=period.year)
    if period.as_of:
        rows = rows.filter(starts_at__date__lte=period.as_of)
    return rows.annotate(day=TruncDate("starts_at"))


BOOKINGS = Ledger(
    key="bookings",
    title="场地预约台账",
    unit="次",
    right=Right.VIEW_MEMBERS,
    rows=_bookings,
    default_sort="-starts_at",
    search=search_by("purpose__icontains", named("member__")),
    search_hint="用途、预约人",
    page_url="rooms:booking_list",
    columns=(
        Column("venue", "场地", "venue__name", Kind.TEXT, 14),
        Column("starts", "开始", "starts_at", Kind.DATETIME, 16),
        Column("ends", "结束", "ends_at", Kind.DATETIME, 16),
        Column("member", "预约人", "member__name", Kind.TEXT, 10),
        Column("branch", "支会", "member__branch__name", Kind.TEXT, 14),
        Column("club", "兴趣小组", "club__name", Kind.TEXT, 12),
        Column("purpose", "用途", "purpose", Kind.TEXT, 20),
        Column("people", "预约（人）", "people", Kind.INTEGER, 9, total=True),
        Column("used", "实到（人次）", "used_people", Kind.INTEGER, 10, total=True),
        Column("state", "状态", "state", Kind.CHOICE, 9, choices=BookingState, tones=TONES),
    ),
    filters=(
        Filter("venue", "场地", "venue_id", _venues),
        Filter("day", "日期", "day", None),
        Filter("state", "状态", "state", choices_of(BookingState)),
        Filter("counted", "计入年报", "state", yes, apply=lambda rows, _v: rows.filter(state="booked")),
    ),
    purpose="谁在什么时候用了哪个场地，来了多少人。",
)  # fmt: skip


def _visitors(user: Any, period: Period) -> QuerySet[Any]:  # noqa: ARG001 - numbers without names
    rows = VisitorCount.objects.all()
    if period.year:
        rows = rows.filter(day__year=period.year)
    return rows.filter(day__lte=period.as_of) if period.as_of else rows


VISITORS = Ledger(
    key="venue_visitors",
    title="场地到访台账",
    unit="天",
    right=Right.VIEW_MEMBERS,
    rows=_visitors,
    default_sort="-day",
    page_url="rooms:visitor_list",
    columns=(
        Column("venue", "场地", "venue__name", Kind.TEXT, 14),
        Column("kind", "类型", "venue__kind", Kind.CHOICE, 10, choices=VenueKind),
        Column("day", "日期", "day", Kind.DATE, 11),
        Column("visitors", "到访（人次）", "visitors", Kind.INTEGER, 10, total=True),
        Column("note", "备注", "note", Kind.TEXT, 20),
    ),
    filters=(
        Filter("venue", "场地", "venue_id", _venues),
        Filter("kind", "类型", "venue__kind", choices_of(VenueKind)),
        Filter("day", "日期", "day", None),
    ),
    actions=(Action("登记到访", "rooms:venue_home", OFFICE, icon="plus"),),
    purpose="不用预约的场地每天来了多少人次，如职工书屋的读者。",
)  # fmt: skip
LEDGERS = (BOOKINGS, VISITORS)
