"""From an empty congress to a valid session: the office at the desk, a delegate with a phone."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from congress.models import ConstituencyElection, Mandate, Session, Term, Validity
from congress.services.attendance import code_for
from members.models import Member
from tests.browser.steps import confirm, faults
from tests.chromium import PHONE
from tests.factories import PASSWORD, AppointmentFactory, BranchFactory, MemberFactory, UserFactory
from union.common.dates import add_months, today
from union.organisation.choices import Office


@pytest.fixture
def branch(transactional_db):
    found = BranchFactory(name="内科支会")
    MemberFactory.create_batch(6, branch=found)
    MemberFactory(branch=found, name="欧阳敏", user=UserFactory(username="ouyang", display_name="欧阳敏"))
    AppointmentFactory(office=Office.OFFICE_STAFF, user=UserFactory(username="clerk"))
    return found


def browse(new_page, login, size=None):
    page = new_page(size)
    page.goto("/accounts/login/")
    page.get_by_label("登录名").fill(login)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.locator(".topbar").wait_for()
    return page


def fill(page, **values):
    for name, value in values.items():
        page.locator(f"[name={name}]").fill(str(value))


def open_term(desk):
    """第六届 with one constituency and its seats."""
    desk.goto("/congress/")
    desk.get_by_role("link", name="登记本届职代会").click()
    start = today() - dt.timedelta(days=10)
    fill(desk, number=6, starts_on=start, ends_on=add_months(start, 36) - dt.timedelta(days=1), seats=1)
    desk.get_by_role("button", name="保存").click()
    desk.get_by_role("link", name="新增选区").click()
    fill(desk, name="内科")
    desk.get_by_label("内科支会").check()
    desk.get_by_role("button", name="保存").click()
    desk.goto(f"/congress/terms/{Term.objects.get().pk}/")
    desk.get_by_role("button", name="按人数分配名额").click()
    confirm(desk)
    expect(desk.get_by_text("名额已按各选区职工人数分配").first).to_be_visible()
    assert faults(desk) == []


def elect(desk):
    """Nominate, count, confirm."""
    desk.get_by_role("link", name="内科", exact=True).click()
    desk.get_by_role("link", name="发起选举").click()
    desk.get_by_role("button", name="发起").click()
    desk.get_by_role("link", name="提名").click()
    desk.locator("[data-name=member] input[role=combobox]").press_sequentially("欧阳")
    desk.get_by_role("option").filter(has_text="欧阳敏").click()
    desk.get_by_role("button", name="提名").click()
    desk.get_by_role("link", name="登记投票结果").click()
    nominee = ConstituencyElection.objects.get().nominees.get()
    fill(desk, took_part=6, document="选区大会", **{f"votes_{nominee.pk}": 5})
    desk.get_by_role("button", name="保存").click()
    expect(desk.get_by_text("确认后 1 人当选")).to_be_visible()
    assert faults(desk) == []
    desk.get_by_role("button", name="确认结果").click()
    confirm(desk)
    expect(desk.get_by_text("选举结果已确认").first).to_be_visible()


def open_session(desk):
    """Plan it, look at the checklist, open it."""
    desk.goto(f"/congress/terms/{Term.objects.get().pk}/sessions/new/")
    fill(desk, opens_on=today(), closes_on=today(), place="学术报告厅")
    desk.get_by_role("button", name="保存").click()
    expect(desk.get_by_text("会议文件送达代表")).to_be_visible()
    assert faults(desk) == []
    desk.get_by_role("link", name="开幕").click()
    desk.get_by_role("button", name="开幕").click()
    expect(desk.get_by_role("link", name="签到台")).to_be_visible()


def test_a_term_an_election_a_session_and_a_quorum(branch, new_page):
    desk = browse(new_page, "clerk")
    open_term(desk)
    elect(desk)
    assert Mandate.objects.get().member == Member.objects.get(name="欧阳敏")
    open_session(desk)
    session = Session.objects.get()

    phone = browse(new_page, "ouyang", PHONE)
    phone.goto(f"/congress/check-in/{code_for(session)}/")
    phone.get_by_role("button", name="我已到会，签到").click()
    expect(phone.get_by_text("签到成功")).to_be_visible()
    desk.goto(f"/congress/sessions/{session.pk}/board/")
    expect(desk.locator(".wall-code svg")).to_be_visible()
    expect(desk.get_by_text("100.0%")).to_be_visible()
    assert faults(desk) == []
    desk.goto(f"/congress/sessions/{session.pk}/desk/")
    desk.get_by_role("button", name="宣布法定人数").click()
    confirm(desk)
    expect(desk.get_by_text("法定人数核定结果已记录").first).to_be_visible()
    assert Validity.objects.get().is_valid
