"""What a voucher must be before it is written: balanced, one side per line, whole cents, dated.

Source: 《工会会计制度》(财会〔2021〕7号) 借贷记账法; 《会计基础工作规范》(财政部令第98号修改): 凭证连续编号,
错误的凭证用红字冲销，不得涂改.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from union.common.errors import DomainError
from union.funds.choices import AccountKind, FundSource

_ZERO = Decimal(0)
_CENT = Decimal("0.01")
_MOST = Decimal(10) ** 11
_FEWEST_LINES = 2
_MOST_LINES = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One line to be booked. ``account`` is a code of the chart in force; yuan, either debit or credit."""

    account: str
    debit: Decimal = _ZERO
    credit: Decimal = _ZERO
    fund_source: str = ""
    branch_id: int | None = None
    note: str = ""

    def __post_init__(self) -> None:
        for name in ("debit", "credit"):
            value = getattr(self, name)
            if isinstance(value, float):
                raise TypeError("money is Decimal, never float")
            object.__setattr__(self, name, Decimal(value))


def expense_lines(
    amount: Decimal, *, account: str, paid_from: str, fund_source: str, branch_id: int | None = None
) -> list[Line]:
    """Lines of money spent: debit ``account`` (5xx), credit ``paid_from`` (101 or 102)."""
    return [
        Line(account, debit=amount, fund_source=fund_source, branch_id=branch_id),
        Line(paid_from, credit=amount),
    ]


def income_lines(
    amount: Decimal, *, account: str, paid_into: str, fund_source: str, branch_id: int | None = None
) -> list[Line]:
    """Lines of money received: debit ``paid_into`` (101 or 102), credit ``account`` (4xx)."""
    return [
        Line(paid_into, debit=amount),
        Line(account, credit=amount, fund_source=fund_source, branch_id=branch_id),
    ]


def reversed_lines(lines: Iterable[Line]) -> list[Line]:
    """The same lines in red: same side, negative amount, so that turnover of the year is not inflated.

    >>> reversed_lines([Line("101", debit=Decimal("5.00"))])[0].debit
    Decimal('-5.00')
    """
    return [replace(line, debit=-line.debit, credit=-line.credit) for line in lines]


def is_within(lines: Iterable[Line], limit: Iterable[Line]) -> bool:
    """Whether ``lines`` hold no more than ``limit``, on each side, account and fund source.

    >>> is_within([Line("502", debit=Decimal(5))], [Line("502", debit=Decimal(6))])
    True
    >>> is_within([Line("502", debit=Decimal(5))], [Line("503", debit=Decimal(6))])
    False
    """
    held, most = _sums(lines), _sums(limit)
    return all(amount <= most.get(place, _ZERO) for place, amount in held.items())


def _sums(lines: Iterable[Line]) -> dict[tuple[str, str, str], Decimal]:
    sums: dict[tuple[str, str, str], Decimal] = {}
    for line in lines:
        for side, amount in (("debit", line.debit), ("credit", line.credit)):
            place = (line.account, line.fund_source, side)
            sums[place] = sums.get(place, _ZERO) + amount
    return sums


def check_lines(lines: Sequence[Line]) -> Decimal:
    """Return the total of the debit side of a new voucher.

    Raises:
        DomainError: fewer than two lines, a line with both sides or none, negative or broken cents,
            or debit and credit differ.
    """
    if not _FEWEST_LINES <= len(lines) <= _MOST_LINES:
        raise DomainError(f"一张凭证应有 {_FEWEST_LINES} 至 {_MOST_LINES} 行分录，借方、贷方至少各一行")
    for position, line in enumerate(lines, 1):
        _check_line(position, line)
    debit = sum((line.debit for line in lines), _ZERO)
    credit = sum((line.credit for line in lines), _ZERO)
    if debit != credit:
        raise DomainError(
            f"借贷不平：借方合计 {debit:,.2f} 元，贷方合计 {credit:,.2f} 元，"
            f"相差 {abs(debit - credit):,.2f} 元"
        )
    return debit


def _check_line(position: int, line: Line) -> None:
    amounts = (line.debit, line.credit)
    if sum(amount != 0 for amount in amounts) != 1:
        raise DomainError(f"第 {position} 行：借方、贷方必须且只能填一项")
    amount = line.debit or line.credit
    if not amount.is_finite() or not _ZERO < amount < _MOST:
        raise DomainError(f"第 {position} 行：金额应大于 0；更正已入账的凭证请用红字冲销")
    if amount != amount.quantize(_CENT):
        raise DomainError(f"第 {position} 行：金额 {amount} 超过两位小数")


def check_fund_source(position: int, kind: str, fund_source: str) -> None:
    """Let the line pass if its fund source fits its kind of account.

    Raises:
        DomainError: income and expense name a fund source; cash and bank never do.
    """
    if fund_source and fund_source not in FundSource.values:
        raise DomainError(f"第 {position} 行：没有“{fund_source}”这种经费来源")
    if kind in (AccountKind.INCOME, AccountKind.EXPENSE, AccountKind.NET_ASSET) and not fund_source:
        raise DomainError(f"第 {position} 行：请选择经费来源")
    if kind == AccountKind.ASSET and fund_source:
        raise DomainError(f"第 {position} 行：现金和银行科目不分经费来源")


def check_date(on: dt.date, *, today: dt.date, closed_through: dt.date | None) -> None:
    """Let a voucher of the day ``on`` pass.

    ``closed_through`` is the first day of the last closed month.

    Raises:
        DomainError: the day has not come, or its month is closed.
    """
    if on > today:
        raise DomainError(f"凭证日期（{on}）还没有到，请填今天或更早的日期", field="on")
    if closed_through is not None and on.replace(day=1) <= closed_through:
        raise DomainError(
            f"{closed_through.year} 年 {closed_through.month} 月及以前已结账，不能再记账；"
            "请记入未结账的月份，更正以前月份用红字冲销",
            field="on",
        )
