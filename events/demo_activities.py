"""The demonstration hospital's year of activities: plan, fifteen activities in every state, sign-ups."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from events.choices.activities import (
    ActivityKind,
    ActivityState,
    Allocation,
    CheckInMethod,
    LineState,
    MatchFormat,
    PlanState,
    SignUpChannel,
    SignUpMode,
    SignUpState,
)
from events.models import (
    Activity,
    ActivitySession,
    ActivityTemplate,
    Attendance,
    BranchQuota,
    CostLine,
    Feedback,
    Match,
    OrganiserTask,
    PlanLine,
    Prize,
    PrizeWinner,
    Question,
    SignUp,
    Team,
    YearPlan,
)
from events.rules.activities import kept_values
from events.rules.matches import round_robin
from events.services.costs import book_costs
from events.services.drafts import TEMPLATE_FIELDS, values_of
from members.models import Member
from union.common.attachments import save_attachment
from union.common.dates import day_of
from union.common.demo import PAPER, DemoContext
from union.reminders.services import remind

K, S = ActivityKind, ActivityState
# domain.md §7: the year of 北京大学第六医院
PLAN = (
    (3, None, "妇女节活动", K.WOMEN, "女职工委员会", "女会员", 12000),
    (3, None, "选举职工代表", K.MEETING, "工会办公室", "全体会员", 0),
    (3, None, "办理两种安康保险", K.CARE, "工会办公室", "全体会员", 0),
    (3, None, "调整工会小组", K.MEETING, "工会办公室", "各支会", 0),
    (4, None, "职工运动会", K.CONTEST, "文体委员", "全体会员", 30000),
    (4, None, "工会干部培训考核", K.TRAINING, "工会办公室", "工会干部", 3000),
    (4, None, "整理会员档案", K.OTHER, "工会办公室", "各小组", 0),
    (5, None, "足球赛", K.CONTEST, "文体委员", "男会员", 6000),
    (5, None, "春季一日游", K.OUTING, "工会办公室", "全体会员", 20000),
    (5, None, "护士节座谈与表彰", K.FESTIVAL, "护理支会", "护理人员", 5000),
    (5, None, "筹备换届、收集提案", K.MEETING, "工会办公室", "职工代表", 0),
    (6, None, "儿童节亲子摄影", K.FESTIVAL, "女职工委员会", "有子女的会员", 4000),
    (6, None, "职代会换届", K.MEETING, "工会办公室", "职工代表", 8000),
    (7, 8, "夏季旅游", K.OUTING, "工会办公室", "全体会员", 60000),
    (9, None, "教师节活动", K.FESTIVAL, "科教支会", "带教老师", 3000),
    (9, None, "节日慰问品发放", K.FESTIVAL, "工会办公室", "全体会员", 90000),
    (9, None, "收缴会费", K.OTHER, "财务委员", "全体会员", 0),
    (10, None, "申报先进职工之家", K.OTHER, "工会办公室", "各支会", 0),
    (10, None, "歌咏比赛", K.PERFORMANCE, "文体委员", "全体会员", 10000),
    (11, None, "羽毛球赛", K.CONTEST, "羽毛球协会", "全体会员", 5000),
    (11, None, "评选先进", K.OTHER, "工会办公室", "各支会", 0),
    (12, None, "工代会表彰", K.MEETING, "工会办公室", "会员代表", 6000),
)
# title, kind, days from today (negative: ago), hour, place, state, capacity, sign-ups, budget, plan theme
ACTIVITIES: tuple[tuple[Any, ...], ...] = (
    ("三八节插花沙龙", K.WOMEN, -250, 14, "职工之家", S.ARCHIVED, 30, 28, 6000, "妇女节活动"),
    ("春季职工运动会", K.CONTEST, -210, 8, "市体育场", S.ARCHIVED, None, 46, 30000, "职工运动会"),
    ("职工足球赛", K.CONTEST, -190, 16, "院内球场", S.SETTLED, 24, 20, 6000, "足球赛"),
    ("春季一日游", K.OUTING, -180, 7, "城郊森林公园", S.SETTLED, 40, 40, 8000, "春季一日游"),
    ("护士节座谈会", K.FESTIVAL, -194, 15, "第一会议室", S.ARCHIVED, None, 30, 3000, "护士节座谈与表彰"),
    ("心理减压讲座", K.LECTURE, -120, 16, "学术报告厅", S.SETTLED, 80, 35, 2000, ""),
    ("无偿献血", K.BLOOD, -90, 9, "门诊广场", S.HELD, None, 18, 1000, ""),
    ("迎国庆歌咏比赛", K.PERFORMANCE, -50, 14, "大礼堂", S.HELD, None, 46, 10000, "歌咏比赛"),
    ("职工书屋读书会", K.READING, -20, 12, "职工书屋", S.HELD, 20, 15, 500, ""),
    ("职工羽毛球赛", K.CONTEST, 6, 18, "体育馆", S.CLOSED, 16, 16, 5000, "羽毛球赛"),
    ("冬季健步走", K.CULTURE, 9, 7, "滨河步道", S.OPEN, 60, 22, 3000, ""),
    ("中医养生讲座", K.LECTURE, 12, 16, "学术报告厅", S.OPEN, 12, 17, 800, ""),
    ("迎新春联欢会", K.PARTY, 45, 14, "大礼堂", S.SUBMITTED, 200, 0, 15000, ""),
    ("青年职工联谊", K.PARTY, 30, 14, "职工之家", S.APPROVED, 40, 0, 4000, ""),
    ("敬老院志愿服务", K.VOLUNTEER, 20, 9, "市敬老院", S.DRAFT, 15, 0, 800, ""),
    ("户外拓展训练", K.CULTURE, -30, 8, "拓展基地", S.CANCELLED, 30, 0, 6000, ""),
)


def fill(context: DemoContext) -> None:
    """Make last year's and this year's plan, the activities, and what belongs to them."""
    chance, users = context.random, context.made["users"]
    active = Member.objects.active().unmerged().select_related("user", "branch")
    members = list(active.order_by("pk")[:120])
    lines = _plans(context, users)
    for turn, row in enumerate(ACTIVITIES):
        activity = _activity(context, row, lines, users)
        _sign_up(context, activity, chance.sample(members, k=min(row[7], len(members))), row[6])
        _costs(context, activity)
        if turn == 0:
            values = kept_values(values_of(activity), TEMPLATE_FIELDS)
            ActivityTemplate.objects.create(title="节日沙龙", values=values, created_by=users["office"])
    _details(context, members)


def _plans(context: DemoContext, users: Any) -> dict[str, PlanLine]:
    year = context.as_of.year
    found: dict[str, PlanLine] = {}
    for each in (year - 1, year):
        plan = YearPlan.objects.create(
            year=each, title=f"{each} 年工会工作计划", state=PlanState.APPROVED, created_by=users["office"],
            submitted_by=users["office"], decided_by=users["chair"], decided_at=timezone.now(),
        )  # fmt: skip
        for month, last, theme, kind, organiser, target, budget in PLAN:
            line = PlanLine.objects.create(
                plan=plan, month=month, last_month=last, theme=theme, kind=kind, organiser=organiser,
                target_group=target, budget_amount=Decimal(budget),
                **_became(each, year, month, last, context),
            )  # fmt: skip
            if each == year:
                found[theme] = line
    return found


def _became(each: int, year: int, month: int, last: int | None, context: DemoContext) -> dict[str, Any]:
    over = each < year or (last or month) < context.as_of.month
    if last and each == year and over:
        return {"state": LineState.DROPPED, "reason": "当年经费优先用于职工之家改造，经委员会同意取消"}
    return {"state": LineState.CARRIED_OUT if over else LineState.PLANNED}


def _activity(context: DemoContext, row: Any, lines: dict[str, PlanLine], users: Any) -> Activity:
    title, kind, days, hour, place, state, capacity, _count, budget, theme = row
    day = context.as_of + dt.timedelta(days=days)
    starts = timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))
    ends = starts + dt.timedelta(hours=3)
    source = "dues" if kind == K.OUTING else "allocation"
    activity = Activity.objects.create(
        title=title, kind=kind, state=state, place=place, starts_at=starts, ends_at=ends,
        plan_line=lines.get(theme), organiser="工会办公室", contact="工会办公室 2308",
        description=f"{title}，欢迎会员参加。", budget_amount=Decimal(budget), fund_source=source,
        safety_plan="领队一名，备急救箱；出发前清点人数，往返统一乘车。",
        insurance="人身意外险，每人一份" if kind == K.OUTING else "",
        mode=SignUpMode.PERSON, sign_up_until=starts - dt.timedelta(days=2),
        created_by=users["office"], submitted_by=users["office"], match_format="",
        family_max=1 if kind == K.OUTING else 0,
        item_count=26 if title.endswith("歌咏比赛") else None,
        session_count=2 if title.endswith("歌咏比赛") else 1,
        reported_people=46 if title.endswith("歌咏比赛") else None,
        summary="" if days > 0 or state == S.CANCELLED else f"{title}顺利举行，会员参与踊跃。",
        feedback_open=state in (S.HELD, S.SETTLED),
        settled_amount=None,
    )  # fmt: skip
    session = ActivitySession.objects.create(
        activity=activity, starts_at=starts, ends_at=ends, place=place, capacity=capacity
    )
    activity.made_session = session  # type: ignore[attr-defined]
    return activity


def _sign_up(context: DemoContext, activity: Any, people: list[Member], capacity: int | None) -> None:
    session, came = activity.made_session, []
    mine = context.made["users"]["member"].member
    if activity.title == "冬季健步走":  # stays open for `member`
        people = [person for person in people if person.pk != mine.pk]
    rows = []
    for number, member in enumerate(people, 1):
        fits = capacity is None or number <= capacity
        rows.append(
            SignUp(
                activity=activity, session=session, member=member, number=number, signed_by=member.user,
                state=SignUpState.CONFIRMED if fits else SignUpState.WAITING, quota_branch=member.branch,
                waiting_number=None if fits else number - (capacity or 0),
                channel=SignUpChannel.OWN if member.user else SignUpChannel.BEHALF,
            )
        )  # fmt: skip
    SignUp.objects.bulk_create(rows)
    confirmed = [row for row in rows if row.state == SignUpState.CONFIRMED]
    if activity.state in (S.HELD, S.SETTLED, S.ARCHIVED):
        came = [row for row in confirmed if context.random.random() < 0.94]  # noqa: PLR2004 - nearly all
        Attendance.objects.bulk_create(
            Attendance(signup=row, in_at=activity.starts_at, method=CheckInMethod.NUMBER) for row in came
        )
        missed = {row.pk for row in confirmed} - {row.pk for row in came}
        SignUp.objects.filter(pk__in=missed).update(no_show=True)
    session.taken, session.last_waiting = len(confirmed), len(rows) - len(confirmed)
    session.save()
    activity.last_number = len(rows)
    activity.save()


def _costs(context: DemoContext, activity: Activity) -> None:
    """Spent on two things, with receipts; in the cash book when settled."""
    if activity.state not in (S.HELD, S.SETTLED, S.ARCHIVED):
        return
    people = max(activity.last_number, 1)
    day = day_of(activity.starts_at)
    share = (activity.budget_amount * Decimal("0.4")).quantize(Decimal(1))
    office = context.made["users"]["office"]
    for kind, text in (("material", "场地布置与用品"), ("souvenir", "参与纪念品")):
        amount = min(share, Decimal(90 * people)) if kind == "souvenir" else share
        line = CostLine.objects.create(
            activity=activity, kind=kind, description=text, quantity=people, amount=max(amount, Decimal(1)),
            fund_source=activity.fund_source, spent_on=day, entered_by=office,
        )  # fmt: skip
        save_attachment(ContentFile(PAPER, name=f"{text}发票.pdf"), owner=line, actor=office, kind="发票")
    if activity.state in (S.SETTLED, S.ARCHIVED):
        activity.settled_amount = book_costs(activity, actor=office, now=activity.ends_at)
        activity.save()


def _details(context: DemoContext, members: list[Member]) -> None:
    """A contest with a table and prizes, tasks, questions, quotas, feedback."""
    users = context.made["users"]
    named = {activity.title: activity for activity in Activity.objects.all()}
    _football(context, named["职工足球赛"])
    walk, talk = named["冬季健步走"], named["中医养生讲座"]
    Question.objects.create(activity=walk, label="T 恤尺码", kind="choice", options=["S", "M", "L", "XL"])
    branch = users["member"].member.branch
    BranchQuota.objects.create(session=walk.sessions.get(), branch=branch, places=20, taken=0)
    _count_quota(walk)
    organiser = users["group"].member
    OrganiserTask.objects.create(
        activity=walk, member=organiser, title="现场签到与饮水", due_on=context.as_of + dt.timedelta(days=8)
    )
    OrganiserTask.objects.create(activity=walk, member=members[20], title="路线与安全员")
    for turn, activity in enumerate((named["无偿献血"], named["职工书屋读书会"], named["心理减压讲座"])):
        for n in range(6 + turn):
            Feedback.objects.create(
                activity=activity, rating=5 - n % 3, text="组织得好" if n % 2 else "希望多办",
                given_on=day_of(activity.ends_at),
            )  # fmt: skip
    lot = named["青年职工联谊"]
    lot.allocation = Allocation.LOTTERY
    lot.save()
    remind(
        users["member"], title="“冬季健步走”开放报名", key=f"demo:open:{walk.pk}",
        link=f"/events/activities/{walk.pk}/", body=f"报名截止前都可以退出。{talk.title}也在报名。",
    )  # fmt: skip


def _count_quota(activity: Activity) -> None:
    for quota in BranchQuota.objects.filter(session__activity=activity):
        quota.taken = activity.signups.filter(
            state=SignUpState.CONFIRMED, quota_branch_id=quota.branch_id
        ).count()
        quota.places = max(quota.places, quota.taken)
        quota.save()


def _football(context: DemoContext, activity: Activity) -> None:
    rows = list(activity.signups.order_by("number"))
    teams = [
        Team.objects.create(activity=activity, name=name, captain=rows[n].member, position=n)
        for n, name in enumerate(("外科联队", "内科联队", "医技联队", "行政后勤队"))
    ]
    for turn, row in enumerate(rows):
        row.team = teams[turn % 4]
        row.save()
    activity.match_format = MatchFormat.ROUND_ROBIN
    activity.save()
    for fixture in round_robin([team.pk for team in teams]):
        Match.objects.create(
            activity=activity, round_no=fixture.round_no, position=fixture.position, home_id=fixture.home,
            away_id=fixture.away, home_score=context.random.randint(0, 4),
            away_score=context.random.randint(0, 3),
        )  # fmt: skip
    prize = Prize.objects.create(
        activity=activity, name="冠军", rank=1, given_to="team", content="运动背包", amount=Decimal(200)
    )
    for row in rows[::4]:
        PrizeWinner.objects.create(prize=prize, member=row.member, team=row.team)
