"""Many book the same hour at once: one gets it, the others are told so; the twins show what holds it."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.utils import timezone

from events.models import Booking, Venue
from events.services import venues
from tests.factories_events import people
from tests.factories_rooms import make_venue
from union.common.errors import DomainError

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
THREADS = 6


def rush(venue, members):
    """All members book the same hour at the same moment; return what they were told."""
    barrier, told = threading.Barrier(len(members)), []
    now = timezone.now()
    start = now + dt.timedelta(days=1)

    def press(member):
        try:
            barrier.wait()
            venues.book(
                venue, starts_at=start, ends_at=start + dt.timedelta(hours=1), purpose="练球", people=1,
                member=member, actor=member.user, now=now,
            )  # fmt: skip
        except Exception as error:  # noqa: BLE001 - the test says which
            told.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(member,)) for member in members]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


@pytest.mark.parametrize("_turn", range(3))
def test_one_of_all_who_press_at_once_gets_the_hour(_turn):
    venue = make_venue()
    told = rush(venue, people(THREADS))
    assert Booking.objects.count() == 1
    assert {str(error) for error in told} == {venues.TAKEN}
    assert all(isinstance(error, DomainError) for error in told)


def _without_lock(monkeypatch):
    """Everybody looks before anybody has booked."""
    gate = threading.Barrier(THREADS)
    real = venues.taken_between

    def after_all(*args):
        found = real(*args)
        gate.wait(timeout=10)
        return found

    monkeypatch.setattr(venues, "lock_venue", lambda pk: Venue.objects.get(pk=pk))
    monkeypatch.setattr(venues, "taken_between", after_all)


def test_without_the_lock_the_exclusion_constraint_still_holds(monkeypatch):
    """The first twin: the look alone lets all pass; the database refuses all but one, with the same words."""
    venue, members = make_venue(), people(THREADS)
    _without_lock(monkeypatch)
    told = rush(venue, members)
    assert Booking.objects.count() == 1
    assert {str(error) for error in told} == {venues.TAKEN}


def test_without_lock_and_constraint_the_hour_is_sold_many_times(monkeypatch):
    """The second twin: what both are for."""
    venue, members = make_venue(), people(THREADS)
    _without_lock(monkeypatch)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE events_booking DROP CONSTRAINT events_booking_no_overlap")
    assert rush(venue, members) == []
    assert Booking.objects.count() == THREADS
