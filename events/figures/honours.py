"""Figures of honours, chapter 劳动竞赛与评优: 人次 (one honour to one member) and 个 (units)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from events.choices.honours import HonourLevel
from events.models import Honour
from union.common.registries import Breakdown, Figure, FigureValue, Period
from union.organisation.choices import Right

_CHAPTER = "contests"


def granted_in(period: Period) -> QuerySet[Honour]:
    """Honours given in ``period`` and not taken back."""
    rows = Honour.objects.filter(granted_on__range=(period.first, period.last), revoked_on=None)
    rows = rows.filter(Q(member=None) | Q(member__merged_into=None))
    return rows.filter(branch_id=period.branch_id) if period.branch_id else rows


def rows_url(period: Period, **more: str) -> str:
    """Address of the register that shows what a figure counts."""
    asked = {"standing": "yes", "on_from": str(period.first), "on_to": str(period.last), **more}
    if period.branch_id:
        asked["branch"] = str(period.branch_id)
    return f"{reverse('events:honour_list')}?{urlencode(asked)}"


def to_members(period: Period) -> int:
    """人次: honours given to members; somebody with two is counted twice."""
    return granted_in(period).exclude(member=None).count()


def to_units(period: Period) -> int:
    """个: honours given to units."""
    return granted_in(period).filter(member=None).count()


def by_level(period: Period) -> Iterator[FigureValue]:
    """项: honours by who gave them, members and units together."""
    found = dict(granted_in(period).order_by().values_list("level").annotate(n=Count("pk")))
    for level in HonourLevel:
        if level.value in found:
            url = rows_url(period, level=level.value)
            yield FigureValue(level.value, str(level.label), found[level.value], url)


def _figure(label: str, unit: str, definition: str, compute: Any, to: str) -> Figure:
    return Figure(
        _CHAPTER, label, unit, definition, compute, lambda period: rows_url(period, to=to),
        right=Right.VIEW_MEMBERS.value, phrase=f"{label} {{value}}",
    )  # fmt: skip


FIGURES: dict[str, Figure | Breakdown] = {
    "events.honours_members": _figure(
        "表彰个人", "人次", "各级荣誉授予会员的次数，一人两项计两人次，已撤销的不计", to_members, "member"
    ),
    "events.honours_units": _figure(
        "表彰集体", "个", "各级荣誉授予科室、班组、支会的次数，已撤销的不计", to_units, "unit"
    ),
    "events.honours_by_level": Breakdown(
        _CHAPTER, "各级荣誉", "项", "按授予级别，个人和集体合计", by_level, right=Right.VIEW_MEMBERS.value
    ),
}
