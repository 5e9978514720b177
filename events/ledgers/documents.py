"""制度文件台账."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet

from events.choices.documents import DocumentKind, DocumentState
from events.ledgers.news import choices
from events.models import PolicyDocument
from events.selectors.documents import documents_visible_to
from union.common.searching import search_by
from union.ledgers.declare import Action, Column, Filter, Kind, Ledger, Period
from union.organisation.choices import Right

TONES = {"draft": "neutral", "in_force": "success", "repealed": "danger"}


def _rows(user: Any, period: Period) -> QuerySet[Any]:
    rows = documents_visible_to(user) if user else PolicyDocument.objects.all()
    if period.year:
        rows = rows.filter(issued_on__year=period.year)
    if period.as_of:
        rows = rows.filter(issued_on__lte=period.as_of)
    return rows.annotate(confirmed=Count("readings", filter=~Q(readings__confirmed_at=None)))


def _states(_user: Any) -> list[tuple[str, str]]:
    return [("issued", "签发过的"), *((value, str(label)) for value, label in DocumentState.choices)]


def _by_state(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.exclude(state=DocumentState.DRAFT) if value == "issued" else rows.filter(state=value)


DOCUMENTS = Ledger(
    key="documents", title="制度文件台账", unit="件", right=Right.VIEW_MEMBERS, rows=_rows,
    default_sort="-issued_on", page_url="events:document_list", record_url="events:document_detail",
    search=search_by("title__icontains", "number__icontains"),
    search_hint="名称、文号",
    columns=(
        Column("title", "名称", "title", Kind.TEXT, 28, leads=True),
        Column("number", "文号", "number", Kind.TEXT, 18),
        Column("edition", "版本", "edition", Kind.TEXT, 10),
        Column("kind", "类别", "kind", Kind.CHOICE, 10, choices=DocumentKind),
        Column("state", "状态", "state", Kind.CHOICE, 10, choices=DocumentState, tones=TONES),
        Column("issued", "发布日期", "issued_on", Kind.DATE, 12),
        Column("from", "生效日期", "valid_from", Kind.DATE, 12),
        Column("until", "失效日期", "valid_until", Kind.DATE, 12),
        Column("must", "须确认", "must_confirm", Kind.BOOLEAN, 8),
        Column("confirmed", "已确认（人）", "confirmed", Kind.INTEGER, 12),
    ),
    filters=(
        Filter("kind", "类别", "kind", choices(DocumentKind)),
        Filter("state", "状态", "state", _states, apply=_by_state),
        Filter("issued", "发布日期", "issued_on", None),
    ),
    actions=(Action("拟定制度", "events:document_create", Right.PUBLISH_NEWS, "plus", primary=True),),
    purpose="工会的章程、制度、办法和上级文件，各个版本和有效期都在这里。",
    first_step=Action("拟定制度", "events:document_create", Right.PUBLISH_NEWS, "plus"),
)  # fmt: skip
