"""A real browser for tests/browser: Debian's Chromium driven by Playwright, no network, Chinese glyphs."""

import os
from importlib.util import find_spec
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests import servers

ARGUMENTS = [
    "--no-sandbox",
    "--lang=zh-CN",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--js-flags=--no-opt --no-maglev",  # a page lives a second here: compiling its scripts well takes longer
]
VIEWPORT = {"width": 1366, "height": 768}
PHONE = {"width": 360, "height": 740}


def font_folder() -> Path:
    """Folder of the fonts that ship with the product (the machine has no CJK font)."""
    origin = find_spec("pylopdf_fonts_zh_cn").origin
    return Path(origin).parent


def chromium_path() -> str:
    """Chromium as it draws pages, without windows, which costs time; its absence fails the run."""
    return servers.program("chromium-headless-shell", package="chromium-headless-shell")


def launch(playwright, home: Path, executable: str = ""):
    """Start Chromium (or the one named) with a fontconfig file that names our font folder."""
    config = home / "fonts.conf"
    config.write_text(f"<fontconfig><dir>{font_folder()}</dir><cachedir>{home}/fonts</cachedir></fontconfig>")
    return playwright.chromium.launch(
        executable_path=executable or chromium_path(),
        headless=True,
        args=ARGUMENTS,
        env={**os.environ, "FONTCONFIG_FILE": str(config), "HOME": str(home), "LANGUAGE": "zh_CN"},
    )


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    """One Chromium per worker process."""
    with sync_playwright() as playwright:
        chromium = launch(playwright, tmp_path_factory.mktemp("chromium"))
        yield chromium
        chromium.close()


@pytest.fixture
def new_page(browser, live_server):
    """Build pages on the live server: `new_page(viewport=PHONE)`; a script error or CSP report fails."""
    contexts, problems = [], []

    def build(viewport=None, **options):
        context = browser.new_context(
            base_url=live_server.url,
            viewport=viewport or VIEWPORT,
            locale="zh-CN",
            reduced_motion="reduce",  # axe-core would measure the colours of a message half faded in
            **options,
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(f"script error on {page.url}: {error}"))
        page.on("console", lambda message: problems.extend(_reports(message, page.url)))
        return page

    yield build
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture
def page(new_page):
    """One page at desktop size."""
    return new_page()


def _reports(message, url) -> list[str]:
    if "Content Security Policy" in message.text:
        return [f"CSP on {url}: {message.text}"]
    return []
