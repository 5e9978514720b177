"""A clerk imports a roster in a real browser: upload, preview, confirm, undo."""

import re

import pytest
from playwright.sync_api import expect

from members.models import Member
from tests.browser import axe
from tests.chromium import PHONE, VIEWPORT
from tests.factories import BranchFactory, DepartmentFactory, GroupFactory, officer
from tests.imports.files import person, workbook
from tests.imports.steps import run_jobs
from union.imports.choices import BatchState

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def signed_in(client, new_page, live_server):
    """Build pages on which a clerk is logged in."""
    client.force_login(officer())
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}

    def build(viewport):
        page = new_page(viewport=viewport)
        page.context.add_cookies([cookie])
        return page

    return build


@pytest.mark.parametrize("viewport", (VIEWPORT, PHONE), ids=("desk", "phone"))
def test_way_of_a_roster(signed_in, viewport):
    branch = BranchFactory(name="内科支会")
    department = DepartmentFactory(name="心内科", branch=branch)
    GroupFactory(name="心内科1组", branch=branch, department=department)
    page = signed_in(viewport)
    page.goto("/imports/roster/")
    content = workbook([person(1), person(2), person(3, 姓名="")])
    page.set_input_files("input[type=file]", {"name": "花名册.xlsx", "mimeType": "", "buffer": content})
    page.get_by_role("button", name="上传并核对").click()
    expect(page).to_have_url(re.compile("follow=1"))

    run_jobs()
    expect(page.get_by_role("heading", name="花名册.xlsx")).to_be_visible()
    expect(page.get_by_role("cell").filter(has_text="姓名没有填")).to_be_visible()
    assert not axe.serious(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="下载退回清单").click()
    assert download.value.suggested_filename.endswith(".xlsx")

    page.get_by_role("button", name="确认导入").click()
    page.get_by_role("dialog").get_by_role("button", name="确认导入").click()
    expect(page).to_have_url(re.compile("follow=1"))
    run_jobs()
    expect(page.get_by_text("导入完成")).to_be_visible()
    assert Member.objects.count() == 2

    page.get_by_role("link", name="撤销导入…").click()
    page.get_by_role("button", name="撤销导入").click()
    page.get_by_role("dialog").get_by_role("button", name="撤销导入").click()
    expect(page).to_have_url(re.compile("follow=1"))
    assert run_jobs().state == BatchState.UNDONE
    expect(page.get_by_text("已撤销").first).to_be_visible()
    assert not Member.objects.exists()
