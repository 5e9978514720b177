"""Lending books: how long, how many, how often again; rule set ``library_loans`` (the union's own order)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class LoanRule:
    """Days of a loan, books at a time, renewals of a loan."""

    days: int = 30
    most: int = 3
    renewals: int = 1

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> LoanRule:
        """From a rule set; what it does not say is the default."""
        return cls(**{name: int(values[name]) for name in ("days", "most", "renewals") if name in values})


def lend_problem(rule: LoanRule, running: int, overdue: int) -> str:
    """Return why a reader with ``running`` loans, ``overdue`` of them late, gets no more; "" if he does.

    >>> lend_problem(LoanRule(), 3, 0)
    '每人同时最多借 3 册，请先归还'
    """
    if overdue:
        return f"有 {overdue} 册图书逾期未还，请先归还"
    if running >= rule.most:
        return f"每人同时最多借 {rule.most} 册，请先归还"
    return ""


def renew_problem(rule: LoanRule, renewals: int, due_on: dt.date, today: dt.date) -> str:
    """Return why a loan is not renewed; "" if it is."""
    if today > due_on:
        return "已逾期，不能续借，请先归还"
    if renewals >= rule.renewals:
        return f"每册最多续借 {rule.renewals} 次"
    return ""
