"""What activities, plans and the door refuse, and with which sentence."""

import datetime as dt
import io
from decimal import Decimal
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from events.choices.activities import ActivityKind, CheckInMethod, LineState, MatchFormat, SignUpState
from events.models import (
    Activity,
    ActivitySession,
    CostLine,
    PictureConsent,
    PlanLine,
    Prize,
    Question,
    SignUp,
)
from events.rules.activities import ActivityAction
from events.rules.plans import PlanAction
from events.services import (
    activities,
    checkin,
    contests,
    costs,
    drafts,
    feedback,
    organisers,
    photos,
    places,
    plans,
    signups,
)
from events.services.icalendar_text import calendar_text
from tests.factories import BranchFactory, MemberFactory, UserFactory, officer
from tests.factories_events import make_activity, people
from tests.refusals import check_refusals
from union.common.choices import AuditAction
from union.common.errors import DomainError
from union.common.models import AuditEvent, RuleSet
from union.organisation.choices import Office
from union.reminders.models import Notice

pytestmark = pytest.mark.django_db
NOW = timezone.now()
DAY = dt.timedelta(days=1)
STARTS = timezone.localtime(NOW).replace(hour=9) + 10 * DAY


@pytest.fixture
def clerk():
    return officer(Office.OFFICE_STAFF)


def values(**more):
    return {
        "title": "春游", "kind": ActivityKind.OUTING, "place": "城郊公园", "starts_at": STARTS,
        "ends_at": STARTS + dt.timedelta(hours=6), "budget_amount": Decimal(4000), "fund_source": "dues",
        "safety_plan": "统一乘车", "insurance": "意外险",
    } | more  # fmt: skip


def png(size=(40, 30)):
    buffer = io.BytesIO()
    Image.new("1", size).save(buffer, "PNG")
    return SimpleUploadedFile("照片.png", buffer.getvalue())


def signed(activity, member, **more):
    return SignUp.objects.create(
        activity=activity, session=activity.session, member=member,
        number=SignUp.objects.filter(activity=activity).count() + 1,
        **({"state": SignUpState.CONFIRMED} | more),
    )  # fmt: skip


def test_drafts(subtests, clerk):
    stranger = UserFactory()
    branch = BranchFactory()
    head = officer(Office.BRANCH_CHAIR, branch=branch)
    make = partial(drafts.create_activity, actor=clerk)
    held, own = make_activity(state="held"), make_activity(state="draft", branch=branch)
    row = make_activity()
    (member,) = people(1, branch=branch)
    signed(row, member, quota_branch=branch)
    change = partial(drafts.update_activity, version=1, actor=clerk)
    session = partial(drafts.set_session, row.session, actor=clerk, now=NOW)
    check_refusals(subtests, [
        ("最小年龄大于最大年龄，请核对", lambda: make(values(target_min_age=50, target_max_age=40))),
        ("每队最少人数大于最多人数，请核对", lambda: make(values(team_min=5, team_max=4))),
        ("您没有组织这项活动的权限", lambda: change(row, {"title": "x"}, actor=stranger)),
        ("活动已“已举办”，内容不能再改", lambda: change(held, {"title": "x"})),
        ("只能为本支会组织活动；全院活动由工会办公室组织",
         lambda: change(own, {"branch": BranchFactory()}, actor=head)),
        ("您不能修改这项活动的场次", lambda: session({}, {}, actor=stranger)),
        ("结束时间早于开始时间，请核对", lambda: session({"ends_at": row.starts_at - DAY}, {})),
        ("有一个支会已报上 1 人，名额不能少于 1", lambda: session({}, {branch.pk: 0})),
        ("各支会名额之和超过总名额", lambda: session({"capacity": 1}, {branch.pk: 2})),
        ("您没有组织这项活动的权限", lambda: drafts.save_template(row, "春游", actor=stranger)),
        ("请填写模板名称", lambda: drafts.save_template(row, " ", actor=clerk)),
        ("您没有取消活动的权限",
         lambda: activities.advance(row, ActivityAction.CANCEL, actor=stranger, now=NOW, note="雨")),
        ("抽签由活动组织者进行", lambda: signups.draw_lots(row, "1", actor=stranger, now=NOW)),
        ("现在不收集这项活动的反馈", lambda: feedback.give_feedback(
            row.signups.get(), rating=5, text="好", actor=member.user)),
    ])  # fmt: skip
    fresh = session({}, {branch.pk: 3})
    quota = fresh.quotas.get()
    assert (quota.places, quota.taken) == (3, 1)
    assert not session({}, {}).quotas.exists()


