"""Women's work: enter periods, single parents, services and meetings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from members.models import Member
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError
from union.organisation.choices import Right
from welfare.models import ProtectionPeriod, SingleParent, WomenMeeting, WomenService
from welfare.permissions import care as may
from welfare.rules import women as rules
from welfare.selectors.women import rule_on


def _require(actor: User, member: Member | None) -> None:
    if not may.reaches(actor, Right.WOMENS_WORK, member):
        raise NotPermittedError("只有女职工工作的负责人可以办理")


def _save(row: Any, actor: User, words: str) -> Any:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise DomainError(words) from error
    audit.record(AuditAction.CREATE, row, actor=actor)
    return row


@transaction.atomic
def add_period(
    member: Member, *, kind: str, starts_on: dt.date, actor: User, ends_on: dt.date | None = None,
    due_on: dt.date | None = None, note: str = "",
) -> ProtectionPeriod:  # fmt: skip
    """Write down a period; without an end, the usual one by the rule.

    Raises:
        NotPermittedError: not in charge of this woman.
        DomainError: no woman, days out of order, or known already.
    """
    _require(actor, member)
    end = ends_on or rules.last_day(rule_on(starts_on), kind, starts_on, due_on)
    problem = rules.period_problem(kind=kind, sex=member.sex, starts_on=starts_on, ends_on=end, due_on=due_on)
    if problem:
        raise DomainError(problem)
    row = ProtectionPeriod(
        member=member, kind=kind, starts_on=starts_on, ends_on=end, due_on=due_on, note=note.strip(),
        created_by=actor,
    )  # fmt: skip
    saved: ProtectionPeriod = _save(row, actor, "这名会员同一天起的这类保护期已经登记")
    return saved


@transaction.atomic
def end_period(period_id: int, *, on: dt.date, actor: User) -> ProtectionPeriod:
    """Change the last day (早产、提前返岗 …).

    Raises:
        DomainError: before the first day.
    """
    row = ProtectionPeriod.objects.select_for_update(of=("self",)).select_related("member").get(pk=period_id)
    _require(actor, row.member)
    if on < row.starts_on:
        raise DomainError("截止日期早于起始日期", field="on")
    before, row.ends_on = row.ends_on, on
    row.save(update_fields=["ends_on"])
    audit.record(AuditAction.UPDATE, row, actor=actor, changes={"ends_on": [before, on]})
    return row


@transaction.atomic
def add_single_parent(member: Member, *, since: dt.date, children: str, actor: User) -> SingleParent:
    """Write down a single-parent family.

    Raises:
        DomainError: known already, or a day in the future.
    """
    _require(actor, member)
    if since > today():
        raise DomainError("起始日期不能在将来", field="since")
    if member.sex != "female":
        raise DomainError("这里只登记女职工的单亲家庭；男职工的困难请在困难档案中登记", field="member")
    row = SingleParent(member=member, since=since, children=children.strip(), created_by=actor)
    saved: SingleParent = _save(row, actor, f"{member.name}已登记为单亲家庭")
    return saved


@transaction.atomic
def end_single_parent(row_id: int, *, on: dt.date, actor: User) -> SingleParent:
    """The family is no longer one of a single parent.

    Raises:
        DomainError: before it began.
    """
    row = SingleParent.objects.select_for_update(of=("self",)).select_related("member").get(pk=row_id)
    _require(actor, row.member)
    if on < row.since:
        raise DomainError("截止日期早于起始日期", field="on")
    row.until = on
    row.save(update_fields=["until"])
    audit.record(AuditAction.UPDATE, row, actor=actor, changes={"until": [None, on]})
    return row


@transaction.atomic
def add_service(member: Member, *, kind: str, on: dt.date, note: str, actor: User) -> WomenService:
    """Write down a service.

    Raises:
        DomainError: a day in the future.
    """
    _require(actor, member)
    if on > today():
        raise DomainError("日期不能在将来", field="on")
    row = WomenService(member=member, kind=kind, on=on, note=note.strip(), created_by=actor)
    saved: WomenService = _save(row, actor, "")
    return saved


@transaction.atomic
def add_meeting(values: Mapping[str, Any], *, actor: User) -> WomenMeeting:
    """Write down a meeting or an activity.

    Raises:
        DomainError: known already, or a day in the future.
    """
    if not actor.access.can(Right.WOMENS_WORK):
        raise NotPermittedError("只有女职工工作的负责人可以办理")
    if values["on"] > today():
        raise DomainError("日期不能在将来", field="on")
    row: WomenMeeting = _save(WomenMeeting(**values, created_by=actor), actor, "同名、同一天的活动已经登记")
    return row
