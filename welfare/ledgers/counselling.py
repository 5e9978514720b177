"""心理咨询时段: when and by whom; never who came."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from union.ledgers.declare import Action, Column, Filter, Kind, Ledger, Period
from union.ledgers.options import choices_of
from union.organisation.choices import Right
from welfare.choices.counselling import SlotState
from welfare.models import Counsellor
from welfare.selectors.counselling import nameless

_TONES = {
    SlotState.OPEN: "info", SlotState.BOOKED: "warning", SlotState.HELD: "success",
    SlotState.ABSENT: "neutral", SlotState.CANCELLED: "neutral",
}  # fmt: skip


def _slots(_user: Any, period: Period) -> QuerySet[Any]:
    rows = nameless()
    return rows.filter(starts_at__year=period.year) if period.year else rows


def _counsellors(_user: Any) -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in Counsellor.objects.values_list("pk", "name")]


SLOTS = Ledger(
    key="counselling_slots",
    title="心理咨询时段",
    unit="次",
    right=Right.MANAGE_WELFARE,
    rows=_slots,
    default_sort="-starts_at",
    page_url="welfare:counselling_slots",
    uses_year=True,
    columns=(
        Column("starts", "开始", "starts_at", Kind.DATETIME, 16),
        Column("ends", "结束", "ends_at", Kind.DATETIME, 16),
        Column("counsellor", "咨询师", "counsellor__name", Kind.TEXT, 12),
        Column("place", "地点", "counsellor__place", Kind.TEXT, 18),
        Column("state", "状态", "state", Kind.CHOICE, 10, choices=SlotState, tones=_TONES),
    ),
    filters=(
        Filter("counsellor", "咨询师", "counsellor_id", _counsellors),
        Filter("state", "状态", "state", choices_of(SlotState)),
        Filter("starts", "日期", "starts_at__date", None),
    ),
    actions=(Action("咨询师与预约", "welfare:counselling", Right.MANAGE_WELFARE, icon="users"),),
    purpose="只记时间和咨询师；谁预约只有本人和咨询师知道。",
)
LEDGERS = (SLOTS,)
