"""Every component in real Chromium: accessible, no wider than a phone, usable by keyboard."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import axe
from tests.chromium import PHONE

pytestmark = pytest.mark.urls("tests.browser.gallery_urls")
CAPITALS = {
    "800": "捌佰元整",
    "10086.05": "壹万零捌拾陆元零伍分",
    "1000.5": "壹仟元伍角",
    "100500.30": "壹拾万零伍佰元叁角",
    "0.05": "伍分",
    "0": "零元整",
    "100000000": "壹亿元整",
    "10001000": "壹仟万壹仟元整",
    "abc": "",
}


@pytest.fixture
def gallery(page):
    page.goto("/gallery/")
    return page


@pytest.mark.parametrize("viewport", [None, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing_serious(new_page, viewport):
    page = new_page(viewport)
    page.goto("/gallery/")
    assert axe.serious(page) == []

    page.locator("details.menu").evaluate_all("all => all.forEach(one => { one.open = true; })")
    page.get_by_role("button", name="打开对话框").click()
    assert axe.serious(page) == []


def test_axe_sees_a_fault(gallery):
    gallery.locator("#content").evaluate("node => node.append(document.createElement('input'))")
    assert axe.serious(gallery)


@pytest.mark.parametrize("viewport", [PHONE, {"width": 768, "height": 900}, {"width": 1024, "height": 700}])
def test_nothing_scrolls_sideways(new_page, viewport):
    page = new_page(viewport)
    page.goto("/gallery/")
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


def test_the_picker_works_by_keyboard(gallery):
    box = gallery.locator("#good_member")
    box.fill("欧阳")
    gallery.locator("#good_member_list .picker-option").first.wait_for()
    assert box.get_attribute("aria-expanded") == "true"

    box.press("Enter")

    assert box.input_value() == "欧阳建国"
    assert gallery.locator("#good input[name=member]").input_value() == "10003"
    assert box.get_attribute("aria-expanded") == "false"


def test_typing_after_a_choice_forgets_the_choice(gallery):
    box = gallery.locator("#good_member")
    assert gallery.locator("#good input[name=member]").input_value() == "10002"
    box.press_sequentially("x")
    assert gallery.locator("#good input[name=member]").input_value() == ""


def test_a_full_name_is_taken_without_a_click(gallery):
    box = gallery.locator("#good_member")
    box.fill("陈浩")
    gallery.locator("#good_member_list .picker-option").first.wait_for()
    gallery.locator("#good_phone").focus()
    assert gallery.locator("#good input[name=member]").input_value() == "10021"


def test_the_multi_picker_adds_and_removes(gallery):
    box = gallery.locator("#good_people")
    box.fill("10021")
    gallery.locator("#good_people_list .picker-option").get_by_text("陈浩", exact=True).click()
    chosen = gallery.locator("#good input[name=people]")
    assert chosen.evaluate_all("all => all.map(one => one.value)") == ["10003", "10027", "10021"]

    gallery.locator("#good .chip").first.get_by_role("button").click()
    assert chosen.evaluate_all("all => all.map(one => one.value)") == ["10027", "10021"]


def test_selecting_rows_shows_the_bulk_bar(gallery):
    bar = gallery.locator("#bulk-demo")
    assert bar.is_hidden()
    gallery.get_by_label("选择 王丽敏").check()
    gallery.get_by_label("选择 单雄伟").click(modifiers=["Shift"])
    assert "已选 4 人" in " ".join(bar.inner_text().split())

    bar.get_by_role("button", name="取消选择").click()
    assert bar.is_hidden()

    gallery.get_by_label("选择本页全部").check()
    assert "已选 6 人" in " ".join(bar.inner_text().split())


def test_a_confirmed_action_asks_first(gallery):
    sent = []
    gallery.on("request", lambda request: sent.append(request.method))
    gallery.get_by_role("button", name="结束其他会话").click()
    dialog = gallery.get_by_role("dialog", name="请确认")
    assert "立即退出" in dialog.inner_text()
    assert "POST" not in sent

    dialog.get_by_role("button", name="取消").click()
    assert dialog.is_hidden()

    gallery.get_by_role("button", name="结束其他会话").click()
    with gallery.expect_request(lambda request: request.method == "POST"):
        dialog.get_by_role("button", name="结束其他会话").click()


def test_a_menu_stays_on_the_screen_wherever_its_button_stands(new_page):
    page = new_page(PHONE)
    page.goto("/gallery/")
    menu = page.locator("main details.menu").first
    menu.evaluate("one => { one.style.cssText = 'position: fixed; left: 0; top: 60px'; }")
    menu.locator("summary").click()
    expect(menu).to_have_class(re.compile("menu-left"))
    box = menu.locator(".menu-list").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]


def test_menus_open_and_close_by_keyboard(gallery):
    menu = gallery.locator(".user-menu")
    menu.locator("summary").press("Enter")
    assert menu.locator(".menu-list").is_visible()
    gallery.keyboard.press("Escape")
    assert menu.locator(".menu-list").is_hidden()


def test_the_slash_key_goes_to_the_search_box(gallery):
    gallery.locator("body").press("/")
    assert gallery.evaluate("document.activeElement.name") == "q"


def test_leaving_with_unsaved_changes_warns(gallery):
    asked = []
    gallery.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    gallery.locator("#good_phone").press_sequentially("138")
    gallery.goto("/gallery/?again")
    assert asked == ["beforeunload"]


def test_an_error_link_leads_into_its_field(gallery):
    gallery.locator("[data-error-summary]").get_by_role("link", name="日期").click()
    assert gallery.evaluate("document.activeElement.id") == "bad_happened_on"


def test_amounts_are_shown_in_capitals(gallery):
    box, shown = gallery.locator("#good_amount"), {}
    for typed in CAPITALS:
        box.evaluate("(node, text) => { node.type = 'text'; node.value = text; }", typed)
        box.dispatch_event("input")
        shown[typed] = gallery.locator("#div_good_amount .capital").inner_text().removeprefix("大写：")
    assert shown == CAPITALS


def test_the_phone_has_a_bottom_bar_with_the_whole_menu(new_page):
    page = new_page(PHONE)
    page.goto("/gallery/")
    assert page.locator(".sidebar").is_hidden()
    page.get_by_role("button", name="更多", exact=True).click()
    assert page.get_by_role("dialog", name="全部菜单").get_by_role("link", name="报表").is_visible()


def test_a_toast_shows_text_as_text(gallery):
    gallery.evaluate("union.showToast('<img src=x onerror=1>', 'success')")
    assert gallery.locator("#toasts").inner_text().strip().startswith("<img src=x onerror=1>")


def test_a_masked_value_is_shown_on_request(gallery):
    expect(gallery.get_by_text("990101199001010428")).to_have_count(0)
    gallery.locator(".facts").get_by_role("button", name="显示身份证号").click()
    expect(gallery.get_by_text("990101199001010428")).to_be_visible()


def test_a_masked_value_may_ask_for_a_reason(gallery):
    gallery.get_by_role("button", name="说明用途后显示银行账号").click()
    dialog = gallery.get_by_role("dialog", name="查看银行账号")
    dialog.get_by_role("button", name="显示").click()
    assert dialog.is_visible()  # nothing without a reason

    dialog.get_by_label("用途").fill("发放慰问金")
    dialog.get_by_role("button", name="显示").click()
    gallery.locator(".revealed").get_by_text("发放慰问金").wait_for()
    assert dialog.is_hidden()


def test_a_draft_is_kept_and_offered_again(new_page, live_server, client, django_user_model):
    client.force_login(django_user_model.objects.create(username="drafter"))
    page = new_page()
    cookies = [
        {"name": key, "value": item.value, "url": live_server.url} for key, item in client.cookies.items()
    ]
    page.context.add_cookies(cookies)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/gallery/")
    page.locator("#good_phone").press_sequentially("13800001234")
    page.locator("#good_people").fill("10021")
    page.locator("#good_people_list .picker-option").first.click()
    page.get_by_text("草稿已保存").wait_for()

    page.goto("/gallery/?again")
    assert page.locator("#good_phone").input_value() == ""
    page.get_by_role("button", name="恢复草稿").click()

    assert page.locator("#good_phone").input_value() == "13800001234"
    assert page.locator("#good .chip").last.inner_text().startswith("陈浩")


def test_a_draft_that_was_not_saved_is_told(gallery):
    expect(gallery.get_by_text("草稿没有保存")).to_have_count(0)
    gallery.locator("#good_phone").press_sequentially("1")
    expect(gallery.get_by_text("草稿没有保存")).to_be_visible()
