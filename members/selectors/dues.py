"""Reads of dues: what a month looks like, what a member's account says, who may see which."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from members.choices import DuesDifferenceKind, DuesKind, DuesMonthState
from members.models import (
    DuesAuthorisation,
    DuesCollection,
    DuesDifference,
    DuesEntry,
    DuesMonth,
    DuesPayroll,
    DuesReceipt,
    DuesRequest,
    Member,
    UnpaidCase,
)
from members.models.members import MemberQuerySet
from members.selectors import members_visible_to
from union.accounts.models import User
from union.organisation.choices import Right

ZERO = Decimal("0.00")
OWED = (DuesKind.DUE, DuesKind.OPENING)


@dataclass(frozen=True, slots=True)
class MonthPicture:
    """A month at a glance, yuan: what is due, what came in for it, and what the payroll file said."""

    row: DuesMonth
    due: Decimal
    paid: Decimal
    payers: int
    payroll: DuesPayroll | None
    differences: dict[str, tuple[int, int]]  # kind -> (all, undecided)

    @property
    def arrears(self) -> Decimal:
        """Due and not paid."""
        return self.due - self.paid

    @property
    def undecided(self) -> int:
        """Differences that wait for a decision."""
        return sum(waiting for _all, waiting in self.differences.values())

    @property
    def rate(self) -> Decimal | None:
        """收缴率 in percent with one decimal; None where nothing is due."""
        return rate_of(self.paid, self.due)


def rate_of(paid: Decimal, due: Decimal) -> Decimal | None:
    """Percent with one decimal; None where nothing is due."""
    return (paid * 100 / due).quantize(Decimal("0.1")) if due else None


def month_picture(row: DuesMonth) -> MonthPicture:
    """The month's sums and counts in three queries."""
    sums = sums_of(DuesEntry.objects.filter(month=row.month))
    payers = DuesEntry.objects.filter(month=row.month, kind=DuesKind.DUE)
    counted = (
        DuesDifference.objects.filter(month=row.month).order_by()
        .values_list("kind").annotate(every=Count("pk"), waiting=Count("pk", filter=Q(decision="")))
    )  # fmt: skip
    found = {kind: (every, waiting) for kind, every, waiting in counted}
    return MonthPicture(
        row=row,
        due=sums[0],
        paid=sums[1],
        payers=payers.values("member_id").annotate(total=Sum("amount")).filter(total__gt=0).count(),
        payroll=DuesPayroll.objects.filter(month=row.month, is_current=True).first(),
        differences={kind: found[kind] for kind in DuesDifferenceKind.values if kind in found},
    )


def month_pictures(newest: int) -> list[MonthPicture]:
    """Pictures of the newest months, newest first; a fixed number of queries whatever the number."""
    rows = list(DuesMonth.objects.order_by("-month")[:newest])
    months = [row.month for row in rows]
    came_in = DuesEntry.objects.filter(month__in=months).order_by().values_list("month")
    sums = {
        month: ((due or ZERO).quantize(ZERO), (paid or ZERO).quantize(ZERO))
        for month, due, paid in came_in.annotate(
            due=Sum("amount", filter=Q(kind__in=OWED)), paid=Sum("amount", filter=Q(kind=DuesKind.PAID))
        )
    }  # fmt: skip
    payers = dict(
        DuesEntry.objects.filter(month__in=months, kind=DuesKind.DUE, amount__gt=0, reversed_by=None)
        .order_by().values_list("month").annotate(people=Count("member_id", distinct=True))
    )  # fmt: skip
    files = {row.month: row for row in DuesPayroll.objects.filter(month__in=months, is_current=True)}
    found: dict[dt.date, dict[str, tuple[int, int]]] = {}
    counted = DuesDifference.objects.filter(month__in=months).order_by().values_list("month", "kind")
    for month, kind, every, waiting in counted.annotate(
        every=Count("pk"), waiting=Count("pk", filter=Q(decision=""))
    ):
        found.setdefault(month, {})[kind] = (every, waiting)
    return [
        MonthPicture(
            row, *sums.get(row.month, (ZERO, ZERO)), payers.get(row.month, 0), files.get(row.month),
            found.get(row.month, {}),
        )
        for row in rows
    ]  # fmt: skip


def sums_of(entries: QuerySet[DuesEntry]) -> tuple[Decimal, Decimal]:
    """(due, paid) in yuan over ``entries``; one query."""
    found = entries.order_by().aggregate(
        due=Sum("amount", filter=Q(kind__in=OWED)), paid=Sum("amount", filter=Q(kind=DuesKind.PAID))
    )
    return (found["due"] or ZERO).quantize(ZERO), (found["paid"] or ZERO).quantize(ZERO)


