"""Write the pictures of docs/manual/: the demonstration hospital in real Chromium, desktop and phone.

Starts a demonstration of its own in a temporary folder, as of today, logs in as the role each page is
for, and stops it again. `manual.py NAME…` writes only those pictures. Where the package chromium-l10n is
installed, with the whole browser, date fields show as Chinese users see them.
"""

import io
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import openpyxl
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.chromium import PHONE, VIEWPORT, launch  # noqa: E402 (found by the line above)
from tests.servers import free_port, wait_until  # noqa: E402 (same)

TARGET = ROOT / "docs" / "manual"
PASSWORD = "Demo-2026-union"  # noqa: S105 (of the demonstration)


ROSTER = ("工号", "姓名", "性别", "支会", "科室", "工会小组", "职称", "入会时间")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Picture:
    """One page as one role sees it; `steps` does what must be done on the page first."""

    name: str
    login: str
    path: str
    phone: bool = False
    steps: Callable[[Page], None] | None = None


def first_row(page: Page) -> None:
    """Open the first record of a list."""
    page.locator("main table tbody a").first.click()
    page.wait_for_load_state("networkidle")


def edit_first(page: Page) -> None:
    """Open the form of the first record."""
    first_row(page)
    page.get_by_role("link", name="修改").first.click()
    page.wait_for_load_state("networkidle")


def roster(number: str, name: str) -> bytes:
    """A made-up roster: four new people, one known member with a new title, two faulty rows."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "花名册"
    sheet.append(["职工花名册（2026年11月）"])
    sheet.append(list(ROSTER))
    place = ("内科支会", "心内科", "心内科1组")
    for serial, person in enumerate(("单晓雯", "欧阳志远", "查思琪", "仇建华"), start=1):
        sheet.append([f"2026{serial:02}", person, "女" if serial % 2 else "男", *place, "护师", "2026-11-02"])
    sheet.append([number, name, None, None, None, None, "副主任医师", None])
    sheet.append(["202605", "", "女", *place, "护士", "2026-11-02"])
    sheet.append(["202606", "解晨曦", "男", "内科支会", "心血管内科", "", "医师", "2026年13月1日"])
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def upload(page: Page) -> None:
    """Send the roster and wait for what the check found."""
    row = page.locator("main table tbody tr").first
    number, name = row.locator("[data-label=工号]").inner_text(), row.locator(".card-title").inner_text()
    page.goto("/imports/roster/")
    content = roster(number.strip(), name.strip())
    page.locator("input[type=file]").set_input_files(
        {"name": "职工花名册_2026年11月.xlsx", "mimeType": XLSX, "buffer": content}
    )
    page.get_by_role("button", name="上传并核对").click()
    page.get_by_role("button", name="确认导入").wait_for(timeout=60_000)
    page.wait_for_load_state("networkidle")


def confirm(page: Page) -> None:
    """Confirm the uploaded roster and wait for the result."""
    page.locator("main table tbody a").first.click()
    page.get_by_role("button", name="确认导入").click()
    page.locator("#confirm-dialog [data-confirm-yes]").click()
    page.get_by_text("导入完成").first.wait_for(timeout=60_000)
    page.goto(page.url)
    page.wait_for_load_state("networkidle")


PICTURES = (  # in this order: what is imported shows on the later pages
    Picture("login", "", "/accounts/login/", phone=True),
    Picture("home", "office", "/", phone=True),
    Picture("members", "office", "/members/", phone=True),
    Picture("member", "office", "/members/", phone=True, steps=first_row),
    Picture("member-form", "office", "/members/", phone=True, steps=edit_first),
    Picture("import-preview", "office", "/members/", phone=True, steps=upload),
    Picture("import-result", "office", "/imports/", steps=confirm),
    Picture("job", "office", "/jobs/", phone=True, steps=first_row),
    Picture("organisation", "office", "/organisation/"),
    Picture("officers", "office", "/organisation/officers/"),
    Picture("settings", "office", "/settings/"),
    Picture("gallery", "office", "/gallery/", phone=True),
    Picture("me", "member", "/me/", phone=True),
    Picture("home-group", "group", "/", phone=True),
    Picture("users", "admin", "/accounts/users/"),
    Picture("audit", "auditlog", "/audit/"),
)


@contextmanager
def demonstration(folder: Path) -> Iterator[str]:
    """A running demonstration hospital; yields its address."""
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    environment = {**kept, "UNION_VAR_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "union.settings.dev"}
    environment["DEBUG"] = "1"  # the gallery is a page of the development
    for command in (["migrate", "-v0"], ["seed_demo"]):
        manage = [sys.executable, "manage.py", *command]
        subprocess.run(manage, env=environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    log = folder / "log"
    with log.open("wb") as output:
        command = [sys.executable, "manage.py", "up", "--port", str(port)]
        up = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=output, stderr=output)
    try:
        wait_until(lambda: up.poll() is not None or "已启动" in log.read_text(), seconds=180, what="up")
        if up.poll() is not None:
            sys.exit(log.read_text())
        yield f"http://127.0.0.1:{port}"
    finally:
        up.terminate()
        up.wait(30)


def take(page: Page, picture: Picture) -> None:
    """Write `<name>.png` and, for pages people open on a phone, `<name>-360.png`."""
    page.set_viewport_size(VIEWPORT)
    answer = page.goto(picture.path)
    if answer is None or not answer.ok:
        sys.exit(f"{picture.name}: {picture.path} answered {answer and answer.status}")
    page.wait_for_load_state("networkidle")
    if picture.steps:
        picture.steps(page)
    page.evaluate("scrollTo(0, 0)")
    page.screenshot(path=TARGET / f"{picture.name}.png")
    if picture.phone:
        page.set_viewport_size(PHONE)
        page.screenshot(path=TARGET / f"{picture.name}-360.png")
    print(f"docs/manual/{picture.name}.png", flush=True)


def visitor(browser: Browser, address: str, login: str) -> BrowserContext:
    """A browser in which `login` is logged in; nobody if empty."""
    context = browser.new_context(base_url=address, viewport=VIEWPORT, locale="zh-CN")
    page = context.new_page()
    if login:
        log_in(page, login)
    return context


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
        browser = launch(playwright, Path(folder), shutil.which("chromium") or "")
        for login, pictures in groupby(wanted, key=lambda picture: picture.login):
            context = visitor(browser, address, login)
            for picture in pictures:
                take(context.pages[0], picture)
            context.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
