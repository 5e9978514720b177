"""The database fails at every query of post, reverse and close in turn: all or nothing."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import transaction

from tests.factories import officer
from tests.factories_funds import approved_budget, booked_expense, booked_income
from tests.faulty_database import assert_all_or_nothing
from union.common.dates import today
from union.common.models import AuditEvent
from union.funds.choices import FundSource
from union.funds.models import Entry, EntryLine, MonthClose, VoucherCounter
from union.funds.services import posting
from union.funds.services.closing import close_month
from union.funds.services.posting import income_lines, reverse_entry

pytestmark = pytest.mark.django_db
LAST_MONTH = today().replace(day=1) - dt.timedelta(days=1)


def everything():
    tables = (Entry, EntryLine, MonthClose, AuditEvent)
    counters = dict(VoucherCounter.objects.filter(last_number__gt=0).values_list("year", "last_number"))
    return [table.objects.count() for table in tables], counters


def test_posting_is_all_or_nothing():
    approved_budget()
    queries = assert_all_or_nothing(booked_expense, everything)
    assert queries >= 10


def test_reversing_is_all_or_nothing():
    entry = booked_income()
    assert_all_or_nothing(
        lambda: reverse_entry(entry, on=today(), reason="录错", key="red", actor=None), everything
    )
    assert entry.reversed_by.number == 2


def test_closing_is_all_or_nothing():
    booked_income(on=LAST_MONTH)
    clerk = officer()
    assert_all_or_nothing(lambda: close_month(LAST_MONTH, actor=clerk, today=today()), everything)


@pytest.mark.django_db(transaction=True)
def test_twin_posting_without_a_transaction_leaves_half_a_voucher(monkeypatch):
    monkeypatch.setattr(posting, "lock_book", transaction.atomic(posting.lock_book))
    unsafe = posting.post_entry.__wrapped__  # the service without @transaction.atomic
    lines = income_lines(Decimal(5), account="401", paid_into="102", fund_source=FundSource.DUES)
    with pytest.raises(AssertionError, match="half a thing stayed behind"):
        assert_all_or_nothing(
            lambda: unsafe(on=today(), summary="试", lines=lines, key="half", actor=None), everything
        )
