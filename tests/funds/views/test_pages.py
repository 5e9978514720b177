import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories import officer
from tests.factories_funds import approved_budget, booked_expense, booked_income, chair
from tests.shown import shown
from union.common.attachments import attachments_of
from union.common.dates import today
from union.common.registries import Period, duties
from union.common.registries import figures as registered
from union.funds.models import Budget, Entry, MonthClose
from union.funds.selectors.accounts import budget_accounts
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db
LAST_MONTH = today().replace(day=1) - dt.timedelta(days=1)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


@pytest.fixture
def clerk(client):
    user = officer()
    client.force_login(user)
    return user


def typed(**more):
    values = {
        "way": "expense", "on": today().isoformat(), "amount": "120.00", "summary": "购图书",
        "account": "50302", "journal": "bank", "fund_source": "allocation", "branch": "", "key": "k1",
    }  # fmt: skip
    return values | more


def test_a_clerk_books_by_hand_once_with_receipt_and_reverses(client, clerk):
    approved_budget()
    receipt = SimpleUploadedFile("发票.png", PNG, "image/png")
    answer = client.post(reverse("funds:entry_create"), typed(receipt=receipt))
    entry = Entry.objects.get()
    assert answer.url == reverse("funds:entry_detail", args=[entry.pk])
    assert attachments_of(entry).count() == 1
    client.post(reverse("funds:entry_create"), typed())
    assert Entry.objects.count() == 1

    page = client.get(answer.url).content.decode()
    assert "壹佰贰拾元整" in page
    assert "红字冲销" in page
    red = client.post(
        reverse("funds:entry_reverse", args=[entry.pk]), {"on": today().isoformat(), "reason": "录错"}
    )
    page = client.get(red.url).content.decode()
    assert "-120.00" in page
    assert "红字冲销</span></a>" not in page  # a reversal is not reversed again


def test_what_is_wrong_is_said_and_stays_in_the_form(client, clerk):
    answer = client.post(reverse("funds:entry_create"), typed(summary="购图书三册"))
    assert "年度预算没有“建家活动费”" in answer.content.decode()
    assert "购图书三册" in answer.content.decode()
    answer = client.post(reverse("funds:entry_create"), typed(account="401", fund_source=""))
    assert {"account", "fund_source"} <= answer.context["form"].errors.keys()
    assert not Entry.objects.exists()


@pytest.mark.parametrize(("way", "cash"), [("draw", "120.00"), ("deposit", "-120.00")])
def test_cash_is_drawn_and_deposited(client, clerk, way, cash):
    client.post(reverse("funds:entry_create"), typed(way=way, account="", fund_source=""))
    page = client.get(reverse("funds:journal", args=["cash"]))
    assert page.context["closing"] == Decimal(cash)
    assert client.get(reverse("funds:journal", args=["none"])).status_code == 404


def test_a_month_is_closed_once(client, clerk):
    booked_income(on=LAST_MONTH)
    assert any(duty.title.endswith("待结账") for duty in duties["funds.month_close"](clerk, today()))
    month = f"{LAST_MONTH:%Y-%m}"
    for _ in range(2):
        client.post(reverse("funds:closing"), {"month": month, "note": ""})
    assert MonthClose.objects.get().month == LAST_MONTH.replace(day=1)
    assert not list(duties["funds.month_close"](clerk, today()))


def test_opening_balances_are_entered(client, clerk):
    values = {"on": f"{today().year}-01-01", "cash": "10.00", "bank": "90.00", "from_dues": "100.00"}
    client.post(reverse("funds:opening"), values)
    assert Entry.objects.get().kind == "opening"
    assert "期初余额已经入账" in client.get(reverse("funds:opening")).content.decode()


