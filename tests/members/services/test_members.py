import datetime as dt

import pytest

from members.choices import MembershipStatus, Sex
from members.models import ExtraField, Member
from members.services.members import create_member, update_member
from tests.factories import (
    BranchFactory,
    GroupFactory,
    MemberFactory,
    UserFactory,
    id_number,
    officer,
)
from union.common.errors import DomainError, NotPermittedError, StaleError, TransitionError
from union.common.models import AuditEvent
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db
BIRTH = dt.date(1990, 3, 7)


@pytest.fixture
def clerk():
    return officer(Office.OFFICE_STAFF)


def test_created_member_has_derived_columns_history_and_audit(clerk):
    number = id_number(BIRTH, 7, Sex.FEMALE)

    member = create_member(
        {"staff_no": "a100", "name": "单 雄 信", "id_number": number.lower(), "phone": "+86 139 1234 5678"},
        actor=clerk,
        effective_on=dt.date(2021, 5, 1),
    )

    member.refresh_from_db()
    assert (member.name, member.name_pinyin, member.name_initials) == ("单雄信", "shanxiongxin", "sxx")
    assert (member.sex, member.born_on, member.phone) == (Sex.FEMALE, BIRTH, "13912345678")
    assert member.search_text.startswith(" 单雄信 ")
    assert member.search_text.endswith(" a100")
    assert member.staff_no == "A100"
    assert member.id_number_index
    assert member.phone_index
    change = member.membership_changes.get()
    assert (change.from_status, change.to_status, change.effective_on) == ("", "active", dt.date(2021, 5, 1))
    event = AuditEvent.objects.get(object_type="members.member", object_id=str(member.pk))
    assert set(event.changes.values()) == {None}
    assert number not in str(event.changes)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "王5"}, "name"),
        ({"staff_no": "", "id_number": ""}, "staff_no"),
        ({"id_number": "990101199003071235"}, "id_number"),
        ({"id_number": id_number(BIRTH, 1, Sex.MALE), "sex": Sex.FEMALE}, "sex"),
        ({"id_number": id_number(BIRTH, 1, Sex.MALE), "born_on": dt.date(1990, 3, 8)}, "born_on"),
        ({"phone": "1391"}, None),
        ({"phone": "139123456789"}, "phone"),
        ({"joined_union_on": dt.date(2999, 1, 1)}, "joined_union_on"),
        ({"born_on": dt.date(1990, 1, 1), "started_work_on": dt.date(1980, 1, 1)}, "started_work_on"),
        ({"membership_status": "expelled"}, None),
    ],
)
def test_wrong_values_are_refused_and_nothing_is_written(clerk, values, field):
    if values == {"phone": "1391"}:
        assert create_member({"staff_no": "1", "name": "王芳", **values}, actor=clerk).phone == "1391"
        return
    with pytest.raises(DomainError) as refused:
        create_member({"staff_no": "1", "name": "王芳", **values}, actor=clerk)

    assert refused.value.field == field
    assert not Member.objects.exists()


def test_group_of_another_branch_is_refused_and_branch_follows_the_group(clerk):
    group = GroupFactory()

    member = create_member({"staff_no": "1", "name": "王芳", "group": group}, actor=clerk)
    assert member.branch == group.branch
    with pytest.raises(DomainError, match="不属于所选支会"):
        update_member(member, version=1, values={"branch": BranchFactory()}, actor=clerk)


@pytest.mark.parametrize("field", ["staff_no", "member_no", "id_number"])
def test_number_of_another_member_is_refused_with_its_owner(clerk, field):
    owner = MemberFactory(name="李静", member_no="H1")

    with pytest.raises(DomainError, match="李静") as refused:
        create_member({"staff_no": "x1", "name": "王芳", field: getattr(owner, field)}, actor=clerk)

    assert refused.value.field == field


def test_nobody_begins_as_expelled_and_strangers_register_nobody(clerk):
    with pytest.raises(TransitionError):
        create_member({"staff_no": "1", "name": "王芳"}, actor=clerk, status=MembershipStatus.EXPELLED)
    with pytest.raises(NotPermittedError):
        create_member(
            {"staff_no": "1", "name": "王芳"}, actor=officer(Office.GROUP_LEADER, group=GroupFactory())
        )


def test_update_writes_changed_fields_and_their_audit(clerk):
    member = MemberFactory(name="王芳")

    update_member(member, version=1, values={"name": "王方", "phone": "13912345678", "duty": ""}, actor=clerk)

    member.refresh_from_db()
    assert (member.name, member.version) == ("王方", 2)
    event = AuditEvent.objects.latest("seq")
    assert event.changes == {"name": ["王芳", "王方"], "phone": None}


def test_update_without_a_difference_writes_nothing(clerk):
    member = MemberFactory()

    update_member(member, version=1, values={"name": member.name}, actor=clerk)

    member.refresh_from_db()
    assert member.version == 1
    assert not AuditEvent.objects.exists()


def test_second_editor_is_told_who_changed_what_and_nothing_is_overwritten(clerk):
    member = MemberFactory(duty="护士", sex=Sex.MALE)
    first = officer(Office.OFFICE_STAFF)
    update_member(member, version=1, values={"duty": "护士长", "address": "某路1号"}, actor=first)

    with pytest.raises(StaleError, match=first.display_name) as stale:
        update_member(member, version=1, values={"duty": "主管护师"}, actor=clerk)

    told = {(change.label, change.old, change.new) for change in stale.value.changes}
    assert ("职务", "护士", "护士长") in told
    assert ("住址", "（敏感信息，已修改）", "（敏感信息，已修改）") in told
    member.refresh_from_db()
    assert member.duty == "护士长"


def test_stranger_may_not_edit():
    member = MemberFactory(branch=BranchFactory())
    with pytest.raises(NotPermittedError):
        update_member(
            member, version=1, values={"duty": "x"}, actor=officer(Office.BRANCH_CHAIR, branch=member.branch)
        )


def test_account_follows_name_and_phone_of_its_member(clerk):
    account = UserFactory(display_name="王芳")
    member = MemberFactory(name="王芳", user=account)

    update_member(member, version=1, values={"name": "王方", "phone": "13912345678"}, actor=clerk)

    account.refresh_from_db()
    assert (account.display_name, account.phone) == ("王方", "13912345678")
    assert account.phone_index


def test_extra_fields_are_checked_by_their_definition(clerk):
    ExtraField.objects.create(key="uniform", label="工作服尺码", kind="choice", options=["M", "L"])
    member = MemberFactory()

    update_member(member, version=1, values={"extra": {"uniform": "L", "gone": "x"}}, actor=clerk)
    member.refresh_from_db()
    assert member.extra == {"uniform": "L"}
    with pytest.raises(DomainError, match="工作服尺码"):
        update_member(member, version=2, values={"extra": {"uniform": "XXL"}}, actor=clerk)
