"""The demonstration hospital's 职工之家: hazards and what the other subjects add, in every state."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from events.choices.hazards import HazardKind, HazardLevel, HazardState
from events.choices.suggestions import SuggestionAward, SuggestionKind, SuggestionState
from events.demo_rooms_house import fill_meetings, fill_trainings
from events.demo_rooms_leisure import fill_clubs, fill_competitions, fill_library, fill_venues
from events.models import Hazard, Suggestion
from members.models import Member
from union.common.demo import DemoContext
from union.organisation.models import Department

_DAY = dt.timedelta(days=1)
# place, kind, what, days ago, state
HAZARDS = (
    ("外科楼三层配电间", HazardKind.ELECTRIC, "配电箱门无法关闭，线缆外露", 310, HazardState.CLOSED),
    ("门诊一楼东侧通道", HazardKind.FIRE, "疏散通道堆放纸箱", 280, HazardState.CLOSED),
    ("检验科试剂库", HazardKind.CHEMICAL, "酒精与氧化剂同柜存放", 240, HazardState.CLOSED),
    ("住院部五层开水间", HazardKind.BUILDING, "地面积水湿滑，无防滑垫", 200, HazardState.CLOSED),
    ("手术室走廊", HazardKind.EQUIPMENT, "推床护栏锁扣失灵", 170, HazardState.CLOSED),
    ("供应室", HazardKind.EQUIPMENT, "灭菌器压力表超过检定有效期", 140, HazardState.CLOSED),
    ("急诊科抢救室", HazardKind.INFECTION, "锐器盒超过四分之三仍在使用", 110, HazardState.CLOSED),
    ("地下车库入口", HazardKind.TRAFFIC, "转弯镜破损，人车混行", 75, HazardState.CLOSED),
    ("行政楼四层机房", HazardKind.FIRE, "灭火器压力不足", 50, HazardState.CLOSED),
    ("血透室", HazardKind.ELECTRIC, "插线板串接使用", 24, HazardState.RECTIFIED),
    ("食堂后厨", HazardKind.FIRE, "燃气报警器被遮挡", 12, HazardState.ASSIGNED),
    ("氧气站围墙", HazardKind.CHEMICAL, "警示标志脱落", 6, HazardState.ASSIGNED),
    ("儿科病区窗户", HazardKind.BUILDING, "限位器松脱", 1, HazardState.REPORTED),
    ("东门岗亭", HazardKind.OTHER, "反映岗亭夏季闷热", 60, HazardState.REJECTED),
)

_S, _K = SuggestionState, SuggestionKind
# title, kind, situation, proposal, days ago, state, award
SUGGESTIONS = (
    (
        "检验报告短信推送",
        _K.SERVICE,
        "患者反复到窗口询问",
        "报告出具后自动发送短信",
        290,
        _S.CARRIED_OUT,
        "golden",
    ),
    (
        "手术器械二维码追溯",
        _K.TECHNIQUE,
        "手工登记费时易错",
        "器械包贴码，扫码交接",
        230,
        _S.CARRIED_OUT,
        "good",
    ),
    ("办公区照明分路控制", _K.SAVING, "下班后整层亮灯", "按区域加装分路开关", 180, _S.CARRIED_OUT, "good"),
    ("夜班餐延时供应", _K.STAFF, "手术晚结束时食堂已关", "夜班餐延长到 22 时", 120, _S.ADOPTED, ""),
    ("门诊错峰取号", _K.SERVICE, "早高峰排队时间长", "分时段预约取号", 70, _S.ADOPTED, ""),
    ("增设电动车充电棚", _K.SAFETY, "楼道内违规充电", "东门空地建充电棚", 40, _S.SUBMITTED, ""),
    ("病区被服柜改造", _K.CARE, "取用被服往返路程长", "在病区中段增设被服柜", 15, _S.SUBMITTED, ""),
    ("更换全部办公桌椅", _K.OTHER, "桌椅陈旧", "统一更换", 160, _S.DECLINED, ""),
)


def fill(context: DemoContext) -> None:
    """Fill one subject after the other."""
    members = list(Member.objects.active().unmerged().select_related("user", "branch").order_by("pk")[:80])
    _hazards(context, members)
    _suggestions(context, members)
    fill_trainings(context, members)
    fill_meetings(context, members)
    fill_clubs(context, members)
    fill_venues(context, members)
    fill_library(context, members)
    fill_competitions(context, members)


def _hazards(context: DemoContext, members: list[Member]) -> None:
    users, chance = context.made["users"], context.random
    contact = users["dept"].access.appointments[0].department
    departments = list(Department.objects.filter(closed_on=None).order_by("pk")[:6])
    for turn, (place, kind, text, days, state) in enumerate(HAZARDS):
        finder = users["member"].member if turn in (1, 12) else chance.choice(members)
        found_on = context.days_ago(days)
        values: dict[str, Any] = {"reported_by": finder.user or users["office"]}
        if state not in (HazardState.REPORTED, HazardState.REJECTED):
            mine = state != HazardState.CLOSED
            values |= {"department": contact if mine else departments[turn % len(departments)]}
            values |= {"due_on": found_on + 14 * _DAY}
        if state in (HazardState.RECTIFIED, HazardState.CLOSED):
            values |= {"rectified_on": found_on + 6 * _DAY, "rectified_by": users["dept"]}
            values |= {"measures": "已按要求整改，并向科室人员讲明。"}
        if state == HazardState.CLOSED:
            values |= {"rechecked_on": found_on + 9 * _DAY, "rechecked_by": users["office"]}
            values |= {"recheck_note": "复查合格"}
        Hazard.objects.create(
            place=place, kind=kind, description=text, found_on=found_on, state=state, finder=finder,
            branch=finder.branch, level=HazardLevel.MAJOR if turn == 2 else HazardLevel.GENERAL,  # noqa: PLR2004
            **values,
        )  # fmt: skip


def _suggestions(context: DemoContext, members: list[Member]) -> None:
    users, chance = context.made["users"], context.random
    for turn, (title, kind, situation, proposal, days, state, award) in enumerate(SUGGESTIONS):
        proposer = users["member"].member if turn in (4, 5) else chance.choice(members)
        on = context.days_ago(days)
        values: dict[str, Any] = {}
        if state != SuggestionState.SUBMITTED:
            values |= {"reviewed_on": on + 10 * _DAY, "reviewed_by": users["chair"]}
            values |= {"opinion": "切实可行" if state != SuggestionState.DECLINED else "已转后勤"}
        if state == SuggestionState.ADOPTED:
            values |= {"due_on": context.as_of + dt.timedelta(days=5 * turn)}
        if state == SuggestionState.CARRIED_OUT:
            values |= {"carried_out_on": on + 45 * _DAY, "effect": "运行平稳，反映良好。"}
            values |= {"saving": Decimal(8000 * turn) or None, "award": award, "awarded_on": on + 60 * _DAY}
            values |= {"awarded_by": users["chair"]}
            values |= {"award_amount": Decimal(500 if award == SuggestionAward.GOLDEN else 200)}
        Suggestion.objects.create(
            title=title, kind=kind, situation=situation, proposal=proposal, state=state, proposer=proposer,
            branch=proposer.branch, submitted_by=proposer.user, submitted_on=on, **values,
        )  # fmt: skip
