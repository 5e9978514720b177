"""Ledgers of contests of work: 劳动竞赛台账, 竞赛成绩台账."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce

from events.choices.venues import CompetitionKind, CompetitionState
from events.ledgers.activities import branches
from events.ledgers.hazards import of_branch, yes
from events.models import Competition, CompetitionEntry
from events.permissions.competitions import competitions_visible_to
from members.selectors import members_visible_to, named
from union.common.searching import search_by
from union.ledgers.declare import Action, Column, Filter, Kind, Ledger, Period
from union.ledgers.options import choices_of
from union.organisation.choices import Right

TONES = {"running": "info", "finished": "success", "cancelled": "neutral"}


def with_people(rows: QuerySet[Competition]) -> QuerySet[Any]:
    """Annotate ``people`` (人): what was entered, else members on the list; ``awards`` (项)."""
    listed = Count("entries", filter=Q(entries__member__isnull=False), distinct=True)
    awards = Count("entries", filter=~Q(entries__award=""), distinct=True)
    return rows.annotate(people=Coalesce("reported_people", listed), awards=awards)


def _competitions(user: Any, period: Period) -> QuerySet[Any]:
    rows = competitions_visible_to(user) if user else Competition.objects.all()
    if period.year:
        rows = rows.filter(starts_on__year=period.year)
    return with_people(rows.filter(starts_on__lte=period.as_of) if period.as_of else rows)


COMPETITIONS = Ledger(
    key="competitions",
    title="劳动竞赛台账",
    unit="项",
    right=Right.VIEW_MEMBERS,
    rows=_competitions,
    default_sort="-starts_on",
    search=search_by("title__icontains", "organiser__icontains"),
    search_hint="名称、主办",
    page_url="rooms:competition_list",
    record_url="rooms:competition_detail",
    columns=(
        Column("title", "竞赛", "title", Kind.TEXT, 24, leads=True),
        Column("kind", "类型", "kind", Kind.CHOICE, 12, choices=CompetitionKind),
        Column("starts", "开始日期", "starts_on", Kind.DATE, 11),
        Column("ends", "结束日期", "ends_on", Kind.DATE, 11),
        Column("branch", "举办支会", "branch__name", Kind.TEXT, 14),
        Column("organiser", "主办", "organiser", Kind.TEXT, 14),
        Column("people", "参赛（人）", "people", Kind.INTEGER, 9, total=True),
        Column("awards", "获奖（项）", "awards", Kind.INTEGER, 9, total=True),
        Column("state", "状态", "state", Kind.CHOICE, 9, choices=CompetitionState, tones=TONES),
    ),
    filters=(
        Filter("kind", "类型", "kind", choices_of(CompetitionKind)),
        Filter("state", "状态", "state", choices_of(CompetitionState)),
        Filter("starts", "开始", "starts_on", None),
        Filter("branch", "举办", "branch_id", branches, apply=of_branch()),
        Filter("counted", "计入年报", "state", yes, apply=lambda rows, _v: rows.filter(state="finished")),
    ),
    actions=(
        Action("登记竞赛", "rooms:competition_create", Right.MANAGE_EVENTS, icon="plus", primary=True),
    ),
    purpose="劳动竞赛、技能比武、岗位练兵：方案、参赛、成绩和奖项。",
    first_step=Action("登记竞赛", "rooms:competition_create", Right.MANAGE_EVENTS, "plus"),
)  # fmt: skip


def _entries(user: Any, period: Period) -> QuerySet[Any]:
    rows = CompetitionEntry.objects.all()
    if user is not None:
        seen = Q(member__in=members_visible_to(user).order_by()) | Q(member=None)
        rows = rows.filter(seen, competition__in=competitions_visible_to(user).order_by())
    if period.year:
        rows = rows.filter(competition__starts_on__year=period.year)
    return rows.filter(competition__starts_on__lte=period.as_of) if period.as_of else rows


ENTRIES = Ledger(
    key="competition_entries",
    title="竞赛成绩台账",
    unit="条",
    right=Right.VIEW_MEMBERS,
    rows=_entries,
    default_sort="-pk",
    search=search_by(named("member__"), "team__icontains", "competition__title__icontains"),
    search_hint="姓名、工号、队名、竞赛",
    page_url="rooms:entry_list",
    columns=(
        Column("competition", "竞赛", "competition__title", Kind.TEXT, 24),
        Column("kind", "类型", "competition__kind", Kind.CHOICE, 12, choices=CompetitionKind),
        Column("name", "参赛人", "member__name", Kind.TEXT, 10),
        Column("team", "参赛队", "team", Kind.TEXT, 14),
        Column("department", "科室", "department__name", Kind.TEXT, 14),
        Column("score", "成绩", "score", Kind.TEXT, 8),
        Column("rank", "名次", "rank", Kind.INTEGER, 7),
        Column("award", "奖项", "award", Kind.TEXT, 14),
    ),
    filters=(
        Filter("kind", "类型", "competition__kind", choices_of(CompetitionKind)),
        Filter("starts", "开始", "competition__starts_on", None),
        Filter("awarded", "获奖", "award", yes, apply=lambda rows, _v: rows.exclude(award="")),
    ),
    purpose="每个人、每个队在竞赛中的成绩、名次和奖项。",
)  # fmt: skip
LEDGERS = (COMPETITIONS, ENTRIES)
