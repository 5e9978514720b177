"""A clerk closes a month in a real browser: file, decisions, close; the correction comes a month later."""

import re

import pytest
from playwright.sync_api import expect

from members.models import DuesEntry, DuesMonth
from tests.browser import axe
from tests.chromium import VIEWPORT
from tests.factories import officer
from tests.factories_dues import FEB, JAN, books_agree, load_payroll, payer, payroll_file, row
from tests.imports.steps import run_jobs

pytestmark = pytest.mark.django_db(transaction=True)


def test_way_of_a_month(client, new_page, live_server):
    clerk = officer()
    client.force_login(clerk)
    page = new_page(viewport=VIEWPORT)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([cookie])
    fine, over, zero, missing = payer(), payer(), payer(), payer()
    content = payroll_file([row(fine), row(over, paid="25.00"), row(zero, paid="0", 备注="停薪")])

    page.goto("/imports/payroll/")
    page.set_input_files("input[type=file]", {"name": "代扣.xlsx", "mimeType": "", "buffer": content})
    page.get_by_role("button", name="上传并核对").click()
    expect(page).to_have_url(re.compile("follow=1"))
    run_jobs()
    page.get_by_role("button", name="确认导入").click()
    page.get_by_role("dialog").get_by_role("button", name="确认导入").click()
    expect(page).to_have_url(re.compile("follow=1"))
    run_jobs()
    expect(page.get_by_text("导入完成")).to_be_visible()

    page.goto("/dues/months/2026-1/")
    expect(page.get_by_role("heading", name="2026年1月会费")).to_be_visible()
    expect(page.get_by_text("与各行之和一致")).to_be_visible()
    assert not axe.serious(page)
    page.get_by_role("row").filter(has_text=over.name).get_by_role("link", name="处理").click()
    page.get_by_label("下月冲回多扣金额").check()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("row").filter(has_text=over.name)).to_contain_text("下月入账")
    for member, decision in ((zero, "记为欠缴，由工会收缴"), (missing, "通知财务下月补扣")):
        page.get_by_role("row").filter(has_text=member.name).get_by_role("link", name="处理").click()
        page.get_by_label(decision).check()
        page.get_by_role("button", name="保存").click()
    page.get_by_role("link", name="结账").click()
    page.get_by_role("button", name="结账").click()
    expect(page.get_by_text("已结账").first).to_be_visible()
    assert DuesMonth.objects.get(month=JAN).state == "closed"

    load_payroll([row(fine), row(over), row(zero), row(missing)], month=FEB, actor=clerk)
    page.goto(f"/dues/members/{over.pk}/?year=2026")
    expect(page.get_by_role("row").filter(has_text="差异更正").first).to_contain_text("-2.20")
    assert DuesEntry.objects.get(member=over, booked_in=FEB, month=JAN).amount < 0
    assert books_agree()
