import datetime as dt
import hashlib
import itertools
from decimal import Decimal

import pytest

from events.choices.activities import ActivityKind, ActivityState, LineState, PlanState, PrizeFor, SignUpMode
from events.rules import checkin, lottery, matches, plans
from events.rules.activities import FLOW, STEPS, ActivityAction, missing_papers, steps_from, times_problem
from events.rules.conflicts import Slot, conflicts
from events.rules.costs import Cost, Setting, cost_problems, outing_problems
from events.rules.eligibility import (
    NoShowRule,
    Person,
    Target,
    no_show_sentence,
    refusals,
    time_refusal,
)
from events.rules.prizes import amount_problem, ranks_problem, winners_problem
from events.rules.seats import Room, Waiting, full_sentence, moving_up, shrink_problem
from union.common.errors import DomainError, TransitionError
from union.common.shipped.events import RULES
from union.organisation.choices import Right

LIMITS = {row["kind"]: row["values"] for row in RULES}
NOW = dt.datetime(2026, 5, 1, 9, tzinfo=dt.UTC)
# The arrows the issue names, written by hand.
NAMED = [
    ("draft", "submit", "submitted"), ("submitted", "approve", "approved"), ("approved", "open", "open"),
    ("open", "close", "closed"), ("closed", "hold", "held"), ("held", "settle", "settled"),
    ("settled", "archive", "archived"), ("open", "cancel", "cancelled"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "action", "target"), NAMED)
def test_named_arrows_lead_where_the_issue_says(source, action, target):
    assert FLOW.step_for(source, ActivityAction(action)).target == target


def test_all_other_arrows_are_refused():
    arrows = {(source, step.action) for step in STEPS for source in step.sources}
    for state, action in itertools.product(ActivityState, ActivityAction):
        if (state, action) not in arrows:
            with pytest.raises(TransitionError, match="不能"):
                FLOW.step_for(state, action)
    assert FLOW.of(ActivityAction.APPROVE).right == Right.APPROVE_EVENTS


def test_without_sign_up_an_approved_activity_is_held_at_once():
    assert ActivityAction.HOLD in {step.action for step in steps_from("approved", SignUpMode.NONE)}
    names = {step.action for step in steps_from("approved", SignUpMode.PERSON)}
    assert ActivityAction.OPEN in names
    assert ActivityAction.HOLD not in names


def test_outing_needs_its_papers_and_a_lecture_none():
    lacking = missing_papers(
        "outing", LIMITS["event_approval"], budget=Decimal(0), safety_plan=" ", insurance=""
    )
    assert len(lacking) == 3
    assert "保险" in lacking[2]
    assert not missing_papers("lecture", LIMITS["event_approval"], budget=None, safety_plan="", insurance="")


def test_times_that_cannot_be():
    hour = dt.timedelta(hours=1)
    assert times_problem(NOW, NOW - hour, None, None)[0] == "ends_at"
    assert times_problem(NOW, NOW, None, NOW + hour)[0] == "sign_up_until"
    assert times_problem(NOW, NOW + hour, NOW, NOW)[0] == "sign_up_until"
    assert times_problem(NOW, NOW + hour, NOW - hour, NOW) == ("", "")


@pytest.mark.parametrize(
    ("target", "person", "words"),
    [
        (Target(sex="female"), Person("active", 1, "male", 30), "女会员"),
        (Target(branch_ids=frozenset({2})), Person("active", 1, "male", 30), "指定支会"),
        (Target(min_age=40), Person("active", 1, "male", 39), "年满 40"),
        (Target(max_age=40), Person("active", 1, "male", 41), "不超过 40"),
        (Target(max_age=40), Person("active", 1, "male", None), "出生日期"),
        (Target(duties=("护士长",)), Person("active", 1, "male", 30), "护士长"),
        (Target(takes_retained=False), Person("retained", 1, "male", 66), "在册会员"),
        (Target(), Person("withdrawn", 1, "male", 30), "办理入会"),
        (Target(club_name="羽毛球协会"), Person("active", 1, "male", 30, in_club=False), "羽毛球协会"),
    ],
)
def test_who_is_not_meant_is_told_why(target, person, words):
    assert words in "；".join(refusals(target, person))


def test_who_is_meant():
    target = Target(frozenset({1}), "male", 30, 40, ("护士长",))
    assert refusals(target, Person("active", 1, "male", 40, frozenset({"护士长"}))) == []
    assert refusals(Target(), Person("retained", None, "", None)) == []


def test_sign_up_times_and_no_shows():
    assert "尚未开始" in time_refusal(NOW, NOW + dt.timedelta(minutes=1), None)
    assert "截止" in time_refusal(NOW, None, NOW - dt.timedelta(seconds=1))
    assert time_refusal(NOW, NOW, NOW) == ""
    assert "未到 2 次" in no_show_sentence(NoShowRule(2, 180), 2)
    assert no_show_sentence(NoShowRule(2, 180), 1) == no_show_sentence(NoShowRule(0, 0), 9) == ""


