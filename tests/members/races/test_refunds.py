"""Requests for the same money approved in the same second: it is paid back once."""

from decimal import Decimal

import pytest
from django.db.models import Sum

from members.choices import DuesKind, DuesMethod, DuesRequestKind
from members.models import DuesEntry, DuesRequest
from members.rules.dues_records import RequestAction
from members.services import dues_collections, dues_requests
from members.services.dues_months import compute_month
from tests.factories import officer
from tests.factories_dues import payer
from tests.organisation.races.test_offices import _postgresql, at_once  # noqa: F401 - a fixture
from union.common.dates import first_of_month, today
from union.organisation.choices import Office

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
PAID = Decimal("22.80")


def test_the_same_dues_are_refunded_once():
    clerk, member, month = officer(Office.OFFICE_STAFF), payer(), first_of_month(today())
    compute_month(month, actor=clerk)
    dues_collections.take_at_office(member, PAID, method=DuesMethod.CASH, collected_on=today(), actor=clerk)
    asked = [
        dues_requests.ask(
            DuesRequestKind.REFUND, member, first_month=month, last_month=month, reason="重复缴纳",
            actor=clerk, amount=PAID, method=DuesMethod.CASH,
        )
        for _ in range(4)
    ]  # fmt: skip
    chair = officer(Office.CHAIR)

    def approve(row):
        return lambda: dues_requests.advance(row, RequestAction.APPROVE, actor=chair)

    errors = at_once(*(approve(row) for row in asked))
    paid = DuesEntry.objects.filter(member=member, kind=DuesKind.PAID).aggregate(left=Sum("amount"))
    assert paid["left"] == 0
    assert (len(errors), DuesRequest.objects.filter(state="approved").count()) == (3, 1)
