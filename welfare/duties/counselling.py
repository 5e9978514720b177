"""What waits in counselling: for the counsellor and the member, computed when they look, told to nobody.

There is no reminder rule: its log would tell the office whom it reminded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from union.accounts.models import User
from union.common.registries import CalendarEntry, Duty
from welfare.choices.counselling import SlotState
from welfare.models import CounsellingSlot


def duties(user: User, today: dt.date) -> Iterator[Duty]:  # noqa: ARG001 - the registry's signature
    """Hours that are over and not written down, for the counsellor."""
    rows = CounsellingSlot.objects.filter(
        counsellor__user_id=user.pk, state=SlotState.BOOKED, ends_at__lt=timezone.now()
    )
    count = rows.count()
    if count:
        yield Duty(
            f"counselling:{count}",
            f"{count} 次咨询待登记是否到场",
            reverse("welfare:counselling"),
            count=count,
        )


def calendar(user: User, first: dt.date, last: dt.date) -> Iterator[CalendarEntry]:
    """One's own hours: booked by me, or booked with me. The title does not say what it is about."""
    mine = Q(member__user_id=user.pk) | Q(counsellor__user_id=user.pk)
    rows = CounsellingSlot.objects.filter(mine, state=SlotState.BOOKED, starts_at__date__range=(first, last))
    for slot in rows:
        yield CalendarEntry(slot.starts_at, slot.ends_at, "预约", "职工服务", reverse("welfare:counselling"))
