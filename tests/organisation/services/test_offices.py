import datetime as dt

import pytest

from tests.factories import (
    AppointmentFactory,
    BranchFactory,
    DepartmentFactory,
    GroupFactory,
    UserFactory,
    officer,
)
from union.accounts.models import User
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, StaleError, TransitionError
from union.common.models import AuditEvent
from union.organisation.choices import Office, Right, ScopeKind
from union.organisation.models import Appointment
from union.organisation.rights import access_of
from union.organisation.services import offices

pytestmark = pytest.mark.django_db


def day(ahead=0):
    return today() + dt.timedelta(days=ahead)


def give(user, office, **options):
    defaults = {"starts_on": today(), "document": "工字〔2026〕9号", "actor": None}
    return offices.give_office(user, office, **(defaults | options))


@pytest.fixture
def guard():
    return officer(Office.SECURITY_ADMIN)


@pytest.fixture
def clerk():
    return officer(Office.OFFICE_STAFF)


def test_give_office_gives_the_rights_there(clerk):
    user, branch = UserFactory(), BranchFactory()
    held = give(user, Office.BRANCH_CHAIR, unit=branch, actor=clerk, title=" 主持工作 ")

    assert (held.scope_kind, held.branch, held.title) == (ScopeKind.BRANCH, branch, "主持工作")
    assert access_of(user).scope(Right.VIEW_MEMBERS).branch_ids == {branch.pk}
    event = AuditEvent.objects.get(action="grant", object_id=str(held.pk))
    assert event.actor == clerk
    assert event.changes["office"] == [None, "支会主席"]


def test_give_needs_a_document(clerk):
    with pytest.raises(DomainError, match="任职依据") as refused:
        give(UserFactory(), Office.COMMITTEE_MEMBER, document="  ", actor=clerk)
    assert refused.value.field == "document"


def test_give_refuses_an_end_before_the_start(clerk):
    with pytest.raises(DomainError, match="早于任职日期"):
        give(UserFactory(), Office.COMMITTEE_MEMBER, ends_on=day(-1), actor=clerk)


@pytest.mark.parametrize("office", [Office.BRANCH_CHAIR, Office.GROUP_LEADER, Office.DEPARTMENT_CONTACT])
def test_give_asks_for_the_unit(clerk, office):
    with pytest.raises(DomainError, match="请选择") as refused:
        give(UserFactory(), office, actor=clerk)
    assert refused.value.field == "unit"


def test_give_refuses_the_wrong_kind_of_unit(clerk):
    with pytest.raises(DomainError, match="小组长的任职范围应为小组"):
        give(UserFactory(), Office.GROUP_LEADER, unit=BranchFactory(), actor=clerk)
    with pytest.raises(DomainError, match="应为全院"):
        give(UserFactory(), Office.CHAIR, unit=BranchFactory())


def test_give_refuses_a_closed_unit(clerk):
    with pytest.raises(DomainError, match="撤销"):
        give(UserFactory(), Office.GROUP_LEADER, unit=GroupFactory(closed_on=today()), actor=clerk)


@pytest.mark.parametrize("office", sorted(set(Office) - {
    Office.COMMITTEE_MEMBER, Office.WOMEN_MEMBER, Office.BRANCH_CHAIR, Office.GROUP_LEADER,
    Office.DEPARTMENT_CONTACT, Office.DELEGATE, Office.MOTION_REVIEWER, Office.MEMBER,
}))  # fmt: skip
def test_the_union_office_cannot_give(clerk, office):
    with pytest.raises(NotPermittedError, match="由安全管理员任免"):
        give(UserFactory(), office, actor=clerk)
    assert not Appointment.objects.filter(office=office).exclude(user=clerk).exists()


@pytest.mark.parametrize("office", [Office.CHAIR, Office.OFFICE_STAFF, Office.AUDITOR, Office.AUDIT_ADMIN])
def test_the_security_administrator_can_give(guard, office):
    assert give(UserFactory(), office, actor=guard).office == office


@pytest.mark.parametrize("office", set(Office) - {Office.SECURITY_ADMIN, Office.OFFICE_STAFF})
def test_nobody_else_gives_anything(office):
    unit = {
        Office.BRANCH_CHAIR: "branch",
        Office.GROUP_LEADER: "group",
        Office.DEPARTMENT_CONTACT: "department",
    }
    factory = {"branch": BranchFactory, "group": GroupFactory, "department": DepartmentFactory}
    scope = {kind: factory[kind]() for kind in [unit.get(office)] if kind}
    with pytest.raises(NotPermittedError):
        give(UserFactory(), Office.COMMITTEE_MEMBER, actor=officer(office, **scope))


def test_nobody_grants_to_himself(guard, clerk):
    for actor in (guard, clerk):
        with pytest.raises(NotPermittedError, match="不能办理自己的任免"):
            give(actor, Office.DELEGATE, actor=actor, scope_kind=ScopeKind.HOSPITAL)


def test_three_administrators_are_three_people(guard):
    user = give(UserFactory(), Office.SYSTEM_ADMIN, actor=guard).user
    with pytest.raises(DomainError, match="三员分立"):
        give(user, Office.AUDIT_ADMIN, actor=guard)


