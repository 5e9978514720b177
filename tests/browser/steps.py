"""What people do on every page, in one line each."""

import re

from tests.browser import axe
from tests.chromium import PHONE
from union.common.demo import PASSWORD

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
DESKTOP = {"width": 1280, "height": 800}


def log_in(page, login):
    """Log in through the page, as a role of the demonstration."""
    page.goto("/accounts/login/")
    page.get_by_label("登录名").fill(login)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.locator(".topbar").wait_for()
    return page


def let_in(page, login):
    """Log in as a role of the demonstration without drawing the login page and the start page."""
    send = page.context.request
    form = dict(HIDDEN.findall(send.get("/accounts/login/").text()))
    answer = send.post(
        "/accounts/login/", form={**form, "username": login, "password": PASSWORD}, max_redirects=0
    )
    assert answer.status == 302, f"{login} is not let in: {answer.status}"
    return page


def faults(page, sizes=(DESKTOP, PHONE), *, rules=None):
    """What axe-core finds on the open page at ``sizes``, and the ruler at desktop and at phone size.

    ``rules``: only these of axe-core; else all, and colours at desktop size alone (they are the same).
    """
    found = []
    for size in (DESKTOP, PHONE):
        if page.viewport_size != size:
            page.set_viewport_size(size)
        here = f"{page.url} at {size['width']}"
        if size in sizes:
            found += [
                f"{here}: {each}"
                for each in axe.serious(page, rules or (axe.ALL if size is DESKTOP else axe.BUT_COLOURS))
            ]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append(f"{here}: scrolls sideways")
    page.set_viewport_size(DESKTOP)
    return found


def confirm(page):
    """Answer the question of a confirmed action with yes."""
    page.locator("#confirm-dialog [data-confirm-yes]").click()
