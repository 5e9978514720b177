import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from events.choices.activities import ActivityKind, LineState, MatchFormat, PrizeFor, SignUpState
from events.demo_activities import PLAN
from events.kernel_activities import find_activities
from events.models import Activity, CostLine, Match, PlanLine, Prize, SignUp, YearPlan
from events.rules.activities import ActivityAction as A
from events.rules.plans import PlanAction
from events.selectors.plans import lines_of, progress_of
from events.services import activities, checkin, contests, costs, drafts, feedback, organisers, plans, signups
from events.services.plan_sheet import plan_workbook
from tests.factories import BranchFactory, MemberFactory, UserFactory, officer
from tests.factories_events import make_activity, people
from tests.factories_funds import approved_budget
from union.common.attachments import save_attachment
from union.common.errors import DomainError, NotPermittedError, StaleError, TransitionError
from union.funds.models import Entry
from union.funds.selectors.sources import booked_amount
from union.funds.services.posting import Source
from union.organisation.choices import Office
from union.reminders.models import Notice

pytestmark = pytest.mark.django_db
NOW = timezone.now()
PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture
def clerk():
    return officer(Office.OFFICE_STAFF)


@pytest.fixture
def chair():
    return officer(Office.CHAIR)


def values(**more):
    starts = timezone.localtime(NOW).replace(hour=9) + dt.timedelta(days=10)  # back on the same day
    return {
        "title": "春游", "kind": ActivityKind.OUTING, "place": "城郊公园", "starts_at": starts,
        "ends_at": starts + dt.timedelta(hours=6), "budget_amount": Decimal(4000), "fund_source": "dues",
        "safety_plan": "统一乘车", "insurance": "意外险",
    } | more  # fmt: skip


def take(activity, action, actor, **more):
    return activities.advance(activity, action, actor=actor, now=more.pop("now", NOW), **more)


def test_from_draft_to_open_with_four_eyes(clerk, chair):
    row = drafts.create_activity(values(insurance=""), actor=clerk, capacity=2)
    with pytest.raises(DomainError, match="保险"):
        take(row, A.SUBMIT, clerk)
    drafts.update_activity(row, {"insurance": "意外险"}, version=1, actor=clerk)
    take(row, A.SUBMIT, clerk)
    assert Notice.objects.filter(user=chair, title__contains="待审批").exists()
    with pytest.raises(NotPermittedError):
        take(row, A.APPROVE, clerk)
    with pytest.raises(DomainError, match="理由"):
        take(row, A.RETURN, chair)
    take(row, A.APPROVE, chair)
    with pytest.raises(TransitionError):
        take(row, A.APPROVE, chair)
    version = Activity.objects.get(pk=row.pk).version
    with pytest.raises(DomainError, match="不能提高预算"):
        drafts.update_activity(row, {"budget_amount": Decimal(9000)}, version=version, actor=clerk)
    assert take(row, A.OPEN, clerk).state == "open"
    assert row.steps.count() == 3


def test_a_chair_does_not_approve_his_own(chair):
    row = make_activity(state="submitted", created_by=chair)
    with pytest.raises(NotPermittedError, match="自己"):
        take(row, A.APPROVE, chair)


def test_overnight_outings_to_banned_spots_are_refused(clerk):
    row = drafts.create_activity(values(place="黄山", ends_at=NOW + dt.timedelta(days=12)), actor=clerk)
    with pytest.raises(DomainError, match=r"过夜.*黄山"):
        take(row, A.SUBMIT, clerk)


def test_branch_chairs_keep_to_their_branch():
    own, other = BranchFactory(), BranchFactory()
    chair = officer(Office.BRANCH_CHAIR, branch=own)
    assert drafts.create_activity(values(branch=own), actor=chair).pk
    for branch in (other, None):
        with pytest.raises(NotPermittedError):
            drafts.create_activity(values(branch=branch), actor=chair)


