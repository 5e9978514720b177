import pytest

from members.models import Member
from tests.factories import (
    BranchFactory,
    DepartmentFactory,
    GroupFactory,
    MemberFactory,
    UserFactory,
    officer,
)
from union.common.dates import today
from union.organisation.choices import Office, Right
from union.organisation.rights import Access, Scope, access_of
from union.organisation.rules.offices import RIGHTS
from union.organisation.selectors import branches_visible_to, departments_visible_to, groups_visible_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    """Two branches with a department and a group each, and a man and a woman in each group."""
    groups = []
    for _ in range(2):
        branch = BranchFactory()
        department = DepartmentFactory(branch=branch)
        group = GroupFactory(branch=branch, department=department)
        for sex in ("male", "female"):
            MemberFactory(branch=branch, department=department, group=group, sex=sex)
        groups.append(group)
    MemberFactory(branch=None, sex="female")
    return groups[0]


def everybody(group):
    scopes = {
        Office.BRANCH_CHAIR: {"branch": group.branch},
        Office.GROUP_LEADER: {"group": group},
        Office.DEPARTMENT_CONTACT: {"department": group.department},
    }
    for office in Office:
        yield officer(office, **scopes.get(office, {}))
    yield officer(Office.WOMEN_MEMBER, branch=group.branch)
    yield officer(Office.COMMITTEE_MEMBER, branch=group.branch)


def test_filter_and_covers_are_one_rule(place):
    """What a list shows is what a single record allows, for every office and every right."""
    members = list(Member.objects.all())
    checked = 0
    for user in everybody(place):
        access = access_of(user)
        for right in Right:
            scope = access.scope(right)
            assert set(scope.filter(Member.objects.all())) == {m for m in members if scope.covers(m)}
            checked += not scope.empty
    assert checked > 40


# Of five members: two in the own group, two in the other branch, one woman without a branch.
EXPECTED = {
    Office.CHAIR: 5, Office.OFFICE_STAFF: 5, Office.AUDITOR: 5, Office.LEADERSHIP: 5, Office.WOMEN_MEMBER: 3,
    Office.BRANCH_CHAIR: 2, Office.GROUP_LEADER: 2, Office.DEPARTMENT_CONTACT: 0, Office.MEMBER: 0,
    Office.DELEGATE: 0, Office.SYSTEM_ADMIN: 0, Office.SECURITY_ADMIN: 0, Office.AUDIT_ADMIN: 0,
}  # fmt: skip


@pytest.mark.parametrize("office", EXPECTED)
def test_how_many_members_an_office_sees(place, office):
    scope = {
        Office.BRANCH_CHAIR: {"branch": place.branch},
        Office.GROUP_LEADER: {"group": place},
        Office.DEPARTMENT_CONTACT: {"department": place.department},
    }.get(office, {})
    user = officer(office, **scope)
    assert user.access.scope(Right.VIEW_MEMBERS).filter(Member.objects.all()).count() == EXPECTED[office]


def test_rights_end_with_the_account_and_the_term(place):
    user = officer(Office.CHAIR)
    assert access_of(user).can(Right.VIEW_MEMBERS)
    user.is_active = False
    assert access_of(user) == Access()
    held = user.appointments.get()
    assert access_of(UserFactory(), today()).scopes == {}
    held.ends_on = held.starts_on
    held.save()
    user.is_active = True
    assert access_of(user) == Access()


def test_scope_label():
    group = GroupFactory(name="心内科1组")
    assert officer(Office.CHAIR).access.scope_label == "全院"
    assert officer(Office.GROUP_LEADER, group=group).access.scope_label == "心内科1组"
    assert officer(Office.MEMBER).access.scope_label == "本人"


def test_units_in_scope(place):
    chair = officer(Office.BRANCH_CHAIR, branch=place.branch)
    contact = officer(Office.DEPARTMENT_CONTACT, department=place.department)
    assert list(branches_visible_to(chair)) == [place.branch]
    assert list(departments_visible_to(chair)) == [place.department]
    assert list(groups_visible_to(chair)) == [place]
    assert branches_visible_to(officer(Office.CHAIR)).count() == 2
    assert not groups_visible_to(contact).exists()  # a contact answers motions, he does not see the tree


def test_an_empty_scope_matches_nothing(place):
    assert not Member.objects.filter(Scope().condition()).exists()
    assert all(RIGHTS[office] is not None for office in Office)
