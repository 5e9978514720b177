"""What a roster does to the registry: matching, old → new, dues base, membership, undo."""

import datetime as dt
from decimal import Decimal

import pytest

from members.choices import MembershipStatus
from members.models import DuesBase, FamilyMember, Member, MembershipChange
from members.services import roster_undo
from members.services.members import update_member
from tests.factories import BranchFactory, DepartmentFactory, GroupFactory, UserFactory, id_number
from tests.imports.files import HEAD, person, workbook
from tests.imports.steps import check, counts, load
from union.accounts.models import User
from union.common.errors import DomainError, StaleError
from union.common.models import AuditEvent, CodeItem
from union.imports.services import batches, running

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def units(db):
    branch = BranchFactory(name="内科支会")
    department = DepartmentFactory(name="心内科", branch=branch)
    return GroupFactory(name="心内科1组", branch=branch, department=department)


def bases():
    return list(DuesBase.objects.order_by("effective_month").values_list("effective_month", "amount"))


def test_new_member_is_active_since_joining_with_history_and_base(units):
    load(workbook([person(1)]))

    member = Member.objects.get()
    assert (member.name, member.staff_no, member.group) == (person(1)["姓名"], "50001", units)
    assert (member.membership_status, member.status_since) == (MembershipStatus.ACTIVE, dt.date(2010, 5, 4))
    assert member.id_number == person(1)["身份证号"]
    assert member.phone == "19900000001"
    assert member.name_pinyin.startswith("wang")
    change = MembershipChange.objects.get()
    assert (change.from_status, change.to_status, change.effective_on) == ("", "active", dt.date(2010, 5, 4))
    assert bases() == [(dt.date(2010, 5, 1), Decimal(3001))]
    assert (member.version, member.user) == (1, None)


def test_same_file_again_changes_nothing():
    content = workbook([person(1), person(2, 姓名="")])
    assert counts(load(content)) == (1, 0, 0, 1)
    before = Member.objects.values().get()
    assert counts(load(content)) == (0, 0, 1, 1)
    assert Member.objects.values().get() == before
    assert len(bases()) == 1


def test_changed_values_are_written_and_audited_without_sensitive_values():
    load(workbook([person(1)]))
    batch = load(workbook([person(1, 联系电话="19977778888", 备注="骨干", 姓名="王新名")]))

    member = Member.objects.get()
    assert (member.phone, member.note, member.name, member.version) == ("19977778888", "骨干", "王新名", 2)
    assert member.name_pinyin == "wangxinming"
    assert counts(batch) == (0, 1, 0, 0)
    event = AuditEvent.objects.filter(object_type="members.member").latest("seq")
    assert event.changes == {"phone": None, "note": None, "name": [person(1)["姓名"], "王新名"]}
    assert counts(load(workbook([person(1, 联系电话="19977778888", 备注="骨干", 姓名="王新名")]))) == (
        0,
        0,
        1,
        0,
    )


def test_account_follows_name_and_phone():
    load(workbook([person(1)]))
    account = UserFactory()
    Member.objects.update(user=account)
    load(workbook([person(1, 联系电话="19977778888", 姓名="王新名")]))
    account = User.objects.get(pk=account.pk)
    assert (account.display_name, account.phone) == ("王新名", "19977778888")


@pytest.mark.parametrize("status", [s for s in MembershipStatus if s != MembershipStatus.ACTIVE])
def test_no_date_and_no_remark_changes_a_membership_state(status):
    load(workbook([person(1)]))
    Member.objects.update(membership_status=status, retain_reason="retired" if status == "retained" else "")
    load(workbook([person(1, 备注="已退休，会籍转出", 入会时间=dt.date(2011, 6, 1))]))
    member = Member.objects.get()
    assert member.membership_status == status
    assert member.joined_union_on == dt.date(2011, 6, 1)
    assert MembershipChange.objects.count() == 1


def test_remark_of_a_new_row_changes_no_state_either():
    load(workbook([person(1, 备注="已退休")]))
    assert Member.objects.get().membership_status == MembershipStatus.ACTIVE


def test_changed_base_counts_from_the_month_in_the_title():
    load(workbook([person(1)]))
    load(workbook([person(1, 计费基数=4000)], title="花名册（2026年3月）"))
    assert bases() == [(dt.date(2010, 5, 1), Decimal(3001)), (dt.date(2026, 3, 1), Decimal(4000))]
    load(workbook([person(1, 计费基数=4000)], title="花名册（2026年7月）"))
    assert len(bases()) == 2
    load(workbook([person(1, 计费基数=4100)], title="花名册（2026年3月）"))
    assert bases()[1:] == [(dt.date(2026, 3, 1), Decimal(4100))]


