"""What waits for whom about dues: a month to close, differences, sheets and requests, arrears of a unit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count, Min
from django.urls import reverse

from members.choices import DuesCollectionState, DuesMonthState, DuesRequestState
from members.models import DuesCollection, DuesDifference, DuesMonth
from members.selectors.dues import requests_visible_to
from members.selectors.dues_accounts import in_arrears, oldest_month
from union.accounts.models import User
from union.common.dates import add_months, first_of_month
from union.common.registries import Duty
from union.organisation.choices import Right

CLOSE_WITHIN = 10  # days of the following month in which a month is to be closed


def months(user: User, today: dt.date) -> Iterator[Duty]:
    """Months that are over and not closed, and their undecided differences."""
    if not user.access.scope(Right.CLOSE_DUES).everything:
        return
    over = DuesMonth.objects.filter(state=DuesMonthState.OPEN, month__lt=first_of_month(today))
    for row in over.order_by("month")[:3]:
        waiting = DuesDifference.objects.filter(month=row.month, decision="").count()
        yield Duty(
            key=f"dues_month:{row.month:%Y-%m}:{waiting}",
            title=f"{row}会费待结账",
            url=reverse("dues:month_detail", args=[row.month.year, row.month.month]),
            due_on=add_months(row.month, 1) + dt.timedelta(days=CLOSE_WITHIN - 1),
            detail=f"差异 {waiting} 项待处理" if waiting else "差异已处理完",
            action="去结账",
        )


def sheets(user: User, today: dt.date) -> Iterator[Duty]:  # noqa: ARG001 - the registry's signature
    """Sheets of collected money that the office must receive; not those one handed in."""
    if not user.access.scope(Right.CLOSE_DUES).everything:
        return
    rows = DuesCollection.objects.filter(state=DuesCollectionState.HANDED_IN).exclude(recorded_by=user)
    count = rows.count()
    if count:
        yield Duty(
            key=f"dues_sheets:{count}", title=f"{count} 张会费收缴单待点收",
            url=reverse("dues:collection_list"), count=count, action="去点收",
        )  # fmt: skip


def requests(user: User, today: dt.date) -> Iterator[Duty]:  # noqa: ARG001 - the registry's signature
    """Requests that the user may decide."""
    if not user.access.can(Right.DECIDE_DUES):
        return
    rows = requests_visible_to(user).filter(state=DuesRequestState.ASKED)
    rows = rows.filter(user.access.scope(Right.DECIDE_DUES).condition("member__"))
    rows = rows.exclude(requested_by=user).exclude(member__user_id=user.pk)
    found = rows.order_by().aggregate(count=Count("pk"), first=Min("requested_at"))
    if found["count"]:
        yield Duty(
            key=f"dues_requests:{found['count']}:{found['first']:%Y%m%d}",
            title=f"{found['count']} 件会费减免、退费申请待审批",
            url=f"{reverse('dues:request_list')}?state={DuesRequestState.ASKED}", count=found["count"],
            action="去审批",
        )  # fmt: skip


def arrears(user: User, today: dt.date) -> Iterator[Duty]:
    """Members of a branch or group who owe for months that are over; not for the whole hospital."""
    scope = user.access.scope(Right.COLLECT_DUES)
    if scope.empty or scope.everything:
        return
    last = add_months(first_of_month(today), -1)
    first = oldest_month(today)
    count = in_arrears(user, first, last).filter(scope.condition()).exclude(user_id=user.pk).count()
    if count:
        yield Duty(
            key=f"dues_arrears:{last:%Y-%m}:{count}", title=f"{count} 名会员有欠缴会费",
            url=f"{reverse('dues:arrears_list')}?from={first:%Y-%m}&to={last:%Y-%m}", count=count,
            action="去收缴",
        )  # fmt: skip
