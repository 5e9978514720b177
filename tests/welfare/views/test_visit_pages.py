"""Pages of visits: who sees what, and nobody an illness who has no business with it."""
# ruff: noqa: E501

import datetime as dt
from decimal import Decimal
from urllib.parse import parse_qs, urlparse

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import MemberFactory, officer
from tests.factories_funds import approved_budget
from tests.factories_welfare import Cast, approved, occasion, past_visit, proposal, report, signed
from tests.flows.test_rights import text_of
from tests.shown import click, shown
from union.common.dates import today
from union.common.registries import Period, figures
from union.ledgers.declare import Period as LedgerPeriod
from union.ledgers.selectors import LedgerQuery
from union.organisation.choices import Office, Right
from welfare.ledgers.visits import VISITS
from welfare.models import GiftList, Occasion, Visit
from welfare.reminder_visits import RULES
from welfare.screens_visits import home_card
from welfare.services import gift_lists, visits

pytestmark = pytest.mark.django_db
NEXT_WEEK = today() + dt.timedelta(days=7)
PLANTED = ("恶性肿瘤晚期", "肿瘤科九床", "谈到化疗", "李四维", "邻居的话")


@pytest.fixture
def cast():
    return Cast()


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def planted(cast):
    """A booked visit full of what nobody else may read."""
    visit = signed(cast, details=PLANTED[0], where=PLANTED[1])
    visit.illness, visit.words, visit.relative_name, visit.place = (
        PLANTED[0],
        PLANTED[2],
        PLANTED[3],
        PLANTED[1],
    )
    for name in ("check_note", "override_reason", "decision_note", "missed_reason", "remark"):
        setattr(visit, name, PLANTED[0])
    visit.save()
    visit.reports.update(reporter=cast.branch_chair, details=PLANTED[4], where="")
    visit.events.update(note=PLANTED[0])
    return visit


def addresses(visit):
    columns = "&".join(f"columns={column.key}" for column in VISITS.columns)
    member = visit.member_id
    return [
        "/", reverse("welfare:visit_detail", args=[visit.pk]), f"{reverse('welfare:visit_list')}?{columns}",
        f"{reverse('ledgers:print', args=['visits'])}?{columns}", reverse("welfare:coverage"),
        reverse("welfare:unreached"), reverse("welfare:entitlement", args=[member]),
        reverse("members:member_detail", args=[member]), reverse("members:member_timeline", args=[member]),
        reverse("welfare:visit_mine"), reverse("reminders:notice_list"),
        *(reverse("welfare:visit_paper", args=[visit.pk, kind]) for kind in ("approval", "receipt", "card")),
        *(reverse("welfare:visit_step", args=[visit.pk, step]) for step in ("check", "visit", "book")),
    ]  # fmt: skip


@pytest.mark.parametrize("role", ["leader", "committee", "women", "auditor", "leadership", "member", "dept"])
def test_no_page_and_no_export_tells_an_illness(cast, role):
    visit = planted(cast)
    user = {
        "leader": lambda: cast.leader, "committee": lambda: cast.committee,
        "women": lambda: officer(Office.WOMEN_MEMBER), "auditor": lambda: officer(Office.AUDITOR),
        "leadership": lambda: officer(Office.LEADERSHIP), "dept": lambda: officer(Office.DEPARTMENT_CONTACT),
        "member": lambda: MemberFactory(user=officer(Office.MEMBER), branch=cast.branch).user,
    }[role]()  # fmt: skip
    client = client_of(user)
    for address in addresses(visit):
        body = text_of(client.get(address).content)
        assert not [word for word in PLANTED if word in body], address
    query = "&".join(f"columns={column.key}" for column in VISITS.columns)
    export = client.post(reverse("ledgers:export", args=["visits"]), {"query": query})
    body = text_of(b"".join(export.streaming_content) if export.streaming else export.content)
    assert not [word for word in PLANTED if word in body]
    shown = client.post(reverse("common:reveal", args=["visit.details", visit.pk]), {"reason": "看看病情"})
    assert PLANTED[0] not in shown.content.decode()


def test_who_handles_reads_it_and_the_reporter_his_own_words(cast):
    visit = planted(cast)
    page = reverse("welfare:visit_detail", args=[visit.pk])

    body = client_of(cast.office).get(page).content.decode()
    assert all(word in body for word in (*PLANTED[:3], PLANTED[4]))
    told = client_of(cast.branch_chair).get(page).content.decode()
    assert PLANTED[4] in told
    assert not [word for word in PLANTED[:4] if word in told]


