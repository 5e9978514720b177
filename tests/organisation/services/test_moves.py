import datetime as dt

import pytest

from tests.factories import (
    AppointmentFactory,
    BranchFactory,
    DepartmentFactory,
    GroupFactory,
    MemberFactory,
    officer,
)
from union.common import registries
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, StaleError, TransitionError
from union.common.models import AuditEvent
from union.organisation.choices import Office, Right, UnitEvent, UnitKind
from union.organisation.models import Appointment, UnitChange
from union.organisation.rights import access_of
from union.organisation.services import moves

pytestmark = pytest.mark.django_db
KIND = UnitKind


@pytest.fixture
def clerk():
    return officer(Office.OFFICE_STAFF)


@pytest.fixture
def calls(monkeypatch):
    """What the registered movers were asked, beside the real ones."""
    seen = []

    def watch(kind, from_id, to_id, actor):
        seen.append((kind, from_id, to_id))
        return 0

    monkeypatch.setitem(registries.unit_moves._entries, "watch", watch)
    return seen


def test_move_department_takes_its_groups(clerk, calls):
    old, new = BranchFactory(), BranchFactory()
    department = DepartmentFactory(branch=old)
    inside = GroupFactory(branch=old, department=department)
    elsewhere = GroupFactory(branch=BranchFactory(), department=department)

    moves.move_unit(KIND.DEPARTMENT, department.pk, branch=new, effective_on=today(), actor=clerk)

    for unit in (department, inside, elsewhere):
        unit.refresh_from_db()
    assert (department.branch, inside.branch) == (new, new)
    assert elsewhere.branch != new
    assert calls == [("group", inside.pk, inside.pk), ("department", department.pk, department.pk)]
    change = UnitChange.objects.get(department=department)
    assert (change.event, change.before) == (UnitEvent.MOVED, f"{old} / {department}")
    assert UnitChange.objects.filter(group=inside, event=UnitEvent.MOVED).count() == 1


def test_moving_a_group_moves_who_sees_it(clerk):
    old, new = BranchFactory(), BranchFactory()
    group = GroupFactory(branch=old)
    member = MemberFactory(group=group, branch=old)
    chair = officer(Office.BRANCH_CHAIR, branch=new)
    leader = officer(Office.GROUP_LEADER, group=group)
    assert not access_of(chair).reaches(Right.VIEW_MEMBERS, member)

    moved = moves.move_unit(KIND.GROUP, group.pk, branch=new, effective_on=today(), actor=clerk)

    member.refresh_from_db()
    assert moved == 1
    assert access_of(chair).reaches(Right.VIEW_MEMBERS, member)
    assert access_of(leader).reaches(Right.VIEW_MEMBERS, member)


@pytest.mark.parametrize("kind", [KIND.GROUP, KIND.DEPARTMENT])
def test_move_to_where_it_is_changes_nothing(clerk, kind):
    unit = GroupFactory() if kind == KIND.GROUP else DepartmentFactory()
    with pytest.raises(TransitionError, match="没有变化"):
        moves.move_unit(kind, unit.pk, branch=unit.branch, effective_on=today(), actor=clerk)


def test_a_branch_cannot_be_moved(clerk):
    with pytest.raises(TransitionError, match="可以合并"):
        moves.move_unit(
            KIND.BRANCH, BranchFactory().pk, branch=BranchFactory(), effective_on=today(), actor=clerk
        )


def test_move_into_a_taken_group_name_changes_nothing(clerk):
    new = BranchFactory()
    GroupFactory(branch=new, name="一组")
    group = GroupFactory(name="一组")
    with pytest.raises(DomainError, match="已有名为“一组”"):
        moves.move_unit(KIND.GROUP, group.pk, branch=new, effective_on=today(), actor=clerk)
    group.refresh_from_db()
    assert group.branch != new
    assert not UnitChange.objects.exists()


def test_move_of_a_stale_page_is_refused(clerk):
    group = GroupFactory()
    with pytest.raises(StaleError):
        moves.move_unit(
            KIND.GROUP, group.pk, branch=BranchFactory(), effective_on=today(), actor=clerk, version=7
        )


def test_move_refuses_tomorrow(clerk):
    with pytest.raises(DomainError, match="晚于今天"):
        moves.move_unit(
            KIND.GROUP, GroupFactory().pk, branch=BranchFactory(),
            effective_on=today() + dt.timedelta(days=1), actor=clerk,
        )  # fmt: skip


