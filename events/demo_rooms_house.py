"""The demonstration hospital's trainings and meetings."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from events.choices.trainings import MeetingKind, MeetingState, Presence, TrainingKind, TrainingState
from events.models import ActionItem, Attendee, Meeting, Trainee, Training, TrainingSession
from events.rules.trainings import result_of
from members.models import Member
from union.common.demo import DemoContext

# title, kind, days from today (negative: ago), hours, people, with test
TRAININGS: tuple[tuple[Any, ...], ...] = (
    ("新任工会干部培训班", TrainingKind.OFFICERS, -230, (4, 4), 14, True),
    ("工会小组长业务培训", TrainingKind.LEADERS, -205, (3,), 22, False),
    ("职工代表履职培训", TrainingKind.DELEGATES, -165, (4,), 26, True),
    ("安全生产月消防演练", TrainingKind.FIRE, -155, (2,), 30, False),
    ("消防安全月灭火器实操", TrainingKind.FIRE, -10, (2,), 24, False),
    ("工会经费管理专题", TrainingKind.OFFICERS, 8, (3,), 9, True),
)
# title, kind, days from today, agenda, state
MEETINGS: tuple[tuple[Any, ...], ...] = (
    ("一季度工会委员会会议", MeetingKind.COMMITTEE, -240, "年度工作计划\n经费预算", MeetingState.CONFIRMED),
    ("上半年小组长会", MeetingKind.LEADERS, -150, "会费收缴\n暑期慰问", MeetingState.CONFIRMED),
    ("三季度委员扩大会", MeetingKind.EXTENDED, -60, "国庆活动\n困难职工核查", MeetingState.CONFIRMED),
    ("职工之家建设联席会议", MeetingKind.JOINT, -7, "活动室改造\n书屋购书", MeetingState.HELD),
    ("四季度工会委员会会议", MeetingKind.COMMITTEE, 4, "年终慰问方案\n评优工作安排", MeetingState.INVITED),
)
_MINUTES = "会议由工会主席主持。与会委员逐项讨论了议题，形成一致意见。"
_ITEMS = (("印发方案并通知各支会", 5), ("落实场地和经费", 12))


def fill_trainings(context: DemoContext, members: list[Member]) -> None:
    """Trainings of the year with hours and results; one ahead."""
    users, chance = context.made["users"], context.random
    officers = [users[name].member for name in ("branch", "group", "member")]
    for title, kind, days, hours, people, has_test in TRAININGS:
        first = context.as_of + dt.timedelta(days=days)
        row = Training.objects.create(
            title=title, kind=kind, place="学术报告厅", teacher="市总工会讲师", starts_on=first,
            ends_on=first + dt.timedelta(days=len(hours) - 1), hours=sum(hours), has_test=has_test,
            state=TrainingState.HELD if days < 0 else TrainingState.PLANNED, created_by=users["office"],
        )  # fmt: skip
        for turn, each in enumerate(hours):
            at = dt.datetime.combine(first + dt.timedelta(days=turn), dt.time(14))
            TrainingSession.objects.create(training=row, starts_at=timezone.make_aware(at), hours=each)
        crew = {each.pk: each for each in (*officers, *chance.sample(members, min(people, len(members))))}
        _trainees(context, row, list(crew.values()), sum(hours))


def _trainees(context: DemoContext, row: Training, crew: list[Member], hours: int) -> None:
    sessions, rows = list(row.sessions.all()), []
    for member in crew:
        came = row.state == TrainingState.HELD and context.random.random() < 0.93  # noqa: PLR2004
        score = Decimal(context.random.randint(68, 98)) if came and row.has_test else None
        rows.append(
            Trainee(
                training=row, member=member, hours=hours if came else 0, score=score, result=result_of(score)
            )
        )  # fmt: skip
    Trainee.objects.bulk_create(rows)
    link = Trainee.sessions.through
    link.objects.bulk_create(
        link(trainee_id=each.pk, trainingsession_id=session.pk)
        for each in rows for session in sessions if each.hours
    )  # fmt: skip


def fill_meetings(context: DemoContext, members: list[Member]) -> None:
    """Meetings with minutes, decisions and what is still to be done."""
    users = context.made["users"]
    officers = [users[name].member for name in ("branch", "group", "member")]
    for turn, (title, kind, days, agenda, state) in enumerate(MEETINGS):
        at = dt.datetime.combine(context.as_of + dt.timedelta(days=days), dt.time(15))
        held = state in (MeetingState.HELD, MeetingState.CONFIRMED)
        row = Meeting.objects.create(
            title=title, kind=kind, state=state, starts_at=timezone.make_aware(at), place="工会会议室",
            chair="周明远", recorder="林静", agenda=agenda, minutes=_MINUTES if held else "",
            decisions="同意工会办公室提出的方案，抓紧落实。" if held else "", created_by=users["office"],
            confirmed_by=users["chair"] if state == MeetingState.CONFIRMED else None,
            confirmed_on=at.date() if state == MeetingState.CONFIRMED else None,
        )  # fmt: skip
        crew = {each.pk: each for each in (*officers, *members[turn : turn + 8])}
        marks = (Presence.PRESENT,) * 8 + (Presence.EXCUSED,)
        Attendee.objects.bulk_create(
            Attendee(meeting=row, member=each, presence=marks[n % 9] if held else Presence.INVITED)
            for n, each in enumerate(crew.values())
        )
        for number, (text, more) in enumerate(_ITEMS if held else ()):
            due_on = at.date() + dt.timedelta(days=more)
            done = state == MeetingState.CONFIRMED
            ActionItem.objects.create(
                meeting=row, text=text, owner=officers[(turn + number) % 3], due_on=due_on,
                done_on=due_on if done else None, outcome="已完成" if done else "",
            )  # fmt: skip
