"""Two schedulers, one effect; and the twin without the lock, which the unique constraint stops."""

import contextlib
import datetime as dt
import threading

import pytest
from django.db import IntegrityError, connection

from tests.factories import UserFactory
from tests.factories_reminders import DAY, KEY, due, rule
from union.reminders.declare import Step
from union.reminders.models import Notice, Reminder, RuleRun
from union.reminders.services import telling

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
DUES = 300


class MeetingDay(telling.Day):
    """Both runs meet between reading what is told and writing, if nothing keeps them apart."""

    def __init__(self, today, barrier):
        super().__init__(today)
        self._barrier, self._add = barrier, self.add_working
        self.add_working = self._meet

    def _meet(self, day, count):
        with contextlib.suppress(threading.BrokenBarrierError):
            self._barrier.wait(1)
        return self._add(day, count)


def two_runs():
    """Run the rule in two threads at once; return outcomes and errors."""
    barrier, outcomes, errors = threading.Barrier(2), [], []

    def work():
        try:
            outcomes.append(telling.run_rule(KEY, DAY, MeetingDay(DAY, barrier)).told)
        except IntegrityError as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes), errors


@pytest.fixture
def many():
    user = UserFactory()
    with rule(Step(0, working=True), dues=[due(n, user_ids=(user.pk,)) for n in range(DUES)]):
        yield


@pytest.mark.usefixtures("many")
def test_two_runs_at_once_tell_once():
    assert two_runs() == ([0, DUES], [])
    assert Notice.objects.count() == Reminder.objects.count() == DUES


@pytest.mark.usefixtures("many")
def test_without_the_lock_the_constraint_refuses_the_second(monkeypatch):
    monkeypatch.setattr(telling, "locked_run", lambda key: RuleRun.objects.get_or_create(rule=key)[0])
    RuleRun.objects.create(rule=KEY)
    outcomes, errors = two_runs()
    assert (outcomes, len(errors)) == ([DUES], 1)  # the race is real
    assert Notice.objects.count() == DUES


def test_a_clock_set_back_tells_nothing_twice():
    user = UserFactory()
    with rule(dues=[due(user_ids=(user.pk,))]):
        telling.run_rule(KEY, DAY)
        telling.run_rule(KEY, DAY - dt.timedelta(days=1))
        telling.run_rule(KEY, DAY)
    assert user.notices.count() == 1
