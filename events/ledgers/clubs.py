"""Ledgers of clubs: 兴趣小组台账, 兴趣小组活动台账."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, DecimalField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, TruncDate

from events.ledgers.hazards import yes
from events.models import Club, ClubBudget, ClubSession, CostLine
from events.permissions.rooms import OFFICE, sees_hospital
from members.selectors import named
from union.common.dates import today
from union.common.searching import search_by
from union.ledgers.declare import Action, Column, Filter, Kind, Ledger, Period
from union.organisation.choices import Right


def with_money(rows: QuerySet[Club], year: int) -> QuerySet[Any]:
    """Annotate ``budget``, ``spent`` (元) and ``held`` (次) of ``year``, and ``people`` (人) of today."""
    money = DecimalField(max_digits=12, decimal_places=2)
    budget = ClubBudget.objects.filter(club=OuterRef("pk"), year=year).values("amount")
    costs = CostLine.objects.filter(activity__target_club=OuterRef("pk"), spent_on__year=year).order_by()
    spent = costs.values("activity__target_club").annotate(n=Sum("amount")).values("n")
    held = Q(sessions__starts_at__year=year, sessions__attendances__isnull=False)
    return rows.annotate(
        budget=Coalesce(Subquery(budget[:1], output_field=money), 0, output_field=money),
        spent=Coalesce(Subquery(spent, output_field=money), 0, output_field=money),
        people=Count("memberships", filter=Q(memberships__left_on=None), distinct=True),
        held=Count("sessions", filter=held, distinct=True),
    )


def _clubs(user: Any, period: Period) -> QuerySet[Any]:  # noqa: ARG001 - everybody may know the clubs
    rows = Club.objects.all()
    if period.as_of:
        rows = rows.filter(founded_on__lte=period.as_of)
    return with_money(rows, period.year or today().year)


CLUBS = Ledger(
    key="clubs",
    title="兴趣小组台账",
    unit="个",
    right=Right.VIEW_MEMBERS,
    rows=_clubs,
    default_sort="name",
    uses_year=True,
    search=search_by("name__icontains", named("leader__")),
    search_hint="名称、负责人",
    page_url="rooms:club_list",
    record_url="rooms:club_detail",
    columns=(
        Column("name", "兴趣小组", "name", Kind.TEXT, 16, leads=True),
        Column("leader", "负责人", "leader__name", Kind.TEXT, 10),
        Column("founded", "成立日期", "founded_on", Kind.DATE, 11),
        Column("regular", "活动时间", "regular", Kind.TEXT, 16),
        Column("people", "成员（人）", "people", Kind.INTEGER, 9),
        Column("held", "活动（次）", "held", Kind.INTEGER, 9, total=True),
        Column("budget", "预算（元）", "budget", Kind.MONEY, 12, total=True),
        Column("spent", "支出（元）", "spent", Kind.MONEY, 12, total=True),
        Column("closed", "停办日期", "closed_on", Kind.DATE, 11, default=False),
    ),
    filters=(
        Filter("running", "在办", "closed_on", yes, apply=lambda rows, _v: rows.filter(closed_on=None)),
    ),
    actions=(Action("成立兴趣小组", "rooms:club_create", OFFICE, icon="plus", primary=True),),
    purpose="兴趣小组和协会：负责人、成员、活动、预算和支出。",
    first_step=Action("成立兴趣小组", "rooms:club_create", OFFICE, "plus"),
)  # fmt: skip


def _sessions(user: Any, period: Period) -> QuerySet[Any]:
    rows = ClubSession.objects.all()
    if user is not None and not sees_hospital(user):
        rows = rows.filter(club__memberships__member__user_id=user.pk).distinct()
    if period.year:
        rows = rows.filter(starts_at__year=period.year)
    if period.as_of:
        rows = rows.filter(starts_at__date__lte=period.as_of)
    return rows.annotate(came=Count("attendances", distinct=True), held_on=TruncDate("starts_at"))


SESSIONS = Ledger(
    key="club_sessions",
    title="兴趣小组活动台账",
    unit="次",
    right=Right.VIEW_MEMBERS,
    rows=_sessions,
    default_sort="-starts_at",
    search=search_by("topic__icontains", "club__name__icontains"),
    search_hint="小组、内容",
    page_url="rooms:club_session_list",
    columns=(
        Column("club", "兴趣小组", "club__name", Kind.TEXT, 16),
        Column("starts", "时间", "starts_at", Kind.DATETIME, 16),
        Column("topic", "内容", "topic", Kind.TEXT, 24),
        Column("place", "地点", "place", Kind.TEXT, 14),
        Column("came", "到场（人次）", "came", Kind.INTEGER, 10, total=True),
    ),
    filters=(
        Filter("held", "时间", "held_on", None),
        Filter("counted", "计入年报", "pk", yes, apply=lambda rows, _v: rows.filter(came__gt=0)),
    ),
    purpose="各兴趣小组每次活动的时间、内容和到场人数。",
)  # fmt: skip
LEDGERS = (CLUBS, SESSIONS)
