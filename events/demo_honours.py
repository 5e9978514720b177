"""The demonstration hospital: last year's and this year's honours in every state."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from events.models import Honour, HonourVote, Nomination, Programme, ProgrammeQuota
from events.selectors.honours import honour_rules
from members.models import Member
from union.common.demo import DemoContext
from union.organisation.models import Branch

_STORY = (
    "该同志任职以来热心工会工作，团结同事，认真听取职工意见并及时反映，组织小组活动，"
    "走访慰问患病和困难会员，按时收缴会费，账目清楚，受到科室职工一致好评。"
)
# this year's state by title, the others collect nominations
STATES = {
    "优秀工会小组长": "voting", "文体活动积极分子": "review", "优秀通讯员": "publicity",
    "金点子奖": "granted", "优质服务明星": "voting", "先进职工小家": "draft",
}  # fmt: skip
OUTSIDE = (
    ("省劳动模范", "province", "省人民政府", "某府发〔2019〕12 号", 2600),
    ("全国五一劳动奖章", "nation", "中华全国总工会", "总工发〔2021〕8 号", 2000),
    ("市最美护士", "city", "市总工会、市卫生健康委", "", 560),
)


def fill_honours(context: DemoContext) -> None:
    """Programmes from the rule set, nominations, votes, the register."""
    people = list(
        Member.objects.active().unmerged().exclude(branch=None).select_related("branch", "user")
        .order_by("-pk")[:60]
    )  # fmt: skip
    users = context.made["users"]
    for year in (context.as_of.year - 1, context.as_of.year):
        for turn, each in enumerate(honour_rules(context.as_of).get("programmes", [])):
            state = "granted" if year < context.as_of.year else STATES.get(each["title"], "open")
            row = _programme(context, each, year, state)
            _nominate(
                context,
                row,
                [people[(turn * 5 + n) % len(people)] for n in range(min(5, len(people)))],
                users,
            )
    for turn, (title, level, issuer, document, days) in enumerate(OUTSIDE):
        member = people[turn * 7 % len(people)]
        Honour.objects.create(
            member=member, branch=member.branch, title=title, level=level, issuer=issuer, document=document,
            granted_on=context.days_ago(days), entered_by=users["office"],
        )  # fmt: skip
    branch: Any = Branch.objects.order_by("pk").first()
    Honour.objects.create(
        unit_name=f"{branch}", branch=branch, title="先进职工之家", level="city", issuer="市总工会",
        granted_on=context.days_ago(400), entered_by=users["office"],
    )  # fmt: skip


def _programme(context: DemoContext, each: Any, year: int, state: str) -> Programme:
    as_of = context.as_of
    over = as_of - dt.timedelta(days=10) if year == as_of.year else dt.date(year, 11, 20)
    shown = state in ("publicity", "granted")
    row = Programme.objects.create(
        year=year, title=each["title"], level=each["level"], award_to=each["award_to"], places=each["places"],
        min_words=0, criteria=each["criteria"], voters=each.get("voters", "nobody"), state=state,
        nominate_until=over if state != "open" else as_of + dt.timedelta(days=6),
        vote_until=as_of + dt.timedelta(days=5) if state == "voting" else None,
        publicity_from=over + dt.timedelta(days=5) if shown else None,
        publicity_until=over + dt.timedelta(days=9) if shown else None,
        granted_on=over + dt.timedelta(days=10) if state == "granted" else None,
        document=f"工发〔{year}〕{each['places']} 号" if state == "granted" else "",
        basis="《评优评先办法》", created_by=context.made["users"]["office"],
    )  # fmt: skip
    if state == "open":
        branches: Any = Branch.objects.order_by("pk")[:4]
        for branch in branches:
            ProgrammeQuota.objects.create(programme=row, branch=branch, places=2)
    return row


def _nominate(context: DemoContext, row: Programme, people: list[Member], users: Any) -> None:
    if row.state == "draft":
        return
    in_race = {"review": "nominated", "open": "nominated", "voting": "shortlisted", "publicity": "elected"}
    for turn, member in enumerate(people):
        last = turn >= min(3, row.places)
        state = in_race.get(row.state, "granted")
        if state in ("elected", "granted") and last:
            state = "rejected"
        unit = row.award_to == "unit"
        nomination = Nomination.objects.create(
            programme=row, member=None if unit else member, branch=member.branch, state=state,
            unit_name=f"{member.branch}第 {turn + 1} 小组" if unit else "", write_up=_STORY * 6,
            nominated_by=users["branch"], nominated_on=row.nominate_until - dt.timedelta(days=3),
        )  # fmt: skip
        if row.state == "voting" and turn < 2:  # noqa: PLR2004 - some have votes already
            HonourVote.objects.create(nomination=nomination, voter=users["committee"], at=timezone.now())
        if state == "granted":
            Honour.objects.create(
                member=nomination.member, unit_name=nomination.unit_name, branch=member.branch,
                title=row.title, level=row.level, issuer="工会委员会",
                granted_on=row.granted_on or context.as_of,
                document=row.document, serial=f"{row.year}-{row.pk}-{turn + 1:03d}", nomination=nomination,
            )  # fmt: skip
    context.made.setdefault("programmes", []).append(row)
