"""The ledger of collective contracts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, Q, QuerySet

from congress.choices.contracts import ContractKind, ContractState, Side
from congress.models import Contract
from congress.selectors.contracts import bound_between, contracts_visible_to
from union.common.searching import search_by
from union.ledgers.declare import Action, Column, Filter, Kind, Ledger, Period
from union.organisation.choices import Right

TONES = {
    "proposed": "warning", "negotiating": "info", "drafted": "warning", "passed": "info", "signed": "warning",
    "filed": "info", "in_force": "success", "ended": "neutral", "abandoned": "danger",
}  # fmt: skip


def _rows(user: Any, period: Period) -> QuerySet[Any]:
    rows = Contract.objects.all() if user is None else contracts_visible_to(user)
    if period.year:
        rows = rows.filter(
            Q(proposed_on__year=period.year)
            | Q(starts_on__year__lte=period.year, ends_on__year__gte=period.year)
        )
    if period.as_of:
        rows = rows.filter(proposed_on__lte=period.as_of)
    return rows.annotate(
        meeting_count=Count("meetings", distinct=True),
        check_count=Count("checks", filter=Q(checks__checked_on__isnull=False), distinct=True),
    )


def _bound(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    first, last = (dt.date.fromisoformat(day) if day else None for day in value.split("~"))
    return bound_between(rows, first, last)


CONTRACTS = Ledger(
    key="contracts", title="集体合同台账", unit="份", right=Right.VIEW_CONGRESS, rows=_rows,
    default_sort="-proposed_on", search=search_by("title__icontains"), search_hint="名称",
    page_url="congress:contract_list",
    record_url="congress:contract_detail", uses_year=True,
    columns=(
        Column("title", "名称", "title", Kind.TEXT, 30, leads=True),
        Column("kind", "种类", "kind", Kind.CHOICE, 16, choices=ContractKind),
        Column("proposed_by", "提出方", "proposed_by", Kind.CHOICE, 8, choices=Side),
        Column("proposed_on", "提出日期", "proposed_on", Kind.DATE, 12),
        Column("meetings", "协商会议", "meeting_count", Kind.INTEGER, 8),
        Column("signed_on", "签订日期", "signed_on", Kind.DATE, 12),
        Column("filed_on", "报送日期", "filed_on", Kind.DATE, 12),
        Column("effective_on", "生效日期", "effective_on", Kind.DATE, 12),
        Column("starts_on", "期限起", "starts_on", Kind.DATE, 12, default=False),
        Column("ends_on", "期限止", "ends_on", Kind.DATE, 12),
        Column("checks", "履约检查", "check_count", Kind.INTEGER, 8),
        Column("due_on", "当前期限", "due_on", Kind.DATE, 12),
        Column("state", "状态", "state", Kind.CHOICE, 12, choices=ContractState, tones=TONES),
    ),
    filters=(
        Filter("state", "状态", "state", lambda user: ContractState.choices),
        Filter("kind", "种类", "kind", lambda user: ContractKind.choices),
        Filter("proposed", "提出日期", "proposed_on", None),
        Filter("signed", "签订日期", "signed_on", None),
        Filter("effective", "生效日期", "effective_on", None),
        Filter("ends", "期限止", "ends_on", None),
        Filter("bound", "有效期间", "ends_on", None, apply=_bound),
    ),
    actions=(Action("发起协商", "congress:contract_create", Right.MANAGE_CONGRESS, "plus", primary=True),),
    purpose="集体合同、工资专项和女职工专项集体合同：从提出要求、协商、职代会通过、报送到生效和履约检查。",
    first_step=Action("发起协商", "congress:contract_create", Right.MANAGE_CONGRESS, "plus"),
)  # fmt: skip
