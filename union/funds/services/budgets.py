"""The yearly budget: drafted, submitted, approved by somebody else, changed once, exceeded by leave."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from union.common import audit
from union.common.choices import AuditAction
from union.common.errors import DomainError, NotPermittedError, StaleError
from union.funds import permissions
from union.funds.choices import AccountKind, BudgetState, Revision
from union.funds.models import Account, Budget, BudgetLine, BudgetRelease
from union.funds.rules.budgets import STEPS, BudgetAction, check_editable
from union.funds.selectors.budgets import budget_in_force, spent_by_account
from union.funds.services.posting import lock_book

if TYPE_CHECKING:
    from union.accounts.models import User

_YEARS = range(2010, 2101)
_NO_RIGHT = "您没有编制预算的权限，请联系工会办公室"


@dataclass(frozen=True, slots=True)
class Planned:
    """What a budget says of one account, yuan."""

    amount: Decimal
    fund_source: str = ""
    note: str = ""


@transaction.atomic
def start_budget(year: int, *, actor: User, copy: bool = True) -> Budget:
    """Begin the budget of ``year``; with ``copy`` the lines of the year before in force are a first draft.

    Raises:
        NotPermittedError: ``actor`` does not book.
        DomainError: the year has a budget already.
    """
    _require_poster(actor)
    if year not in _YEARS:
        raise DomainError(f"{year} 不是合理的年度", field="year")
    lock_book(year)
    if Budget.objects.filter(year=year).exists():
        raise DomainError(f"{year} 年度已有预算；批准后每年可调整一次", field="year")
    budget = Budget.objects.create(year=year, created_by=actor)
    last = budget_in_force(year - 1) if copy else None
    if last is not None:
        _copy_lines(last, budget)
    audit.record(AuditAction.CREATE, budget, actor=actor)
    return budget


@transaction.atomic
def start_change(year: int, *, reason: str, actor: User) -> Budget:
    """Begin the one change of the year's budget as a copy of it.

    Raises:
        NotPermittedError: ``actor`` does not book.
        DomainError: no approved budget, changed already this year, or no reason.
    """
    _require_poster(actor)
    if not reason.strip():
        raise DomainError("请说明调整原因", field="reason")
    lock_book(year)
    budgets = {each.revision: each for each in Budget.objects.filter(year=year)}
    if Revision.CHANGE in budgets:
        raise DomainError(f"{year} 年度预算已调整过一次，一年最多调整一次（皖工发〔2025〕18号）")
    original = budgets.get(Revision.ORIGINAL)
    if original is None or original.state != BudgetState.APPROVED:
        raise DomainError(f"{year} 年度预算还没有批准，可直接修改草案，不需要调整")
    change = Budget.objects.create(
        year=year, revision=Revision.CHANGE, reason=reason.strip(), created_by=actor
    )
    _copy_lines(original, change)
    audit.record(AuditAction.CREATE, change, actor=actor, note=reason)
    return change


def _copy_lines(old: Budget, new: Budget) -> None:
    """Lines follow the account, or over a change of the chart its purpose."""
    day = dt.date(new.year, 1, 1)
    valid = {each.pk: each for each in Account.objects.valid_on(day)}
    by_purpose = {each.purpose: each for each in valid.values() if each.purpose}
    for line in old.lines.select_related("account"):
        account = valid.get(line.account_id) or by_purpose.get(line.account.purpose)
        if account is not None:
            BudgetLine.objects.create(
                budget=new, account=account, amount=line.amount, fund_source=line.fund_source, note=line.note
            )


@transaction.atomic
def save_lines(
    budget: Budget, planned: Mapping[int, Planned], *, version: int, reason: str, actor: User
) -> Budget:
    """Replace the lines of a draft by ``planned`` (account id → amount).

    Raises:
        NotPermittedError: ``actor`` does not book.
        DomainError: not a draft; a negative amount; an account that is no budget line of that year.
        StaleError: somebody saved meanwhile.
    """
    _require_poster(actor)
    row = _locked(budget)
    check_editable(row.state)
    if row.version != version:
        raise StaleError("这份预算已被他人修改，请核对后再保存；您填写的内容没有丢失。")
    accounts = _budgetable(row.year)
    for account_id, plan in planned.items():
        if account_id not in accounts:
            raise DomainError("有科目不在本年度的预算科目表中，请刷新页面")
        if plan.amount < 0:
            raise DomainError(f"{accounts[account_id].name}：预算金额不能为负数")
    row.lines.all().delete()
    BudgetLine.objects.bulk_create(
        BudgetLine(
            budget=row, account=accounts[account_id], amount=plan.amount, fund_source=plan.fund_source,
            note=plan.note.strip(),
        )
        for account_id, plan in planned.items()
    )  # fmt: skip
    row.reason = reason.strip()
    row.save_version(version, ["reason"])
    total = sum((plan.amount for plan in planned.values()), Decimal(0))
    audit.record(AuditAction.UPDATE, row, actor=actor, note=f"{len(planned)} 项，合计 {total:,.2f} 元")
    return row


def _budgetable(year: int) -> dict[int, Account]:
    """Accounts of the year that may have a plan: income and expense without lines below them."""
    rows = Account.objects.valid_on(dt.date(year, 1, 1)).filter(
        kind__in=(AccountKind.INCOME, AccountKind.EXPENSE), children=None
    )
    return {each.pk: each for each in rows}


@transaction.atomic
def take_step(
    budget: Budget,
    action: BudgetAction,
    *,
    actor: User,
    note: str = "",
    document: str = "",
    version: int | None = None,
) -> Budget:
    """Submit, approve, return or withdraw. Nobody decides on a budget of his own making.

    Raises:
        TransitionError: the budget does not stand there (any more).
        NotPermittedError: no right, or his own budget.
        DomainError: no lines; less planned than spent; no reason for returning it; no document or meeting
            that approved it.
        StaleError: changed since the page of ``version`` was opened.
    """
    row = _locked(budget)
    step = STEPS.step_for(row.state, action)
    row.check_shown(version)
    if not permissions.can_take_budget_step(actor, row, step):
        raise NotPermittedError(f"您不能{action.label}这份预算：编制人和提交人不能审批自己的预算")
    if step.note_required and not note.strip():
        raise DomainError(f"{action.label}须说明理由", field="note")
    if action == BudgetAction.APPROVE and not document.strip():
        raise DomainError("请填写批准预算的会议或文件", field="document")
    if action in (BudgetAction.SUBMIT, BudgetAction.APPROVE):
        _check_whole(row)
    before, row.state = row.state, step.target
    if action == BudgetAction.SUBMIT:
        row.submitted_by, row.submitted_at = actor, timezone.now()
    else:
        row.decided_by, row.decided_at, row.decision_note = actor, timezone.now(), note.strip()
    row.document = document.strip() if action == BudgetAction.APPROVE else row.document
    row.version += 1
    row.save()
    audit.record(AuditAction.STEP, row, actor=actor, changes={"state": [before, row.state]}, note=note)
    return row


def _check_whole(budget: Budget) -> None:
    lines = list(budget.lines.select_related("account"))
    if not any(line.amount for line in lines):
        raise DomainError("预算还没有填写金额")
    planned = {line.account_id: line.amount for line in lines}
    for account_id, spent in spent_by_account(budget.year).items():
        if budget.revision == Revision.CHANGE and planned.get(account_id, Decimal(0)) < spent:
            name = Account.objects.get(pk=account_id).name
            raise DomainError(f"{name}：调整后的预算低于已支出的 {spent:,.2f} 元，请改正")


@transaction.atomic
def release(year: int, account: Account, amount: Decimal, *, reason: str, actor: User) -> BudgetRelease:
    """Let ``amount`` more be spent on ``account`` this year than the budget says (超预算放行).

    Raises:
        NotPermittedError: ``actor`` may not override the budget.
        DomainError: no reason, no amount, or not an expense account.
    """
    if not permissions.can_override(actor):
        raise NotPermittedError("您没有超预算放行的权限，请联系工会主席")
    if not reason.strip():
        raise DomainError("请说明放行理由", field="reason")
    if amount <= 0:
        raise DomainError("放行金额应大于 0", field="amount")
    if account.kind != AccountKind.EXPENSE:
        raise DomainError("只有支出科目需要放行", field="account")
    lock_book(year)
    row = BudgetRelease.objects.create(
        year=year, account=account, amount=amount, reason=reason.strip(), granted_by=actor
    )
    audit.record(
        AuditAction.CREATE, row, actor=actor, changes={"amount": [None, amount]}, note=reason.strip()
    )
    return row


def _locked(budget: Budget) -> Budget:
    lock_book(budget.year)
    return Budget.objects.select_for_update().get(pk=budget.pk)


def _require_poster(actor: User) -> None:
    if not permissions.can_post(actor):
        raise NotPermittedError(_NO_RIGHT)
