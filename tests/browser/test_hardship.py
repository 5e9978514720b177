"""A hardship file in the browser: applied for on a phone, hung out, approved, helped, paid, signed, ended."""

import datetime as dt

import time_machine
from playwright.sync_api import expect

from members.models import Member
from tests.browser.steps import DESKTOP, confirm, faults, let_in
from tests.chromium import PHONE
from tests.factories_funds import approved_budget
from tests.factories_hardship import noon
from union.common.dates import today
from union.funds.models import Budget, Entry
from welfare.models import Aid, HardshipFile
from welfare.services import hardship_steps

PAPER = {
    "name": "核查表.pdf",
    "mimeType": "application/pdf",
    "buffer": b"%PDF-1.4\n1 0 obj<<>>endobj\n%%EOF\n",
}


def step(page, label):
    """Open a step of the page's head and return its button."""
    link = page.get_by_role("link", name=label, exact=True)
    if not link.first.is_visible():
        page.get_by_role("button", name="更多操作").click()
    link.first.click()
    return page.get_by_role("button", name=label, exact=True)


def applied(phone):
    """The member agrees, tells the household and hands it in."""
    phone.goto("/welfare/hardship/apply/")
    phone.get_by_label("致困主要原因").select_option(label="本人大病")
    phone.get_by_label("本人月均收入").fill("2000")
    phone.get_by_role("button", name="保存并登记家庭成员").click()
    expect(phone.get_by_text("没有同意不能登记任何内容").first).to_be_visible()
    for label in ("同意处理健康与家庭信息", "授权核对家庭经济状况", "监护人同意", "同意登记银行账户"):
        phone.get_by_label(label).check()
    phone.get_by_label("银行账号").fill("6222000011112222")
    phone.get_by_role("button", name="保存并登记家庭成员").click()
    phone.get_by_role("link", name="登记成员").click()
    phone.get_by_label("与本人的关系").select_option(label="子")
    phone.locator("#id_name").fill("小明")
    phone.get_by_role("button", name="保存", exact=True).click()
    step(phone, "提交申请").click()
    expect(phone.get_by_text("待初审").first).to_be_visible()
    return HardshipFile.objects.latest("pk")


def checked(office):
    """First review, home visit with its signed record, income."""
    step(office, "初审通过").click()
    visit = step(office, "登记入户走访")
    for label, text in (("走访人", "干部二人"), ("走访情况", "情况属实"), ("签字人", "本人")):
        office.get_by_label(label, exact=False).first.fill(text)
    office.get_by_label("签字的入户核查表").set_input_files(PAPER)
    visit.click()
    check = step(office, "登记收入核对")
    office.get_by_label("核对途径").fill("民政部门")
    check.click()
    step(office, "开始公示").click()
    expect(office.get_by_text("公示中").first).to_be_visible()


def ended(file, office_user):
    """The days of publicity pass; nobody waits for them in a test."""
    last = file.publicities.get().ends_on
    with time_machine.travel(noon(last + dt.timedelta(days=1)), tick=False):
        hardship_steps.end_publicity(file.pk, actor=office_user)


def helped(office, chair, address):
    """Aid is applied for, reviewed, approved, put on a list, paid and booked."""
    office.goto(address)
    office.get_by_role("link", name="申请帮扶").click()
    office.locator("#id_subject").fill("冬季生活困难")
    office.get_by_label("申请金额（元）").fill("1500")
    office.get_by_role("button", name="提交申请").click()
    review = step(office, "审核")
    review.click()
    aid = Aid.objects.latest("pk")
    chair.goto(f"/welfare/aid/{aid.pk}/")
    step(chair, "批准").click()
    expect(chair.get_by_text("待发放").first).to_be_visible()
    paid(office, chair, Aid.objects.get(pk=aid.pk), "冬季帮扶")
    return aid


def paid(office, chair, aid, title):
    """A list with this one row: closed, approved, paid."""
    office.goto("/welfare/aid/payments/new/")
    office.locator("#id_title").fill(title)
    office.get_by_label("经费来源").select_option(value=aid.fund_source)
    office.get_by_role("button", name="建立").click()
    office.locator("tbody tr", has_text="冬季生活困难").get_by_role("checkbox").check()
    office.get_by_role("button", name="列入清单").click()
    office.get_by_role("button", name="锁定送审").click()
    confirm(office)
    expect(office.get_by_text("待审批").first).to_be_visible()
    chair.goto(office.url)
    chair.get_by_role("button", name="批准发放").click()
    office.goto(chair.url)
    office.get_by_role("button", name="发放并入账").click()
    expect(office.get_by_text("待签收").first).to_be_visible()


def test_a_household_from_the_application_to_the_cash_book(hospital, new_page):
    if not Budget.objects.filter(year=today().year).exists():
        approved_budget()
    person = Member.objects.get(user__username="member")
    phone = let_in(new_page(PHONE), "member")
    file = applied(phone)
    assert file.member == person
    address = f"/welfare/hardship/{file.pk}/"
    office = let_in(new_page(DESKTOP), "office")
    office.goto(address)
    checked(office)
    phone.goto("/welfare/hardship/public/")
    expect(phone.get_by_text(person.name).first).to_be_visible()
    assert "6222" not in phone.content()
    ended(file, hospital["users"]["office"])
    chair = let_in(new_page(DESKTOP), "chair")
    chair.goto(address)
    step(chair, "批准建档").click()
    expect(chair.get_by_text("在档").first).to_be_visible()

    aid = helped(office, chair, address)

    aid.refresh_from_db()
    entry = Entry.objects.get(source_kind="welfare.aid_payment", source_pk=aid.payment_id)
    assert (aid.state, entry.amount) == ("paid", 1500)
    office.locator("tbody tr", has_text="冬季生活困难").get_by_role("link", name="退汇").click()
    office.get_by_label("退回原因").fill("户名不符")
    office.get_by_role("button", name="登记退汇").click()
    expect(office.get_by_text("已登记退汇").first).to_be_visible()
    aid.refresh_from_db()
    assert (aid.state, aid.returns.get().amount) == ("approved", 1500)
    paid(office, chair, aid, "重新发放")
    chair.goto(f"{address}do/exit/")
    leave = chair.get_by_role("button", name="脱困")
    chair.get_by_label("理由").fill("收入已超过标准")
    leave.click()
    expect(chair.get_by_text("已脱困").first).to_be_visible()
    for page, where in (
        (office, address),
        (phone, "/welfare/hardship/public/"),
        (office, "/welfare/hardship/"),
    ):
        page.goto(where)
        assert not faults(page)
