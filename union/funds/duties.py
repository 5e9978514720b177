"""What waits in the cash book: a budget to decide, a month to close, a budget to draw up, full lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.urls import reverse

from union.common.dates import add_months
from union.common.registries import Duty
from union.funds import permissions
from union.funds.choices import BudgetState, HandoverState, QuestionState
from union.funds.models import AuditQuestion, Budget, Entry, Handover
from union.funds.rules.budgets import STEPS, BudgetAction
from union.funds.selectors.balances import month_to_close

if TYPE_CHECKING:
    from union.accounts.models import User

CLOSE_BY = 10  # day of the following month
PLANNING_MONTH = 12


def budgets(user: User, today: dt.date) -> Iterator[Duty]:  # noqa: ARG001 - the registry's signature
    """Budgets that wait for this user's decision, and drafts sent back to whoever prepares them."""
    step = STEPS.of(BudgetAction.APPROVE)
    for budget in Budget.objects.filter(state=BudgetState.SUBMITTED):
        if permissions.can_take_budget_step(user, budget, step):
            yield Duty(
                key=f"funds.budget:{budget.pk}:{budget.version}",
                title=f"{budget}待您审批",
                url=reverse("funds:budget_detail", args=[budget.pk]),
            )
    if permissions.can_post(user):
        for budget in Budget.objects.filter(state=BudgetState.DRAFT).exclude(decision_note=""):
            yield Duty(
                key=f"funds.returned:{budget.pk}:{budget.version}",
                title=f"{budget}被退回修改",
                url=reverse("funds:budget_detail", args=[budget.pk]),
                detail=budget.decision_note,
            )


def month_close(user: User, today: dt.date) -> Iterator[Duty]:
    """The month that is over and not closed, due on the 10th of the month after it."""
    month = month_to_close(today) if permissions.can_post(user) else None
    if month is not None:
        yield Duty(
            key=f"funds.close:{month:%Y-%m}",
            title=f"{month.year} 年 {month.month} 月经费待结账",
            url=reverse("funds:closing"),
            due_on=add_months(month, 1).replace(day=CLOSE_BY),
        )


def next_budget(user: User, today: dt.date) -> Iterator[Duty]:
    """In December, the budget of the coming year that nobody has begun; in the year, a missing one.

    A hospital that keeps no book here is not asked for a budget.
    """
    if not permissions.can_post(user):
        return
    year = today.year + (1 if today.month == PLANNING_MONTH else 0)
    in_use = Entry.objects.exists() or Budget.objects.exists()
    if in_use and not Budget.objects.filter(year=year).exists():
        yield Duty(
            key=f"funds.plan:{year}",
            title=f"{year} 年度经费预算还没有编制",
            url=reverse("funds:budget_start"),
            due_on=dt.date(year, 1, 31),
            detail="没有批准的预算，任何支出都不能入账",
        )


def questions(user: User, today: dt.date) -> Iterator[Duty]:  # noqa: ARG001 - the registry's signature
    """Questions of the auditors: to answer for the office, to close for the auditors."""
    for state, may, words in (
        (QuestionState.OPEN, permissions.can_post, "待答复"),
        (QuestionState.ANSWERED, permissions.can_audit, "已答复，待认定"),
    ):
        rows = AuditQuestion.objects.filter(state=state) if may(user) else AuditQuestion.objects.none()
        for question in rows.select_related("entry"):
            yield Duty(
                key=f"funds.question:{question.pk}:{state}",
                title=f"{question.entry.title}的审查问题{words}",
                url=reverse("funds:question_detail", args=[question.pk]),
                due_on=question.due_on if state == QuestionState.OPEN else None,
            )


def handovers(user: User, today: dt.date) -> Iterator[Duty]:  # noqa: ARG001 - the registry's signature
    """Handovers that wait for an auditor's signature."""
    if permissions.can_audit(user):
        for row in Handover.objects.filter(state=HandoverState.DRAFT):
            yield Duty(
                key=f"funds.handover:{row.pk}",
                title=f"{row.post}交接待监交",
                url=reverse("funds:handover_detail", args=[row.pk]),
                due_on=row.on,
            )
