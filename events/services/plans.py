"""The yearly plan: lines, approval, what became of them, next year's copy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from events.choices.activities import LineState, PlanState
from events.models import PlanLine, YearPlan
from events.permissions import activities as permissions
from events.rules.plans import DECISIONS, PlanAction, check_line_state, plan_step
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.errors import DomainError, NotPermittedError, TransitionError
from union.organisation.models import Branch
from union.reminders.services import remind

LINE_FIELDS = (
    "month", "last_month", "theme", "kind", "organiser", "target_group", "budget_amount", "budget_line",
    "note",
)  # fmt: skip


@transaction.atomic
def open_plan(year: int, branch: Branch | None, *, actor: User, copy_last: bool = False) -> YearPlan:
    """Open the plan of ``year``, empty or with the lines of the year before.

    Raises:
        NotPermittedError; DomainError: there is one, or nothing to copy.
    """
    plan = YearPlan(year=year, branch=branch, created_by=actor, title=f"{year} 年{branch or '工会'}工作计划")
    if not permissions.can_edit_plan(actor, plan):
        raise NotPermittedError("只能编制本支会的计划；全院计划由工会办公室编制")
    last = YearPlan.objects.filter(year=year - 1, branch=branch).first()
    if copy_last and last is None:
        raise DomainError(f"没有 {year - 1} 年的计划可以复制")
    try:
        with transaction.atomic():
            plan.save()
    except IntegrityError as error:
        raise DomainError(f"{year} 年的计划已经有了，请打开后修改", field="year") from error
    if copy_last and last:
        PlanLine.objects.bulk_create(
            PlanLine(plan=plan, **{name: getattr(line, name) for name in LINE_FIELDS})
            for line in last.lines.exclude(state=LineState.DROPPED)
        )
    audit.record(AuditAction.CREATE, plan, actor=actor, changes={"year": [None, year]})
    return plan


def _editable(plan: YearPlan, actor: User) -> YearPlan:
    row = YearPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if not permissions.can_edit_plan(actor, row):
        raise NotPermittedError("您没有编制这份计划的权限")
    if row.state != PlanState.DRAFT:
        raise TransitionError(f"计划“{row.get_state_display()}”，不能修改；批准后请先“修订计划”")
    row.version += 1
    row.save(update_fields=["version"])
    return row


@transaction.atomic
def save_line(line: PlanLine, values: Mapping[str, Any], *, actor: User) -> PlanLine:
    """Save a line of a draft plan (new without a key).

    Raises:
        NotPermittedError, TransitionError; DomainError: the months are in the wrong order.
    """
    _editable(line.plan, actor)
    for name in LINE_FIELDS:
        setattr(line, name, values[name])
    if line.last_month is not None and line.last_month <= line.month:
        raise DomainError("结束月份须晚于开始月份；只在一个月开展的请留空", field="last_month")
    new = line.pk is None
    line.save()
    action = AuditAction.CREATE if new else AuditAction.UPDATE
    audit.record(action, line, actor=actor, changes={"theme": [None, line.theme]})
    return line


@transaction.atomic
def remove_line(line: PlanLine, *, actor: User) -> None:
    """Take a line out of a draft plan that no activity refers to.

    Raises:
        NotPermittedError, TransitionError, DomainError.
    """
    _editable(line.plan, actor)
    if line.activities.exists():
        raise DomainError("已有活动对应这一项，不能删除；请登记为“已取消”并说明原因")
    audit.record(AuditAction.DELETE, line, actor=actor, changes={"theme": [line.theme, None]})
    line.delete()


@transaction.atomic
def advance_plan(
    plan: YearPlan, action: PlanAction, *, actor: User, note: str = "", version: int | None = None
) -> YearPlan:
    """Take one step with a plan; nobody approves his own.

    Raises:
        TransitionError, NotPermittedError; DomainError: empty, or given back without a reason.
        StaleError: the plan or its lines changed since the page of ``version`` was opened.
    """
    row = YearPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    target = plan_step(row.state, action)
    row.check_shown(version)
    deciding = action in DECISIONS
    if not (permissions.can_decide_plan if deciding else permissions.can_edit_plan)(actor, row):
        raise NotPermittedError("计划由工会主席或副主席审批，不能审批自己编制的计划")
    if action == PlanAction.SUBMIT and not row.lines.exists():
        raise DomainError("计划还没有项目，请先添加")
    if action == PlanAction.RETURN and not note.strip():
        raise DomainError("退回须说明理由", field="note")
    before, row.state = row.state, target
    if action == PlanAction.SUBMIT:
        row.submitted_by = actor
    if deciding:
        row.decided_by, row.decided_at, row.decision_note = actor, timezone.now(), note.strip()
    row.version += 1
    row.save()
    audit.record(AuditAction.STEP, row, actor=actor, changes={"state": [before, row.state]}, note=note)
    if deciding:
        remind(
            row.submitted_by, title=f"{row.title}：{action.label}", body=note.strip(),
            link=reverse("events:plan_detail", args=[row.pk]), key=f"plan:{row.pk}:{row.version}",
        )  # fmt: skip
    return row


@transaction.atomic
def set_line_state(
    line: PlanLine, state: LineState, *, actor: User, reason: str = "", moved_to: int | None = None
) -> PlanLine:
    """Say what became of a line of an approved plan: carried out, moved, dropped, planned again.

    Raises:
        NotPermittedError; TransitionError: the plan is not approved. DomainError: the reason is missing.
    """
    row = PlanLine.objects.select_for_update(of=("self",)).select_related("plan").get(pk=line.pk)
    if not permissions.can_edit_plan(actor, row.plan):
        raise NotPermittedError("您没有编制这份计划的权限")
    if row.plan.state != PlanState.APPROVED:
        raise TransitionError("计划批准后才登记进度")
    check_line_state(row.month, state, reason, moved_to)
    before, row.state = row.state, state
    row.reason, row.moved_to = reason.strip(), moved_to if state == LineState.MOVED else None
    row.version += 1
    row.save()
    audit.record(AuditAction.STEP, row, actor=actor, changes={"state": [before, state]}, note=reason)
    return row
