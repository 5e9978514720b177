import datetime as dt
from decimal import Decimal

import pytest

from tests.factories import officer
from tests.factories_funds import approved_budget, booked_expense, booked_income, chair
from union.common.errors import DomainError, NotPermittedError
from union.funds.choices import Journal
from union.funds.selectors.balances import balances, by_fund_source, month_to_close, turnover
from union.funds.services.closing import close_month, post_opening
from union.funds.services.posting import reverse_entry

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 22)
SEPTEMBER, OCTOBER = dt.date(2026, 9, 30), dt.date(2026, 10, 31)


@pytest.fixture(autouse=True)
def _november(time_machine_at):
    time_machine_at("2026-11-22 10:00+08:00")


@pytest.fixture
def clerk():
    return officer()


def opened(clerk, on=dt.date(2026, 1, 1), **more):
    values = {"cash": Decimal(500), "bank": Decimal(9500), "by_source": {"dues": Decimal(10000)}} | more
    return post_opening(on=on, actor=clerk, **values)


def test_months_close_in_order_and_once_over(clerk):
    assert month_to_close(TODAY) is None
    booked_income("100.00", on=SEPTEMBER, key="a")
    booked_income("1.00", on=OCTOBER, key="b")
    with pytest.raises(DomainError, match="下一个应结的月份是 2026 年 9 月"):
        close_month(OCTOBER, actor=clerk, today=TODAY)

    close = close_month(SEPTEMBER, actor=clerk, today=TODAY)

    assert (close.entry_count, close.turnover, close.bank_balance) == (1, Decimal(100), Decimal(100))
    with pytest.raises(DomainError, match="已经结账"):
        close_month(SEPTEMBER, actor=clerk, today=TODAY)
    assert close_month(OCTOBER, actor=clerk, today=TODAY).bank_balance == Decimal(101)
    with pytest.raises(DomainError, match="还没有到月底"):
        close_month(TODAY, actor=clerk, today=TODAY)
    with pytest.raises(DomainError, match="10 月及以前已结账"):
        booked_income(on=OCTOBER, key="late")


def test_closing_is_for_those_who_book():
    booked_income(on=SEPTEMBER)
    with pytest.raises(NotPermittedError):
        close_month(SEPTEMBER, actor=chair(), today=TODAY)


def test_a_negative_balance_must_be_explained(clerk):
    approved_budget(2026)
    booked_expense(on=SEPTEMBER)
    with pytest.raises(DomainError, match="出现负数"):
        close_month(SEPTEMBER, actor=clerk, today=TODAY)
    assert close_month(SEPTEMBER, actor=clerk, today=TODAY, note="备用金由医院垫付").note


def test_opening_balances_are_booked_once_and_corrected_by_reversal(clerk):
    first = opened(clerk)
    with pytest.raises(DomainError, match="已经录入"):
        opened(clerk)
    reverse_entry(first, on=first.on, reason="录错", key="x", actor=clerk)
    opened(clerk, bank=Decimal(500), by_source={"dues": Decimal(300), "allocation": Decimal(700)})

    assert balances(TODAY) == {Journal.CASH: Decimal(500), Journal.BANK: Decimal(500)}
    left = {row.key: row.closing for row in by_fund_source(dt.date(2026, 1, 1), TODAY)}
    assert (left["dues"], left["allocation"], left["other"]) == (Decimal(300), Decimal(700), 0)
    assert turnover(dt.date(2026, 1, 1), TODAY).income == 0


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"cash": Decimal(501)}, r"相差 1\.00 元"),
        ({"cash": Decimal(-1)}, "不能为负"),
        ({"on": dt.date(2026, 10, 2)}, "不能晚于已有凭证"),
    ],
)
def test_opening_balances_that_cannot_be(clerk, values, words):
    booked_income(on=dt.date(2026, 10, 1))
    with pytest.raises(DomainError, match=words):
        opened(clerk, **values)
    with pytest.raises(NotPermittedError):
        opened(chair())
