"""The budget in force and what is left of it; sums in SQL."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from union.funds.choices import AccountKind, BudgetState, Revision
from union.funds.models import Account, Budget, BudgetLine, BudgetRelease, EntryLine
from union.funds.rules.budgets import Room

_ZERO = Decimal("0.00")


def budget_in_force(year: int) -> Budget | None:
    """The approved budget of ``year``: its change if that is approved, else the original, else None."""
    approved = {each.revision: each for each in Budget.objects.filter(year=year, state=BudgetState.APPROVED)}
    return approved.get(Revision.CHANGE) or approved.get(Revision.ORIGINAL)


def planned_lines(year: int) -> dict[int, BudgetLine]:
    """Lines of the budget in force by account id."""
    budget = budget_in_force(year)
    lines = budget.lines.select_related("account") if budget else ()
    return {line.account_id: line for line in lines}


def rooms_of(year: int, accounts: Iterable[Account]) -> dict[int, Room | None]:
    """What may still be spent on each expense account, by its id; None: no budget line covers it.

    A line of the account itself, or else that of its category, which covers all its lines that have none
    of their own. Five queries, whatever the number of accounts.
    """
    planned = planned_lines(year)
    spent = spent_by_account(year)
    released = _released_by_account(year)
    parents = dict(Account.objects.filter(kind=AccountKind.EXPENSE).values_list("pk", "parent_id"))

    def holder(account_id: int) -> int | None:
        if account_id in planned:
            return account_id
        parent = parents.get(account_id)
        return parent if parent in planned else None

    covered: dict[int, set[int]] = {}
    for account_id in parents:
        line_holder = holder(account_id)
        if line_holder is not None:
            covered.setdefault(line_holder, set()).add(account_id)

    rooms: dict[int, Room | None] = {}
    for account in accounts:
        at = holder(account.pk)
        if at is None:
            extra = released.get(account.pk, _ZERO)
            rooms[account.pk] = (
                Room(account.name, _ZERO, extra, spent.get(account.pk, _ZERO)) if extra else None
            )
            continue
        group = covered[at]
        rooms[account.pk] = Room(
            planned[at].account.name,
            planned[at].amount,
            sum((released.get(each, _ZERO) for each in group), _ZERO),
            sum((spent.get(each, _ZERO) for each in group), _ZERO),
        )
    return rooms


def spent_by_account(year: int) -> dict[int, Decimal]:
    """Yuan spent in ``year`` per expense account id, reversals taken off."""
    rows = EntryLine.objects.filter(entry__year=year, account__kind=AccountKind.EXPENSE)
    return _totals(rows.order_by().values("account_id").annotate(total=Sum("debit") - Sum("credit")))


def _released_by_account(year: int) -> dict[int, Decimal]:
    rows = BudgetRelease.objects.filter(year=year).order_by().values("account_id")
    return _totals(rows.annotate(total=Sum("amount")))


def _totals(rows: Iterable[Any]) -> dict[int, Decimal]:
    return {row["account_id"]: row["total"] for row in rows}
