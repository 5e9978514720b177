"""Registries of contests of work: figures, calendar, timeline, what is over and not finished."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse

from events.ledgers.competitions import LEDGERS, with_people
from events.models import Competition, CompetitionEntry
from events.permissions.competitions import competitions_visible_to
from events.room_registering import Subject, mover_once, register_subject, text_search, unit_mover
from members.models import Member
from members.selectors import members_visible_to
from union.accounts.models import User
from union.common.registries import (
    CalendarEntry,
    Duty,
    Figure,
    MergeHandler,
    Period,
    SearchProvider,
    TimelineEntry,
)
from union.organisation.choices import Right
from union.organisation.rights import works_here
from union.reminders.declare import Due, ReminderRule, Step

_CLOSE_DAYS = 7


def held_in(period: Period) -> QuerySet[Competition]:
    """Finished contests that began in ``period``."""
    rows = Competition.objects.filter(state="finished", starts_on__range=(period.first, period.last))
    return rows.filter(branch_id=period.branch_id) if period.branch_id else rows


def rows_url(period: Period) -> str:
    """Address of the ledger that shows what a figure counts."""
    asked = {"counted": "yes", "starts_from": str(period.first), "starts_to": str(period.last)}
    if period.branch_id:
        asked["branch"] = str(period.branch_id)
    return f"{reverse('rooms:competition_list')}?{urlencode(asked)}"


def people(period: Period) -> int:
    """人: participants of each contest, added up; the same person may be in several."""
    return sum(with_people(held_in(period)).values_list("people", flat=True))


def awards(period: Period) -> int:
    """项: awards given."""
    return sum(with_people(held_in(period)).values_list("awards", flat=True))


def _figure(label: str, unit: str, text: str, compute: Any, **more: Any) -> Figure:
    right = Right.VIEW_MEMBERS.value
    return Figure("contests", label, unit, text, compute, rows_url, right=right, **more)


FIGURES: dict[str, Figure] = {
    "events.competitions": _figure(
        "劳动竞赛", "项", "期间开始、登记为已结束的竞赛", lambda period: held_in(period).count(),
        phrase="开展劳动竞赛、技能比武 {value}",
    ),
    "events.competition_people": _figure(
        "竞赛参加", "人次", "各项竞赛参赛人数之和，有登记人数的以登记为准", people, phrase="参加 {value}"
    ),
    "events.competition_awards": _figure("竞赛获奖", "项", "各项竞赛登记的奖项之和", awards),
}  # fmt: skip


def calendar(user: User, first: dt.date, last: dt.date) -> Iterator[CalendarEntry]:
    """Contests one sees."""
    rows = competitions_visible_to(user).exclude(state="cancelled")
    for row in rows.filter(starts_on__lte=last, ends_on__gte=first):
        yield CalendarEntry(row.starts_on, row.ends_on, row.title, "竞赛", row.get_absolute_url())


def timeline(member: Member, user: User) -> Iterator[TimelineEntry]:
    """Results of a member, for whoever may see him."""
    if not members_visible_to(user).filter(pk=member.pk).exists():
        return
    seen = competitions_visible_to(user)
    rows = CompetitionEntry.objects.filter(member=member, competition__in=seen)
    for row in rows.select_related("competition"):
        text = row.award or (f"第 {row.rank} 名" if row.rank else "")
        yield TimelineEntry(
            row.competition.ends_on, f"参加竞赛：{row.competition.title}", text,
            url=row.competition.get_absolute_url(), tone="success" if row.award else "neutral",
            icon="bookmark",
        )  # fmt: skip


def to_finish(today: dt.date, horizon: dt.date) -> Iterator[Due]:  # noqa: ARG001 - one signature
    """Contests that are over and not registered as finished, a week after their last day."""
    days = dt.timedelta(days=_CLOSE_DAYS)
    for row in Competition.objects.filter(state="running", ends_on__lte=horizon - days):
        yield Due(
            f"events.competition:{row.pk}", row.ends_on + days, f"竞赛待登记结果：{row.title}",
            row.get_absolute_url(), right=Right.MANAGE_EVENTS, branch_id=row.branch_id,
        )  # fmt: skip


def over(user: User, today: dt.date) -> Iterator[Duty]:
    """For those who keep them: contests that are over."""
    scope = user.access.scope(Right.MANAGE_EVENTS)
    if scope.empty:
        return
    where = Q() if scope.everything else Q(branch_id__in=scope.branch_ids)
    for row in Competition.objects.filter(where, state="running", ends_on__lt=today)[:10]:
        title, due_on = f"登记竞赛结果：{row.title}", row.ends_on + dt.timedelta(days=_CLOSE_DAYS)
        yield Duty(f"competition:{row.pk}:finish", title, row.get_absolute_url(), due_on)


SUBJECT = Subject(
    "competitions", "劳动竞赛", "rooms:competition_home", 25, works_here, ledgers=LEDGERS, figures=FIGURES,
    rules={"events.competition": ReminderRule("竞赛结果", to_finish, (Step(0), Step(14)))},
    duties={"events.competitions": over}, calendar=calendar, timeline=timeline,
    search=SearchProvider(
        "劳动竞赛",
        text_search(competitions_visible_to, ("title",), lambda row: row.get_state_display()),
    ),
    merges={
        "events.CompetitionEntry.member": MergeHandler(
            "竞赛成绩", mover_once(CompetitionEntry, "competition_id")
        )
    },
    moves={"events.competitions": unit_mover(Competition, branch="branch_id")},
)  # fmt: skip


def register() -> None:
    """Fill the registries."""
    register_subject(SUBJECT)
