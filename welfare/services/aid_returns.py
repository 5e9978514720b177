"""退汇: the bank returned one payment of a paid list. The row is taken back, booked back, paid again later.

A voucher of a list is one for all its rows: the whole voucher is reversed in red and what stands is booked
again, in the same transaction, so that the list and the cash book agree at every moment.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction

from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, StaleError
from union.funds.choices import Purpose
from union.funds.models import Entry
from union.funds.selectors import entries_of
from union.funds.services.posting import Source, post_entry, reverse_entry
from welfare.choices.aid import AidState
from welfare.models import Aid, AidReturn, PaymentList
from welfare.permissions import hardship as may
from welfare.rules.aid_flow import GIVEN, RETURNABLE
from welfare.selectors.aid import rows_of
from welfare.services.aid import move_aid
from welfare.services.aid_payments import SOURCE, lines_of, paid_summary
from welfare.services.hardship_files import locked_file


@transaction.atomic
def return_row(
    list_id: int,
    aid_id: int,
    *,
    reason: str,
    actor: User,
    on: dt.date | None = None,
    version: int | None = None,
) -> AidReturn:
    """Take one row back: it waits for another list, with the account corrected first.

    Raises:
        NotPermittedError: no right to pay aid, or the own household.
        DomainError: the list is not paid, the row is not on it (any more), no reason, a day before the
            payment or in the future; see funds.reverse_entry (closed month).
        StaleError: somebody worked on the list since ``version``.
    """
    payment, aid = _locked(list_id, aid_id, actor, version)
    day, paid_on, amount = on or today(), aid.paid_on, aid.paid_amount or Decimal(0)
    if not reason.strip():
        raise DomainError("请填写退回原因", field="reason")
    if paid_on is None or not paid_on <= day <= today():
        raise DomainError(f"退回日期应在发放日期（{paid_on}）与今天之间", field="on")
    row = AidReturn.objects.create(
        aid=aid, payment=payment, amount=amount, paid_on=paid_on, on=day,
        reason=reason.strip()[:200], bank=aid.bank, snapshot=aid.snapshot, actor=actor,
    )  # fmt: skip
    _take_off(aid, row, actor)
    _book_again(payment, day, row, actor)
    payment.version += 1
    payment.save(update_fields=["version"])
    audit.record(
        AuditAction.STEP, payment, actor=actor, changes={"returned": [None, row.amount]}, note="登记退汇"
    )
    return row


def _locked(list_id: int, aid_id: int, actor: User, version: int | None) -> tuple[PaymentList, Aid]:
    """The household's file, then list and row: file before row as `aid.locked_aid` and `exit_file` take them.

    Whoever ends the file meanwhile waits, and then sees that money came back and is owed.
    """
    file_id = Aid.objects.filter(pk=aid_id).values_list("file_id", flat=True).first()
    file = locked_file(file_id) if file_id is not None else None
    payment = PaymentList.objects.select_for_update(of=("self",)).get(pk=list_id)
    if not may.pays(actor):
        raise NotPermittedError("您没有权限登记退汇")
    if version is not None and payment.version != version:
        raise StaleError("这份清单已被他人办理，请核对后再提交。")
    if payment.state not in RETURNABLE:
        raise DomainError(f"清单目前“{payment.get_state_display()}”，没有可退汇的发放")
    rows = Aid.objects.select_for_update(of=("self",))
    aid = rows.filter(pk=aid_id, payment=payment, state__in=GIVEN).first()
    if aid is None or file is None:
        raise DomainError("这一笔已不在清单上，可能刚由他人登记了退汇")
    aid.file = file
    if may.concerns(actor, file):
        raise NotPermittedError("本人或家庭成员的帮扶须由他人登记退汇")
    return payment, aid


def _take_off(aid: Aid, row: AidReturn, actor: User) -> None:
    """The application is approved and unpaid again; what failed stays in ``row``."""
    aid.payment = aid.paid_amount = aid.paid_on = aid.signed_on = None
    aid.snapshot = aid.bank = aid.signer = ""
    move_aid(
        aid, AidState.APPROVED, "return-money", actor=actor, amount=row.amount, note=row.reason,
        fields=("payment", "paid_amount", "paid_on", "signed_on", "snapshot", "bank", "signer"),
    )  # fmt: skip


def standing_entry(payment: PaymentList) -> Entry | None:
    """The voucher of the list that was not reversed."""
    rows = entries_of(Source(SOURCE, payment.pk)).filter(reverses=None, reversed_by=None)
    return rows.order_by("-year", "-number").first()


def _book_again(payment: PaymentList, day: dt.date, row: AidReturn, actor: User) -> None:
    """Reverse the standing voucher and book the rows that stay.

    The rest is no new spending (``replaces``): it needs neither a second override nor, when the bank returns
    in January what was paid in December, a line in the budget of the new year.
    """
    entry = standing_entry(payment)
    if entry is None:
        raise DomainError("这份清单没有可冲销的凭证，请与会计核对")
    reverse_entry(
        entry, on=day, reason=f"退汇（退汇第 {row.pk} 号）", key=f"{SOURCE}:{payment.pk}:red:{entry.pk}",
        actor=actor,
    )  # fmt: skip
    rest = list(rows_of(payment))
    if not rest:
        return
    post_entry(
        on=day, summary=f"{paid_summary(payment, rest)}，退汇后重记",
        lines=lines_of(rest, payment, day, Purpose(payment.paid_from)),
        key=f"{SOURCE}:{payment.pk}:rest:{entry.pk}", source=Source(SOURCE, payment.pk),
        actor=actor, replaces=entry,
    )  # fmt: skip
