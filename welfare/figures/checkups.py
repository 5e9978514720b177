"""Figures of check-ups: 期 of rounds, 人 who came, rate."""
# ruff: noqa: E501 - the table at the end

from __future__ import annotations

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from union.common.registries import Breakdown, Figure, Period
from union.organisation.choices import Right
from welfare.models import CheckupEntry, CheckupRound
from welfare.selectors.care import percent

_SEES = Right.VIEW_WELFARE.value


def _rounds(period: Period) -> Any:
    return CheckupRound.objects.filter(starts_on__range=(period.first, period.last))


def rounds(period: Period) -> int:
    """Rounds that began in the period (期)."""
    return int(_rounds(period).count())


def _rounds_url(period: Period) -> str:
    query = urlencode({"starts_from": period.first, "starts_to": period.last})
    return f"{reverse('welfare:checkup_rounds')}?{query}"


def _entries(period: Period) -> Any:
    rows = CheckupEntry.objects.filter(round__in=_rounds(period)).order_by()
    return rows.filter(branch_id=period.branch_id) if period.branch_id else rows


def _url(period: Period, **more: str) -> str:
    query = {"starts_from": f"{period.first}", "starts_to": f"{period.last}", **more}
    if period.branch_id:
        query["branch"] = str(period.branch_id)
    return f"{reverse('welfare:checkup_entries')}?{urlencode(query)}"


def attended(period: Period) -> int:
    """Different people who came (人)."""
    return int(_entries(period).exclude(attended_on=None).values("member").distinct().count())


def rate(period: Period) -> Decimal | None:
    """Entries with a check-up of all entries, in percent."""
    rows = _entries(period)
    return percent(rows.exclude(attended_on=None).count(), rows.count())


_WHEN = "按期内开始的体检批次"
FIGURES: dict[str, Figure | Breakdown] = {
    "welfare.checkup_rounds": Figure(
        "activities", "职工体检", "期", f"{_WHEN}统计", rounds, _rounds_url, right=_SEES, phrase="组织体检 {value}"
    ),
    "welfare.checkup_people": Figure(
        "activities", "参加体检人数", "人", f"{_WHEN}统计已到检的人，同一人只计一次（明细按人次列出）", attended,
        lambda period: _url(period, state="attended"), right=_SEES, phrase="参加体检 {value}",
    ),
    "welfare.checkup_rate": Figure(
        "activities", "体检率", "%", f"{_WHEN}名单上已到检的比例", rate, _url, right=_SEES
    ),
}  # fmt: skip
