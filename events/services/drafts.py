"""Drawing activities up: fields, sessions with places, templates, repetition."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from events.choices.activities import ActivityState, SignUpState
from events.models import Activity, ActivitySession, ActivityTemplate, BranchQuota, SignUp
from events.permissions import activities as permissions
from events.rules.activities import EDITABLE, kept_values, times_problem
from events.rules.seats import shrink_problem
from events.services import places
from events.services.activities import signed_up_users
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.errors import DomainError, NotPermittedError, TransitionError
from union.reminders.services import remind_many

TEMPLATE_FIELDS = (
    "title", "kind", "organiser", "contact", "place", "description", "budget_amount", "fund_source",
    "safety_plan", "insurance", "mode", "allocation", "family_max", "team_min", "team_max", "target_sex",
    "target_min_age", "target_max_age", "target_duties", "takes_retained", "check_points", "signs_out",
    "feedback_anonymous", "match_format", "item_count",
)  # fmt: skip
_SHOWN_IN_CALENDAR = ("title", "place", "starts_at", "ends_at")
_LONGEST_SERIES = 30


def _check(activity: Activity) -> None:
    field, text = times_problem(
        activity.starts_at, activity.ends_at, activity.sign_up_from, activity.sign_up_until
    )
    if text:
        raise DomainError(text, field=field)
    low, high = activity.target_min_age, activity.target_max_age
    if low is not None and high is not None and low > high:
        raise DomainError("最小年龄大于最大年龄，请核对", field="target_max_age")
    if activity.team_min > activity.team_max:
        raise DomainError("每队最少人数大于最多人数，请核对", field="team_max")


@transaction.atomic
def create_activity(
    values: Mapping[str, Any], *, actor: User, capacity: int | None = None, branches: Iterable[Any] = ()
) -> Activity:
    """Draw up an activity with one session of ``capacity`` (None: no limit); a draft.

    Raises:
        NotPermittedError: not in the actor's scope. DomainError: times or ages that cannot be.
    """
    activity = Activity(**dict(values), created_by=actor)
    if not permissions.can_manage(actor, activity):
        raise NotPermittedError("只能为本支会组织活动；全院活动由工会办公室组织")
    _check(activity)
    activity.save()
    activity.target_branches.set(branches)
    ActivitySession.objects.create(
        activity=activity, starts_at=activity.starts_at, ends_at=activity.ends_at, capacity=capacity
    )
    audit.record(AuditAction.CREATE, activity, actor=actor, changes={"title": [None, activity.title]})
    return activity


@transaction.atomic
def update_activity(
    activity: Activity, values: Mapping[str, Any], *, version: int, actor: User, branches: Iterable[Any] = ()
) -> Activity:
    """Change an activity until it was held. A single session follows the times.

    Who has signed up is told of another time or place; the calendar entry gets the next SEQUENCE.

    Raises:
        NotPermittedError, TransitionError, StaleError, DomainError.
    """
    old = places.lock_activity(activity.pk)
    row = Activity.objects.get(pk=activity.pk)
    if not permissions.can_manage(actor, old):
        raise NotPermittedError("您没有组织这项活动的权限")
    if old.state not in EDITABLE:
        raise TransitionError(f"活动已“{old.get_state_display()}”，内容不能再改")
    for name, value in values.items():
        setattr(row, name, value)
    if not permissions.can_manage(actor, row):
        raise NotPermittedError("只能为本支会组织活动；全院活动由工会办公室组织")
    _check(row)
    _keep_approval(old, row)
    changes = audit.changes_between(old, row, tuple(values))
    moved = [name for name in _SHOWN_IN_CALENDAR if getattr(old, name) != getattr(row, name)]
    row.sequence += bool(moved)
    row.save_version(version, [*values, "sequence", "state"])
    row.target_branches.set(branches)
    _move_session(old, row)
    if moved and old.state not in (ActivityState.DRAFT, ActivityState.SUBMITTED):
        _tell_changed(row)
    audit.record(AuditAction.UPDATE, row, actor=actor, changes=changes)
    return row


def _keep_approval(old: Activity, row: Activity) -> None:
    """What was approved stays approved only as it was: more money or another kind goes back."""
    if row.state == ActivityState.SUBMITTED:
        row.state = ActivityState.DRAFT
    elif row.state != ActivityState.DRAFT and (row.budget_amount > old.budget_amount or row.kind != old.kind):
        raise DomainError("活动已批准，不能提高预算或改变类型；请取消后重新报批", field="budget_amount")


def _move_session(old: Activity, row: Activity) -> None:
    if (old.starts_at, old.ends_at) == (row.starts_at, row.ends_at) or row.sessions.count() != 1:
        return
    row.sessions.update(starts_at=row.starts_at, ends_at=row.ends_at)


def _tell_changed(activity: Activity) -> None:
    remind_many(
        signed_up_users(activity),
        title=f"“{activity.title}”的时间或地点有变",
        body=f"{timezone.localtime(activity.starts_at):%Y-%m-%d %H:%M}，{activity.place}",
        link=reverse("events:activity_detail", args=[activity.pk]),
        key=f"activity:{activity.pk}:changed:{activity.sequence}",
    )


@transaction.atomic
def set_session(
    session: ActivitySession, values: Mapping[str, Any], quotas: Mapping[int, int], *, actor: User,
    now: dt.datetime,
) -> ActivitySession:  # fmt: skip
    """Save a session (new or changed) with the places of branches; who waits moves up into new places.

    Raises:
        NotPermittedError, TransitionError; DomainError: fewer places than are taken, quotas above the total.
    """
    activity = places.lock_activity(session.activity_id)
    if not permissions.can_manage(actor, activity) or activity.state not in EDITABLE:
        raise NotPermittedError("您不能修改这项活动的场次")
    fresh = ActivitySession.objects.get(pk=session.pk) if session.pk else session
    for name, value in values.items():
        setattr(fresh, name, value)
    problem = shrink_problem(fresh.capacity, fresh.taken)
    if problem:
        raise DomainError(problem, field="capacity")
    if fresh.ends_at < fresh.starts_at:
        raise DomainError("结束时间早于开始时间，请核对", field="ends_at")
    if fresh.capacity is not None and sum(quotas.values()) > fresh.capacity:
        raise DomainError("各支会名额之和超过总名额", field="quotas")
    fresh.save()
    _set_quotas(fresh, quotas)
    places.fill(activity, fresh, now=now)
    changes: dict[str, list[Any]] = {"session": [None, fresh.label], "capacity": [None, fresh.capacity]}
    audit.record(AuditAction.UPDATE, activity, actor=actor, changes=changes)
    return fresh


def _set_quotas(session: ActivitySession, quotas: Mapping[int, int]) -> None:
    for branch_id, count in quotas.items():
        confirmed = SignUp.objects.filter(
            session=session, state=SignUpState.CONFIRMED, quota_branch_id=branch_id
        )
        taken = sum(confirmed.values_list("seats", flat=True))
        if count < taken:
            raise DomainError(f"有一个支会已报上 {taken} 人，名额不能少于 {taken}", field="quotas")
        BranchQuota.objects.update_or_create(
            session=session, branch_id=branch_id, defaults={"places": count, "taken": taken}
        )
    session.quotas.exclude(branch_id__in=quotas).delete()


def values_of(activity: Activity) -> dict[str, Any]:
    """Return the plain fields of an activity that another one can begin with."""
    return {name: getattr(activity, name) for name in TEMPLATE_FIELDS}


@transaction.atomic
def save_template(activity: Activity, title: str, *, actor: User) -> ActivityTemplate:
    """Keep the plain fields of ``activity`` under ``title``; the same title is written over.

    Raises:
        NotPermittedError; DomainError: no title.
    """
    if not permissions.can_manage(actor, activity):
        raise NotPermittedError("您没有组织这项活动的权限")
    if not title.strip():
        raise DomainError("请填写模板名称", field="title")
    values = kept_values(values_of(activity), TEMPLATE_FIELDS)
    template, _new = ActivityTemplate.objects.update_or_create(
        title=title.strip(), defaults={"values": values, "created_by": actor}
    )
    audit.record(AuditAction.CREATE, template, actor=actor)
    return template


@transaction.atomic
def repeat_activity(activity: Activity, *, every_days: int, times: int, actor: User) -> list[Activity]:
    """Draw up ``times`` more activities like this one, each ``every_days`` later, with sessions; drafts.

    Raises:
        NotPermittedError; DomainError: numbers out of range.
    """
    if not 1 <= times <= _LONGEST_SERIES or every_days < 1:
        raise DomainError(f"重复 1–{_LONGEST_SERIES} 次，间隔至少 1 天", field="times")
    branches = list(activity.target_branches.all())
    made = []
    for turn in range(1, times + 1):
        shift = dt.timedelta(days=every_days * turn)
        values = values_of(activity) | {
            "branch": activity.branch, "plan_line": activity.plan_line,
            "starts_at": activity.starts_at + shift, "ends_at": activity.ends_at + shift,
            "sign_up_from": activity.sign_up_from and activity.sign_up_from + shift,
            "sign_up_until": activity.sign_up_until and activity.sign_up_until + shift,
        }  # fmt: skip
        copy = create_activity(values, actor=actor, branches=branches)
        copy.sessions.all().delete()
        _copy_parts(activity, copy, shift)
        made.append(copy)
    return made


def _copy_parts(source: Activity, copy: Activity, shift: dt.timedelta) -> None:
    for session in source.sessions.all():
        quotas = list(session.quotas.all())
        fresh = ActivitySession.objects.create(
            activity=copy, label=session.label, place=session.place, capacity=session.capacity,
            starts_at=session.starts_at + shift, ends_at=session.ends_at + shift,
        )  # fmt: skip
        BranchQuota.objects.bulk_create(
            [BranchQuota(session=fresh, branch_id=q.branch_id, places=q.places) for q in quotas]
        )
    for question in source.questions.all():
        question.pk, question.activity = None, copy
        question.save(force_insert=True)
