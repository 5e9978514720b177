"""Reads of recuperation: the standard in force, who applied, what stands in the way."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, Q, QuerySet

from members.models import Member
from union.accounts.models import User
from union.common.errors import DomainError
from union.common.models import RuleSet
from union.organisation.choices import Right
from welfare.choices.recuperation import StayState
from welfare.models import RecuperationRound, Stay
from welfare.rules.recuperation import Case, Finding, Standard, counts_for_interval, judge
from welfare.selectors.care import in_scope, visible_rows
from welfare.shipped.recuperation import KIND

TAKEN = (StayState.APPROVED, StayState.GONE)
_WAITING = (StayState.APPLIED, StayState.RECOMMENDED)


def _rule_on(day: dt.date) -> RuleSet:
    rule = RuleSet.objects.valid_on(day).filter(kind=KIND).order_by("-valid_from").first()
    if rule is None:
        raise DomainError(f"{day} 没有有效的疗休养标准，请先在“设置—规则”中登记")
    return rule


def standard_on(day: dt.date) -> Standard:
    """The standard in force on ``day``.

    Raises:
        DomainError: there is none.
    """
    rule = _rule_on(day)
    return Standard.of(rule.values, rule.source_document)


def is_frontline(member: Member, day: dt.date) -> bool:
    """By the person's 岗位类别 and the posts the rule names."""
    return member.post_category in _rule_on(day).values.get("frontline_posts", [])


def last_stay(member: Member, before: RecuperationRound, standard: Standard) -> dt.date | None:
    """First day of the last stay that counts for the interval; stays of other rounds only."""
    rows = Stay.objects.filter(member=member, state__in=TAKEN).exclude(round=before)
    days = rows.values_list("round__starts_on", "round__is_outside").order_by("-round__starts_on")
    for day, was_outside in days:
        if counts_for_interval(standard, was_outside=was_outside, is_outside=before.is_outside):
            return day
    return None


def case_of(stay: Stay) -> Case:
    """What is known about an application now."""
    round_ = stay.round
    rows = round_.stays.exclude(pk=stay.pk)
    sums = rows.aggregate(
        taken=Count("pk", filter=Q(state__in=TAKEN)),
        mine=Count("pk", filter=Q(state__in=TAKEN, branch_id=stay.branch_id)),
        waiting=Count("pk", filter=Q(state__in=_WAITING, is_frontline=True)),
    )
    own = round_.quotas.filter(branch=stay.branch) if stay.branch else round_.quotas.none()
    seats = own.values_list("seats", flat=True).first()
    standard = standard_on(round_.starts_on)
    return Case(
        is_active=stay.member.membership_status == "active", is_frontline=stay.is_frontline,
        starts_on=round_.starts_on, is_outside=round_.is_outside,
        last_stay_on=last_stay(stay.member, round_, standard), frontline_waiting=sums["waiting"],
        branch_left=None if seats is None else seats - sums["mine"], total_left=round_.quota - sums["taken"],
    )  # fmt: skip


def findings_of(stay: Stay) -> list[Finding]:
    """What stands in the way of approving it now."""
    return judge(standard_on(stay.round.starts_on), case_of(stay))


RIGHTS = (Right.MANAGE_WELFARE, Right.APPROVE_WELFARE, Right.PROPOSE_AS_BRANCH)


def stays_visible_to(user: User) -> QuerySet[Stay]:
    """Applications of people in the scope of those who work on them, and one's own."""
    rows = Stay.objects.select_related(
        "member__department", "branch", "round", "recommended_by", "decided_by"
    )
    return visible_rows(rows, user, (*RIGHTS, Right.VIEW_WELFARE))


def stays_in_scope(user: User | None) -> QuerySet[Stay]:
    """Rows of the ledger."""
    return in_scope(Stay.objects.all(), user, Right.VIEW_WELFARE)


def ranked(round_: RecuperationRound, user: User) -> QuerySet[Stay]:
    """Applications in the order of looking at them: frontline first, then who has worked longest."""
    rows = stays_visible_to(user).filter(round=round_).exclude(state=StayState.WITHDRAWN)
    return rows.order_by("-is_frontline", "member__started_work_on", "created_at")


def quota_table(round_: RecuperationRound) -> list[dict[str, Any]]:
    """Seats, applications and approvals per branch that has either."""
    quotas = {row.branch_id: row for row in round_.quotas.select_related("branch")}
    rows: dict[int | None, Any] = {
        row["branch_id"]: row
        for row in round_.stays.exclude(state=StayState.WITHDRAWN).order_by()
        .values("branch_id", "branch__name")
        .annotate(asked=Count("pk"), taken=Count("pk", filter=Q(state__in=TAKEN)))
    }  # fmt: skip
    table = []
    for branch_id in dict.fromkeys([*quotas, *rows]):
        row, quota = rows.get(branch_id), quotas.get(branch_id) if branch_id else None
        name = quota.branch.name if quota else row["branch__name"] if row else ""
        table.append(
            {
                "name": name or "未归支会", "seats": quota.seats if quota else None,
                "asked": row["asked"] if row else 0, "taken": row["taken"] if row else 0,
            }
        )  # fmt: skip
    return sorted(table, key=lambda row: str(row["name"]))
