"""Ledgers of 院务公开: publications, and the catalogue."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet

from congress.choices.disclosures import (
    DisclosureAudience,
    DisclosureForm,
    DisclosureState,
    DisclosureTopic,
)
from congress.models import Disclosure, DisclosureItem
from congress.rules.disclosures import OPEN
from congress.selectors.disclosures import disclosures_visible_to
from union.common.searching import search_by
from union.ledgers.declare import Action, Column, Filter, Kind, Ledger, Period
from union.organisation.choices import Right

TONES = {
    "due": "warning", "drafted": "info", "approved": "info", "published": "success", "skipped": "neutral",
    "withdrawn": "neutral",
}  # fmt: skip


def _rows(user: Any, period: Period) -> QuerySet[Any]:
    rows = Disclosure.objects.all() if user is None else disclosures_visible_to(user)
    if period.year:
        rows = rows.filter(due_on__year=period.year)
    if period.as_of:
        rows = rows.filter(due_on__lte=period.as_of)
    return rows.annotate(feedback_count=Count("feedback"))


def _items(_user: Any, _period: Period) -> QuerySet[Any]:
    return DisclosureItem.objects.all()


def _open(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(state__in=OPEN) if value == "yes" else rows.exclude(state__in=OPEN)


DISCLOSURES = Ledger(
    key="disclosures", title="院务公开台账", unit="项", right=Right.VIEW_CONGRESS, rows=_rows,
    default_sort="-due_on", search=search_by("item__title__icontains"), search_hint="公开事项",
    page_url="congress:disclosure_list",
    record_url="congress:disclosure_detail", uses_year=True,
    columns=(
        Column("title", "公开事项", "item__title", Kind.TEXT, 26, leads=True),
        Column("topic", "类别", "item__topic", Kind.CHOICE, 14, choices=DisclosureTopic),
        Column("audience", "公开范围", "audience", Kind.CHOICE, 12, choices=DisclosureAudience),
        Column("form", "公开形式", "form", Kind.CHOICE, 10, choices=DisclosureForm),
        Column("department", "责任部门", "item__department__name", Kind.TEXT, 14),
        Column("responsible", "责任人", "responsible", Kind.TEXT, 10),
        Column("due_on", "应公开日期", "due_on", Kind.DATE, 12),
        Column("published_on", "公开日期", "published_on", Kind.DATE, 12),
        Column("feedback", "反馈", "feedback_count", Kind.INTEGER, 8),
        Column("state", "状态", "state", Kind.CHOICE, 12, choices=DisclosureState, tones=TONES),
    ),
    filters=(
        Filter("state", "状态", "state", lambda user: DisclosureState.choices),
        Filter("topic", "类别", "item__topic", lambda user: DisclosureTopic.choices),
        Filter("audience", "公开范围", "audience", lambda user: DisclosureAudience.choices),
        Filter("open", "待公开", "state", lambda user: [("yes", "待公开"), ("no", "已了结")], apply=_open),
        Filter("due", "应公开日期", "due_on", None),
        Filter("published", "公开日期", "published_on", None),
    ),
    actions=(
        Action("公开目录", "congress:disclosure_item_list", Right.MANAGE_CONGRESS, "list-checks"),
        Action("列入公开", "congress:disclosure_open", Right.MANAGE_CONGRESS, "plus", primary=True),
    ),
    purpose="按公开目录定期列出应当公开的事项，拟稿、审核、公开，并收集反馈。",
    first_step=Action("建立公开目录", "congress:disclosure_item_create", Right.MANAGE_CONGRESS, "plus"),
)  # fmt: skip

ITEMS = Ledger(
    key="disclosure_items", title="院务公开目录", unit="项", right=Right.MANAGE_CONGRESS, rows=_items,
    default_sort="title", search=search_by("title__icontains"), search_hint="公开事项",
    page_url="congress:disclosure_item_list", record_url="congress:disclosure_item_edit",
    columns=(
        Column("title", "公开事项", "title", Kind.TEXT, 26, leads=True),
        Column("topic", "类别", "topic", Kind.CHOICE, 14, choices=DisclosureTopic),
        Column("audience", "公开范围", "audience", Kind.CHOICE, 12, choices=DisclosureAudience),
        Column("form", "公开形式", "form", Kind.CHOICE, 10, choices=DisclosureForm),
        Column("department", "责任部门", "department__name", Kind.TEXT, 14),
        Column("every_months", "周期（月）", "every_months", Kind.INTEGER, 8),
        Column("basis", "依据", "basis", Kind.TEXT, 24),
        Column("is_active", "在用", "is_active", Kind.BOOLEAN, 8),
    ),
    filters=(Filter("topic", "类别", "topic", lambda user: DisclosureTopic.choices),),
    actions=(
        Action("新增事项", "congress:disclosure_item_create", Right.MANAGE_CONGRESS, "plus", primary=True),
    ),
    purpose="写明公开什么、多久一次、对谁公开、由谁负责，到期自动列入。",
    first_step=Action("新增事项", "congress:disclosure_item_create", Right.MANAGE_CONGRESS, "plus"),
)  # fmt: skip
