"""The clerk's desk in real Chromium: find, look up, correct, import, export."""

import openpyxl
from playwright.sync_api import expect

from members.models import Member
from tests.browser.steps import confirm, let_in, log_in
from tests.imports.files import person, workbook
from tests.imports.steps import run_jobs
from union.common.models import AuditEvent, SavedView

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def opened(download, folder):
    """The first sheet of a downloaded file."""
    path = folder / download.suggested_filename
    download.save_as(path)
    return openpyxl.load_workbook(path).active


def test_finds_a_member_by_initials_and_looks_up_the_id_number(hospital, page):
    member = Member.objects.get(user__username="member")
    log_in(page, "office")
    page.get_by_label("搜索姓名、拼音、工号").press_sequentially("syx")
    page.locator(".suggest-item").get_by_text(member.name, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(member.name)
    expect(page.get_by_text(member.id_number)).to_have_count(0)

    page.get_by_role("button", name="说明用途后显示证件号码").click()
    asked = page.get_by_role("dialog", name="查看证件号码")
    asked.get_by_label("用途").fill("核对会员证")
    asked.get_by_role("button", name="显示").click()
    expect(page.locator(".revealed")).to_contain_text(member.id_number)

    seen = AuditEvent.objects.filter(actor__username="office", object_id=str(member.pk)).latest("seq")
    assert "核对会员证" in seen.note
    assert member.id_number not in str(seen.changes)


def test_keyboard_alone_finds_and_opens_a_member(hospital, page):
    let_in(page, "office")
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_contain_text("跳到")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.keyboard.press("/")
    page.keyboard.type("syx")
    expect(page.locator(".suggest-item").first).to_contain_text("单雨欣")
    page.keyboard.press("Tab")
    expect(page.locator(".suggest-item").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("单雨欣")


def test_imports_a_roster_and_takes_it_back(hospital, page, tmp_path):
    before = Member.objects.count()
    let_in(page, "office")
    page.goto("/imports/roster/")
    rows = [person(1), person(2), person(3, 姓名="")]
    page.locator("input[type=file]").set_input_files(
        {"name": "花名册.xlsx", "mimeType": XLSX, "buffer": workbook(rows)}
    )
    page.get_by_role("button", name="上传并核对").click()
    run_jobs()
    expect(page.get_by_text("姓名：姓名没有填")).to_be_visible()
    page.get_by_role("button", name="确认导入").click()
    confirm(page)
    page.get_by_text("正在写入").or_(page.get_by_text("等待")).first.wait_for()
    run_jobs()
    expect(page.get_by_text("导入完成").first).to_be_visible()
    assert Member.objects.count() == before + 2

    with page.expect_download() as told:
        page.get_by_role("link", name="下载退回清单").click()
    sheet = opened(told.value, tmp_path)
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert "50003" in cells
    assert "50001" not in cells

    page.get_by_role("link", name="撤销导入").click()
    page.get_by_role("button", name="撤销导入").click()
    confirm(page)
    page.get_by_text("撤销").first.wait_for()
    run_jobs()
    expect(page.get_by_text("已撤销").first).to_be_visible()
    assert Member.objects.count() == before


def test_second_of_two_editors_is_told_and_loses_nothing(hospital, new_page):
    member = hospital["members"][30]
    address = f"/members/{Member.objects.get(staff_no=member.staff_no).pk}/edit/"
    first, second = let_in(new_page(), "office"), let_in(new_page(), "office")
    first.goto(address)
    second.goto(address)
    first.get_by_label("籍贯").fill("江苏南京")
    first.get_by_role("button", name="保存").click()
    expect(first.get_by_role("heading", level=1)).to_contain_text(member.name)

    second.get_by_label("籍贯").fill("浙江杭州")
    second.get_by_role("button", name="保存").click()
    expect(second.get_by_text("这份档案已被他人修改")).to_be_visible()
    expect(second.locator("main")).to_contain_text("江苏南京")
    expect(second.get_by_label("籍贯")).to_have_value("浙江杭州")


def test_filters_chooses_columns_keeps_the_view_and_exports(hospital, page, tmp_path):
    let_in(page, "office")
    page.goto("/members/")
    page.get_by_label("支会：").select_option(label="内科支会")
    page.get_by_role("button", name="查询").click()
    page.get_by_role("link", name="工号").click()
    page.get_by_role("button", name="显示列").click()
    page.get_by_role("dialog", name="显示列").get_by_label("学历").check()
    page.get_by_role("dialog", name="显示列").get_by_role("button", name="保存").click()
    expect(page.get_by_role("columnheader", name="学历")).to_be_visible()
    expect(page.get_by_role("columnheader", name="工号")).to_have_attribute("aria-sort", "ascending")

    page.locator("summary", has_text="更多操作").click()
    page.get_by_role("button", name="保存当前筛选").click()
    page.get_by_label("名称").fill("内科在册")
    page.get_by_role("dialog", name="保存当前筛选").get_by_role("button", name="保存").click()
    expect(page.get_by_role("link", name="内科在册")).to_be_visible()
    assert SavedView.objects.filter(user__username="office", name="内科在册").exists()

    with page.expect_download() as told:
        page.get_by_role("button", name="导出 Excel").click()
    sheet = opened(told.value, tmp_path)
    filed = {str(row[0].value) for row in sheet.iter_rows() if str(row[0].value).isdigit()}
    wanted = Member.objects.active().filter(branch__name="内科支会").values_list("staff_no", flat=True)
    assert filed == set(wanted)


def test_what_was_typed_is_offered_again(hospital, page):
    page.on("dialog", lambda dialog: dialog.accept())
    let_in(page, "office")
    page.goto("/members/new/")
    page.locator("#id_name").press_sequentially("欧阳晓")
    page.get_by_text("草稿已保存").wait_for()
    page.goto("/members/")
    page.goto("/members/new/")
    expect(page.locator("#id_name")).to_have_value("")
    page.get_by_role("button", name="恢复草稿").click()
    expect(page.locator("#id_name")).to_have_value("欧阳晓")


def test_double_click_saves_once(hospital, page):
    let_in(page, "office")
    page.goto("/members/new/")
    page.locator("#id_name").fill("上官文")
    page.locator("#id_staff_no").fill("77001")
    page.get_by_label("支会").select_option(label="内科支会")
    page.get_by_label("性别").select_option(label="男")
    page.locator("#id_document").fill("转入会员登记表")
    page.get_by_role("button", name="保存").dblclick()
    expect(page.get_by_role("heading", level=1)).to_contain_text("上官文")
    assert Member.objects.filter(staff_no="77001").count() == 1