def test_changes_are_told_and_versions_checked(clerk):
    activity, (member,) = make_activity(5), people(1)
    signups.sign_up(activity.session, member, actor=member.user, now=NOW)
    version = Activity.objects.get(pk=activity.pk).version
    row = drafts.update_activity(activity, {"place": "体育馆"}, version=version, actor=clerk)
    assert row.sequence == 1
    assert Notice.objects.filter(user=member.user, title__contains="有变").count() == 1
    with pytest.raises(StaleError):
        drafts.update_activity(activity, {"place": "别处"}, version=version, actor=clerk)
    with pytest.raises(DomainError, match="早于"):
        drafts.update_activity(
            activity, {"ends_at": NOW - dt.timedelta(days=1)}, version=version + 1, actor=clerk
        )


def test_cancelling_tells_everybody_once(clerk):
    activity, three = make_activity(2), people(3)
    for member in three:
        signups.sign_up(activity.session, member, actor=member.user, now=NOW)
    with pytest.raises(DomainError, match="理由"):
        take(activity, A.CANCEL, clerk)
    row = take(activity, A.CANCEL, clerk, note="台风")
    assert (row.state, row.sequence) == ("cancelled", 1)
    assert Notice.objects.filter(title__contains="已取消", body="台风").count() == 3
    assert not SignUp.objects.exclude(state="cancelled").exists()


def test_templates_and_series(clerk):
    activity = make_activity(8, place="书屋")
    template = drafts.save_template(activity, "读书会", actor=clerk)
    assert template.values["place"] == "书屋"
    made = drafts.repeat_activity(activity, every_days=7, times=3, actor=clerk)
    assert [row.starts_at - activity.starts_at for row in made] == [
        dt.timedelta(days=7 * n) for n in (1, 2, 3)
    ]
    assert {row.state for row in made} == {"draft"}
    assert [row.sessions.get().capacity for row in made] == [8, 8, 8]
    with pytest.raises(DomainError):
        drafts.repeat_activity(activity, every_days=7, times=31, actor=clerk)


def test_committee_members_get_tasks_and_may_check_in(clerk):
    activity, (helper, guest) = make_activity(5, starts_at=NOW + dt.timedelta(minutes=5)), people(2)
    task = organisers.add_task(activity, member=helper, title="签到", due_on=None, actor=clerk)
    row = signups.sign_up(activity.session, guest, actor=guest.user, now=NOW).signup
    check = lambda actor, **more: checkin.check_in(  # noqa: E731
        row, point=0, method="number", actor=actor, now=NOW, **more
    )
    with pytest.raises(NotPermittedError):
        check(guest.user)
    with pytest.raises(DomainError, match="没有签到"):
        check(helper.user, leaving=True)
    assert [check(helper.user)[1], check(helper.user)[1]] == [True, False]
    assert check(helper.user, leaving=True)[0].out_at == NOW
    assert organisers.finish_task(task, actor=helper.user, now=NOW).done_at == NOW
    with pytest.raises(NotPermittedError):
        organisers.finish_task(task, actor=guest.user, now=NOW)


def test_a_search_hit_names_the_day_in_shanghai(clerk):
    make_activity(title="晨跑", starts_at=dt.datetime(2027, 3, 5, 22, 30, tzinfo=dt.UTC))  # 06:30 of the 6th
    [hit] = find_activities(clerk, "晨跑", 5)
    assert hit.detail.startswith("2027-03-06 ")


def test_screen_code_number_search_and_paper(clerk):
    activity = make_activity(3, starts_at=NOW + dt.timedelta(minutes=5), check_points=["上午", "下午"])
    one, two, late = people(3)
    rows = [signups.sign_up(activity.session, m, actor=m.user, now=NOW).signup for m in (one, two)]
    code = checkin.screen_code(activity, 1, NOW)
    row, new = checkin.at_screen(activity, 1, code, one, actor=one.user, now=NOW)
    assert (new, row.point, row.method) == (True, 1, "screen")
    for point, words in ((0, "过期"), (1, "没有报上名")):
        with pytest.raises(DomainError, match=words):
            checkin.at_screen(activity, point, code, late, actor=late.user, now=NOW)
    found = checkin.find_at_door
    assert found(activity, "") == []  # nobody is shown before somebody is asked for
    assert found(activity, "2") == found(activity, two.staff_no) == [rows[1]]
    assert found(activity, two.name) == found(activity, checkin.ticket_of(rows[1])) == [rows[1]]
    assert found(activity, late.staff_no) == []
    numbers = ["1", two.staff_no, "999999"]
    enter = lambda: checkin.enter_paper(activity, numbers, point=0, at=NOW, actor=clerk)  # noqa: E731
    assert [enter(), enter()] == [(2, ["999999"]), (0, ["999999"])]
    assert checkin.walk_in(activity, late, actor=clerk).channel == "door"
    with pytest.raises(DomainError, match="占用"):
        checkin.walk_in(activity, *people(1), actor=clerk)


