"""Venues: facts and hours, booking without overlaps, use, visitors of a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from events.choices.venues import BookingState
from events.models import Booking, Club, OpeningHours, Venue, VisitorCount
from events.permissions.rooms import keeps
from events.rules.venues import Hours, Limits, booking_problem
from events.services.room_records import change, create, locked, require
from members.models import Member
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.errors import DomainError
from union.reminders.services import remind

_SHOWN = ("name", "kind", "place", "capacity", "bookable", "most_hours", "days_ahead", "closed_on")
_OFFICE = "场地由工会办公室管理"
TAKEN = "这段时间已被预约，请另选时间"


@transaction.atomic
def save_venue(
    venue: Venue, values: Mapping[str, Any], hours: Iterable[Hours], *, version: int, actor: User
) -> Venue:
    """Keep a venue, new or changed, with its opening hours.

    Raises:
        NotPermittedError, StaleError; DomainError: the name is taken.
    """
    require(keeps(actor), _OFFICE)
    others = Venue.objects.filter(name=values["name"], closed_on=None).exclude(pk=venue.pk)
    if others.exists() and not values.get("closed_on"):
        raise DomainError(f"已有“{values['name']}”，请换一个名称", field="name")
    if venue.pk:
        row = change(venue, values, version=version, actor=actor, shown=_SHOWN)
    else:
        row = create(Venue(**dict(values)), actor=actor, shown=_SHOWN)
    row.hours.all().delete()
    OpeningHours.objects.bulk_create(
        OpeningHours(venue=row, weekday=str(each.weekday), opens=each.opens, closes=each.closes)
        for each in hours
    )
    return row


def lock_venue(pk: int) -> Venue:
    """Return the venue locked: all its bookings wait here (SQLite: the whole transaction is IMMEDIATE)."""
    return locked(Venue, pk)


def taken_between(venue: Venue, starts_at: dt.datetime, ends_at: dt.datetime) -> bool:
    """Say whether a booking shares a moment with from–to; ends that touch do not overlap."""
    rows = Booking.objects.filter(venue=venue, state=BookingState.BOOKED)
    return rows.filter(starts_at__lt=ends_at, ends_at__gt=starts_at).exists()


@transaction.atomic
def book(
    venue: Venue, *, starts_at: dt.datetime, ends_at: dt.datetime, purpose: str, people: int,
    member: Member | None, actor: User, now: dt.datetime, club: Club | None = None,
) -> Booking:  # fmt: skip
    """Book a venue for ``member``: himself, or the office for anybody.

    Raises:
        NotPermittedError; DomainError: closed, outside the hours, too long, taken.
    """
    row = lock_venue(venue.pk)
    if member is None:
        raise DomainError("您还没有会员档案，请联系工会办公室预约")
    require(member.user_id == actor.pk or keeps(actor), "只能为自己预约；代同事预约请联系工会办公室")
    if not row.bookable or row.closed_on:
        raise DomainError(f"“{row.name}”不接受预约")
    local = [timezone.localtime(each).replace(tzinfo=None) for each in (starts_at, ends_at, now)]
    field, text = booking_problem(local[0], local[1], people, _limits(row), local[2])
    if text:
        raise DomainError(text, field=field)
    if taken_between(row, starts_at, ends_at):
        raise DomainError(TAKEN, field="starts_at")
    made = Booking(
        venue=row, starts_at=starts_at, ends_at=ends_at, purpose=purpose.strip(), people=people,
        member=member, club=club, booked_by=actor,
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:  # the exclusion constraint: somebody came past the lock
        raise DomainError(TAKEN, field="starts_at") from error
    audit.record(AuditAction.CREATE, made, actor=actor, changes={"starts_at": [None, starts_at]})
    return made


def _limits(row: Venue) -> Limits:
    hours = tuple(Hours(int(each.weekday), each.opens, each.closes) for each in row.hours.all())
    return Limits(row.most_hours, row.days_ahead, row.capacity, hours)


@transaction.atomic
def cancel_booking(booking: Booking, *, actor: User, now: dt.datetime) -> Booking:
    """Give a booking up before it began: its owner, or the office (then the owner is told).

    Raises:
        NotPermittedError; DomainError: it has begun.
    """
    row = locked(Booking, booking.pk)
    own = row.member.user_id == actor.pk
    require(own or keeps(actor), "只能取消自己的预约")
    if row.starts_at <= now:
        raise DomainError("预约时间已到，不能取消")
    if row.state == BookingState.CANCELLED:
        return row
    row.state = BookingState.CANCELLED
    row.save()
    audit.record(AuditAction.STEP, row, actor=actor, changes={"state": ["booked", "cancelled"]})
    if not own and row.member.user:
        at = timezone.localtime(row.starts_at)
        remind(
            row.member.user, title=f"场地预约已取消：{row.venue}", body=f"{at:%Y-%m-%d %H:%M}",
            key=f"booking:{row.pk}:cancelled", link=row.venue.get_absolute_url(),
        )  # fmt: skip
    return row


@transaction.atomic
def record_use(booking: Booking, *, used_people: int, actor: User, now: dt.datetime) -> Booking:
    """Enter how many came (0: nobody).

    Raises:
        NotPermittedError; DomainError: cancelled, or not begun.
    """
    row = locked(Booking, booking.pk)
    require(keeps(actor), _OFFICE)
    if row.state != BookingState.BOOKED or row.starts_at > now:
        raise DomainError("预约已取消或还没有开始，不能登记使用情况")
    row.used_people = used_people
    row.save()
    audit.record(AuditAction.UPDATE, row, actor=actor, changes={"used_people": [None, used_people]})
    return row


@transaction.atomic
def count_visitors(
    venue: Venue, *, day: dt.date, visitors: int, note: str, actor: User, today: dt.date
) -> VisitorCount:
    """Enter the tally of a day (人次); entering the day again replaces it.

    Raises:
        NotPermittedError; DomainError: a day to come.
    """
    require(keeps(actor), _OFFICE)
    if day > today:
        raise DomainError("日期晚于今天，请核对", field="day")
    old = VisitorCount.objects.filter(venue=venue, day=day).values_list("visitors", flat=True).first()
    row, _new = VisitorCount.objects.update_or_create(
        venue=venue, day=day, defaults={"visitors": visitors, "note": note}
    )
    audit.record(AuditAction.UPDATE, row, actor=actor, changes={"visitors": [old, visitors]})
    return row
