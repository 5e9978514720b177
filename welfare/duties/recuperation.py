"""What waits in recuperation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count, Min, Q
from django.urls import reverse

from union.accounts.models import User
from union.common.registries import CalendarEntry, Duty
from union.organisation.choices import Right
from union.reminders.declare import Due, ReminderRule, Step
from welfare.choices.recuperation import StayState
from welfare.models import RecuperationRound, Stay

_WAITING = (
    (Right.PROPOSE_AS_BRANCH, StayState.APPLIED, "份疗休养申请待支会意见"),
    (Right.APPROVE_WELFARE, StayState.RECOMMENDED, "份疗休养申请待审批"),
)


def duties(user: User, today: dt.date) -> Iterator[Duty]:
    """Applications at the step this user takes; for the office, people who came back."""
    url = reverse("welfare:stay_list")
    for right, state, words in _WAITING:
        if not user.access.can(right):
            continue
        rows = user.access.scope(right).filter(Stay.objects.filter(state=state), "member__")
        found = rows.exclude(member__user_id=user.pk).aggregate(
            count=Count("pk"), due=Min("round__apply_until")
        )
        if found["count"]:
            key = f"stays:{state.value}:{found['count']}:{found['due']}"
            yield Duty(key, f"{found['count']} {words}", f"{url}?state={state.value}", found["due"],
                       count=found["count"])  # fmt: skip
    if user.access.scope(Right.MANAGE_WELFARE).everything:
        back = Stay.objects.filter(state=StayState.APPROVED, round__ends_on__lt=today).count()
        if back:
            words = f"{back} 人的疗休养已结束，待登记是否参加"
            yield Duty(f"stays:back:{back}", words, f"{url}?state=approved", count=back)


def opinions_due(_today: dt.date, horizon: dt.date) -> Iterator[Due]:
    """Applications without the branch's opinion by the last day to apply; nobody is named."""
    rows = Stay.objects.filter(state=StayState.APPLIED, round__apply_until__lte=horizon)
    values = ("pk", "round__apply_until", "round__title", "member__branch_id", "member__group_id")
    for pk, until, title, branch_id, group_id in rows.order_by("pk").values_list(*values):
        yield Due(
            f"welfare.stay:{pk}", until, f"“{title}”有申请待支会意见", reverse("welfare:stay", args=[pk]),
            right=Right.PROPOSE_AS_BRANCH, branch_id=branch_id, group_id=group_id,
        )  # fmt: skip


def calendar(user: User, first: dt.date, last: dt.date) -> Iterator[CalendarEntry]:
    """Rounds, for those who see services; one's own stay."""
    rows = RecuperationRound.objects.filter(starts_on__lte=last, ends_on__gte=first)
    mine = Q(stays__member__user_id=user.pk, stays__state__in=(StayState.APPROVED, StayState.GONE))
    if not user.access.can(Right.VIEW_WELFARE):
        rows = rows.filter(mine)
    for row in rows.distinct():
        yield CalendarEntry(
            row.starts_on, row.ends_on, f"疗休养：{row.title}", "疗休养", reverse("welfare:mine")
        )


RULES: dict[str, ReminderRule] = {
    "welfare.stay": ReminderRule("疗休养支会意见", opinions_due, (Step(-2), Step(0), Step(2, working=True))),
}
