"""谁可以看到 of units and appointments says exactly whom the lists let in."""

import pytest

from tests.factories import BranchFactory, DepartmentFactory, GroupFactory, UserFactory, officer
from union.organisation.choices import Office, UnitKind
from union.organisation.models import Appointment
from union.organisation.rules.offices import SCOPES
from union.organisation.selectors.offices import officers_visible_to
from union.organisation.selectors.units import units_visible_to
from union.organisation.selectors.watchers import who_sees_appointment, who_sees_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    """One holder of every office in every scope it may have, in two branches, and somebody without any."""
    made = [UserFactory()]
    for _turn in range(2):
        branch = BranchFactory()
        department = DepartmentFactory(branch=branch)
        group = GroupFactory(branch=branch, department=department)
        units = {"branch": branch, "department": department, "group": group}
        for office in Office:
            made += [
                officer(office, **({kind.value: units[kind.value]} if kind.value in units else {}))
                for kind in SCOPES[office]
            ]
    return made


@pytest.mark.parametrize("kind", list(UnitKind))
def test_units(people, kind):
    for unit in units_visible_to(officer(Office.CHAIR), kind):
        told = {grant.user.pk for grant in who_sees_unit(unit)}

        assert told & {p.pk for p in people} == {
            person.pk for person in people if units_visible_to(person, kind).filter(pk=unit.pk).exists()
        }


def test_appointments(people):
    for appointment in Appointment.objects.exclude(office=Office.MEMBER).select_related(
        "group", "department"
    ):
        told = {grant.user.pk for grant in who_sees_appointment(appointment)} | {appointment.user_id}

        assert told & {p.pk for p in people} == {
            person.pk for person in people if officers_visible_to(person).filter(pk=appointment.pk).exists()
        }
