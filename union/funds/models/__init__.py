"""Tables of the cash book, one module per subject."""

from union.funds.models.accounts import Account
from union.funds.models.budgets import Budget, BudgetLine, BudgetRelease
from union.funds.models.entries import Entry, EntryLine, MonthClose, VoucherCounter

__all__ = [
    "Account", "Budget", "BudgetLine", "BudgetRelease", "Entry", "EntryLine", "MonthClose", "VoucherCounter",
]  # fmt: skip
