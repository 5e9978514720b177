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
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, StaleError, TransitionError
from union.common.models import AuditEvent
from union.organisation.choices import Office, UnitEvent, UnitKind
from union.organisation.models import Appointment, Branch, Group, UnitChange
from union.organisation.services import units

pytestmark = pytest.mark.django_db
KIND = UnitKind


@pytest.fixture
def clerk():
    return officer(Office.OFFICE_STAFF)


def day(back=0):
    return today() - dt.timedelta(days=back)


def test_open_unit_writes_history_and_audit(clerk):
    branch = units.open_unit(
        KIND.BRANCH, name=" 内科 支会", effective_on=day(3), actor=clerk, document="工字1号"
    )

    assert (branch.name, branch.opened_on) == ("内科支会", day(3))
    change = UnitChange.objects.get(branch=branch)
    assert (change.event, change.after, change.document, change.actor) == (
        UnitEvent.OPENED, "内科支会", "工字1号", clerk,
    )  # fmt: skip
    assert AuditEvent.objects.filter(action="create", object_id=str(branch.pk), actor=clerk).exists()


def test_open_group_takes_the_departments_branch():
    department = DepartmentFactory()
    group = units.open_unit(
        KIND.GROUP, name="心内科1组", department=department, effective_on=day(), actor=None
    )
    assert isinstance(group, Group)
    assert (group.branch, group.department) == (department.branch, department)


def test_open_needs_a_name(clerk):
    with pytest.raises(DomainError, match="请填写支会名称"):
        units.open_unit(KIND.BRANCH, name=" ", effective_on=day(), actor=clerk)


def test_open_refuses_a_taken_name_but_not_that_of_a_closed_one(clerk):
    old = BranchFactory(name="内科支会")
    with pytest.raises(DomainError, match="已有名为“内科支会”的支会") as refused:
        units.open_unit(KIND.BRANCH, name="内科支会", effective_on=day(), actor=clerk)
    assert refused.value.field == "name"

    units.close_unit(KIND.BRANCH, old.pk, effective_on=day(), actor=clerk)
    units.open_unit(KIND.BRANCH, name="内科支会", effective_on=day(), actor=clerk)
    assert Branch.objects.filter(name="内科支会").count() == 2


def test_open_refuses_tomorrow(clerk):
    with pytest.raises(DomainError, match="晚于今天"):
        units.open_unit(KIND.BRANCH, name="新支会", effective_on=day(-1), actor=clerk)


def test_open_group_needs_a_branch(clerk):
    with pytest.raises(DomainError, match="必须属于一个支会"):
        units.open_unit(KIND.GROUP, name="一组", effective_on=day(), actor=clerk)


def test_open_group_refuses_a_department_of_another_branch(clerk):
    with pytest.raises(DomainError, match="不属于"):
        units.open_unit(
            KIND.GROUP, name="一组", branch=BranchFactory(), department=DepartmentFactory(),
            effective_on=day(), actor=clerk,
        )  # fmt: skip


def test_open_refuses_a_closed_branch(clerk):
    closed = BranchFactory(closed_on=day(1))
    with pytest.raises(DomainError, match="撤销，请另选"):
        units.open_unit(KIND.DEPARTMENT, name="某科", branch=closed, effective_on=day(), actor=clerk)


@pytest.mark.parametrize("office", [Office.CHAIR, Office.SYSTEM_ADMIN, Office.AUDITOR, Office.MEMBER])
def test_others_may_not_change_the_organisation(office):
    stranger, branch = officer(office), BranchFactory()
    for step in (
        lambda: units.open_unit(KIND.BRANCH, name="新", effective_on=day(), actor=stranger),
        lambda: units.rename_unit(KIND.BRANCH, branch.pk, name="新", effective_on=day(), actor=stranger),
        lambda: units.arrange_unit(KIND.BRANCH, branch.pk, code="1", position=1, actor=stranger),
        lambda: units.close_unit(KIND.BRANCH, branch.pk, effective_on=day(), actor=stranger),
        lambda: units.reopen_unit(KIND.BRANCH, branch.pk, effective_on=day(), actor=stranger),
    ):
        with pytest.raises(NotPermittedError, match="没有维护组织的权限"):
            step()


def test_rename_keeps_the_old_name_in_history(clerk):
    branch = BranchFactory(name="门诊支会")
    units.rename_unit(KIND.BRANCH, branch.pk, name="门急诊支会", effective_on=day(1), actor=clerk)

    branch.refresh_from_db()
    change = UnitChange.objects.get(branch=branch)
    assert (branch.name, change.before, change.after) == ("门急诊支会", "门诊支会", "门急诊支会")


