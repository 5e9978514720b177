"""The ledger of appeals: 职工意见登记簿 (职工来信来访登记簿)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from congress.choices.appeals import AppealSource, AppealState, AppealTopic
from congress.choices.motions import Satisfaction
from congress.models import Appeal
from congress.rules.appeals import ENDED
from members.selectors import named
from union.common.searching import search_by
from union.ledgers.declare import Action, Column, Filter, Kind, Ledger, Period
from union.organisation.choices import Right
from union.organisation.models import Department

TONES = {
    "received": "warning", "assigned": "info", "answered": "info", "closed": "success", "moved": "success",
    "listed": "success", "declined": "danger", "withdrawn": "neutral",
}  # fmt: skip


def _rows(user: Any, period: Period) -> QuerySet[Any]:
    rows = Appeal.objects.all()
    if user is not None and not user.access.can(Right.VIEW_APPEALS):
        return rows.none()
    if period.year:
        rows = rows.filter(received_on__year=period.year)
    if period.as_of:
        rows = rows.filter(received_on__lte=period.as_of)
    return rows


def _departments(_user: Any) -> list[tuple[str, str]]:
    used = Appeal.objects.filter(department__isnull=False).values("department")
    rows = Department.objects.filter(pk__in=used).order_by("name")
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]


def _open(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(state__in=ENDED) if value == "no" else rows.exclude(state__in=ENDED)


APPEALS = Ledger(
    key="appeals", title="职工意见台账", unit="件", right=Right.VIEW_APPEALS, rows=_rows,
    default_sort="-received_on", search=search_by("title__icontains", named("member__")),
    search_hint="主题、反映人",
    page_url="congress:appeal_list", record_url="congress:appeal_detail", uses_year=True,
    counts={"匿名": Q(is_anonymous=True)},
    columns=(
        Column("id", "编号", "id", Kind.CODE, 8),
        Column("received_on", "收到日期", "received_on", Kind.DATE, 12),
        Column("title", "主题", "title", Kind.TEXT, 30, leads=True),
        Column("topic", "类别", "topic", Kind.CHOICE, 10, choices=AppealTopic),
        Column("source", "来源", "source", Kind.CHOICE, 10, choices=AppealSource),
        Column("name", "反映人", "member__name", Kind.TEXT, 10),
        Column("branch", "支会", "branch__name", Kind.TEXT, 12, default=False),
        Column("department", "承办部门", "department__name", Kind.TEXT, 14),
        Column("due_on", "当前期限", "due_on", Kind.DATE, 12),
        Column("answered_on", "答复日期", "answered_on", Kind.DATE, 12),
        Column("satisfaction", "满意度", "satisfaction", Kind.CHOICE, 10, choices=Satisfaction),
        Column("ended_on", "办结日期", "ended_on", Kind.DATE, 12, default=False),
        Column("state", "状态", "state", Kind.CHOICE, 12, choices=AppealState, tones=TONES),
    ),
    filters=(
        Filter("state", "状态", "state", lambda user: AppealState.choices),
        Filter("topic", "类别", "topic", lambda user: AppealTopic.choices),
        Filter("source", "来源", "source", lambda user: AppealSource.choices),
        Filter("department", "承办部门", "department_id", _departments),
        Filter("satisfaction", "满意度", "satisfaction", lambda user: Satisfaction.choices),
        Filter("open", "在办", "state", lambda user: [("yes", "在办"), ("no", "已了结")], apply=_open),
        Filter("received", "收到日期", "received_on", None),
        Filter("answered", "答复日期", "answered_on", None),
    ),
    actions=(Action("登记意见", "congress:appeal_register", Right.MANAGE_CONGRESS, "plus", primary=True),),
    purpose="小组长反映、接待来访、来信和网上提交的意见诉求，从登记到答复、评价。",
    first_step=Action("登记意见", "congress:appeal_register", Right.MANAGE_CONGRESS, "plus"),
)  # fmt: skip
