"""What falls due with dues: a month to close, arrears of a branch, requests to decide (docs/reminders.md)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from django.db.models import Count, Q
from django.urls import reverse

from members.choices import DuesCollectionState, DuesMonthState, DuesRequestState
from members.duties_dues import CLOSE_WITHIN
from members.models import DuesCollection, DuesDifference, DuesMonth, DuesRequest
from members.selectors.dues_accounts import in_arrears, oldest_month
from union.common.dates import add_months, day_of, first_of_month
from union.organisation.choices import Office, Right
from union.organisation.models import Appointment
from union.reminders.declare import Audience, Due, ReminderRule, Step

COLLECT_BY = 20  # day of the month after, on which a branch should have collected


def months_due(today: dt.date, horizon: dt.date) -> Iterator[Due]:  # noqa: ARG001 - a DueSource
    """Months that are over and open; due on the tenth of the month after."""
    over = DuesMonth.objects.filter(state=DuesMonthState.OPEN, month__lt=first_of_month(today))
    months = list(over.values_list("month", flat=True))
    waiting = dict(
        DuesDifference.objects.filter(month__in=months).order_by().values_list("month")
        .annotate(waiting=Count("pk", filter=Q(decision="")))
    )  # fmt: skip
    for month in months:
        yield Due(
            subject=f"dues.month:{month:%Y-%m}",
            on=add_months(month, 1) + dt.timedelta(days=CLOSE_WITHIN - 1),
            title=f"{month:%Y年%-m月}会费待结账",
            body=f"差异 {waiting.get(month, 0)} 项待处理",
            link=reverse("dues:month_detail", args=[month.year, month.month]),
            right=Right.CLOSE_DUES,
        )


def arrears_due(today: dt.date, horizon: dt.date) -> Iterator[Due]:  # noqa: ARG001 - a DueSource
    """Branches, and groups with a leader, that owe for months that are over: one notice each."""
    last = add_months(first_of_month(today), -1)
    first = oldest_month(today)
    rows = list(in_arrears(None, first, last).values_list("branch_id", "group_id"))
    led = set(
        Appointment.objects.held_on(today).filter(group__isnull=False).values_list("group_id", flat=True)
    )
    branches = Counter(branch_id for branch_id, _group in rows if branch_id is not None)
    groups = Counter(group_id for _branch, group_id in rows if group_id in led)
    link = f"{reverse('dues:arrears_list')}?from={first:%Y-%m}&to={last:%Y-%m}"
    for unit, owing in (("branch", branches), ("group", groups)):
        for unit_id, count in owing.items():
            yield Due(
                subject=f"dues.arrears:{unit}:{unit_id}:{last:%Y-%m}",
                on=add_months(last, 1) + dt.timedelta(days=COLLECT_BY - 1),
                title=f"{count} 名会员有欠缴会费",
                link=link,
                right=Right.COLLECT_DUES,
                branch_id=unit_id if unit == "branch" else None,
                group_id=unit_id if unit == "group" else None,
            )


def requests_due(today: dt.date, horizon: dt.date) -> Iterator[Due]:  # noqa: ARG001 - a DueSource
    """Requests for a waiver or a refund that nobody has decided on."""
    rows = DuesRequest.objects.filter(state=DuesRequestState.ASKED)
    fields = ("pk", "requested_at", "member__branch_id", "member__group_id", "member__user_id")
    for pk, asked, branch_id, group_id, user_id in rows.values_list(*fields):
        yield Due(
            subject=f"dues.request:{pk}",
            on=day_of(asked),
            title="会费减免、退费申请待审批",
            link=reverse("dues:request_detail", args=[pk]),
            right=Right.DECIDE_DUES,
            person_id=user_id,
            branch_id=branch_id,
            group_id=group_id,
        )


def sheets_due(today: dt.date, horizon: dt.date) -> Iterator[Due]:  # noqa: ARG001 - a DueSource
    """Collected money the office has not received, from the day it was collected."""
    rows = DuesCollection.objects.filter(state=DuesCollectionState.HANDED_IN)
    for pk, collected_on in rows.values_list("pk", "collected_on"):
        yield Due(
            subject=f"dues.sheet:{pk}",
            on=collected_on,
            title="会费收缴单待点收",
            link=reverse("dues:collection_detail", args=[pk]),
            right=Right.CLOSE_DUES,
        )


_HANDLER = Audience.HANDLER.value
RULES: dict[str, ReminderRule] = {
    "dues.month": ReminderRule(
        "会费月结", months_due, (Step(-5), Step(0), Step(5, (_HANDLER, Office.CHAIR.value)))
    ),
    "dues.arrears": ReminderRule(
        "会费欠缴", arrears_due, (Step(0, (Office.BRANCH_CHAIR.value, Office.GROUP_LEADER.value)),)
    ),
    "dues.request": ReminderRule("会费减免与退费", requests_due, (Step(3, working=True),)),
    "dues.sheet": ReminderRule(
        "会费收缴单待点收", sheets_due,
        (Step(2, working=True), Step(5, (_HANDLER, Office.CHAIR.value), working=True)),
    ),
}  # fmt: skip
