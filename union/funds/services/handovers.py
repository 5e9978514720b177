"""监交: books and money pass from one person to another while an auditor looks on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from union.common import audit
from union.common.choices import AuditAction
from union.common.errors import DomainError, NotPermittedError
from union.funds import permissions
from union.funds.choices import HandoverState, Journal
from union.funds.models import Entry, Handover
from union.funds.selectors.balances import balances, by_fund_source, closed_through
from union.funds.services.audits import require_auditor
from union.funds.services.posting import lock_book

if TYPE_CHECKING:
    from union.accounts.models import User

FIELDS = (
    "on", "post", "giver", "taker", "reason", "books", "cash_counted", "bank_stated", "note",
)  # fmt: skip


@transaction.atomic
def save_handover(
    handover: Handover | None, typed: Mapping[str, Any], *, version: int, actor: User, today: dt.date
) -> Handover:
    """Write down what is handed over; the office or an auditor prepares it.

    Raises:
        NotPermittedError: ``actor`` neither books nor audits.
        DomainError: a day to come, giver and taker the same, or it is signed.
        StaleError: somebody saved meanwhile.
    """
    if not (permissions.can_post(actor) or permissions.can_audit(actor)):
        raise NotPermittedError("您没有登记交接的权限，请联系工会办公室")
    if typed["on"] > today:
        raise DomainError("交接日期还没有到", field="on")
    if typed["giver"].strip() == typed["taker"].strip():
        raise DomainError("移交人和接交人不能是同一人", field="taker")
    if handover is None:
        row = Handover.objects.create(created_by=actor, **{name: typed[name] for name in FIELDS})
        audit.record(AuditAction.CREATE, row, actor=actor)
        return row
    row = Handover.objects.select_for_update().get(pk=handover.pk)
    _check_draft(row)
    for name in FIELDS:
        setattr(row, name, typed[name])
    row.save_version(version, FIELDS)
    audit.record(AuditAction.UPDATE, row, actor=actor)
    return row


@transaction.atomic
def confirm_handover(handover: Handover, *, actor: User, version: int | None = None) -> Handover:
    """Sign as supervisor: what the book says at the end of that day is frozen beside what was counted.

    Raises:
        NotPermittedError: ``actor`` is no auditor, or hands over or takes over himself.
        DomainError: signed already; counted and booked differ without an explanation.
        StaleError: changed since the page of ``version`` was opened.
    """
    require_auditor(actor)
    lock_book(handover.on.year)
    row = Handover.objects.select_for_update().get(pk=handover.pk)
    _check_draft(row)
    row.check_shown(version)
    if actor.display_name in (row.giver, row.taker):
        raise NotPermittedError("移交人、接交人不能监交自己的交接")
    gaps = differences(row)
    if any(gaps.values()) and not row.note.strip():
        raise DomainError(
            f"实点现金与账面相差 {gaps['cash']:,.2f} 元，银行对账单与账面相差 {gaps['bank']:,.2f} 元，"
            "请先在“差额说明”中写明原因"
        )
    row.facts = handover_facts(row.on)
    row.state, row.supervisor, row.confirmed_at = HandoverState.DONE, actor, timezone.now()
    row.save_version(row.version, ("facts", "state", "supervisor_id", "confirmed_at"))
    audit.record(AuditAction.STEP, row, actor=actor, changes={"state": ["draft", "done"]})
    return row


def differences(handover: Handover) -> dict[str, Decimal]:
    """Counted less booked, yuan, of cash and bank at the end of the day."""
    booked = balances(handover.on)
    return {
        "cash": handover.cash_counted - booked[Journal.CASH],
        "bank": handover.bank_stated - booked[Journal.BANK],
    }


def handover_facts(on: dt.date) -> list[list[str]]:
    """What the book says at the end of ``on``: rows of [label, text]."""
    booked, last = balances(on), Entry.objects.filter(on__lte=on).order_by("-year", "-number").first()
    closed = closed_through()
    rows = [
        ["库存现金账面余额", f"{booked[Journal.CASH]:,.2f} 元"],
        ["银行存款账面余额", f"{booked[Journal.BANK]:,.2f} 元"],
        ["最后一张凭证", last.title if last else "没有凭证"],
        ["本年凭证", f"{Entry.objects.filter(year=on.year, on__lte=on).count()} 张"],
        ["已结账至", f"{closed:%Y 年 %-m 月}" if closed else "尚未结账"],
    ]
    sources = by_fund_source(dt.date(on.year, 1, 1), on)
    rows += [[f"其中：{each.label}结余", f"{each.closing:,.2f} 元"] for each in sources if each.closing]
    return rows


def _check_draft(row: Handover) -> None:
    if row.state != HandoverState.DRAFT:
        raise DomainError("这次交接已监交签字，不能再修改")
