"""Two clerks decide on one member at once: one gets through. The sabotage twin shows the race is real."""

import threading

import pytest
from django.db import connection, transaction

from members.choices import MembershipStatus as S
from members.models import Member, MembershipChange
from members.rules.membership import step_between
from members.services.membership import change_membership
from tests.factories import MemberFactory, officer
from union.common.dates import today
from union.common.errors import TransitionError
from union.organisation.choices import Office

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
CLERKS = 2


def at_once(action, actors):
    """Run `action(actor, barrier)` in one thread per actor, started together."""
    barrier, outcomes = threading.Barrier(len(actors)), []

    def work(actor):
        try:
            outcomes.append(action(actor, barrier))
        except TransitionError:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(actor,)) for actor in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


@pytest.fixture
def clerks():
    found = [officer(Office.OFFICE_STAFF) for _ in range(CLERKS)]
    for clerk in found:
        assert clerk.access
    return found


def test_one_of_two_clerks_gets_through(clerks):
    member = MemberFactory()

    def withdraw(actor, barrier):
        barrier.wait()
        change_membership(member, S.WITHDRAWN, effective_on=today(), note="本人申请", actor=actor)
        return "done"

    assert at_once(withdraw, clerks) == ["done", "refused"]
    assert MembershipChange.objects.filter(member=member).count() == 1


def test_without_the_lock_both_get_through(clerks):
    member = MemberFactory()

    def careless(actor, barrier):
        with transaction.atomic():
            row = Member.objects.get(pk=member.pk)
            step = step_between(row.membership_status, S.WITHDRAWN)
            barrier.wait()
            MembershipChange.objects.create(
                member=row, from_status=step.source, to_status=step.target, effective_on=today(), actor=actor
            )
            Member.objects.filter(pk=row.pk).update(membership_status=step.target)
        return "done"

    assert at_once(careless, clerks) == ["done", "done"]
    assert MembershipChange.objects.filter(member=member).count() == CLERKS