def test_a_colleague_reports_by_number_and_name_and_is_told_of_a_known_one(cast):
    member = cast.colleague(user=officer(Office.MEMBER))
    client = client_of(member.user)
    stay = {"occasion": occasion("hospital_stay").pk, "happened_on": today(), "details": "住院了"}
    address = reverse("welfare:visit_report")

    wrong = client.post(address, {**stay, "staff_no": cast.member.staff_no, "name": "别人"})
    assert "没有工号和姓名都相符的会员" in wrong.content.decode()
    named = {**stay, "staff_no": cast.member.staff_no, "name": cast.member.name}
    first = client.post(address, named, follow=True).content.decode()
    assert "已上报，工会办公室已收到通知" in first
    again = client.post(address, named, follow=True).content.decode()
    assert "已经有人上报" in again
    assert Visit.objects.count() == 1
    own = client.post(address, stay, follow=True)
    assert own.context["visit"].member == member


def test_a_refusal_is_shown_beside_the_form_and_nothing_is_lost(cast):
    visit = report(cast)
    address = reverse("welfare:visit_step", args=[visit.pk, "check"])
    typed = {
        "standard": visit.standard_id, "cash": "2500", "gift": "", "gift_value": "0", "pay_form": "cash",
        "fund_source": "allocation", "note": "大病", "override_reason": "",
    }  # fmt: skip
    body = click(client_of(cast.office), address, typed).content.decode()

    assert "超过“住院慰问”单次上限 2,000.00 元" in body
    assert "皖工发〔2025〕18号" in body
    assert 'value="2500"' in body
    assert "大病" in body


@pytest.mark.parametrize(
    ("make", "who", "action", "data", "state"),
    [
        (report, "office", "reject", {"note": "未住院"}, "rejected"),
        (report, "leader", "withdraw", {"note": "报错了"}, "withdrawn"),
        (approved, "office", "plan", {"on": NEXT_WEEK.isoformat(), "visitors": "工会"}, "planned"),
        (approved, "office", "miss", {"note": "已出院"}, "missed"),
        (signed, "office", "book", {"on": None, "paid_from": "bank"}, "booked"),
    ],
)
def test_steps_through_their_pages(cast, make, who, action, data, state):  # noqa: PLR0917
    approved_budget()
    visit = make(cast)
    client = client_of(getattr(cast, who))
    address = reverse("welfare:visit_step", args=[visit.pk, action])
    assert client.get(address).status_code == 200

    click(client, address, {key: value or today().isoformat() for key, value in data.items()})

    visit.refresh_from_db()
    assert visit.state == state
    gone = 200 if action == "plan" else 404  # the button is gone, and so is its page; a plan may be changed
    assert client.get(address).status_code == gone


def count_of(url):
    """Rows the ledger shows for an address."""
    asked = {key: values[-1] for key, values in parse_qs(urlparse(url).query).items()}
    query = LedgerQuery(VISITS, None, VISITS.columns, LedgerPeriod(), filters=asked)
    totals = query.totals()
    return totals.rows


def test_every_figure_opens_exactly_its_rows(cast):
    day = dt.date(2025, 3, 1)
    for turn, code in enumerate(("hospital_stay", "hospital_stay", "birth", "hardship")):
        past_visit(cast.colleague(), code, day + dt.timedelta(days=turn))
    late = past_visit(cast.member, "birth", day)
    Visit.objects.filter(pk=late.pk).update(due_on=day - dt.timedelta(days=1))
    past_visit(cast.member, "birth", dt.date(2024, 12, 31))
    period = Period(dt.date(2025, 1, 1), dt.date(2025, 12, 31))

    times = figures["welfare.visit_times"]
    assert times.compute(period) == count_of(times.rows_url(period)) == 5
    for value in figures["welfare.visit_times_by_occasion"].compute(period):
        assert value.value == count_of(value.rows_url)
    for value in figures["welfare.visit_times_by_branch"].compute(period):
        assert value.value == count_of(value.rows_url)
    for value in figures["welfare.visit_times_by_scheme"].compute(period):
        assert value.value == count_of(value.rows_url)
    assert figures["welfare.visit_coverage"].compute(period) == 100
    page = client_of(cast.office).get(
        reverse("welfare:coverage"), {"first": "2025-01-01", "last": "2025-12-31"}
    )
    for _key, _title, lines in page.context["tables"]:
        for line, cells in lines:
            for _label, count, url in cells:
                assert count == count_of(url), line.label


