"""Figures of counselling: 次 offered, 人次 that took place. Nobody is named, no branch is told apart."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from union.common.registries import Breakdown, Figure, Period
from union.organisation.choices import Right
from welfare.choices.counselling import SlotState
from welfare.selectors.counselling import nameless

_RIGHT = Right.MANAGE_WELFARE.value


def _slots(period: Period) -> Any:
    return nameless().filter(starts_at__date__range=(period.first, period.last))


def held(period: Period) -> int:
    """Hours that took place (人次)."""
    return int(_slots(period).filter(state=SlotState.HELD).count())


def booked(period: Period) -> int:
    """Hours that were booked, whatever became of them (人次)."""
    return int(_slots(period).filter(state=SlotState.BOOKED).count())


def _url(period: Period, state: SlotState) -> str:
    query = {"state": state.value, "starts_from": f"{period.first}", "starts_to": f"{period.last}"}
    return f"{reverse('welfare:counselling_slots')}?{urlencode(query)}"


FIGURES: dict[str, Figure | Breakdown] = {
    "welfare.counselling_held": Figure(
        "warmth", "心理关爱咨询", "人次", "按咨询时间统计已咨询的时段；不分支会，不记姓名和内容", held,
        lambda period: _url(period, SlotState.HELD), right=_RIGHT, phrase="心理关爱咨询 {value}",
    ),
    "welfare.counselling_booked": Figure(
        "warmth", "心理关爱待咨询", "人次", "按咨询时间统计已预约、尚未登记结果的时段；不分支会", booked,
        lambda period: _url(period, SlotState.BOOKED), right=_RIGHT,
    ),
}  # fmt: skip
