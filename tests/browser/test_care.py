"""Services in the browser: recuperation asked for on a phone and paid; premiums booked and taken back."""

import re

from playwright.sync_api import expect

from tests.browser.steps import DESKTOP, faults, let_in
from tests.chromium import PHONE
from tests.factories_funds import approved_budget
from union.common.dates import today
from union.funds.models import Budget, Entry
from welfare.models import CarePayment, MutualPeriod, Stay


def asked_for(phone):
    """The member asks for a place on a page of his own."""
    phone.goto("/welfare/mine/")
    phone.get_by_role("link", name="申请", exact=True).first.click()
    phone.get_by_label("申请理由").fill("长期夜班")
    phone.get_by_role("button", name="提交申请").click()
    expect(phone.get_by_text("已提交申请")).to_be_visible()
    return Stay.objects.latest("pk")


def taken(page, address, label):
    """One step of an application."""
    page.goto(address)
    page.get_by_role("link", name=label, exact=True).click()
    note = page.get_by_label(re.compile("意见|理由"))
    note.fill("一线优先")
    page.get_by_role("button", name=label, exact=True).click()
    expect(page.get_by_text(f"{label}：已记录")).to_be_visible()


def paid(office, address):
    """The bill of the page goes into the cash book."""
    office.goto(address)
    office.get_by_role("link", name="付款入账").click()
    office.get_by_role("button", name="付款并入账").click()
    expect(office.get_by_text("已付款入账")).to_be_visible()
    payment = CarePayment.objects.latest("pk")
    entry = Entry.objects.get(source_kind="welfare.care_payment", source_pk=payment.pk)
    assert entry.amount == payment.amount
    return payment


def test_a_place_is_asked_for_approved_and_paid_and_premiums_are_booked_and_taken_back(hospital, new_page):
    if not Budget.objects.filter(year=today().year).exists():
        approved_budget()
    phone = let_in(new_page(PHONE), "member")
    stay = asked_for(phone)
    address = f"/welfare/stays/{stay.pk}/"
    taken(let_in(new_page(DESKTOP), "branch"), address, "推荐")
    chair = let_in(new_page(DESKTOP), "chair")
    taken(chair, address, "批准")
    phone.goto("/welfare/mine/")
    expect(phone.get_by_text("已批准").first).to_be_visible()

    office = let_in(new_page(DESKTOP), "office")
    payment = paid(office, f"/welfare/recuperation/{stay.round_id}/")
    assert payment.amount == payment.people * stay.round.cost
    period = MutualPeriod.objects.filter(state="in_force", payments=None).first()
    premium = paid(office, f"/welfare/mutual/{period.pk}/")
    office.get_by_role("link", name="冲销").click()
    office.get_by_label("冲销原因").fill("金额有误")
    office.get_by_role("button", name="冲销付款").click()
    expect(office.get_by_text("已冲销").first).to_be_visible()
    kinds = Entry.objects.filter(source_kind="welfare.care_payment", source_pk=premium.pk)
    assert sum(kinds.values_list("amount", flat=True)) == 0
    box = office.get_by_role("searchbox").first
    box.fill(stay.round.title)
    box.press("Enter")
    expect(
        office.locator("main").get_by_role("link", name=re.compile(stay.round.title)).first
    ).to_be_visible()
    for page, where in (
        (phone, "/welfare/mine/"),
        (office, f"/welfare/mutual/{period.pk}/"),
        (office, "/welfare/payments/"),
        (chair, address),
    ):
        page.goto(where)
        assert not faults(page)
