"""A hospital stay on its whole way: reported on a phone, approved, visited, signed with a finger, booked."""

from playwright.sync_api import expect

from members.models import Member
from tests.browser.steps import DESKTOP, faults, let_in
from tests.chromium import PHONE
from tests.factories_funds import approved_budget
from union.common.dates import today
from union.funds.models import Budget, Entry
from welfare.models import Visit, VisitEvent


def report_on_phone(page, name):
    """The group leader's half minute."""
    page.goto("/welfare/visits/report/")
    page.get_by_label("为谁").fill(name)
    page.locator("[data-picker] [role=option]").first.click()
    page.get_by_label("什么事").select_option(label="住院慰问")
    page.get_by_label("在哪里").fill("外科 8 床")
    page.get_by_label("情况").fill("昨晚急诊手术")
    page.get_by_role("button", name="上报", exact=True).click()


def step(page, label, button=None):
    page.get_by_role("link", name=label, exact=True).click()
    return page.get_by_role("button", name=button or label, exact=True)


def somebody(hospital):
    """A colleague of the group leader, not in hospital yet, and none of the three who work on it."""
    group = hospital["groups"][0]
    history = Visit.objects.filter(occasion__code="hospital_stay", reports__isnull=True)
    VisitEvent.objects.filter(visit__in=history).delete()
    history.delete()
    ill = Visit.objects.filter(occasion__code="hospital_stay").values("member")
    rows = Member.objects.active().filter(group=group).exclude(pk__in=ill)
    return rows.exclude(user__username__in=("group", "office", "chair")).first()


def reported(phone, person):
    """Reported, and recognised when it is reported again."""
    report_on_phone(phone, person.name)
    expect(phone.get_by_text("已上报，工会办公室已收到通知")).to_be_visible()
    visit = Visit.objects.latest("pk")
    report_on_phone(phone, person.name)
    expect(phone.get_by_text("已经有人上报")).to_be_visible()
    assert Visit.objects.latest("pk") == visit
    return visit


def checked(office):
    """Above the cap it is refused with the rule; within it goes to the chair."""
    send = step(office, "核查并报批")
    office.get_by_label("慰问金（元）").fill("2600")
    office.get_by_label("病种").fill("阑尾炎")
    send.click()
    expect(office.get_by_text("超过“住院慰问”单次上限 2,000.00 元").first).to_be_visible()
    office.get_by_label("慰问金（元）").fill("800")
    office.get_by_role("button", name="核查并报批", exact=True).click()
    expect(office.get_by_text("待审批").first).to_be_visible()


def visited_and_signed(office):
    """The visit, and a signature drawn into the box."""
    done = step(office, "登记走访")
    office.get_by_label("慰问地点").fill("外科病房")
    done.click()
    sign = step(office, "登记签收")
    pad = office.locator("[data-signature-pad] canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    office.mouse.move(box["x"] + 60, box["y"] + 60)
    office.mouse.down()
    office.mouse.move(box["x"] + 220, box["y"] + 130, steps=5)
    office.mouse.up()
    sign.click()
    expect(office.get_by_text("待入账").first).to_be_visible()


def test_a_stay_from_the_report_to_the_cash_book(hospital, new_page):
    if not Budget.objects.filter(year=today().year).exists():
        approved_budget()
    person = somebody(hospital)
    phone = let_in(new_page(PHONE), "group")
    visit = reported(phone, person)
    address = f"/welfare/visits/{visit.pk}/"
    office = let_in(new_page(DESKTOP), "office")
    office.goto(address)
    checked(office)
    chair = let_in(new_page(DESKTOP), "chair")
    chair.goto(address)
    step(chair, "批准").click()
    expect(chair.get_by_text("待安排").first).to_be_visible()

    office.goto(address)
    visited_and_signed(office)
    step(office, "入账").click()
    expect(office.get_by_text("已办结").first).to_be_visible()

    entry = Entry.objects.get(source_kind="welfare.visit", source_pk=visit.pk)
    assert (entry.amount, entry.on) == (800, today())
    visit.refresh_from_db()
    assert visit.signature.kind == "签名"
    office.goto(f"/welfare/visits/?q={person.staff_no}")
    expect(office.locator("tbody tr", has_text=person.name).filter(has_text="已办结").first).to_be_visible()
    assert not faults(office)
    for page, where in (
        (office, address),
        (office, "/welfare/visits/coverage/"),
        (phone, "/welfare/visits/report/"),
    ):
        page.goto(where)
        assert not faults(page)
