"""隐患排查台账."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db.models import Count, Q, QuerySet

from events.choices.hazards import HazardKind, HazardLevel, HazardState
from events.ledgers.activities import branches
from events.models import Hazard
from events.permissions.hazards import hazards_visible_to
from events.rules.hazards import COUNTED
from union.common.dates import today
from union.common.searching import search_by
from union.ledgers.declare import Action, Column, Filter, Kind, Ledger, Period
from union.ledgers.options import choices_of
from union.organisation.choices import Right

TONES = {
    "reported": "warning", "assigned": "info", "rectified": "accent", "closed": "success",
    "rejected": "neutral",
}  # fmt: skip
_More = partial(Column, default=False)


def yes(_user: Any) -> Iterable[tuple[str, str]]:
    """Options of a filter that is on or off."""
    return [("yes", "是")]


def of_branch(field: str = "branch_id") -> Any:
    """Narrow by branch; “全院” are rows without one."""

    def apply(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        if value == "union":
            return rows.filter(**{f"{field}__isnull": True})
        known = value.isdecimal() and len(value) < 10  # noqa: PLR2004 - a key
        return rows.filter(**{field: int(value)}) if known else rows

    return apply


def _rows(user: Any, period: Period) -> QuerySet[Any]:
    rows = hazards_visible_to(user) if user else Hazard.objects.all()
    if period.year:
        rows = rows.filter(found_on__year=period.year)
    return rows.filter(found_on__lte=period.as_of) if period.as_of else rows


HAZARDS = Ledger(
    key="hazards",
    title="隐患排查台账",
    unit="处",
    right=Right.VIEW_MEMBERS,
    rows=_rows,
    default_sort="-found_on",
    search=search_by("place__icontains", "description__icontains", "department__name__icontains"),
    search_hint="地点、情况、责任科室",
    page_url="rooms:hazard_list",
    record_url="rooms:hazard_detail",
    counts={"已销号": Q(state=HazardState.CLOSED)},
    measures={"不同的发现人": ("人", Count("finder", distinct=True))},
    columns=(
        Column("place", "地点", "place", Kind.TEXT, 20, leads=True),
        Column("found", "发现日期", "found_on", Kind.DATE, 11),
        Column("kind", "类别", "kind", Kind.CHOICE, 12, choices=HazardKind),
        Column("level", "等级", "level", Kind.CHOICE, 10, choices=HazardLevel, tones={"major": "danger"}),
        Column("description", "隐患情况", "description", Kind.TEXT, 28),
        Column("finder", "发现人", "finder__name", Kind.TEXT, 10),
        _More("branch", "发现支会", "branch__name", Kind.TEXT, 14),
        Column("department", "责任科室", "department__name", Kind.TEXT, 14),
        Column("due", "整改期限", "due_on", Kind.DATE, 11),
        _More("measures", "整改情况", "measures", Kind.TEXT, 24),
        Column("rectified", "整改日期", "rectified_on", Kind.DATE, 11),
        Column("rechecked", "复查日期", "rechecked_on", Kind.DATE, 11),
        _More("recheck_note", "复查意见", "recheck_note", Kind.TEXT, 16),
        Column("state", "状态", "state", Kind.CHOICE, 9, choices=HazardState, tones=TONES),
    ),
    filters=(
        Filter("state", "状态", "state", choices_of(HazardState)),
        Filter("found", "发现", "found_on", None),
        Filter("level", "等级", "level", choices_of(HazardLevel)),
        Filter("kind", "类别", "kind", choices_of(HazardKind)),
        Filter("branch", "支会", "branch_id", branches, apply=of_branch()),
        Filter("counted", "计入年报", "state", yes, apply=lambda rows, _v: rows.filter(state__in=COUNTED)),
        Filter(
            "late", "逾期未整改", "state", yes,
            apply=lambda rows, _v: rows.filter(state="assigned", due_on__lt=today()),
        ),
    ),
    actions=(Action("上报隐患", "rooms:hazard_report", Right.VIEW_MEMBERS, icon="plus", primary=True),),
    purpose="每一处隐患：谁发现、谁整改、何时完成、复查是否合格。",
    first_step=Action("上报隐患", "rooms:hazard_report", Right.VIEW_MEMBERS, "plus"),
)  # fmt: skip
LEDGERS = (HAZARDS,)
