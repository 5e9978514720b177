"""Four minutes on a phone: what members and group leaders do at 360 px."""

from playwright.sync_api import expect

from members.choices import JoinState
from members.models import Consent, CorrectionRequest, JoinApplication
from tests.browser.steps import log_in
from tests.chromium import PHONE


def test_member_asks_for_a_correction_and_agrees(hospital, new_page):
    page = log_in(new_page(PHONE), "member")
    page.get_by_role("navigation", name="底部导航").get_by_role("link", name="我的资料").click()
    page.get_by_role("link", name="申请更正").click()
    page.get_by_label("更正项目").select_option(label="籍贯")
    page.get_by_label("正确的内容").fill("江苏南京")
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_text("待处理").first).to_be_visible()
    asked = CorrectionRequest.objects.filter(member__user__username="member")
    assert "江苏南京" in [each.new_value for each in asked]

    page.goto("/me/consents/")
    page.get_by_role("button", name="同意").first.click()
    expect(page.get_by_text("已同意").first).to_be_visible()
    assert Consent.objects.filter(member__user__username="member", notice__needs_consent=True).exists()


def test_group_leader_agrees_to_an_application(hospital, new_page):
    page = log_in(new_page(PHONE), "group")
    page.locator(".duty").filter(has_text="入会申请").get_by_role("link", name="去办").click()
    page.locator("tbody tr", has_text="待小组意见").first.get_by_role("link").click()
    name = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("button", name="同意").click()
    expect(page.get_by_text("待支会意见").first).to_be_visible()
    assert JoinApplication.objects.get(member__name=name.split()[0], state=JoinState.GROUP_AGREED)