def test_hand_outs_are_counted_for_themselves_and_are_in_no_visit_figure_nor_coverage(cast):
    day = today()
    past_visit(cast.member, "birth", day)
    values = {
        "title": "中秋", "occasion": occasion("mid_autumn"), "on": day, "item": None, "quantity": 1, "value": Decimal(300),
        "pay_form": "goods", "fund_source": "allocation", "audience": {"statuses": ["active"]},
    }  # fmt: skip
    row = gift_lists.save_list(values, actor=cast.office)
    gift_lists.fill_list(row.pk, actor=cast.office)
    gift_lists.approve_list(row.pk, actor=cast.chair)
    gift_lists.hand_out(row.pk, row.visits.values_list("pk", flat=True), on=day, actor=cast.office)
    period = Period(day, day + dt.timedelta(days=20))

    for key, value, rows in (
        ("visit_times", 1, 1), ("visit_people", 1, 1), ("visit_yuan", 500, 1), ("visit_goods", 0, 1),
        ("list_times", 1, 1), ("list_yuan", 300, 1), ("visit_coverage", None, 0),
    ):  # fmt: skip
        figure = figures[f"welfare.{key}"]
        assert (figure.compute(period), count_of(figure.rows_url(period))) == (value, rows), key
    assert [part.label for part in figures["welfare.visit_times_by_occasion"].compute(period)] == ["生育慰问"]
    page = client_of(cast.office).get(reverse("welfare:coverage"), {"first": day, "last": period.last})
    assert page.context["total"].counts["due"] == 0
    assert [key for key, _title, _lines in page.context["tables"]] == ["scheme"]
    assert home_card(cast.office, day)["title"] == "今年慰问 1 人次，生育慰问最多"


def test_pages_of_lists_stock_and_standards(cast):
    office, chair = client_of(cast.office), client_of(cast.chair)
    office.post(reverse("welfare:stock"), {"name": "油", "kind": "goods", "unit": "桶", "price": "100"})
    cast.colleague(membership_status="retained", retain_reason="retired")
    form = {
        "title": "国庆", "occasion": occasion("national_day").pk, "on": today(), "quantity": 1, "value": "100",
        "pay_form": "goods", "fund_source": "dues", "statuses": ["active", "retained"],
    }  # fmt: skip
    told = office.post(reverse("welfare:list_create"), form, follow=True).content.decode()
    assert "已生成名单，共 1 人；1 人不在“国庆节慰问”标准的慰问对象范围，没有列入" in told
    row = GiftList.objects.get()
    assert row.visits.count() == 1
    page = reverse("welfare:list_detail", args=[row.pk])
    draft = chair.get(page).content.decode()
    assert "名单合计 100.00 元，由工会主席或副主席审批" in draft
    chair.post(reverse("welfare:list_step", args=[row.pk, "approve"]), shown(chair, page))
    office.post(
        reverse("welfare:list_step", args=[row.pk, "hand-out"]), {"branch": cast.branch.pk, "on": today()}
    )
    assert set(row.visits.values_list("state", flat=True)) == {"signed"}
    assert office.get(reverse("welfare:list_sheet", args=[row.pk])).content.startswith(b"%PDF")
    approved_budget()
    office.post(reverse("welfare:list_step", args=[row.pk, "book"]), {"on": today(), "paid_from": "bank"})
    body = office.get(reverse("welfare:list_detail", args=[row.pk])).content.decode()
    assert 'data-confirm="将红字冲销“国庆”已入账的 1 人、100.00 元，确定冲销吗？"' in body

    new = {
        "cash_amount": "600", "gift_value": "0", "cap": "2500", "frequency": "per_event", "pay_forms": ["cash"],
        "due_days": 5, "purpose": "condolence", "sources_active": ["dues"], "valid_from": "2027-01-01",
        "source_document": "新文件", **{f"guard_{g}": "refuse" for g in GUARDS},
    }  # fmt: skip
    office.post(reverse("welfare:standard_add", args=["hospital_stay"]), new)
    assert occasion("hospital_stay").standards.latest("valid_from").cap == 2500
    scheme = {"name": "四必访", "code": "four", "valid_from": "2027-01-01", "source_document": "文件"}
    items = {"heading_1": "生病", "occasions_1": [occasion("hospital_stay").pk]}
    assert office.post(reverse("welfare:scheme_add"), scheme | items).status_code == 302
    added = {
        "name": "慰问护士", "code": "nurses", "trigger": "festival", "festival": "国际护士节", "open_as": "list",
        "lead_days": 5, "same_event_days": 0, "unit": "person_times", "valid_from": "2026-01-01", "source_document": "文件",
    }  # fmt: skip
    assert office.post(reverse("welfare:occasion_add"), added).status_code == 302
    assert "慰问护士" in office.get(reverse("welfare:standard_list")).content.decode()


