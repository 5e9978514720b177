"""What waits for a user among plans and activities; set-based, grouped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count, Min, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from events.choices.activities import ActivityState, Allocation, PlanState, SignUpState
from events.models import Activity, OrganiserTask, SignUp, YearPlan
from events.permissions.activities import managed_condition
from members.models import Member
from union.accounts.models import User
from union.common.dates import day_of
from union.common.registries import Duty
from union.organisation.choices import Right

_SOON = 7
_MOST = 10


def approvals(user: User, today: dt.date) -> Iterator[Duty]:  # noqa: ARG001 - the registry's signature
    """Activities and plans that wait for approval, never one's own."""
    if not user.access.can(Right.APPROVE_EVENTS):
        return
    not_own = ~Q(created_by=user) & ~Q(submitted_by=user)
    where = managed_condition(user, Right.APPROVE_EVENTS)
    for row in Activity.objects.filter(where, not_own, state=ActivityState.SUBMITTED)[:_MOST]:
        yield Duty(
            key=f"activity:{row.pk}:approve:{row.version}", title=f"审批活动：{row.title}",
            url=reverse("events:activity_detail", args=[row.pk]),
            due_on=day_of(row.starts_at), action="审批",
            detail=f"预算 {row.budget_amount} 元",
        )  # fmt: skip
    for plan in YearPlan.objects.filter(where, not_own, state=PlanState.SUBMITTED)[:_MOST]:
        yield Duty(
            key=f"plan:{plan.pk}:approve:{plan.version}", title=f"审批{plan.title}", action="审批",
            url=reverse("events:plan_detail", args=[plan.pk]),
        )  # fmt: skip


def organising(user: User, today: dt.date) -> Iterator[Duty]:
    """For those who organise: sign-ups to answer, activities to register as held, to settle."""
    if not user.access.can(Right.MANAGE_EVENTS):
        return
    rows = Activity.objects.filter(managed_condition(user))
    over = rows.filter(
        ends_at__lt=timezone.now(),
        state__in=(ActivityState.APPROVED, ActivityState.OPEN, ActivityState.CLOSED),
    )
    yield from _each(over, "hold", "登记活动结果", today)
    yield from _each(rows.filter(state=ActivityState.HELD), "settle", "结算活动", today)
    pending = SignUp.objects.filter(
        activity__in=rows.filter(allocation=Allocation.APPROVAL), state=SignUpState.PENDING
    )
    found = pending.values("activity", "activity__title").annotate(count=Count("pk"), first=Min("pk"))
    for row in found.order_by("first")[:_MOST]:
        yield Duty(
            key=f"signups:{row['activity']}:{row['count']}:{row['first']}",
            title=f"{row['activity__title']}：{row['count']} 份报名待审核", count=row["count"],
            url=f"{reverse('events:activity_detail', args=[row['activity']])}?tab=signups",
        )  # fmt: skip


def _each(rows: QuerySet[Activity], key: str, words: str, today: dt.date) -> Iterator[Duty]:
    for row in rows.order_by("ends_at")[:_MOST]:
        over = day_of(row.ends_at)
        yield Duty(
            key=f"activity:{row.pk}:{key}", title=f"{words}：{row.title}",
            url=reverse("events:activity_detail", args=[row.pk]),
            due_on=min(over + dt.timedelta(days=_SOON), today + dt.timedelta(days=_SOON)),
        )  # fmt: skip


def tasks(user: User, today: dt.date) -> Iterator[Duty]:  # noqa: ARG001 - the registry's signature
    """One's own tasks on committees of organisers."""
    rows = OrganiserTask.objects.filter(member__user_id=user.pk, done_at=None).exclude(
        activity__state__in=(ActivityState.CANCELLED, ActivityState.ARCHIVED)
    )
    for row in rows.select_related("activity")[:_MOST]:
        yield Duty(
            key=f"organiser:{row.pk}", title=f"{row.activity.title}：{row.title}", due_on=row.due_on,
            url=reverse("events:activity_detail", args=[row.activity_id]), action="查看",
        )  # fmt: skip


def closing(user: User, today: dt.date) -> Iterator[Duty]:
    """Sign-ups for the whole union or the own branch that close within three days and wait for an answer."""
    me = Member.objects.filter(user_id=user.pk, merged_into=None).values_list("pk", "branch_id").first()
    if me is None:
        return
    until = timezone.now() + dt.timedelta(days=3)
    rows = Activity.objects.filter(
        Q(branch=None) | Q(branch_id=me[1]), state=ActivityState.OPEN,
        sign_up_until__gte=timezone.now(), sign_up_until__lte=until,
    ).exclude(signups__member_id=me[0])  # fmt: skip
    rows = rows.filter(Q(target_branches=None) | Q(target_branches=me[1])).distinct()
    for row in rows.order_by("sign_up_until")[:3]:
        closes_on = day_of(row.sign_up_until) if row.sign_up_until else today
        yield Duty(
            key=f"signup:{row.pk}:closing", title=f"{row.title} 报名即将截止", due_on=closes_on,
            url=reverse("events:activity_detail", args=[row.pk]), action="去看看",
        )  # fmt: skip
