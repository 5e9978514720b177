"""Logging in, the forced change, the second factor and the administrator's slip in real Chromium."""

import os
from pathlib import Path

import pytest
from django_otp.oath import totp

from tests.browser import axe
from tests.chromium import PHONE
from tests.factories import PASSWORD, UserFactory, officer
from union.accounts.models import SecondFactor
from union.accounts.services.accounts import open_account
from union.organisation.choices import Office

NEW = "blauer-Regenschirm-77"
PICTURES = os.environ.get("UNION_PICTURES", "")  # a folder: keep a picture of every page looked at


@pytest.fixture(params=[{"width": 1280, "height": 800}, PHONE], ids=["desktop", "phone"])
def page(new_page, request):
    page = new_page(request.param)
    page.tag = request.node.callspec.id
    return page


def look(page, name):
    """The page is accessible, no wider than the screen, and kept as a picture when asked for."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}-{page.tag}.png", full_page=True)
    assert axe.serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def log_in(page, name, password=PASSWORD):
    page.goto("/accounts/login/")
    page.get_by_label("登录名").fill(name)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()


def test_a_new_colleague_gets_in(page):
    user, initial = open_account("A10023", "张晓明", actor=None)
    page.goto("/accounts/security/")
    look(page, "login")
    log_in(page, user.username, "falsch")
    page.get_by_text("登录名或密码不正确").first.wait_for()
    look(page, "login-refused")

    log_in(page, user.username, initial)
    page.get_by_role("heading", name="请先修改密码").wait_for()
    look(page, "forced-change")
    page.get_by_label("原密码").fill(initial)
    page.get_by_label("新密码", exact=False).nth(0).fill(NEW)
    page.get_by_label("再输入一次新密码").fill(NEW)
    page.get_by_role("button", name="修改并继续").click()
    page.wait_for_url("**/")

    page.goto("/accounts/security/")
    page.get_by_role("heading", name="安全与会话").wait_for()
    look(page, "security")


def test_the_second_factor_is_set_up_and_asked(page):
    user = UserFactory(username="A10024", display_name="李红")
    log_in(page, user.username)
    page.goto("/accounts/security/")
    page.get_by_role("button", name="开始设置").click()
    page.get_by_role("button", name="启用").wait_for()
    look(page, "factor-setup")
    secret = bytes.fromhex(SecondFactor.objects.get(user=user).secret)
    page.get_by_label("登录密码").fill(PASSWORD)
    page.get_by_label("动态码").fill(f"{totp(secret):06d}")
    page.get_by_role("button", name="启用").click()
    page.get_by_role("heading", name="请保存备用码").wait_for()
    look(page, "recovery-codes")
    code = page.locator("code").first.inner_text()
    page.get_by_role("link", name="已保存，继续").click()

    page.context.clear_cookies()
    log_in(page, user.username)
    page.get_by_role("heading", name="输入动态码").wait_for()
    look(page, "code")
    page.get_by_label("动态码").fill(code)
    page.get_by_role("button", name="继续").click()
    page.wait_for_url("**/")


def test_the_administrator_opens_and_resets_an_account(page):
    administrator = officer(Office.SYSTEM_ADMIN)
    UserFactory.create_batch(8)
    log_in(page, administrator.username)
    page.goto("/accounts/users/")
    look(page, "user-list")
    page.get_by_role("link", name="开通账号").click()
    page.get_by_label("登录名").fill("B2001")
    page.get_by_role("textbox", name="姓名*").fill("王小明")
    look(page, "user-form")
    page.get_by_role("button", name="开通").click()
    page.get_by_role("heading", name="账号通知单").wait_for()
    look(page, "slip")
    page.get_by_role("link", name="返回账号").click()
    look(page, "user-detail")
    page.get_by_role("button", name="重置密码").click()
    page.locator("#confirm-dialog [data-confirm-yes]").click()
    page.get_by_role("heading", name="账号通知单").wait_for()
