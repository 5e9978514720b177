"""What falls due among activities, for the reminder rules: set-based queries, no names of members."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from events.choices.activities import ActivityState, PlanState, SignUpState
from events.models import Activity, OrganiserTask, SignUp, YearPlan
from events.rules.activities import AHEAD
from union.common.dates import day_of
from union.organisation.choices import Office, Right
from union.reminders.declare import Audience, Due, ReminderRule, Step

_SETTLE_DAYS = 7


def _page(pk: int) -> str:
    return reverse("events:activity_detail", args=[pk])


def coming(today: dt.date, horizon: dt.date) -> Iterator[Due]:
    """Activities ahead, for each person who has a place and a login."""
    rows = SignUp.objects.filter(
        state=SignUpState.CONFIRMED, activity__state__in=AHEAD, member__user__isnull=False,
        session__starts_at__date__gte=today, session__starts_at__date__lte=horizon,
    )  # fmt: skip
    for row in rows.select_related("activity", "session", "member"):
        starts = timezone.localtime(row.session.starts_at)
        yield Due(
            subject=f"events.signup:{row.pk}", on=starts.date(), title=f"活动提醒：{row.activity.title}",
            body=f"{starts:%m-%d %H:%M}，{row.session.place or row.activity.place}",
            link=_page(row.activity_id), person_id=row.member.user_id,
        )  # fmt: skip


def tasks_due(today: dt.date, horizon: dt.date) -> Iterator[Due]:  # noqa: ARG001 - one signature
    """Tasks of committees of organisers that are open."""
    rows = OrganiserTask.objects.filter(
        done_at=None, due_on__isnull=False, due_on__lte=horizon, member__user__isnull=False
    ).exclude(activity__state__in=(ActivityState.CANCELLED, ActivityState.ARCHIVED))
    for row in rows.select_related("activity", "member"):
        assert row.due_on is not None  # the filter asks for it
        assert row.member.user_id is not None  # same
        yield Due(
            subject=f"events.task:{row.pk}", on=row.due_on, title=f"{row.activity.title}：{row.title}",
            link=_page(row.activity_id), user_ids=(row.member.user_id,),
        )  # fmt: skip


def to_settle(today: dt.date, horizon: dt.date) -> Iterator[Due]:  # noqa: ARG001 - one signature
    """Activities that are over and not settled, a week after they ended."""
    until = timezone.make_aware(dt.datetime.combine(horizon, dt.time.max)) - dt.timedelta(days=_SETTLE_DAYS)
    waiting = Q(state__in=(*AHEAD, ActivityState.HELD))
    for row in Activity.objects.filter(waiting, ends_at__lte=min(until, timezone.now())):
        yield Due(
            subject=f"events.settle:{row.pk}", on=day_of(row.ends_at) + dt.timedelta(days=_SETTLE_DAYS),
            title=f"活动待登记结果或结算：{row.title}", link=_page(row.pk), right=Right.MANAGE_EVENTS,
            branch_id=row.branch_id,
        )  # fmt: skip


def approvals_due(today: dt.date, horizon: dt.date) -> Iterator[Due]:  # noqa: ARG001 - one signature
    """Activities that wait for approval, by the day they begin."""
    until = timezone.make_aware(dt.datetime.combine(horizon, dt.time.max))
    for row in Activity.objects.filter(state=ActivityState.SUBMITTED, starts_at__lte=until):
        yield Due(
            subject=f"events.approval:{row.pk}", on=day_of(row.starts_at), title=f"活动待审批：{row.title}",
            link=_page(row.pk), right=Right.APPROVE_EVENTS, branch_id=row.branch_id,
        )  # fmt: skip


def closing(today: dt.date, horizon: dt.date) -> Iterator[Due]:
    """Sign-ups that close soon, for those who tell their people: chairs of branches, leaders of groups."""
    rows = Activity.objects.filter(
        state=ActivityState.OPEN, sign_up_until__date__gte=today, sign_up_until__date__lte=horizon
    )
    for row in rows:
        assert row.sign_up_until is not None  # the filter asks for it
        yield Due(
            subject=f"events.closing:{row.pk}", on=day_of(row.sign_up_until),
            title=f"报名即将截止：{row.title}", link=_page(row.pk), right=Right.MANAGE_EVENTS,
            branch_id=row.branch_id, reaches_down=True,
        )  # fmt: skip


def plans_due(today: dt.date, horizon: dt.date) -> Iterator[Due]:  # noqa: ARG001 - one signature
    """Yearly plans that are not approved, by the end of January of their year."""
    rows = YearPlan.objects.exclude(state=PlanState.APPROVED).filter(year__lte=horizon.year)
    for row in rows:
        yield Due(
            subject=f"events.plan:{row.pk}:{row.state}", on=dt.date(row.year, 1, 31),
            title=f"{row.title}待送审或审批",
            link=reverse("events:plan_detail", args=[row.pk]), branch_id=row.branch_id,
            right=Right.APPROVE_EVENTS if row.state == PlanState.SUBMITTED else Right.MANAGE_EVENTS,
        )  # fmt: skip


_TELLERS = (Office.BRANCH_CHAIR.value, Office.GROUP_LEADER.value)
RULES: dict[str, ReminderRule] = {
    "events.approval": ReminderRule(
        "活动待审批", approvals_due, (Step(-14), Step(-3), Step(0, ("handler", Office.CHAIR.value)))
    ),
    "events.closing": ReminderRule("活动报名截止", closing, (Step(-3, _TELLERS), Step(-1, _TELLERS))),
    "events.plan": ReminderRule(
        "年度活动计划", plans_due, (Step(-30), Step(0), Step(15, (Office.CHAIR.value,)))
    ),
    "events.coming": ReminderRule("已报名的活动", coming, (Step(-1, (Audience.PERSON.value,)),)),
    "events.task": ReminderRule("活动筹备任务", tasks_due, (Step(-2), Step(0), Step(2))),
    "events.settle": ReminderRule("活动结果与结算", to_settle, (Step(0), Step(14))),
}
