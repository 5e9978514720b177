"""What waits in mutual protection, and what is told before the day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count, Min, Q
from django.urls import reverse

from union.accounts.models import User
from union.common.registries import CalendarEntry, Duty
from union.organisation.choices import Right
from union.reminders.declare import Due, ReminderRule, Step
from welfare.choices.mutual import ClaimState
from welfare.models import Claim
from welfare.permissions import care as may
from welfare.selectors.mutual import expiring

_BEFORE_SENDING = (ClaimState.ENTERED, ClaimState.CHECKED, ClaimState.RETURNED)
_SOME_DAYS = dt.timedelta(days=60)


def duties(user: User, today: dt.date) -> Iterator[Duty]:
    """Claims to send, decisions to follow up, lists that run out."""
    if not may.manages(user):
        return
    found = Claim.objects.exclude(enrolment__member__user_id=user.pk).aggregate(
        waiting=Count("pk", filter=Q(state__in=_BEFORE_SENDING)),
        due=Min("due_on", filter=Q(state__in=_BEFORE_SENDING)),
        decided=Count("pk", filter=Q(state=ClaimState.DECIDED)),
    )
    url = reverse("welfare:claim_list")
    if found["waiting"]:
        yield Duty(
            f"claims:send:{found['waiting']}:{found['due']}", f"{found['waiting']} 例理赔待报送",
            f"{url}?state=open", found["due"], count=found["waiting"],
        )  # fmt: skip
    if found["decided"]:
        yield Duty(
            f"claims:pay:{found['decided']}", f"{found['decided']} 例理赔已核定，待登记赔付",
            f"{url}?state=decided", count=found["decided"],
        )  # fmt: skip
    for period, waiting in expiring(today - _SOME_DAYS, today + _SOME_DAYS):
        yield Duty(
            f"mutual:{period.pk}:{period.ends_on}", f"“{period.title}”到期，{waiting} 人未续保",
            reverse("welfare:mutual_period", args=[period.pk]), period.ends_on,
        )  # fmt: skip


def renewals_due(today: dt.date, horizon: dt.date) -> Iterator[Due]:
    """Lists that run out with people who have no later policy of the same plan; two queries."""
    for period, waiting in expiring(today - _SOME_DAYS, horizon):
        yield Due(
            f"welfare.mutual:{period.pk}", period.ends_on, f"互助保障“{period.title}”将到期",
            reverse("welfare:mutual_period", args=[period.pk]), body=f"{waiting} 人没有后续保障，请安排续保",
            right=Right.MANAGE_WELFARE,
        )  # fmt: skip


def claims_due(_today: dt.date, horizon: dt.date) -> Iterator[Due]:
    """Claims not yet sent whose last day comes near; nothing encrypted is read, nobody is named."""
    rows = Claim.objects.filter(state__in=_BEFORE_SENDING, due_on__lte=horizon).order_by("due_on", "pk")
    for pk, due_on in rows.values_list("pk", "due_on"):
        yield Due(
            f"welfare.claim:{pk}", due_on, f"理赔第 {pk} 号的申请期限将到",
            reverse("welfare:claim", args=[pk]), right=Right.MANAGE_WELFARE,
        )  # fmt: skip


def calendar(user: User, first: dt.date, last: dt.date) -> Iterator[CalendarEntry]:
    """Days on which lists run out, for those who manage them."""
    if not may.manages(user):
        return
    for period, _waiting in expiring(first, last):
        url = reverse("welfare:mutual_period", args=[period.pk])
        yield CalendarEntry(period.ends_on, period.ends_on, f"{period.title}到期", "互助保障", url)


RULES: dict[str, ReminderRule] = {
    "welfare.mutual": ReminderRule("互助保障续保", renewals_due, (Step(-60), Step(-30), Step(-7), Step(0))),
    "welfare.claim": ReminderRule("理赔申请期限", claims_due, (Step(-30), Step(-7), Step(0), Step(1))),
}
