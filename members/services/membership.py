"""The one door of membership (会籍): lock, arrow, right, history row, audit, notice.

A wrong entry is not edited and not deleted: `correct_membership` writes a row that replaces it.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F
from django.urls import reverse

from members import permissions
from members.choices import MembershipStatus
from members.models import Member, MembershipChange
from members.rules.membership import OUTSIDE, Step, check_date, check_input, step_between
from union.accounts.models import User
from union.common import audit, registries
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, TransitionError
from union.reminders.services import remind


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a step rests on. ``retain_reason`` only for 保留会籍, ``facts`` (keys) only for 自动退会."""

    effective_on: dt.date
    document: str = ""
    note: str = ""
    retain_reason: str = ""
    facts: Collection[str] = field(default=())


@transaction.atomic
def change_membership(
    member: Member,
    to: MembershipStatus,
    *,
    effective_on: dt.date,
    actor: User | None,
    document: str = "",
    note: str = "",
    retain_reason: str = "",
    facts: Collection[str] = (),
) -> MembershipChange:
    """Take ``member`` to state ``to`` from ``effective_on`` on, and record it.

    The row is locked, so of two clerks who press at once the second is judged by what the first
    has left. ``actor`` None is the system (demonstration history); it has every right.

    Raises:
        TransitionError: the table has no arrow from the present state.
        NotPermittedError: no right over this member, or it is the actor's own membership.
        DomainError: document, reason, explanation, facts or the day are missing or wrong.
    """
    row = lock_member(member)
    step = step_between(row.membership_status, to)
    if actor is not None and not permissions.can_change_membership(actor, row, step):
        raise NotPermittedError(refusal_of(actor, row, step.label))
    grounds = Grounds(effective_on, document, note, retain_reason, facts)
    return write_change(row, step, grounds, actor=actor)


def lock_member(member: Member) -> Member:
    """Return the row locked to the end of the transaction."""
    return Member.objects.select_for_update().get(pk=member.pk)


def refusal_of(actor: User, member: Member, verb: str) -> str:
    """The sentence for somebody who may not: own affairs are told apart from a missing right."""
    if permissions.is_self(actor, member):
        return f"不能为自己{verb}，请由其他工作人员办理"
    return f"您没有权限{verb}"


def write_change(
    row: Member, step: Step, grounds: Grounds, *, actor: User | None, corrects: MembershipChange | None = None
) -> MembershipChange:
    """Check input and day, write state, history, audit and notice. For services of flows as well.

    The caller holds the lock of ``row`` and has checked the right.

    Raises:
        DomainError: see `change_membership`.
    """
    check_input(
        step,
        document=grounds.document,
        note=grounds.note,
        retain_reason=grounds.retain_reason,
        facts=grounds.facts,
    )
    before = _last_change(row, leaving_out=corrects)
    joins = step.target == MembershipStatus.ACTIVE and step.source == MembershipStatus.APPLICANT
    check_date(
        grounds.effective_on,
        today=today(),
        previous_on=before.effective_on if before and before.from_status != OUTSIDE else None,
        joined_on=None if joins or corrects else row.joined_union_on,
    )
    return _write(row, step.target, grounds, actor=actor, corrects=corrects, source=step.source)


def _write(
    row: Member,
    target: MembershipStatus,
    grounds: Grounds,
    *,
    actor: User | None,
    source: str,
    corrects: MembershipChange | None,
) -> MembershipChange:
    reason = grounds.retain_reason if target == MembershipStatus.RETAINED else ""
    change = MembershipChange.objects.create(
        member=row, from_status=source, to_status=target, retain_reason=reason, corrects=corrects,
        effective_on=grounds.effective_on, document=grounds.document.strip(), note=grounds.note.strip(),
        confirmed_facts=sorted(grounds.facts), actor=actor,
    )  # fmt: skip
    was = copy.copy(row)
    old = row.membership_status
    values = {"membership_status": target, "retain_reason": reason, "status_since": grounds.effective_on}
    if source == MembershipStatus.APPLICANT and target == MembershipStatus.ACTIVE:
        values["joined_union_on"] = grounds.effective_on
    Member.objects.filter(pk=row.pk).update(**values, version=F("version") + 1)
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    audit.record(AuditAction.STEP, row, actor=actor, changes={"membership_status": [old, target]})
    _tell(row, change)
    for follow in registries.member_changes:
        follow(was, row, actor)
    return change


def _tell(row: Member, change: MembershipChange) -> None:
    if row.user is None:
        return
    state = MembershipStatus(change.to_status).label
    remind(
        row.user,
        title=f"您的会籍自 {change.effective_on} 起为“{state}”",
        body="如有疑问，请联系工会办公室。",
        link=reverse("me:home"),
        key=f"membership_change:{change.pk}",
    )


def effective_changes(member: Member) -> list[MembershipChange]:
    """The history without rows that were replaced by a correction, newest first; one query."""
    return list(
        MembershipChange.objects.filter(member=member, corrected_by=None).order_by("-effective_on", "-id")
    )


def _last_change(row: Member, leaving_out: MembershipChange | None = None) -> MembershipChange | None:
    rows = (change for change in effective_changes(row) if change != leaving_out)
    return next(rows, None)


@transaction.atomic
def correct_membership(
    change: MembershipChange,
    to: MembershipStatus,
    *,
    effective_on: dt.date,
    note: str,
    actor: User | None,
    document: str = "",
    retain_reason: str = "",
    facts: Collection[str] = (),
) -> MembershipChange:
    """Replace the newest entry of a member's history by a right one; the wrong row stays on record.

    ``to`` equal to the state before the wrong entry takes the step back altogether.

    Raises:
        TransitionError: not the newest entry, or no arrow leads to ``to`` from the state before it.
        NotPermittedError: as `change_membership`.
        DomainError: no explanation, or what the right step asks for is missing.
    """
    row = lock_member(change.member)
    last = _last_change(row)
    if last is None or last.pk != change.pk:
        raise TransitionError("只能更正最近一次会籍变动；较早的记录请先更正其后的变动")
    if not note.strip():
        raise DomainError("请说明更正的原因", field="note")
    grounds = Grounds(effective_on, document or change.document, note, retain_reason, facts)
    taken_back = to == change.from_status
    step = step_between(change.from_status, change.to_status if taken_back else to)
    if actor is not None and not permissions.can_change_membership(actor, row, step):
        raise NotPermittedError(refusal_of(actor, row, "更正会籍"))
    if taken_back:
        return _take_back(row, change, grounds, actor=actor)
    return write_change(row, step, grounds, actor=actor, corrects=change)


def _take_back(
    row: Member, change: MembershipChange, grounds: Grounds, *, actor: User | None
) -> MembershipChange:
    """The wrong step never was: state, reason and day of the entry before it hold again."""
    before = _last_change(row, leaving_out=change)
    since = before.effective_on if before else row.joined_union_on or change.effective_on
    restored = Grounds(
        since,
        grounds.document,
        grounds.note,
        before.retain_reason if before else "",
        before.confirmed_facts if before else (),
    )
    return _write(
        row,
        MembershipStatus(change.from_status),
        restored,
        actor=actor,
        source=change.from_status,
        corrects=change,
    )