def test_without_sign_up_the_door_is_open_to_all():
    activity, (member,) = make_activity(mode="none", state="approved", starts_at=NOW), people(1)
    code = checkin.screen_code(activity, 0, NOW)
    assert checkin.at_screen(activity, 0, code, member, actor=member.user, now=NOW)[1]
    assert SignUp.objects.get().channel == "door"


def test_held_marks_no_shows_and_the_line_of_the_plan(clerk):
    plan = YearPlan.objects.create(year=2026, title="计划", state="approved")
    line = PlanLine.objects.create(plan=plan, month=5, theme="球赛")
    activity, (one, two) = make_activity(5, plan_line=line, starts_at=NOW + dt.timedelta(hours=1)), people(2)
    rows = [signups.sign_up(activity.session, m, actor=m.user, now=NOW).signup for m in (one, two)]
    checkin.check_in(rows[0], point=0, method="number", actor=clerk, now=NOW)
    take(activity, A.CLOSE, clerk)
    with pytest.raises(DomainError, match="还没有开始"):
        take(activity, A.HOLD, clerk)
    take(activity, A.HOLD, clerk, now=NOW + dt.timedelta(hours=2))
    assert list(SignUp.objects.order_by("number").values_list("no_show", flat=True)) == [False, True]
    line.refresh_from_db()
    assert line.state == LineState.CARRIED_OUT


@pytest.fixture
def held(clerk):
    """In the morning: an evening's end may be the next day, and a meal is allowed for each day."""
    morning = timezone.localtime(NOW).replace(hour=9)
    return make_activity(
        kind=ActivityKind.OUTING, state="held", budget_amount=Decimal(1000), reported_people=10,
        starts_at=morning - dt.timedelta(days=2),
    )  # fmt: skip


def cost(**more):
    return {
        "kind": "meal", "description": "午餐", "quantity": 10, "amount": Decimal(900), "fund_source": "dues",
        "paid_from": "102", "spent_on": timezone.localdate(NOW) - dt.timedelta(days=2), "override_reason": "",
    } | more  # fmt: skip


def test_costs_are_checked_booked_and_settled(clerk, held):
    with pytest.raises(DomainError, match="误餐"):
        costs.add_cost(held, cost(amount=Decimal("1000.10")), actor=clerk)
    with pytest.raises(DomainError, match="会费"):
        costs.add_cost(held, cost(fund_source="allocation"), actor=clerk)
    line = costs.add_cost(held, cost(), actor=clerk)
    extra = costs.add_cost(held, cost(amount=Decimal(300), kind="other"), actor=clerk)
    with pytest.raises(DomainError, match="超过批准的预算"):
        take(held, A.SETTLE, clerk)
    costs.remove_cost(extra, actor=clerk)
    with pytest.raises(DomainError, match="发票"):
        take(held, A.SETTLE, clerk)
    save_attachment(SimpleUploadedFile("发票.pdf", PDF), owner=line, actor=clerk)
    approved_budget(line.spent_on.year)
    row = take(held, A.SETTLE, clerk)
    assert (row.state, row.settled_amount) == ("settled", Decimal(900))
    assert booked_amount(Source("events.activity", held.pk)) == Decimal(900)
    assert Entry.objects.get().key == f"events.cost:{line.pk}"
    with pytest.raises(TransitionError):
        costs.add_cost(held, cost(), actor=clerk)


