"""困难帮扶台账 and 发放清单. Reasons, illness and accounts are not in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import (
    Case,
    Count,
    DecimalField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    When,
)
from django.db.models.functions import Coalesce

from members.selectors import named
from union.common.searching import search_by
from union.funds.choices import FundSource
from union.funds.selectors import voucher_number
from union.ledgers.declare import Action, Column, Filter, Kind, Ledger, Period
from union.ledgers.options import all_branches
from union.organisation.choices import Right
from welfare.choices.aid import AidKind, AidState, PaymentState
from welfare.models import Aid, AidReturn, PaymentList
from welfare.rules.aid_flow import GIVEN
from welfare.selectors.aid import aids_in_scope, moved

TONES = {
    AidState.APPLIED: "warning", AidState.REVIEWED: "info", AidState.APPROVED: "accent",
    AidState.LISTED: "accent", AidState.PAID: "success", AidState.SIGNED: "success",
    AidState.REJECTED: "neutral", AidState.WITHDRAWN: "neutral",
}  # fmt: skip
LIST_TONES = {
    PaymentState.OPEN: "warning", PaymentState.LOCKED: "info", PaymentState.APPROVED: "accent",
    PaymentState.PAID: "accent", PaymentState.SIGNED: "success", PaymentState.CANCELLED: "neutral",
}  # fmt: skip
_YUAN = DecimalField(max_digits=14, decimal_places=2)
_RETURNS = (("waiting", "退汇待重新发放"), ("yes", "曾退汇"))
_NET = {
    "moved_times": Case(When(state__in=GIVEN, then=1), default=0),
    "moved_yuan": Coalesce(F("paid_amount"), 0, output_field=_YUAN),
}
_HELPED = Count("file", distinct=True, filter=Q(moved_times__gt=0))
_SOURCE, _PINYIN = "welfare.aid_payment", "file__member__name_pinyin"


def _aids(user: Any, period: Period) -> QuerySet[Any]:
    rows: QuerySet[Any] = Aid.objects.all() if user is None else aids_in_scope(user)
    rows = rows.annotate(voucher=voucher_number(_SOURCE, "payment_id"), **_NET)
    if period.year:
        rows = rows.filter(year=period.year)
    return rows.filter(applied_on__lte=period.as_of) if period.as_of else rows


def _states(_user: Any) -> Iterable[tuple[str, str]]:
    yield "given", "已发放（含已签收）"
    yield from AidState.choices


def _in_state(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(state__in=GIVEN if value == "given" else (value,))


def _returned_rows(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    came_back = rows.filter(Exists(AidReturn.objects.filter(aid=OuterRef("pk"))))
    return came_back.exclude(state__in=GIVEN) if value == "waiting" else came_back


def _moved_in(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    """Rows with money paid or returned between two days; the net columns are those of the span."""
    first, last = (dt.date.fromisoformat(text) if text else None for text in value.split("~"))
    return moved(rows, first, last)


AIDS = Ledger(
    key="aid",
    title="困难帮扶台账",
    unit="人次",
    right=Right.VIEW_HARDSHIP,
    rows=_aids,
    default_sort="-pk",
    search=search_by(named("file__member__")),
    search_hint="姓名、拼音、工号",
    counts={"未发放": ~Q(state__in=GIVEN)},
    measures={"实际帮扶": ("户", _HELPED), "减退汇后": ("人次", Sum("moved_times"))},
    page_url="welfare:aid_list",
    record_url="welfare:aid_detail",
    columns=(
        Column("file", "档案编号", "file_id", Kind.CODE, 9),
        Column("name", "户主", "file__member__name", Kind.TEXT, 12, sort=_PINYIN, leads=True),
        Column("branch", "支会", "branch__name", Kind.TEXT, 14),
        Column("kind", "帮扶类别", "kind", Kind.CHOICE, 12, choices=AidKind),
        Column("year", "年度", "year", Kind.CODE, 8),
        Column("subject", "事项", "subject", Kind.TEXT, 16, sort=False),
        Column("state", "状态", "state", Kind.CHOICE, 10, choices=AidState, tones=TONES),
        Column("proposed", "申请（元）", "proposed_amount", Kind.MONEY, 12, total=True),
        Column("reviewed", "审核（元）", "reviewed_amount", Kind.MONEY, 12, total=True, default=False),
        Column("approved", "批准（元）", "approved_amount", Kind.MONEY, 12, total=True),
        Column("paid", "发放（元）", "paid_amount", Kind.MONEY, 12, total=True),
        Column("net", "减退汇后（元）", "moved_yuan", Kind.MONEY, 14, total=True),
        Column("times", "减退汇后（人次）", "moved_times", Kind.INTEGER, 14, total=True, default=False),
        Column("source", "经费来源", "fund_source", Kind.CHOICE, 10, choices=FundSource),
        Column("applied_on", "申请日期", "applied_on", Kind.DATE, 12, default=False),
        Column("paid_on", "发放日期", "paid_on", Kind.DATE, 12),
        Column("voucher", "凭证号", "voucher", Kind.CODE, 9, default=False),
        Column("signed_on", "签收日期", "signed_on", Kind.DATE, 12, default=False),
    ),
    filters=(
        Filter("state", "状态", "state", _states, _in_state),
        Filter("kind", "帮扶类别", "kind", lambda _user: AidKind.choices),
        Filter("source", "经费来源", "fund_source", lambda _user: FundSource.choices),
        Filter("branch", "支会", "branch_id", all_branches),
        Filter("override", "超标放行", "is_override", lambda _user: [("yes", "经放行")],
               lambda rows, _value: rows.filter(is_override=True)),
        Filter("returned", "退汇", "returns", lambda _user: _RETURNS, _returned_rows),
        Filter("moved", "发放或退汇", "paid_on", None, _moved_in),
        Filter("paid", "发放", "paid_on", None),
        Filter("applied", "申请", "applied_on", None),
    ),
    purpose="每一笔帮扶从申请、审核、审批到发放、签收都在这里。",
)  # fmt: skip


def _returned() -> Coalesce:
    """Yuan of a list that the bank returned."""
    rows = AidReturn.objects.filter(payment=OuterRef("pk")).order_by().values("payment")
    return Coalesce(Subquery(rows.annotate(total=Sum("amount")).values("total")), 0, output_field=_YUAN)


def _lists(_user: Any, period: Period) -> QuerySet[Any]:
    rows: QuerySet[Any] = PaymentList.objects.annotate(
        households=Count("aids__file", distinct=True),
        rows=Count("aids"),
        voucher=voucher_number(_SOURCE),
        returned=_returned(),
        net=F("total") - F("returned"),
    )
    if period.year:
        rows = rows.filter(created_at__year=period.year)
    return rows.filter(created_at__date__lte=period.as_of) if period.as_of else rows


LISTS = Ledger(
    key="aid_payments",
    title="帮扶发放清单",
    unit="份",
    right=Right.VIEW_HARDSHIP,
    rows=_lists,
    default_sort="-pk",
    search=search_by("title__icontains"),
    search_hint="名称",
    page_url="welfare:aid_payments",
    record_url="welfare:aid_payment",
    columns=(
        Column("number", "编号", "pk", Kind.CODE, 8),
        Column("title", "名称", "title", Kind.TEXT, 24, leads=True),
        Column("state", "状态", "state", Kind.CHOICE, 10, choices=PaymentState, tones=LIST_TONES),
        Column("households", "户数", "households", Kind.INTEGER, 8),
        Column("rows", "笔数", "rows", Kind.INTEGER, 8, total=True),
        Column("total", "金额（元）", "total", Kind.MONEY, 14, total=True),
        Column("returned", "退汇（元）", "returned", Kind.MONEY, 12, total=True, default=False),
        Column("net", "实发（元）", "net", Kind.MONEY, 14, total=True, default=False),
        Column("source", "经费来源", "fund_source", Kind.CHOICE, 10, choices=FundSource),
        Column("paid_on", "发放日期", "paid_on", Kind.DATE, 12),
        Column("signed_on", "签收日期", "signed_on", Kind.DATE, 12),
        Column("voucher", "凭证号", "voucher", Kind.CODE, 9),
    ),
    filters=(
        Filter("state", "状态", "state", lambda _user: PaymentState.choices),
        Filter("source", "经费来源", "fund_source", lambda _user: FundSource.choices),
        Filter("paid", "发放", "paid_on", None),
    ),
    actions=(Action("新建清单", "welfare:aid_payment_add", Right.PAY_AID, icon="plus", primary=True),),
    purpose="把已批准的帮扶集中发放：编制、锁定、审批、发放入账、签收。",
    first_step=Action("新建清单", "welfare:aid_payment_add", Right.PAY_AID, "plus"),
)  # fmt: skip
LEDGERS = (AIDS, LISTS)
