"""Many press at once: never oversold, waiting numbers without gaps, everybody who moves up told once.

Service level, with threads; two web processes: tests/faults/test_signup_rush.py.
"""

import threading

import pytest
from django.db import connection
from django.utils import timezone

from events.choices.activities import SignUpState
from events.models import Activity, ActivitySession, SignUp
from events.services import places, signups
from tests.factories_events import make_activity, people
from union.common.errors import DomainError
from union.reminders.models import Notice

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
PLACES, PEOPLE, LEAVING, THREADS = 6, 24, 4, 8


def at_once(work, items):
    """Run `work(item)` for all items in THREADS threads that start together; return the errors."""
    barrier, errors, queue = threading.Barrier(THREADS), [], list(items)

    def run(mine):
        try:
            barrier.wait()
            for item in mine:
                work(item)
        except Exception as error:  # noqa: BLE001 - the test says which
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(queue[n::THREADS],)) for n in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


@pytest.mark.parametrize("_turn", range(3))
def test_rush_fills_exactly_and_the_first_waiting_move_up(_turn):
    activity, members, now = make_activity(PLACES), people(PEOPLE), timezone.now()

    def press(member):
        signups.sign_up(activity.session, member, actor=member.user, now=now)

    assert at_once(press, members) == []
    confirmed = SignUp.objects.filter(state=SignUpState.CONFIRMED)
    waiting = SignUp.objects.filter(state=SignUpState.WAITING).order_by("waiting_number")
    assert confirmed.count() == PLACES
    assert list(waiting.values_list("waiting_number", flat=True)) == list(range(1, PEOPLE - PLACES + 1))
    first = list(waiting.values_list("pk", flat=True)[:LEAVING])

    leaving = list(confirmed.select_related("member__user")[:LEAVING])
    errors = at_once(lambda s: signups.withdraw(s, actor=s.member.user, now=now), leaving)

    assert errors == []
    moved = SignUp.objects.filter(state=SignUpState.CONFIRMED, waiting_number__isnull=False)
    assert sorted(moved.values_list("pk", flat=True)) == sorted(first)
    assert SignUp.objects.filter(state=SignUpState.CONFIRMED).count() == PLACES
    told = Notice.objects.filter(title__startswith="候补转正")
    assert sorted(told.values_list("key", flat=True)) == sorted(f"signup:{pk}:moved-up" for pk in first)
    assert ActivitySession.objects.get().taken == PLACES


def test_without_the_lock_the_rush_breaks(monkeypatch):
    """The twin: two look for room before either has taken it. The second bolt alone gives an error page."""
    activity, members, now = make_activity(1), people(THREADS), timezone.now()
    gate = threading.Barrier(THREADS)
    real = places.room_of

    def room_after_all(session):
        room = real(session)
        gate.wait(timeout=10)
        return room

    monkeypatch.setattr(places, "lock_activity", lambda pk: Activity.objects.get(pk=pk))
    monkeypatch.setattr(places, "room_of", room_after_all)
    monkeypatch.setattr(signups, "_new", _numbered)
    outcomes = at_once(lambda m: signups.sign_up(activity.session, m, actor=m.user, now=now), members)

    assert any(isinstance(error, DomainError) for error in outcomes)
    assert SignUp.objects.filter(state=SignUpState.WAITING).count() < THREADS - 1


def _numbered(activity, session, member, actor, channel):
    """A number that needs no lock, so that the race is about places alone."""
    return SignUp(
        activity=activity, session=session, member=member, number=member.pk, channel=channel,
        state=SignUpState.PENDING, signed_by=actor,
    )  # fmt: skip


def test_without_both_bolts_places_are_sold_twice():
    """What the lock and the condition are for: a careless counter lets everybody in."""
    activity, members = make_activity(1), people(2)
    barrier, counted = threading.Barrier(2), []

    def careless(member):
        session = ActivitySession.objects.get(pk=activity.session.pk)
        barrier.wait(timeout=10)
        if session.taken < session.capacity:
            ActivitySession.objects.filter(pk=session.pk).update(taken=session.taken + 1)
            SignUp.objects.create(
                activity=activity, session=session, member=member, number=member.pk,
                state=SignUpState.CONFIRMED,
            )  # fmt: skip
            counted.append(member)
        connection.close()

    threads = [threading.Thread(target=careless, args=(member,)) for member in members]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(counted) == 2 > activity.session.capacity