def test_changed_base_counts_from_the_month_asked_for_else_from_this_month(time_machine):
    load(workbook([person(1), person(2)]))
    load(workbook([person(1, 计费基数=4000)]), effective="2025-09")
    assert bases()[-1] == (dt.date(2025, 9, 1), Decimal(4000))
    time_machine.move_to(dt.datetime(2026, 10, 15, 12, tzinfo=dt.UTC))
    load(workbook([person(2, 计费基数=5000)], title="职工花名册"))
    assert bases()[-1] == (dt.date(2026, 10, 1), Decimal(5000))


def test_missing_base_is_not_erased_by_a_blank_cell():
    load(workbook([person(1)]))
    assert counts(load(workbook([person(1, 计费基数=None, 联系电话="", 备注="")]))) == (0, 0, 1, 0)


def test_match_by_id_alone_fills_the_staff_number():
    load(workbook([person(1, 工号="")]))
    assert Member.objects.get().staff_no is None
    assert counts(load(workbook([person(1)]))) == (0, 1, 0, 0)
    assert Member.objects.get().staff_no == "50001"


def test_keys_that_disagree_with_the_registry_are_refused():
    load(workbook([person(1), person(2)]))
    other = id_number(dt.date(1970, 1, 1), 3)
    batch = check(workbook([
        person(1, 工号="88888"), person(2, 身份证号=other, 出生日期=None), person(1), person(1, 姓名="重复"),
    ]))  # fmt: skip
    assert counts(batch) == (0, 0, 1, 3)


def test_former_id_is_kept_when_the_row_has_none():
    load(workbook([person(1)]))
    load(workbook([person(1, 身份证号="", 备注="x")]))
    assert Member.objects.get().id_number == person(1)["身份证号"]


def test_code_aliases_and_extra_fields():
    from members.models import ExtraField

    CodeItem.objects.update_or_create(kind="education", label="大学本科", defaults={"aliases": ["本科"]})
    ExtraField.objects.create(key="dorm", label="宿舍号", kind="text")
    head = [*HEAD, "学历", "宿舍号"]
    load(workbook([person(1) | {"学历": "本科", "宿舍号": "3-201"}], head=head))
    member = Member.objects.get()
    assert (member.education, member.extra) == ("大学本科", {"dorm": "3-201"})
    assert counts(load(workbook([person(1) | {"学历": "本科", "宿舍号": "3-202"}], head=head))) == (
        0,
        1,
        0,
        0,
    )
    assert Member.objects.get().extra == {"dorm": "3-202"}


def test_registry_changed_between_check_and_confirmation_writes_nothing():
    load(workbook([person(1), person(2)]))
    batch = check(workbook([person(1, 备注="甲"), person(2, 备注="乙"), person(3)]))
    member = Member.objects.get(staff_no="50002")
    update_member(member, version=1, values={"note": "别人改的"}, actor=None)

    with pytest.raises(StaleError, match="档案已被修改"):
        running.apply_now(batch.pk, actor=None)

    assert sorted(Member.objects.values_list("note", flat=True)) == ["", "别人改的"]
    running_batch = type(batch).objects.get(pk=batch.pk)
    assert running_batch.state == "checked"


def test_base_changed_between_check_and_confirmation_writes_nothing():
    load(workbook([person(1)]))
    batch = check(workbook([person(1, 计费基数=4000)]))
    DuesBase.objects.create(member=Member.objects.get(), effective_month=dt.date(2026, 1, 1), amount=1)
    with pytest.raises(StaleError, match="计费基数已被修改"):
        running.apply_now(batch.pk, actor=None)


def test_undo_restores_everything():
    load(workbook([person(1), person(2)]))
    kept = Member.objects.order_by("pk").values(
        "staff_no", "name", "name_pinyin", "note", "phone", "phone_index", "department_id"
    )
    before, before_bases = list(kept), bases()
    batch = load(
        workbook([
            person(1, 备注="甲", 联系电话="19977778888", 计费基数=9000, 姓名="王改名"),
            person(2, 计费基数=8000), person(3),
        ], title="花名册（2026年3月）")
    )  # fmt: skip
    assert counts(batch) == (1, 2, 0, 0)
    assert not roster_undo.obstacles(batch)

    batches.undo(batch.pk, actor=None)

    assert list(kept) == before
    assert bases() == before_bases
    assert MembershipChange.objects.count() == 2
    assert counts(load(workbook([person(1), person(2)]))) == (0, 0, 2, 0)


