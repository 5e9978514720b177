"""Figures of recuperation: 期 of rounds, 人次 who went, frontline share, yuan."""
# ruff: noqa: E501 - the table at the end

from __future__ import annotations

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Sum
from django.urls import reverse

from union.common.registries import Breakdown, Figure, Period
from union.organisation.choices import Right
from welfare.choices.recuperation import StayState
from welfare.models import Stay
from welfare.selectors.care import percent

_SEES = Right.VIEW_WELFARE.value


def _gone(period: Period) -> Any:
    rows = Stay.objects.filter(
        state=StayState.GONE, round__starts_on__range=(period.first, period.last)
    ).order_by()
    return rows.filter(branch_id=period.branch_id) if period.branch_id else rows


def _url(period: Period) -> str:
    query = {"state": "gone", "starts_from": f"{period.first}", "starts_to": f"{period.last}"}
    if period.branch_id:
        query["branch"] = str(period.branch_id)
    return f"{reverse('welfare:stay_list')}?{urlencode(query)}"


def times(period: Period) -> int:
    """Stays that took place (人次)."""
    return int(_gone(period).count())


def frontline(period: Period) -> Decimal | None:
    """Share of frontline staff among them, in percent."""
    rows = _gone(period)
    return percent(rows.filter(is_frontline=True).count(), rows.count())


def yuan(period: Period) -> Decimal:
    """Cost per day times days, for everybody who went."""
    return _gone(period).aggregate(total=Sum("cost"))["total"] or Decimal(0)


_WHEN = "按疗休养开始日期统计已参加的人员"
FIGURES: dict[str, Figure | Breakdown] = {
    "welfare.recuperation_times": Figure(
        "activities", "疗休养", "人次", _WHEN, times, _url, right=_SEES, phrase="组织疗休养 {value}"
    ),
    "welfare.recuperation_frontline": Figure(
        "activities", "疗休养一线职工占比", "%", f"{_WHEN}；一线岗位按申请时的岗位类别", frontline, _url, right=_SEES
    ),
    "welfare.recuperation_yuan": Figure(
        "activities", "疗休养费用", "元", f"{_WHEN}；每人每天费用 × 天数", yuan, _url, right=_SEES
    ),
}  # fmt: skip