GUARDS = (
    "category", "not_member", "deceased", "relation", "cap", "year_cap", "frequency", "fund", "spouse",
)  # fmt: skip


def test_duties_calendar_and_search_lead_to_the_visit(cast):
    from union.common.registries import calendar_entries, duties, search_results

    visit = approved(cast)
    visits.plan_visit(visit.pk, on=today(), visitors="工会", actor=cast.office)
    waiting = report(cast, member=cast.colleague())
    visits.check_visit(waiting.pk, proposal(waiting), actor=cast.office)

    office = type(cast.office).objects.get(pk=cast.office.pk)
    assert any("待走访" in duty.title for duty in duties["welfare.visits"](office, today()))
    assert any("待审批" in duty.title for duty in duties["welfare.visits"](cast.chair, today()))
    assert not list(duties["welfare.visits"](cast.leader, today()))
    assert [each.title for each in calendar_entries["welfare.visits"](office, today(), today())]
    found = search_results["welfare.visits"].find(office, cast.member.staff_no, 5)
    assert [each.url for each in found] == [reverse("welfare:visit_detail", args=[visit.pk])]
    due = {each.subject: each.right for each in RULES["welfare.visit"].due(today(), dt.date(2999, 1, 1))}
    assert due == {
        f"welfare.visit:{visit.pk}": Right.HANDLE_VISITS, f"welfare.visit:{waiting.pk}:approve": Right.APPROVE_VISITS,
    }  # fmt: skip


def test_a_card_speaks_for_its_occasion_and_mourns_without_red(cast, monkeypatch):
    monkeypatch.setattr("union.common.pdf.draw_pdf", lambda html, **_limits: html.encode())
    office = client_of(cast.office)

    def card(code, **more):
        visit = report(cast, code, member=cast.colleague(), **more)
        return office.get(reverse("welfare:visit_paper", args=[visit.pk, "card"])).content.decode()

    assert "新婚快乐" in card("marriage")
    for body in (card("own_death"), card("relative_death", relation="parent")):
        assert 'class="card mourning"' in body
        assert "深切慰问" in body
    assert 'class="card"' in card("birth")


OWN_CARDS = [  # occasions the office adds: what it ticked, what the card says
    ({"name": "因公殉职抚慰", "for_deceased": True}, True, "望家属节哀保重", "同志家属"),
    ({"name": "外祖父母去世慰问", "asks_relation": True}, True, "您的亲人离世", "同志"),
    ({"name": "老人白事", "aliases": ["亲人过世"], "asks_relation": True}, True, "您的亲人离世", "同志"),
    ({"name": "家属住院慰问", "asks_relation": True}, False, "慰问与祝福", "同志"),
]


def test_an_own_occasion_of_a_death_gets_a_card_of_mourning(cast, monkeypatch):
    monkeypatch.setattr("union.common.pdf.draw_pdf", lambda html, **_limits: html.encode())
    office = client_of(cast.office)
    for number, (ticked, mourns, words, to) in enumerate(OWN_CARDS):
        own = Occasion.objects.create(code=f"own{number}", valid_from=dt.date(2020, 1, 1), **ticked)
        visit = report(cast, own.code, relation="grandparent")
        body = office.get(reverse("welfare:visit_paper", args=[visit.pk, "card"])).content.decode()
        assert words in body
        assert f"{cast.member.name}{to}：" in body
        told = 'class="card mourning"' in body, "深切慰问" in body, "祝福" in body
        assert told == (mourns, mourns, not mourns), ticked