def test_a_changed_draft_goes_back_and_its_only_session_moves_along(clerk):
    row = drafts.create_activity(values(), actor=clerk, capacity=5)
    activities.advance(row, ActivityAction.SUBMIT, actor=clerk, now=NOW)
    version = Activity.objects.get(pk=row.pk).version
    later = {"starts_at": STARTS + DAY, "ends_at": STARTS + DAY + dt.timedelta(hours=2)}
    row = drafts.update_activity(row, later, version=version, actor=clerk)
    assert (row.state, row.sessions.get().starts_at) == ("draft", STARTS + DAY)


def test_questions_belong_to_the_form_until_somebody_has_signed_up(subtests, clerk):
    row, over = make_activity(), make_activity(state="archived")
    ask = partial(organisers.add_question, actor=clerk)
    question = ask(row, {"label": "衣服尺码", "kind": "choice", "options": ["M", "L"], "required": False})
    spare = ask(row, {"label": "备注", "required": False})
    organisers.remove_question(spare, actor=clerk)
    assert list(row.questions.all()) == [question]
    assert signups.checked_answers(row, {}) == {}
    assert signups.checked_answers(row, {str(question.pk): "L"}) == {str(question.pk): "L"}
    [copy] = drafts.repeat_activity(row, every_days=7, times=1, actor=clerk)
    assert [each.label for each in copy.questions.all()] == ["衣服尺码"]
    signed(row, MemberFactory())
    check_refusals(subtests, [
        ("“衣服尺码”请从选项中选择", lambda: signups.checked_answers(row, {str(question.pk): "XS"})),
        ("您没有组织这项活动的权限", lambda: ask(row, {"label": "x"}, actor=UserFactory())),
        ("活动“已归档”，不能再改", lambda: ask(over, {"label": "x"})),
        ("已有人报名，不能再改报名问题", lambda: ask(row, {"label": "x"})),
        ("已有人报名，不能再改报名问题", lambda: organisers.remove_question(question, actor=clerk)),
    ])  # fmt: skip
    assert Question.objects.filter(activity=row).count() == 1


def test_results_are_entered_between_holding_and_archiving(subtests, clerk):
    row = make_activity(state="held", starts_at=NOW - DAY)
    found = {name: getattr(row, name) for name in activities.RESULT_FIELDS}
    found |= {"reported_people": 20, "reported_times": 25}
    enter = partial(activities.record_result, actor=clerk)
    check_refusals(subtests, [
        ("您没有组织这项活动的权限", lambda: enter(row, found, actor=UserFactory())),
        ("登记已举办之后、归档之前填写活动结果", lambda: enter(make_activity(), found)),
        ("人次不会少于人数，请核对", lambda: enter(row, found | {"reported_times": 19})),
    ])  # fmt: skip
    enter(row, found)
    row.refresh_from_db()
    assert (row.reported_people, row.reported_times) == (20, 25)


def test_an_activity_of_the_plan_without_sign_up_is_held(clerk):
    plan = plans.open_plan(STARTS.year, None, actor=clerk)
    line = PlanLine.objects.create(plan=plan, month=3, theme="春游")
    row = make_activity(state="closed", mode="none", starts_at=NOW - DAY, plan_line=line)
    activities.advance(row, ActivityAction.HOLD, actor=clerk, now=NOW)
    line.refresh_from_db()
    assert line.state == LineState.CARRIED_OUT
    plain = make_activity(state="closed", starts_at=NOW - DAY)
    assert activities.advance(plain, ActivityAction.HOLD, actor=clerk, now=NOW).state == "held"


