"""Figures of the chapter 工会经费: income and expense by line, balance, budget execution."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from union.common.registries import Breakdown, Figure, FigureValue, Period
from union.funds.choices import AccountKind
from union.funds.models import Account
from union.funds.selectors.balances import balances, turnover_by_account
from union.funds.selectors.execution import overall_rate
from union.organisation.choices import Right

_CHAPTER = "money"
_DEFINED = "按凭证日期；冲销已扣减"


def rows_url(period: Period, **filters: Any) -> str:
    """Address of the 收支明细账 over the period; its 发生额 sums to the figure."""
    asked: dict[str, Any] = {"on_from": period.first, "on_to": period.last, **filters}
    if period.branch_id is not None:
        asked["branch"] = period.branch_id
    return f"{reverse('funds:account_lines')}?{urlencode(asked)}"


def _total(kind: AccountKind) -> Any:
    def compute(period: Period) -> Decimal | None:
        rows = turnover_by_account(kind, period.first, period.last, branch_id=period.branch_id)
        return sum((amount for _, amount in rows.values()), Decimal(0)) if rows else None

    return compute


def _by_line(kind: AccountKind) -> Any:
    def compute(period: Period) -> Iterator[FigureValue]:
        rows = turnover_by_account(kind, period.first, period.last, branch_id=period.branch_id)
        leaves = set(Account.objects.filter(children=None).values_list("code", flat=True))
        for code, (name, amount) in rows.items():
            if code in leaves:
                yield FigureValue(code, name, amount, rows_url(period, account=code))

    return compute


def _balance(period: Period) -> Decimal | None:
    if period.branch_id is not None:
        return None  # money is the hospital's
    return sum(balances(period.last).values(), Decimal(0))


def _balance_url(period: Period) -> str:
    asked = {"class": AccountKind.ASSET.value, "on_to": period.last}
    return f"{reverse('funds:account_lines')}?{urlencode(asked)}"


def _rate(period: Period) -> Decimal | None:
    return overall_rate(period.last.year, period.last) if period.branch_id is None else None


_RIGHT = Right.VIEW_MONEY.value
FIGURES: dict[str, Figure | Breakdown] = {
    "funds.income": Figure(
        _CHAPTER, "经费收入", "元", f"本期各项收入科目发生额合计，{_DEFINED}", _total(AccountKind.INCOME),
        lambda period: rows_url(period, **{"class": AccountKind.INCOME.value}), _RIGHT,
        "工会经费收入 {value}",
    ),
    "funds.expense": Figure(
        _CHAPTER, "经费支出", "元", f"本期各项支出科目发生额合计，{_DEFINED}", _total(AccountKind.EXPENSE),
        lambda period: rows_url(period, **{"class": AccountKind.EXPENSE.value}), _RIGHT,
        "工会经费支出 {value}",
    ),
    "funds.income_by_line": Breakdown(
        _CHAPTER, "经费收入（按科目）", "元", f"各收入科目本期发生额，{_DEFINED}",
        _by_line(AccountKind.INCOME), _RIGHT,
    ),
    "funds.expense_by_line": Breakdown(
        _CHAPTER, "经费支出（按科目）", "元", f"各支出科目本期发生额，{_DEFINED}",
        _by_line(AccountKind.EXPENSE), _RIGHT,
    ),
    "funds.balance": Figure(
        _CHAPTER, "期末结余", "元", "期末现金与银行存款余额之和（含期初余额）", _balance,
        _balance_url, _RIGHT, "期末结余 {value}",
    ),
    "funds.budget_rate": Figure(
        _CHAPTER, "支出预算执行率", "%", "年初至期末的支出 ÷ 当年有效预算的支出，一位小数，不进位", _rate,
        lambda period: f"{reverse('funds:budget_ledger')}?{urlencode({'year': period.last.year})}", _RIGHT,
        "支出预算执行率 {value}",
    ),
}  # fmt: skip
