"""Duties and reminders of trainings and meetings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q
from django.utils import timezone

from events.models import ActionItem, Attendee, Meeting, Trainee, Training
from union.accounts.models import User
from union.common.dates import day_of
from union.common.registries import Duty
from union.organisation.choices import Right
from union.reminders.declare import Audience, Due, ReminderRule, Step

_MOST = 10
_MINUTES_DAYS = 5


def _kept(user: User) -> Q:
    scope = user.access.scope(Right.MANAGE_EVENTS)
    return Q() if scope.everything else Q(branch_id__in=scope.branch_ids)


def items(user: User, today: dt.date) -> Iterator[Duty]:  # noqa: ARG001 - the registry's signature
    """What one has to do from meetings."""
    rows = ActionItem.objects.filter(owner__user_id=user.pk, done_on=None).select_related("meeting")
    for row in rows[:_MOST]:
        url = row.meeting.get_absolute_url()
        yield Duty(f"meeting_item:{row.pk}", row.text, url, row.due_on, row.meeting.title, "办结")


def records(user: User, today: dt.date) -> Iterator[Duty]:
    """Trainings that are over, meetings without minutes; for the chair, minutes to confirm."""
    if user.access.can(Right.MANAGE_EVENTS):
        for row in Training.objects.filter(_kept(user), state="planned", ends_on__lt=today)[:_MOST]:
            title, due_on = f"登记培训到课：{row.title}", row.ends_on + dt.timedelta(days=_MINUTES_DAYS)
            yield Duty(f"training:{row.pk}:hold", title, row.get_absolute_url(), due_on)
        over = Q(state__in=("draft", "invited"), starts_at__lt=timezone.now()) | Q(state="held", minutes="")
        for meeting in Meeting.objects.filter(_kept(user) & over)[:_MOST]:
            title, url = f"写会议记录：{meeting.title}", meeting.get_absolute_url()
            yield Duty(f"meeting:{meeting.pk}:minutes", title, url, _minutes_due(meeting))
    if user.access.scope(Right.APPROVE_EVENTS).everything:
        waiting = Meeting.objects.filter(state="held", branch=None).exclude(minutes="")
        for meeting in waiting[:_MOST]:
            title, url = f"会议纪要定稿：{meeting.title}", meeting.get_absolute_url()
            yield Duty(f"meeting:{meeting.pk}:confirm", title, url, action="定稿")


def _minutes_due(row: Meeting) -> dt.date:
    return day_of(row.starts_at) + dt.timedelta(days=_MINUTES_DAYS)


def items_due(today: dt.date, horizon: dt.date) -> Iterator[Due]:  # noqa: ARG001 - one signature
    """What people have to do from meetings."""
    rows = ActionItem.objects.filter(done_on=None, due_on__lte=horizon).select_related("meeting", "owner")
    for row in rows:
        yield Due(
            f"events.item:{row.pk}", row.due_on, "会议督办事项到期", row.meeting.get_absolute_url(),
            user_ids=(row.owner.user_id,) if row.owner.user_id else (), right=Right.MANAGE_EVENTS,
            branch_id=row.meeting.branch_id,
        )  # fmt: skip


def meetings_coming(today: dt.date, horizon: dt.date) -> Iterator[Due]:
    """Meetings ahead, for each person invited who has a login."""
    rows = Attendee.objects.filter(
        meeting__state="invited", member__user__isnull=False, meeting__starts_at__date__gte=today,
        meeting__starts_at__date__lte=horizon,
    ).select_related("meeting", "member")  # fmt: skip
    for row in rows:
        at = timezone.localtime(row.meeting.starts_at)
        yield Due(
            f"events.meeting:{row.pk}", at.date(), f"会议提醒：{row.meeting.title}",
            row.meeting.get_absolute_url(), f"{at:%m-%d %H:%M} {row.meeting.place}",
            person_id=row.member.user_id,
        )  # fmt: skip


def trainings_coming(today: dt.date, horizon: dt.date) -> Iterator[Due]:
    """Trainings ahead, for each person on the list who has a login."""
    rows = Trainee.objects.filter(
        training__state="planned", member__user__isnull=False, training__starts_on__gte=today,
        training__starts_on__lte=horizon,
    ).select_related("training", "member")  # fmt: skip
    for row in rows:
        yield Due(
            f"events.training:{row.pk}", row.training.starts_on, f"培训提醒：{row.training.title}",
            row.training.get_absolute_url(), row.training.place, person_id=row.member.user_id,
        )  # fmt: skip


def minutes_due(today: dt.date, horizon: dt.date) -> Iterator[Due]:  # noqa: ARG001 - one signature
    """Meetings that are over and have no minutes."""
    days = dt.timedelta(days=_MINUTES_DAYS)
    over = Q(state__in=("draft", "invited")) | Q(state="held", minutes="")
    for row in Meeting.objects.filter(
        over, starts_at__lt=timezone.now(), starts_at__date__lte=horizon - days
    ):
        yield Due(
            f"events.minutes:{row.pk}", _minutes_due(row), f"会议记录未写：{row.title}",
            row.get_absolute_url(),
            right=Right.MANAGE_EVENTS, branch_id=row.branch_id,
        )  # fmt: skip


_PERSON = (Audience.PERSON.value,)
RULES = {
    "events.item": ReminderRule(
        "会议督办事项", items_due, (Step(-2), Step(0), Step(3, ("handler", "office_staff"), working=True))
    ),
    "events.meeting": ReminderRule("会议通知", meetings_coming, (Step(-1, _PERSON), Step(0, _PERSON))),
    "events.training": ReminderRule("培训通知", trainings_coming, (Step(-1, _PERSON), Step(0, _PERSON))),
    "events.minutes": ReminderRule("会议记录", minutes_due, (Step(0), Step(7))),
}
