"""What falls due with the money: closing, budgets, questions of the auditors, handovers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse

from union.common.dates import add_months, day_of
from union.funds.choices import BudgetState, HandoverState, QuestionState
from union.funds.duties import CLOSE_BY, PLANNING_MONTH
from union.funds.models import AuditQuestion, Budget, Entry, Handover
from union.funds.selectors.balances import month_to_close
from union.organisation.choices import Office, Right
from union.reminders.declare import Audience, Due, ReminderRule, Step


def months_due(today: dt.date, horizon: dt.date) -> Iterator[Due]:  # noqa: ARG001 - a DueSource
    """The month that is over and not closed; due on the tenth of the month after."""
    month = month_to_close(today)
    if month is not None:
        yield Due(
            subject=f"funds.close:{month:%Y-%m}",
            on=add_months(month, 1).replace(day=CLOSE_BY),
            title=f"{month:%Y年%-m月}经费待结账",
            link=reverse("funds:closing"),
            right=Right.POST_MONEY,
        )


def budgets_due(today: dt.date, horizon: dt.date) -> Iterator[Due]:  # noqa: ARG001 - a DueSource
    """Budgets that wait for a decision, and drafts that were sent back; due on the day they came."""
    for row in Budget.objects.filter(state=BudgetState.SUBMITTED).exclude(submitted_at=None):
        yield _budget(row, row.submitted_at, "待审批", Right.APPROVE_BUDGET)
    returned = Budget.objects.filter(state=BudgetState.DRAFT).exclude(decision_note="")
    for row in returned.exclude(decided_at=None):
        yield _budget(row, row.decided_at, "被退回修改", Right.POST_MONEY)


def _budget(row: Budget, at: dt.datetime | None, words: str, right: Right) -> Due:
    assert at is not None
    return Due(
        subject=f"funds.budget:{row.pk}:{row.state}",
        on=day_of(at),
        title=f"{row}{words}",
        link=reverse("funds:budget_detail", args=[row.pk]),
        right=right,
    )


def next_budget_due(today: dt.date, horizon: dt.date) -> Iterator[Due]:  # noqa: ARG001 - a DueSource
    """From December the budget of the coming year nobody has begun, or this year's; due by end of January."""
    year = today.year + (1 if today.month == PLANNING_MONTH else 0)
    in_use = Entry.objects.exists() or Budget.objects.exists()
    if in_use and not Budget.objects.filter(year=year).exists():
        yield Due(
            subject=f"funds.plan:{year}",
            on=dt.date(year, 1, 31),
            title=f"{year} 年度经费预算还没有编制",
            link=reverse("funds:budget_start"),
            right=Right.POST_MONEY,
        )


def questions_due(today: dt.date, horizon: dt.date) -> Iterator[Due]:
    """Questions of the auditors nobody has answered."""
    del today
    rows = AuditQuestion.objects.filter(state=QuestionState.OPEN, due_on__lte=horizon)
    for pk, due_on in rows.values_list("pk", "due_on"):
        yield Due(
            subject=f"funds.question:{pk}",
            on=due_on,
            title="经费审查问题待答复",
            link=reverse("funds:question_detail", args=[pk]),
            right=Right.POST_MONEY,
        )


def answers_due(today: dt.date, horizon: dt.date) -> Iterator[Due]:  # noqa: ARG001 - a DueSource
    """Answers the auditors have not judged; due on the day of the answer."""
    rows = AuditQuestion.objects.filter(state=QuestionState.ANSWERED)
    for row in rows.prefetch_related("remarks"):
        yield Due(
            subject=f"funds.answer:{row.pk}",
            on=day_of(max(each.at for each in row.remarks.all())),
            title="审查问题已答复，待认定",
            link=reverse("funds:question_detail", args=[row.pk]),
            right=Right.AUDIT_MONEY,
        )


def handovers_due(today: dt.date, horizon: dt.date) -> Iterator[Due]:
    """Handovers no auditor has signed."""
    del today
    rows = Handover.objects.filter(state=HandoverState.DRAFT, on__lte=horizon)
    for pk, on in rows.values_list("pk", "on"):
        yield Due(
            subject=f"funds.handover:{pk}",
            on=on,
            title="财务交接待监交",
            link=reverse("funds:handover_detail", args=[pk]),
            right=Right.AUDIT_MONEY,
        )


_HANDLER = Audience.HANDLER.value
_CHAIR = (_HANDLER, Office.CHAIR.value)
RULES: dict[str, ReminderRule] = {
    "funds.month_close": ReminderRule(
        "经费结账", months_due, (Step(-5), Step(0, working=True), Step(5, _CHAIR, working=True))
    ),
    "funds.budgets": ReminderRule(
        "经费预算审批", budgets_due, (Step(0), Step(5, working=True), Step(10, _CHAIR, working=True))
    ),
    "funds.next_budget": ReminderRule(
        "年度预算编制", next_budget_due, (Step(-45), Step(-15), Step(0, _CHAIR, working=True)),
        basis="《基层工会经费收支管理办法》（总工办发〔2017〕32号）：无预算不得支出",
    ),
    "funds.questions": ReminderRule(
        "审查问题答复", questions_due,
        (Step(-2, working=True), Step(0, working=True), Step(3, _CHAIR, working=True)),
    ),
    "funds.answers": ReminderRule("审查问题认定", answers_due, (Step(0), Step(5, working=True))),
    "funds.handovers": ReminderRule(
        "财务交接监交", handovers_due, (Step(-1, working=True), Step(0, working=True))
    ),
}  # fmt: skip
