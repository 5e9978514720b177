"""People at their screens for the long way of the congress: logins, pickers, pictures."""

import os
from pathlib import Path

from playwright.sync_api import expect

from tests.chromium import PHONE

DESKTOP = {"width": 1366, "height": 768}
PATIENCE = 20_000  # milliseconds; a roster of 3,300 rows is written meanwhile
OWN = "自己的口令-2026-{}"  # what everybody changes the one-time password to


class Journey:
    """One browser per person; `JOURNEY_PICTURES=folder` takes a picture of each station."""

    def __init__(self, new_page):
        self._new_page, self._pages = new_page, {}
        self.passwords: dict[str, str] = {}  # login → one-time password that was handed out
        self._pictures = os.environ.get("JOURNEY_PICTURES", "")
        self._taken = 0

    def at(self, login, *, phone=False):
        """The screen of a person, logged in; the first time the one-time password is changed."""
        if login not in self._pages:
            self._pages[login] = self._log_in(self._new_page(PHONE if phone else DESKTOP), login)
        return self._pages[login]

    def _log_in(self, page, login):
        page.set_default_timeout(PATIENCE)
        page.goto("/accounts/login/")
        page.get_by_label("登录名").fill(login)
        page.get_by_label("密码").fill(self.passwords[login])
        page.get_by_role("button", name="登录").click()
        own = OWN.format(login)
        if self.passwords[login] != own:
            fill(page, old_password=self.passwords[login], new_password=own, repeated=own)
            page.get_by_role("button", name="修改并继续").click()
            self.passwords[login] = own
        page.locator(".topbar").wait_for()
        return page

    def leave(self, login):
        """Close somebody's screen."""
        self._pages.pop(login).context.close()

    def picture(self, page, name):
        """Keep the open page at desktop and phone size, for the eye."""
        if not self._pictures:
            return
        self._taken += 1
        kept = page.viewport_size
        for size, mark in ((DESKTOP, "desk"), (PHONE, "phone")):
            page.set_viewport_size(size)
            target = Path(self._pictures, f"{self._taken:02}-{name}-{mark}.png")
            page.screenshot(path=target, full_page=True)
        page.set_viewport_size(kept)


def fill(page, **values):
    """Type into fields by their name."""
    for name, value in values.items():
        page.locator(f"[name={name}]:not([type=hidden])").fill(str(value))


def pick(page, name, words):
    """Choose the first hit of a picker."""
    page.locator(f"[data-name={name}] input[role=combobox]").fill("")
    page.locator(f"[data-name={name}] input[role=combobox]").press_sequentially(words)
    page.locator(f"[data-name={name}] [role=option][data-value]").filter(has_text=words).first.click()


def click(page, words):
    """Click a button of the page."""
    page.locator("main").get_by_role("button", name=words, exact=True).first.click()


def press(page, words):
    """Press the button of a form and wait for the page it leads to."""
    with page.expect_navigation():
        click(page, words)


def step(page, words):
    """Press a button that asks back, and answer yes."""
    click(page, words)
    with page.expect_navigation():
        page.locator("#confirm-dialog [data-confirm-yes]").click()


def follow(page, words):
    """Follow a link that looks like a button."""
    page.locator("main").get_by_role("link", name=words, exact=True).first.click()


def said(page, words):
    """Wait until the page says so."""
    expect(page.get_by_text(words).first).to_be_visible(timeout=PATIENCE)
