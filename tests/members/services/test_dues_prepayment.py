import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.choices import DuesMethod
from members.models import DuesBase, DuesEntry, DuesReceipt
from members.selectors.dues import account_of, owed_of
from members.services.dues_collections import hand_in, receive, take_at_office
from members.services.dues_months import compute_month
from members.services.dues_prepayment import ahead_on, coming_fees, payables, prepaid_in, prepaid_through
from tests.factories import GroupFactory, officer
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


def hand_in_for(rows, collector):
    """A sheet with coming months: [(member, amount)]."""
    amounts = {member: Decimal(amount) for member, amount in rows}
    return hand_in(amounts, method=DuesMethod.CASH, collected_on=NOW, actor=collector, prepays=True)


def test_a_sheet_of_a_group_takes_coming_months_too(april):
    group = GroupFactory()
    owing, ahead = payer(group=group, branch=group.branch), payer(group=group, branch=group.branch)
    collector, office = officer("group_leader", group=group), officer()
    compute_month(APRIL, actor=office)
    take_at_office(
        ahead, Decimal("22.80"), method=DuesMethod.CASH, collected_on=NOW, actor=office
    )  # owes nothing
    sheet = hand_in_for([(owing, "50.00"), (ahead, "45.60")], collector)

    assert ahead_on(sheet, NOW) == {owing.pk: Decimal("27.20"), ahead.pk: Decimal("45.60")}
    assert not DuesEntry.objects.filter(member=owing, kind="paid").exists()

    sheet = receive(sheet, actor=office)

    assert paid_by_month(owing) == [
        (APRIL, Decimal("22.80")), (MAY, Decimal("22.80")), (JUNE, Decimal("4.40")),
    ]  # fmt: skip
    assert prepaid_in(sheet.booking) == {owing.pk: Decimal("27.20"), ahead.pk: Decimal("45.60")}
    assert ahead_on(sheet, NOW) == prepaid_in(sheet.booking)
    receipt = DuesReceipt.objects.get(member=ahead, booking=sheet.booking)
    assert (receipt.amount, receipt.first_month, receipt.last_month) == (Decimal("45.60"), MAY, JUNE)
    assert books_agree()


def test_a_sheet_refuses_beyond_twelve_months_and_names_who(april):
    group = GroupFactory()
    member = payer(group=group, branch=group.branch)
    compute_month(APRIL, actor=officer())
    with pytest.raises(
        DomainError, match=rf"{member.name}：缴款 296\.41 元多于欠缴及至 2027-04 的预缴 296\.40 元"
    ):
        hand_in_for([(member, "296.41")], officer("group_leader", group=group))


def test_what_was_paid_elsewhere_meanwhile_is_not_taken_twice(april):
    """The office receives the sheet after the twelve months were filled at the counter."""
    group = GroupFactory()
    member, office = payer(group=group, branch=group.branch), officer()
    compute_month(APRIL, actor=office)
    sheet = hand_in_for([(member, "45.60")], officer("group_leader", group=group))
    pay(member, "296.40", office)
    with pytest.raises(DomainError, match="请核对金额"):
        receive(sheet, actor=officer())
    assert books_agree()


def test_a_group_costs_as_many_queries_as_one_member(april, django_assert_num_queries):
    members = [payer(group=group) for group in [GroupFactory()] for _ in range(12)]
    with CaptureQueriesContext(connection) as one:
        payables(members[:1], NOW, ahead=True)
    with django_assert_num_queries(len(one)):
        found = payables(members, NOW, ahead=True)
    assert [each.at_most for each in found] == [Decimal("296.40")] * 12
