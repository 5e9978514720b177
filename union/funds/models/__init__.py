"""Tables of the cash book, one module per subject."""

from union.funds.models.accounts import Account
from union.funds.models.audits import (
    AuditOpinion,
    AuditQuestion,
    AuditRemark,
    AuditSample,
    AuditSampleRow,
    Handover,
)
from union.funds.models.bank import BankLine, BankMatch, BankMatchLine, Publication
from union.funds.models.budgets import Budget, BudgetLine, BudgetRelease
from union.funds.models.entries import Entry, EntryLine, MonthClose, VoucherCounter

__all__ = [
    "Account", "AuditOpinion", "AuditQuestion", "AuditRemark", "AuditSample", "AuditSampleRow", "BankLine",
    "BankMatch", "BankMatchLine", "Budget", "BudgetLine", "BudgetRelease", "Entry", "EntryLine", "Handover",
    "MonthClose", "Publication", "VoucherCounter",
]  # fmt: skip
