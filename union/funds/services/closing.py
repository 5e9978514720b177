"""Month close (结账) and opening balances (期初余额)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction

from union.common import audit
from union.common.choices import AuditAction
from union.common.errors import DomainError, NotPermittedError
from union.funds import permissions
from union.funds.choices import EntryKind, Purpose
from union.funds.models import Entry, MonthClose
from union.funds.rules.posting import Line
from union.funds.selectors.accounts import account_for
from union.funds.selectors.balances import month_facts, month_to_close, opening_entry
from union.funds.services.posting import lock_book, post_entry

if TYPE_CHECKING:
    from union.accounts.models import User

_NO_RIGHT = "您没有经费记账的权限，请联系工会办公室"


@transaction.atomic
def close_month(month: dt.date, *, actor: User, today: dt.date, note: str = "") -> MonthClose:
    """Close ``month`` (any day of it). Months close in order, once over, and never open again.

    Raises:
        NotPermittedError: ``actor`` does not book.
        DomainError: not the next month to close, or a balance below zero without an explanation.
    """
    if not permissions.can_post(actor):
        raise NotPermittedError(_NO_RIGHT)
    first = month.replace(day=1)
    lock_book(first.year)
    following = month_to_close(today)
    if first != following:
        raise DomainError(_why_not(first, following))
    facts = month_facts(first)
    if min(facts.cash_balance, facts.bank_balance) < 0 and not note.strip():
        raise DomainError(
            f"月末现金余额 {facts.cash_balance:,.2f} 元，银行存款余额 {facts.bank_balance:,.2f} 元，"
            "出现负数。请先核对；确认无误须填写说明",
            field="note",
        )
    close = MonthClose.objects.create(
        month=first, entry_count=facts.entry_count, turnover=facts.turnover,
        cash_balance=facts.cash_balance, bank_balance=facts.bank_balance, note=note.strip(), closed_by=actor,
    )  # fmt: skip
    audit.record(AuditAction.STEP, close, actor=actor, changes={"month": [None, f"{first:%Y-%m}"]})
    return close


def _why_not(first: dt.date, following: dt.date | None) -> str:
    if following is None:
        return f"{first.year} 年 {first.month} 月不能结账：还没有到月底，或没有需要结账的月份"
    if first < following:
        return f"{first.year} 年 {first.month} 月已经结账，或早于第一张凭证"
    return f"请按月份顺序结账：下一个应结的月份是 {following.year} 年 {following.month} 月"


@transaction.atomic
def post_opening(
    *, on: dt.date, cash: Decimal, bank: Decimal, by_source: Mapping[str, Decimal], actor: User
) -> Entry:
    """Book what was there when the book began: cash and bank against the balance of each fund source.

    ``by_source``: yuan by value of FundSource; together they are cash and bank together. To correct it,
    reverse the voucher and book it again.

    Raises:
        NotPermittedError: ``actor`` does not book.
        DomainError: opening balances stand already, an earlier voucher exists, the sums differ; and
            what post_entry refuses.
    """
    if not permissions.can_post(actor):
        raise NotPermittedError(_NO_RIGHT)
    lock_book(on.year)
    if opening_entry() is not None:
        raise DomainError("期初余额已经录入；如需更正，请先冲销原凭证再重新录入")
    opened = Entry.objects.exclude(kind=EntryKind.OPENING).exclude(reverses__kind=EntryKind.OPENING)
    earliest = opened.order_by("on").first()
    if earliest is not None and earliest.on < on:
        raise DomainError(f"期初日期不能晚于已有凭证的日期（{earliest.on}）", field="on")
    _check_sums(cash, bank, by_source)
    lines = [
        Line(account_for(Purpose.CASH, on), debit=cash),
        Line(account_for(Purpose.BANK, on), debit=bank),
        *(
            Line(account_for(Purpose.FUND_BALANCE, on), credit=amount, fund_source=source)
            for source, amount in by_source.items()
        ),
    ]
    times = Entry.objects.filter(kind=EntryKind.OPENING).count()
    return post_entry(
        on=on, summary="期初余额", lines=[line for line in lines if line.debit or line.credit],
        key=f"funds.opening:{times + 1}", actor=actor, kind=EntryKind.OPENING,
    )  # fmt: skip


def _check_sums(cash: Decimal, bank: Decimal, by_source: Mapping[str, Decimal]) -> None:
    if min(cash, bank, *by_source.values()) < 0:
        raise DomainError("期初余额不能为负数")
    sources = sum(by_source.values(), Decimal(0))
    if cash + bank != sources:
        raise DomainError(
            f"现金加银行存款 {cash + bank:,.2f} 元，各项经费来源合计 {sources:,.2f} 元，"
            f"相差 {abs(cash + bank - sources):,.2f} 元"
        )
