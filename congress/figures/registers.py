"""Figures of the smaller registers for the year-end report (chapter 维权与协商)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from congress.choices.motions import Satisfaction
from congress.models import Appeal
from union.common.registries import Figure, Period
from union.organisation.choices import Right

CHAPTER = "rights"


def listed(url_name: str, day: str, period: Period, **asked: str) -> str:
    """Address of a ledger narrowed to the days of ``period`` (filter ``day``) and to what is ``asked``."""
    days = {f"{day}_from": period.first.isoformat(), f"{day}_to": period.last.isoformat()}
    return f"{reverse(url_name)}?{urlencode({**days, **asked})}"


def of_hospital(count: Callable[[Period], Any], period: Period) -> Any:
    """The registers belong to the whole hospital: None for a branch."""
    return None if period.branch_id else count(period)


def _received(period: Period) -> QuerySet[Appeal]:
    return Appeal.objects.filter(received_on__range=(period.first, period.last))


def _appeals(period: Period) -> int:
    return _received(period).count()


def _answered(period: Period) -> int:
    return Appeal.objects.filter(answered_on__range=(period.first, period.last)).count()


def _satisfied(period: Period) -> Decimal | None:
    rated = _received(period).exclude(satisfaction="")
    total = rated.count()
    if not total:
        return None
    fine = rated.exclude(satisfaction=Satisfaction.UNSATISFIED).count()
    return (Decimal(fine) * 100 / total).quantize(Decimal("0.1"))


FIGURES: dict[str, Figure] = {
    "congress.appeals": Figure(
        CHAPTER, "收到职工意见", "件", "本期收到的职工意见和诉求，含匿名；只按全院统计",
        partial(of_hospital, _appeals),
        lambda period: listed("congress:appeal_list", "received", period),
        right=Right.VIEW_APPEALS.value, phrase="收到职工意见和诉求 {value}",
    ),
    "congress.appeals.answered": Figure(
        CHAPTER, "答复职工意见", "件", "本期答复的意见，按最近一次答复的日期",
        partial(of_hospital, _answered),
        lambda period: listed("congress:appeal_list", "answered", period),
        right=Right.VIEW_APPEALS.value, phrase="答复 {value}",
    ),
    "congress.appeals.satisfied": Figure(
        CHAPTER, "意见答复满意率", "%", "满意和基本满意 ÷ 已评价；本期收到的意见，未评价的不计",
        partial(of_hospital, _satisfied),
        lambda period: listed("congress:appeal_list", "received", period),
        right=Right.VIEW_APPEALS.value,
    ),
}  # fmt: skip