def test_strangers_move_nothing():
    stranger = officer(Office.CHAIR)
    with pytest.raises(NotPermittedError):
        moves.move_unit(
            KIND.GROUP, GroupFactory().pk, branch=BranchFactory(), effective_on=today(), actor=stranger
        )
    with pytest.raises(NotPermittedError):
        moves.merge_units(
            KIND.GROUP, GroupFactory().pk, into=GroupFactory().pk, effective_on=today(), actor=stranger
        )


def test_merge_groups_carries_members_and_ends_the_leader(clerk):
    source, target = GroupFactory(), GroupFactory()
    member = MemberFactory(group=source, branch=source.branch)
    leader = AppointmentFactory(office=Office.GROUP_LEADER, group=source)

    moved = moves.merge_units(
        KIND.GROUP, source.pk, into=target.pk, effective_on=today(), actor=clerk, document="工字3号"
    )

    for row in (source, member, leader):
        row.refresh_from_db()
    assert moved == 1
    assert (member.group, member.branch) == (target, target.branch)
    assert source.closed_on == today()
    assert (leader.ends_on, leader.ended_reason) == (today(), f"并入{target.name}")
    assert set(UnitChange.objects.filter(event=UnitEvent.MERGED).values_list("group", "after")) == {
        (source.pk, target.name),
        (target.pk, target.name),
    }
    assert AuditEvent.objects.filter(action="merge", object_id=str(source.pk)).exists()


def test_merge_branches_takes_everything_below(clerk):
    source, target = BranchFactory(), BranchFactory()
    department = DepartmentFactory(branch=source)
    group = GroupFactory(branch=source, department=department)
    member = MemberFactory(branch=source, department=department, group=group)
    loose = MemberFactory(branch=source)

    moves.merge_units(KIND.BRANCH, source.pk, into=target.pk, effective_on=today(), actor=clerk)

    for row in (department, group, member, loose):
        row.refresh_from_db()
        assert row.branch == target


def test_merge_departments_takes_groups_to_the_targets_branch(clerk):
    source, target = DepartmentFactory(), DepartmentFactory()
    group = GroupFactory(branch=source.branch, department=source)
    member = MemberFactory(branch=source.branch, department=source, group=group)

    moves.merge_units(KIND.DEPARTMENT, source.pk, into=target.pk, effective_on=today(), actor=clerk)

    group.refresh_from_db()
    member.refresh_from_db()
    assert (group.department, group.branch) == (target, target.branch)
    assert (member.department, member.branch, member.group) == (target, target.branch, group)


def test_merge_keeps_the_delegates_mandate(clerk):
    source, target = BranchFactory(), BranchFactory()
    delegate = AppointmentFactory(office=Office.DELEGATE, branch=source)
    moves.merge_units(KIND.BRANCH, source.pk, into=target.pk, effective_on=today(), actor=clerk)

    delegate.refresh_from_db()
    carried = Appointment.objects.get(branch=target)
    assert delegate.ends_on == today()
    assert (carried.user, carried.office, carried.starts_on) == (
        delegate.user, Office.DELEGATE, today() + dt.timedelta(days=1),
    )  # fmt: skip


def test_merge_with_a_delegate_of_both_leaves_one_mandate(clerk):
    source, target = BranchFactory(), BranchFactory()
    first = AppointmentFactory(office=Office.DELEGATE, branch=source)
    AppointmentFactory(office=Office.DELEGATE, branch=target, user=first.user)
    moves.merge_units(KIND.BRANCH, source.pk, into=target.pk, effective_on=today(), actor=clerk)
    assert Appointment.objects.filter(user=first.user, ends_on=None).count() == 1


def test_merge_with_a_taken_group_name_changes_nothing(clerk):
    source, target = BranchFactory(), BranchFactory()
    department = DepartmentFactory(branch=source)
    GroupFactory(branch=source, name="一组")
    GroupFactory(branch=target, name="一组")
    with pytest.raises(DomainError, match="已有名为“一组”"):
        moves.merge_units(KIND.BRANCH, source.pk, into=target.pk, effective_on=today(), actor=clerk)
    source.refresh_from_db()
    department.refresh_from_db()
    assert source.closed_on is None
    assert department.branch == source
    assert not UnitChange.objects.exists()


def test_merge_into_itself_or_a_closed_unit(clerk):
    group, closed = GroupFactory(), GroupFactory(closed_on=today())
    with pytest.raises(TransitionError, match="自己"):
        moves.merge_units(KIND.GROUP, group.pk, into=group.pk, effective_on=today(), actor=clerk)
    with pytest.raises(TransitionError, match="已于"):
        moves.merge_units(KIND.GROUP, group.pk, into=closed.pk, effective_on=today(), actor=clerk)
