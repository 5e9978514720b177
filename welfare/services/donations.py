"""Drives, donations, their way into the cash book, and the use of the money."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction

from members.models import Member
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError
from union.common.registries import entry_sources
from union.funds.choices import FundSource, Purpose
from union.funds.selectors import account_for, entries_of
from union.funds.services.posting import (
    Source,
    expense_lines,
    income_lines,
    post_entry,
    reverse_entry,
)
from union.organisation.choices import Right
from union.organisation.models import Branch
from welfare.choices.donations import DriveAction, DriveState, UseAction
from welfare.models import Donation, DonationDeposit, DonationDrive, DonationUse
from welfare.permissions import care as may
from welfare.rules import donations as rules
from welfare.rules.care_flow import CareStep
from welfare.rules.donations import Line
from welfare.selectors.care import steps_for
from welfare.selectors.donations import money_of
from welfare.services.care_flow import advance, begin, created

DEPOSIT, USE = "welfare.deposit", "welfare.donation_use"


def _require(actor: User) -> None:
    if not may.manages(actor):
        raise NotPermittedError("只有工会专干可以办理募捐")


@transaction.atomic
def open_drive(values: Mapping[str, Any], *, actor: User) -> DonationDrive:
    """Begin a drive.

    Raises:
        DomainError: days out of order, or the same drive exists.
    """
    _require(actor)
    if values["ends_on"] < values["starts_on"]:
        raise DomainError("截止日期早于开始日期", field="ends_on")
    if DonationDrive.objects.filter(title=values["title"], starts_on=values["starts_on"]).exists():
        raise DomainError("已有同名、同一开始日期的募捐", field="title")
    drive = DonationDrive.objects.create(**values, created_by=actor)
    created(drive, actor=actor)
    return drive


def _open(drive_id: int) -> DonationDrive:
    drive = DonationDrive.objects.select_for_update().get(pk=drive_id)
    if drive.state != DriveState.OPEN:
        raise DomainError("募捐已截止，不能再增减捐款")
    return drive


@transaction.atomic
def add_donations(drive_id: int, text: str, *, branch: Branch | None, given_on: dt.date, actor: User) -> int:
    """Enter the list a branch handed in, a line each; return how many. All lines or none.

    A 工号 or a name that is unique in the branch finds the member; other names are outside donors.

    Raises:
        DomainError: closed, lines that are not understood, a name that several members have, a day that is
            not within the drive.
    """
    _require(actor)
    drive = _open(drive_id)
    if not drive.starts_on <= given_on <= min(drive.ends_on, today()):
        raise DomainError("捐款日期应在募捐期间内，且不能在将来", field="given_on")
    lines, faults = rules.read_lines(text)
    rows = []
    for line in lines:
        member, problem = _donor(line, branch)
        faults += [problem] if problem else []
        rows.append(
            Donation(
                drive=drive, member=member, donor_name=member.name if member else line.who,
                branch=branch or (member.branch if member else None), amount=line.amount, given_on=given_on,
                is_anonymous=line.is_anonymous, handler=actor,
            )
        )  # fmt: skip
    if faults or not rows:
        raise DomainError("；".join(faults[:5]) or "名单是空的", field="text")
    Donation.objects.bulk_create(rows)
    total = sum((row.amount for row in rows), Decimal(0))
    audit.record(
        AuditAction.UPDATE, drive, actor=actor, changes={"added": [0, len(rows)], "yuan": [0, total]}
    )
    return len(rows)


def _donor(line: Line, branch: Branch | None) -> tuple[Member | None, str]:
    rows = Member.objects.unmerged().kept().select_related("branch")
    by_no = rows.filter(staff_no=line.who.upper()).first()
    if by_no is not None:
        return by_no, ""
    if any(sign.isdigit() for sign in line.who):
        return None, f"第 {line.number} 行：没有工号“{line.who[:20]}”"
    named = list((rows.filter(branch=branch) if branch else rows).filter(name=line.who)[:2])
    if len(named) > 1:
        return None, f"第 {line.number} 行：有几名会员叫“{line.who[:20]}”，请写工号"
    return (named[0] if named else None), ""


@transaction.atomic
def remove_donation(donation_id: int, *, actor: User) -> None:
    """Take out a line that was a mistake, before it is in the cash book.

    Raises:
        DomainError: closed, or in the cash book.
    """
    _require(actor)
    row = Donation.objects.select_for_update().get(pk=donation_id)
    drive = _open(row.drive_id)
    if row.deposit_id is not None:
        raise DomainError("这笔捐款已入账，不能删除；请先冲销这次入账")
    audit.record(AuditAction.UPDATE, drive, actor=actor, changes={"yuan": [row.amount, 0]})
    row.delete()


@transaction.atomic
def deposit(drive_id: int, *, on: dt.date, paid_into: str, actor: User) -> DonationDeposit:
    """Book everything that was given and is not in the cash book yet: one voucher, fund source 捐款.

    Raises:
        NotPermittedError: no right to post.
        DomainError: nothing to book; see funds.post_entry (closed month, future day).
    """
    if not (may.manages(actor) and actor.access.can(Right.POST_MONEY)):
        raise NotPermittedError("您没有记账的权限")
    drive = DonationDrive.objects.select_for_update().get(pk=drive_id)
    rows = drive.donations.filter(deposit=None)
    amounts = list(rows.values_list("amount", flat=True))
    if not amounts:
        raise DomainError("没有待入账的捐款")
    if on < drive.starts_on:
        raise DomainError(f"入账日期不能早于募捐开始日期（{drive.starts_on}）", field="on")
    total = sum(amounts, Decimal(0))
    row = DonationDeposit.objects.create(
        drive=drive, on=on, amount=total, count=len(amounts), created_by=actor
    )
    rows.update(deposit=row)
    post_entry(
        on=on, summary=f"捐款收入（募捐第 {drive.pk} 号，{len(amounts)} 笔）", source=Source(DEPOSIT, row.pk),
        lines=income_lines(
            total, account=account_for(Purpose.OTHER_INCOME, on),
            paid_into=account_for(Purpose(paid_into), on), fund_source=FundSource.DONATION,
        ),
        key=f"{DEPOSIT}:{row.pk}", actor=actor,
    )  # fmt: skip
    return row


@transaction.atomic
def undo_deposit(deposit_id: int, *, actor: User, reason: str, on: dt.date | None = None) -> DonationDeposit:
    """Reverse the voucher of a deposit; its donations wait to be booked again.

    Raises:
        NotPermittedError: no right to post.
        DomainError: no reason, taken back before, published already, or the money is promised; see
            funds.reverse_entry.
    """
    if not (may.manages(actor) and actor.access.can(Right.POST_MONEY)):
        raise NotPermittedError("您没有记账的权限")
    drive_id = DonationDeposit.objects.values_list("drive_id", flat=True).get(pk=deposit_id)
    drive = DonationDrive.objects.select_for_update().get(pk=drive_id)
    row = DonationDeposit.objects.get(pk=deposit_id)
    if drive.state not in (DriveState.OPEN, DriveState.CLOSED):
        raise DomainError(f"这次募捐{drive.get_state_display()}，不能再冲销入账")
    if not row.donations.exists():
        raise DomainError("这次入账已冲销")
    left = money_of(drive)["left"]
    if left < row.amount:
        raise DomainError(f"这次入账的捐款已安排使用（可用余额 {left:,.2f} 元），请先处理使用")
    entry = entries_of(Source(DEPOSIT, row.pk)).get(reverses=None)
    reverse_entry(entry, on=on or today(), reason=reason, key=f"{DEPOSIT}:{row.pk}:red", actor=actor)
    row.donations.update(deposit=None)
    audit.record(AuditAction.STEP, drive, actor=actor, changes={"deposited": [row.amount, 0]})
    return row


def drive_steps(drive: DonationDrive, user: User) -> list[CareStep]:
    """Steps of a drive this user may take now."""
    return steps_for(drive, rules.DRIVES, user)


@transaction.atomic
def step_drive(
    drive_id: int, action: DriveAction, *, actor: User, note: str = "", publication: str = "",
    version: int | None = None,
) -> DonationDrive:  # fmt: skip
    """Close, publish, audit.

    Raises:
        DomainError: money not yet in the cash book, no way of publication, no opinion; see `begin`.
    """
    drive, step = begin(
        DonationDrive.objects.all(), drive_id, rules.DRIVES, action, actor=actor, version=version
    )
    fields: list[str] = []
    if action == DriveAction.PUBLISH:
        if money_of(drive)["waiting"]:
            raise DomainError("还有捐款没有入账，入账后才能公示")
        if not publication.strip():
            raise DomainError("请填写公示方式（公开栏、院内网等）", field="publication")
        drive.published_on, drive.publication = today(), publication.strip()
        fields = ["published_on", "publication"]
    if action == DriveAction.AUDIT:
        drive.audited_by, drive.audited_on, drive.audit_opinion = actor, today(), note.strip()
        fields = ["audited_by", "audited_on", "audit_opinion"]
    advance(drive, step, actor=actor, note=note, fields=fields)
    return drive


@transaction.atomic
def propose_use(
    drive_id: int, *, amount: Decimal, purpose: str, recipient: str, actor: User, case_kind: str = "",
    case_pk: int | None = None,
) -> DonationUse:  # fmt: skip
    """Propose to give money of a drive to somebody.

    Raises:
        DomainError: more than is left, or the case named does not exist (for this user).
    """
    _require(actor)
    drive = DonationDrive.objects.select_for_update().get(pk=drive_id)
    left = money_of(drive)["left"]
    if amount <= 0 or amount > left:
        raise DomainError(
            f"这次募捐可用余额 {left:,.2f} 元（已入账减已安排），申请 {amount:,.2f} 元", field="amount"
        )
    source = entry_sources.get(case_kind) if case_kind else None
    if case_kind and (source is None or case_pk is None or source.find(actor, case_pk) is None):
        raise DomainError("没有找到要关联的业务，请核对编号", field="case_pk")
    use = DonationUse.objects.create(
        drive=drive, amount=amount, purpose=purpose.strip(), recipient=recipient.strip(),
        case_kind=case_kind, case_pk=case_pk if case_kind else None, proposed_by=actor, proposed_on=today(),
    )  # fmt: skip
    created(use, actor=actor)
    return use


def use_steps(use: DonationUse, user: User) -> list[CareStep]:
    """Steps of a use this user may take now; nobody approves what he proposed."""
    steps = steps_for(use, rules.USES, user)
    return [step for step in steps if step.action != UseAction.APPROVE or use.proposed_by_id != user.pk]


@transaction.atomic
def step_use(
    use_id: int, action: UseAction, *, actor: User, note: str = "", on: dt.date | None = None,
    paid_from: str = Purpose.BANK, override_reason: str = "", version: int | None = None,
) -> DonationUse:  # fmt: skip
    """Approve, reject, or pay and book from the fund source 捐款; voucher and state in one transaction.

    Raises:
        NotPermittedError: one's own proposal; see `begin`.
        DomainError: see funds.post_entry.
    """
    rows = DonationUse.objects.select_related("drive")
    use, step = begin(rows, use_id, rules.USES, action, actor=actor, version=version)
    fields: list[str] = []
    if action in (UseAction.APPROVE, UseAction.REJECT):
        if action == UseAction.APPROVE and use.proposed_by_id == actor.pk:
            raise NotPermittedError("提出人不能审批自己提出的使用")
        use.decided_by, fields = actor, ["decided_by"]
    if action == UseAction.BOOK:
        day = on or today()
        post_entry(
            on=day, summary=f"捐款支出（捐款使用第 {use.pk} 号）", source=Source(USE, use.pk),
            key=f"{USE}:{use.pk}:{entries_of(Source(USE, use.pk)).count()}",
            lines=expense_lines(
                use.amount, account=account_for(Purpose.HARDSHIP, day),
                paid_from=account_for(Purpose(paid_from), day), fund_source=FundSource.DONATION,
            ),
            actor=actor, override_reason=override_reason,
        )  # fmt: skip
        use.booked_on, fields = day, ["booked_on"]
    if action == UseAction.UNBOOK:
        _unbook_use(use, note, actor)
        use.booked_on, fields = None, ["booked_on"]
    advance(use, step, actor=actor, note=note, fields=fields)
    return use


def _unbook_use(use: DonationUse, note: str, actor: User) -> None:
    if not note.strip():
        raise DomainError("冲销支付须说明理由", field="note")
    entry = entries_of(Source(USE, use.pk)).get(reverses=None, reversed_by=None)
    reverse_entry(entry, on=today(), reason=note, key=f"{USE}:{use.pk}:red:{entry.pk}", actor=actor)