def test_conflicts_count_only_in_the_same_time(guard):
    user = UserFactory()
    give(user, Office.OFFICE_STAFF, starts_on=day(-100), ends_on=day(-1), actor=guard)
    assert give(user, Office.AUDITOR, actor=guard).pk
    with pytest.raises(DomainError, match="不得任经审委员"):
        give(user, Office.CHAIR, starts_on=day(30), actor=guard)


def test_same_office_in_the_same_place_once(clerk):
    user, branch = UserFactory(), BranchFactory()
    give(user, Office.DELEGATE, unit=branch, actor=clerk)
    with pytest.raises(DomainError, match="不必重复任职"):
        give(user, Office.DELEGATE, unit=branch, starts_on=day(10), actor=clerk)
    assert give(user, Office.DELEGATE, unit=BranchFactory(), actor=clerk).pk


@pytest.mark.parametrize("office", [Office.BRANCH_CHAIR, Office.GROUP_LEADER, Office.CHAIR])
def test_one_seat_one_holder(office):
    unit = {Office.BRANCH_CHAIR: BranchFactory, Office.GROUP_LEADER: GroupFactory}.get(office, lambda: None)()
    first = give(UserFactory(display_name="张三"), office, unit=unit)
    with pytest.raises(DomainError, match="现由张三担任"):
        give(UserFactory(), office, unit=unit)
    offices.end_office(first.pk, ends_on=today(), reason="换届", actor=None)
    assert give(UserFactory(), office, unit=unit, starts_on=day(1)).pk


def test_end_office(clerk):
    held = AppointmentFactory(office=Office.BRANCH_CHAIR, branch=BranchFactory())
    offices.end_office(held.pk, ends_on=today(), reason="换届", actor=clerk, version=held.version)

    held.refresh_from_db()
    assert (held.ends_on, held.ended_reason) == (today(), "换届")
    assert access_of(held.user).can(Right.VIEW_MEMBERS)
    assert not access_of(held.user, day(1)).can(Right.VIEW_MEMBERS)
    assert AuditEvent.objects.filter(action="revoke", object_id=str(held.pk), actor=clerk).exists()


def test_end_needs_reason_and_a_day_in_office(clerk):
    held = AppointmentFactory(office=Office.BRANCH_CHAIR, branch=BranchFactory())
    with pytest.raises(DomainError, match="免职原因"):
        offices.end_office(held.pk, ends_on=today(), reason=" ", actor=clerk)
    with pytest.raises(DomainError, match="早于任职日期"):
        offices.end_office(held.pk, ends_on=held.starts_on - dt.timedelta(days=1), reason="换届", actor=clerk)


def test_end_twice_is_refused(clerk):
    held = AppointmentFactory(office=Office.BRANCH_CHAIR, branch=BranchFactory(), ends_on=day(-1))
    with pytest.raises(TransitionError, match="已于"):
        offices.end_office(held.pk, ends_on=today(), reason="换届", actor=clerk)


def test_end_refuses_stale_unknown_own_and_foreign(clerk):
    held = AppointmentFactory(office=Office.BRANCH_CHAIR, branch=BranchFactory())
    with pytest.raises(StaleError):
        offices.end_office(held.pk, ends_on=today(), reason="换届", actor=clerk, version=9)
    with pytest.raises(DomainError, match="没有这条任职记录"):
        offices.end_office(0, ends_on=today(), reason="换届", actor=clerk)
    with pytest.raises(NotPermittedError, match="自己"):
        offices.end_office(clerk.appointments.get().pk, ends_on=today(), reason="换届", actor=clerk)
    with pytest.raises(NotPermittedError, match="安全管理员"):
        offices.end_office(
            AppointmentFactory(office=Office.CHAIR).pk, ends_on=today(), reason="换届", actor=clerk
        )


def test_the_last_security_administrator_stays(guard):
    other = give(UserFactory(), Office.SECURITY_ADMIN)
    offices.end_office(other.pk, ends_on=today(), reason="轮岗", actor=guard)
    with pytest.raises(DomainError, match="唯一的安全管理员"):
        offices.end_office(guard.appointments.get().pk, ends_on=today(), reason="轮岗", actor=None)


def test_ensure_person_makes_a_person_who_cannot_log_in(clerk):
    person = offices.ensure_person("单雄信", username="G0042", actor=clerk)
    assert not person.has_usable_password()
    assert person.name_pinyin == "shanxiongxin"
    assert offices.ensure_person("单雄信", username="g0042", actor=clerk) == person
    with pytest.raises(DomainError, match="已属于单雄信"):
        offices.ensure_person("李四", username="G0042", actor=clerk)
    with pytest.raises(DomainError, match="请填写姓名"):
        offices.ensure_person("", username="G0043", actor=clerk)
    with pytest.raises(NotPermittedError):
        offices.ensure_person("李四", username="G0044", actor=officer(Office.CHAIR))
    assert User.objects.filter(username__iexact="G0042").count() == 1
