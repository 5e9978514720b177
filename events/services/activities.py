"""The way of an activity: drawn up, approved, opened, held, settled; cancelled with notice to all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.urls import reverse

from events.choices.activities import ActivityState, LineState, SignUpMode, SignUpState
from events.models import (
    Activity,
    ActivityStep,
    Attendance,
    BranchQuota,
    PlanLine,
    SignUp,
)
from events.models.signups import ACTIVE
from events.permissions import activities as permissions
from events.rules.activities import FLOW, ActivityAction, missing_papers
from events.rules.costs import Setting, outing_problems
from events.selectors.activities import rule_values
from events.services import places
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.dates import day_of, today
from union.common.errors import DomainError, NotPermittedError, TransitionError
from union.organisation.choices import Right
from union.organisation.models import Appointment
from union.organisation.rules.offices import RIGHTS
from union.reminders.services import remind_many

RESULT_FIELDS = (
    "session_count",
    "item_count",
    "reported_times",
    "reported_people",
    "summary",
    "feedback_open",
)


def signed_up_users(activity: Activity) -> list[User]:
    """Return the logins of everybody whose sign-up is active."""
    rows = SignUp.objects.filter(activity=activity, state__in=ACTIVE).exclude(member__user=None)
    return [row.member.user for row in rows.select_related("member__user") if row.member.user]


@transaction.atomic
def advance(
    activity: Activity,
    action: ActivityAction,
    *,
    actor: User,
    now: dt.datetime,
    note: str = "",
    version: int | None = None,
) -> Activity:
    """Take one step. CLOSE lets people who missed before move up, HOLD notes who did not come.

    Raises:
        TransitionError, NotPermittedError; DomainError: a paper, a reason or a booking is missing.
        StaleError: changed since the page of ``version`` was opened.
    """
    row = places.lock_activity(activity.pk)
    step = FLOW.step_for(row.state, action)
    row.check_shown(version)
    if not permissions.can_take_step(actor, row, step):
        raise NotPermittedError(_refusal(actor, row, action))
    if step.note_required and not note.strip():
        raise DomainError(f"{action.label}须说明理由", field="note")
    before, row.state = row.state, step.target
    _BEFORE.get(action, _nothing)(row, actor, now)
    if action == ActivityAction.CANCEL:
        row.sequence += 1
    row.version += 1
    row.save()
    ActivityStep.objects.create(
        activity=row, from_state=before, to_state=row.state, note=note.strip()[:300], actor=actor
    )
    if step.tells:
        _tell_cancelled(row, note, now)
    elif action == ActivityAction.SUBMIT:
        _tell_approvers(row)
    elif action in (ActivityAction.APPROVE, ActivityAction.RETURN):
        _tell_author(row, action, note)
    audit.record(AuditAction.STEP, row, actor=actor, changes={"state": [before, row.state]}, note=note)
    return row


def _refusal(actor: User, activity: Activity, action: ActivityAction) -> str:
    own = actor.pk in (activity.created_by_id, activity.submitted_by_id)
    if action in (ActivityAction.APPROVE, ActivityAction.RETURN) and own:
        return "不能审批自己拟定或提交的活动，请由另一位主席或副主席审批"
    return f"您没有{action.label}的权限"


def _nothing(_row: Activity, _actor: User, _now: dt.datetime) -> None:
    """Most steps need nothing."""


def _submit(row: Activity, actor: User, now: dt.datetime) -> None:  # noqa: ARG001 - one signature
    row.submitted_by = actor
    day = day_of(row.starts_at)
    found = missing_papers(
        row.kind, rule_values("event_approval", day), budget=row.budget_amount,
        safety_plan=row.safety_plan, insurance=row.insurance,
    )  # fmt: skip
    setting = Setting(row.kind, day, day_of(row.ends_at), row.place, 0)
    found += outing_problems(setting, rule_values("event_costs", day))
    if found:
        raise DomainError("；".join(found))


def _close(row: Activity, actor: User, now: dt.datetime) -> None:  # noqa: ARG001 - one signature
    for session in row.sessions.all():
        places.fill(row, session, now=now)


def _hold(row: Activity, actor: User, now: dt.datetime) -> None:  # noqa: ARG001 - one signature
    if now < row.starts_at:
        raise DomainError("活动还没有开始，不能登记为已举办")
    confirmed = SignUp.objects.filter(activity=row, state=SignUpState.CONFIRMED)
    came = Attendance.objects.filter(signup__activity=row).values("signup")
    if row.mode != SignUpMode.NONE and came.exists():
        confirmed.exclude(pk__in=came).update(no_show=True)
    if row.plan_line_id:
        PlanLine.objects.filter(pk=row.plan_line_id).exclude(state=LineState.DROPPED).update(
            state=LineState.CARRIED_OUT
        )


def _settle(row: Activity, actor: User, now: dt.datetime) -> None:
    from events.services.costs import book_costs  # it settles through `advance` here

    row.settled_amount = book_costs(row, actor=actor, now=now)


def _unsettle(row: Activity, actor: User, now: dt.datetime) -> None:  # noqa: ARG001 - one signature
    if not row.costs.filter(booked_at=None).exists():
        raise DomainError("请在支出明细中选择要冲销的支出")
    row.settled_amount = None


_BEFORE = {
    ActivityAction.SUBMIT: _submit,
    ActivityAction.CLOSE: _close,
    ActivityAction.HOLD: _hold,
    ActivityAction.SETTLE: _settle,
    ActivityAction.UNSETTLE: _unsettle,
}


def _tell_cancelled(activity: Activity, note: str, now: dt.datetime) -> None:
    users = signed_up_users(activity)
    rows = SignUp.objects.filter(activity=activity, state__in=ACTIVE)
    rows.update(state=SignUpState.CANCELLED, ended_at=now)
    activity.sessions.update(taken=0)
    BranchQuota.objects.filter(session__activity=activity).update(taken=0)
    remind_many(
        users, title=f"“{activity.title}”已取消", body=note.strip(),
        link=reverse("events:activity_detail", args=[activity.pk]), key=f"activity:{activity.pk}:cancelled",
    )  # fmt: skip


def _approvers(exclude: Iterable[int | None]) -> list[User]:
    offices = [office for office, rights in RIGHTS.items() if Right.APPROVE_EVENTS in rights]
    held = Appointment.objects.held_on(today()).filter(office__in=offices)
    left_out = [pk for pk in exclude if pk]
    return [each.user for each in held.exclude(user_id__in=left_out).select_related("user")]


def _tell_approvers(activity: Activity) -> None:
    remind_many(
        _approvers((activity.created_by_id, activity.submitted_by_id)),
        title=f"“{activity.title}”待审批",
        body=f"预算 {activity.budget_amount} 元",
        link=reverse("events:activity_detail", args=[activity.pk]),
        key=f"activity:{activity.pk}:submitted:{activity.version}",
    )


def _tell_author(activity: Activity, action: ActivityAction, note: str) -> None:
    authors = [user for user in (activity.created_by, activity.submitted_by) if user]
    remind_many(
        authors, title=f"“{activity.title}”：{action.label}", body=note.strip(),
        link=reverse("events:activity_detail", args=[activity.pk]),
        key=f"activity:{activity.pk}:{action.value}:{activity.version}",
    )  # fmt: skip


@transaction.atomic
def record_result(activity: Activity, values: Mapping[str, Any], *, actor: User) -> Activity:
    """Enter what came out: 场次, 节目数, 登记人次 and 登记人数 where no list was kept, the summary.

    Raises:
        NotPermittedError. TransitionError: not held yet, or archived.
    """
    row = places.lock_activity(activity.pk)
    if not permissions.can_manage(actor, row):
        raise NotPermittedError("您没有组织这项活动的权限")
    if row.state not in (ActivityState.HELD, ActivityState.SETTLED):
        raise TransitionError("登记已举办之后、归档之前填写活动结果")
    old = Activity.objects.get(pk=row.pk)
    for name in RESULT_FIELDS:
        setattr(row, name, values[name])
    people, times = row.reported_people, row.reported_times
    if people is not None and times is not None and times < people:
        raise DomainError("人次不会少于人数，请核对（人次：每人每参加一次计一次）", field="reported_times")
    row.save(update_fields=list(RESULT_FIELDS))
    changes = audit.changes_between(old, row, RESULT_FIELDS)
    audit.record(AuditAction.UPDATE, row, actor=actor, changes=changes)
    return row
