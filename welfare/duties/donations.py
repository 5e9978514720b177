"""What waits in donations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse

from union.accounts.models import User
from union.common.registries import Duty
from union.organisation.choices import Right
from union.reminders.declare import Due, ReminderRule, Step
from welfare.choices.donations import DriveState, UseState
from welfare.models import DonationDrive, DonationUse
from welfare.permissions import care as may

_SHOWN = 20


def duties(user: User, today: dt.date) -> Iterator[Duty]:
    """Drives to close, publish, audit; uses to approve and pay."""
    if may.manages(user):
        open_ones = DonationDrive.objects.filter(state__in=(DriveState.OPEN, DriveState.CLOSED))
        for drive in open_ones.filter(ends_on__lt=today)[:_SHOWN]:
            word = "截止" if drive.state == DriveState.OPEN else "公示"
            url = reverse("welfare:drive", args=[drive.pk])
            yield Duty(f"drive:{drive.pk}:{drive.state}", f"“{drive.title}”待{word}", url, drive.ends_on)
    if user.access.can(Right.AUDIT_MONEY):
        for drive in DonationDrive.objects.filter(state=DriveState.PUBLISHED)[:_SHOWN]:
            url = reverse("welfare:drive", args=[drive.pk])
            yield Duty(f"drive:{drive.pk}:audit", f"“{drive.title}”待经审审查", url)
    for allowed, state, words in (
        (may.approves(user), UseState.PROPOSED, "笔捐款使用待审批"),
        (user.access.can(Right.POST_MONEY), UseState.APPROVED, "笔捐款使用待支付入账"),
    ):
        count = DonationUse.objects.filter(state=state).exclude(proposed_by=None).count() if allowed else 0
        if count:
            url = f"{reverse('welfare:use_list')}?state={state.value}"
            yield Duty(f"uses:{state.value}:{count}", f"{count} {words}", url, count=count)


def drives_due(_today: dt.date, horizon: dt.date) -> Iterator[Due]:
    """Drives whose last day comes, until they are published."""
    rows = DonationDrive.objects.filter(
        state__in=(DriveState.OPEN, DriveState.CLOSED), ends_on__lte=horizon
    ).order_by("ends_on", "pk")
    for drive in rows:
        yield Due(
            f"welfare.drive:{drive.pk}", drive.ends_on, f"“{drive.title}”到期，请入账并公示",
            reverse("welfare:drive", args=[drive.pk]), right=Right.MANAGE_WELFARE,
        )  # fmt: skip


RULES: dict[str, ReminderRule] = {
    "welfare.drive": ReminderRule("募捐公示", drives_due, (Step(0), Step(5, working=True))),
}