def test_rename_to_the_same_name_changes_nothing(clerk):
    branch = BranchFactory(name="门诊支会")
    units.rename_unit(KIND.BRANCH, branch.pk, name="门诊支会", effective_on=day(), actor=clerk)
    assert not UnitChange.objects.exists()


def test_rename_of_a_stale_page_is_refused(clerk):
    branch = BranchFactory()
    units.arrange_unit(KIND.BRANCH, branch.pk, code="A", position=1, actor=clerk, version=1)
    with pytest.raises(StaleError):
        units.rename_unit(
            KIND.BRANCH, branch.pk, name="新名", effective_on=day(), actor=clerk, version=branch.version
        )
    branch.refresh_from_db()
    assert branch.name != "新名"


def test_arrange_is_audited_once(clerk):
    branch = BranchFactory()
    units.arrange_unit(KIND.BRANCH, branch.pk, code=" B1 ", position=5, actor=clerk)
    units.arrange_unit(KIND.BRANCH, branch.pk, code="B1", position=5, actor=clerk)

    branch.refresh_from_db()
    assert (branch.code, branch.position) == ("B1", 5)
    assert AuditEvent.objects.filter(object_id=str(branch.pk), action="update").count() == 1


def test_close_refuses_members(clerk):
    group = GroupFactory()
    MemberFactory(group=group, branch=group.branch)
    with pytest.raises(DomainError, match="还有会员 1 人"):
        units.close_unit(KIND.GROUP, group.pk, effective_on=day(), actor=clerk)
    group.refresh_from_db()
    assert group.closed_on is None


def test_close_refuses_open_units_below(clerk):
    group = GroupFactory(name="一组")
    with pytest.raises(DomainError, match="一组"):
        units.close_unit(KIND.BRANCH, group.branch_id, effective_on=day(), actor=clerk)


def test_close_refuses_and_names_at_most_three_units_below(clerk):
    branch = BranchFactory()
    GroupFactory.create_batch(4, branch=branch)
    with pytest.raises(DomainError, match=r"还有 4 个未撤销的科室或小组.*等"):
        units.close_unit(KIND.BRANCH, branch.pk, effective_on=day(), actor=clerk)


def test_close_ends_the_offices(clerk):
    branch = BranchFactory()
    held = AppointmentFactory(office=Office.BRANCH_CHAIR, branch=branch)
    units.close_unit(KIND.BRANCH, branch.pk, effective_on=day(), actor=clerk, document="工字2号")

    held.refresh_from_db()
    assert (held.ends_on, held.ended_reason) == (day(), "支会撤销")
    assert UnitChange.objects.get(branch=branch).event == UnitEvent.CLOSED


def test_close_twice_is_refused(clerk):
    branch = BranchFactory()
    units.close_unit(KIND.BRANCH, branch.pk, effective_on=day(), actor=clerk)
    with pytest.raises(TransitionError, match="已于"):
        units.close_unit(KIND.BRANCH, branch.pk, effective_on=day(), actor=clerk)


def test_reopen(clerk):
    branch = BranchFactory(closed_on=day(5))
    units.reopen_unit(KIND.BRANCH, branch.pk, effective_on=day(), actor=clerk)
    branch.refresh_from_db()
    assert branch.closed_on is None
    with pytest.raises(TransitionError, match="不需要恢复"):
        units.reopen_unit(KIND.BRANCH, branch.pk, effective_on=day(), actor=clerk)


def test_reopen_refuses_a_name_taken_meanwhile(clerk):
    closed = BranchFactory(name="内科支会", closed_on=day(5))
    BranchFactory(name="内科支会")
    with pytest.raises(DomainError, match="已有名为"):
        units.reopen_unit(KIND.BRANCH, closed.pk, effective_on=day(), actor=clerk)


def test_reopen_refuses_below_a_closed_branch(clerk):
    group = GroupFactory(branch=BranchFactory(closed_on=day(5)), closed_on=day(5))
    with pytest.raises(DomainError, match="请另选"):
        units.reopen_unit(KIND.GROUP, group.pk, effective_on=day(), actor=clerk)


def test_unknown_unit(clerk):
    with pytest.raises(DomainError, match="没有这个工会小组"):
        units.close_unit(KIND.GROUP, 999_999, effective_on=day(), actor=clerk)


def test_history_cannot_be_changed(clerk):
    from django.db import DatabaseError, transaction

    units.open_unit(KIND.BRANCH, name="某支会", effective_on=day(), actor=clerk)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        UnitChange.objects.update(after="另一个")
    assert not Appointment.objects.filter(branch__name="另一个").exists()