def test_plans(subtests, clerk):
    branch = BranchFactory()
    head = officer(Office.BRANCH_CHAIR, branch=branch)
    plan = plans.open_plan(2030, None, actor=clerk)
    typed = dict.fromkeys(plans.LINE_FIELDS, "") | {"month": 3, "last_month": None, "theme": "春游"}
    line = PlanLine.objects.create(plan=plan, month=3, theme="春游")
    used = PlanLine.objects.create(plan=plan, month=4, theme="登山")
    make_activity(plan_line=used)
    step = partial(plans.advance_plan, plan)
    check_refusals(subtests, [
        ("只能编制本支会的计划；全院计划由工会办公室编制", lambda: plans.open_plan(2031, None, actor=head)),
        ("没有 2030 年的计划可以复制",
         lambda: plans.open_plan(2031, branch, actor=head, copy_last=True)),
        ("您没有编制这份计划的权限", lambda: plans.save_line(PlanLine(plan=plan), typed, actor=head)),
        ("结束月份须晚于开始月份",
         lambda: plans.save_line(PlanLine(plan=plan), typed | {"last_month": 3}, actor=clerk)),
        ("已有活动对应这一项，不能删除", lambda: plans.remove_line(used, actor=clerk)),
        ("计划批准后才登记进度", lambda: plans.set_line_state(line, LineState.DROPPED, actor=clerk)),
        ("您没有编制这份计划的权限",
         lambda: plans.set_line_state(line, LineState.DROPPED, actor=head, reason="x")),
    ])  # fmt: skip
    step(PlanAction.SUBMIT, actor=clerk)
    check_refusals(subtests, [
        ("退回须说明理由", lambda: step(PlanAction.RETURN, actor=officer(Office.CHAIR), note=" ")),
    ])  # fmt: skip


def test_the_door(subtests, clerk):
    row = make_activity(state="closed", starts_at=NOW, check_points=[])
    (member,) = people(1)
    signup = signed(row, member)
    waiting = signed(row, MemberFactory(), state=SignUpState.WAITING, waiting_number=1)
    early = signed(make_activity(), MemberFactory())
    early.activity.session = early.session
    draft = signed(make_activity(state="draft"), MemberFactory())
    enter = partial(checkin.check_in, point=0, method=CheckInMethod.TICKET, actor=clerk, now=NOW)
    men = make_activity(target_sex="male", state="closed", starts_at=NOW)
    check_refusals(subtests, [
        ("的报名是“候补”，不能签到", lambda: enter(waiting)),
        ("没有这个签到点", lambda: enter(signup, point=9)),
        ("活动“草稿”，不能签到", lambda: enter(draft)),
        ("签到在活动开始前", lambda: enter(early)),
        ("还没有签到，不能签退", lambda: enter(signup, leaving=True)),
        ("签到由活动组织者办理",
         lambda: checkin.enter_paper(row, ["1"], point=0, at=NOW, actor=member.user)),
        ("：", lambda: checkin.walk_in(men, MemberFactory(sex="female"), actor=clerk)),
    ])  # fmt: skip
    enter(signup)
    assert enter(signup, leaving=True)[1]
    assert not enter(signup, leaving=True)[1]  # scanned twice
    assert checkin.walk_in(row, waiting.member, actor=clerk).state == SignUpState.CONFIRMED
    assert checkin.walk_in(row, member, actor=clerk) == signup
    assert checkin.signup_of(checkin.ticket_of(signup)) == signup
    assert checkin.signup_of("forged") is None


