"""Receipts are numbered without gaps, however many counters write them at once."""

import threading
from decimal import Decimal

import pytest
from django.db import IntegrityError, OperationalError, connection, connections, transaction
from django.db.models import Max

from members.choices import DuesBookingKind, DuesMethod
from members.models import DuesBooking, DuesCollectionLine, DuesReceipt
from members.services import dues_collections
from members.services.dues_months import compute_month
from tests.factories import officer
from tests.factories_dues import books_agree, payer
from union.common.dates import first_of_month, today

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
PAYERS = 50


def together(count, act):
    """Run `act(number)` in `count` threads that begin at once; return what they raised."""
    gate, raised = threading.Barrier(count), []

    def run(number):
        try:
            gate.wait(60)
            act(number)
        except Exception as error:  # noqa: BLE001 - looked at by the test
            raised.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,), daemon=True) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
        assert not thread.is_alive(), "a counter hangs"
    return raised


def owing(count):
    """Members who owe this month, and the clerk who takes their money."""
    members, clerk = [payer() for _ in range(count)], officer()
    compute_month(first_of_month(today()), actor=clerk)
    return members, clerk


def pay(member, clerk):
    return dues_collections.take_at_office(
        member, Decimal("22.80"), method=DuesMethod.CASH, collected_on=today(), actor=clerk
    )


def test_fifty_receipts_at_once_are_numbered_without_gaps():
    if connection.vendor != "postgresql":
        pytest.skip("needs concurrent writers")
    members, clerk = owing(PAYERS)

    def act(number):
        with transaction.atomic():
            pay(members[number], clerk)
            if number % 10 == 9:
                raise ZeroDivisionError  # gives its number back

    raised = together(PAYERS, act)

    assert {type(error) for error in raised} == {ZeroDivisionError}
    serials = list(DuesReceipt.objects.order_by("serial").values_list("serial", flat=True))
    assert serials == list(range(1, PAYERS - PAYERS // 10 + 1))
    assert books_agree()


def test_twin_without_the_lock_two_receipts_collide(monkeypatch):
    """Sabotage: the last number is read without a lock, as a naive max + 1 would be."""
    if connection.vendor != "postgresql":
        pytest.skip("needs concurrent writers")
    members, clerk = owing(2)
    barrier = threading.Barrier(2)
    bookings = [
        DuesBooking.objects.create(
            kind=DuesBookingKind.COLLECTION, booked_in=first_of_month(today()), on=today(), summary="收缴",
            method=DuesMethod.CASH, actor=clerk,
        )
        for _ in members
    ]  # fmt: skip

    def unlocked(year):
        last = DuesReceipt.objects.filter(year=year).aggregate(last=Max("serial"))["last"] or 0
        barrier.wait(30)
        return last

    monkeypatch.setattr(dues_collections, "_last_number", unlocked)

    def act(number):
        line = DuesCollectionLine(pk=number + 1, member=members[number], amount=Decimal("22.80"))
        parts = [(first_of_month(today()), line.amount)]
        dues_collections._write_receipts(bookings[number], {line: parts}, clerk)

    raised = together(2, act)
    assert [type(error) for error in raised] in ([IntegrityError], [OperationalError])
