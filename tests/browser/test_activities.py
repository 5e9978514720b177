"""An activity: plan, approval, phone sign-up, full, waiting, move-up, check-in, cost, year figures."""

import datetime as dt
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from events.choices.activities import LineState
from events.figures.activities import FIGURES
from events.models import Activity, PlanLine, SignUp
from events.services.checkin import ticket_of
from members.models import Member
from tests.browser.steps import confirm, faults, let_in
from tests.chromium import PHONE
from tests.factories_funds import approved_budget
from union.common.dates import today
from union.common.registries import Period
from union.funds.models import Budget
from union.funds.selectors.sources import booked_amount
from union.funds.services.posting import Source

INVOICE = {"name": "发票.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"}


def step(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def sign_up(page, row):
    page.goto(reverse("events:activity_detail", args=[row.pk]))
    page.get_by_role("link", name="我要报名").click()
    step(page, "确认报名")


def draw_up(office, line):
    """From a line of the plan to a draft that is handed in."""
    office.goto(f"{reverse('events:activity_create')}?line={line.pk}")
    office.get_by_label("活动主题").fill("秋季羽毛球赛")
    office.get_by_label("类型").select_option(label="文体活动")
    office.get_by_label("地点").fill("体育馆")
    starts = timezone.localtime() + dt.timedelta(hours=2)
    office.get_by_label("开始时间").fill(f"{starts:%Y-%m-%dT%H:%M}")
    office.get_by_label("结束时间").fill(f"{starts + dt.timedelta(minutes=5):%Y-%m-%dT%H:%M}")
    office.get_by_label("名额", exact=True).fill("1")
    step(office, "保存草稿")
    step(office, "提交审批")
    return Activity.objects.get(title="秋季羽毛球赛")


def rush_for_one_place(first, second, row, page_url):
    """Two members on their phones, one place: the second waits and moves up when the first withdraws."""
    sign_up(first, row)
    expect(first.get_by_text("您已报上")).to_be_visible()
    sign_up(second, row)
    expect(second.get_by_text("名额已满，候补第 1 位").first).to_be_visible()
    step(first, "退出报名")
    confirm(first)
    expect(first.get_by_role("link", name="我要报名")).to_be_visible()
    second.goto("/notices/")
    expect(second.get_by_text("候补转正：您已报上“秋季羽毛球赛”").first).to_be_visible()
    second.goto(page_url)
    assert not faults(second)


def check_in(office, row, page_url):
    """The organiser's camera opens the ticket of the member."""
    office.goto(page_url)
    step(office, "截止报名")
    signup = SignUp.objects.get(activity=row, state="confirmed")
    assert signup.member == Member.objects.get(user__username="member")
    office.goto(reverse("events:ticket", args=[ticket_of(signup)]))
    step(office, "签到")
    expect(office.get_by_text("签到成功")).to_be_visible()


def settle(office, row, page_url):
    """Held, one cost with its invoice, settled."""
    over = timezone.now() - dt.timedelta(hours=3)
    Activity.objects.filter(pk=row.pk).update(starts_at=over, ends_at=over + dt.timedelta(hours=1))
    office.goto(page_url)
    step(office, "登记已举办")
    office.goto(reverse("events:cost_create", args=[row.pk]))
    office.get_by_label("项目").select_option(label="用品资料")
    office.get_by_label("内容").fill("羽毛球")
    office.get_by_label("金额（元）").fill("320.50")
    office.get_by_label("经费来源").select_option(label="拨缴经费")
    office.get_by_label("发票或凭据").set_input_files(INVOICE)
    step(office, "保存")
    expect(office.get_by_text("未入账")).to_be_visible()
    office.goto(page_url)
    step(office, "结算")
    expect(office.get_by_text("已结算").first).to_be_visible()


def test_from_the_plan_to_the_year_figures(hospital, new_page):
    if not Budget.objects.filter(year=today().year, state="approved").exists():
        approved_budget()
    year = Period(dt.date(today().year, 1, 1), dt.date(today().year, 12, 31))
    before = {key: FIGURES[key].compute(year) for key in ("events.sessions", "events.times", "events.cost")}
    line = PlanLine.objects.get(plan__year=today().year, theme="羽毛球赛")
    office = let_in(new_page(), "office")
    row = draw_up(office, line)
    page_url = reverse("events:activity_detail", args=[row.pk])
    chair = let_in(new_page(), "chair")
    chair.goto(page_url)
    step(chair, "批准")
    office.goto(page_url)
    step(office, "开放报名")
    rush_for_one_place(let_in(new_page(PHONE), "delegate"), let_in(new_page(PHONE), "member"), row, page_url)
    check_in(office, row, page_url)
    settle(office, row, page_url)

    assert booked_amount(Source("events.activity", row.pk)) == Decimal("320.50")
    line.refresh_from_db()
    assert line.state == LineState.CARRIED_OUT
    after = {key: FIGURES[key].compute(year) for key in before}
    assert {key: after[key] - before[key] for key in before} == {
        "events.sessions": 1, "events.times": 1, "events.cost": Decimal("320.50"),
    }  # fmt: skip
    office.goto(FIGURES["events.times"].rows_url(year))
    expect(office.get_by_role("link", name="秋季羽毛球赛")).to_be_visible()
    for address in ("/events/", "/events/?view=list", reverse("events:plan_detail", args=[line.plan_id])):
        office.goto(address)
        assert not faults(office)
