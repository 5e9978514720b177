"""归档目录."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from events.choices.archive import ArchiveGroup, Retention
from events.ledgers.activities import branches
from events.ledgers.news import by_branch, choices
from events.models import ArchiveClass, ArchiveItem
from events.selectors.archive import items_visible_to
from union.common.searching import search_by
from union.ledgers.declare import Action, Column, Filter, Kind, Ledger, Period
from union.organisation.choices import Right


def _rows(user: Any, period: Period) -> QuerySet[Any]:
    rows = items_visible_to(user) if user else ArchiveItem.objects.all()
    if period.year:
        rows = rows.filter(year=period.year)
    if period.as_of:
        rows = rows.filter(filed_on__lte=period.as_of)
    return rows


def _classes(_user: Any) -> list[tuple[str, str]]:
    return [(str(pk), title) for pk, title in ArchiveClass.objects.values_list("pk", "title")]


def _standing(_user: Any) -> list[tuple[str, str]]:
    return [("yes", "在档"), ("no", "已撤出")]


ARCHIVE = Ledger(
    key="archive", title="归档目录", unit="件", right=Right.VIEW_MEMBERS, rows=_rows,
    default_sort="-filed_on", page_url="events:archive_list", record_url="events:archive_detail",
    search=search_by("title__icontains"), search_hint="题名",
    columns=(
        Column("title", "题名", "title", Kind.TEXT, 30, leads=True),
        Column("group", "部分", "archive_class__group", Kind.CHOICE, 10, choices=ArchiveGroup),
        Column("class", "类目", "archive_class__title", Kind.TEXT, 20),
        Column("year", "年度", "year", Kind.CODE, 8),
        Column("branch", "支会", "branch__name", Kind.TEXT, 14),
        Column("retention", "保管期限", "archive_class__retention", Kind.CHOICE, 12, choices=Retention),
        Column("location", "存放位置", "location", Kind.TEXT, 16),
        Column("filed", "归档日期", "filed_on", Kind.DATE, 12),
        Column("removed", "撤出日期", "removed_on", Kind.DATE, 12, default=False),
    ),
    filters=(
        Filter("group", "部分", "archive_class__group", choices(ArchiveGroup)),
        Filter("class", "类目", "archive_class_id", _classes),
        Filter("retention", "保管期限", "archive_class__retention", choices(Retention)),
        Filter("branch", "支会", "branch_id", branches, apply=by_branch()),
        Filter("filed", "归档日期", "filed_on", None),
        Filter(
            "standing", "状态", "removed_on", _standing,
            apply=lambda rows, value: rows.filter(removed_on__isnull=value == "yes"),
        ),
    ),
    uses_year=True,
    actions=(Action("归档一览", "events:archive", Right.MANAGE_EVENTS, "list-checks", primary=True),),
    purpose="按七簿三档三册归档的材料目录，检查时按年度打印。",
    first_step=Action("归档一览", "events:archive", Right.MANAGE_EVENTS, "list-checks"),
)  # fmt: skip