def test_a_budget_goes_from_draft_to_force(client, clerk):
    year = today().year
    assert not list(duties["funds.next_budget"](clerk, dt.date(year, 6, 1)))
    booked_income()
    assert list(duties["funds.next_budget"](clerk, dt.date(year, 6, 1)))
    client.post(reverse("funds:budget_start"), {"year": year})
    budget = Budget.objects.get()
    line = next(each for each in budget_accounts(year) if each.code == "50405")
    sheet = {"version": 1, "reason": "", f"amount_{line.pk}": "500.00", f"note_{line.pk}": "5 人"}
    client.post(reverse("funds:budget_edit", args=[budget.pk]), sheet)
    detail = reverse("funds:budget_detail", args=[budget.pk])
    client.post(detail, {"action": "submit"} | shown(client, detail))
    assert "批准</span>" not in client.get(detail).content.decode()

    boss = chair()
    assert [duty.url for duty in duties["funds.budgets"](boss, today())] == [detail]
    client.force_login(boss)
    assert client.post(detail, {"action": "nonsense"}).status_code == 404
    client.post(detail, {"action": "approve", "document": "全委会"} | shown(client, detail))
    assert Budget.objects.get().state == "approved"
    released = {"account": "50404", "amount": "50.00", "reason": "突发"}
    client.post(reverse("funds:budget_release"), released)
    assert "突发" in client.get(reverse("funds:budget_list")).content.decode()


def test_figures_equal_the_rows_they_open(client, clerk):
    approved_budget()
    booked_income("1000.00")
    booked_income("50.00", key="old", on=LAST_MONTH)
    booked_expense("300.00")
    period = Period(today().replace(day=1), today())
    for key, value in (("income", "1000.00"), ("expense", "300.00"), ("balance", "750.00")):
        figure = registered[f"funds.{key}"]
        assert figure.compute(period) == Decimal(value)
        asked = figure.rows_url(period).partition("?")[2]
        totals = client.get(f"{reverse('ledgers:totals', args=['account_lines'])}?{asked}").content.decode()
        assert f"{Decimal(value):,.2f}" in totals
    (line,) = registered["funds.expense_by_line"].compute(period)
    assert (line.key, line.value) == ("50405", Decimal("300.00"))
    assert registered["funds.balance"].compute(Period(today(), today(), branch_id=1)) is None


@pytest.mark.parametrize("count", [1, 12])
def test_lists_ask_the_same_at_every_size(client, count, django_assert_max_num_queries):
    client.force_login(officer(Office.AUDITOR))
    for number in range(count):
        booked_income("1.00", key=f"row:{number}")
    for url, most in (("funds:home", 32), ("funds:entry_list", 18), ("funds:cash_book", 18)):
        with django_assert_max_num_queries(most):
            assert client.get(reverse(url)).status_code == 200


def sheet(*rows, **head):
    """A voucher sheet as the page posts it; rows are (account, debit, credit, fund source)."""
    values = {
        "on": today().isoformat(), "summary": "图书与宣传", "key": "s1", "line-TOTAL_FORMS": "10",
        "line-INITIAL_FORMS": "0",
    } | head  # fmt: skip
    for number, (account, debit, credit, source) in enumerate(rows):
        values |= {
            f"line-{number}-account": account, f"line-{number}-debit": debit,
            f"line-{number}-credit": credit, f"line-{number}-fund_source": source,
        }  # fmt: skip
    return values


def test_a_voucher_of_several_lines_is_booked_once_and_must_balance(client, clerk):
    approved_budget()
    url = reverse("funds:voucher_create")
    rows = [("50302", "300.00", "", "allocation"), ("50103", "80.00", "", "dues"), ("102", "", "370.00", "")]
    page = client.post(url, sheet(*rows)).content.decode()
    assert "借贷不平" in page
    assert "300.00" in page  # nothing typed is lost
    rows[2] = ("102", "", "380.00", "")
    answer = client.post(url, sheet(*rows))
    entry = Entry.objects.get()
    assert answer.url == reverse("funds:entry_detail", args=[entry.pk])
    assert list(entry.lines.values_list("account__code", "debit", "credit", "fund_source")) == [
        ("50302", 300, 0, "allocation"), ("50103", 80, 0, "dues"), ("102", 0, 380, ""),
    ]  # fmt: skip
    client.post(url, sheet(*rows))
    assert Entry.objects.count() == 1
    assert "请选择科目" in client.post(url, sheet(("", "5.00", "", ""), key="s2")).content.decode()
