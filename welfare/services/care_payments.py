"""What the union pays for mutual protection and recuperation: booked with its source, or taken back."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum

from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, StaleError
from union.funds.choices import FundSource, Purpose
from union.funds.selectors import account_for, entries_of
from union.funds.services.posting import Source, expense_lines, post_entry, reverse_entry
from welfare.models import CarePayment, MutualPeriod, RecuperationRound
from welfare.permissions import care as may
from welfare.selectors.care_payments import bill_of

SOURCE = "welfare.care_payment"
_PURPOSES = {MutualPeriod: Purpose.MUTUAL_PROTECTION, RecuperationRound: Purpose.RECUPERATION}
_WORDS = {MutualPeriod: "互助保障费（参保批次第 {} 号）", RecuperationRound: "疗休养费（疗休养批次第 {} 号）"}
Paid = MutualPeriod | RecuperationRound


def _require(actor: User) -> None:
    if not may.pays(actor):
        raise NotPermittedError("您没有记账的权限")


@transaction.atomic
def pay(
    target: Paid,
    *,
    amount: Decimal,
    on: dt.date,
    fund_source: str,
    actor: User,
    paid_from: str = Purpose.BANK,
    note: str = "",
    override_reason: str = "",
) -> CarePayment:
    """Pay for a list or a round, whole or in part: payment and voucher in one transaction.

    The row of the list is locked, so two payments at once are judged one after the other.

    Raises:
        NotPermittedError: does not organise services, or may not post.
        DomainError: nothing is owed (yet), more than is owed, no such fund source; see funds.post_entry.
    """
    _require(actor)
    row: Paid = type(target)._default_manager.select_for_update(of=("self",)).get(pk=target.pk)
    bill = bill_of(row)
    if bill.problem:
        raise DomainError(bill.problem)
    if not 0 < amount <= bill.left:
        raise DomainError(f"{bill.words}，本次最多可付 {bill.left:,.2f} 元", field="amount")
    if fund_source not in FundSource.values:
        raise DomainError("请选择经费来源", field="fund_source")
    payment = CarePayment.objects.create(
        period=row if isinstance(row, MutualPeriod) else None,
        round=row if isinstance(row, RecuperationRound) else None,
        on=on, amount=amount, people=bill.people, fund_source=fund_source, paid_from=paid_from,
        note=note.strip(), created_by=actor,
    )  # fmt: skip
    post_entry(
        on=on, summary=_WORDS[type(row)].format(row.pk), source=Source(SOURCE, payment.pk), actor=actor,
        lines=expense_lines(
            amount, account=account_for(_PURPOSES[type(row)], on),
            paid_from=account_for(Purpose(paid_from), on), fund_source=fund_source,
        ),
        key=f"{SOURCE}:{payment.pk}", override_reason=override_reason,
    )  # fmt: skip
    audit.record(AuditAction.CREATE, payment, actor=actor, changes={"amount": [None, amount]})
    return payment


@transaction.atomic
def take_back(
    payment_id: int, *, reason: str, actor: User, on: dt.date | None = None, version: int | None = None
) -> CarePayment:
    """Reverse the voucher in red; the money is owed again.

    Raises:
        NotPermittedError: does not organise services, or may not post.
        StaleError: somebody worked on it since ``version``.
        DomainError: no reason, taken back before; see funds.reverse_entry.
    """
    _require(actor)
    row = CarePayment.objects.select_for_update(of=("self",)).get(pk=payment_id)
    if row.reversed_on is not None:
        raise DomainError("这笔付款已冲销")
    if version is not None and row.version != version:
        raise StaleError("这笔付款刚被他人办理过，请核对后再办。")
    day = on or today()
    entry = entries_of(Source(SOURCE, row.pk)).get(reverses=None)
    reverse_entry(entry, on=day, reason=reason, key=f"{SOURCE}:{row.pk}:red", actor=actor)
    row.reversed_on, row.reversed_why, row.version = day, reason.strip()[:200], row.version + 1
    row.save(update_fields=["reversed_on", "reversed_why", "version"])
    audit.record(AuditAction.STEP, row, actor=actor, changes={"amount": [row.amount, 0]})
    return row


def paid_total() -> Decimal:
    """Yuan of all payments that stand: equals the cash book at all times."""
    rows = CarePayment.objects.filter(reversed_on=None)
    return rows.aggregate(total=Sum("amount"))["total"] or Decimal(0)
