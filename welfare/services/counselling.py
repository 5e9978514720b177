"""Counselling: counsellors, hours, bookings. Booking and its withdrawal leave no audit event (see models)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from members.models import Member
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError
from union.reminders.services import remind
from welfare.choices.counselling import SlotState
from welfare.models import CounsellingSlot, Counsellor
from welfare.permissions import care as may

_MOST = 60
_KEEP_DAYS = 90


@transaction.atomic
def add_counsellor(user: User, *, name: str, place: str, note: str, actor: User) -> Counsellor:
    """Name somebody who offers hours.

    Raises:
        NotPermittedError: no right.
        DomainError: is one already.
    """
    if not may.manages(actor):
        raise NotPermittedError("只有工会专干可以登记咨询师")
    if Counsellor.objects.filter(user=user).exists():
        raise DomainError("这个账号已登记为咨询师", field="username")
    row = Counsellor.objects.create(user=user, name=name.strip(), place=place.strip(), note=note.strip())
    audit.record(AuditAction.CREATE, row, actor=actor)
    return row


@transaction.atomic
def add_slots(
    counsellor: Counsellor, *, on: dt.date, first: dt.time, count: int, minutes: int, actor: User
) -> int:
    """Offer ``count`` hours of ``minutes`` one after the other; return how many are new.

    Raises:
        NotPermittedError: neither the counsellor nor the office.
        DomainError: in the past, or too many.
    """
    mine = counsellor.user_id == actor.pk
    if not (mine or may.manages(actor)):
        raise NotPermittedError("只能设置本人的咨询时段")
    if on < today() or not 1 <= count <= _MOST:
        raise DomainError("请设置今天以后的时段", field="on")
    begin = timezone.make_aware(dt.datetime.combine(on, first))
    step = dt.timedelta(minutes=minutes)
    last = begin + step * count
    taken = counsellor.slots.exclude(state=SlotState.CANCELLED).filter(starts_at__lt=last, ends_at__gt=begin)
    if taken.exists():
        raise DomainError("与已有的时段重叠", field="first")
    CounsellingSlot.objects.bulk_create(
        CounsellingSlot(counsellor=counsellor, starts_at=begin + step * n, ends_at=begin + step * (n + 1))
        for n in range(count)
    )
    audit.record(AuditAction.UPDATE, counsellor, actor=actor, changes={"slots": [0, count]})
    return count


def _locked(slot_id: int) -> CounsellingSlot:
    rows = CounsellingSlot.objects.select_for_update(of=("self",)).select_related("counsellor")
    return rows.get(pk=slot_id)


@transaction.atomic
def book(slot_id: int, *, member: Member, actor: User) -> CounsellingSlot:
    """Book an hour for oneself; one at a time. The counsellor is told that somebody has booked.

    Raises:
        NotPermittedError: for somebody else.
        DomainError: taken meanwhile, past, the counsellor's own, or another hour is booked.
    """
    if not may.is_own(actor, member):
        raise NotPermittedError("心理咨询只能由本人预约")
    Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    slot = _locked(slot_id)
    if slot.state != SlotState.OPEN or slot.starts_at <= timezone.now() or not slot.counsellor.is_active:
        raise DomainError("这个时段刚刚被约走或已过，请选择其他时段")
    if slot.counsellor.user_id == actor.pk:
        raise DomainError("不能预约本人的时段")
    if CounsellingSlot.objects.filter(
        member=member, state=SlotState.BOOKED, starts_at__gt=timezone.now()
    ).exists():
        raise DomainError("您已有一个预约，请先取消或完成后再约")
    slot.state, slot.member = SlotState.BOOKED, member
    slot.save(update_fields=["state", "member"])
    when = timezone.localtime(slot.starts_at)
    remind(
        slot.counsellor.user, title=f"有新的预约：{when:%m-%d %H:%M}", link="/welfare/counselling/",
        key=f"welfare.counselling:{slot.pk}:{slot.starts_at:%H%M%S}",
    )  # fmt: skip
    return slot


@transaction.atomic
def cancel(slot_id: int, *, actor: User) -> CounsellingSlot:
    """Give a booking back (the member), or take an hour out (the counsellor).

    Raises:
        NotPermittedError: neither of the two.
        DomainError: it has begun.
    """
    slot = _locked(slot_id)
    is_counsellor = slot.counsellor.user_id == actor.pk
    if not (is_counsellor or may.is_own(actor, slot.member)):
        raise NotPermittedError("只有预约人本人和咨询师可以取消")
    if slot.state not in (SlotState.OPEN, SlotState.BOOKED) or slot.starts_at <= timezone.now():
        raise DomainError("已开始或已结束的咨询不能取消")
    slot.state = SlotState.CANCELLED if is_counsellor else SlotState.OPEN
    slot.member = None
    slot.save(update_fields=["state", "member"])
    return slot


@transaction.atomic
def finish(slot_id: int, *, came: bool, actor: User) -> CounsellingSlot:
    """The counsellor writes down that the hour took place, or that nobody came. Nothing else.

    Raises:
        NotPermittedError: not the counsellor.
        DomainError: not booked, or not begun.
    """
    slot = _locked(slot_id)
    if slot.counsellor.user_id != actor.pk:
        raise NotPermittedError("只有咨询师本人可以登记")
    if slot.state != SlotState.BOOKED or slot.starts_at > timezone.now():
        raise DomainError("只有已预约且已开始的咨询可以登记")
    slot.state = SlotState.HELD if came else SlotState.ABSENT
    slot.save(update_fields=["state"])
    return slot


def forget_names(day: dt.date) -> int:
    """Take the names off hours that are long over; counts stay. Called by the daily task; repeatable."""
    before = timezone.make_aware(dt.datetime.combine(day - dt.timedelta(days=_KEEP_DAYS), dt.time()))
    over = (SlotState.HELD, SlotState.ABSENT)
    rows = CounsellingSlot.objects.filter(state__in=over, ends_at__lt=before, member__isnull=False)
    return int(rows.update(member=None))


def sees_page(user: User) -> bool:
    """Everybody but the three administrators; without a member's record there is nothing to book."""
    return may.may_be_member(user)


def may_offer(user: User, counsellor: Any) -> bool:
    """Set hours: the counsellor and the office."""
    return may.manages(user) or counsellor.user_id == user.pk