def test_moving_up_is_strict_and_whole():
    queue = [Waiting(1, 2, 7), Waiting(2, 1, 8), Waiting(3, 1, None)]
    assert moving_up(Room(3, {}), queue) == [1, 2]
    assert moving_up(Room(1, {}), queue) == []  # nobody is overtaken because he brings his family
    assert moving_up(Room(2, {7: 1}), queue) == [2, 3]  # the branch's quota is full, not the activity
    assert moving_up(Room(None, {}), queue) == [1, 2, 3]
    assert "候补第 3 位" in full_sentence(3, quota_full=False)
    assert "支会名额" in full_sentence(1, quota_full=True)
    assert shrink_problem(4, 5)
    assert shrink_problem(5, 5) == shrink_problem(None, 5) == ""


def test_lots_follow_from_the_seed():
    assert lottery.lot("2026321", 7) == hashlib.sha256(b"2026321:7").hexdigest()
    order = lottery.drawn_order("2026321", range(1, 21))
    assert sorted(order) == list(range(1, 21)) != order
    assert order == lottery.drawn_order("2026321", range(20, 0, -1))
    assert order != lottery.drawn_order("2026322", range(1, 21))


def test_codes_run_out_and_cannot_be_forged():
    code = checkin.screen_code(b"key", 1, 0, NOW)
    assert checkin.is_screen_code(b"key", 1, 0, NOW + dt.timedelta(seconds=30), code)
    assert not checkin.is_screen_code(b"key", 1, 0, NOW + dt.timedelta(seconds=61), code)
    assert not checkin.is_screen_code(b"key", 2, 0, NOW, code)
    assert not checkin.is_screen_code(b"key", 1, 1, NOW, code)
    ticket = checkin.ticket_code(b"key", 12)
    assert checkin.signup_of_ticket(b"key", ticket) == 12
    assert checkin.signup_of_ticket(b"key", ticket.replace("12-", "13-")) is None
    assert checkin.signup_of_ticket(b"other", ticket) is None
    assert checkin.signup_of_ticket(b"key", "绝非票") is None
    assert checkin.ticket_in(f"https://x/events/ticket/{ticket}/ ") == ticket


@pytest.mark.parametrize("count", [2, 3, 5, 8])
def test_round_robin_meets_everybody_once(count):
    fixtures = matches.round_robin(list(range(count)))
    pairs = {frozenset((f.home, f.away)) for f in fixtures}
    assert len(fixtures) == len(pairs) == count * (count - 1) // 2
    for _, games in itertools.groupby(fixtures, key=lambda f: f.round_no):
        sides = [side for f in games for side in (f.home, f.away)]
        assert len(sides) == len(set(sides))


def test_knock_out_gives_byes_to_the_best_seeds():
    fixtures = matches.knock_out([1, 2, 3, 4, 5])
    first = [f for f in fixtures if f.round_no == 1]
    assert {f.home for f in first if f.is_bye} == {1, 2, 3}
    assert [(f.home, f.away) for f in first if not f.is_bye] == [(4, 5)]
    second = [f for f in fixtures if f.round_no == 2]
    assert [(f.home, f.away) for f in second] == [(1, None), (2, 3)]
    assert matches.winner_goes_to(1, 2) == (2, 1, 1)
    assert len(fixtures) == 7
    assert matches.knock_out([1]) == matches.round_robin([1]) == []


def test_table_goes_by_points_difference_and_scored():
    table = matches.standings("甲乙丙", [("甲", "乙", 2, 0), ("乙", "丙", 1, 1), ("丙", "甲", 0, 0)])
    assert [(s.team, s.points, s.difference, s.rank) for s in table] == [
        ("甲", 4, 2, 1), ("丙", 2, 0, 2), ("乙", 1, -2, 3),
    ]  # fmt: skip
    equal = matches.standings("甲乙", [("甲", "乙", 1, 1)])
    assert [s.rank for s in equal] == [1, 1]


def test_conflicts_are_of_place_or_of_people():
    def slot(pk, hour, place, branch):
        at = NOW.replace(hour=hour)
        return Slot(pk, at, at + dt.timedelta(hours=2), place, branch, f"活动{pk}")

    found = conflicts([slot(1, 9, "礼堂", 1), slot(2, 10, "礼堂", 2), slot(3, 11, "操场", 1)])
    assert found == {1: ["与“活动2”同时使用同一地点"], 2: ["与“活动1”同时使用同一地点"]}
    assert 1 in conflicts([slot(1, 9, "", 1), slot(2, 10, "", 1)])


DAY = dt.date(2026, 5, 1)
OUTING = Setting(ActivityKind.OUTING, DAY, DAY, "城郊公园", 40)