def test_matches_prizes_and_costs(subtests, clerk):
    stranger = UserFactory()
    row, over = make_activity(), make_activity(state="archived")
    signed(row, MemberFactory())
    make = partial(contests.draw_up_fixtures, row, actor=clerk)
    check_refusals(subtests, [
        ("您没有组织这项活动的权限", lambda: make(MatchFormat.KNOCK_OUT, actor=stranger)),
        ("活动“已归档”，不能再改",
         lambda: contests.draw_up_fixtures(over, MatchFormat.KNOCK_OUT, actor=clerk)),
        ("至少要有两个队（或两名报上的选手）才能排赛程", lambda: make(MatchFormat.KNOCK_OUT)),
        ("您没有组织这项活动的权限",
         lambda: costs.add_cost(row, {"kind": "other", "spent_on": STARTS.date()}, actor=stranger)),
    ])  # fmt: skip
    assert make("") == 0  # no matches at all
    assert row.teams.count() == 1
    assert make("") == 0
    open_to_all = make_activity(mode="none")
    prize = Prize(activity=open_to_all)
    RuleSet.objects.filter(kind="event_prizes").delete()
    contests.save_prize(
        prize, {"name": "一等奖", "rank": 1, "amount": Decimal(9000)}, [MemberFactory()], actor=clerk
    )
    assert open_to_all.prizes.get().winners.count() == 1  # no rule, no sign-up: nothing to hold it against
    RuleSet.objects.filter(kind="event_costs").delete()
    assert costs.problems_of(row, {"spent_on": STARTS.date()}) == []


def test_a_red_voucher_needs_a_reason(clerk):
    row = make_activity(state="settled")
    line = CostLine.objects.create(
        activity=row, kind="other", description="横幅", amount=Decimal(10), quantity=1, spent_on=NOW.date(),
        booked_at=NOW, entered_by=clerk,
    )  # fmt: skip
    with pytest.raises(DomainError, match="冲销支出须说明理由"):
        costs.reverse_cost(line, note=" ", actor=clerk, now=NOW)


def test_who_is_on_a_picture_is_asked_and_answers_himself(subtests, clerk):
    row = make_activity(state="held")
    one, two = people(2)
    silent = MemberFactory()
    own = MemberFactory(user=clerk)
    add = partial(photos.add_photo, row, consent=True, actor=clerk)
    check_refusals(subtests, [
        ("照片由活动组织者上传", lambda: add(png(), actor=one.user)),
        ("请确认照片中的人同意在本系统内使用", lambda: add(png(), consent=False)),
        ("照片请用 JPG 或 PNG", lambda: add(SimpleUploadedFile("a.pdf", b"%PDF-1.4\n%%EOF\n"))),
        ("照片像素过大，请缩小后再上传", lambda: add(png((9000, 9000)))),
        ("照片已损坏，无法打开", lambda: add(SimpleUploadedFile("a.png", png().read()[:33]))),
    ])  # fmt: skip
    add(png(), people=[one, two, silent, own])
    asked = {each.member: each for each in PictureConsent.objects.all()}
    assert set(asked) == {one, two}
    assert Notice.objects.filter(user=one.user, title__contains="有一张照片里有您").count() == 1
    with pytest.raises(DomainError, match="照片是否使用由本人答复"):
        photos.answer_picture(asked[one], agrees=True, actor=two.user, now=NOW)
    assert photos.answer_picture(asked[one], agrees=True, actor=one.user, now=NOW).answer == "given"
    assert photos.answer_picture(asked[two], agrees=False, actor=two.user, now=NOW).answer == "refused"
    rows = AuditEvent.objects.filter(object_type="events.pictureconsent")
    kinds = set(rows.values_list("action", flat=True))
    assert {AuditAction.CONSENT, AuditAction.WITHDRAW} <= kinds


def test_a_full_session_lets_nobody_move_up():
    row = make_activity(capacity=1)
    ActivitySession.objects.filter(pk=row.session.pk).update(taken=1)
    row.session.refresh_from_db()
    signed(row, MemberFactory(), state=SignUpState.WAITING, waiting_number=1)
    assert places.fill(row, row.session, now=NOW) == []


def test_a_calendar_entry_leads_to_the_page_where_the_site_is_known(settings):
    row = make_activity()
    settings.UNION_SITE_URL = "https://union.hospital.local/"
    text = calendar_text([row], name="工会").decode().replace("\r\n ", "")
    assert f"https://union.hospital.local/events/activities/{row.pk}/" in text
