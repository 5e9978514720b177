"""Write the pictures of docs/manual/: the demonstration hospital in real Chromium, desktop and phone.

Starts a demonstration of its own in a temporary folder, logs in as the role each page is for, and stops it
again. `manual.py NAME…` writes only those pictures.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.chromium import PHONE, VIEWPORT, launch  # noqa: E402 (found by the line above)
from tests.servers import free_port, wait_until  # noqa: E402 (same)

TARGET = ROOT / "docs" / "manual"
PASSWORD = "Demo-2026-union"  # noqa: S105 (of the demonstration)


@dataclass(frozen=True)
class Picture:
    """One page as one role sees it; `steps` does what must be done on the page first."""

    name: str
    login: str
    path: str
    phone: bool = True
    steps: Callable[[Page], None] | None = None


def first_row(page: Page) -> None:
    """Open the first record of a list."""
    page.locator("main table tbody a").first.click()
    page.wait_for_load_state("networkidle")


PICTURES = (
    Picture("login", "", "/accounts/login/"),
    Picture("home", "office", "/"),
    Picture("home-chair", "chair", "/"),
    Picture("home-group", "group", "/"),
    Picture("home-member", "member", "/"),
    Picture("members", "office", "/members/"),
    Picture("member", "office", "/members/", steps=first_row),
    Picture("member-new", "office", "/members/new/"),
    Picture("me", "member", "/me/"),
    Picture("organisation", "office", "/organisation/"),
    Picture("officers", "office", "/organisation/officers/"),
    Picture("imports", "office", "/imports/"),
    Picture("import-roster", "office", "/imports/roster/"),
    Picture("jobs", "office", "/jobs/"),
    Picture("audit", "auditlog", "/audit/", phone=False),
    Picture("users", "security", "/accounts/users/", phone=False),
)


@contextmanager
def demonstration(folder: Path) -> Iterator[str]:
    """A running demonstration hospital; yields its address."""
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    environment = {**kept, "UNION_VAR_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "union.settings.dev"}
    log = folder / "log"
    with log.open("wb") as output:
        command = [sys.executable, "manage.py", "up", "--demo", "--port", str(port)]
        up = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=output, stderr=output)
    try:
        wait_until(lambda: up.poll() is not None or "已启动" in log.read_text(), seconds=180, what="up")
        if up.poll() is not None:
            sys.exit(log.read_text())
        yield f"http://127.0.0.1:{port}"
    finally:
        up.terminate()
        up.wait(30)


def take(browser: Browser, address: str, picture: Picture) -> None:
    """Write `<name>.png` and, for pages people open on a phone, `<name>-360.png`."""
    sizes = {"": VIEWPORT, "-360": PHONE} if picture.phone else {"": VIEWPORT}
    for suffix, size in sizes.items():
        context = browser.new_context(base_url=address, viewport=size, locale="zh-CN")
        page = context.new_page()
        if picture.login:
            log_in(page, picture.login)
        answer = page.goto(picture.path)
        if answer is None or not answer.ok:
            sys.exit(f"{picture.name}: {picture.path} answered {answer and answer.status}")
        page.wait_for_load_state("networkidle")
        if picture.steps:
            picture.steps(page)
        page.screenshot(path=TARGET / f"{picture.name}{suffix}.png")
        context.close()


def log_in(page: Page, login: str) -> None:
    """Log in as a role of the demonstration."""
    page.goto("/accounts/login/")
    page.fill("input[name=username]", login)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_load_state("networkidle")
    if "/accounts/login" in page.url:
        sys.exit(f"{login} cannot log in")


def main(names: list[str]) -> None:
    """Take all pictures, or those named."""
    TARGET.mkdir(parents=True, exist_ok=True)
    wanted = [picture for picture in PICTURES if not names or picture.name in names]
    with (
        tempfile.TemporaryDirectory(prefix="union-manual-") as folder,
        demonstration(Path(folder)) as address,
        sync_playwright() as playwright,
    ):
        browser = launch(playwright, Path(folder))
        for picture in wanted:
            take(browser, address, picture)
            print(f"docs/manual/{picture.name}.png")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
