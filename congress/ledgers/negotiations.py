"""协商会议台账: every negotiation meeting of every collective contract."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from congress.models import NegotiationMeeting
from union.ledgers.declare import Column, Filter, Kind, Ledger, Period
from union.organisation.choices import Right


def _rows(_user: Any, period: Period) -> QuerySet[Any]:
    rows = NegotiationMeeting.objects.all()
    if period.year:
        rows = rows.filter(held_on__year=period.year)
    return rows.filter(held_on__lte=period.as_of) if period.as_of else rows


NEGOTIATIONS = Ledger(
    key="negotiation_meetings",
    title="协商会议台账",
    unit="次",
    right=Right.VIEW_CONGRESS,
    rows=_rows,
    default_sort="-held_on",
    page_url="congress:negotiation_list",
    uses_year=True,
    columns=(
        Column("held_on", "日期", "held_on", Kind.DATE, 12),
        Column("contract", "合同", "contract__title", Kind.TEXT, 24),
        Column("topics", "议题", "topics", Kind.TEXT, 30, sort=False),
        Column("place", "地点", "place", Kind.TEXT, 14, sort=False),
        Column("staff", "职工方已签字", "staff_signed", Kind.BOOLEAN, 12),
        Column("employer", "院方已签字", "employer_signed", Kind.BOOLEAN, 12),
    ),
    filters=(Filter("held", "日期", "held_on", None),),
    purpose="每一次集体协商会议占一行；在各份合同中登记。",
)
