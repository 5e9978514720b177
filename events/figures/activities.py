"""Figures of the chapter 文体活动, each with its unit: 场, 人次 and 人 are never mixed ([S003]; §9.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet, Sum
from django.urls import reverse

from events.choices.activities import ActivityKind
from events.ledgers.activities import COUNTED
from events.models import Activity, CostLine, SignUp
from events.selectors.activities import with_totals
from union.common.registries import Breakdown, Figure, FigureValue, Period
from union.organisation.choices import Right

_CHAPTER = "activities"
_LIST = "活动登记为已举办、已结算或已归档的才计入；会议、培训另计入自身建设"


def held_in(period: Period) -> QuerySet[Activity]:
    """Activities that took place in ``period`` and count as such, of the whole hospital or one branch."""
    rows = Activity.objects.filter(COUNTED, starts_at__date__range=(period.first, period.last))
    return rows.filter(branch_id=period.branch_id) if period.branch_id else rows


def rows_url(period: Period, name: str = "events:activity_list", **more: str) -> str:
    """Address of the ledger that shows what a figure counts."""
    asked = {"counted": "yes", "held_from": str(period.first), "held_to": str(period.last), **more}
    if period.branch_id:
        asked["branch" if name.endswith("activity_list") else "of"] = str(period.branch_id)
    return f"{reverse(name)}?{urlencode(asked)}"


def session_count(period: Period) -> int:
    """场: how many times something was held; one activity may have several."""
    return held_in(period).aggregate(n=Sum("session_count"))["n"] or 0


def person_times(period: Period) -> int:
    """人次: one person at one activity is one; family included; entered by hand where no list was kept."""
    return with_totals(held_in(period)).aggregate(n=Sum("times"))["n"] or 0


def people(period: Period) -> int:
    """人: different members who were checked in at least once; numbers entered without names are left out."""
    rows = SignUp.objects.filter(
        attendances__isnull=False, activity__in=held_in(period), member__merged_into=None
    )
    return rows.values("member").distinct().count()


def reported_people(period: Period) -> int:
    """人: numbers of people entered for activities without a list; the same person may be in several."""
    return held_in(period).aggregate(n=Sum("reported_people"))["n"] or 0


def item_count(period: Period) -> int:
    """个: items of performances and meets."""
    return held_in(period).aggregate(n=Sum("item_count"))["n"] or 0


def cost(period: Period) -> Decimal:
    """元: what was entered as spent for the activities that took place."""
    rows = CostLine.objects.filter(activity__in=held_in(period))
    return rows.aggregate(n=Sum("amount"))["n"] or Decimal(0)


def _by_kind(total: str) -> Callable[[Period], Iterator[FigureValue]]:
    def compute(period: Period) -> Iterator[FigureValue]:
        labels = dict(ActivityKind.choices)
        sums: dict[str, Any] = {}
        for kind, value in with_totals(held_in(period)).order_by().values_list("kind", total):
            sums[kind] = sums.get(kind, 0) + (value or 0)
        for kind in ActivityKind.values:
            if kind in sums:
                yield FigureValue(kind, str(labels[kind]), sums[kind], rows_url(period, kind=kind))

    return compute


def _figure(label: str, unit: str, definition: str, compute: Any, **more: Any) -> Figure:
    return Figure(
        _CHAPTER, label, unit, f"{definition}。{_LIST}", compute, more.pop("rows", rows_url),
        right=Right.VIEW_MEMBERS.value, **more,
    )  # fmt: skip


def _kinds(label: str, unit: str, total: str) -> Breakdown:
    return Breakdown(
        _CHAPTER, label, unit, f"按活动类型。{_LIST}", _by_kind(total), right=Right.VIEW_MEMBERS.value
    )


def _people_url(period: Period) -> str:
    return rows_url(period, "events:signup_list", once="yes")


FIGURES: dict[str, Figure | Breakdown] = {
    "events.sessions": _figure(
        "举办活动", "场", "各活动场次之和", session_count, phrase="举办各类文体活动 {value}"
    ),
    "events.times": _figure(
        "参加活动", "人次", "每人每参加一项活动计一次，含家属；没有签到名单的按登记人次", person_times,
        phrase="参加 {value}",
    ),
    "events.people": _figure(
        "参加过活动的会员", "人", "有签到记录的不同会员，一人参加多次只计一次", people, rows=_people_url
    ),
    "events.reported_people": _figure(
        "登记参加人数", "人", "没有签到名单的活动登记的人数之和", reported_people,
        rows=partial(rows_url, show="reported"),
    ),
    "events.items": _figure(
        "演出节目", "个", "各活动登记的节目（项目）数之和", item_count, rows=partial(rows_url, show="items")
    ),
    "events.cost": _figure("活动支出", "元", "各活动登记的支出之和", cost, phrase="支出 {value}"),
    "events.sessions_by_kind": _kinds("各类活动场次", "场", "session_count"),
    "events.times_by_kind": _kinds("各类活动人次", "人次", "times"),
    "events.cost_by_kind": _kinds("各类活动支出", "元", "cost"),
}  # fmt: skip
