import datetime as dt
from decimal import Decimal

import pytest
import time_machine

from members.choices import DuesMethod
from members.models import DuesBase, DuesEntry, DuesReceipt
from members.selectors.dues import account_of, owed_of
from members.services.dues_collections import take_at_office
from members.services.dues_months import compute_month
from members.services.dues_prepayment import coming_fees, prepaid_through
from tests.factories import officer
from tests.factories_dues import books_agree, payer
from union.common.dates import add_months, first_of_month
from union.common.errors import DomainError

pytestmark = pytest.mark.django_db
NOW = dt.date(2026, 4, 15)
APRIL, MAY, JUNE = (dt.date(2026, month, 1) for month in (4, 5, 6))


@pytest.fixture
def april():
    """A day in the middle of April; `move_to` goes on."""
    with time_machine.travel(dt.datetime(2026, 4, 15, 9, 0), tick=False) as traveller:
        yield traveller


def pay(member, amount, office, *, prepays=True):
    return take_at_office(
        member, Decimal(amount), method=DuesMethod.CASH, collected_on=NOW, actor=office, prepays=prepays
    )


def paid_by_month(member):
    rows = DuesEntry.objects.filter(member=member, kind="paid").order_by("month")
    return list(rows.values_list("month", "amount"))


def test_more_than_owed_is_refused_unless_it_is_meant(april):
    member, office = payer(), officer()
    compute_month(APRIL, actor=office)
    with pytest.raises(DomainError, match=r"多于欠缴 22\.80 元"):
        pay(member, "45.60", office, prepays=False)
    assert not DuesEntry.objects.filter(kind="paid").exists()


def test_a_prepayment_is_booked_at_once_and_meets_each_month_as_it_is_computed(april):
    member, office = payer(), officer()
    compute_month(APRIL, actor=office)
    pay(member, "60.00", office)
    assert paid_by_month(member) == [
        (APRIL, Decimal("22.80")), (MAY, Decimal("22.80")), (JUNE, Decimal("14.40")),
    ]  # fmt: skip
    receipt = DuesReceipt.objects.get()
    assert (receipt.amount, receipt.first_month, receipt.last_month) == (Decimal("60.00"), APRIL, JUNE)
    assert prepaid_through(member, NOW) == JUNE
    assert owed_of(member, NOW) == 0
    assert books_agree()

    april.move_to(dt.datetime(2026, 5, 10, 9, 0))
    compute_month(MAY, actor=office)
    assert owed_of(member, dt.date(2026, 5, 10)) == 0
    april.move_to(dt.datetime(2026, 6, 10, 9, 0))
    compute_month(JUNE, actor=office)
    assert owed_of(member, dt.date(2026, 6, 10)) == Decimal("8.40")
    assert books_agree()


def test_a_later_raise_leaves_the_difference_owed(april):
    member, office = payer(), officer()
    pay(member, "22.80", office)  # April itself, not computed yet
    DuesBase.objects.create(member=member, effective_month=APRIL, amount="6000.00")
    compute_month(APRIL, actor=office)
    assert account_of(member, APRIL, APRIL)[0]["owed"] == Decimal("7.20")


def test_twelve_months_ahead_and_no_further_and_nothing_twice(april):
    member, office = payer(), officer()
    compute_month(APRIL, actor=office)
    coming = coming_fees(member, NOW)
    assert [month for month, _fee in coming] == [add_months(MAY, number) for number in range(12)]
    with pytest.raises(DomainError, match="预缴"):
        pay(member, "296.41", office)
    pay(member, "296.40", office)
    assert coming_fees(member, NOW) == []
    with pytest.raises(DomainError):
        pay(member, "0.01", office)


def test_who_does_not_pay_has_nothing_to_prepay(april):
    member = payer(membership_status="retained", retain_reason="retired", until=first_of_month(NOW))
    assert coming_fees(member, NOW) == []
