"""Requests of dues: 短期免缴 and 退费; asked for by one person, decided by another."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from members.choices import (
    DuesBookingKind,
    DuesKind,
    DuesMethod,
    DuesMonthState,
    DuesRequestKind,
    DuesRequestState,
)
from members.models import DuesMonth, DuesRequest, Member
from members.rules.dues import take_back
from members.rules.dues_records import REQUESTS, RequestAction, check_waiver
from members.selectors.dues import account_of
from members.services.dues_booking import add_lines, closing_books, open_current_month
from members.services.dues_collections import METHODS
from members.services.dues_months import compute_open, recheck_into
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.errors import DomainError, NotPermittedError
from union.organisation.choices import Right


@transaction.atomic
def ask(
    kind: DuesRequestKind,
    member: Member,
    *,
    first_month: dt.date,
    last_month: dt.date,
    reason: str,
    actor: User,
    amount: Decimal | None = None,
    method: str = "",
    document: str = "",
) -> DuesRequest:
    """Ask for a waiver of the months given, or for ``amount`` yuan paid in them to be given back.

    Raises:
        NotPermittedError: neither the member himself nor in scope of COLLECT_DUES.
        DomainError: the months are wrong, or a refund is more than was paid.
    """
    own = member.user_id == actor.pk
    if not own and not actor.access.reaches(Right.COLLECT_DUES, member):
        raise NotPermittedError("您没有为这名会员提出会费申请的权限")
    check_waiver(first_month, last_month)
    if kind == DuesRequestKind.REFUND:
        _check_refund(member, first_month, last_month, amount, method)
    row = DuesRequest.objects.create(
        kind=kind, member=member, first_month=first_month, last_month=last_month, reason=reason.strip(),
        document=document.strip(), amount=amount if kind == DuesRequestKind.REFUND else None,
        method=method if kind == DuesRequestKind.REFUND else "", requested_by=actor,
    )  # fmt: skip
    audit.record(AuditAction.CREATE, row, actor=actor, note=row.get_kind_display())
    return row


def _check_refund(
    member: Member, first: dt.date, last: dt.date, amount: Decimal | None, method: str
) -> list[tuple[dt.date, Decimal]]:
    if amount is None or amount <= 0:
        raise DomainError("请填写退费金额", field="amount")
    if method not in METHODS:
        raise DomainError("退费方式请选择现金或转账", field="method")
    return take_back(amount, [(row["month"], row["paid"]) for row in account_of(member, first, last)])


@transaction.atomic
def advance(request: DuesRequest, action: RequestAction, *, actor: User, note: str = "") -> DuesRequest:
    """Approve, refuse or withdraw. An approved waiver changes what is due at once; a refund is paid.

    Months that are closed stay as they are: what changes for them is booked in this month, by reversal.

    Raises:
        NotPermittedError: no right over the member; the applicant or the member himself decides.
        TransitionError, DomainError: the table of arrows; no note for a refusal; this month is closed.
    """
    row = DuesRequest.objects.select_for_update(of=("self",)).select_related("member").get(pk=request.pk)
    step = REQUESTS.step_for(row.state, action)
    if not may_take(actor, row, step):
        raise NotPermittedError(f"您不能{action.label}这项申请；申请人和会员本人不能审批")
    if step.note_required and not note.strip():
        raise DomainError(f"{action.label}时请写明意见", field="note")
    before = row.get_state_display()
    row.state = step.target
    if action != RequestAction.WITHDRAW:
        row.decided_by, row.decided_at, row.decision_note = actor, timezone.now(), note.strip()
    row.save()
    if row.state == DuesRequestState.APPROVED:
        _carry_out(row, actor)
    audit.record(AuditAction.UPDATE, row, actor=actor, changes={"state": [before, row.get_state_display()]})
    return row


def may_take(user: User, row: DuesRequest, step: Any) -> bool:
    """Who asked withdraws; another person with the right decides, never the member himself."""
    if step.action == RequestAction.WITHDRAW:
        return bool(row.requested_by_id == user.pk)
    strangers = user.pk not in (row.requested_by_id, row.member.user_id)
    return strangers and user.access.reaches(step.right, row.member)


def _carry_out(row: DuesRequest, actor: User) -> None:
    if row.kind == DuesRequestKind.REFUND:
        _pay_back(row, actor)
        return
    months = DuesMonth.objects.filter(month__range=(row.first_month, row.last_month)).order_by("month")
    for month in months.select_for_update(of=("self",)):
        if month.state == DuesMonthState.OPEN:
            compute_open(month, actor=actor)
    if any(month.state == DuesMonthState.CLOSED for month in months):
        recheck_into(open_current_month(), row.first_month, row.last_month, actor=actor)


def _pay_back(row: DuesRequest, actor: User) -> None:
    assert row.amount is not None
    month = open_current_month()  # its lock before the sums: two requests for the same money
    parts = _check_refund(row.member, row.first_month, row.last_month, row.amount, row.method)
    method = DuesMethod(row.method)
    with closing_books(
        DuesBookingKind.REFUND, month, actor=actor, method=method,
        summary=f"退还会费（申请 {row.pk}，{row.get_method_display()}）",
    ) as booking:  # fmt: skip
        add_lines(booking, DuesKind.PAID, [(row.member, of, -part) for of, part in parts], method)
    row.booking = booking
    row.save(update_fields=["booking"])
