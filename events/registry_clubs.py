"""Registries of clubs: figures, calendar, reminders of sessions ahead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from events.ledgers.clubs import LEDGERS
from events.models import Club, ClubAttendance, ClubMembership, ClubSession
from events.room_registering import Subject, mover, mover_once, register_subject, text_search
from members.models import Member
from members.selectors import members_visible_to
from union.accounts.models import User
from union.common.figures import of_the_hospital
from union.common.registries import (
    CalendarEntry,
    Figure,
    MergeHandler,
    Period,
    SearchProvider,
    TimelineEntry,
)
from union.organisation.choices import Right
from union.organisation.rights import works_here
from union.reminders.declare import Audience, Due, ReminderRule, Step


def held_in(period: Period) -> QuerySet[ClubSession]:
    """Sessions of clubs with attendance in ``period``; clubs are the whole hospital's."""
    span = (period.first, period.last)
    return ClubSession.objects.filter(starts_at__date__range=span, attendances__isnull=False).distinct()


def _running(period: Period) -> QuerySet[Club]:
    rows = Club.objects.filter(founded_on__lte=period.last)
    return rows.filter(Q(closed_on=None) | Q(closed_on__gt=period.last))


def _sessions_url(period: Period) -> str:
    asked = {"counted": "yes", "held_from": str(period.first), "held_to": str(period.last)}
    return f"{reverse('rooms:club_session_list')}?{urlencode(asked)}"


def _clubs_url(_period: Period) -> str:
    return f"{reverse('rooms:club_list')}?running=yes"


def _times(period: Period) -> int:
    return ClubAttendance.objects.filter(session__in=held_in(period)).count()


def _figure(label: str, unit: str, text: str, compute: Any, rows: Any, **more: Any) -> Figure:
    count = of_the_hospital(compute)
    return Figure("activities", label, unit, text, count, rows, right=Right.VIEW_MEMBERS.value, **more)


FIGURES: dict[str, Figure] = {
    "events.clubs": _figure(
        "兴趣小组（协会）", "个", "期末在办的兴趣小组；链接显示目前在办的",
        lambda period: _running(period).count(), _clubs_url, phrase="兴趣小组 {value}",
    ),
    "events.club_sessions": _figure(
        "兴趣小组活动", "次", "登记了到场人员的活动", lambda period: held_in(period).count(), _sessions_url,
        phrase="开展活动 {value}",
    ),
    "events.club_times": _figure(
        "兴趣小组活动参加", "人次", "每人每次活动计一次", _times, _sessions_url
    ),
}  # fmt: skip


def calendar(user: User, first: dt.date, last: dt.date) -> Iterator[CalendarEntry]:
    """Sessions of the clubs one is in."""
    mine = ClubMembership.objects.filter(member__user_id=user.pk, left_on=None).values("club")
    rows = ClubSession.objects.filter(club__in=mine, starts_at__date__range=(first, last))
    for row in rows.select_related("club"):
        at = timezone.localtime(row.starts_at)
        title = f"{row.club}：{row.topic}"
        yield CalendarEntry(at, at + dt.timedelta(hours=1), title, "兴趣小组", row.club.get_absolute_url())


def timeline(member: Member, user: User) -> Iterator[TimelineEntry]:
    """Joining and leaving clubs, for whoever may see the member."""
    if not members_visible_to(user).filter(pk=member.pk).exists():
        return
    for row in ClubMembership.objects.filter(member=member).select_related("club"):
        url = row.club.get_absolute_url()
        yield TimelineEntry(row.joined_on, f"加入兴趣小组：{row.club}", url=url, icon="users")
        if row.left_on:
            yield TimelineEntry(row.left_on, f"退出兴趣小组：{row.club}", url=url, icon="users")


def sessions_coming(today: dt.date, horizon: dt.date) -> Iterator[Due]:
    """Sessions ahead, for each member of the club who has a login."""
    rows = ClubMembership.objects.filter(
        left_on=None, member__user__isnull=False, club__sessions__starts_at__date__range=(today, horizon)
    ).values_list(
        "club__sessions", "club__sessions__starts_at", "club__sessions__topic", "club__name", "club",
        "member__user", "pk",
    )  # fmt: skip
    for session, starts_at, topic, name, club, user, pk in rows:
        at = timezone.localtime(starts_at)
        yield Due(
            f"events.club:{session}:{pk}", at.date(), f"{name}活动：{topic}",
            reverse("rooms:club_detail", args=[club]), f"{at:%m-%d %H:%M}", person_id=user,
        )  # fmt: skip


SUBJECT = Subject(
    "clubs", "兴趣小组", "rooms:club_home", 50, works_here, ledgers=LEDGERS, figures=FIGURES,
    rules={
        "events.club": ReminderRule("兴趣小组活动", sessions_coming, (Step(-1, (Audience.PERSON.value,)),))
    },
    calendar=calendar, timeline=timeline,
    search=SearchProvider(
        "兴趣小组",
        text_search(
            lambda user: Club.objects.filter(closed_on=None) if works_here(user) else Club.objects.none(),
            ("name",), lambda row: row.regular,
        ),
    ),
    merges={
        "events.Club.leader": MergeHandler("兴趣小组负责人", mover(Club, "leader")),
        "events.ClubMembership.member": MergeHandler("兴趣小组", mover_once(ClubMembership, "club_id")),
        "events.ClubAttendance.member": MergeHandler("小组签到", mover_once(ClubAttendance, "session_id")),
    },
)  # fmt: skip


def register() -> None:
    """Fill the registries."""
    register_subject(SUBJECT)
