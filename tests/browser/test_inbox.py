"""A question of the auditors on its way through two inboxes, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.steps import faults
from tests.chromium import VIEWPORT
from tests.factories import officer
from tests.factories_funds import auditor, booked_income
from union.common.dates import today
from union.funds.models import AuditQuestion
from union.funds.services.audits import ask
from union.reminders.services import clock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def opened(client, new_page, live_server):
    """Open a page as a user."""

    def log_in(user):
        client.force_login(user)
        page = new_page(viewport=VIEWPORT)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
        page.context.add_cookies([cookie])
        page.goto("/notices/")
        return page

    return log_in


def test_a_question_is_told_answered_from_the_inbox_and_withdrawn(opened):
    clerk, asks = officer(), auditor()
    question = ask(booked_income(key="browser"), text="附件不全，请补。", actor=asks)
    AuditQuestion.objects.filter(pk=question.pk).update(due_on=today())
    clock.run_all(today())

    page = opened(clerk)
    told = page.locator(".notice").filter(has_text="经费审查问题待答复")
    expect(told).to_contain_text("未读")
    assert not faults(page)
    told.get_by_role("button", name="去办").click()
    expect(page).to_have_url(re.compile(rf"/money-audit/questions/{question.pk}/"))
    page.get_by_label("内容").fill("已补齐签收表。")
    page.get_by_role("button", name="答复").click()
    expect(page.get_by_text("待认定").first).to_be_visible()

    clock.run_all(today())
    page.goto("/notices/")
    expect(page.locator(".notice").filter(has_text="经费审查问题待答复")).to_have_count(0)

    page = opened(asks)
    answered = page.locator(".notice").filter(has_text="审查问题已答复")
    answered.locator(".menu summary").click()
    answered.get_by_role("button", name="三天后再提醒").click()
    expect(page.locator(".notice").filter(has_text="审查问题已答复")).to_have_count(0)
