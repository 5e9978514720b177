"""The ledger of mediations: no names, no matter; those stand in the file."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from congress.choices.mediations import ApplicationForm, MediationKind, MediationState
from congress.models import Mediation
from congress.selectors.mediations import mediations_visible_to
from union.ledgers.declare import Action, Column, Filter, Kind, Ledger, Period
from union.organisation.choices import Right

TONES = {
    "applied": "warning", "mediating": "info", "agreed": "info", "fulfilled": "success", "broken": "danger",
    "failed": "danger", "refused": "neutral", "withdrawn": "neutral",
}  # fmt: skip


def _rows(user: Any, period: Period) -> QuerySet[Any]:
    rows = Mediation.objects.all() if user is None else mediations_visible_to(user)
    if period.year:
        rows = rows.filter(applied_on__year=period.year)
    if period.as_of:
        rows = rows.filter(applied_on__lte=period.as_of)
    return rows


MEDIATIONS = Ledger(
    key="mediations", title="调解台账", unit="件", right=Right.MEDIATE, rows=_rows,
    default_sort="-applied_on",
    page_url="congress:mediation_list", record_url="congress:mediation_detail", uses_year=True,
    columns=(
        Column("id", "编号", "id", Kind.CODE, 8, leads=True),
        Column("kind", "类别", "kind", Kind.CHOICE, 12, choices=MediationKind),
        Column("applied_on", "申请日期", "applied_on", Kind.DATE, 12),
        Column("form", "申请方式", "form", Kind.CHOICE, 16, choices=ApplicationForm),
        Column("mediator", "调解人", "mediator__display_name", Kind.TEXT, 10),
        Column("accepted_on", "受理日期", "accepted_on", Kind.DATE, 12),
        Column("due_on", "当前期限", "due_on", Kind.DATE, 12),
        Column("agreed_on", "协议日期", "agreed_on", Kind.DATE, 12),
        Column("ended_on", "办结日期", "ended_on", Kind.DATE, 12),
        Column("state", "状态", "state", Kind.CHOICE, 12, choices=MediationState, tones=TONES),
    ),
    filters=(
        Filter("state", "状态", "state", lambda user: MediationState.choices),
        Filter("kind", "类别", "kind", lambda user: MediationKind.choices),
        Filter("applied", "申请日期", "applied_on", None),
        Filter("agreed", "协议日期", "agreed_on", None),
    ),
    actions=(Action("登记申请", "congress:mediation_create", Right.MEDIATE, "plus", primary=True),),
    purpose="劳动争议、职工之间、婚姻家庭和医患纠纷的调解。台账不显示当事人和争议内容。",
    first_step=Action("登记申请", "congress:mediation_create", Right.MEDIATE, "plus"),
)  # fmt: skip
