import datetime as dt

import pytest

from tests.factories import AppointmentFactory, BranchFactory, GroupFactory, MemberFactory, officer
from union.common import registries
from union.common.dates import today
from union.organisation.choices import Office, Right, UnitKind
from union.organisation.models import Body
from union.organisation.rights import access_of, who_may
from union.organisation.selectors import units as selectors
from union.organisation.services import bodies

pytestmark = pytest.mark.django_db


def day(ahead):
    return today() + dt.timedelta(days=ahead)


def duties(user):
    return list(registries.duties["organisation.terms"](user, today()))


def test_terms_ending_within_ninety_days_are_duties():
    clerk = officer(Office.OFFICE_STAFF)
    Body.objects.filter(kind="committee").update(ends_on=day(90), term="第六届")
    Body.objects.filter(kind="women_committee").update(ends_on=day(91))
    near = AppointmentFactory(office=Office.BRANCH_CHAIR, branch=BranchFactory(), ends_on=day(10))
    AppointmentFactory(office=Office.BRANCH_CHAIR, branch=BranchFactory(), ends_on=day(91))
    AppointmentFactory(office=Office.CHAIR, ends_on=day(10))  # not for the office to renew

    found = duties(clerk)

    assert [duty.due_on for duty in found] == [day(90), day(10)]
    assert "工会委员会第六届" in found[0].title
    assert near.user.display_name in found[1].title
    assert len({duty.key for duty in found}) == 2


def test_duties_are_for_those_who_can_do_something():
    Body.objects.filter(kind="committee").update(ends_on=day(10))
    own = officer(Office.SECURITY_ADMIN, ends_on=day(10))
    AppointmentFactory(office=Office.CHAIR, ends_on=day(10))
    assert duties(officer(Office.CHAIR)) == []
    assert len(duties(own)) == 1  # the chair; not one's own office, not the body


def test_search_finds_units_in_the_scope():
    own, foreign = GroupFactory(name="心内科1组"), GroupFactory(name="心内科2组")
    find = registries.search_results["organisation.units"].find
    chair = officer(Office.BRANCH_CHAIR, branch=own.branch)
    assert [hit.title for hit in find(chair, "心内科", 5)] == ["心内科1组"]
    assert {hit.title for hit in find(officer(Office.OFFICE_STAFF), "心内科", 5)} == {own.name, foreign.name}
    assert len(list(find(officer(Office.OFFICE_STAFF), "心内科", 1))) == 1
    assert list(find(officer(Office.MEMBER), "心内科", 5)) == []


@pytest.mark.parametrize("right", list(Right))
def test_who_may_agrees_with_what_is_let_through(right):
    """For every right, the panel names exactly those whose own scope reaches the record."""
    group = GroupFactory()
    member = MemberFactory(group=group, branch=group.branch, sex="female")
    places = {
        Office.BRANCH_CHAIR: {"branch": group.branch},
        Office.GROUP_LEADER: {"group": group},
        Office.DEPARTMENT_CONTACT: {"branch": None},
    }
    people = [officer(o, **places.get(o, {})) for o in Office if o != Office.DEPARTMENT_CONTACT]
    people += [
        officer(Office.BRANCH_CHAIR, branch=BranchFactory()),
        officer(Office.WOMEN_MEMBER, branch=group.branch),
    ]
    people.append(officer(Office.CHAIR, ends_on=day(-1)))

    named = {grant.user for grant in who_may(right, member)}

    assert named == {user for user in people if access_of(user).reaches(right, member)}


def test_women_members_reach_women_alone():
    man, woman = MemberFactory(sex="male"), MemberFactory(sex="female")
    women_member = officer(Office.WOMEN_MEMBER)
    assert women_member in {grant.user for grant in who_may(Right.VIEW_MEMBERS, woman)}
    assert women_member not in {grant.user for grant in who_may(Right.VIEW_MEMBERS, man)}


def test_tree_of_a_group_leader_and_of_nobody():
    group = GroupFactory()
    GroupFactory(branch=group.branch)
    tree = selectors.organisation_tree(officer(Office.GROUP_LEADER, group=group))
    assert [node.unit for node in tree.branches] == [group.branch]
    assert tree.group_count == 1
    assert selectors.organisation_tree(officer(Office.MEMBER)).branches == []


def test_members_without_a_branch_are_told_to_the_hospital():
    MemberFactory(branch=None)
    assert selectors.organisation_tree(officer(Office.OFFICE_STAFF)).unassigned.active == 1
    chair = officer(Office.BRANCH_CHAIR, branch=BranchFactory())
    assert selectors.organisation_tree(chair).unassigned.active == 0


def test_headcount_counts_active_and_retained_alone():
    group = GroupFactory()
    MemberFactory(group=group, branch=group.branch)
    MemberFactory(group=group, branch=group.branch, membership_status="retained", retain_reason="retired")
    MemberFactory(group=group, branch=group.branch, membership_status="withdrawn")
    for kind, unit in ((UnitKind.GROUP, group), (UnitKind.BRANCH, group.branch)):
        count = selectors.headcounts(kind)[unit.pk]
        assert (count.active, count.retained, count.total) == (1, 1, 2)


def test_body_and_profile_services_refuse():
    from union.common.errors import DomainError, NotPermittedError, StaleError

    body, clerk = Body.objects.first(), officer(Office.OFFICE_STAFF)
    values = {"name": "甲", "term": "", "starts_on": None, "ends_on": None}
    with pytest.raises(NotPermittedError):
        bodies.set_body(body.pk, actor=officer(Office.CHAIR), **values)
    with pytest.raises(DomainError, match="机构名称"):
        bodies.set_body(body.pk, actor=clerk, **(values | {"name": " "}))
    with pytest.raises(DomainError, match="请核对"):
        bodies.set_body(body.pk, actor=clerk, **(values | {"starts_on": day(1), "ends_on": day(0)}))
    with pytest.raises(DomainError, match="名称"):
        bodies.set_profile({"name": ""}, actor=clerk)
    with pytest.raises(StaleError):
        bodies.set_profile({"address": "某路"}, actor=clerk, version=99)
    with pytest.raises(NotPermittedError):
        bodies.set_profile({"address": "某路"}, actor=officer(Office.CHAIR))
