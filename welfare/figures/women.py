"""Figures of women's work: 人 on the roster, 人次 of services, 场 of meetings, 户 of single parents."""
# ruff: noqa: E501 - the table at the end

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, Sum
from django.urls import reverse

from union.common.registries import Breakdown, Figure, FigureValue, Period
from union.organisation.choices import Right
from welfare.choices.women import MeetingKind, ServiceKind
from welfare.models import SingleParent, WomenMeeting, WomenService
from welfare.selectors.women import roster

_RIGHT = Right.WOMENS_WORK.value


def _url(name: str, period: Period, **more: str) -> str:
    if period.branch_id:
        more["branch"] = str(period.branch_id)
    return f"{reverse(f'welfare:{name}')}?{urlencode(more)}"


def _span(period: Period, key: str) -> dict[str, str]:
    return {f"{key}_from": f"{period.first}", f"{key}_to": f"{period.last}"}


def _insured(period: Period) -> Any:
    rows = roster(None, period.last).filter(membership_status="active", is_insured=True)
    return rows.filter(branch_id=period.branch_id) if period.branch_id else rows


def insured(period: Period) -> int:
    """Women with 女职工特殊疾病 protection on the last day (人)."""
    return int(_insured(period).count())


def _services(period: Period) -> Any:
    rows = WomenService.objects.filter(on__range=(period.first, period.last)).order_by()
    return rows.filter(member__branch_id=period.branch_id) if period.branch_id else rows


def services(period: Period) -> Iterator[FigureValue]:
    """Services of each kind (人次)."""
    for row in _services(period).values("kind").annotate(value=Count("pk")).order_by("kind"):
        url = _url("women_services", period, kind=row["kind"], **_span(period, "on"))
        yield FigureValue(row["kind"], ServiceKind(row["kind"]).label, row["value"], url)


def _meetings(period: Period) -> Any:
    rows = WomenMeeting.objects.filter(on__range=(period.first, period.last)).order_by()
    return rows.filter(branch_id=period.branch_id) if period.branch_id else rows


def meetings(period: Period) -> int:
    """Meetings and activities (场)."""
    return int(_meetings(period).count())


def attendance(period: Period) -> int:
    """People at them, each time counted (人次)."""
    return int(_meetings(period).aggregate(total=Sum("attended"))["total"] or 0)


def by_kind(period: Period) -> Iterator[FigureValue]:
    """Meetings of each kind."""
    for row in _meetings(period).values("kind").annotate(value=Count("pk")).order_by("kind"):
        url = _url("women_meetings", period, kind=row["kind"], **_span(period, "on"))
        yield FigureValue(row["kind"], MeetingKind(row["kind"]).label, row["value"], url)


def _meetings_url(period: Period) -> str:
    return _url("women_meetings", period, show="attended", **_span(period, "on"))


def single_parents(period: Period) -> int:
    """Single-parent families on the last day (户)."""
    rows = SingleParent.objects.filter(Q(until=None) | Q(until__gte=period.last), since__lte=period.last)
    return (rows.filter(member__branch_id=period.branch_id) if period.branch_id else rows).filter(
        member__merged_into=None, member__membership_status__in=("active", "retained")
    ).count()  # fmt: skip


FIGURES: dict[str, Figure | Breakdown] = {
    "welfare.women_insured": Figure(
        "women", "女职工特殊疾病保障", "人", "期末当天在册女会员中参加女职工特殊疾病互助保障的人数", insured,
        lambda period: _url("women_roster", period, as_of=f"{period.last}", insured="yes", status="active"),
        right=_RIGHT, phrase="女职工特殊疾病参保 {value}",
    ),
    "welfare.women_single": Figure(
        "women", "单亲家庭", "户", "期末登记在册的女职工单亲家庭", single_parents,
        lambda period: _url("women_roster", period, as_of=f"{period.last}", single="yes"), right=_RIGHT,
    ),
    "welfare.women_services": Breakdown("women", "女职工服务", "人次", "按服务日期统计，同一人多次按次计", services, right=_RIGHT),
    "welfare.women_meetings": Figure(
        "women", "女职工活动", "场", "按日期统计登记的生活会、三八节活动、座谈会、讲座", meetings, _meetings_url, right=_RIGHT,
        phrase="开展女职工活动 {value}",
    ),
    "welfare.women_attendance": Figure(
        "women", "女职工活动参加人次", "人次", "按日期统计，同一人参加几场计几次", attendance, _meetings_url, right=_RIGHT,
        phrase="参加 {value}",
    ),
    "welfare.women_meetings_by_kind": Breakdown("women", "各类女职工活动", "场", "按日期统计", by_kind, right=_RIGHT),
}  # fmt: skip
