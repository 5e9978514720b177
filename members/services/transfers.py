"""会籍接转: proposed, accepted by the receiving branch, carried out by the office."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from members import permissions
from members.choices import MembershipStatus, TransferKind, TransferState
from members.models import Member, Transfer
from members.rules import transfers
from members.rules.membership import check_date, step_between
from members.rules.transfers import TransferAction
from members.services.members import update_member
from members.services.membership import Grounds, lock_member, refusal_of, write_change
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError
from union.organisation.choices import Office
from union.organisation.models import Appointment
from union.reminders.services import remind, remind_many


@transaction.atomic
def start_transfer(
    member: Member,
    kind: TransferKind,
    *,
    actor: User,
    effective_on: dt.date,
    reason: str,
    values: Mapping[str, Any],
) -> Transfer:
    """Propose a transfer. ``values``: to_branch, to_department, to_group, other_unit, document.

    The chairs of the receiving branch get a notice.

    Raises:
        NotPermittedError: neither the office nor the chair of the member's branch (chairs: only 支会间调动).
        TransitionError, DomainError: see rules.transfers.check_start; or a transfer is open already.
    """
    row = lock_member(member)
    may = permissions.can_start_transfer(actor, row)
    if not may or (kind != TransferKind.BRANCH and not permissions.can_edit(actor, row)):
        raise NotPermittedError(refusal_of(actor, row, "办理会籍接转"))
    to_branch = values.get("to_branch")
    transfers.check_start(
        kind,
        status=row.membership_status,
        from_branch=row.branch_id,
        to_branch=to_branch.pk if to_branch else None,
        other_unit=values.get("other_unit", ""),
        document=values.get("document", ""),
    )
    if not reason.strip():
        raise DomainError("请填写接转原因", field="reason")
    try:
        with transaction.atomic():
            transfer = Transfer.objects.create(
                member=row, kind=kind, state=transfers.first_state(kind), from_branch_id=row.branch_id,
                effective_on=effective_on, reason=reason.strip(), proposed_by=actor, **values,
            )  # fmt: skip
    except IntegrityError as error:
        raise DomainError("这名会员已有一项接转正在办理") from error
    audit.record(AuditAction.CREATE, transfer, actor=actor)
    _tell_receivers(transfer)
    return transfer


def _tell_receivers(transfer: Transfer) -> None:
    if transfer.state != TransferState.PROPOSED or transfer.to_branch_id is None:
        return
    chairs = Appointment.objects.held_on(today()).filter(
        office=Office.BRANCH_CHAIR, branch_id=transfer.to_branch_id
    )
    remind_many(
        [each.user for each in chairs.select_related("user")],
        title=f"{transfer.member.name} 申请转入贵支会，请确认接收",
        link=reverse("members:transfer_detail", args=[transfer.pk]),
        key=f"transfer:{transfer.pk}:proposed",
    )


@transaction.atomic
def advance(transfer: Transfer, action: TransferAction, *, actor: User, note: str = "") -> Transfer:
    """Take one step; COMPLETE moves the member (branch) or changes the membership (in, out).

    Raises:
        TransitionError: the transfer does not stand there (any more).
        NotPermittedError: not the receiving branch's chair, not the office, or the actor's own transfer.
        DomainError: a refusal needs a reason, or the effective day has not come.
    """
    row = Transfer.objects.select_for_update(of=("self",)).select_related("member").get(pk=transfer.pk)
    step = transfers.step_for(row.state, action)
    if not permissions.can_take_transfer_step(actor, row, step):
        raise NotPermittedError(refusal_of(actor, row.member, f"办理接转（{action.label}）"))
    if step.note_required and not note.strip():
        raise DomainError(f"{action.label}须说明理由", field="note")
    if action == TransferAction.COMPLETE:
        _carry_out(row, actor)
    before, row.state = row.state, step.target
    row.decided_by, row.decided_at, row.decision_note = actor, timezone.now(), note.strip()
    row.version += 1
    row.save(update_fields=["state", "decided_by", "decided_at", "decision_note", "version"])
    audit.record(AuditAction.STEP, row, actor=actor, changes={"state": [before, row.state]})
    _tell_parties(row, action)
    return row


def _carry_out(transfer: Transfer, actor: User) -> None:
    member = lock_member(transfer.member)
    if transfer.kind == TransferKind.BRANCH:
        check_date(transfer.effective_on, today=today(), previous_on=None, joined_on=None)
        _move(member, transfer)
        return
    target = MembershipStatus.ACTIVE if transfer.kind == TransferKind.IN else MembershipStatus.TRANSFERRED_OUT
    step = step_between(member.membership_status, target)
    grounds = Grounds(transfer.effective_on, document=transfer.document, note=transfer.other_unit)
    write_change(member, step, grounds, actor=actor)
    if transfer.kind == TransferKind.IN:
        _move(member, transfer)


def _move(member: Member, transfer: Transfer) -> None:
    """Set the new units; the right was asked of the transfer, hence the system as editor."""
    update_member(
        member,
        version=member.version,
        values={
            "branch": transfer.to_branch,
            "department": transfer.to_department or _kept_department(member, transfer),
            "group": transfer.to_group,
        },
        actor=None,
    )


def _kept_department(member: Member, transfer: Transfer) -> Any:
    """The present 科室 stays only if it belongs to the new branch."""
    department = member.department
    return department if department and department.branch_id == transfer.to_branch_id else None


def _tell_parties(transfer: Transfer, action: TransferAction) -> None:
    words = TransferState(transfer.state).label
    remind(
        transfer.proposed_by,
        title=f"{transfer.member.name} 的会籍接转：{words}",
        body="意见见接转单。" if transfer.decision_note else "",  # free text stays where it is encrypted
        link=reverse("members:transfer_detail", args=[transfer.pk]),
        key=f"transfer:{transfer.pk}:{action.value}",
    )
    if action == TransferAction.COMPLETE:
        remind(
            transfer.member.user,
            title=f"您的会籍接转已办结（{transfer.get_kind_display()}）",
            link=reverse("me:home"),
            key=f"transfer:{transfer.pk}:member",
        )
