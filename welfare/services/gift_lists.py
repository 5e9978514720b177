"""集体发放: a list from a filter, approved, handed out branch by branch, booked as one voucher."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Sum
from django.utils import timezone

from union.accounts.models import User
from union.common import audit, bulk
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, TransitionError
from union.funds.choices import Purpose
from union.funds.selectors import account_for, entries_of
from union.funds.services.posting import Source, expense_lines, post_entry, reverse_entry
from union.organisation.choices import Office, Right
from welfare.choices.visits import ListState, Origin, PayForm, SignKind, VisitState
from welfare.models import GiftItem, GiftList, StockMove, Visit
from welfare.models.visits import CLOSED_WITHOUT
from welfare.permissions import visits as may
from welfare.rules import entitlement
from welfare.selectors.gift_lists import band_of, entitled_of, list_findings, stock_of
from welfare.selectors.standards import standard_on

SOURCE = "welfare.gift_list"
EDITABLE = (
    "title", "occasion", "on", "item", "quantity", "value", "pay_form", "fund_source", "audience",
)  # fmt: skip
_COLUMNS = (
    "gift_list_id", "member_id", "occasion_id", "standard_id", "category", "happened_on", "due_on", "state",
    "origin", "branch_id", "group_id", "department_id", "cash_amount", "gift", "gift_value", "amount",
    "pay_form", "fund_source", "created_at",
)  # fmt: skip


def _need_handler(actor: User) -> None:
    if not may.handles(actor):
        raise NotPermittedError("集体发放由工会办公室办理")


def _locked(list_id: int, *states: ListState, version: int | None = None) -> GiftList:
    row = (
        GiftList.objects.select_for_update(of=("self",))
        .select_related("occasion", "standard__occasion", "item")
        .get(pk=list_id)
    )
    if row.state not in states:
        raise TransitionError(f"发放名单目前是“{ListState(row.state).label}”，不能这样办理")
    row.check_shown(version)
    return row


@transaction.atomic
def save_list(
    values: Mapping[str, Any],
    *,
    actor: User,
    gift_list: GiftList | None = None,
    version: int | None = None,
) -> GiftList:
    """Make a list or change a draft; the standard in force on its day goes with it.

    A changed draft loses its rows: they are filled anew from the filter.

    Raises:
        NotPermittedError: not the office.
        DomainError: the same hand-out exists, no standard, or the list is approved already.
        StaleError: somebody changed it since the page of ``version`` was opened.
    """
    _need_handler(actor)
    if gift_list is None:
        row = GiftList(created_by=actor)
    else:
        row = _locked(gift_list.pk, ListState.DRAFT, version=version)
        row.version += 1
    for name in EDITABLE:
        setattr(row, name, values[name])
    row.standard = standard_on(row.occasion, row.on)
    if row.standard is None:
        raise DomainError(f"“{row.occasion.name}”在 {row.on} 没有适用的慰问标准", field="occasion")
    if row.item is not None:
        row.value = row.item.price * row.quantity
    row.created_by = row.created_by or actor
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise DomainError("同一天已有同名的发放名单", field="title") from error
    row.visits.all().delete()
    action = AuditAction.UPDATE if gift_list else AuditAction.CREATE
    audit.record(action, row, actor=actor, changes={"value": [None, row.value]})
    return row


@transaction.atomic
def fill_list(list_id: int, *, actor: User) -> int:
    """Put everybody whom the filter names into a draft, each once; return how many are new.

    Whoever has a visit of this occasion on this day already is left out, and whoever is of a category to
    which the standard gives nothing.

    Raises:
        NotPermittedError, TransitionError: see `save_list`.
    """
    _need_handler(actor)
    row = _locked(list_id, ListState.DRAFT)
    taken = Visit.objects.filter(occasion=row.occasion, happened_on=row.on, member__isnull=False)
    taken = taken.exclude(state__in=CLOSED_WITHOUT)
    entitled, refused = entitled_of(row)
    people: Any = entitled.exclude(pk__in=taken.values("member_id"))
    found = list(people.values_list("pk", "category", "branch_id", "group_id", "department_id"))
    at, cash = timezone.now(), row.value if row.pay_form == PayForm.CASH else Decimal(0)
    due = row.on + dt.timedelta(days=row.standard.due_days if row.standard else 0)
    gift = row.item.name if row.item else row.occasion.name if row.pay_form != PayForm.CASH else ""
    bulk.insert(
        Visit,
        _COLUMNS,
        (
            (row.pk, pk, row.occasion_id, row.standard_id, category, row.on, due, VisitState.CHECKED.value,
             Origin.LIST.value, branch, group, department, cash, gift, row.value - cash, row.value,
             row.pay_form, row.fund_source, at)
            for pk, category, branch, group, department in found
        ),
    )  # fmt: skip
    _bump(row)
    audit.record(AuditAction.UPDATE, row, actor=actor, note=f"加入 {len(found)} 人，不在范围 {refused} 人")
    return len(found)


@transaction.atomic
def leave_out(list_id: int, visit_ids: Collection[int], *, actor: User) -> int:
    """Take people off a draft; return how many."""
    _need_handler(actor)
    row = _locked(list_id, ListState.DRAFT)
    gone, _tables = row.visits.filter(pk__in=visit_ids).delete()
    _bump(row)
    audit.record(AuditAction.UPDATE, row, actor=actor, note=f"移出 {gone} 人")
    return gone


def _bump(row: GiftList) -> None:
    """Other people stand on the list: whoever had it open has not seen them."""
    row.version += 1
    row.save(update_fields=["version"])


@transaction.atomic
def approve_list(
    list_id: int,
    *,
    actor: User,
    document: str = "",
    override_reason: str = "",
    version: int | None = None,
) -> GiftList:
    """Approve a draft with its rows: caps, yearly ceilings, categories, source and form are checked for all.

    The yuan of the whole list decide whose office is needed, and whether a resolution.

    Raises:
        NotPermittedError: no right, one's own list, the band needs another office, or no right to override.
        DomainError: nobody on the list, something refuses and no reason and resolution are given, or the band
            needs a resolution.
        StaleError: the list or its people changed since the page of ``version`` was opened.
    """
    row = _locked(list_id, ListState.DRAFT, version=version)
    if not actor.access.scope(Right.APPROVE_VISITS).everything:
        raise NotPermittedError("您没有权限审批发放名单")
    if row.created_by_id == actor.pk:
        raise NotPermittedError("不能审批自己编制的发放名单")
    _check_people(row, actor)
    found = list_findings(row)
    blocks = entitlement.blocking(found)
    _check_override(blocks, actor, document, override_reason)
    _check_band(row, actor, document)
    row.state, row.decided_by, row.decided_at = ListState.APPROVED, actor, timezone.now()
    row.decision_document, row.override_reason = document.strip(), override_reason.strip() if blocks else ""
    row.version += 1
    row.save(
        update_fields=["state", "decided_by", "decided_at", "decision_document", "override_reason", "version"]
    )
    row.visits.update(
        state=VisitState.APPROVED, decided_by=actor, decided_at=row.decided_at, version=F("version") + 1,
        override_reason=row.override_reason, overrides=[each.guard.value for each in blocks],
        checked_by=row.created_by,
    )  # fmt: skip
    audit.record(AuditAction.STEP, row, actor=actor, changes={"state": ["draft", "approved"]})
    return row


def _check_people(row: GiftList, actor: User) -> None:
    if not row.visits.exists():
        raise DomainError("名单上还没有人，请先按范围生成名单")
    if row.visits.filter(member__user=actor).exists() and row.visits.count() == 1:
        raise NotPermittedError("不能审批只发给自己的名单")


def _check_band(row: GiftList, actor: User, document: str) -> None:
    total, band = band_of(row, today())
    if band is None:
        return
    words = f"名单合计 {total:,.2f} 元，{band.words}"
    if not actor.access.offices & {Office(each) for each in band.offices}:
        raise NotPermittedError(words)
    if band.document and not document.strip():
        raise DomainError(f"{words}，请填写集体研究的会议记录或纪要编号", field="document")


def _check_override(
    blocks: list[entitlement.Finding], actor: User, document: str, override_reason: str
) -> None:
    if not blocks:
        return
    words = "".join(each.text for each in blocks)
    if entitlement.absolute(blocks):
        raise DomainError(words)
    if not actor.access.scope(Right.OVERRIDE_WELFARE).everything:
        raise NotPermittedError(f"您没有超标放行的权限。{words}")
    if not override_reason.strip() or not document.strip():
        raise DomainError(
            f"{words}请移出超标人员，或填写超标理由和集体研究的会议记录", field="override_reason"
        )


@transaction.atomic
def hand_out(list_id: int, visit_ids: Collection[int], *, on: dt.date, actor: User, signer: str = "") -> int:
    """Record that people got theirs and signed the sheet; the stock goes down with them. Returns how many.

    Whoever has it already is not counted again. ``signer``: who signed for all, "" = each for himself.

    Raises:
        DomainError: a day out of order, or not enough in stock.
        NotPermittedError, TransitionError: see `save_list`.
    """
    _need_handler(actor)
    row = _locked(list_id, ListState.APPROVED)
    if on > today():
        raise DomainError("发放日期不能在将来", field="on")
    waiting = row.visits.filter(pk__in=visit_ids, state=VisitState.APPROVED).exclude(member__user=actor)
    count = waiting.count()
    if row.item is not None and count:
        _take_from_stock(row, count * row.quantity, on, actor)
    waiting.update(
        state=VisitState.SIGNED, visited_on=on, signed_on=on, sign_kind=SignKind.PAPER,
        version=F("version") + 1,
        signer=signer or "见签收单", visitors="工会小组发放",
    )  # fmt: skip
    if count:
        audit.record(AuditAction.UPDATE, row, actor=actor, note=f"发放 {count} 人")
    return count


def _take_from_stock(row: GiftList, wanted: int, on: dt.date, actor: User) -> None:
    item = GiftItem.objects.select_for_update().get(lists=row)
    left = stock_of(item)
    if left < wanted:
        raise DomainError(
            f"“{item.name}”库存 {left} {item.unit}，不够发放 {wanted} {item.unit}，请先登记入库"
        )
    StockMove.objects.create(item=item, quantity=-wanted, on=on, note=row.title, gift_list=row, actor=actor)


@transaction.atomic
def book_list(
    list_id: int,
    *,
    actor: User,
    on: dt.date | None = None,
    paid_from: str = Purpose.BANK,
    override_reason: str = "",
) -> Decimal:
    """Book all that was signed for and is not booked yet, as one voucher; return the yuan.

    Raises:
        NotPermittedError: no right to book.
        DomainError: nothing to book; see funds.post_entry.
    """
    row = _locked(list_id, ListState.APPROVED)
    if not actor.access.can(Right.POST_MONEY):
        raise NotPermittedError("您没有权限入账")
    ready = row.visits.filter(state=VisitState.SIGNED)
    total = ready.aggregate(total=Sum("amount"))["total"] or Decimal(0)
    if not total:
        raise DomainError("没有已签收而未入账的发放")
    day, source = on or today(), Source(SOURCE, row.pk)
    purpose = Purpose(row.standard.purpose) if row.standard else Purpose.COLLECTIVE_WELFARE
    post_entry(
        on=day, summary=f"集体发放：{row.title}（{ready.count()} 人）", source=source, actor=actor,
        lines=expense_lines(
            total, account=account_for(purpose, day), paid_from=account_for(Purpose(paid_from), day),
            fund_source=row.fund_source,
        ),
        key=f"{SOURCE}:{row.pk}:{entries_of(source).count()}", override_reason=override_reason,
    )  # fmt: skip
    ready.update(state=VisitState.BOOKED, booked_on=day, version=F("version") + 1)
    audit.record(AuditAction.STEP, row, actor=actor, changes={"booked": [None, total]})
    return total


@transaction.atomic
def unbook_list(list_id: int, *, actor: User, note: str, on: dt.date | None = None) -> Decimal:
    """Reverse what was booked of a list; its people are signed for and wait to be booked. Returns the yuan.

    A closed list is open again; who had not come for it stays 未走访.

    Raises:
        NotPermittedError: no right to book.
        DomainError: no reason, nothing booked; see funds.reverse_entry (closed month).
    """
    row = _locked(list_id, ListState.APPROVED, ListState.CLOSED)
    if not actor.access.can(Right.POST_MONEY):
        raise NotPermittedError("您没有权限冲销入账")
    if not note.strip():
        raise DomainError("冲销入账须说明理由", field="note")
    entries = list(entries_of(Source(SOURCE, row.pk)).filter(reverses=None, reversed_by=None))
    if not entries:
        raise DomainError("这份名单没有可冲销的入账")
    for entry in entries:
        key = f"{SOURCE}:{row.pk}:red:{entry.pk}"
        reverse_entry(entry, on=on or today(), reason=note, key=key, actor=actor)
    booked = row.visits.filter(state=VisitState.BOOKED, amount__gt=0)
    booked.update(state=VisitState.SIGNED, booked_on=None, version=F("version") + 1)
    total = sum((entry.amount for entry in entries), Decimal(0))
    audit.record(AuditAction.STEP, row, actor=actor, changes={"booked": [total, None]}, note="冲销入账")
    if row.state == ListState.CLOSED:
        _end(row, ListState.APPROVED, actor)
    return total


@transaction.atomic
def close_list(list_id: int, *, actor: User) -> GiftList:
    """Close it: who has not come for it is kept as 未走访.

    Raises:
        DomainError: something handed out is not booked yet.
        NotPermittedError, TransitionError: see `save_list`.
    """
    _need_handler(actor)
    row = _locked(list_id, ListState.APPROVED)
    if row.visits.filter(state=VisitState.SIGNED, amount__gt=0).exists():
        raise DomainError("还有已签收而未入账的发放，请先入账")
    row.visits.filter(state=VisitState.SIGNED).update(state=VisitState.BOOKED, booked_on=today())
    row.visits.filter(state=VisitState.APPROVED).update(state=VisitState.MISSED, missed_reason="未领取")
    return _end(row, ListState.CLOSED, actor)


@transaction.atomic
def cancel_list(list_id: int, *, actor: User) -> GiftList:
    """Give up a draft; its rows go with it."""
    _need_handler(actor)
    row = _locked(list_id, ListState.DRAFT)
    row.visits.all().delete()
    return _end(row, ListState.CANCELLED, actor)


def _end(row: GiftList, state: ListState, actor: User) -> GiftList:
    before, row.state = row.state, state
    row.version += 1
    row.save(update_fields=["state", "version"])
    audit.record(AuditAction.STEP, row, actor=actor, changes={"state": [before, state.value]})
    return row


@transaction.atomic
def save_item(values: Mapping[str, Any], *, actor: User) -> GiftItem:
    """Register goods or vouchers.

    Raises:
        NotPermittedError: not the office.
        DomainError: the name is taken, or a voucher without a named shop.
    """
    _need_handler(actor)
    if values["kind"] != "goods" and not values["supplier"].strip():
        raise DomainError("提货券须写明指定商户（不得发放通用购物卡）", field="supplier")
    if GiftItem.objects.filter(name=values["name"].strip()).exists():
        raise DomainError("已有同名物品", field="name")
    item = GiftItem.objects.create(**values)
    audit.record(AuditAction.CREATE, item, actor=actor)
    return item


@transaction.atomic
def receive(item: GiftItem, quantity: int, *, on: dt.date, note: str, actor: User) -> StockMove:
    """Put goods into stock, or take back a mistake (negative, never below zero).

    Raises:
        NotPermittedError: not the office.
        DomainError: zero, in the future, or more than there is.
    """
    _need_handler(actor)
    row = GiftItem.objects.select_for_update().get(pk=item.pk)
    if quantity == 0 or on > today():
        raise DomainError("数量不能为 0，日期不能在将来", field="quantity")
    if stock_of(row) + quantity < 0:
        raise DomainError(f"库存只有 {stock_of(row)} {row.unit}", field="quantity")
    move = StockMove.objects.create(item=row, quantity=quantity, on=on, note=note.strip(), actor=actor)
    audit.record(AuditAction.CREATE, move, actor=actor, changes={"quantity": [None, quantity]})
    return move
