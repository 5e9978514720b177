import threading

import pytest
from django.db import connection, connections

from tests.factories import GroupFactory, UserFactory
from union.common.dates import today
from union.common.errors import DomainError
from union.organisation.choices import Office, UnitKind
from union.organisation.models import Appointment, Group
from union.organisation.services import moves
from union.organisation.services.offices import give_office

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def at_once(*calls):
    """Run the calls in threads that start together; return the errors."""
    gate, errors = threading.Barrier(len(calls)), []

    def run(call):
        try:
            gate.wait()
            call()
        except DomainError as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


@pytest.fixture(autouse=True)
def _postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("needs two writers at once")


def give(user, office, unit=None):
    return lambda: give_office(
        user, office, unit=unit, starts_on=today(), document="工字〔2026〕9号", actor=None
    )


def test_one_seat_given_to_eight_people_at_once():
    group = GroupFactory()
    errors = at_once(*(give(user, Office.GROUP_LEADER, group) for user in UserFactory.create_batch(8)))
    assert Appointment.objects.filter(group=group).count() == 1
    assert len(errors) == 7


def test_one_chair_of_the_union_given_to_eight_people_at_once():
    errors = at_once(*(give(user, Office.CHAIR) for user in UserFactory.create_batch(8)))
    assert Appointment.objects.filter(office=Office.CHAIR).count() == 1
    assert len(errors) == 7


def test_offices_that_exclude_each_other_given_at_once():
    user = UserFactory()
    offices = (
        Office.SYSTEM_ADMIN,
        Office.SECURITY_ADMIN,
        Office.AUDIT_ADMIN,
        Office.AUDITOR,
        Office.OFFICE_STAFF,
    )
    errors = at_once(*(give(user, office) for office in offices))
    assert Appointment.objects.filter(user=user).count() == 1
    assert len(errors) == 4


def test_two_groups_merged_into_each_other_at_once():
    one, two = GroupFactory(), GroupFactory()

    def merge(source, target):
        return lambda: moves.merge_units(
            UnitKind.GROUP, source.pk, into=target.pk, effective_on=today(), actor=None
        )

    errors = at_once(merge(one, two), merge(two, one))
    assert len(errors) == 1
    assert Group.objects.filter(closed_on=None).count() == 1