def test_a_wrong_cost_is_reversed_mended_and_the_activity_settled_again(client, clerk, chair, held):
    for year in {timezone.localdate(NOW).year, cost()["spent_on"].year}:  # around New Year they are two
        approved_budget(year)
    lines = [costs.add_cost(held, cost(amount=Decimal(100 + n)), actor=clerk) for n in range(2)]
    for line in lines:
        save_attachment(SimpleUploadedFile("发票.pdf", PDF), owner=line, actor=clerk)
    source, page = Source("events.activity", held.pk), reverse("events:activity_detail", args=[held.pk])
    with pytest.raises(TransitionError, match="没有入账"):
        costs.reverse_cost(lines[0], note="开错", actor=clerk, now=NOW)
    take(held, A.SETTLE, clerk)
    take(held, A.ARCHIVE, clerk)
    with pytest.raises(NotPermittedError):
        costs.reverse_cost(lines[0], note="开错", actor=chair, now=NOW)
    with pytest.raises(DomainError, match="支出明细"):  # the step alone reverses nothing
        take(held, A.UNSETTLE, clerk, note="开错")
    client.force_login(clerk)
    url = reverse("events:cost_reverse", args=[held.pk, lines[0].pk])
    shown = client.get(page, {"tab": "money"}).content.decode()
    assert url in shown
    assert "未入账" not in shown
    assert "冲销理由" in client.post(url, {"note": " "}).content.decode()
    assert Entry.objects.count() == 2
    assert client.post(url, {"note": "发票开错"}).status_code == 302

    held.refresh_from_db()
    assert (held.state, held.settled_amount, booked_amount(source)) == ("held", None, Decimal(101))
    assert "未入账" in client.get(page, {"tab": "money"}).content.decode()
    assert client.get(url).status_code == 404
    with pytest.raises(TransitionError, match="请先冲销"):
        costs.remove_cost(lines[1], actor=clerk)
    assert take(held, A.SETTLE, clerk).settled_amount == Decimal(201)  # the same cost once more
    assert booked_amount(source) == Decimal(201)
    costs.reverse_cost(lines[0], note="确实多付", actor=clerk, now=NOW)
    costs.remove_cost(lines[0], actor=clerk)
    assert take(held, A.SETTLE, clerk).settled_amount == Decimal(101)
    assert (booked_amount(source), Entry.objects.count()) == (Decimal(101), 5)


def test_clothing_once_in_two_years(clerk):
    (member,) = people(1)
    for turn in range(2):
        activity = make_activity(state="held", starts_at=NOW - dt.timedelta(days=10 + turn))
        SignUp.objects.create(
            activity=activity, session=activity.session, member=member, number=1, state="confirmed"
        )
        line = cost(kind="clothing", quantity=1, amount=Decimal(400))
        if turn:
            with pytest.raises(DomainError, match="2 年内已发过"):
                costs.add_cost(activity, line, actor=clerk)
            line["override_reason"] = "比赛统一着装，经委员会同意"
        assert costs.add_cost(activity, line, actor=clerk).pk
    assert CostLine.objects.exclude(override_reason="").count() == 1


def test_knock_out_sends_winners_on(clerk):
    activity = make_activity(8)
    for member in people(3):
        signups.sign_up(activity.session, member, actor=member.user, now=NOW)
    take(activity, A.CLOSE, clerk)
    assert contests.draw_up_fixtures(activity, MatchFormat.KNOCK_OUT, actor=clerk) == 3
    semi = Match.objects.get(is_bye=False, round_no=1)
    final = Match.objects.get(round_no=2)
    with pytest.raises(DomainError, match="胜负"):
        contests.record_score(semi, 1, 1, actor=clerk)
    with pytest.raises(DomainError, match="没有确定"):
        contests.record_score(final, 1, 0, actor=clerk)
    contests.record_score(semi, 1, 2, actor=clerk)
    final.refresh_from_db()
    assert semi.away_id in (final.home_id, final.away_id)
    contests.record_score(final, 3, 0, actor=clerk)
    with pytest.raises(DomainError, match="下一轮"):
        contests.record_score(semi, 2, 1, actor=clerk)
    with pytest.raises(DomainError, match="已有比赛结果"):
        contests.draw_up_fixtures(activity, MatchFormat.ROUND_ROBIN, actor=clerk)


