"""职工服务付款台账: fees of mutual protection and cost of recuperation, as they stand in the cash book."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from union.common.searching import search_by
from union.funds.choices import FundSource
from union.funds.selectors import booked_sum, voucher_number
from union.ledgers.declare import Column, Filter, Kind, Ledger, Period
from union.ledgers.options import choices_of
from union.organisation.choices import Right
from welfare.choices.care_payments import PaidService
from welfare.selectors.care_payments import KIND, care_payments_in_scope


def _rows(user: Any, period: Period) -> QuerySet[Any]:
    what = Case(
        When(period__isnull=False, then=Value(PaidService.MUTUAL)), default=Value(PaidService.RECUPERATION),
        output_field=CharField(),
    )  # fmt: skip
    rows = care_payments_in_scope(user).annotate(
        what=what, title=Coalesce(F("period__title"), F("round__title")), voucher=voucher_number(KIND),
        booked=booked_sum(KIND),
    )  # fmt: skip
    if period.year:
        rows = rows.filter(on__year=period.year)
    return rows.filter(on__lte=period.as_of) if period.as_of else rows


def _standing(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(reversed_on__isnull=value == "standing")


PAYMENTS = Ledger(
    key="care_payments",
    title="职工服务付款台账",
    unit="笔",
    right=Right.VIEW_MONEY,
    rows=_rows,
    default_sort="-on",
    search=search_by("title__icontains"),
    search_hint="批次名称",
    counts={"已冲销": Q(reversed_on__isnull=False)},
    page_url="welfare:care_payments",
    record_url="welfare:care_payment",
    uses_year=True,
    columns=(
        Column("what", "内容", "what", Kind.CHOICE, 10, choices=PaidService),
        Column("title", "批次", "title", Kind.TEXT, 24, leads=True),
        Column("on", "付款日期", "on", Kind.DATE, 12),
        Column("people", "人数", "people", Kind.INTEGER, 8),
        Column("amount", "付款（元）", "amount", Kind.MONEY, 12),
        Column("booked", "入账（元）", "booked", Kind.MONEY, 12, total=True),
        Column("source", "经费来源", "fund_source", Kind.CHOICE, 10, choices=FundSource),
        Column("voucher", "凭证号", "voucher", Kind.CODE, 9),
        Column("reversed_on", "冲销日期", "reversed_on", Kind.DATE, 12),
        Column("note", "说明", "note", Kind.TEXT, 20, default=False),
    ),
    filters=(
        Filter("what", "内容", "what", choices_of(PaidService)),
        Filter("source", "经费来源", "fund_source", choices_of(FundSource)),
        Filter("state", "状态", "reversed_on", lambda _user: (("standing", "有效"), ("reversed", "已冲销")),
               _standing),
        Filter("on", "付款", "on", None),
    ),
    purpose="互助保障费和疗休养费的付款，与经费账一致；在参保批次、疗休养批次的页面上付款和冲销。",
)  # fmt: skip
LEDGERS = (PAYMENTS,)
