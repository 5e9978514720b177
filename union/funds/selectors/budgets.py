"""The budget in force and what is left of it; sums in SQL."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum

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
    """What may still be spent on each expense account, by its id; None: no budget line and no release.

    Four queries, whatever the number of accounts.
    """
    planned = planned_lines(year)
    released = released_by_account(year)
    spent = spent_by_account(year)
    rooms: dict[int, Room | None] = {}
    for account in accounts:
        line, extra = planned.get(account.pk), released.get(account.pk, _ZERO)
        known = line is not None or extra > 0
        room = Room(account.name, line.amount if line else _ZERO, extra, spent.get(account.pk, _ZERO))
        rooms[account.pk] = room if known else None
    return rooms


def spent_by_account(year: int) -> dict[int, Decimal]:
    """Yuan spent in ``year`` per expense account id, reversals taken off."""
    rows = EntryLine.objects.filter(entry__year=year, account__kind=AccountKind.EXPENSE)
    return _totals(rows.order_by().values("account_id").annotate(total=Sum("debit") - Sum("credit")))


def released_by_account(year: int) -> dict[int, Decimal]:
    """Yuan that may be spent in ``year`` beyond the budget, per account id."""
    rows = BudgetRelease.objects.filter(year=year).order_by().values("account_id")
    return _totals(rows.annotate(total=Sum("amount")))


def _totals(rows: Iterable[Any]) -> dict[int, Decimal]:
    return {row["account_id"]: row["total"] for row in rows}


@dataclass(frozen=True, slots=True)
class BudgetTotals:
    """Planned income and expense of a budget, yuan."""

    income: Decimal
    expense: Decimal


def totals_of(budget: Budget) -> BudgetTotals:
    """Sums of the lines of ``budget``; one query."""
    found = budget.lines.aggregate(
        income=Sum("amount", filter=Q(account__kind=AccountKind.INCOME)),
        expense=Sum("amount", filter=Q(account__kind=AccountKind.EXPENSE)),
    )
    return BudgetTotals(found["income"] or _ZERO, found["expense"] or _ZERO)