def test_undo_of_a_replaced_base():
    load(workbook([person(1)]))
    load(workbook([person(1, 计费基数=4000)], title="花名册（2026年3月）"))
    batch = load(workbook([person(1, 计费基数=4100)], title="花名册（2026年3月）"))
    batches.undo(batch.pk, actor=None)
    assert bases()[-1] == (dt.date(2026, 3, 1), Decimal(4000))


def _edited(member):
    update_member(member, version=member.version, values={"note": "后来"}, actor=None)


def _account(member):
    Member.objects.filter(pk=member.pk).update(user=UserFactory())


def _family(member):
    FamilyMember.objects.create(member=member, relation="子女")


def _state(member):
    MembershipChange.objects.create(
        member=member, from_status="active", to_status="withdrawn", effective_on=dt.date(2026, 1, 1)
    )


def _base(member):
    DuesBase.objects.create(member=member, effective_month=dt.date(2026, 5, 1), amount=1)


@pytest.mark.parametrize(
    ("build", "named"),
    [
        (_edited, "后来被修改"),
        (_account, "开通了账号"),
        (_family, "家庭成员"),
        (_state, "会籍变动"),
        (_base, "计费基数"),
    ],
)
def test_undo_is_refused_when_something_was_built_on_a_new_member(build, named):
    batch = load(workbook([person(1)]))
    build(Member.objects.get())
    with pytest.raises(DomainError, match=named):
        batches.undo(batch.pk, actor=None)
    assert Member.objects.count() == 1


@pytest.mark.parametrize(("build", "named"), [(_edited, "后来又被修改"), (_base, "新的计费基数")])
def test_undo_is_refused_when_something_was_built_on_a_change(build, named):
    load(workbook([person(1)]))
    batch = load(workbook([person(1, 备注="甲")]))
    build(Member.objects.get())
    with pytest.raises(DomainError, match=named):
        batches.undo(batch.pk, actor=None)
    assert Member.objects.get().note in ("甲", "后来")


def test_created_units_are_used_by_all_rows_and_stay_after_undo():
    from union.organisation.models import Group

    rows = [person(n, 支会="新支会", 科室="新科", 工会小组="新组") for n in (1, 2)]
    batch = load(workbook(rows), create="all")
    assert Member.objects.filter(group__name="新组", department__name="新科").count() == 2
    batches.undo(batch.pk, actor=None)
    assert Group.objects.filter(name="新组").count() == 1


def test_member_moves_to_another_unit_and_back():
    other = DepartmentFactory(name="呼吸科", branch=BranchFactory(name="外科支会"))
    GroupFactory(name="呼吸科1组", branch=other.branch, department=other)
    load(workbook([person(1)]))
    there = {"支会": "外科支会", "科室": "呼吸科", "工会小组": "呼吸科1组"}
    batch = load(workbook([person(1, **there)]))
    assert counts(batch) == (0, 1, 0, 0)
    member = Member.objects.get()
    assert (member.branch.name, member.department.name, member.group.name) == tuple(there.values())
    assert counts(load(workbook([person(1, **there)]))) == (0, 0, 1, 0)
    batches.undo(batch.pk, actor=None)
    assert Member.objects.get().department.name == "心内科"


def test_known_member_moves_to_a_unit_that_is_created():
    load(workbook([person(1)]))
    batch = load(workbook([person(1, 工会小组="心内科9组")]), create="all")
    assert counts(batch) == (0, 1, 0, 0)
    assert Member.objects.get().group.name == "心内科9组"


def test_overwriting_empties_dates_and_sensitive_fields_but_no_key():
    head = [*HEAD, "参加工作时间", "邮箱", "是否劳模"]
    load(
        workbook([person(1) | {"参加工作时间": "2001-01-02", "邮箱": "a@b.cn", "是否劳模": "否"}], head=head)
    )
    load(workbook([person(1, 身份证号="", 联系电话="") | {"是否劳模": "是"}], head=head), overwrite=True)
    member = Member.objects.get()
    assert (member.started_work_on, member.email, member.phone) == (None, "", "")
    assert (member.id_number, member.is_model_worker) == (person(1)["身份证号"], True)


def test_unit_taken_away_after_the_check_writes_nothing():
    from union.imports.models import ImportBatch

    batch = check(workbook([person(1, 工会小组="新组")]), create="all")
    reading = {**batch.reading, "new_units": []}
    ImportBatch.objects.filter(pk=batch.pk).update(reading=reading)
    with pytest.raises(DomainError, match="没有建立"):
        running.apply_now(batch.pk, actor=None)
    assert not Member.objects.exists()
