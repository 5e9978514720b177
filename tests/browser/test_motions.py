"""A motion through the browser as the real people: delegates on phones, then desk after desk."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from congress.models import Motion
from members.models import Member
from tests.browser.steps import faults, log_in
from tests.chromium import PHONE
from union.accounts.models import User
from union.common.dates import today
from union.common.demo import LOGINS, PASSWORD

TITLE = "增设门诊职工饮水点的建议"


@pytest.fixture
def visit(new_page):
    """Log somebody in: `visit("delegate", phone=True)`."""
    return lambda login, *, phone=False: log_in(new_page(PHONE) if phone else new_page(), login)


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