@pytest.mark.parametrize(
    ("cost", "words"),
    [
        (Cost("meal", Decimal(4000), 40, "dues"), ""),
        (Cost("meal", Decimal("4000.40"), 40, "dues"), "误餐"),
        (Cost("clothing", Decimal(20040), 40, "dues"), "服装"),
        (Cost("souvenir", Decimal(4040), 40, "dues"), "纪念品"),
        (Cost("transport", Decimal(2000), 1, "allocation"), "会费"),
        (Cost("meal", Decimal(410), 41, "dues"), "多于参加人数"),
    ],
)
def test_costs_against_the_rule(cost, words):
    found = "；".join(cost_problems(cost, OUTING, LIMITS["event_costs"]))
    assert words in found
    assert bool(found) == bool(words)


def test_sources_are_those_of_the_rule_for_tickets_too():
    show = Setting(ActivityKind.PERFORMANCE, DAY, DAY, "剧院", 40)
    limits = LIMITS["event_costs"]
    (found,) = cost_problems(Cost("ticket", Decimal(4000), 40, "allocation"), show, limits)
    assert "门票只能从会费列支" in found
    assert cost_problems(Cost("ticket", Decimal(4000), 40, "dues"), show, limits) == []
    wider = limits | {"outing_sources": ["dues", "admin_grant"]}
    assert cost_problems(Cost("transport", Decimal(2000), 1, "admin_grant"), OUTING, wider) == []
    (found,) = cost_problems(Cost("transport", Decimal(2000), 1, "allocation"), OUTING, wider)
    assert "只能从会费、行政补助列支" in found


def test_limits_with_decimals_are_what_the_office_wrote():
    limits = LIMITS["event_costs"] | {"meal_per_day": 99.9}
    assert cost_problems(Cost("meal", Decimal(3996), 40, "dues"), OUTING, limits) == []
    (found,) = cost_problems(Cost("meal", Decimal(4000), 40, "dues"), OUTING, limits)
    assert "不超过 99.9 元" in found
    prizes = LIMITS["event_prizes"] | {"personal_max": 99.9}
    assert amount_problem(PrizeFor.PERSON, Decimal("99.9"), prizes) == ""
    assert "不超过 99.9 元" in amount_problem(PrizeFor.PERSON, Decimal(100), prizes)


def test_a_booked_cost_alone_leads_back_from_settled():
    for state in ("settled", "archived"):
        assert FLOW.step_for(state, ActivityAction.UNSETTLE).target == "held"
        shown = {step.action for step in steps_from(state, SignUpMode.PERSON)}
        assert ActivityAction.UNSETTLE not in shown


def test_outings_stay_a_day_and_off_the_list():
    limits = LIMITS["event_costs"]
    assert outing_problems(OUTING, limits) == []
    night = Setting("outing", DAY, DAY + dt.timedelta(days=1), "黄山风景区", 0)
    assert len(outing_problems(night, limits)) == 2
    assert night.days == 2
    assert outing_problems(Setting("culture", DAY, DAY, "黄山", 0), limits) == []


def test_prizes_against_the_rule():
    limits = LIMITS["event_prizes"]
    assert winners_problem(20, 30, limits) == ""  # exactly two thirds
    assert "最多 20 人" in winners_problem(21, 30, limits)
    assert amount_problem(PrizeFor.PERSON, Decimal(800), limits) == ""
    assert amount_problem(PrizeFor.PERSON, Decimal("800.01"), limits)
    assert amount_problem(PrizeFor.TEAM, Decimal(501), limits)
    assert amount_problem(PrizeFor.SOUVENIR, Decimal(101), limits)
    assert ranks_problem([(1, Decimal(300)), (2, Decimal(200))]) == ""
    assert "高于" in ranks_problem([(1, Decimal(100)), (2, Decimal(200))])


def test_plan_goes_its_way_and_lines_need_reasons():
    assert plans.plan_step(PlanState.DRAFT, plans.PlanAction.SUBMIT) == PlanState.SUBMITTED
    with pytest.raises(TransitionError):
        plans.plan_step(PlanState.DRAFT, plans.PlanAction.APPROVE)
    plans.check_line_state(3, LineState.MOVED, "场地维修", 4)
    for state, reason, month in (
        ("moved", "", 4),
        ("moved", "因故", None),
        ("moved", "因故", 3),
        ("dropped", " ", None),
    ):
        with pytest.raises(DomainError):
            plans.check_line_state(3, state, reason, month)
    assert plans.Progress(10, 4, 1, 2, 0).rate == 50
    assert plans.Progress(0, 0, 0, 0, 0).rate is None
    assert plans.is_late("planned", 4, year=2026, today_month=(2026, 5))
    assert not plans.is_late("planned", 5, year=2026, today_month=(2026, 5))
    assert not plans.is_late("carried_out", 1, year=2026, today_month=(2026, 5))
    assert plans.PlanAction.REVISE.label
