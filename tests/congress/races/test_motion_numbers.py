"""50 filings at once give 50 consecutive numbers; of two clerks one wins. With the sabotage twin."""

import threading

import pytest
from django.db import connection, transaction
from django.db.models import Max

from congress.choices.motions import MotionAction as A
from congress.choices.motions import Series
from congress.models import Motion
from congress.services.motions_flow import Grounds, take
from tests.factories import MemberFactory, officer
from tests.factories_motions import make_motion, make_session
from union.common.errors import DomainError
from union.organisation.choices import Office

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
FILINGS = 50


def at_once(count, action):
    """Run `action(number, barrier)` in `count` threads that start together; what each returned."""
    barrier, results = threading.Barrier(count), []

    def work(number):
        try:
            results.append(action(number, barrier))
        except DomainError as error:
            results.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.fixture
def clerk():
    found = officer(Office.OFFICE_STAFF)
    assert found.access
    return found


def papers(count):
    session, mover = make_session(), MemberFactory()
    return [make_motion(session, mover, state="reviewing", title=f"提案 {n}") for n in range(count)]


def test_fifty_filings_give_fifty_consecutive_numbers(clerk):
    """Every fifth one is rolled back after it has taken its number, and comes again: no gap."""
    motions = papers(FILINGS)

    def file_and_fail(motion):
        with transaction.atomic():
            take(motion, A.FILE, actor=clerk)
            raise ZeroDivisionError

    def work(number, barrier):
        barrier.wait()
        if number % 5 == 0:
            with pytest.raises(ZeroDivisionError):
                file_and_fail(motions[number])
        take(motions[number], A.FILE, actor=clerk)

    at_once(FILINGS, work)

    numbers = Motion.objects.filter(series=Series.MOTION).values_list("number", flat=True)
    assert sorted(numbers) == list(range(1, FILINGS + 1))


def test_numbers_by_maximum_clash(clerk):
    """The twin: what max + 1 does when two look at once."""
    motions = papers(2)

    def careless(number, barrier):
        with transaction.atomic():
            last = Motion.objects.filter(series=Series.MOTION).aggregate(last=Max("number"))["last"] or 0
            barrier.wait()
            return last + 1

    assert motions
    assert at_once(2, careless) == [1, 1]
    assert clerk.pk


def test_of_two_clerks_one_files_and_the_other_is_told(clerk):
    motion, other = papers(1)[0], officer(Office.OFFICE_STAFF)
    assert other.access

    def file_it(number, barrier):
        barrier.wait()
        actor = (clerk, other)[number]
        given = Grounds(note="属部门日常工作")
        take(motion, (A.FILE, A.CONVERT)[number], actor=actor, given=given, version=motion.version)
        return "done"

    assert sorted(at_once(2, file_it)) == ["TransitionError", "done"]
    motion.refresh_from_db()
    assert (motion.number, motion.steps.count()) == (1, 1)
