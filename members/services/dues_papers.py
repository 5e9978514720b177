"""Authorisations of deduction, and the record of cases of months unpaid."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files import File
from django.db import IntegrityError, transaction

from members.choices import UnpaidCaseState
from members.models import DuesAuthorisation, Member, UnpaidCase, UnpaidStep
from members.rules.dues_records import (
    AUTHORISATIONS,
    CASES,
    UNPAID_MONTHS,
    AuthorisationAction,
    UnpaidAction,
    check_facts,
)
from members.selectors.dues import owed_of
from members.selectors.dues_accounts import wholly_unpaid
from union.accounts.models import User
from union.common import audit
from union.common.attachments import save_attachment
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError
from union.organisation.choices import Right


@transaction.atomic
def sign_authorisation(
    member: Member,
    *,
    first_month: dt.date,
    signed_on: dt.date,
    note: str,
    actor: User,
    scan: File[Any] | None = None,
) -> DuesAuthorisation:
    """Record that a member lets dues be taken from the salary from ``first_month`` on (会费代扣授权).

    ``scan`` is the signed paper; it opens to whoever sees the authorisation and is never taken away.

    Raises:
        NotPermittedError: neither the member himself nor in scope of COLLECT_DUES.
        DomainError: signed in the future, or one is in force or on its way.
    """
    if member.user_id != actor.pk and not actor.access.reaches(Right.COLLECT_DUES, member):
        raise NotPermittedError("您没有为这名会员登记代扣授权的权限")
    if signed_on > today():
        raise DomainError("签字日期还没有到", field="signed_on")
    try:
        with transaction.atomic():
            row = DuesAuthorisation.objects.create(
                member=member,
                first_month=first_month,
                signed_on=signed_on,
                note=note.strip(),
                recorded_by=actor,
            )
    except IntegrityError as error:
        raise DomainError("这名会员已有生效或在办的代扣授权") from error
    if scan is not None:
        save_attachment(scan, owner=row, actor=actor, kind="授权书")
    audit.record(AuditAction.CREATE, row, actor=actor)
    return row


@transaction.atomic
def advance_authorisation(
    authorisation: DuesAuthorisation, action: AuthorisationAction, *, actor: User
) -> DuesAuthorisation:
    """Take one step of an authorisation: two people see it, neither of them the member.

    Raises:
        NotPermittedError: no right over the member, or it is the actor's own; who saw it does not approve it.
        TransitionError: no such arrow.
    """
    rows = DuesAuthorisation.objects.select_for_update(of=("self",)).select_related("member")
    row = rows.get(pk=authorisation.pk)
    step = AUTHORISATIONS.step_for(row.state, action)
    if not may_advance_authorisation(actor, row, step):
        raise NotPermittedError(f"您不能{action.label}；本人不能审批自己的授权，审核与审批应由两人办理")
    before = row.get_state_display()
    row.state = step.target
    if action == AuthorisationAction.SEE:
        row.seen_by = actor
    elif action == AuthorisationAction.APPROVE:
        row.approved_by = actor
    elif action == AuthorisationAction.END:
        row.ended_on = today()
    row.save()
    audit.record(AuditAction.UPDATE, row, actor=actor, changes={"state": [before, row.get_state_display()]})
    return row


def may_advance_authorisation(user: User, row: DuesAuthorisation, step: Any) -> bool:
    """Two different people with the right over the member, neither the member himself."""
    if row.member.user_id == user.pk:
        return False
    if step.action == AuthorisationAction.APPROVE and row.seen_by_id == user.pk:
        return False
    return user.access.reaches(step.right, row.member)


@transaction.atomic
def open_case(member: Member, *, until: dt.date, months: int, actor: User) -> UnpaidCase:
    """Open the record of a member who paid nothing in ``months`` months. Only a flag: nothing changes.

    Raises:
        NotPermittedError: the member is not in scope of COLLECT_DUES, or is the actor.
        DomainError: not wholly unpaid in these months, fewer than six, or a case is open.
    """
    if member.user_id == actor.pk or not actor.access.reaches(Right.COLLECT_DUES, member):
        raise NotPermittedError("您没有办理这名会员个案的权限")
    if months < UNPAID_MONTHS or not wholly_unpaid(None, until, months).filter(pk=member.pk).exists():
        raise DomainError(f"这名会员截至 {until:%Y-%m} 没有连续 {UNPAID_MONTHS} 个月全部未缴，不能立案")
    try:
        with transaction.atomic():
            row = UnpaidCase.objects.create(
                member=member, until=until, months=months, owed=owed_of(member, until), opened_by=actor
            )
    except IntegrityError as error:
        raise DomainError("这名会员已有在办的个案") from error
    audit.record(AuditAction.CREATE, row, actor=actor)
    return row


@transaction.atomic
def advance_case(
    case: UnpaidCase,
    action: UnpaidAction,
    *,
    on: dt.date,
    note: str,
    actor: User,
    facts: list[str] | None = None,
) -> UnpaidCase:
    """Record a step: reminder, talk, the committee's decision. The membership itself is changed on its page.

    Raises:
        NotPermittedError: no right over the member, or it is the actor himself.
        TransitionError: reminder, talk and decision follow each other.
        DomainError: no account of it, a day to come, or a condition of the charter is not confirmed.
    """
    rows = UnpaidCase.objects.select_for_update(of=("self",)).select_related("member")
    row = rows.get(pk=case.pk)
    step = CASES.step_for(row.state, action)
    if row.member.user_id == actor.pk or not actor.access.reaches(step.right, row.member):
        raise NotPermittedError(f"您不能办理“{action.label}”")
    if not note.strip():
        raise DomainError("请写明情况：时间、方式、本人说明或会议决定", field="note")
    if on > today():
        raise DomainError("日期还没有到", field="on")
    check_facts(step, facts or [])
    before = row.get_state_display()
    row.state = UnpaidCaseState(step.target)
    row.save(update_fields=["state"])
    UnpaidStep.objects.create(
        case=row, to_state=row.state, on=on, note=note.strip(), facts=facts or [], actor=actor
    )
    audit.record(AuditAction.UPDATE, row, actor=actor, changes={"state": [before, row.get_state_display()]})
    return row
