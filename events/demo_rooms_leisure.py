"""The demonstration hospital's clubs, venues, library, reading list and contests of work."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from events.choices.venues import CompetitionKind, CompetitionState, NoteKind, VenueKind
from events.models import (
    Activity,
    Book,
    BookCopy,
    Booking,
    Club,
    ClubAttendance,
    ClubBudget,
    ClubMembership,
    ClubSession,
    Competition,
    CompetitionEntry,
    Loan,
    OpeningHours,
    ReadingItem,
    ReadingNote,
    Venue,
    VisitorCount,
)
from members.models import Member
from union.common.demo import DemoContext

# name, place, regular, people, budget
CLUBS = (
    ("羽毛球协会", "体育馆", "每周三 17:30", 22, 5000),
    ("乒乓球协会", "职工活动室", "每周二、四 12:10", 14, 2000),
    ("合唱团", "大礼堂", "每周五 17:30", 26, 6000),
    ("书法小组", "职工之家", "隔周一 17:30", 9, 1500),
)
# name, kind, place, capacity, bookable, hours (weekday, opens, closes)
_NOON = [(str(day), dt.time(12), dt.time(13, 30)) for day in (0, 2, 4)]
_ALL_DAY = [(str(day), dt.time(8), dt.time(20)) for day in range(7)]
VENUES: tuple[tuple[Any, ...], ...] = (
    ("职工之家", VenueKind.HOME, "三号楼二层", 60, True, _ALL_DAY),
    ("职工活动室", VenueKind.ROOM, "三号楼一层", 20, True, [*_ALL_DAY[:5], *_NOON][:5]),
    ("健身房", VenueKind.SPORT, "三号楼负一层", 30, True, _ALL_DAY),
    ("职工书屋", VenueKind.LIBRARY, "行政楼一层", 40, False, _ALL_DAY[:5]),
)
BOOKS = (
    ("平凡的世界", "路遥", "文学", 2), ("活着", "余华", "文学", 1), ("人世间", "梁晓声", "文学", 2),
    ("最好的告别", "阿图·葛文德", "医学人文", 2), ("论语译注", "杨伯峻", "国学", 1),
    ("中国工会章程读本", "中国工人出版社", "工会业务", 3), ("医院安全管理", "编写组", "专业", 1),
)  # fmt: skip
READING = (
    ("最好的告别", "阿图·葛文德", "医者看衰老与死亡，值得每位医护一读"),
    ("人世间", "梁晓声", "普通人的五十年"),
)
COMPETITIONS = (
    ("护理技能比武", CompetitionKind.SKILL, -120, 1, CompetitionState.FINISHED),
    ("安康杯安全知识竞赛", CompetitionKind.SAFETY, -150, 20, CompetitionState.FINISHED),
    ("优质服务百日竞赛", CompetitionKind.SERVICE, -60, 100, CompetitionState.RUNNING),
    ("检验岗位练兵", CompetitionKind.DRILL, -30, 10, CompetitionState.RUNNING),
)


def fill_clubs(context: DemoContext, members: list[Member]) -> None:
    """Clubs with members, budgets and sessions; `member` leads one."""
    users, chance, year = context.made["users"], context.random, context.as_of.year
    mine = users["member"].member
    for turn, (name, place, regular, people, budget) in enumerate(CLUBS):
        crew = chance.sample(members, min(people, len(members)))
        leader = mine if turn == 1 else crew[0]
        club = Club.objects.create(
            name=name, leader=leader, place=place, regular=regular, intro=f"{name}，欢迎加入。",
            founded_on=context.days_ago(900 - 100 * turn),
        )  # fmt: skip
        found = {each.pk: each for each in (leader, *crew)}
        joined_on = context.days_ago(400)
        ClubMembership.objects.bulk_create(
            ClubMembership(club=club, member=each, joined_on=joined_on) for each in found.values()
        )
        ClubBudget.objects.create(club=club, year=year, amount=Decimal(budget), note="器材、场租、教练")
        _sessions(context, club, list(found.values()))
    badminton = Club.objects.get(name="羽毛球协会")
    Activity.objects.filter(title="职工羽毛球赛").update(target_club=badminton)


def _sessions(context: DemoContext, club: Club, crew: list[Member]) -> None:
    rows = []
    for week in range(1, 11):
        at = dt.datetime.combine(context.days_ago(7 * week), dt.time(17, 30))
        row = ClubSession.objects.create(
            club=club, starts_at=timezone.make_aware(at), place=club.place, topic="日常活动"
        )
        came = context.random.sample(crew, max(len(crew) * 2 // 3, 1))
        rows += [ClubAttendance(session=row, member=each) for each in came]
    ClubAttendance.objects.bulk_create(rows)
    ahead = dt.datetime.combine(context.as_of + dt.timedelta(days=3), dt.time(17, 30))
    ClubSession.objects.create(club=club, starts_at=timezone.make_aware(ahead), topic="月度交流")


def fill_venues(context: DemoContext, members: list[Member]) -> None:
    """Venues with hours, bookings past and ahead, and the tally of visitors."""
    users, chance = context.made["users"], context.random
    for name, kind, place, capacity, bookable, hours in VENUES:
        venue = Venue.objects.create(
            name=name, kind=kind, place=place, capacity=capacity, bookable=bookable,
            keeper="工会办公室 2308", rules="爱护设施，用后关灯锁门；严禁吸烟。",
        )  # fmt: skip
        OpeningHours.objects.bulk_create(
            OpeningHours(venue=venue, weekday=day, opens=opens, closes=closes) for day, opens, closes in hours
        )
        if not bookable:
            for days in range(3, 300, 7):
                VisitorCount.objects.create(
                    venue=venue, day=context.days_ago(days), visitors=chance.randint(3, 18)
                )
            continue
        for turn, days in enumerate((-50, -36, -22, -15, -8, -1, 1, 2, 5)):
            at = dt.datetime.combine(context.as_of + dt.timedelta(days=days), dt.time(12 + turn % 2 * 5))
            start, member = timezone.make_aware(at), chance.choice(members)
            Booking.objects.create(
                venue=venue, starts_at=start, ends_at=start + dt.timedelta(hours=1), people=4 + turn,
                purpose=("小组活动", "读书分享", "球类练习")[turn % 3],
                member=users["member"].member if days == 1 else member,
                used_people=3 + turn if days < -1 else None,
            )  # fmt: skip


def fill_library(context: DemoContext, members: list[Member]) -> None:
    """Books, loans (some late), recommendations and what colleagues wrote."""
    chance, mine = context.random, context.made["users"]["member"].member
    copies = []
    for turn, (title, author, category, count) in enumerate(BOOKS, 1):
        book = Book.objects.create(title=title, author=author, category=category, shelf=f"{turn % 4 + 1} 架")
        copies += [BookCopy.objects.create(book=book, number=f"A{turn:02d}{n + 1}") for n in range(count)]
    for turn, copy in enumerate(copies):
        lent_on = context.days_ago(70 + turn)
        Loan.objects.create(
            copy=copy, member=chance.choice(members), lent_on=lent_on, due_on=lent_on + dt.timedelta(days=30),
            returned_on=lent_on + dt.timedelta(days=20 + turn % 12),
        )  # fmt: skip
    for turn, copy in enumerate(copies[::3]):
        lent_on = context.days_ago(40 if turn == 1 else 28)
        Loan.objects.create(
            copy=copy, member=mine if turn == 0 else chance.choice(members), lent_on=lent_on,
            due_on=lent_on + dt.timedelta(days=30),
        )  # fmt: skip
    for title, author, reason in READING:
        item = ReadingItem.objects.create(
            title=title, author=author, year=context.as_of.year, reason=reason,
            book=Book.objects.filter(title=title).first(),
        )  # fmt: skip
        for kind, words in ((NoteKind.ESSAY, "读后感"), (NoteKind.SHARE, "读书会分享")):
            ReadingNote.objects.create(
                item=item, member=chance.choice(members), kind=kind, title=f"《{title}》{words}",
                text="书中的人和事让我想到自己的工作：多一分耐心，多一分理解。",
                written_on=context.days_ago(45),
            )  # fmt: skip


def fill_competitions(context: DemoContext, members: list[Member]) -> None:
    """Contests with results; one that is over and waits for them."""
    awards = ("一等奖", "二等奖", "二等奖", "三等奖", "三等奖", "三等奖", "", "", "", "")
    for title, kind, days, length, state in COMPETITIONS:
        starts_on = context.as_of + dt.timedelta(days=days)
        row = Competition.objects.create(
            title=title, kind=kind, state=state, organiser="工会办公室、护理部", starts_on=starts_on,
            ends_on=starts_on + dt.timedelta(days=length), created_by=context.made["users"]["office"],
            plan="按科室选拔，理论与操作各占一半；前六名授予岗位能手。",
            summary="选手发挥稳定，达到以赛促学的目的。" if state == CompetitionState.FINISHED else "",
        )  # fmt: skip
        if state != CompetitionState.FINISHED:
            continue
        crew = context.random.sample(members, min(len(awards), len(members)))
        CompetitionEntry.objects.bulk_create(
            CompetitionEntry(
                competition=row, member=each, department_id=each.department_id, rank=n + 1,
                score=Decimal(98 - 2 * n), award=awards[n],
            )
            for n, each in enumerate(crew)
        )  # fmt: skip
