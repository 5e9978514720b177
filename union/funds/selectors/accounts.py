"""The chart of accounts in force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from union.common.errors import DomainError
from union.funds.choices import AccountKind, Purpose
from union.funds.models import Account
from union.funds.models.accounts import AccountQuerySet


def accounts_on(day: dt.date) -> AccountQuerySet:
    """Accounts in force on ``day``, by code."""
    return Account.objects.valid_on(day).order_by("code")


def account_for(purpose: Purpose, on: dt.date) -> str:
    """Return the code that ``purpose`` has in the chart in force on ``on`` (送温暖费: 50405 since 2022).

    Raises:
        DomainError: the chart of that day has no such line.
    """
    code = accounts_on(on).filter(purpose=purpose).values_list("code", flat=True).first()
    if code is None:
        raise DomainError(f"{on.year} 年度的科目表没有“{Purpose(purpose).label}”")
    return code


def accounts_by_code(codes: Iterable[str], on: dt.date) -> dict[str, Account]:
    """Accounts of ``codes`` in force on ``on``, one query.

    Raises:
        DomainError: a code is not in the chart of that day.
    """
    wanted = set(codes)
    found = {each.code: each for each in accounts_on(on).filter(code__in=wanted)}
    missing = sorted(wanted - found.keys())
    if missing:
        raise DomainError(f"{on.year} 年度的科目表没有科目 {'、'.join(missing)}")
    return found


def budget_accounts(year: int) -> list[Account]:
    """Income and expense accounts of the chart in force on the first day of ``year``, by code."""
    kinds = (AccountKind.INCOME, AccountKind.EXPENSE)
    return list(accounts_on(dt.date(year, 1, 1)).filter(kind__in=kinds))