def test_round_robin_table_and_prizes(clerk):
    activity, crew = make_activity(8), people(3)
    for member in crew:
        signups.sign_up(activity.session, member, actor=member.user, now=NOW)
    contests.draw_up_fixtures(activity, MatchFormat.ROUND_ROBIN, actor=clerk)
    for match in Match.objects.all():
        contests.record_score(match, 2, 1, actor=clerk)
    assert sum(line.won for _team, line in contests.table_of(activity)) == 3
    save = lambda winners, **more: contests.save_prize(  # noqa: E731
        Prize(activity=activity),
        {"name": "一等奖", "rank": 1, "given_to": "person", "content": "", "amount": Decimal(100)} | more,
        winners, actor=clerk,
    )  # fmt: skip
    with pytest.raises(DomainError, match="2/3"):
        save(crew)
    with pytest.raises(DomainError, match="没有报上"):
        save([MemberFactory()])
    with pytest.raises(DomainError, match="800"):
        save(crew[:1], amount=Decimal(900))
    prize = save(crew[:2])
    assert prize.winners.count() == 2
    assert save(crew, name="纪念奖", given_to=PrizeFor.SOUVENIR, amount=Decimal(50)).winners.count() == 3
    contests.remove_prize(prize, actor=clerk)
    assert Prize.objects.count() == 1


def test_feedback_once_and_anonymous(clerk):
    activity, (member,) = make_activity(state="held", feedback_open=True), people(1)
    row = SignUp.objects.create(
        activity=activity, session=activity.session, member=member, number=1, state=SignUpState.CONFIRMED
    )
    give = lambda actor: feedback.give_feedback(row, rating=5, text="好", actor=actor)  # noqa: E731
    with pytest.raises(NotPermittedError):
        give(UserFactory())
    give(member.user)
    with pytest.raises(DomainError, match="已经反馈"):
        give(member.user)
    assert activity.feedbacks.get().member is None


def test_the_plan_of_the_source_fits_in_and_is_copied(clerk, chair):
    plan = plans.open_plan(2026, None, actor=clerk)
    with pytest.raises(DomainError, match="还没有项目"):
        plans.advance_plan(plan, PlanAction.SUBMIT, actor=clerk)
    for month, last, theme, kind, organiser, target, budget in PLAN:
        fields = {
            "month": month, "last_month": last, "theme": theme, "kind": kind, "organiser": organiser,
            "target_group": target, "budget_amount": Decimal(budget), "budget_line": "", "note": "",
        }  # fmt: skip
        plans.save_line(PlanLine(plan=plan), fields, actor=clerk)
    with pytest.raises(DomainError, match="已经有了"):
        plans.open_plan(2026, None, actor=clerk)
    plans.advance_plan(plan, PlanAction.SUBMIT, actor=clerk)
    with pytest.raises(NotPermittedError):
        plans.advance_plan(plan, PlanAction.APPROVE, actor=clerk)
    plans.advance_plan(plan, PlanAction.APPROVE, actor=chair)
    travel = PlanLine.objects.get(theme="夏季旅游")
    assert travel.months_label == "7–8 月"
    with pytest.raises(DomainError, match="原因"):
        plans.set_line_state(travel, LineState.DROPPED, actor=clerk)
    plans.set_line_state(travel, LineState.DROPPED, actor=clerk, reason="经费")
    moved = PlanLine.objects.get(theme="足球赛")
    plans.set_line_state(moved, LineState.MOVED, actor=clerk, reason="场地", moved_to=9)
    lines = lines_of(YearPlan.objects.get(pk=plan.pk), dt.date(2026, 6, 1))
    progress = progress_of(lines)
    assert (progress.total, progress.dropped, progress.moved) == (len(PLAN), 1, 1)
    assert "职工运动会" in [row.line.theme for row in lines if row.late]
    assert "足球赛" not in [row.line.theme for row in lines if row.late]
    assert plan_workbook(plan, lines)[:2] == b"PK"
    with pytest.raises(TransitionError):
        plans.remove_line(moved, actor=clerk)
    following = plans.open_plan(2027, None, actor=clerk, copy_last=True)
    assert following.lines.count() == len(PLAN) - 1
    assert set(following.lines.values_list("state", flat=True)) == {"planned"}
    plans.remove_line(following.lines.first(), actor=clerk)
    with pytest.raises(DomainError, match="没有 2027"):
        plans.open_plan(2028, BranchFactory(), actor=clerk, copy_last=True)
