"""Cash and transfers: collected in a unit, received by the office, booked as one sum, each with a receipt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from members.choices import DuesBookingKind, DuesCollectionState, DuesKind, DuesMethod
from members.models import (
    DuesBooking,
    DuesCollection,
    DuesCollectionLine,
    DuesMonth,
    DuesReceipt,
    Member,
)
from members.rules.dues import settle
from members.selectors.dues import balances_of, collected_from
from members.services.dues_booking import add_lines, closing_books, open_current_month
from members.services.dues_months import require_close
from members.services.dues_prepayment import Fees, coming_fees_of
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, TransitionError

METHODS = (DuesMethod.CASH, DuesMethod.TRANSFER)


@transaction.atomic
def hand_in(
    amounts: Mapping[Member, Decimal],
    *,
    method: DuesMethod,
    collected_on: dt.date,
    actor: User,
    note: str = "",
    prepays: bool = False,
) -> DuesCollection:
    """Record what was collected from whom. Nothing is booked before the office has received the money.

    ``prepays``: what is more than owed is for coming months (dues_prepayment).

    Raises:
        NotPermittedError: somebody is outside the actor's scope of COLLECT_DUES.
        DomainError: nothing was collected, a day to come, or more than a member owes.
    """
    if not amounts or any(amount <= 0 for amount in amounts.values()):
        raise DomainError("请至少填写一名会员的缴款金额，金额应大于 0", field="amount")
    if method not in METHODS:
        raise DomainError("收缴方式只能是现金或转账", field="method")
    if collected_on > today():
        raise DomainError("收款日期还没有到", field="collected_on")
    ids = [member.pk for member in amounts]
    if collected_from(actor).filter(pk__in=ids).count() != len(ids):
        raise NotPermittedError("只能登记您负责的支会、小组会员的会费")
    _check_owed(amounts, prepays=prepays)
    row = DuesCollection.objects.create(
        branch_id=_common(amounts, "branch_id"), group_id=_common(amounts, "group_id"), method=method,
        collected_on=collected_on, total=sum(amounts.values(), Decimal(0)), note=note.strip(),
        recorded_by=actor, prepays=prepays,
    )  # fmt: skip
    DuesCollectionLine.objects.bulk_create(
        DuesCollectionLine(collection=row, member=member, amount=amount) for member, amount in amounts.items()
    )
    audit.record(AuditAction.CREATE, row, actor=actor, changes={"total": [None, row.total]})
    return row


def _check_owed(amounts: Mapping[Member, Decimal], *, prepays: bool) -> None:
    owed, coming = balances_of([member.pk for member in amounts], today()), _coming(amounts, prepays)
    for member, amount in amounts.items():
        try:
            settle(amount, owed[member.pk], coming.get(member.pk, ()))
        except DomainError as error:
            raise DomainError(f"{member.name}：{error}", field="amount") from error


def _coming(members: Iterable[Member], prepays: bool) -> dict[int, Fees]:
    """Coming months per member, nothing where the surplus is not meant to be paid ahead."""
    return coming_fees_of(list(members), today()) if prepays else {}


def _common(amounts: Mapping[Member, Decimal], name: str) -> Any:
    found = {getattr(member, name) for member in amounts}
    return found.pop() if len(found) == 1 else None


@transaction.atomic
def receive(collection: DuesCollection, *, actor: User) -> DuesCollection:
    """The office has the money: book it for the months owed, oldest first, and write the receipts.

    Raises:
        NotPermittedError: no right to close dues, or the actor handed the sheet in himself.
        TransitionError: it was received or returned already.
        DomainError: somebody owes less by now; this month is closed.
    """
    row = _locked(collection, actor)
    if row.recorded_by_id == actor.pk:
        raise NotPermittedError("收缴单由他人点收，收款人不能自己点收入账")
    return _book(row, actor=actor)


@transaction.atomic
def take_at_office(
    member: Member,
    amount: Decimal,
    *,
    method: DuesMethod,
    collected_on: dt.date,
    actor: User,
    note: str = "",
    prepays: bool = False,
) -> DuesCollection:
    """One member pays at the counter of the office: recorded, booked and receipted in one act.

    ``prepays``: what is more than owed is for coming months, twelve at most (dues_prepayment).

    Raises:
        NotPermittedError: no right to close dues; it is the actor's own dues.
        DomainError: see `hand_in`.
    """
    require_close(actor)
    if member.user_id == actor.pk:
        raise NotPermittedError("本人的会费请由其他人收取")
    open_current_month()  # its lock before the sums: nobody computes or pays in between
    row = hand_in(
        {member: amount}, method=method, collected_on=collected_on, actor=actor, note=note, prepays=prepays
    )
    return _book(row, actor=actor)


@transaction.atomic
def give_back(collection: DuesCollection, *, note: str, actor: User) -> DuesCollection:
    """Return a sheet that does not agree with the money; it is handed in anew.

    Raises:
        NotPermittedError, TransitionError: see `receive`.
        DomainError: no reason.
    """
    row = _locked(collection, actor)
    if not note.strip():
        raise DomainError("退回时请写明原因", field="note")
    row.state, row.decision_note = DuesCollectionState.RETURNED, note.strip()
    row.decided_by, row.decided_at = actor, timezone.now()
    row.save()
    audit.record(AuditAction.UPDATE, row, actor=actor, note=f"退回收缴单：{note.strip()}")
    return row


def _locked(collection: DuesCollection, actor: User) -> DuesCollection:
    require_close(actor)
    row = DuesCollection.objects.select_for_update(of=("self",)).get(pk=collection.pk)
    if row.state != DuesCollectionState.HANDED_IN:
        raise TransitionError(f"这张收缴单{row.get_state_display()}，不能再办理")
    return row


def _book(row: DuesCollection, *, actor: User) -> DuesCollection:
    month = open_current_month()
    lines = list(row.lines.select_related("member"))
    owed = balances_of([line.member_id for line in lines], today())
    coming = _coming((line.member for line in lines), row.prepays)
    summary = f"收缴会费（收缴单 {row.pk}，{len(lines)} 人，{row.get_method_display()}）"
    method = DuesMethod(row.method)
    with closing_books(
        DuesBookingKind.COLLECTION, month, summary=summary, actor=actor, method=method
    ) as booking:
        settled = {
            line: settle(line.amount, owed[line.member_id], coming.get(line.member_id, ())) for line in lines
        }
        parts = [(line.member, month_, part) for line, found in settled.items() for month_, part in found]
        add_lines(booking, DuesKind.PAID, parts, method)
    row.state, row.booking = DuesCollectionState.BOOKED, booking
    row.decided_by, row.decided_at = actor, timezone.now()
    row.save()
    _write_receipts(booking, settled, actor)
    audit.record(AuditAction.UPDATE, row, actor=actor, note=f"点收入账 {row.total} 元")
    return row


def _write_receipts(booking: DuesBooking, settled: Mapping[DuesCollectionLine, Any], actor: User) -> None:
    """Numbers follow without a gap: the caller holds the lock of the month, and a rollback takes all back."""
    year, last = today().year, _last_number(today().year)
    DuesReceipt.objects.bulk_create(
        DuesReceipt(
            year=year, serial=serial, member=line.member, booking=booking, amount=line.amount,
            first_month=parts[0][0], last_month=parts[-1][0], method=booking.method, issued_on=today(),
            issued_by=actor,
        )
        for serial, (line, parts) in enumerate(settled.items(), start=last + 1)
    )  # fmt: skip


def _last_number(year: int) -> int:
    """The last receipt of ``year``; the oldest month's row is the lock that all who number receipts take."""
    DuesMonth.objects.select_for_update(of=("self",)).order_by("month").first()
    return DuesReceipt.objects.filter(year=year).aggregate(last=Max("serial"))["last"] or 0


@transaction.atomic
def void_receipt(receipt: DuesReceipt, *, reason: str, actor: User) -> DuesReceipt:
    """Void a spoiled receipt; its number stays. A new one is written for the same payment.

    Raises:
        NotPermittedError: no right.
        DomainError: no reason, or void already.
    """
    require_close(actor)
    row = DuesReceipt.objects.select_for_update(of=("self",)).get(pk=receipt.pk)
    if row.void_reason:
        raise DomainError("这张收据已作废")
    if not reason.strip():
        raise DomainError("作废收据请写明原因", field="reason")
    last = _last_number(today().year)
    fresh = DuesReceipt.objects.create(
        year=today().year, serial=last + 1, member=row.member, booking=row.booking, amount=row.amount,
        first_month=row.first_month, last_month=row.last_month, method=row.method, issued_on=today(),
        issued_by=actor,
    )  # fmt: skip
    row.void_reason, row.voided_by = reason.strip(), actor
    row.save(update_fields=["void_reason", "voided_by"])
    audit.record(
        AuditAction.UPDATE, row, actor=actor, note=f"作废收据，换开 {fresh.number}：{reason.strip()}"
    )
    return fresh
