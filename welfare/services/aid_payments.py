"""发放清单: open → locked → approved → paid (booked, once) → signed. Who closes it does not approve."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import Sum

from union.accounts.models import User
from union.common import audit
from union.common.attachments import save_attachment
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, StaleError
from union.funds.choices import FundSource, Purpose
from union.funds.selectors import account_for
from union.funds.services.posting import Line, Source, expense_lines, post_entry
from welfare.choices.aid import AidKind, AidState, PaymentState
from welfare.models import Aid, AidReturn, HardshipFile, PaymentList
from welfare.permissions import hardship as may
from welfare.rules.aid_flow import PAYMENT, RETURNABLE, PaymentAction, PaymentStep
from welfare.selectors.aid import ready_for, rows_of
from welfare.selectors.hardship import people_in
from welfare.services.aid import may_be_helped, move_aid

SOURCE = "welfare.aid_payment"
SHEET = "签收表"
PAID_FROM = (Purpose.BANK, Purpose.CASH)


@transaction.atomic
def make_list(*, title: str, fund_source: str, actor: User) -> PaymentList:
    """Open a list; all its rows are paid from one fund source.

    Raises:
        NotPermittedError: no right to pay aid.
        DomainError: no title, no such source.
    """
    if not may.pays(actor):
        raise NotPermittedError("您没有权限编制帮扶发放清单")
    if not title.strip() or fund_source not in FundSource.values:
        raise DomainError("请填写名称和经费来源", field="title")
    payment = PaymentList.objects.create(title=title.strip(), fund_source=fund_source, created_by=actor)
    audit.record(AuditAction.CREATE, payment, actor=actor)
    return payment


def locked_list(
    list_id: int, action: PaymentAction, actor: User, version: int | None = None
) -> tuple[PaymentList, PaymentStep]:
    """Lock the list and find the arrow.

    Raises:
        TransitionError, NotPermittedError, StaleError: as of `aid.locked_aid`.
    """
    payment = PaymentList.objects.select_for_update(of=("self",)).get(pk=list_id)
    step = PAYMENT.step_for(payment.state, action)
    if not may.can_take_payment(actor, payment, step):
        raise NotPermittedError(_refusal(actor, payment, action))
    if version is not None and payment.version != version:
        raise StaleError("这份清单已被他人办理，请核对后再提交。")
    return payment, step


def _refusal(actor: User, payment: PaymentList, action: PaymentAction) -> str:
    if action == PaymentAction.APPROVE and actor.pk in (payment.locked_by_id, payment.created_by_id):
        return "编制、送审和审批须由不同的人办理（不相容岗位分离）"
    if action == PaymentAction.PAY and actor.pk == payment.decided_by_id:
        return "审批和发放须由不同的人办理（不相容岗位分离）"
    return f"您没有权限{action.label}这份清单"


def _open_list(list_id: int, actor: User) -> PaymentList:
    payment = PaymentList.objects.select_for_update(of=("self",)).get(pk=list_id)
    if not may.pays(actor):
        raise NotPermittedError("您没有权限编制帮扶发放清单")
    if payment.state != PaymentState.OPEN:
        raise DomainError(f"清单目前“{payment.get_state_display()}”，不能再增减")
    payment.version += 1
    payment.save(update_fields=["version"])
    return payment


@transaction.atomic
def put_on_list(list_id: int, aid_ids: Iterable[int], *, actor: User) -> int:
    """Put approved applications on an open list; those that do not fit are left out. Return how many.

    Raises:
        NotPermittedError, DomainError: no right; the list is closed.
    """
    payment = _open_list(list_id, actor)
    ids = list(ready_for(payment).filter(pk__in=list(aid_ids)).values_list("pk", flat=True))
    rows = list(Aid.objects.select_for_update(of=("self",)).filter(pk__in=ids, state=AidState.APPROVED))
    for aid in rows:
        aid.payment = payment
        move_aid(aid, AidState.LISTED, "list", actor=actor, fields=("payment",))
    return len(rows)


@transaction.atomic
def take_off_list(list_id: int, aid_ids: Iterable[int], *, actor: User) -> int:
    """Take rows off an open list; they wait for another one. Return how many.

    Raises:
        NotPermittedError, DomainError: see `put_on_list`.
    """
    payment = _open_list(list_id, actor)
    rows = list(payment.aids.select_for_update(of=("self",)).filter(pk__in=list(aid_ids)))
    _release(rows, actor)
    return len(rows)


def _release(rows: Iterable[Aid], actor: User) -> None:
    for aid in rows:
        aid.payment = None
        move_aid(aid, AidState.APPROVED, "unlist", actor=actor, fields=("payment",))


def _move(payment: PaymentList, step: PaymentStep, actor: User, fields: tuple[str, ...] = ()) -> PaymentList:
    before, payment.state = payment.state, step.target
    payment.version += 1
    payment.save(update_fields=["state", "version", *fields])
    audit.record(
        AuditAction.STEP, payment, actor=actor,
        changes={"state": [before, step.target.value], "total": [payment.total, payment.total]},
    )  # fmt: skip
    return payment


@transaction.atomic
def lock_list(list_id: int, *, actor: User, version: int | None = None) -> PaymentList:
    """Close the list: its total stands, it goes to whoever approves.

    Raises:
        DomainError: empty, or a household may not be helped any more; see `locked_list`.
    """
    payment, step = locked_list(list_id, PaymentAction.LOCK, actor, version)
    rows = list(rows_of(payment).select_related("file__consent"))
    if not rows:
        raise DomainError("清单上还没有人")
    _check_households(rows)
    payment.total = sum((aid.approved_amount or Decimal(0) for aid in rows), Decimal(0))
    payment.locked_by, payment.locked_on, payment.note = actor, today(), ""
    return _move(payment, step, actor, ("total", "locked_by", "locked_on", "note"))


def _check_households(rows: Iterable[Aid]) -> None:
    """Money that was paid and came back is owed, whatever has become of the file; not against the consent."""
    owed = {aid.pk for aid in rows if aid.file.consent.withdrawn_at is None and aid.returns.exists()}
    found = ((aid, may_be_helped(aid.file)) for aid in rows if aid.pk not in owed)
    bad = [f"{aid.file.number}（{problem}）" for aid, problem in found if problem]
    if bad:
        raise DomainError(f"以下档案不能发放，请移出清单：{'；'.join(dict.fromkeys(bad))}")


@transaction.atomic
def unlock_list(list_id: int, *, actor: User, note: str, version: int | None = None) -> PaymentList:
    """Send it back with a reason.

    Raises:
        DomainError: no reason; see `locked_list`.
    """
    payment, step = locked_list(list_id, PaymentAction.UNLOCK, actor, version)
    if not note.strip():
        raise DomainError("退回须说明理由", field="note")
    payment.note, payment.locked_by, payment.total = note.strip()[:300], None, Decimal(0)
    return _move(payment, step, actor, ("note", "locked_by", "total"))


@transaction.atomic
def approve_list(list_id: int, *, actor: User, document: str = "", version: int | None = None) -> PaymentList:
    """Approve what was closed, exactly; see `locked_list`."""
    payment, step = locked_list(list_id, PaymentAction.APPROVE, actor, version)
    payment.decided_by, payment.decided_on = actor, today()
    payment.decision_document = document.strip()
    return _move(payment, step, actor, ("decided_by", "decided_on", "decision_document"))


@transaction.atomic
def pay_list(
    list_id: int,
    *,
    actor: User,
    on: dt.date | None = None,
    paid_from: str = Purpose.BANK,
    override_reason: str = "",
    version: int | None = None,
) -> PaymentList:
    """Pay and book in one transaction; each row keeps the household and the account as they are now.

    The voucher names the number of the list alone: whoever reads the cash book learns of no household. The
    key of the booking is the list's, so that it can be booked once ever.

    Raises:
        DomainError: the rows are not what was approved, a household may not be helped any more, no bank
            account; see `locked_list` and funds.post_entry (closed month, budget).
    """
    payment, step = locked_list(list_id, PaymentAction.PAY, actor, version)
    day = on or today()
    if payment.decided_on is not None and not payment.decided_on <= day <= today():
        raise DomainError(f"发放日期应在批准日期（{payment.decided_on}）与今天之间", field="on")
    rows = list(rows_of(payment).select_related("file__consent", "file__member"))
    _check_households(rows)
    if sum((aid.approved_amount or Decimal(0) for aid in rows), Decimal(0)) != payment.total:
        raise DomainError("清单内容与批准时不一致，不能发放；请由审批人退回重新送审")
    if paid_from == Purpose.BANK:
        _need_accounts(rows)
    for aid in rows:
        _pay_row(aid, day, actor)
    post_entry(
        on=day, summary=paid_summary(payment, rows),
        lines=lines_of(rows, payment, day, Purpose(paid_from)), key=f"{SOURCE}:{payment.pk}", actor=actor,
        source=Source(SOURCE, payment.pk), override_reason=override_reason,
    )  # fmt: skip
    payment.paid_by, payment.paid_on, payment.paid_from = actor, day, paid_from
    return _move(payment, step, actor, ("paid_by", "paid_on", "paid_from"))


def paid_summary(payment: PaymentList, rows: Collection[Aid]) -> str:
    """What the cash book says of a list: its number and how many rows."""
    return f"困难帮扶支出（发放清单第 {payment.pk} 号，{len(rows)} 笔）"


def _need_accounts(rows: Iterable[Aid]) -> None:
    missing = dict.fromkeys(aid.file.number for aid in rows if not aid.file.bank_account)
    if missing:
        raise DomainError(
            f"以下档案没有登记银行账户，不能转账：{'、'.join(missing)}；请补充账户，或改从库存现金发放",
            field="paid_from",
        )


def _pay_row(aid: Aid, day: dt.date, actor: User) -> None:
    file = aid.file
    aid.paid_amount, aid.paid_on = aid.approved_amount, day
    aid.snapshot = json.dumps(snapshot_of(file), ensure_ascii=False)
    aid.bank = " ".join(part for part in (file.bank_holder, file.bank_name, file.bank_account) if part)
    move_aid(
        aid, AidState.PAID, "pay", actor=actor, amount=aid.paid_amount,
        fields=("paid_amount", "paid_on", "snapshot", "bank"),
    )  # fmt: skip


def snapshot_of(file: HardshipFile) -> dict[str, Any]:
    """The household as it is now: level, category, figures, people (without ID numbers)."""
    return {
        "level": file.level, "category": file.category, "cause": file.cause, "head_count": file.head_count,
        "income": f"{file.income:.2f}", "per_head": f"{file.per_head:.2f}",
        "people": [
            {
                "kinship": person.kinship, "name": person.name, "occupation": person.occupation,
                "monthly_income": f"{person.monthly_income:.2f}", "health": person.health,
            }
            for person in people_in(file)
        ],
    }  # fmt: skip


def lines_of(rows: Iterable[Aid], payment: PaymentList, day: dt.date, paid_from: Purpose) -> list[Line]:
    """Expense by purpose and branch; legal aid has its own line of the chart."""
    sums: dict[tuple[Purpose, int | None], Decimal] = defaultdict(Decimal)
    for aid in rows:
        purpose = Purpose.LEGAL_AID if aid.kind == AidKind.LEGAL else Purpose.HARDSHIP
        sums[purpose, aid.branch_id] += aid.approved_amount or Decimal(0)
    found: list[Line] = []
    for (purpose, branch_id), amount in sums.items():
        found += expense_lines(
            amount, account=account_for(purpose, day), paid_from=account_for(paid_from, day),
            fund_source=payment.fund_source, branch_id=branch_id,
        )  # fmt: skip
    return found


@transaction.atomic
def sign_list(
    list_id: int, *, actor: User, sheet: File[Any], on: dt.date | None = None, version: int | None = None
) -> PaymentList:
    """Keep the signed sheet (实名签收); every row is signed for.

    Raises:
        DomainError: a day out of order, a bad file; see `locked_list`.
    """
    payment, step = locked_list(list_id, PaymentAction.SIGN, actor, version)
    day = on or today()
    if payment.paid_on is not None and not payment.paid_on <= day <= today():
        raise DomainError(f"签收日期应在发放日期（{payment.paid_on}）与今天之间", field="on")
    payment.sheet = save_attachment(sheet, owner=payment, actor=actor, kind=SHEET)
    payment.signed_on = day
    for aid in rows_of(payment):
        aid.signed_on, aid.signer = day, aid.file.member.name
        move_aid(aid, AidState.SIGNED, "sign", actor=actor, fields=("signed_on", "signer"))
    return _move(payment, step, actor, ("sheet", "signed_on"))


@transaction.atomic
def cancel_list(list_id: int, *, actor: User, version: int | None = None) -> PaymentList:
    """Give up an open list; its rows wait for another one. See `locked_list`."""
    payment, step = locked_list(list_id, PaymentAction.CANCEL, actor, version)
    _release(list(payment.aids.select_for_update(of=("self",))), actor)
    return _move(payment, step, actor)


def paid_total() -> Decimal:
    """Yuan of all lists that were paid, without what the bank returned: equals the cash book at all times."""
    paid = PaymentList.objects.filter(state__in=RETURNABLE)
    total = paid.aggregate(total=Sum("total"))["total"] or Decimal(0)
    back = AidReturn.objects.aggregate(total=Sum("amount"))["total"] or Decimal(0)
    return total - back
