"""谁可以看到: the panel names exactly those officers who find the record."""

import pytest

from events.models import ArchiveClass, ArchiveItem, HomeCheck
from tests.factories import (
    BranchFactory,
    DepartmentFactory,
    GroupFactory,
    MemberFactory,
    UserFactory,
    officer,
)
from tests.factories_rooms import make_hazard, make_suggestion
from union.accounts.models import User
from union.common.dates import today
from union.common.registries import visible_records
from union.organisation.choices import Office, Right
from union.organisation.rights import who_may

pytestmark = pytest.mark.django_db


def named(kind, row):
    entry = visible_records[kind]
    subject = entry.subject(row)
    return {grant.user for right in entry.rights for grant in who_may(Right(right), subject)}


def finding(kind, row):
    """Everybody who gets the record, its owner left out."""
    entry = visible_records[kind]
    owner = entry.owner(row)
    everybody = [User.objects.get(pk=user.pk) for user in User.objects.exclude(pk=owner.pk if owner else 0)]
    return {user for user in everybody if entry.find(user, row.pk) is not None}


def test_those_named_are_those_who_see_it():
    branch, other = BranchFactory(), BranchFactory()
    department = DepartmentFactory(branch=other)
    for place in (branch, other):
        officer(Office.BRANCH_CHAIR, branch=place)
        officer(Office.GROUP_LEADER, group=GroupFactory(branch=place))
    officer(Office.DEPARTMENT_CONTACT, department=department)
    officer(Office.DEPARTMENT_CONTACT, department=DepartmentFactory(branch=branch))
    for office in (Office.OFFICE_STAFF, Office.CHAIR, Office.COMMITTEE_MEMBER, Office.WOMEN_MEMBER):
        officer(office)
    member = MemberFactory(user=UserFactory(), branch=branch)
    item = ArchiveItem.objects.create(
        archive_class=ArchiveClass.objects.first(), year=2026, branch=branch, title="x", filed_on=today()
    )
    rows = {
        "suggestion": make_suggestion(proposer=member, branch=branch),
        "hazard": make_hazard(finder=member, branch=branch, department=department, state="assigned"),
        "home_check": HomeCheck.objects.create(branch=branch, year=2026, pass_points=80),
        "archive": item,
    }
    found = {kind: (named(kind, row), finding(kind, row)) for kind, row in rows.items()}
    assert all(who for who, _seen in found.values())
    assert {kind: who ^ seen for kind, (who, seen) in found.items()} == {key: set() for key in rows}
