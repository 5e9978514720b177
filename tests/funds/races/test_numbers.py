import threading
from decimal import Decimal

import pytest
from django.db import IntegrityError, OperationalError, connection, connections, transaction

from tests.factories_funds import booked_income
from union.common.dates import today
from union.funds.choices import FundSource
from union.funds.models import Entry, VoucherCounter
from union.funds.services import posting
from union.funds.services.posting import income_lines

WRITERS = 50


def together(count, act):
    """Run `act(number)` in `count` threads that begin at once; return what they raised."""
    gate, raised = threading.Barrier(count), []

    def run(number):
        try:
            gate.wait(30)
            act(number)
        except Exception as error:  # noqa: BLE001 - looked at by the test
            raised.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,), daemon=True) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive(), "a writer hangs"
    return raised


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_fifty_postings_at_once_are_numbered_without_gaps():
    if connection.vendor != "postgresql":
        pytest.skip("needs concurrent writers")

    def post(number):
        with transaction.atomic():
            booked_income("1.00", key=f"race:{number // 2}")  # each key twice
            if number % 10 == 9:
                raise ZeroDivisionError  # gives its number back

    raised = together(WRITERS, post)

    assert {type(error) for error in raised} == {ZeroDivisionError}
    numbers = list(Entry.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) == WRITERS // 2
    assert VoucherCounter.objects.get().last_number == len(numbers)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_twin_without_the_lock_postings_collide(monkeypatch):
    """Sabotage: the counter is read without the lock, as a naive max + 1 would be."""
    if connection.vendor != "postgresql":
        pytest.skip("needs concurrent writers")
    VoucherCounter.objects.create(year=today().year)
    barrier = threading.Barrier(2)

    def unlocked(year):
        counter = VoucherCounter.objects.get(year=year)
        barrier.wait(30)
        return counter

    monkeypatch.setattr(posting, "lock_book", unlocked)
    lines = income_lines(Decimal(1), account="401", paid_into="102", fund_source=FundSource.DUES)
    raised = together(
        2,
        lambda number: posting.post_entry(
            on=today(), summary="抢号", lines=lines, key=f"twin:{number}", actor=None
        ),
    )
    assert [type(error) for error in raised] in ([IntegrityError], [OperationalError])
