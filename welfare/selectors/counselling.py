"""Reads of counselling. Rows with a name go to the member and the counsellor, to nobody else."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from members.models import Member
from union.accounts.models import User
from welfare.choices.counselling import SlotState
from welfare.models import CounsellingSlot, Counsellor


def counsellor_of(user: User) -> Counsellor | None:
    """The counsellor this account belongs to."""
    return Counsellor.objects.filter(user_id=user.pk).first()


def free_slots(now: dt.datetime) -> QuerySet[CounsellingSlot]:
    """Hours that can be booked, nobody's name in them."""
    return CounsellingSlot.objects.filter(
        state=SlotState.OPEN, starts_at__gt=now, counsellor__is_active=True
    ).select_related("counsellor")


def own_slots(member: Member) -> QuerySet[CounsellingSlot]:
    """A member's own bookings."""
    return CounsellingSlot.objects.filter(member=member).select_related("counsellor").order_by("-starts_at")


def slots_of(counsellor: Counsellor) -> QuerySet[CounsellingSlot]:
    """A counsellor's hours with who booked them."""
    rows = counsellor.slots.exclude(state=SlotState.CANCELLED)
    return rows.select_related("member").order_by("-starts_at")


def nameless() -> QuerySet[CounsellingSlot]:
    """Hours for counts and the ledger: the name is never read."""
    return CounsellingSlot.objects.defer("member")