def closing_obstacles(row: DuesMonth, *, explained: bool) -> list[str]:
    """Sentences about what stands in the way of closing a month; empty = it can be closed."""
    found = []
    earlier = DuesMonth.objects.filter(month__lt=row.month, state=DuesMonthState.OPEN).order_by("month")
    first = earlier.first()
    if first is not None:
        found.append(f"{first}还没有结账，请先结以前的月份")
    waiting = DuesDifference.objects.filter(month=row.month, decision="").count()
    if waiting:
        found.append(f"还有 {waiting} 项差异没有处理")
    payroll = DuesPayroll.objects.filter(month=row.month, is_current=True).first()
    if payroll is None and not explained:
        found.append("没有代扣文件；本月不代扣的，请在结账说明中写明")
    if payroll is not None and payroll.totals_agree is False and not explained:
        found.append("代扣文件的合计行与各行之和不一致；已核实的，请在结账说明中写明")
    return found


def payers_visible_to(user: User) -> MemberQuerySet:
    """Members whose dues ``user`` may see: the scope of VIEW_DUES, and the own record."""
    return members_visible_to(user, Right.VIEW_DUES)


def collected_from(user: User) -> MemberQuerySet:
    """Members from whom ``user`` may collect dues; nobody else's, not by being one himself."""
    scope = user.access.scope(Right.COLLECT_DUES)
    return Member.objects.unmerged().filter(scope.condition())


def account_of(member: Member, first: dt.date, last: dt.date) -> list[dict[str, Any]]:
    """One row per month with due, paid and owed (yuan), oldest first; months without lines are left out."""
    rows = (
        DuesEntry.objects.filter(member=member, month__range=(first, last)).order_by()
        .values("month")
        .annotate(
            due=Sum("amount", filter=Q(kind__in=OWED), default=ZERO),
            paid=Sum("amount", filter=Q(kind=DuesKind.PAID), default=ZERO),
        ).order_by("month")
    )  # fmt: skip
    found = []
    for row in rows:
        due, paid = row["due"].quantize(ZERO), row["paid"].quantize(ZERO)
        if due or paid:
            found.append({"month": row["month"], "due": due, "paid": paid, "owed": due - paid})
    return found


def balances_of(member_ids: list[int], until: dt.date) -> dict[int, list[tuple[dt.date, Decimal]]]:
    """Member → [(month, due minus paid)] up to ``until``; months that agree are left out. One query."""
    rows = (
        DuesEntry.objects.filter(member_id__in=member_ids, month__lte=until).order_by()
        .values_list("member_id", "month")
        .annotate(
            due=Sum("amount", filter=Q(kind__in=OWED), default=ZERO),
            paid=Sum("amount", filter=Q(kind=DuesKind.PAID), default=ZERO),
        )
    )  # fmt: skip
    found: dict[int, list[tuple[dt.date, Decimal]]] = {pk: [] for pk in member_ids}
    for member_id, month, due, paid in rows:
        owed = (due - paid).quantize(ZERO)
        if owed:
            found[member_id].append((month, owed))
    return found


def owed_of(member: Member, until: dt.date) -> Decimal:
    """What a member owes up to ``until``, months paid too much taken off; never below 0."""
    months = balances_of([member.pk], until)[member.pk]
    return max(sum((owed for _month, owed in months), ZERO), ZERO)


def requests_visible_to(user: User) -> QuerySet[DuesRequest]:
    """Requests of members in the scope of VIEW_DUES, and the user's own."""
    rows = DuesRequest.objects.select_related("member__branch", "requested_by", "decided_by")
    return _visible(rows, user)


def authorisations_visible_to(user: User) -> QuerySet[DuesAuthorisation]:
    """Authorisations of members in the scope of VIEW_DUES, and the user's own."""
    return _visible(DuesAuthorisation.objects.select_related("member__branch"), user)


def receipts_visible_to(user: User) -> QuerySet[DuesReceipt]:
    """Receipts of members in the scope of VIEW_DUES, and the user's own."""
    return _visible(DuesReceipt.objects.select_related("member__branch", "issued_by"), user)


def cases_visible_to(user: User) -> QuerySet[UnpaidCase]:
    """Cases of months unpaid in the scope of COLLECT_DUES or DECIDE_DUES."""
    rows = UnpaidCase.objects.filter(member__merged_into=None).select_related("member__branch", "opened_by")
    reached = Q(pk__in=())
    for right in (Right.COLLECT_DUES, Right.DECIDE_DUES):
        scope = user.access.scope(right)
        if scope.everything:
            return rows
        reached |= scope.condition("member__")
    return rows.filter(reached)


def collections_visible_to(user: User) -> QuerySet[DuesCollection]:
    """Sheets of the units in the scope of COLLECT_DUES, and those the user handed in."""
    rows = DuesCollection.objects.select_related("branch", "group", "recorded_by", "decided_by")
    scope = user.access.scope(Right.COLLECT_DUES)
    if scope.everything:
        return rows
    units = Q(branch_id__in=scope.branch_ids) | Q(group_id__in=scope.group_ids)
    return rows.filter(units | Q(recorded_by=user))


def _visible(rows: QuerySet[Any], user: User) -> QuerySet[Any]:
    scope = user.access.scope(Right.VIEW_DUES)
    if scope.everything:
        return rows
    return rows.filter(scope.condition("member__") | Q(member__user_id=user.pk))
