"""Ledgers of the kernel's own tables: 组织台账 and 工会干部台账."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from union.common.dates import today
from union.common.searching import search_by
from union.ledgers.declare import Column, Filter, Kind, Ledger, Period
from union.ledgers.options import open_branches
from union.organisation.choices import Office, Right, ScopeKind, UnitKind
from union.organisation.models import Appointment, Group
from union.organisation.selectors.offices import officers_visible_to
from union.organisation.selectors.units import units_visible_to

_NOT_OFFICERS = (Office.MEMBER, Office.DELEGATE)


def _groups(user: Any, period: Period) -> QuerySet[Any]:
    """Groups with branch, department, leader and headcount, as of a day."""
    day = period.as_of or today()
    groups = Group.objects.all() if user is None else units_visible_to(user, UnitKind.GROUP)
    leaders = (
        Appointment.objects.filter(group=OuterRef("pk"), office=Office.GROUP_LEADER)
        .held_on(day)
        .order_by("starts_on")
    )
    return groups.open_on(day).annotate(
        leader=Subquery(leaders.values("user__display_name")[:1]),
        active_count=Count(
            "members", filter=Q(members__membership_status="active", members__merged_into=None)
        ),
        kept_count=Count(
            "members", filter=Q(members__membership_status="retained", members__merged_into=None)
        ),
    )


ORGANISATION = Ledger(
    key="organisation",
    title="工会组织台账",
    unit="个小组",
    right=Right.VIEW_ORGANISATION,
    rows=_groups,
    default_sort="branch__position",
    search=search_by("name__icontains", "branch__name__icontains", "department__name__icontains"),
    search_hint="支会、科室、小组",
    page_url="ledgers:organisation",
    columns=(
        Column("branch", "支会", "branch__name", Kind.TEXT, 14, sort="branch__position"),
        Column("department", "科室", "department__name", Kind.TEXT, 14),
        Column("group", "工会小组", "name", Kind.TEXT, 16, leads=True),
        Column("code", "编码", "code", Kind.CODE, 10, default=False),
        Column("leader", "组长", "leader", Kind.TEXT, 12),
        Column("active", "在册会员", "active_count", Kind.INTEGER, 10, total=True),
        Column("retained", "保留会籍", "kept_count", Kind.INTEGER, 10, total=True),
        Column("opened_on", "成立日期", "opened_on", Kind.DATE, 12),
    ),
    filters=(Filter("branch", "支会", "branch_id", open_branches),),
    purpose="支会、科室和工会小组的一览，先导入组织架构表。",
)


def _officers(user: Any, period: Period) -> QuerySet[Any]:
    """Appointments to union posts; ordinary members and delegates have ledgers of their own."""
    rows = Appointment.objects.all() if user is None else officers_visible_to(user)
    rows = rows.exclude(office__in=_NOT_OFFICERS)
    if period.as_of:
        rows = rows.held_on(period.as_of)
    if period.year:
        first, last = f"{period.year}-01-01", f"{period.year}-12-31"
        rows = rows.filter(Q(ends_on=None) | Q(ends_on__gte=first), starts_on__lte=last)
    return rows


def _in_office(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    held = Q(ends_on=None) | Q(ends_on__gte=today())
    return rows.filter(held) if value == "yes" else rows.exclude(held)


def _union_offices(_user: Any) -> Iterable[tuple[str, str]]:
    return [(office.value, office.label) for office in Office if office not in _NOT_OFFICERS]


def _held_or_not(_user: Any) -> Iterable[tuple[str, str]]:
    return [("yes", "现任"), ("no", "已免职")]


OFFICERS = Ledger(
    key="officers",
    title="工会干部台账",
    unit="人次",
    right=Right.VIEW_ORGANISATION,
    rows=_officers,
    default_sort="office",
    search=search_by("user__display_name__icontains", "user__name_pinyin__istartswith"),
    search_hint="姓名、拼音",
    page_url="ledgers:officers",
    record_url="organisation:officer_detail",
    columns=(
        Column("name", "姓名", "user__display_name", Kind.TEXT, 12, sort="user__name_pinyin", leads=True),
        Column("office", "职务", "office", Kind.CHOICE, 14, choices=Office),
        Column("title", "分工", "title", Kind.TEXT, 12),
        Column("body", "机构", "body__name", Kind.TEXT, 18),
        Column("scope", "范围", "scope_kind", Kind.CHOICE, 8, choices=ScopeKind),
        Column("branch", "支会", "branch__name", Kind.TEXT, 14),
        Column("group", "小组", "group__name", Kind.TEXT, 14),
        Column("department", "科室", "department__name", Kind.TEXT, 14, default=False),
        Column("starts_on", "任职日期", "starts_on", Kind.DATE, 12),
        Column("ends_on", "免职日期", "ends_on", Kind.DATE, 12),
        Column("document", "任职依据", "document", Kind.TEXT, 24, sort=False),
        Column("reason", "免职原因", "ended_reason", Kind.TEXT, 16, sort=False, default=False),
    ),
    filters=(
        Filter("office", "职务", "office", _union_offices),
        Filter("held", "状态", "ends_on", _held_or_not, apply=_in_office, default="yes"),
        Filter("starts", "任职", "starts_on", None),
    ),
    purpose="工会主席、委员、经审、女工、支会主席和小组长的任免记录。",
)  # fmt: skip
LEDGERS = (ORGANISATION, OFFICERS)
