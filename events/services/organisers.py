"""The committee of organisers with its tasks; questions of the sign-up form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.urls import reverse

from events.models import Activity, OrganiserTask, Question
from events.permissions import activities as permissions
from events.rules.activities import EDITABLE
from members.models import Member
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.errors import DomainError, NotPermittedError
from union.reminders.services import remind


def _check(activity: Activity, actor: User) -> None:
    if not permissions.can_manage(actor, activity):
        raise NotPermittedError("您没有组织这项活动的权限")
    if activity.state not in EDITABLE:
        raise DomainError(f"活动“{activity.get_state_display()}”，不能再改")


@transaction.atomic
def add_task(
    activity: Activity, *, member: Member, title: str, due_on: dt.date | None, actor: User
) -> OrganiserTask:
    """Give somebody a task; he is told and may check people in.

    Raises:
        NotPermittedError, DomainError.
    """
    _check(activity, actor)
    task = OrganiserTask.objects.create(activity=activity, member=member, title=title.strip(), due_on=due_on)
    audit.record(AuditAction.CREATE, task, actor=actor, changes={"title": [None, task.title]})
    remind(
        member.user, title=f"您负责“{activity.title}”：{task.title}", key=f"organiser:{task.pk}",
        body=f"完成期限 {due_on}" if due_on else "",
        link=reverse("events:activity_detail", args=[activity.pk]),
    )  # fmt: skip
    return task


@transaction.atomic
def finish_task(task: OrganiserTask, *, actor: User, now: dt.datetime) -> OrganiserTask:
    """Tick a task off; a ticked one opens again.

    Raises:
        NotPermittedError: neither the person nor a manager.
    """
    row = OrganiserTask.objects.select_for_update(of=("self",)).get(pk=task.pk)
    own = row.member.user_id == actor.pk
    if not own and not permissions.can_manage(actor, row.activity):
        raise NotPermittedError("任务由负责人或组织者办结")
    row.done_at = None if row.done_at else now
    row.save(update_fields=["done_at"])
    audit.record(AuditAction.STEP, row, actor=actor, changes={"done": [None, bool(row.done_at)]})
    return row


@transaction.atomic
def add_question(activity: Activity, values: Mapping[str, Any], *, actor: User) -> Question:
    """Add a question to the sign-up form while nobody has signed up.

    Raises:
        NotPermittedError, DomainError.
    """
    _check(activity, actor)
    if activity.signups.exists():
        raise DomainError("已有人报名，不能再改报名问题")
    question = Question.objects.create(activity=activity, **values)
    audit.record(AuditAction.CREATE, question, actor=actor, changes={"label": [None, question.label]})
    return question


@transaction.atomic
def remove_question(question: Question, *, actor: User) -> None:
    """Take a question off while nobody has signed up.

    Raises:
        NotPermittedError, DomainError.
    """
    _check(question.activity, actor)
    if question.activity.signups.exists():
        raise DomainError("已有人报名，不能再改报名问题")
    audit.record(AuditAction.DELETE, question, actor=actor, changes={"label": [question.label, None]})
    question.delete()
