"""Ledgers of activities and sign-ups: 活动台账, 活动报名台账."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db.models import Case, Exists, F, IntegerField, Min, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, TruncDate

from events.choices.activities import ActivityKind, ActivityState, SignUpChannel, SignUpState
from events.models import Activity, Attendance, SignUp
from events.rules.activities import TOOK_PLACE
from events.selectors.activities import activities_visible_to, with_totals
from members.selectors import members_visible_to, named
from union.common.searching import search_by
from union.ledgers.declare import Action, Column, Filter, Kind, Ledger, Period
from union.ledgers.options import choices_of, open_branches
from union.organisation.choices import Right

# Meetings and trainings are counted in the chapter of 自身建设, not among activities.
NOT_COUNTED = (ActivityKind.MEETING, ActivityKind.TRAINING)
COUNTED = Q(state__in=TOOK_PLACE) & ~Q(kind__in=NOT_COUNTED)
STATE_TONES = {
    "draft": "neutral", "submitted": "warning", "approved": "info", "open": "success", "closed": "info",
    "held": "info", "settled": "success", "archived": "neutral", "cancelled": "danger",
}  # fmt: skip
SIGNUP_TONES = {
    "pending": "warning", "confirmed": "success", "waiting": "info", "withdrawn": "neutral",
    "rejected": "danger", "cancelled": "neutral",
}  # fmt: skip


_More = partial(Column, default=False)


def branches(user: Any) -> Iterable[tuple[str, str]]:
    """Options of a filter by branch."""
    return [("union", "全院活动"), *open_branches(user)]


def _by_branch(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    if value == "union":
        return rows.filter(branch=None)
    known = value.isdecimal() and len(value) < 10  # noqa: PLR2004 - a key
    return rows.filter(branch_id=int(value)) if known else rows


def _yes(_user: Any) -> Iterable[tuple[str, str]]:
    return [("yes", "是")]


def _activities(user: Any, period: Period) -> QuerySet[Any]:
    rows = activities_visible_to(user) if user else Activity.objects.all()
    if period.year:
        rows = rows.filter(starts_at__year=period.year)
    if period.as_of:
        rows = rows.filter(starts_at__date__lte=period.as_of)
    return with_totals(rows).annotate(held_on=TruncDate("starts_at"))


ACTIVITIES = Ledger(
    key="activities",
    title="活动台账",
    unit="项",
    right=Right.VIEW_MEMBERS,
    rows=_activities,
    default_sort="-starts_at",
    search=search_by("title__icontains", "place__icontains", "organiser__icontains"),
    search_hint="主题、地点、承办",
    page_url="events:activity_list",
    record_url="events:activity_detail",
    columns=(
        Column("title", "活动主题", "title", Kind.TEXT, 24, leads=True),
        Column("kind", "类型", "kind", Kind.CHOICE, 12, choices=ActivityKind),
        Column("starts", "时间", "starts_at", Kind.DATETIME, 16),
        Column("place", "地点", "place", Kind.TEXT, 16),
        Column("branch", "举办支会", "branch__name", Kind.TEXT, 14),
        _More("organiser", "承办", "organiser", Kind.TEXT, 14),
        Column("state", "状态", "state", Kind.CHOICE, 10, choices=ActivityState, tones=STATE_TONES),
        Column("sessions", "场次（场）", "session_count", Kind.INTEGER, 9, total=True),
        _More("items", "节目（个）", "item_count", Kind.INTEGER, 9, total=True),
        Column("times", "参加（人次）", "times", Kind.INTEGER, 10, total=True),
        _More("people", "签到（人）", "people", Kind.INTEGER, 9),
        _More("reported", "登记（人）", "reported_people", Kind.INTEGER, 9, total=True),
        Column("budget", "预算（元）", "budget_amount", Kind.MONEY, 12, total=True),
        Column("cost", "支出（元）", "cost", Kind.MONEY, 12, total=True),
        _More("plan", "计划项目", "plan_line__theme", Kind.TEXT, 16),
    ),
    filters=(
        Filter("kind", "类型", "kind", choices_of(ActivityKind)),
        Filter("state", "状态", "state", choices_of(ActivityState)),
        Filter("branch", "举办", "branch_id", branches, apply=_by_branch),
        Filter("held", "时间", "held_on", None),
        Filter("counted", "计入年报", "state", _yes, apply=lambda rows, _value: rows.filter(COUNTED)),
    ),
    actions=(Action("拟定活动", "events:activity_create", Right.MANAGE_EVENTS, icon="plus", primary=True),),
    purpose="办过的、要办的活动都在这里：场次、人次、支出各按各的单位合计。",
    first_step=Action("拟定活动", "events:activity_create", Right.MANAGE_EVENTS, "plus"),
)  # fmt: skip


def _signups(user: Any, period: Period) -> QuerySet[Any]:
    rows = SignUp.objects.filter(member__merged_into=None)
    if user is not None:
        rows = rows.filter(member__in=members_visible_to(user).order_by())
    if period.year:
        rows = rows.filter(session__starts_at__year=period.year)
    if period.as_of:
        rows = rows.filter(session__starts_at__date__lte=period.as_of)
    came = Exists(Attendance.objects.filter(signup=OuterRef("pk")))
    return rows.annotate(
        came=came,
        held_on=TruncDate("activity__starts_at"),
        times=Case(When(came, then=F("family_count") + 1), default=Value(0), output_field=IntegerField()),
        by=Coalesce(F("signed_by__display_name"), F("signed_by__username")),
    )


def _counted(rows: QuerySet[Any], _value: str) -> QuerySet[Any]:
    """Who came to an activity of the year report that keeps a list."""
    return rows.filter(came=True, activity__state__in=TOOK_PLACE).exclude(activity__kind__in=NOT_COUNTED)


def _once(rows: QuerySet[Any], _value: str) -> QuerySet[Any]:
    """One row for each person: the first of what the other filters leave. Stands last among the filters."""
    first = rows.order_by().values("member").annotate(first=Min("pk")).values("first")
    return rows.filter(pk__in=first)


def _of(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    if value == "union":
        return rows.filter(activity__branch=None)
    known = value.isdecimal() and len(value) < 10  # noqa: PLR2004 - a key
    return rows.filter(activity__branch_id=int(value)) if known else rows


SIGNUPS = Ledger(
    key="signups",
    title="活动报名台账",
    unit="份",
    right=Right.VIEW_MEMBERS,
    rows=_signups,
    default_sort="-pk",
    search=search_by(named("member__"), "activity__title__icontains"),
    search_hint="姓名、拼音、工号、活动",
    page_url="events:signup_list",
    counts={"已到": Q(came=True)},
    columns=(
        Column("number", "报名号", "number", Kind.CODE, 8),
        Column("name", "姓名", "member__name", Kind.TEXT, 12, sort="member__name_pinyin"),
        _More("staff_no", "工号", "member__staff_no", Kind.CODE, 10),
        Column("branch", "支会", "member__branch__name", Kind.TEXT, 14),
        _More("department", "科室", "member__department__name", Kind.TEXT, 14),
        Column("activity", "活动", "activity__title", Kind.TEXT, 24),
        _More("session", "场次", "session__label", Kind.TEXT, 12),
        Column("starts", "活动时间", "session__starts_at", Kind.DATETIME, 16),
        Column("state", "状态", "state", Kind.CHOICE, 10, choices=SignUpState, tones=SIGNUP_TONES),
        Column("channel", "途径", "channel", Kind.CHOICE, 8, choices=SignUpChannel),
        _More("by", "操作人", "by", Kind.TEXT, 10),
        Column("family", "家属（人）", "family_count", Kind.INTEGER, 9, total=True),
        _More("waiting", "候补序号", "waiting_number", Kind.CODE, 9),
        Column("came", "已到", "came", Kind.BOOLEAN, 8),
        Column("times", "人次", "times", Kind.INTEGER, 8, total=True),
        _More("no_show", "报名未到", "no_show", Kind.BOOLEAN, 9),
        _More("signed_at", "报名时间", "signed_at", Kind.DATETIME, 16),
    ),
    filters=(
        Filter("state", "状态", "state", choices_of(SignUpState)),
        Filter("kind", "类型", "activity__kind", choices_of(ActivityKind)),
        Filter("held", "活动时间", "held_on", None),
        Filter("counted", "计入年报", "state", _yes, apply=_counted),
        Filter("of", "举办", "activity__branch_id", branches, apply=_of),
        Filter("once", "每人一条", "member", _yes, apply=_once),
    ),
    purpose="谁报了什么、到了没有；筛出“每人一条”就是参加过活动的不同会员。",
)  # fmt: skip


LEDGERS = (ACTIVITIES, SIGNUPS)
