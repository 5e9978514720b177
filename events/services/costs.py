"""What an activity costs: entered line by line, checked against the rule, booked when it is settled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet, Sum

from events.choices.activities import ActivityKind, ActivityState, CostKind, SignUpState
from events.models import Activity, CostLine, SignUp
from events.permissions import activities as permissions
from events.rules.activities import COSTING, ActivityAction
from events.rules.costs import Cost, Setting, cost_problems
from events.selectors.activities import people_at, rule_values
from events.services import places
from events.services.activities import advance
from union.accounts.models import User
from union.common import audit
from union.common.attachments import attachments_of
from union.common.choices import AuditAction
from union.common.dates import day_of
from union.common.errors import DomainError, NotPermittedError, TransitionError
from union.funds.choices import Purpose
from union.funds.models import Entry
from union.funds.selectors import account_for, entries_of
from union.funds.services.posting import Source, expense_lines, post_entry, reverse_entry

SOURCE_KIND = "events.activity"
_PURPOSES: dict[str, Purpose] = {
    ActivityKind.TRAINING: Purpose.EDUCATION,
    ActivityKind.LECTURE: Purpose.EDUCATION,
    ActivityKind.READING: Purpose.EDUCATION,
    ActivityKind.RECUPERATION: Purpose.RECUPERATION,
    ActivityKind.CARE: Purpose.COLLECTIVE_WELFARE,
    ActivityKind.VOLUNTEER: Purpose.OTHER_ACTIVITY,
    ActivityKind.BLOOD: Purpose.OTHER_ACTIVITY,
    ActivityKind.OTHER: Purpose.OTHER_ACTIVITY,
}


def purpose_of(kind: str) -> Purpose:
    """Return what the money of an activity of ``kind`` is spent for; sport and culture by default."""
    return _PURPOSES.get(kind, Purpose.RECREATION)


def setting_of(activity: Activity) -> Setting:
    """Return the activity as the rule of costs sees it; members and family who took part."""
    family = SignUp.objects.filter(activity=activity, state=SignUpState.CONFIRMED).aggregate(
        n=Sum("family_count")
    )["n"]
    people = max(people_at(activity) + (family or 0), activity.reported_times or 0)
    first, last = day_of(activity.starts_at), day_of(activity.ends_at)
    return Setting(activity.kind, first, last, activity.place, people)


def problems_of(activity: Activity, values: Mapping[str, Any]) -> list[str]:
    """Return what the rule in force on the day of spending says against a cost line; see rules.costs."""
    limits = rule_values("event_costs", values["spent_on"])
    if not limits:
        return []
    cost = Cost(values["kind"], values["amount"], values["quantity"], values["fund_source"])
    return cost_problems(cost, setting_of(activity), limits) + _clothing_again(activity, values, limits)


def _clothing_again(activity: Activity, values: Mapping[str, Any], limits: Mapping[str, Any]) -> list[str]:
    """Clothing once in two years: how many of these people had some from another activity."""
    if values["kind"] != CostKind.CLOTHING:
        return []
    spent_on = values["spent_on"]
    since = spent_on.replace(year=spent_on.year - int(limits["clothing_years"]), day=min(spent_on.day, 28))
    others = CostLine.objects.filter(kind=CostKind.CLOTHING, spent_on__gt=since, spent_on__lte=spent_on)
    dressed = SignUp.objects.filter(
        activity__in=others.exclude(activity=activity).values("activity"), state=SignUpState.CONFIRMED
    )
    again = activity.signups.filter(state=SignUpState.CONFIRMED, member__in=dressed.values("member")).count()
    years = limits["clothing_years"]
    return [f"有 {again} 人 {years} 年内已发过服装（每 {years} 年一次）"] if again else []


@transaction.atomic
def add_cost(activity: Activity, values: Mapping[str, Any], *, actor: User) -> CostLine:
    """Enter a cost; what the rule objects to needs ``override_reason``, which is kept with the line.

    Raises:
        NotPermittedError; TransitionError: settled. DomainError: against the rule and not explained.
    """
    row = _open_for_costs(activity, actor)
    found = problems_of(row, values)
    if found and not values.get("override_reason", "").strip():
        text = "；".join(found)
        raise DomainError(f"{text}。确需列支请写明依据（如上级批准文件）", field="override_reason")
    line = CostLine.objects.create(activity=row, entered_by=actor, **values)
    audit.record(
        AuditAction.CREATE, line, actor=actor,
        changes={"amount": [None, line.amount]}, note=line.override_reason,
    )  # fmt: skip
    return line


@transaction.atomic
def remove_cost(line: CostLine, *, actor: User) -> None:
    """Take a cost off that is not booked yet.

    Raises:
        NotPermittedError, TransitionError.
    """
    _open_for_costs(line.activity, actor)
    if CostLine.objects.get(pk=line.pk).booked_at:
        raise TransitionError("这笔支出已入账，不能删除；有误请先冲销")
    audit.record(AuditAction.DELETE, line, actor=actor, changes={"amount": [line.amount, None]})
    line.delete()


def _open_for_costs(activity: Activity, actor: User) -> Activity:
    row = places.lock_activity(activity.pk)
    if not permissions.can_manage(actor, row):
        raise NotPermittedError("您没有组织这项活动的权限")
    if row.state not in COSTING:
        raise TransitionError(f"活动“{row.get_state_display()}”，支出不能再改；已入账的请在支出明细中冲销")
    return row


def book_costs(activity: Activity, *, actor: User, now: dt.datetime) -> Decimal:
    """Book every line that is not booked and return the sum of all in yuan; the caller settles the activity.

    Each line is one voucher of source ("events.activity", pk) with the key "events.cost:<line>", after a
    reversal "events.cost:<line>:<n>": booking again books nothing twice.

    Raises:
        DomainError: a receipt is missing, above the budget, or what the cash book refuses.
    """
    lines = list(activity.costs.all())
    total = sum((line.amount for line in lines), Decimal(0))
    if total > activity.budget_amount:
        raise DomainError(
            f"支出 {total} 元超过批准的预算 {activity.budget_amount} 元，请先核减或补批后再结算"
        )
    for line in lines:
        if not attachments_of(line).exists():
            raise DomainError(f"“{line.description}”还没有上传发票或凭据，不能结算")
    for line in lines:
        if line.booked_at is None:
            _book(activity, line, actor, now)
    return total


@transaction.atomic
def reverse_cost(line: CostLine, *, note: str, actor: User, now: dt.datetime) -> None:
    """Reverse the voucher of a booked cost in red; its activity is no longer settled, the cost can be mended.

    Settling again books what is not booked: this cost, if it is still there, and what replaces it.

    Raises:
        NotPermittedError. TransitionError: not booked. DomainError: no reason; see funds.reverse_entry.
    """
    activity = places.lock_activity(line.activity_id)
    if not permissions.can_reverse_costs(actor, activity):
        raise NotPermittedError("您没有冲销支出的权限")
    row = CostLine.objects.get(pk=line.pk)
    if row.booked_at is None:
        raise TransitionError("这笔支出没有入账，不用冲销")
    if not note.strip():
        raise DomainError("冲销支出须说明理由", field="note")
    entry = _vouchers(row).get(reversed_by=None)
    reverse_entry(entry, on=day_of(now), reason=note, key=f"events.cost:{row.pk}:red:{entry.pk}", actor=actor)
    row.booked_at = None
    row.save(update_fields=["booked_at"])
    audit.record(AuditAction.UPDATE, row, actor=actor, changes={"amount": [row.amount, None]}, note=note)
    if activity.state != ActivityState.HELD:
        advance(activity, ActivityAction.UNSETTLE, actor=actor, now=now, note=note)


def _vouchers(line: CostLine) -> QuerySet[Entry]:
    """Vouchers of one cost, reversals left out."""
    key = f"events.cost:{line.pk}"
    rows = entries_of(Source(SOURCE_KIND, line.activity_id)).filter(reverses=None)
    return rows.filter(Q(key=key) | Q(key__startswith=f"{key}:"))


def _book(activity: Activity, line: CostLine, actor: User, now: dt.datetime) -> None:
    account = account_for(purpose_of(activity.kind), line.spent_on)
    before = _vouchers(line).count()
    post_entry(
        on=line.spent_on,
        summary=f"{activity.title}：{line.get_kind_display()} {line.description}"[:120],
        lines=expense_lines(
            line.amount, account=account, paid_from=line.paid_from, fund_source=line.fund_source,
            branch_id=activity.branch_id,
        ),
        key=f"events.cost:{line.pk}:{before}" if before else f"events.cost:{line.pk}",
        actor=actor,
        source=Source(SOURCE_KIND, activity.pk),
    )  # fmt: skip
    line.booked_at = now
    line.save(update_fields=["booked_at"])
