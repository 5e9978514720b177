"""A motion through the browser as the real people: delegates on phones, then desk after desk."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from congress.choices.motions import Grade
from congress.choices.motions import MotionAction as A
from congress.models import Motion
from members.models import Member
from tests.browser.steps import faults, let_in
from tests.chromium import PHONE
from tests.factories_motions import Cast
from union.accounts.models import User
from union.common.dates import today
from union.common.demo import LOGINS, PASSWORD

TITLE = "增设门诊职工饮水点的建议"


@pytest.fixture
def visit(new_page):
    """Log somebody in: `visit("delegate", phone=True)`."""
    return lambda login, *, phone=False: let_in(new_page(PHONE) if phone else new_page(), login)


def give_password(member: Member) -> str:
    """Delegates of the demonstration have no password of their own."""
    member.user.set_password(PASSWORD)
    member.user.save()
    return member.user.username


def press(page, motion, action, button, **typed):
    """Take one step on its own page."""
    page.goto(f"/motions/{motion.pk}/step/{action}/")
    for label, value in typed.items():
        page.get_by_label(label, exact=False).first.fill(value)
    page.locator(".form-actions, form").get_by_role("button", name=button, exact=True).first.click()
    page.wait_for_url(f"**/motions/{motion.pk}/")
    motion.refresh_from_db()


def test_a_motion_goes_from_a_phone_to_the_rating(visit, hospital):
    helpers = [m for m in hospital["motion_movers"] if m.user and m.user.username not in LOGINS][:2]
    phone = visit("delegate", phone=True)
    motion = write(phone, helpers)
    for helper in helpers:
        other = visit(give_password(helper), phone=True)
        other.goto(f"/motions/{motion.pk}/")
        other.get_by_role("button", name="同意附议").click()
        expect(other.get_by_text("您已附议")).to_be_visible()
    press(phone, motion, "submit", "正式提交")
    office, leader, dept = visit("office"), visit("leader"), visit("dept")
    review(visit("committee"), office, motion)
    press(leader, motion, "instruct", "批示", 批示内容="请总务科按期办理")
    hand_over(office, motion, "assign", "交办")
    press(dept, motion, "decline", "申请退回", 申请退回的理由="需要设备科牵头")
    press(office, motion, "insist", "不同意退回", 意见或理由="总务科负责")
    press(dept, motion, "accept", "签收办理", 办理计划="两周内完成选点")
    answer(dept, motion)
    press(leader, motion, "sign", "签发答复")
    phone.goto(f"/motions/{motion.pk}/")
    expect(phone.get_by_text("已完成选点")).to_have_count(0)  # signed, not delivered: not for the mover
    press(dept, motion, "deliver", "送达提案人")
    rate(phone, motion)
    press(office, motion, "close", "结案")
    assert (motion.state, motion.rating) == ("closed", "satisfied")
    office.goto(f"/motions/{motion.pk}/")
    assert faults(office) == []


def write(phone, helpers) -> Motion:
    """A delegate writes on a phone, is shown similar motions, and invites two others by name."""
    phone.goto("/motions/new/")
    phone.get_by_label("案由").press_sequentially("增设职工夜班休息室")
    expect(phone.locator("#similar")).to_contain_text("相近")
    phone.get_by_label("案由").fill(TITLE)
    phone.get_by_label("类别").select_option("后勤服务")
    phone.get_by_label("现状与理由").fill("门诊楼三层以上没有职工饮水点。")
    phone.get_by_label("建议措施").fill("每两层设一处直饮水。")
    assert len(helpers) == 2
    for helper in helpers:
        phone.get_by_placeholder("代表姓名或拼音").fill(helper.name)
        phone.get_by_role("option").filter(has_text=helper.name).first.click()
    phone.get_by_role("button", name="保存并征集附议").click()
    expect(phone.get_by_role("heading", name=TITLE)).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    motion = Motion.objects.get(title=TITLE)
    assert (motion.state, motion.seconders.count()) == ("seconding", 2)
    return motion


def review(committee, office, motion) -> None:
    """The committee receives and recommends; the office files and asks the leader."""
    press(committee, motion, "receive", "受理审查")
    committee.goto(f"/motions/{motion.pk}/step/recommend/")
    committee.get_by_label("立案", exact=True).check()
    committee.get_by_label("审查理由").fill("属本院职权，可行")
    committee.get_by_role("button", name="提出审查意见").click()
    expect(committee.get_by_text("已记录")).to_be_visible()
    press(office, motion, "file", "立案")
    assert motion.number is not None
    office.goto(f"/motions/{motion.pk}/step/brief/")
    office.get_by_label("分管院领导").select_option(label=leader_label())
    office.get_by_role("button", name="呈领导批示").click()
    expect(office.get_by_text("已记录")).to_be_visible()


def rate(phone, motion) -> None:
    """The mover reads the answer on the phone and rates it."""
    phone.goto(f"/motions/{motion.pk}/step/rate/")
    expect(phone.get_by_text("已完成选点")).to_be_visible()
    phone.get_by_label("满意", exact=True).check()
    phone.get_by_role("button", name="评价答复").click()
    expect(phone.get_by_text("已记录")).to_be_visible()


def leader_label() -> str:
    return User.objects.get(username="leader").get_full_name()


def hand_over(page, motion, action, button):
    """The office gives the case to one department."""
    page.goto(f"/motions/{motion.pk}/step/{action}/")
    page.get_by_placeholder("科室名称").first.fill("总务科")
    page.get_by_role("option").filter(has_text="总务科").first.click()
    page.get_by_label("办理期限").fill((today() + dt.timedelta(days=30)).isoformat())
    page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_url(f"**/motions/{motion.pk}/")


def answer(page, motion):
    """The department writes its answer."""
    page.goto(f"/motions/{motion.pk}/step/answer/")
    page.get_by_label("答复内容").fill("已完成选点，下月安装。")
    page.get_by_label("A 已解决或基本解决").check()
    page.get_by_label("部门负责人").fill("冯涛")
    page.get_by_role("button", name="提交答复").click()
    page.wait_for_url(f"**/motions/{motion.pk}/")


def test_merged_promised_and_answered_in_a_second_round(new_page, live_server):
    cast = Cast()
    case = cast.bring(cast.motion(), A.RECEIVE)
    paper = cast.bring(cast.motion(title="夜班休息"), A.RECEIVE)
    Motion.objects.filter(pk=paper.pk).update(mover=cast.other)

    def visit(role, *, phone=False):
        user = cast.users[role]
        user.set_password(PASSWORD)
        user.save()
        return let_in(new_page(PHONE) if phone else new_page(), user.username)

    office, lead = visit("office"), visit("lead")
    press(office, case, "file", A.FILE.label)
    office.goto(f"/motions/{paper.pk}/step/merge/")
    office.get_by_label("并入的主案").select_option(str(case.pk))
    office.get_by_label("并案理由").fill("同一内容")
    office.get_by_role("button", name=A.MERGE.label, exact=True).click()
    expect(office.get_by_text("已记录")).to_be_visible()
    for action, by, given in cast.usual_way()[5:7]:  # the way to the department is the other journey's
        cast.take(case, action, by, **given)
    cast.take(case, A.ASSIGN, "office", arrangement="single", leads=(cast.lead.pk,))
    press(lead, case, "accept", A.ACCEPT.label)
    phones = [visit("mover", phone=True), visit("delegate", phone=True)]

    promise(lead, case)
    press(visit("leader"), case, "sign", A.SIGN.label)
    press(lead, case, "deliver", A.DELIVER.label)
    word(phones[0], case, "不满意", "承诺的时间太晚")
    word(phones[1], case, "基本满意", "可以")  # the co-mover of the merged paper; the worst word counts
    case.refresh_from_db()
    assert case.state == "redo"

    office.goto(f"/motions/{case.pk}/step/redo/")
    office.get_by_label("分管院领导").select_option(str(cast.users["leader2"].pk))
    office.get_by_label("意见或理由").fill("请提前落实")
    office.get_by_role("button", name=A.REDO.label, exact=True).click()
    office.wait_for_url(f"**/motions/{case.pk}/")
    press(lead, case, "accept", A.ACCEPT.label)
    promise(lead, case)
    press(visit("leader2"), case, "sign", A.SIGN.label)
    press(lead, case, "deliver", A.DELIVER.label)
    for phone in phones:
        word(phone, case, "满意", "")
    press(office, case, "close", A.CLOSE.label)
    assert (case.state, case.round) == ("tracked", 2)
    press(lead, case, "fulfil", A.FULFIL.label, 怎样落实的="已经开放使用")
    assert (case.state, case.grade) == ("closed", "A")


def promise(page, motion):
    """The department answers with a B and a day."""
    page.goto(f"/motions/{motion.pk}/step/answer/")
    page.get_by_label("答复内容").fill("列入计划，按期完成。")
    page.get_by_label(Grade.PLANNED.label).check()
    page.get_by_label("承诺完成日期").fill((today() + dt.timedelta(days=40)).isoformat())
    page.get_by_label("部门负责人").fill("张科长")
    page.get_by_role("button", name=A.ANSWER.label, exact=True).click()
    page.wait_for_url(f"**/motions/{motion.pk}/")


def word(page, motion, satisfaction, note):
    """A mover says what he thinks of the answer."""
    page.goto(f"/motions/{motion.pk}/step/rate/")
    page.get_by_label(satisfaction, exact=True).check()
    page.get_by_label("意见和建议").fill(note)
    page.get_by_role("button", name=A.RATE.label, exact=True).click()
    page.wait_for_url(f"**/motions/{motion.pk}/")
